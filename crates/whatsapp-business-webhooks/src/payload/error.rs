//! Why a body cannot be parsed.

use std::fmt;

use crate::signature::SignatureError;

/// The body of a webhook is not JSON, or neither an object nor an array of objects.
///
/// It has the position and the reason, and quotes nothing of the body.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ParseError {
    offset: usize,
    what: &'static str,
}

impl ParseError {
    /// Approximate position of the error in the body, in bytes from 0.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    pub(super) fn not_an_object() -> Self {
        Self {
            offset: 0,
            what: "is not an object",
        }
    }

    pub(super) fn not_text(error: &std::str::Utf8Error) -> Self {
        Self {
            offset: error.valid_up_to(),
            what: "is not UTF-8",
        }
    }

    pub(super) fn new(text: &str, error: &serde_json::Error) -> Self {
        let line_start: usize = text
            .split_inclusive('\n')
            .take(error.line().saturating_sub(1))
            .map(str::len)
            .sum();
        Self {
            // The decoder counts bytes from 1.
            offset: (line_start + error.column().saturating_sub(1)).min(text.len()),
            what: if error.is_eof() {
                "ends early"
            } else {
                "is not JSON"
            },
        }
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { offset, what } = self;
        write!(f, "the webhook body {what} at byte {offset}")
    }
}

impl std::error::Error for ParseError {}

/// Why a webhook is rejected.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum VerifyError {
    /// The signature does not prove that it comes from the platform.
    Signature(SignatureError),
    /// Its body cannot be parsed.
    Parse(ParseError),
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Signature(error) => error.fmt(f),
            Self::Parse(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for VerifyError {}

impl From<SignatureError> for VerifyError {
    fn from(error: SignatureError) -> Self {
        Self::Signature(error)
    }
}

impl From<ParseError> for VerifyError {
    fn from(error: ParseError) -> Self {
        Self::Parse(error)
    }
}
