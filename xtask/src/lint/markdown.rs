//! Descriptions become rustdoc: what breaks there, or is taken for a link, a tag or a doc test.

use super::context::Context;
use super::description::published;
use super::{Report, Rule};
use crate::walk::Kind;

pub(super) const RULES: &[Rule] = &[Rule::error(
    "markdown",
    "Descriptions are Markdown that rustdoc accepts: no bare URLs, `[x]` without a target, HTML, tabs, unclosed backticks, indented code or fences without a language.",
)];

pub(super) fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let info = context.bundled.document.get("info");
    let info = info
        .map(|info| published(info, "/info"))
        .unwrap_or_default();
    let nodes = context
        .nodes
        .iter()
        .filter(|(kind, ..)| *kind != Kind::SchemaMap);
    for (place, text) in info
        .into_iter()
        .chain(nodes.flat_map(|(_, node, at)| published(node, at)))
    {
        for problem in problems(text) {
            report.at("markdown", &place, problem);
        }
    }
}

/// What rustdoc would trip over.
fn problems(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut fenced = false;
    let mut after_blank = true;
    let mut prose = String::new();
    for line in text.lines() {
        if line.contains('\t') {
            found.push("a tab".to_owned());
        }
        if let Some(language) = line.trim_start().strip_prefix("```") {
            fenced = !fenced;
            if fenced && language.trim().is_empty() {
                found.push(
                    "a fence without a language is compiled as Rust; write ```json or ```text"
                        .to_owned(),
                );
            }
            after_blank = false;
            continue;
        }
        if !fenced {
            if after_blank && line.starts_with("    ") {
                found.push(
                    "indented text after an empty line is code, and compiled as Rust".to_owned(),
                );
            }
            prose.push_str(line);
            prose.push('\n');
        }
        after_blank = line.trim().is_empty();
    }
    if fenced {
        found.push("a fence is not closed".to_owned());
    }
    let prose = without_code(&prose, &mut found);
    urls(&prose, &mut found);
    links(&prose, &mut found);
    tags(&prose, &mut found);
    found
}

/// The text with code spans blanked out.
fn without_code(text: &str, found: &mut Vec<String>) -> String {
    let mut out = String::new();
    // A span may wrap over lines, but not over paragraphs or cells.
    for block in text.split_inclusive("\n\n") {
        let parts: Vec<&str> = block.split('`').collect();
        if parts.len().is_multiple_of(2) {
            found.push("a backtick is not closed".to_owned());
        }
        for (index, part) in parts.into_iter().enumerate() {
            if index % 2 == 0 {
                out.push_str(part);
            } else {
                out.push('x');
            }
        }
    }
    out
}

fn urls(text: &str, found: &mut Vec<String>) {
    for scheme in ["http://", "https://"] {
        for (start, _) in text.match_indices(scheme) {
            let before = text.get(..start).unwrap_or_default();
            if !before.ends_with('<') && !before.ends_with("](") {
                found.push(format!(
                    "a bare URL ({scheme}...); write <{scheme}...>, or a link with a text"
                ));
            }
        }
    }
}

fn links(text: &str, found: &mut Vec<String>) {
    for (start, _) in text.match_indices('[') {
        let rest = text.get(start + 1..).unwrap_or_default();
        let (inner, after) = rest.split_once(']').unwrap_or((rest, ""));
        let escaped = text
            .get(..start)
            .is_some_and(|before| before.ends_with('\\'));
        if !after.starts_with('(') && !escaped {
            let inner: String = inner.chars().take(30).collect();
            found.push(format!(
                "`[{inner}]` is taken for a link; put it in backticks"
            ));
        }
    }
}

fn tags(text: &str, found: &mut Vec<String>) {
    for (start, _) in text.match_indices('<') {
        let rest = text.get(start + 1..).unwrap_or_default();
        let name: String = rest
            .chars()
            .take_while(|c| !c.is_whitespace() && *c != '>')
            .take(30)
            .collect();
        let tag = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        if tag && !name.starts_with("http://") && !name.starts_with("https://") {
            found.push(format!("`<{name}>` is taken for HTML; put it in backticks"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::problems;

    #[test]
    fn good_markdown_passes() {
        let text = "A [link](https://example.org), <https://example.org>, `[code] <b> https://x`.\n\n\
                    - up to 5 < 6 items\n\n```json\n{\"a\": [1]}\n```\n";
        assert_eq!(problems(text), Vec::<String>::new());
    }

    #[test]
    fn what_rustdoc_trips_over_is_found() {
        for (text, expected) in [
            ("See https://example.org.", "bare URL"),
            ("An array[string].", "taken for a link"),
            ("The <NAME> placeholder.", "taken for HTML"),
            ("An `open span.", "backtick"),
            ("A\ttab.", "tab"),
            ("Text.\n\n    let x;", "indented"),
            ("```\nlet x;\n```", "without a language"),
            ("```json\n{}", "not closed"),
        ] {
            let found = problems(text);
            assert!(
                found.iter().any(|problem| problem.contains(expected)),
                "{text}: {found:?}"
            );
        }
    }
}
