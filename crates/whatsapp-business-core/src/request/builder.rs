//! Builds requests.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;
use serde_json::Value;

use super::encode::{self, encode_path};
use super::{Multipart, Parts, Payload, Request};
use crate::error::{Error, Kind};
use crate::operation::{Host, OperationInfo};
use crate::upload::UploadBody;

/// Builds a [`Request`]. Arguments are added by name; the first problem is reported by
/// [`build`](Self::build).
#[must_use = "nothing happens until `build`"]
pub struct RequestBuilder {
    request: Request,
    problem: Option<Error>,
}

impl RequestBuilder {
    pub(super) fn new(info: OperationInfo) -> Self {
        let parts = Box::new(Parts {
            info,
            path: Cow::Borrowed(info.path),
            query: String::new(),
            headers: HeaderMap::new(),
            payload: Payload::Empty,
        });
        Self {
            request: Request { parts },
            problem: None,
        }
    }

    /// Sets a `{parameter}` of the path.
    pub fn path(mut self, name: &str, value: impl AsRef<str>) -> Self {
        match around_parameter(&self.parts().path, name) {
            Some((before, after)) => {
                let path = [before, &encode_path(value.as_ref()), after].concat();
                self.parts().path = Cow::Owned(path);
            }
            None => self.fail(Error::new(Kind::Request(
                "the path has no parameter of that name",
            ))),
        }
        self
    }

    pub(crate) fn on(mut self, host: Host) -> Self {
        self.parts().info.host = host;
        self
    }

    pub(crate) fn operation(mut self, id: &'static str) -> Self {
        self.parts().info.id = id;
        self
    }

    /// Replaces the path as a whole; it is sent as it is.
    pub(crate) fn verbatim(mut self, path: String, query: &str) -> Self {
        self.parts().path = Cow::Owned(path);
        query.clone_into(&mut self.parts().query);
        self
    }

    /// Adds a query parameter: scalars as text, lists joined by commas, objects as JSON. `None` and
    /// empty lists add nothing.
    pub fn query<T: Serialize + ?Sized>(mut self, name: &str, value: &T) -> Self {
        match serde_json::to_value(value) {
            Ok(Value::Null) => {}
            Ok(value) => self.append_value(name, value),
            Err(error) => self.fail(unencodable("a query parameter cannot be encoded", error)),
        }
        self
    }

    /// Adds a query parameter that is a list, as JSON. An empty list adds nothing.
    pub fn query_json<T: Serialize>(mut self, name: &str, list: &[T]) -> Self {
        if list.is_empty() {
            return self;
        }
        match serde_json::to_string(list) {
            Ok(text) => self.append(name, &text),
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

    /// Sets a header of the operation. Those that every request has, such as `Authorization`, cannot be set.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
            (Ok(name), Ok(value)) => {
                self.parts().headers.insert(name, value);
            }
            _ => self.fail(Error::new(Kind::Request(
                "a header contains invalid characters",
            ))),
        }
        self
    }

    /// Sets a JSON body.
    pub fn json<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        match serde_json::to_vec(body) {
            Ok(bytes) => self.parts().payload = Payload::Json(Bytes::from(bytes)),
            Err(error) => self.fail(unencodable("the body cannot be encoded", error)),
        }
        self
    }

    /// Sets an `application/x-www-form-urlencoded` body: scalars as text, lists and objects as JSON;
    /// `null` is left out.
    pub fn form<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        match encode::form(body) {
            Ok(text) => self.parts().payload = Payload::Form(text),
            Err(error) => self.fail(unencodable("the form cannot be encoded", error)),
        }
        self
    }

    /// Sets a `multipart/form-data` body.
    pub fn multipart(mut self, parts: Multipart) -> Self {
        match parts.problem() {
            Some(error) => self.fail(error),
            None => self.parts().payload = Payload::Multipart(parts),
        }
        self
    }

    /// Sets a body of bytes, `application/octet-stream`.
    pub fn bytes(mut self, body: impl Into<UploadBody>) -> Self {
        self.parts().payload = Payload::Bytes(body.into());
        self
    }

    /// Completes the request.
    ///
    /// # Errors
    ///
    /// When an argument could not be encoded, when a parameter of the path was not set, and when an
    /// id cannot be a segment of a path: it is empty, `.` or `..`, or contains a NUL.
    pub fn build(self) -> Result<Request, Error> {
        match self.problem.or_else(|| problem_of(self.request.path())) {
            Some(error) => Err(error.with_call(self.request.call())),
            None => Ok(self.request),
        }
    }

    fn parts(&mut self) -> &mut Parts {
        &mut self.request.parts
    }

    fn append_value(&mut self, name: &str, value: Value) {
        if let Some(text) = encode::query_text(value) {
            self.append(name, &text);
        }
    }

    fn append(&mut self, name: &str, value: &str) {
        let query = &mut self.parts().query;
        *query = url::form_urlencoded::Serializer::new(std::mem::take(query))
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

/// The parts of the path before and after a `{parameter}`.
fn around_parameter<'a>(path: &'a str, name: &str) -> Option<(&'a str, &'a str)> {
    path.match_indices('{').find_map(|(start, brace)| {
        let (before, rest) = path.split_at_checked(start)?;
        let after = rest.strip_prefix(brace)?.strip_prefix(name)?;
        Some((before, after.strip_prefix('}')?))
    })
}

impl fmt::Debug for RequestBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestBuilder")
            .field("operation", &self.request.info().id)
            .field("payload", self.request.payload())
            .finish_non_exhaustive()
    }
}
