//! Downloads of media.

#[cfg(feature = "fs")]
mod save;

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION};
use http::{HeaderMap, Response, StatusCode};
use sha2::Digest as _;
use tracing::Instrument as _;
use url::Url;

use crate::error::{Error, ErrorResponse, Kind};
use crate::http::Body;
use crate::operation::OperationInfo;
use crate::sha256::Sha256;
use crate::transport::{CallLog, Transport};

/// Redirects that are followed at most.
const REDIRECTS: usize = 5;

impl Transport {
    /// Fetches a file from an absolute URL that the platform returned, such as that of a media object.
    ///
    /// The URL must be https and its host one of
    /// [`media_hosts`](crate::ClientBuilder::media_hosts). Redirects are followed over https; hosts
    /// that are not on the list do not get the access token.
    ///
    /// # Errors
    ///
    /// When the URL is not allowed, the request cannot be delivered, or the response is not a success
    /// or not the whole file. Media URLs expire after 5 minutes; then the response is 404
    /// ([`is_not_found`](Error::is_not_found)), and the media object has a new URL.
    pub async fn download(&self, url: &str, operation: OperationInfo) -> Result<Download, Error> {
        let log = CallLog::new(&operation);
        let response = self.fetch(url, &log).instrument(log.span()).await;
        match response.and_then(whole) {
            Ok(response) => Ok(Download::new(response, log)),
            Err(error) => Err(log.failed(error)),
        }
    }

    async fn fetch(&self, url: &str, log: &CallLog) -> Result<Response<Body>, Error> {
        let mut url = Url::parse(url)
            .map_err(|_| Error::new(Kind::Request("the media URL is not an absolute URL")))?;
        self.check_media_url(&url)?;
        let mut deadline = self.deadline(true);
        let mut redirects = 0;
        loop {
            let response = self.fetch_media(&url, &mut deadline).await?;
            if !response.status().is_redirection() || redirects == REDIRECTS {
                return self.receive(response, log).await;
            }
            redirects += 1;
            let target = response
                .headers()
                .get(LOCATION)
                .and_then(|value| value.to_str().ok())
                .and_then(|location| url.join(location).ok());
            url = match target {
                Some(target) if self.is_secure(&target) => target,
                _ => return self.receive(response, log).await,
            };
        }
    }
}

/// Rejects what is not a whole file: no content, and parts that nobody requested.
fn whole(response: Response<Body>) -> Result<Response<Body>, Error> {
    if response.status() == StatusCode::OK {
        return Ok(response);
    }
    let (parts, _) = response.into_parts();
    Err(Error::new(Kind::Partial).with_response(ErrorResponse {
        status: parts.status,
        headers: parts.headers,
        body: None,
    }))
}

/// A file that is being downloaded.
///
/// The head of the response has arrived; the content is read chunk by chunk, with
/// [`chunk`](Self::chunk), as a [`Stream`], all at once with [`bytes`](Self::bytes), or to a file
/// with [`save_to`](Self::save_to).
pub struct Download {
    headers: HeaderMap,
    status: StatusCode,
    body: Body,
    /// Until the outcome is known.
    log: Option<CallLog>,
    /// Until the content is complete.
    check: Option<Check>,
}

/// Computes the digest of the content.
struct Check {
    expected: Sha256,
    digest: sha2::Sha256,
}

impl Download {
    fn new(response: Response<Body>, log: CallLog) -> Self {
        let (parts, body) = response.into_parts();
        Self {
            headers: parts.headers,
            status: parts.status,
            body,
            log: Some(log),
            check: None,
        }
    }

    /// Checks the content against the SHA-256 digest that the platform states for the file. After the last chunk, content with
    /// another one is an error ([`is_checksum_mismatch`](Error::is_checksum_mismatch)): [`save_to`](Self::save_to) then leaves no
    /// file, and [`bytes`](Self::bytes) returns no content. If you read chunks, do not use them before the end.
    #[must_use]
    pub fn with_sha256(mut self, expected: Sha256) -> Self {
        self.check = Some(Check {
            expected,
            digest: sha2::Sha256::default(),
        });
        self
    }

    /// Headers of the response.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// MIME type; `None` when the host does not send one.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.headers.get(CONTENT_TYPE)?.to_str().ok()
    }

    /// Length in bytes; `None` when the host does not send one.
    #[must_use]
    pub fn content_length(&self) -> Option<u64> {
        self.headers
            .get(CONTENT_LENGTH)?
            .to_str()
            .ok()?
            .parse()
            .ok()
    }

    /// The next chunk of the content; `None` at its end.
    ///
    /// # Errors
    ///
    /// When the connection is lost, the timeout expires, or the content has another digest than expected.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        std::future::poll_fn(|context| self.poll_chunk(context))
            .await
            .transpose()
    }

    /// Reads the whole content into memory, if it has at most `limit` bytes.
    ///
    /// # Errors
    ///
    /// When it is longer ([`is_too_long`](Error::is_too_long)), and as [`chunk`](Self::chunk).
    pub async fn bytes(mut self, limit: u64) -> Result<Bytes, Error> {
        let too_long = || Error::new(Kind::TooLong { limit });
        if self.content_length().is_some_and(|length| length > limit) {
            return Err(self.fail(too_long()));
        }
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut bytes = BytesMut::new();
        while let Some(chunk) = self.chunk().await? {
            if chunk.len() > limit - bytes.len() {
                return Err(self.fail(too_long()));
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes.freeze())
    }

    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        let chunk = ready!(self.poll_content(context));
        if chunk.is_none() {
            self.succeed();
        }
        Poll::Ready(chunk)
    }

    /// As `poll_chunk`, but the end of the content is not yet that of the download.
    fn poll_content(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        Poll::Ready(match ready!(self.body.poll_chunk(context)) {
            Some(Ok(chunk)) => {
                if let Some(check) = &mut self.check {
                    check.digest.update(&chunk);
                }
                Some(Ok(chunk))
            }
            Some(Err(error)) => {
                let error = self.with_response(Error::from_body(error));
                Some(Err(self.fail(error)))
            }
            None => self.verify().err().map(Err),
        })
    }

    /// Checks the whole content.
    fn verify(&mut self) -> Result<(), Error> {
        if let Some(Check { expected, digest }) = self.check.take()
            && expected != Sha256::new(digest.finalize().into())
        {
            let error = self.with_response(Error::new(Kind::Checksum));
            return Err(self.fail(error));
        }
        Ok(())
    }

    fn succeed(&mut self) {
        if let Some(log) = self.log.take() {
            log.succeeded();
        }
    }

    /// Ends the download.
    fn fail(&mut self, error: Error) -> Error {
        self.body = Body::empty();
        self.check = None;
        match self.log.take() {
            Some(log) => log.failed(error),
            None => error,
        }
    }

    fn with_response(&self, error: Error) -> Error {
        error.with_response(ErrorResponse {
            status: self.status,
            headers: self.headers.clone(),
            body: None,
        })
    }
}

impl Stream for Download {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_chunk(context)
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("content_type", &self.content_type())
            .field("content_length", &self.content_length())
            .finish_non_exhaustive()
    }
}
