//! Decodes the body of a success.

use std::fmt::Write as _;

use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;

use crate::error::{Error, ErrorResponse, GraphError, Kind, codes};
use crate::http::Body;
use crate::redact::Name;
use crate::response::Response;

/// Largest accepted body of a success; the largest lists are about a thousandth of it.
const LIMIT: usize = 64 << 20;

/// Reads the body of a success.
pub(super) async fn read(response: http::Response<Body>) -> Result<Response<()>, Error> {
    let (parts, body) = response.into_parts();
    let (status, headers) = (parts.status, parts.headers);
    let (body, problem) = body.read(LIMIT + 1).await;
    let error = match problem {
        Some(problem) => Error::from_body(problem),
        None if body.len() > LIMIT => Error::new(Kind::TooLong {
            limit: LIMIT as u64,
        }),
        None => return Ok(Response::from_parts((), status, headers, body)),
    };
    let response = ErrorResponse {
        status,
        headers,
        body: None,
    };
    Err(error.with_response(response))
}

/// Decodes the body of a success.
pub(super) fn decode<T: DeserializeOwned>(response: Response<()>) -> Result<Response<T>, Error> {
    if let Some(graph) = rejection(response.body()) {
        return Err(failure(Kind::Rejected, Some(graph), response));
    }
    // Decoded without tracking the position, whose cost only failures pay.
    match serde_json::from_slice(or_null(response.body())) {
        Ok(value) => Ok(response.map(|()| value)),
        Err(error) => Err(undecodable::<T>(response, &error)),
    }
}

/// The error that a success reports instead of a result, whatever the model of the result makes of it. Not the one that blocking reports
/// next to a result: the outcome for each user.
fn rejection(body: &[u8]) -> Option<GraphError> {
    // Looking for the name costs next to nothing; most bodies are decoded once.
    memchr::memmem::find(body, b"\"error\"")?;
    GraphError::in_success(body).filter(|graph| graph.code != Some(codes::BLOCK_PARTIAL))
}

fn failure(kind: Kind, graph: Option<GraphError>, response: Response<()>) -> Error {
    let ((), status, headers, body) = response.into_parts();
    Error::new(kind)
        .with_graph(graph)
        .with_response(ErrorResponse {
            status,
            headers,
            body: Some(body),
        })
}

/// An empty body decodes as `null`.
fn or_null(body: &[u8]) -> &[u8] {
    if body.is_empty() { b"null" } else { body }
}

fn undecodable<T: DeserializeOwned>(response: Response<()>, error: &serde_json::Error) -> Error {
    let graph = GraphError::from_body(response.body());
    let kind = if graph.is_some() {
        Kind::Rejected
    } else {
        Kind::Decode(place::<T>(or_null(response.body()), error))
    };
    failure(kind, graph, response)
}

/// The position of the failure, without the texts of the decoder, which quote values.
fn place<T: DeserializeOwned>(body: &[u8], error: &serde_json::Error) -> String {
    let (line, column) = (error.line(), error.column());
    if !error.is_data() {
        let what = if error.is_eof() {
            "ends early"
        } else {
            "is not JSON"
        };
        return format!("it {what} at line {line} column {column}");
    }
    let mut decoder = serde_json::Deserializer::from_slice(body);
    match serde_path_to_error::deserialize::<_, T>(&mut decoder) {
        Err(error) => format!("at {}", path(error.path())),
        Ok(_) => format!("at line {line} column {column}"),
    }
}

/// A path without keys that may be data, such as phone numbers.
fn path(path: &serde_path_to_error::Path) -> String {
    let mut text = String::from("$");
    for segment in path {
        let _ = match segment {
            Segment::Seq { index } => write!(text, "[{index}]"),
            Segment::Map { key } | Segment::Enum { variant: key } if Name(key).is_printable() => {
                write!(text, ".{key}")
            }
            _ => write!(text, ".*"),
        };
    }
    text
}
