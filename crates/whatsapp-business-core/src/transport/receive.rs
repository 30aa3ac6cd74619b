//! Separates successes from errors.

use std::sync::atomic::Ordering;

use http::HeaderMap;

use super::{CallLog, Transport};
use crate::error::{Error, ErrorResponse, GraphError, Kind};
use crate::http::Body;
use crate::version::{VERSION, version_warning};

/// How much of the body of an error is read; the Graph API sends less than a thousandth of it.
const LIMIT: usize = 1 << 20;

impl Transport {
    pub(crate) async fn receive(
        &self,
        response: http::Response<Body>,
        log: &CallLog,
    ) -> Result<http::Response<Body>, Error> {
        let status = response.status();
        log.status(status);
        self.warn_of_version(response.headers());
        if status.is_success() {
            return Ok(response);
        }
        // Boxed: failures are rare, and reading them would make every future larger.
        Err(Box::pin(failure(response)).await)
    }

    /// Logs once that the platform uses another version than the configured one.
    fn warn_of_version(&self, headers: &HeaderMap) {
        if version_warning(headers).is_none() || self.shared.warned.swap(true, Ordering::Relaxed) {
            return;
        }
        tracing::warn!(
            configured = self.graph_version(),
            used = headers.get(&VERSION).and_then(|value| value.to_str().ok()),
            "the configured version of the Graph API is no longer available",
        );
    }
}

/// Creates the error for a response that is not a success.
async fn failure(response: http::Response<Body>) -> Error {
    let (parts, body) = response.into_parts();
    // Part of a body may name the reason, so one that ends early is used as it is.
    let (body, _) = body.read(LIMIT).await;
    Error::new(Kind::Rejected)
        .with_graph(GraphError::from_body(&body))
        .with_response(ErrorResponse {
            status: parts.status,
            headers: parts.headers,
            body: (!body.is_empty()).then_some(body),
        })
}
