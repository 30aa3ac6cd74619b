//! Findings with their place in the files that people edit, rendered as compiler diagnostics.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;
use std::path::Path;

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use crate::source::Sources;

/// Whether a finding stops the stages that follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The specification is wrong; nothing is generated from it.
    Error,
    /// Worth a look; does not stop anything.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

/// A place in a file of the repository.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Path from the root of the workspace, with `/` on every system.
    pub file: String,
    /// Line, from 1; 0 for the whole file.
    pub line: usize,
    /// Column in characters, from 1; 0 for the whole line.
    pub column: usize,
    /// Width in characters; 0 for the rest of the line.
    pub width: usize,
    /// JSON pointer into that file; empty for its root.
    pub pointer: String,
}

impl Place {
    /// A whole file.
    #[must_use]
    pub fn file(file: impl Into<String>) -> Self {
        Self::line(file, 0)
    }

    /// A line of a file that has no pointers, such as a table.
    #[must_use]
    pub fn line(file: impl Into<String>, line: usize) -> Self {
        Self {
            file: file.into(),
            line,
            ..Self::default()
        }
    }

    /// The bytes of a line that this place covers: without surrounding space, and at least one character where there is one.
    fn span(&self, line: &str) -> Range<usize> {
        let end = line.trim_end().len();
        let begin = match self.column.checked_sub(1) {
            None => line.len() - line.trim_start().len(),
            Some(before) => line.char_indices().nth(before).map_or(end, |(at, _)| at),
        };
        let rest = line.get(begin..).unwrap_or_default();
        let width = match self.width {
            0 => end.saturating_sub(begin),
            width => rest
                .char_indices()
                .nth(width)
                .map_or(rest.len(), |(at, _)| at),
        };
        begin..begin + width
    }
}

/// One thing that is wrong, with the rule that says so and the place to edit.
// The order of the fields is the order of the report: by file, then line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Finding {
    /// Where to look.
    pub place: Place,
    /// How bad it is.
    pub severity: Severity,
    /// Stable id of the rule, in kebab-case.
    pub rule: &'static str,
    /// What is wrong, in one line.
    pub message: String,
    /// What to do about it, in one line.
    pub help: Option<String>,
}

impl Finding {
    /// An error.
    #[must_use]
    pub fn error(rule: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self {
            place,
            severity: Severity::Error,
            rule,
            message: message.into(),
            help: None,
        }
    }

    /// A warning.
    #[must_use]
    pub fn warning(rule: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(rule, place, message)
        }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    fn render(&self, renderer: &Renderer, sources: &Sources) -> String {
        let place = &self.place;
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let title = level.primary_title(self.message.as_str()).id(self.rule);
        let text = sources.text(&place.file);
        let line = place
            .line
            .checked_sub(1)
            .and_then(|before| text.as_deref()?.lines().nth(before));
        let mut group = match line {
            Some(line) => title.element(
                Snippet::source(line)
                    .path(place.file.as_str())
                    .line_start(place.line)
                    .annotation(AnnotationKind::Primary.span(place.span(line))),
            ),
            None => title.element(match place.line {
                0 => Origin::path(place.file.as_str()),
                line => Origin::path(place.file.as_str()).line(line),
            }),
        };
        if !place.pointer.is_empty() {
            group = group.element(Level::NOTE.message(format!("at {}", place.pointer)));
        }
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        renderer.render(&[group])
    }
}

/// In one line, with the help below it. [`Diagnostics::render`] shows the source as well.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            place,
            severity,
            rule,
            message,
            help,
        } = self;
        f.write_str(&place.file)?;
        if place.line > 0 {
            write!(f, ":{}", place.line)?;
        }
        if place.column > 0 {
            write!(f, ":{}", place.column)?;
        }
        write!(f, ": {severity}[{rule}]: {message}")?;
        if !place.pointer.is_empty() {
            write!(f, "  (at {})", place.pointer)?;
        }
        if let Some(help) = help {
            write!(f, "\n    help: {help}")?;
        }
        Ok(())
    }
}

/// All findings of a run: sorted by file and line, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    findings: BTreeSet<Finding>,
}

impl Diagnostics {
    /// No findings.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a finding. Duplicates are kept once.
    pub fn push(&mut self, finding: Finding) {
        self.findings.insert(finding);
    }

    /// Adds all findings of another run.
    pub fn merge(&mut self, other: Self) {
        self.findings.extend(other.findings);
    }

    /// The findings by file and line.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter()
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// Number of findings of one severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count()
    }

    /// Whether there is an error, not only warnings.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// Renders every finding with the line that it points at, as rustc does. `root` is the root of the workspace; `styled` adds
    /// colours for a terminal.
    #[must_use]
    pub fn render(&self, root: &Path, styled: bool) -> String {
        let renderer = if styled {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        let sources = Sources::new(root);
        self.findings
            .iter()
            .map(|finding| finding.render(&renderer, &sources) + "\n\n")
            .collect()
    }

    /// `value` when there is no error, the findings otherwise.
    ///
    /// # Errors
    /// These findings, when one of them is an error.
    pub fn or_value<T>(self, value: T) -> Result<T, Self> {
        if self.has_errors() {
            Err(self)
        } else {
            Ok(value)
        }
    }
}

impl Extend<Finding> for Diagnostics {
    fn extend<T: IntoIterator<Item = Finding>>(&mut self, findings: T) {
        self.findings.extend(findings);
    }
}

impl FromIterator<Finding> for Diagnostics {
    fn from_iter<T: IntoIterator<Item = Finding>>(findings: T) -> Self {
        Self {
            findings: findings.into_iter().collect(),
        }
    }
}

impl From<Finding> for Diagnostics {
    fn from(finding: Finding) -> Self {
        Self::from_iter([finding])
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            writeln!(f, "{finding}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(file: &str, line: usize) -> Place {
        Place {
            file: file.into(),
            line,
            column: 5,
            width: 3,
            pointer: "/paths/~1{media_id}/get".into(),
        }
    }

    #[test]
    fn a_finding_is_one_line() {
        let finding = Finding::error(
            "one-error-type",
            place("spec/media/openapi.yaml", 41),
            "GET /{media_id} has two error schemas",
        )
        .help("use ../common/responses.yaml#/GraphError");
        assert_eq!(
            finding.to_string(),
            "spec/media/openapi.yaml:41:5: error[one-error-type]: GET /{media_id} has two error schemas  \
             (at /paths/~1{media_id}/get)\n    help: use ../common/responses.yaml#/GraphError"
        );
    }

    #[test]
    fn findings_show_their_source() {
        let root = tempfile::tempdir().unwrap();
        std::fs::write(root.path().join("a.yaml"), "paths:\n\n    get:  # ä\n").unwrap();
        let mut all = Diagnostics::new();
        all.push(Finding::error("one", place("a.yaml", 3), "has a span").help("remove it"));
        all.push(Finding::warning(
            "two",
            Place::line("a.yaml", 3),
            "is a line",
        ));
        all.push(Finding::error(
            "three",
            Place::line("a.yaml", 2),
            "is an empty line",
        ));
        all.push(Finding::error(
            "four",
            Place::line("a.yaml", 9),
            "is past the end",
        ));
        all.push(Finding::error(
            "five",
            Place::file("b.yaml"),
            "is not there",
        ));
        insta::assert_snapshot!(all.render(root.path(), false), @r"
        error[three]: is an empty line
         --> a.yaml:2:1
          |
        2 |
          | ^

        warning[two]: is a line
         --> a.yaml:3:5
          |
        3 |     get:  # ä
          |     ^^^^^^^^^

        error[one]: has a span
         --> a.yaml:3:5
          |
        3 |     get:  # ä
          |     ^^^
          |
          = note: at /paths/~1{media_id}/get
          = help: remove it

        error[four]: is past the end
        --> a.yaml:9

        error[five]: is not there
        --> b.yaml
        ");
        assert!(all.render(root.path(), true).contains("\u{1b}["));
    }

    #[test]
    fn findings_are_sorted_by_file_and_line_and_kept_once() {
        let mut all = Diagnostics::new();
        all.push(Finding::warning("b", place("b.yaml", 2), "second"));
        all.push(Finding::warning("b", place("a.yaml", 10), "first"));
        all.push(Finding::warning("b", place("b.yaml", 2), "second"));
        assert_eq!(
            all.iter().map(|f| f.message.as_str()).collect::<Vec<_>>(),
            ["first", "second"]
        );
        assert_eq!(all.count(Severity::Warning), 2);
        assert_eq!(all.or_value(1), Ok(1));
    }
}
