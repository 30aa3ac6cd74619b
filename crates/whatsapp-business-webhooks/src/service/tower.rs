//! The service as a tower service, for servers that stream bodies.

use std::convert::Infallible;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, Method, Request, Response, StatusCode};
use http_body::Body;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use tower_service::Service;
use whatsapp_business_core::{BoxError, BoxFuture};

use super::WebhookService;
use super::response::{self, signature_of, verify_status};
use crate::signature::digest_of;

#[cfg_attr(docsrs, doc(cfg(feature = "tower")))]
impl<B> Service<Request<B>> for WebhookService
where
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<BoxError>,
{
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let service = self.clone();
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let response = if parts.method == Method::POST {
                match collect(&parts.headers, body, service.receiver.body_limit()).await {
                    Ok(body) => service.handle(Request::from_parts(parts, body)).await,
                    Err(status) => response::status(status),
                }
            } else {
                let request = Request::from_parts(parts, Bytes::new());
                service.handle(request).await
            };
            Ok(response.map(Full::new))
        })
    }
}

/// Reads a body, unless its headers already lead to a rejection.
pub(crate) async fn collect<B>(
    headers: &HeaderMap,
    body: B,
    limit: usize,
) -> Result<Bytes, StatusCode>
where
    B: Body,
    B::Error: Into<BoxError>,
{
    if let Err(error) = digest_of(signature_of(headers)) {
        tracing::warn!(%error, "rejected a webhook");
        return Err(verify_status(&error.into()));
    }
    let declared = headers
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok());
    if declared
        .and_then(|length| length.parse::<usize>().ok())
        .is_some_and(|length| length > limit)
    {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    match Limited::new(body, limit).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(StatusCode::PAYLOAD_TOO_LARGE),
        // The connection is usually closed by now.
        Err(_) => Err(StatusCode::BAD_REQUEST),
    }
}

#[cfg(test)]
mod tests;
