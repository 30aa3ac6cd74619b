//! Builds requests.

use std::fmt;

use bytes::Bytes;
use http::HeaderMap;
use serde::Serialize;

use super::encode::{self, encode_path};
use super::{Multipart, Payload, Request};
use crate::error::{Call, Error, Kind};
use crate::operation::OperationInfo;
use crate::upload::UploadBody;

/// Builds a [`Request`]. Arguments are added by name; the first problem is reported by
/// [`build`](Self::build).
#[must_use = "nothing happens until `build`"]
pub struct RequestBuilder {
    info: OperationInfo,
    path: String,
    query: String,
    payload: Payload,
    problem: Option<Error>,
}

impl RequestBuilder {
    pub(super) fn new(info: OperationInfo) -> Self {
        Self {
            path: info.path.to_owned(),
            info,
            query: String::new(),
            payload: Payload::Empty,
            problem: None,
        }
    }

    /// Sets a `{parameter}` of the path.
    pub fn path(mut self, name: &str, value: impl AsRef<str>) -> Self {
        match placeholder(&self.path, name) {
            Some(range) => self.path.replace_range(range, &encode_path(value.as_ref())),
            None => self.fail(Error::new(Kind::Request(
                "the path has no parameter of that name",
            ))),
        }
        self
    }

    pub(crate) fn operation(mut self, id: &'static str) -> Self {
        self.info.id = id;
        self
    }

    /// Replaces the path as a whole; it is sent as it is.
    pub(crate) fn verbatim(mut self, path: String, query: &str) -> Self {
        self.path = path;
        query.clone_into(&mut self.query);
        self
    }

    /// Adds a query parameter: scalars as text, lists joined by commas, objects as JSON. `None` and
    /// empty lists add nothing.
    pub fn query<T: Serialize + ?Sized>(mut self, name: &str, value: &T) -> Self {
        match encode::query_text(value) {
            Ok(Some(text)) => self.append(name, &text),
            Ok(None) => {}
            Err(error) => self.fail(unencodable("a query parameter cannot be encoded", error)),
        }
        self
    }

    /// Adds a field expansion to the query: `field.filter(value).filter(value)`. `None` adds nothing.
    pub fn expansion<T: Serialize>(mut self, name: &str, field: &str, filters: Option<&T>) -> Self {
        match filters.map(|filters| encode::expansion(field, filters)) {
            Some(Ok(text)) => self.append(name, &text),
            Some(Err(error)) => {
                self.fail(unencodable("a field expansion cannot be encoded", error));
            }
            None => {}
        }
        self
    }

    /// Sets a JSON body.
    pub fn json<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        match serde_json::to_vec(body) {
            Ok(bytes) => self.payload = Payload::Json(Bytes::from(bytes)),
            Err(error) => self.fail(unencodable("the body cannot be encoded", error)),
        }
        self
    }

    /// Sets an `application/x-www-form-urlencoded` body: scalars as text, lists and objects as JSON;
    /// `null` is left out.
    pub fn form<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        match encode::form(body) {
            Ok(text) => self.payload = Payload::Form(text),
            Err(error) => self.fail(unencodable("the form cannot be encoded", error)),
        }
        self
    }

    /// Sets a `multipart/form-data` body.
    pub fn multipart(mut self, parts: Multipart) -> Self {
        match parts.problem() {
            Some(error) => self.fail(error),
            None => self.payload = Payload::Multipart(parts),
        }
        self
    }

    /// Sets a body of bytes, `application/octet-stream`.
    pub fn bytes(mut self, body: impl Into<UploadBody>) -> Self {
        self.payload = Payload::Bytes(body.into());
        self
    }

    /// Completes the request.
    ///
    /// # Errors
    ///
    /// When an argument could not be encoded, when a parameter of the path was not set, and when an
    /// id cannot be a segment of a path: it is empty, `.` or `..`, or contains a NUL.
    pub fn build(self) -> Result<Request, Error> {
        let call = Call::of(&self.info);
        let problem = self.problem.or_else(|| problem_of(&self.path));
        match problem {
            Some(error) => Err(error.with_call(call)),
            None => Ok(Request {
                info: self.info,
                path: self.path,
                query: self.query,
                headers: HeaderMap::new(),
                payload: self.payload,
            }),
        }
    }

    fn append(&mut self, name: &str, value: &str) {
        self.query = url::form_urlencoded::Serializer::new(std::mem::take(&mut self.query))
            .append_pair(name, value)
            .finish();
    }

    fn fail(&mut self, error: Error) {
        self.problem.get_or_insert(error);
    }
}

fn problem_of(path: &str) -> Option<Error> {
    if !path.starts_with('/') {
        return Some(Error::new(Kind::Request(
            "the path does not begin with `/`",
        )));
    }
    if path.contains(super::IMPOSSIBLE_SEGMENT) {
        return Some(Error::new(Kind::Request(
            "an id in the path is empty, consists of dots, or contains a NUL",
        )));
    }
    // Values are encoded, so this is a parameter that was not set.
    path.contains('{')
        .then(|| Error::new(Kind::Request("a parameter of the path is not set")))
}

fn unencodable(what: &'static str, error: serde_json::Error) -> Error {
    Error::new(Kind::Request(what)).with_source(error)
}

fn placeholder(path: &str, name: &str) -> Option<std::ops::Range<usize>> {
    path.match_indices('{').find_map(|(start, _)| {
        let end = start + 1 + name.len();
        let found = path.get(start + 1..end)? == name && path.get(end..=end)? == "}";
        found.then_some(start..end + 1)
    })
}

impl fmt::Debug for RequestBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestBuilder")
            .field("operation", &self.info.id)
            .field("payload", &self.payload)
            .finish_non_exhaustive()
    }
}
