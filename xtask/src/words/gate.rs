//! Holds the prose of the repository against the words: Markdown, the texts of YAML documents, and comments.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::path::Path;
use std::rc::Rc;

use serde_json::Value;

use super::prose::comments;
use super::{Words, prose, spelling};
use crate::diagnostics::{Diagnostics, Finding, Place};
use crate::load;
use crate::pointer;
use crate::source::{self, Sources};

/// Rule of the words to avoid.
pub const HOUSE_WORDS: &str = "house-words";

/// Rule of the misspellings.
pub const SPELLING: &str = "spelling";

/// Folders without prose of people: build output, generated files, and the documents that tests of the rules break on purpose.
const SKIPPED: [&str; 4] = ["target", "node_modules", "generated", "xtask/tests/lint"];

/// Keys of YAML whose values are prose.
const KEYS: [&str; 5] = [
    "title",
    "summary",
    "description",
    "note",
    "x-enum-descriptions",
];

/// Checks all files of the workspace.
///
/// # Errors
/// When the table of words is broken.
pub fn check(root: &Path) -> Result<Diagnostics, Diagnostics> {
    let mut gate = Gate {
        words: Words::read(root)?,
        sources: Rc::new(Sources::new(root)),
        findings: Diagnostics::new(),
    };
    for file in files(root) {
        match file.rsplit('.').next() {
            Some("md") => gate.markdown(&file),
            Some("rs") => gate.comments(&file, &["///", "//!", "//"]),
            _ => {
                gate.comments(&file, &["#"]);
                gate.yaml(root, &file);
            }
        }
    }
    Ok(gate.findings)
}

struct Gate {
    words: Words,
    sources: Rc<Sources>,
    findings: Diagnostics,
}

impl Gate {
    fn markdown(&mut self, file: &str) {
        if let Some(text) = self.sources.text(file) {
            self.prose(&without_table(&text), |range| located(file, &text, range));
        }
    }

    fn comments(&mut self, file: &str, markers: &[&str]) {
        let Some(text) = self.sources.text(file) else {
            return;
        };
        for comment in comments(&text, markers) {
            self.prose(&comment.text, |range| {
                located(file, &text, comment.locate(&range))
            });
        }
    }

    /// The texts of a document. One that is broken is left to `lint`.
    fn yaml(&mut self, root: &Path, file: &str) {
        let Ok(document) = load::yaml(root, file) else {
            return;
        };
        let mut texts = Vec::new();
        collect(&document.value, "", false, &mut texts);
        for (at, text) in texts {
            let place = document.place(&at);
            let sources = Rc::clone(&self.sources);
            self.prose(text, |range| sources.within(&place, text, range));
        }
    }

    fn prose(&mut self, text: &str, place: impl Fn(Range<usize>) -> Place) {
        for hit in self.words.hits(text) {
            let finding = Finding::error(HOUSE_WORDS, place(hit.range.clone()), hit.message());
            self.findings.push(finding.help(hit.help()));
        }
        for (range, corrections) in spelling::misspelled(&prose(text)) {
            let word = text.get(range.clone()).unwrap_or_default();
            let message = format!("\"{word}\" is misspelled");
            let help = format!("write: {}", corrections.join(", "));
            self.findings
                .push(Finding::error(SPELLING, place(range), message).help(help));
        }
    }
}

/// The text with the table of words to avoid blanked out.
fn without_table(text: &str) -> Cow<'_, str> {
    let table = text
        .find("<!-- words -->")
        .zip(text.find("<!-- /words -->"));
    let Some((begin, end)) = table.filter(|(begin, end)| begin < end) else {
        return text.into();
    };
    let blank = |c: char| {
        if c == '\n' {
            "\n".into()
        } else {
            " ".repeat(c.len_utf8())
        }
    };
    let before = text.get(..begin).unwrap_or_default();
    let inside = text.get(begin..end).unwrap_or_default();
    let after = text.get(end..).unwrap_or_default();
    let inside: String = inside.chars().map(blank).collect();
    format!("{before}{inside}{after}").into()
}

fn located(file: &str, text: &str, range: Range<usize>) -> Place {
    let (line, column, width) = source::locate(text, range);
    Place {
        file: file.to_owned(),
        line,
        column,
        width,
        pointer: String::new(),
    }
}

/// Texts below the keys that hold prose, with their pointers.
fn collect<'v>(node: &'v Value, at: &str, prose: bool, out: &mut Vec<(String, &'v str)>) {
    match node {
        Value::String(text) if prose => out.push((at.to_owned(), text)),
        Value::Object(map) => {
            for (key, child) in map {
                let below = KEYS.contains(&key.as_str()) && child.is_string()
                    || key == "x-enum-descriptions"
                    || prose;
                collect(child, &pointer::join(at, key), below, out);
            }
        }
        Value::Array(items) => {
            for (index, child) in items.iter().enumerate() {
                collect(child, &pointer::join(at, &index.to_string()), prose, out);
            }
        }
        _ => {}
    }
}

/// Files with prose, as paths from the root.
fn files(root: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(root.join(&folder)) else {
            continue;
        };
        for entry in entries.filter_map(Result::ok) {
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = match folder.as_str() {
                "" => name.clone(),
                folder => format!("{folder}/{name}"),
            };
            let skipped = SKIPPED.contains(&name.as_str()) || SKIPPED.contains(&path.as_str());
            if skipped || name.starts_with('.') {
                continue;
            }
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push(path);
            } else if [".md", ".rs", ".yaml"]
                .iter()
                .any(|end| name.ends_with(end))
            {
                found.insert(path);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_of_every_kind_of_file_is_checked() {
        let root = tempfile::tempdir().unwrap();
        for (file, text) in [
            (
                "spec/words.tsv",
                "avoid\twrite\tpattern\nthe news\tevent\t\n",
            ),
            (
                "README.md",
                "# Recieve\n\n<!-- words -->\n| the news | event |\n<!-- /words -->\n\nRead the\nnews, not `the news`.\n",
            ),
            (
                "src/lib.rs",
                "//! The news.\n\nconst A: &str = \"the news recieve\";\n    // An adress.\n",
            ),
            ("src/generated/a.rs", "//! The news.\n"),
            (
                "spec/a.yaml",
                "# The news.\ninfo:\n  description: >\n    Text with\n    the news.\n  name: the news\nx-enum-descriptions: {a: An adress.}\n",
            ),
            (".hidden/a.md", "The news.\n"),
        ] {
            let path = root.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        insta::assert_snapshot!(check(root.path()).unwrap(), @r#"
        README.md:1:3: error[spelling]: "Recieve" is misspelled
            help: write: receive
        README.md:7:6: error[house-words]: avoid "the news"
            help: write: event
        spec/a.yaml:1:3: error[house-words]: avoid "The news"
            help: write: event
        spec/a.yaml:5:5: error[house-words]: avoid "the news"  (at /info/description)
            help: write: event
        spec/a.yaml:7:29: error[spelling]: "adress" is misspelled  (at /x-enum-descriptions/a)
            help: write: address
        src/lib.rs:1:5: error[house-words]: avoid "The news"
            help: write: event
        src/lib.rs:4:11: error[spelling]: "adress" is misspelled
            help: write: address
        "#);
    }
}
