//! A server that accepts files without keeping them, serves generated files, and redirects to other hosts.

use std::iter;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Result;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt as _, stream};

/// Chunk size of served files, in bytes.
const PIECE: &[u8] = &[b'.'; 64 * 1024];

/// A request as seen by the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Path and query.
    pub target: String,
    /// The `Authorization` header.
    pub authorization: Option<String>,
    /// Length of the body.
    pub received: u64,
}

/// The server; it stops when it is dropped.
#[derive(Debug)]
pub struct FileHost {
    port: u16,
    seen: Arc<Mutex<Vec<Seen>>>,
    task: tokio::task::JoinHandle<()>,
}

impl FileHost {
    /// Starts the server on a free port of 127.0.0.1.
    ///
    /// # Errors
    ///
    /// Returns an error if no port is free.
    pub async fn start() -> Result<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let seen = Arc::default();
        let app = Router::new().fallback(serve).with_state(Arc::clone(&seen));
        let task = tokio::spawn(async move {
            // Runs until the task is aborted.
            let _ = axum::serve(listener, app).await;
        });
        Ok(Self { port, seen, task })
    }

    /// The URL of the server.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The URL of the server with another name of this computer, which clients treat as another host.
    #[must_use]
    pub fn other_url(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// Path of a file of this length.
    #[must_use]
    pub fn file(length: u64) -> String {
        format!("/files/{length}")
    }

    /// Path that redirects to a URL.
    #[must_use]
    pub fn redirect(url: &str) -> String {
        format!("/redirect?{url}")
    }

    /// Takes the requests since the last call.
    #[must_use]
    pub fn take(&self) -> Vec<Seen> {
        std::mem::take(&mut lock(&self.seen))
    }
}

impl Drop for FileHost {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(State(seen): State<Arc<Mutex<Vec<Seen>>>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let mut received = 0;
    let mut body = body.into_data_stream();
    while let Some(Ok(piece)) = body.next().await {
        received += u64::try_from(piece.len()).unwrap_or(u64::MAX);
    }
    let authorization = head.headers.get(header::AUTHORIZATION);
    let authorization = authorization
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    lock(&seen).push(Seen {
        target: head.uri.to_string(),
        authorization,
        received,
    });
    if let Some(length) = head.uri.path().strip_prefix("/files/") {
        return file(length.parse().unwrap_or(0));
    }
    match (head.uri.path(), head.uri.query()) {
        ("/redirect", Some(target)) => {
            (StatusCode::FOUND, [(header::LOCATION, target)]).into_response()
        }
        _ => (
            [(header::CONTENT_TYPE, "application/json")],
            r#"{"id":"1037543291543636"}"#,
        )
            .into_response(),
    }
}

fn file(length: u64) -> Response {
    let mut left = usize::try_from(length).unwrap_or(usize::MAX);
    let pieces = iter::from_fn(move || {
        let piece = PIECE.get(..left).unwrap_or(PIECE);
        left -= piece.len();
        (!piece.is_empty()).then(|| Ok::<_, std::io::Error>(Bytes::from_static(piece)))
    });
    (
        [(header::CONTENT_LENGTH, length.to_string())],
        Body::from_stream(stream::iter(pieces)),
    )
        .into_response()
}

fn lock(seen: &Mutex<Vec<Seen>>) -> MutexGuard<'_, Vec<Seen>> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}
