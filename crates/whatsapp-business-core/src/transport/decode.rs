//! From the body of a success to a value.

use std::fmt::Write as _;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;

use super::receive::graph_error;
use crate::error::{Answer, Call, Error, Kind};
use crate::redact::Name;

/// An answer that was read to its end.
pub(crate) struct Read {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) call: Option<Call>,
}

/// Reads the body of a success.
pub(crate) async fn read_success(mut response: reqwest::Response) -> Result<Read, Error> {
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());
    let call = response.extensions().get::<Call>().copied();
    match response.bytes().await {
        Ok(body) => Ok(Read {
            status,
            headers,
            body,
            call,
        }),
        Err(error) => {
            let kind = if error.is_timeout() {
                Kind::Timeout
            } else {
                Kind::Body
            };
            let error = Error::new(kind)
                .with_source(error.without_url())
                .with_answer(Answer {
                    status,
                    headers,
                    body: None,
                });
            Err(of_call(error, call))
        }
    }
}

/// Decodes the body of a success.
pub(crate) fn decode<T: DeserializeOwned>(read: Read) -> Result<(T, Read), Error> {
    // First without the cost of tracking where the decoder is.
    match serde_json::from_slice(&read.body) {
        Ok(value) => Ok((value, read)),
        Err(error) => Err(undecodable::<T>(read, &error)),
    }
}

fn undecodable<T: DeserializeOwned>(read: Read, error: &serde_json::Error) -> Error {
    let graph = graph_error(&read.body);
    let kind = if graph.is_some() {
        Kind::Refused
    } else {
        Kind::Decode(place::<T>(&read.body, error))
    };
    let error = Error::new(kind).with_graph(graph).with_answer(Answer {
        status: read.status,
        headers: read.headers,
        body: Some(read.body),
    });
    of_call(error, read.call)
}

fn of_call(error: Error, call: Option<Call>) -> Error {
    match call {
        Some(call) => error.with_call(call),
        None => error,
    }
}

/// Where decoding failed, without the texts of the decoder, which quote values.
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
