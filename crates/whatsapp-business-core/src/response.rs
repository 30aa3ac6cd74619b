//! Answers of success.

use std::fmt;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::transport::{VERSION, decode, read_success, version_warning};
use crate::usage::Usage;

/// An answer of success: the decoded value, and what came with it.
#[derive(Clone)]
pub struct Response<T> {
    value: T,
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
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
        }
    }

    /// What came with the value.
    pub(crate) fn into_parts(self) -> (StatusCode, HeaderMap, Bytes) {
        (self.status, self.headers, self.body)
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

    /// The body as it was received, also for what the decoded value does not have. Empty where the
    /// value is a stream.
    ///
    /// It may contain personal data: do not log it unseen.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Version of the Graph API that answered, such as `v24.0`; `None` when the answer does not
    /// say.
    #[must_use]
    pub fn graph_version(&self) -> Option<&str> {
        self.headers.get(&VERSION)?.to_str().ok()
    }

    /// Warning of the platform that the configured version is not available any more and another
    /// one answered; `None` when all is well.
    #[must_use]
    pub fn version_warning(&self) -> Option<&str> {
        version_warning(&self.headers)
    }

    /// Share of the allowance of calls that is used up; `None` when the answer does not say.
    #[must_use]
    pub fn usage(&self) -> Option<Usage> {
        Usage::from_headers(&self.headers)
    }

    /// The same answer with another value.
    #[must_use]
    pub fn map<U>(self, map: impl FnOnce(T) -> U) -> Response<U> {
        Response {
            value: map(self.value),
            status: self.status,
            headers: self.headers,
            body: self.body,
        }
    }
}

impl<T: DeserializeOwned> Response<T> {
    /// Reads and decodes the body of a success, such as [`Transport::execute`](crate::Transport::execute) returns it.
    ///
    /// # Errors
    ///
    /// When the body cannot be read, or is not a `T`; the error names the place.
    pub async fn from_http(response: reqwest::Response) -> Result<Self, Error> {
        let (value, read) = decode(read_success(response).await?)?;
        Ok(Self::from_parts(
            value,
            read.status,
            read.headers,
            read.body,
        ))
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
