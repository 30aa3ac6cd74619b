//! The journal of received requests.

use std::collections::VecDeque;
use std::fmt;

use http::header::AUTHORIZATION;
use http::{HeaderMap, Method, StatusCode};
use serde_json::Value;

use crate::body::{Content, Part, Received};
use crate::problem::Problem;

/// Number of latest requests that the journal keeps.
const CAPACITY: usize = 10_000;

/// A request that the simulator received, and its result.
///
/// `Debug` shows neither ids nor parameters nor bodies; see the fields for those.
#[derive(Clone)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The method.
    pub method: Method,
    /// The path as sent, with the version and without the query.
    pub path: String,
    /// The decoded query parameters, in order. The values of credentials are replaced.
    pub query: Vec<(String, String)>,
    /// The headers, without `Authorization`.
    pub headers: HeaderMap,
    /// The scheme of the `Authorization` header, such as `Bearer`.
    pub authorization_scheme: Option<String>,
    /// The body.
    pub body: RecordedBody,
    /// Id of the operation that the request was matched to, such as `send_message`.
    pub operation: Option<String>,
    /// The result of the request.
    pub verdict: Verdict,
}

impl RecordedRequest {
    pub(crate) fn new(
        method: Method,
        path: &str,
        query: &[(String, String)],
        headers: &HeaderMap,
    ) -> Self {
        let secrets = [
            "access_token",
            "appsecret_proof",
            "input_token",
            "client_secret",
        ];
        let scheme = headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        let mut without_token = headers.clone();
        without_token.remove(AUTHORIZATION);
        Self {
            method,
            path: path.to_owned(),
            query: query
                .iter()
                .map(|(name, value)| {
                    let is_secret = secrets.contains(&name.as_str());
                    (
                        name.clone(),
                        if is_secret {
                            "[redacted]".to_owned()
                        } else {
                            value.clone()
                        },
                    )
                })
                .collect(),
            headers: without_token,
            authorization_scheme: scheme
                .and_then(|value| value.split_once(' '))
                .map(|(scheme, _)| scheme.to_owned()),
            body: RecordedBody::Empty,
            operation: None,
            verdict: Verdict::Answered,
        }
    }

    /// The first query parameter with this name.
    #[must_use]
    pub fn query_value(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

impl fmt::Debug for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordedRequest")
            .field("method", &self.method)
            .field("operation", &self.operation)
            .field("body", &self.body)
            .field("verdict", &self.verdict)
            .finish_non_exhaustive()
    }
}

/// A received body.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum RecordedBody {
    /// No body.
    Empty,
    /// JSON.
    Json(Value),
    /// The decoded fields of a URL-encoded form.
    Form(Vec<(String, String)>),
    /// The parts of a `multipart/form-data` body.
    Multipart(Vec<RecordedPart>),
    /// Other bytes; only size and digest are kept.
    Binary {
        /// Size in bytes.
        length: u64,
        /// SHA-256 in lowercase hexadecimal.
        sha256: String,
    },
    /// Does not match its content type.
    Unreadable,
}

impl RecordedBody {
    /// The JSON value, if the body was JSON.
    #[must_use]
    pub fn as_json(&self) -> Option<&Value> {
        match self {
            Self::Json(value) => Some(value),
            _ => None,
        }
    }

    /// The part with this name, if the body was multipart.
    #[must_use]
    pub fn part(&self, name: &str) -> Option<&RecordedPart> {
        match self {
            Self::Multipart(parts) => parts.iter().find(|part| part.name == name),
            _ => None,
        }
    }
}

impl From<&Received> for RecordedBody {
    fn from(received: &Received) -> Self {
        match &received.content {
            Content::Empty => Self::Empty,
            Content::Json(value) => Self::Json(value.clone()),
            Content::Form(fields) => Self::Form(fields.clone()),
            Content::Multipart(parts) => Self::Multipart(parts.iter().map(Into::into).collect()),
            Content::Binary(file) => Self::Binary {
                length: file.length,
                sha256: file.sha256.clone(),
            },
            Content::Unreadable(_) => Self::Unreadable,
        }
    }
}

impl fmt::Debug for RecordedBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("Empty"),
            Self::Json(_) => f.write_str("Json([redacted])"),
            Self::Form(fields) => write!(f, "Form([{} redacted fields])", fields.len()),
            Self::Multipart(parts) => f.debug_tuple("Multipart").field(parts).finish(),
            Self::Binary { length, .. } => write!(f, "Binary([{length} bytes])"),
            Self::Unreadable => f.write_str("Unreadable"),
        }
    }
}

/// One part of a multipart body.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedPart {
    /// Name of the form field.
    pub name: String,
    /// File name, for files only.
    pub file_name: Option<String>,
    /// Content type of the part.
    pub content_type: Option<String>,
    /// Size in bytes.
    pub length: u64,
    /// SHA-256 in lowercase hexadecimal.
    pub sha256: String,
    /// Text of a part that is not a file.
    pub text: Option<String>,
}

impl From<&Part> for RecordedPart {
    fn from(part: &Part) -> Self {
        let text = part.text().filter(|_| part.file_name.is_none());
        Self {
            name: part.name.clone(),
            file_name: part.file_name.clone(),
            content_type: part.content_type.clone(),
            length: part.file.length,
            sha256: part.file.sha256.clone(),
            text: text.map(str::to_owned),
        }
    }
}

impl fmt::Debug for RecordedPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordedPart")
            .field("name", &self.name)
            .field("content_type", &self.content_type)
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

/// The result of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// Valid, with the usual response.
    Answered,
    /// Valid, with a response that the test configured.
    Scripted,
    /// Invalid.
    Refused {
        /// HTTP status of the response.
        status: StatusCode,
        /// Graph error code of the response.
        code: i64,
        /// Problems that were found.
        problems: Vec<Problem>,
    },
}

/// The latest requests.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    requests: VecDeque<RecordedRequest>,
    received: usize,
}

impl Journal {
    pub(crate) fn push(&mut self, request: RecordedRequest) {
        if self.requests.len() == CAPACITY {
            self.requests.pop_front();
        }
        self.requests.push_back(request);
        self.received += 1;
    }

    pub(crate) fn requests(&self) -> Vec<RecordedRequest> {
        self.requests.iter().cloned().collect()
    }

    /// Number of requests since the start.
    pub(crate) fn received(&self) -> usize {
        self.received
    }

    pub(crate) fn clear(&mut self) {
        self.requests.clear();
    }
}
