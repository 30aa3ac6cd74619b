//! The page of the error codes.

use std::fmt::Write as _;

use crate::facts::codes::Code;

/// The page; its template has the rows at `{{rows}}`.
pub(super) fn page(codes: &[Code]) -> String {
    let mut rows = String::new();
    for code in codes {
        row(&mut rows, code);
    }
    include_str!("pages/errors.html")
        .replace("{{rows}}", rows.trim_end())
        .replace("{{count}}", &codes.len().to_string())
}

fn row(out: &mut String, code: &Code) {
    let (mut number, mut id) = (code.code.to_string(), code.code.to_string());
    if let Some(subcode) = code.subcode {
        let _ = write!(number, " <span>/ {subcode}</span>");
        let _ = write!(id, "-{subcode}");
    }
    let mut meaning = format!("<p>{}.</p>", inline(&code.title));
    if let Some(help) = &code.help {
        let _ = write!(meaning, "<p>{}.</p>", inline(help));
    }
    let repeat = match (code.repeat.as_str(), code.wait) {
        ("later", Some(wait)) => format!("After {wait} s"),
        ("later", None) => "Later".to_owned(),
        ("now", _) => "Now".to_owned(),
        _ => "No".to_owned(),
    };
    let http = code.http.map(|http| http.to_string()).unwrap_or_default();
    let class = code.class.replace('_', " ");
    let _ = writeln!(
        out,
        "<tr id=\"{id}\"><td class=\"code\"><a href=\"#{id}\">{number}</a><code>{}</code></td>\
         <td>{meaning}</td><td data-label=\"Class\">{}</td><td data-label=\"HTTP\">{http}</td>\
         <td data-label=\"Retry\">{repeat}</td></tr>",
        breakable(&code.name),
        escape(&class),
    );
}

/// A long name that may be broken at its underscores.
fn breakable(name: &str) -> String {
    escape(name).replace('_', "_<wbr>")
}

/// Text with code between backticks.
fn inline(text: &str) -> String {
    let mut out = String::new();
    for (index, part) in text.split('`').enumerate() {
        if index % 2 == 0 {
            out.push_str(&escape(part));
        } else {
            let _ = write!(out, "<code>{}</code>", escape(part));
        }
    }
    out
}

pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
