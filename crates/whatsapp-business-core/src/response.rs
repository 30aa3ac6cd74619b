//! Successful responses.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::usage::Usage;
use crate::version::{VERSION, version_warning};

/// A successful response: the decoded value with status, headers and body.
#[derive(Clone)]
pub struct Response<T> {
    value: T,
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    left_out: Box<[String]>,
}

impl<T> Response<T> {
    pub(crate) fn from_parts(
        value: T,
        status: StatusCode,
        headers: HeaderMap,
        body: Bytes,
    ) -> Self {
        Self {
            value,
            status,
            headers,
            body,
            left_out: Box::default(),
        }
    }

    pub(crate) fn with_left_out(mut self, left_out: Vec<String>) -> Self {
        self.left_out = left_out.into();
        self
    }

    pub(crate) fn into_parts(self) -> (T, StatusCode, HeaderMap, Bytes) {
        (self.value, self.status, self.headers, self.body)
    }

    /// The decoded value.
    #[must_use]
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The decoded value, without the rest.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.value
    }

    /// HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body as it was received, including fields that the decoded value lacks.
    ///
    /// It may contain personal data: do not log it unseen.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Places of what is in the body and did not fit the type of the value, such as `$.data[2].status`; nearly always empty.
    ///
    /// Such a part does not cost the rest: an optional field is absent from the value, and an item of a list or map is missing in it.
    /// The [`body`](Self::body) has them. At most 100 places are listed.
    #[must_use]
    pub fn left_out(&self) -> &[String] {
        &self.left_out
    }

    /// Version of the Graph API that sent the response, such as `v24.0`; `None` when the response does not contain it.
    #[must_use]
    pub fn graph_version(&self) -> Option<&str> {
        self.headers.get(&VERSION)?.to_str().ok()
    }

    /// Warning of the platform that the configured version is no longer available and another one was
    /// used; `None` without a warning.
    #[must_use]
    pub fn version_warning(&self) -> Option<&str> {
        version_warning(&self.headers)
    }

    /// Share of the call limits that has been used; `None` when the response does not contain it.
    #[must_use]
    pub fn usage(&self) -> Option<Usage> {
        Usage::from_headers(&self.headers)
    }

    /// The same response with another value.
    #[must_use]
    pub fn map<U>(self, map: impl FnOnce(T) -> U) -> Response<U> {
        Response {
            value: map(self.value),
            status: self.status,
            headers: self.headers,
            body: self.body,
            left_out: self.left_out,
        }
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}
