//! Bodies of answers.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use serde::de::DeserializeOwned;

use super::{Error, ResponseValue};
use crate::error::{Call, Error as CoreError, Kind};

/// A body as a stream.
pub struct ByteStream {
    body: Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send>>,
    call: Option<Call>,
}

impl Stream for ByteStream {
    type Item = Result<Bytes, CoreError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let item = ready!(self.body.as_mut().poll_next(context));
        Poll::Ready(item.map(|item| {
            item.map_err(|error| {
                let kind = if error.is_timeout() {
                    Kind::Timeout
                } else {
                    Kind::Body
                };
                let error = CoreError::new(kind).with_source(error.without_url());
                match self.call {
                    Some(call) => error.with_call(call),
                    None => error,
                }
            })
        }))
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ByteStream")
    }
}

impl<T: DeserializeOwned> ResponseValue<T> {
    /// Reads and decodes the body.
    pub async fn from_response<E>(response: reqwest::Response) -> Result<Self, Error<E>> {
        Ok(Self::from_http(response).await?)
    }
}

impl ResponseValue<ByteStream> {
    /// Takes the body as a stream.
    #[must_use]
    pub fn stream(mut response: reqwest::Response) -> Self {
        let status = response.status();
        let headers = std::mem::take(response.headers_mut());
        let stream = ByteStream {
            call: response.extensions().get::<Call>().copied(),
            body: Box::pin(response.bytes_stream()),
        };
        Self::from_parts(stream, status, headers, Bytes::new())
    }
}

impl ResponseValue<()> {
    /// Drops the body.
    #[must_use]
    pub fn empty(mut response: reqwest::Response) -> Self {
        let status = response.status();
        let headers = std::mem::take(response.headers_mut());
        Self::from_parts((), status, headers, Bytes::new())
    }
}
