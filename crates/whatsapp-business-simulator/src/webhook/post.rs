//! HTTP requests to the receiver.

use std::io;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HOST};
use http::{Method, Request, StatusCode};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::target::Target;

/// The timeout, about as long as that of the platform.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Maximum number of bytes to read of a response.
const ANSWER_LIMIT: usize = 64 * 1024;

/// Posts JSON with its signature, and returns the status of the response.
pub(crate) async fn post(target: &Target, body: Bytes, signature: &str) -> io::Result<StatusCode> {
    let request = Request::builder()
        .method(Method::POST)
        .uri(&target.path_and_query)
        .header(HOST, &target.authority)
        .header(CONTENT_TYPE, "application/json")
        .header("x-hub-signature-256", signature)
        .body(Full::new(body));
    let (status, _) = exchange(target, request.map_err(io::Error::other)?).await?;
    Ok(status)
}

/// Gets the URL with additional query parameters.
pub(crate) async fn get(target: &Target, query: &str) -> io::Result<(StatusCode, Bytes)> {
    let url = &target.path_and_query;
    let separator = if url.contains('?') { '&' } else { '?' };
    let request = Request::builder()
        .method(Method::GET)
        .uri(format!("{url}{separator}{query}"))
        .header(HOST, &target.authority)
        .body(Full::new(Bytes::new()));
    exchange(target, request.map_err(io::Error::other)?).await
}

/// Sends one request on its own connection, so that deliveries do not depend on how a receiver handled the previous one.
async fn exchange(
    target: &Target,
    request: Request<Full<Bytes>>,
) -> io::Result<(StatusCode, Bytes)> {
    let exchange = async {
        let stream = TcpStream::connect(target.addresses.as_slice()).await?;
        stream.set_nodelay(true)?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
            .await
            .map_err(io::Error::other)?;
        // It ends with the sender.
        tokio::spawn(async move {
            let _ = connection.await;
        });
        let answer = sender
            .send_request(request)
            .await
            .map_err(io::Error::other)?;
        let (status, body) = (
            answer.status(),
            Limited::new(answer.into_body(), ANSWER_LIMIT),
        );
        // The status counts, whatever happens to the rest.
        let body = body.collect().await;
        Ok((status, body.map(|body| body.to_bytes()).unwrap_or_default()))
    };
    match tokio::time::timeout(TIMEOUT, exchange).await {
        Ok(result) => result,
        Err(_) => Err(io::ErrorKind::TimedOut.into()),
    }
}
