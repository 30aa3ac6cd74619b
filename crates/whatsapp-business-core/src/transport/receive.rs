//! From the head of an answer to a success or an error.

use std::sync::atomic::Ordering;

use bytes::{Bytes, BytesMut};
use reqwest::Response;
use reqwest::header::{HeaderMap, HeaderName};

use super::Transport;
use crate::error::{Answer, Call, Error, GraphError, GraphErrorResponse, Kind};

/// Bodies of refusals are read up to here; the Graph API sends less than a thousandth of it.
const LIMIT: usize = 1 << 20;

/// Version of the Graph API that answered.
pub(crate) static VERSION: HeaderName = HeaderName::from_static("facebook-api-version");
/// The platform's warning that it took another version than the one that was asked for.
static VERSION_WARNING: [HeaderName; 2] = [
    HeaderName::from_static("x-ad-api-version-warning"),
    HeaderName::from_static("x-api-version-warning"),
];

impl Transport {
    pub(crate) async fn receive(
        &self,
        mut response: Response,
        call: Call,
    ) -> Result<Response, Error> {
        let status = response.status();
        tracing::Span::current().record("status", status.as_u16());
        self.warn_of_version(response.headers());
        if status.is_success() {
            tracing::debug!("success");
            response.extensions_mut().insert(call);
            return Ok(response);
        }
        // Boxed, because refusals are rare and their way would make every future larger.
        let error = Box::pin(refusal(response)).await.with_call(call);
        if let Some(code) = error.graph().and_then(|graph| graph.code) {
            tracing::Span::current().record("code", code);
        }
        tracing::debug!("refused");
        Err(error)
    }

    /// Logs once that the platform takes another version than the configured one.
    fn warn_of_version(&self, headers: &HeaderMap) {
        if version_warning(headers).is_none() || self.shared.warned.swap(true, Ordering::Relaxed) {
            return;
        }
        tracing::warn!(
            configured = self.graph_version(),
            answered = headers.get(&VERSION).and_then(|value| value.to_str().ok()),
            "the configured version of the Graph API is not available any more",
        );
    }
}

pub(crate) fn version_warning(headers: &HeaderMap) -> Option<&str> {
    VERSION_WARNING
        .iter()
        .find_map(|name| headers.get(name)?.to_str().ok())
}

/// Makes an error of an answer that is not a success.
pub(crate) async fn refusal(mut response: Response) -> Error {
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());
    let body = read_bounded(response).await;
    let graph = body.as_deref().and_then(graph_error);
    Error::new(Kind::Refused)
        .with_graph(graph)
        .with_answer(Answer {
            status,
            headers,
            body,
        })
}

/// The error object in a body, when it is one of the Graph API.
pub(crate) fn graph_error(body: &[u8]) -> Option<GraphError> {
    let answer: GraphErrorResponse = serde_json::from_slice(body).ok()?;
    answer
        .error
        .filter(|error| error.code.is_some() || !error.message.is_empty())
}

/// What can be read of a body; a refusal without its reason is better than no refusal.
async fn read_bounded(mut response: Response) -> Option<Bytes> {
    let mut body = BytesMut::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        let room = LIMIT - body.len();
        body.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
        if body.len() >= LIMIT {
            break;
        }
    }
    (!body.is_empty()).then(|| body.freeze())
}
