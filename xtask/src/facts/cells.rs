//! Reads the cells of a row: numbers, and words out of a list. `-` is a cell without a value.

use crate::diagnostics::{Diagnostics, Finding, Place};
use crate::load::Row;

/// A cell without a value.
const NONE: &str = "-";

/// A row whose cells are read one by one; what is wrong with them is collected.
pub(super) struct Cells<'a> {
    file: &'a str,
    rule: &'static str,
    row: &'a Row,
    findings: &'a mut Diagnostics,
}

impl<'a> Cells<'a> {
    pub(super) fn new(
        file: &'a str,
        rule: &'static str,
        row: &'a Row,
        findings: &'a mut Diagnostics,
    ) -> Self {
        Self {
            file,
            rule,
            row,
            findings,
        }
    }

    /// The line of the row.
    pub(super) fn line(&self) -> usize {
        self.row.0
    }

    fn complain(&mut self, message: String) {
        let place = Place::line(self.file, self.row.0);
        self.findings
            .push(Finding::error(self.rule, place, message));
    }

    /// Text, or nothing.
    pub(super) fn optional(&mut self, column: &str) -> Option<String> {
        let cell = self.row.1.get(column).map_or("", String::as_str);
        if cell.trim() != cell || cell.is_empty() {
            self.complain(format!(
                "`{column}` is empty or has space around it; `{NONE}` says that there is nothing"
            ));
            return None;
        }
        (cell != NONE).then(|| cell.to_owned())
    }

    /// Complains about a cell that has to have a value and has none.
    fn demand(&mut self, column: &str) {
        if self.row.1.get(column).is_some_and(|cell| cell == NONE) {
            self.complain(format!("`{column}` has no value"));
        }
    }

    /// Text that has to be there.
    pub(super) fn text(&mut self, column: &str) -> String {
        self.demand(column);
        self.optional(column).unwrap_or_default()
    }

    /// A number that has to be there.
    pub(super) fn some_number<N: std::str::FromStr + Default>(&mut self, column: &str) -> N {
        self.demand(column);
        self.number(column).unwrap_or_default()
    }

    /// A word that has to be there.
    pub(super) fn some_word(&mut self, column: &str, words: &[&str]) -> String {
        self.demand(column);
        self.word(column, words).unwrap_or_default()
    }

    /// A number, or nothing.
    pub(super) fn number<N: std::str::FromStr>(&mut self, column: &str) -> Option<N> {
        let text = self.optional(column)?;
        let number = text.parse().ok();
        if number.is_none() {
            self.complain(format!("`{column}` is `{text}`, which is not a number"));
        }
        number
    }

    /// One word of a list, or nothing.
    pub(super) fn word(&mut self, column: &str, words: &[&str]) -> Option<String> {
        let text = self.optional(column)?;
        if words.contains(&text.as_str()) {
            return Some(text);
        }
        self.complain(format!(
            "`{column}` is `{text}`, which is not one of {}",
            words.join(", ")
        ));
        None
    }

    /// `yes` or not.
    pub(super) fn flag(&mut self, column: &str) -> bool {
        self.word(column, &["yes", "no"]).as_deref() == Some("yes")
    }
}
