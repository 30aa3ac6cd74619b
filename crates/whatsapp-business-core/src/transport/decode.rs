//! Decodes the body of a success.

use serde::de::DeserializeOwned;

use crate::error::{Call, Error, ErrorResponse, GraphError, Kind, codes};
use crate::http::Body;
use crate::response::Response;
use crate::rt::json::{self, Decoded};

/// Largest accepted body of a success; the largest lists are about a thousandth of it.
const LIMIT: usize = 64 << 20;

/// Reads the body of a success.
pub(super) async fn read(
    response: http::Response<Body>,
    call: Call,
) -> Result<Response<()>, Error> {
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
    Err(error.with_response(response).with_call(call))
}

/// Decodes the body of a success.
pub(super) fn decode<T: DeserializeOwned>(
    response: Response<()>,
    call: Call,
) -> Result<Response<T>, Error> {
    if let Some(graph) = rejection(response.body()) {
        return Err(failure(Kind::Rejected, Some(graph), response).with_call(call));
    }
    match json::decode(or_null(response.body())) {
        Ok(Decoded { value, left_out }) => {
            if !left_out.is_empty() {
                tracing::warn!(
                    operation = call.operation,
                    ?left_out,
                    "part of a response does not fit its type"
                );
            }
            Ok(response.map(|()| value).with_left_out(left_out))
        }
        Err(error) => {
            let graph = GraphError::from_body(response.body());
            let kind = match graph {
                Some(_) => Kind::Rejected,
                None => Kind::Decode(error.to_string()),
            };
            Err(failure(kind, graph, response).with_call(call))
        }
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
