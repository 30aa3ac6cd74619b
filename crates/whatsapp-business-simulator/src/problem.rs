//! Problems of a request, and their locations.

use std::fmt;

/// Part of a request that a [`Problem`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Location {
    /// The method or the path.
    Path,
    /// A query parameter.
    Query,
    /// A header.
    Header,
    /// The body: a JSON property, a form field or a part of a multipart body.
    Body,
}

/// A problem with a request.
///
/// It never quotes the request, which may contain personal data or credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// Part of the request.
    pub location: Location,
    /// Position in that part: the name of the query parameter or header, or the JSON pointer in the
    /// body (`/interactive/action/buttons/0/reply/title`). Empty for the whole part.
    pub pointer: String,
    /// What is wrong, what was expected and how to fix it.
    pub message: String,
}

impl Problem {
    pub(crate) fn body(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            location: Location::Body,
            pointer: pointer.into(),
            message: message.into(),
        }
    }

    pub(crate) fn query(name: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            location: Location::Query,
            pointer: name.into(),
            message: message.into(),
        }
    }

    pub(crate) fn header(name: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            location: Location::Header,
            pointer: name.into(),
            message: message.into(),
        }
    }

    pub(crate) fn path(message: impl Into<String>) -> Self {
        Self {
            location: Location::Path,
            pointer: String::new(),
            message: message.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.location, self.pointer.as_str()) {
            (Location::Body, "") => write!(f, "body: {}", self.message),
            (Location::Body, pointer) => write!(f, "{pointer}: {}", self.message),
            (Location::Query, "") => write!(f, "query: {}", self.message),
            (Location::Query, name) => write!(f, "query parameter `{name}`: {}", self.message),
            (Location::Header, name) => write!(f, "header `{name}`: {}", self.message),
            (Location::Path, _) => write!(f, "path: {}", self.message),
        }
    }
}
