//! Why the content of a body could not be read to its end.

use std::fmt;

use super::{BoxError, Kind};

/// The source of a body failed or has another length than stated. HTTP stacks keep it among the
/// sources of their own error.
#[derive(Debug)]
pub(crate) struct ContentError {
    pub(crate) origin: Origin,
    pub(crate) problem: Problem,
}

/// Where content comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Origin {
    Stream,
    #[cfg(feature = "fs")]
    File,
}

#[derive(Debug)]
pub(crate) enum Problem {
    /// There are more bytes than stated.
    Longer { stated: u64 },
    /// It ended before all stated bytes were read.
    Shorter { stated: u64, read: u64 },
    /// It could not be read.
    Failed(BoxError),
}

impl ContentError {
    pub(crate) fn failed(origin: Origin, error: impl Into<BoxError>) -> Self {
        let problem = Problem::Failed(error.into());
        Self { origin, problem }
    }

    /// The kind of an error with such a failure among its sources.
    pub(crate) fn kind_of(error: &(dyn std::error::Error + 'static)) -> Option<Kind> {
        let mut errors = std::iter::successors(Some(error), |error| error.source());
        errors.find_map(|error| error.downcast_ref().map(Self::kind))
    }

    /// The error itself, or the failure of the source that it wraps.
    pub(crate) fn cause(error: BoxError) -> BoxError {
        match error.downcast::<Self>().map(|error| *error) {
            Ok(Self {
                problem: Problem::Failed(error),
                ..
            }) => error,
            Ok(error) => error.into(),
            Err(error) => error,
        }
    }

    fn kind(&self) -> Kind {
        match (self.origin, &self.problem) {
            (Origin::Stream, &Problem::Longer { stated }) => Kind::Longer { stated },
            (Origin::Stream, &Problem::Shorter { stated, read }) => Kind::Shorter { stated, read },
            (Origin::Stream, Problem::Failed(_)) => Kind::Stream,
            #[cfg(feature = "fs")]
            (Origin::File, problem) => Kind::File(match problem {
                Problem::Longer { .. } => "the file is longer than its size when it was opened",
                Problem::Shorter { .. } => "the file is shorter than its size when it was opened",
                Problem::Failed(_) => "the file cannot be read",
            }),
        }
    }
}

impl fmt::Display for ContentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.problem {
            Problem::Longer { stated } => write!(f, "longer than the stated {stated} bytes"),
            Problem::Shorter { stated, read } => {
                write!(f, "ended after {read} of the stated {stated} bytes")
            }
            Problem::Failed(_) => f.write_str("the content cannot be read"),
        }
    }
}

impl std::error::Error for ContentError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.problem {
            Problem::Failed(error) => Some(&**error),
            Problem::Longer { .. } | Problem::Shorter { .. } => None,
        }
    }
}
