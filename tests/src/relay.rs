//! A server that forwards requests to another one without the version segment, as servers of documents expect, and records them.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

/// Header in which Prism lists the violations in a request or in its own response.
const VIOLATIONS: HeaderName = HeaderName::from_static("sl-violations");

/// A forwarded request and its response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// Method, path and query, as forwarded.
    pub target: String,
    /// Status of the response.
    pub status: u16,
    /// Violations, as reported by the other server.
    pub violations: Option<String>,
    /// Body of the response, if its status is not a success.
    pub problem: Option<String>,
}

#[derive(Debug)]
struct Shared {
    upstream: String,
    /// Prefix of the paths of the Graph API, which is not forwarded.
    prefix: String,
    client: reqwest::Client,
    exchanges: Mutex<Vec<Exchange>>,
}

/// The server; it stops when it is dropped.
#[derive(Debug)]
pub struct Relay {
    url: String,
    shared: Arc<Shared>,
    task: tokio::task::JoinHandle<()>,
}

impl Relay {
    /// Starts the server on a free port of this machine.
    ///
    /// # Errors
    ///
    /// Returns an error if no port is free.
    pub async fn start(upstream: &str, version: &str) -> Result<Self> {
        let shared = Arc::new(Shared {
            upstream: upstream.to_owned(),
            prefix: format!("/{version}"),
            client: client()?,
            exchanges: Mutex::default(),
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let app = Router::new().fallback(pass).with_state(Arc::clone(&shared));
        let task = tokio::spawn(async move {
            // Runs until the task is aborted.
            let _ = axum::serve(listener, app).await;
        });
        Ok(Self { url, shared, task })
    }

    /// The URL of the server.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Takes the exchanges since the last call.
    #[must_use]
    pub fn take(&self) -> Vec<Exchange> {
        let mut exchanges = self.shared.exchanges.lock();
        std::mem::take(exchanges.as_mut().unwrap_or_else(|error| error.get_mut()))
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A client for servers on this machine. It has no root certificates, as it never uses TLS; but without a TLS configuration it would look
/// for one that the process installed.
pub(crate) fn client() -> Result<reqwest::Client> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    let builder = reqwest::Client::builder().no_proxy();
    Ok(builder.tls_backend_preconfigured(tls).build()?)
}

async fn pass(
    State(shared): State<Arc<Shared>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let target = uri.path_and_query().map_or("/", |target| target.as_str());
    // Paths of the host without versions have no prefix.
    let target = target.strip_prefix(&shared.prefix).unwrap_or(target);
    match exchange(&shared, method, target, headers, body).await {
        Ok(response) => response,
        Err(error) => (StatusCode::BAD_GATEWAY, error.to_string()).into_response(),
    }
}

async fn exchange(
    shared: &Shared,
    method: Method,
    target: &str,
    mut headers: HeaderMap,
    body: Bytes,
) -> Result<Response> {
    headers.remove(header::HOST);
    let what = format!("{method} {target}");
    let answer = shared
        .client
        .request(method, format!("{}{target}", shared.upstream))
        .headers(headers)
        .body(body)
        .send()
        .await?;
    let status = answer.status();
    let media_type = answer.headers().get(header::CONTENT_TYPE).cloned();
    let violations = answer.headers().get(VIOLATIONS).cloned();
    let body = answer.bytes().await?;
    let passed = Exchange {
        target: what,
        status: status.as_u16(),
        violations: violations.map(|text| String::from_utf8_lossy(text.as_bytes()).into_owned()),
        problem: (!status.is_success()).then(|| String::from_utf8_lossy(&body).into_owned()),
    };
    shared
        .exchanges
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(passed);
    let mut response = Response::builder().status(status);
    if let Some(media_type) = media_type {
        response = response.header(header::CONTENT_TYPE, media_type);
    }
    Ok(response.body(Body::from(body))?)
}
