//! The words of the project: `spec/words.tsv` lists words to avoid with better ones, and a dictionary knows common misspellings.

use std::ops::Range;
use std::path::Path;

use regex::{Regex, RegexBuilder};

use crate::diagnostics::{Diagnostics, Finding, Place};
use crate::load;

pub mod gate;
mod prose;
mod spelling;

pub use prose::prose;

/// The table of words, as a path from the root of the workspace.
pub const TABLE: &str = "spec/words.tsv";

/// The pattern of a word that only a reader can judge.
const MANUAL: &str = "-";

/// The table of words to avoid.
#[derive(Debug, Default)]
pub struct Words {
    words: Vec<Word>,
    /// Matches where any of the words does.
    any: Option<Regex>,
}

#[derive(Debug)]
struct Word {
    /// The word to avoid, as the table shows it.
    avoid: String,
    /// The better word.
    write: String,
    /// What finds the word; `None` where only a reader can judge.
    pattern: Option<Regex>,
}

/// A word to avoid, found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Where it is, in bytes of the text.
    pub range: Range<usize>,
    /// The word as written.
    pub found: String,
    /// The better word.
    pub write: String,
}

impl Words {
    /// Reads the table. A workspace without a table has no words to avoid.
    ///
    /// # Errors
    /// When the table lacks a column, or a row has no better word or an invalid pattern.
    pub fn read(root: &Path) -> Result<Self, Diagnostics> {
        if !root.join(TABLE).is_file() {
            return Ok(Self::default());
        }
        let mut findings = Diagnostics::new();
        let mut words = Vec::new();
        let mut patterns = Vec::new();
        for (line, mut row) in load::table(root, TABLE, &["avoid", "write", "pattern"])? {
            let mut cell = |column: &str| row.remove(column).unwrap_or_default();
            let (avoid, write, pattern) = (cell("avoid"), cell("write"), cell("pattern"));
            if write.is_empty() {
                findings.push(broken(line, "the better word is empty".to_owned()));
            }
            let pattern = match pattern.as_str() {
                MANUAL => None,
                "" => Some(regex::escape(&avoid)),
                _ => Some(pattern),
            };
            match pattern.as_deref().map(whole_words).transpose() {
                Ok(regex) => words.push(Word {
                    avoid,
                    write,
                    pattern: regex,
                }),
                Err(error) => findings.push(broken(line, format!("invalid pattern: {error}"))),
            }
            patterns.extend(pattern);
        }
        // Compiling the alternatives cannot fail where each of them compiles, except by size; then all are tried one by one.
        let any = whole_words(&patterns.join("|")).ok();
        findings.or_value(Self { words, any })
    }

    /// The words to avoid in a Markdown text, outside of code and links.
    #[must_use]
    pub fn hits(&self, markdown: &str) -> Vec<Hit> {
        if self.words.is_empty() || self.unlikely(markdown) {
            return Vec::new();
        }
        let prose = prose(markdown);
        let mut hits: Vec<Hit> = self
            .words
            .iter()
            .filter_map(|word| Some((word, word.pattern.as_ref()?)))
            .flat_map(|(word, pattern)| {
                pattern.find_iter(&prose).map(|found| Hit {
                    range: found.range(),
                    found: found
                        .as_str()
                        .split_whitespace()
                        .collect::<Vec<_>>()
                        .join(" "),
                    write: word.write.clone(),
                })
            })
            .collect();
        hits.sort_by_key(|hit| (hit.range.start, hit.range.end));
        hits
    }

    /// The words to avoid with the better ones, in the order of the table.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.words
            .iter()
            .map(|word| (word.avoid.as_str(), word.write.as_str()))
    }

    /// Whether no word can match. Removing code and links from a text leaves gaps that no pattern crosses.
    fn unlikely(&self, markdown: &str) -> bool {
        self.any.as_ref().is_some_and(|any| !any.is_match(markdown))
    }
}

impl Hit {
    /// What is wrong, in one line.
    #[must_use]
    pub fn message(&self) -> String {
        format!("avoid \"{}\"", self.found)
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        format!("write: {}", self.write)
    }
}

fn broken(line: usize, message: String) -> Finding {
    Finding::error("broken-table", Place::line(TABLE, line), message)
}

/// A pattern that matches whole words, in any case, and over line breaks.
fn whole_words(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(&format!(r"\b(?:{})\b", pattern.replace(' ', r"\s+")))
        .case_insensitive(true)
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(table: &str) -> Result<Words, Diagnostics> {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("spec")).unwrap();
        std::fs::write(root.path().join(TABLE), table).unwrap();
        Words::read(root.path())
    }

    fn found(words: &Words, text: &str) -> Vec<String> {
        words.hits(text).into_iter().map(|hit| hit.found).collect()
    }

    #[test]
    fn words_are_found_in_prose() {
        let words = words("avoid\twrite\tpattern\nthe news\tevent\t\nanswers\treturns\t^answers\n")
            .unwrap();
        assert_eq!(
            found(&words, "The news\n  and **the news**."),
            ["The news", "the news"]
        );
        assert_eq!(found(&words, "Answers it. Answers."), ["Answers"]);
        assert_eq!(
            found(
                &words,
                "See `the news`, [the news](https://example.org/the-news), the newsletter.\n\n```text\nthe news\n```"
            ),
            Vec::<String>::new()
        );
        let hits = words.hits("A line,\nthe\nnews.");
        assert_eq!(
            (hits[0].range.clone(), hits[0].found.as_str()),
            (8..16, "the news")
        );
        assert_eq!(hits[0].message(), "avoid \"the news\"");
        assert_eq!(hits[0].help(), "write: event");
    }

    #[test]
    fn broken_tables_are_reported() {
        let findings =
            words("avoid\twrite\tpattern\nnews\t\t\nmishap\tfault\tmishap(\n").unwrap_err();
        let lines: Vec<usize> = findings.iter().map(|finding| finding.place.line).collect();
        assert_eq!(lines, [2, 3]);
    }

    #[test]
    fn the_table_of_this_workspace_finds_what_it_lists() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let words = Words::read(root).unwrap();
        assert!(words.words.len() > 30);
        let missed: Vec<&str> = words
            .words
            .iter()
            .filter(|word| word.pattern.is_some())
            .map(|word| word.avoid.as_str())
            .filter(|avoid| words.hits(avoid).is_empty())
            .collect();
        assert!(missed.is_empty(), "{missed:?}");
    }
}
