//! Findings with their place in the files that people edit, rendered as a compiler does.

use std::collections::BTreeSet;
use std::fmt;

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
    /// Line, from 1; 0 where the whole file is meant.
    pub line: usize,
    /// JSON pointer into that file; empty for its root.
    pub pointer: String,
}

impl Place {
    /// A whole file.
    #[must_use]
    pub fn file(file: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            line: 0,
            pointer: String::new(),
        }
    }

    /// A line of a file that has no pointers, such as a table.
    #[must_use]
    pub fn line(file: impl Into<String>, line: usize) -> Self {
        Self {
            file: file.into(),
            line,
            pointer: String::new(),
        }
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
}

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

    /// Adds a finding. The same finding, met on several ways, is kept once.
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
            pointer: "/paths/~1{media_id}/get".into(),
        }
    }

    #[test]
    fn findings_read_like_those_of_a_compiler() {
        let finding = Finding::error(
            "one-error-type",
            place("spec/media/openapi.yaml", 41),
            "GET /{media_id} has two error schemas",
        )
        .help("use ../common/responses.yaml#/GraphError");
        assert_eq!(
            finding.to_string(),
            "spec/media/openapi.yaml:41: error[one-error-type]: GET /{media_id} has two error schemas  \
             (at /paths/~1{media_id}/get)\n    help: use ../common/responses.yaml#/GraphError"
        );
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
