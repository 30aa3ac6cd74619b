//! An HTTP stack in memory: it records requests and plays scripted responses.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;

use crate::future::BoxFuture;
use crate::http::{
    Body, HeaderMap, HeaderName, HeaderValue, HttpError, HttpService, Request, Response, Timeout,
};
use crate::operation::{Method, OperationInfo};
use crate::{ClientBuilder, Error, GRAPH_VERSION, Transport};

pub(crate) const TOKEN: &str = "EAAB-token-that-nobody-may-see";

/// What a request leads to.
pub(crate) type Outcome = Result<Response<Body>, HttpError>;

/// A response with this status and body.
pub(crate) fn reply(status: u16, body: impl Into<Body>) -> Outcome {
    let mut response = Response::new(body.into());
    *response.status_mut() = status.try_into().expect("status");
    Ok(response)
}

/// The same response with another header.
pub(crate) fn with_header(outcome: Outcome, name: &'static str, value: &str) -> Outcome {
    outcome.map(|mut response| {
        let value = HeaderValue::from_str(value).expect("header value");
        let name = HeaderName::from_static(name);
        response.headers_mut().insert(name, value);
        response
    })
}

/// A body that fails after `bytes`.
pub(crate) fn broken(bytes: &'static str, error: HttpError) -> Body {
    let parts = [Ok(bytes), Err(error)];
    Body::stream(futures_util::stream::iter(parts), None)
}

/// A request as it was sent.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) headers: HeaderMap,
    pub(crate) timeout: Duration,
    /// Length that the body announced.
    pub(crate) length: Option<u64>,
    pub(crate) body: Vec<u8>,
}

impl Sent {
    /// The URL below the version segment.
    pub(crate) fn target(&self) -> &str {
        let (_, target) = self.url.split_once(GRAPH_VERSION).expect("version");
        target
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("text")
    }
}

/// Plays outcomes in turn. A request without an outcome fails the test.
#[derive(Clone, Debug)]
pub(crate) struct TestService {
    script: Arc<Mutex<VecDeque<Outcome>>>,
    sent: Arc<Mutex<Vec<Sent>>>,
}

impl TestService {
    pub(crate) fn new(script: impl IntoIterator<Item = Outcome>) -> Self {
        Self {
            script: Arc::new(Mutex::new(script.into_iter().collect())),
            sent: Arc::default(),
        }
    }

    /// Responds to each of `count` requests with `{"success":true}`.
    pub(crate) fn succeeding(count: usize) -> Self {
        Self::new((0..count).map(|_| reply(200, r#"{"success":true}"#)))
    }

    pub(crate) fn builder(&self) -> ClientBuilder {
        ClientBuilder::new().access_token(TOKEN).http(self.clone())
    }

    pub(crate) fn transport(&self) -> Transport {
        self.builder().build().expect("transport")
    }

    pub(crate) fn sent(&self) -> Vec<Sent> {
        self.sent.lock().expect("log").clone()
    }
}

impl HttpService for TestService {
    fn call(&self, request: Request<Body>) -> BoxFuture<'_, Outcome> {
        Box::pin(async move {
            let (parts, mut body) = request.into_parts();
            let length = body.length();
            let mut bytes = Vec::new();
            while let Some(chunk) = body.chunk().await.map_err(HttpError::maybe_sent)? {
                bytes.extend_from_slice(&chunk);
            }
            let Timeout(timeout) = *parts.extensions.get().expect("timeout");
            self.sent.lock().expect("log").push(Sent {
                method: parts.method.to_string(),
                url: parts.uri.to_string(),
                headers: parts.headers,
                timeout,
                length,
                body: bytes,
            });
            let outcome = self.script.lock().expect("script").pop_front();
            outcome.expect("an outcome for the request")
        })
    }
}

/// Sends a request without a body to a path below the base URL.
pub(crate) async fn call(
    transport: &Transport,
    method: Method,
    target: &str,
) -> Result<crate::Response<Value>, Error> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let request = crate::Request::builder(OperationInfo::new(method, "send_message", ""))
        .verbatim(path.to_owned(), query)
        .build()?;
    transport.send(request).await
}

/// All texts that an error shows: `Display`, `Debug`, and those of its sources.
pub(crate) fn texts(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = format!("{error} {error:?} {error:#?}; ");
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(&format!("{error} {error:?} {error:#?}; "));
        source = error.source();
    }
    text
}
