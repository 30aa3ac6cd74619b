//! Requests as data: method, path, query and body, without I/O.

mod builder;
mod encode;
mod multipart;
mod payload;

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
    info: OperationInfo,
    path: String,
    query: String,
    headers: HeaderMap,
    payload: Payload,
}

impl Request {
    /// Creates a builder for the request of an operation.
    pub fn builder(info: OperationInfo) -> RequestBuilder {
        RequestBuilder::new(info)
    }

    /// Description of the operation.
    #[must_use]
    pub fn info(&self) -> &OperationInfo {
        &self.info
    }

    /// Path below the version segment, with encoded segments.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Encoded query without `?`; empty when there is none.
    #[must_use]
    pub fn query(&self) -> &str {
        &self.query
    }

    /// Headers of this request in addition to those that every request has.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Body.
    #[must_use]
    pub fn payload(&self) -> &Payload {
        &self.payload
    }

    pub(crate) fn insert_header(&mut self, name: &'static str, value: HeaderValue) {
        self.headers.insert(name, value);
    }

    pub(crate) fn into_parts(self) -> (HeaderMap, Payload) {
        (self.headers, self.payload)
    }

    pub(crate) fn call(&self) -> Call {
        Call::of(&self.info)
    }
}

impl fmt::Debug for Request {
    /// Shows operation, method and kind of body: paths, queries and bodies hold ids and personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("operation", &self.info.id)
            .field("method", &self.info.method)
            .field("payload", &self.payload)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
