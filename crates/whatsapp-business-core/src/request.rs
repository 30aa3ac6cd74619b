//! Requests as data: method, path, query and body, without I/O.

mod builder;
mod encode;
mod multipart;
mod payload;

use std::borrow::Cow;
use std::fmt;

use http::{HeaderMap, HeaderValue};

use crate::error::Call;
use crate::operation::OperationInfo;

pub use builder::RequestBuilder;
use encode::IMPOSSIBLE_SEGMENT;
pub(crate) use encode::encode_path;
pub use multipart::Multipart;
pub use payload::Payload;

/// A request to the Graph API before it has a host, a version and an access token.
///
/// Created by [`Operation::request`](crate::Operation::request) or with [`Request::builder`]. It can be
/// inspected, compared in tests, and sent with [`Transport::send`](crate::Transport::send).
#[derive(Clone)]
pub struct Request {
    /// Boxed, because requests move through builders and futures.
    parts: Box<Parts>,
}

#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) info: OperationInfo,
    path: Cow<'static, str>,
    query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) payload: Payload,
}

impl Request {
    /// Creates a builder for the request of an operation.
    pub fn builder(info: OperationInfo) -> RequestBuilder {
        RequestBuilder::new(info)
    }

    /// Description of the operation.
    #[must_use]
    pub fn info(&self) -> &OperationInfo {
        &self.parts.info
    }

    /// Path below the version segment, with encoded segments.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.parts.path
    }

    /// Encoded query without `?`; empty when there is none.
    #[must_use]
    pub fn query(&self) -> &str {
        &self.parts.query
    }

    /// Headers of this request in addition to those that every request has.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }

    /// Body.
    #[must_use]
    pub fn payload(&self) -> &Payload {
        &self.parts.payload
    }

    pub(crate) fn insert_header(&mut self, name: &'static str, value: HeaderValue) {
        self.parts.headers.insert(name, value);
    }

    pub(crate) fn into_parts(self) -> Parts {
        *self.parts
    }

    pub(crate) fn call(&self) -> Call {
        Call::of(&self.parts.info)
    }
}

impl fmt::Debug for Request {
    /// Shows operation, method and kind of body: paths, queries and bodies hold ids and personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("operation", &self.parts.info.id)
            .field("method", &self.parts.info.method)
            .field("payload", &self.parts.payload)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
