//! Bodies of requests and responses, in memory or streamed.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http_body::{Body as HttpBody, Frame, SizeHint};

use crate::error::{BoxError, ContentError, Origin, Problem};

type Streamed = Pin<Box<dyn HttpBody<Data = Bytes, Error = BoxError> + Send>>;

/// Body of a request or a response: nothing, bytes in memory, or a stream of bytes.
///
/// It is an [`http_body::Body`], so that every HTTP stack can send it.
#[derive(Default)]
pub struct Body(Inner);

#[derive(Default)]
enum Inner {
    #[default]
    Empty,
    Bytes(Bytes),
    /// Locked only to be `Sync`, which HTTP stacks require: nobody waits for the lock.
    Stream(Mutex<Streamed>),
}

impl Body {
    /// A body of no bytes.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// A streamed body.
    pub fn new<B>(body: B) -> Self
    where
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        Self::boxed(Converted(Box::pin(body)))
    }

    /// A streamed body with our type of error.
    pub(crate) fn boxed<B>(body: B) -> Self
    where
        B: HttpBody<Data = Bytes, Error = BoxError> + Send + 'static,
    {
        Self(Inner::Stream(Mutex::new(Box::pin(body))))
    }

    /// A stream of chunks, with its length in bytes where it is known. A stream of another length
    /// fails when it is read: its last byte is handed out only when nothing follows it.
    pub fn stream<S, B, E>(stream: S, length: Option<u64>) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<BoxError>,
    {
        Self::content(stream, length, Origin::Stream)
    }

    /// A stream of chunks that come from `origin`.
    pub(crate) fn content<S, B, E>(stream: S, length: Option<u64>, origin: Origin) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<BoxError>,
    {
        Self::boxed(Chunks {
            stream: Box::pin(stream),
            origin,
            length: length.map(|stated| Length { stated, read: 0 }),
            last: Bytes::new(),
            is_done: false,
        })
    }

    /// One body after another.
    pub(crate) fn chain(bodies: Vec<Self>) -> Self {
        Self::boxed(Chain(bodies.into()))
    }

    /// The bytes, when the body is in memory as a whole.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match &self.0 {
            Inner::Empty => Some(&[]),
            Inner::Bytes(bytes) => Some(bytes),
            Inner::Stream(_) => None,
        }
    }

    /// The bytes, or the body itself when it is streamed.
    #[cfg(feature = "reqwest")]
    pub(crate) fn into_bytes(self) -> Result<Bytes, Self> {
        match self.0 {
            Inner::Empty => Ok(Bytes::new()),
            Inner::Bytes(bytes) => Ok(bytes),
            stream @ Inner::Stream(_) => Err(Self(stream)),
        }
    }

    /// Length in bytes, where it is known.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        match &self.0 {
            Inner::Empty => Some(0),
            Inner::Bytes(bytes) => u64::try_from(bytes.len()).ok(),
            Inner::Stream(stream) => stream.lock().ok()?.size_hint().exact(),
        }
    }

    /// The next chunk; `None` at the end.
    ///
    /// # Errors
    ///
    /// When the body ends early.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, BoxError> {
        std::future::poll_fn(|context| self.poll_chunk(context))
            .await
            .transpose()
    }

    /// Reads up to `limit` bytes and drops the rest. Returns what was read, and the error when the
    /// body ended early.
    pub(crate) async fn read(mut self, limit: usize) -> (Bytes, Option<BoxError>) {
        let mut first = Bytes::new();
        let mut all = BytesMut::new();
        let problem = loop {
            match self.chunk().await {
                // Most bodies are one chunk, which is not copied.
                Ok(Some(chunk)) if first.is_empty() => first = chunk,
                Ok(Some(chunk)) => {
                    if all.is_empty() {
                        all.extend_from_slice(&first);
                    }
                    all.extend_from_slice(&chunk);
                }
                Ok(None) => break None,
                Err(error) => break Some(error),
            }
            if first.len().max(all.len()) >= limit {
                break None;
            }
        };
        let mut body = if all.is_empty() { first } else { all.freeze() };
        body.truncate(limit);
        (body, problem)
    }

    pub(crate) fn poll_chunk(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, BoxError>>> {
        loop {
            match ready!(Pin::new(&mut *self).poll_frame(context)) {
                Some(Ok(frame)) => {
                    // Trailers are ignored.
                    if let Ok(data) = frame.into_data() {
                        return Poll::Ready(Some(Ok(data)));
                    }
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl HttpBody for Body {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match &mut self.0 {
            Inner::Empty => Poll::Ready(None),
            Inner::Bytes(bytes) => {
                let bytes = std::mem::take(bytes);
                self.0 = Inner::Empty;
                Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
            }
            Inner::Stream(stream) => {
                let stream = stream.get_mut().unwrap_or_else(PoisonError::into_inner);
                let frame = ready!(stream.as_mut().poll_frame(context));
                if !matches!(frame, Some(Ok(_))) {
                    // Streams may panic when they are polled after their end.
                    self.0 = Inner::Empty;
                }
                Poll::Ready(frame)
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Inner::Empty => true,
            Inner::Bytes(bytes) => bytes.is_empty(),
            Inner::Stream(stream) => stream.lock().is_ok_and(|stream| stream.is_end_stream()),
        }
    }

    fn size_hint(&self) -> SizeHint {
        self.length().map(SizeHint::with_exact).unwrap_or_default()
    }
}

impl<T: Into<Bytes>> From<T> for Body {
    fn from(bytes: T) -> Self {
        Self(Inner::Bytes(bytes.into()))
    }
}

impl fmt::Debug for Body {
    /// Shows only the length.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.length() {
            Some(length) => write!(f, "Body({length} bytes)"),
            None => f.write_str("Body(stream)"),
        }
    }
}

/// A body with our type of error.
struct Converted<B>(Pin<Box<B>>);

impl<B> HttpBody for Converted<B>
where
    B: HttpBody<Data = Bytes>,
    B::Error: Into<BoxError>,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let frame = ready!(self.0.as_mut().poll_frame(context));
        Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}

/// A stream of chunks as a body.
struct Chunks<S> {
    stream: Pin<Box<S>>,
    origin: Origin,
    /// Where it is known.
    length: Option<Length>,
    /// The last chunk of a body of known length, until the stream has ended. HTTP stacks do not ask
    /// for more than the stated length: once they have it, an excess would stay unseen.
    last: Bytes,
    is_done: bool,
}

#[derive(Clone, Copy)]
struct Length {
    stated: u64,
    read: u64,
}

impl<S> Chunks<S> {
    /// Counts a chunk. Returns it, or keeps it if it is the last.
    fn count(&mut self, chunk: Bytes) -> Result<Option<Bytes>, Problem> {
        let Some(Length { stated, read }) = &mut self.length else {
            return Ok(Some(chunk));
        };
        let left = *stated - *read;
        match u64::try_from(chunk.len()) {
            Ok(0) => Ok(Some(chunk)),
            Ok(length) if length <= left => {
                *read += length;
                if length < left {
                    return Ok(Some(chunk));
                }
                self.last = chunk;
                Ok(None)
            }
            _ => Err(Problem::Longer { stated: *stated }),
        }
    }

    /// The last chunk, at the end of the stream.
    fn end(&mut self) -> Result<Option<Bytes>, Problem> {
        self.is_done = true;
        match self.length {
            Some(Length { stated, read }) if read < stated => {
                Err(Problem::Shorter { stated, read })
            }
            _ => Ok(Some(std::mem::take(&mut self.last)).filter(|last| !last.is_empty())),
        }
    }
}

impl<S, B, E> HttpBody for Chunks<S>
where
    S: Stream<Item = Result<B, E>>,
    B: Into<Bytes>,
    E: Into<BoxError>,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = &mut *self;
        while !this.is_done {
            let chunk = match ready!(this.stream.as_mut().poll_next(context)) {
                Some(Ok(chunk)) => this.count(chunk.into()),
                Some(Err(error)) => return Poll::Ready(Some(Err(error.into()))),
                None => this.end(),
            };
            let origin = this.origin;
            match chunk {
                Ok(Some(chunk)) => return Poll::Ready(Some(Ok(Frame::data(chunk)))),
                Ok(None) => {}
                Err(problem) => {
                    return Poll::Ready(Some(Err(ContentError { origin, problem }.into())));
                }
            }
        }
        Poll::Ready(None)
    }

    fn is_end_stream(&self) -> bool {
        self.is_done
    }

    fn size_hint(&self) -> SizeHint {
        let held = u64::try_from(self.last.len()).unwrap_or_default();
        self.length
            .map(|length| SizeHint::with_exact(length.stated - length.read + held))
            .unwrap_or_default()
    }
}

/// Bodies that are sent one after another.
struct Chain(VecDeque<Body>);

impl HttpBody for Chain {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        while let Some(body) = self.0.front_mut() {
            match ready!(Pin::new(body).poll_frame(context)) {
                None => {
                    self.0.pop_front();
                }
                frame => return Poll::Ready(frame),
            }
        }
        Poll::Ready(None)
    }

    fn is_end_stream(&self) -> bool {
        self.0.iter().all(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        let add = |sum: u64, body: &Body| sum.checked_add(body.length()?);
        let length = self.0.iter().try_fold(0, add);
        length.map(SizeHint::with_exact).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
