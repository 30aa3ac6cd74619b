//! Decodes the body of a success.

use std::fmt::Write as _;

use bytes::Bytes;
use http::response::Parts;
use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;

use crate::error::{Call, Error, ErrorResponse, GraphError, Kind};
use crate::http::Body;
use crate::redact::Name;
use crate::response::Response;

/// Largest accepted body of a success; the largest lists are about a thousandth of it.
const LIMIT: usize = 64 << 20;

/// Reads and decodes the body of a success.
pub(super) async fn decode<T: DeserializeOwned>(
    response: http::Response<Body>,
    call: Call,
) -> Result<Response<T>, Error> {
    let (parts, body) = response.into_parts();
    let (body, problem) = body.read(LIMIT + 1).await;
    let error = match problem {
        Some(problem) => Error::from_body(problem),
        None if body.len() > LIMIT => Error::new(Kind::TooLong {
            limit: LIMIT as u64,
        }),
        // Decoded without tracking the position, whose cost only failures pay.
        None => match serde_json::from_slice(or_null(&body)) {
            Ok(value) => {
                return Ok(Response::from_parts(
                    value,
                    parts.status,
                    parts.headers,
                    body,
                ));
            }
            Err(error) => return Err(undecodable::<T>(parts, body, &error).with_call(call)),
        },
    };
    Err(error
        .with_response(ErrorResponse {
            status: parts.status,
            headers: parts.headers,
            body: None,
        })
        .with_call(call))
}

/// An empty body decodes as `null`.
fn or_null(body: &[u8]) -> &[u8] {
    if body.is_empty() { b"null" } else { body }
}

fn undecodable<T: DeserializeOwned>(parts: Parts, body: Bytes, error: &serde_json::Error) -> Error {
    let graph = GraphError::from_body(&body);
    let kind = if graph.is_some() {
        Kind::Rejected
    } else {
        Kind::Decode(place::<T>(or_null(&body), error))
    };
    Error::new(kind)
        .with_graph(graph)
        .with_response(ErrorResponse {
            status: parts.status,
            headers: parts.headers,
            body: Some(body),
        })
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
