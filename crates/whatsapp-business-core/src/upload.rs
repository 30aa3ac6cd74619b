//! Uploaded files.

use std::fmt;
#[cfg(feature = "fs")]
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures_core::Stream;

use crate::error::{BoxError, ContentError, Error, Kind, Origin};
use crate::http::Body;

type ByteStream = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;

/// Content of an upload: bytes in memory, a file, or a stream.
///
/// Files and streams are sent in chunks and are never held in memory as a whole. Cloning is cheap;
/// clones of a stream share it, and it can be sent once.
#[derive(Clone)]
pub struct UploadBody(Source);

#[derive(Clone)]
enum Source {
    Bytes(Bytes),
    #[cfg(feature = "fs")]
    File {
        path: PathBuf,
        offset: u64,
    },
    Stream {
        stream: Arc<Mutex<Option<ByteStream>>>,
        length: Option<u64>,
    },
}

impl UploadBody {
    /// Bytes in memory.
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        Self(Source::Bytes(bytes.into()))
    }

    /// A regular file, which is opened when the request is sent.
    ///
    /// It must keep its length meanwhile: a file that becomes shorter or longer fails
    /// ([`is_file`](Error::is_file)), and so does one whose length is unknown, such as a pipe.
    #[cfg(feature = "fs")]
    #[cfg_attr(docsrs, doc(cfg(feature = "fs")))]
    pub fn path(path: impl Into<PathBuf>) -> Self {
        Self::path_from(path, 0)
    }

    /// The rest of a file, from an offset in bytes; to resume an upload.
    #[cfg(feature = "fs")]
    #[cfg_attr(docsrs, doc(cfg(feature = "fs")))]
    pub fn path_from(path: impl Into<PathBuf>, offset: u64) -> Self {
        Self(Source::File {
            path: path.into(),
            offset,
        })
    }

    /// A stream, with its length in bytes if known. Pass it if you can: not every endpoint accepts
    /// bodies of unknown length.
    ///
    /// A stream of another length fails ([`is_invalid_request`](Error::is_invalid_request)), so the
    /// last bytes are sent only when the stream has ended.
    pub fn stream<S, B, E>(stream: S, length: Option<u64>) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<BoxError>,
    {
        Self(Source::Stream {
            stream: Arc::new(Mutex::new(Some(Box::pin(Converted {
                stream: Box::pin(stream),
                origin: Origin::Stream,
            })))),
            length,
        })
    }

    /// Length in bytes, without opening the file.
    pub(crate) async fn length(&self) -> Result<u64, Error> {
        match &self.0 {
            Source::Bytes(bytes) => Ok(u64::try_from(bytes.len()).unwrap_or(u64::MAX)),
            #[cfg(feature = "fs")]
            Source::File { path, offset } => length(path.clone(), *offset).await,
            Source::Stream { length, .. } => length.ok_or_else(|| {
                Error::new(Kind::Request(
                    "the length of the stream is unknown; an upload session needs it",
                ))
            }),
        }
    }

    /// Opens the file, or takes the stream.
    pub(crate) async fn open(self) -> Result<Body, Error> {
        match self.0 {
            Source::Bytes(bytes) => Ok(Body::from(bytes)),
            #[cfg(feature = "fs")]
            Source::File { path, offset } => open(path, offset).await,
            Source::Stream { stream, length } => {
                let stream = stream.lock().ok().and_then(|mut stream| stream.take());
                let stream = stream
                    .ok_or_else(|| Error::new(Kind::Request("a stream can be sent only once")))?;
                checked(Body::stream(stream, length)).await
            }
        }
    }
}

/// Reads a body that states to be empty, because HTTP stacks do not. Some files are not as empty as
/// their length says, such as those of `/proc`.
async fn checked(mut body: Body) -> Result<Body, Error> {
    if body.length() == Some(0) {
        while body.chunk().await.map_err(Error::from_content)?.is_some() {}
    }
    Ok(body)
}

/// Files are read in chunks of this many bytes.
#[cfg(feature = "fs")]
const CHUNK: usize = 64 * 1024;

#[cfg(feature = "fs")]
async fn open(path: PathBuf, offset: u64) -> Result<Body, Error> {
    let (file, length) = inspect(move || regular(&path, offset)).await?;
    let length = after(length, offset)?;
    let stream = Converted {
        stream: Box::pin(tokio_util::io::ReaderStream::with_capacity(
            tokio::fs::File::from_std(file),
            CHUNK,
        )),
        origin: Origin::File,
    };
    checked(Body::content(stream, Some(length), Origin::File)).await
}

/// Length of the rest of a file.
#[cfg(feature = "fs")]
async fn length(path: PathBuf, offset: u64) -> Result<u64, Error> {
    let length = inspect(move || {
        let file = std::fs::metadata(path)?;
        Ok(file.is_file().then_some(file.len()))
    });
    after(length.await?, offset)
}

/// Looks at a file on a thread that may block. `None` is what is no regular file.
#[cfg(feature = "fs")]
async fn inspect<T: Send + 'static>(
    look: impl FnOnce() -> std::io::Result<Option<T>> + Send + 'static,
) -> Result<T, Error> {
    tokio::task::spawn_blocking(look)
        .await
        .map_err(std::io::Error::other)
        .and_then(|found| found)
        .map_err(|error| Error::new(Kind::File("the file cannot be read")).with_source(error))?
        .ok_or_else(|| Error::new(Kind::File("the path does not lead to a regular file")))
}

#[cfg(feature = "fs")]
fn after(length: u64, offset: u64) -> Result<u64, Error> {
    length
        .checked_sub(offset)
        .ok_or_else(|| Error::new(Kind::File("the file ends before the offset")))
}

/// Opens a regular file at an offset; the length is that of the whole file. Anything else is not
/// opened: opening a pipe waits for its other end, and devices have no length.
#[cfg(feature = "fs")]
fn regular(path: &std::path::Path, offset: u64) -> std::io::Result<Option<(std::fs::File, u64)>> {
    use std::io::{Seek as _, SeekFrom};

    if !std::fs::metadata(path)?.is_file() {
        return Ok(None);
    }
    let mut file = std::fs::File::open(path)?;
    let opened = file.metadata()?;
    if !opened.is_file() {
        return Ok(None);
    }
    let length = opened.len();
    if offset <= length {
        file.seek(SeekFrom::Start(offset))?;
    }
    Ok(Some((file, length)))
}

impl From<Bytes> for UploadBody {
    fn from(bytes: Bytes) -> Self {
        Self::bytes(bytes)
    }
}

impl From<Vec<u8>> for UploadBody {
    fn from(bytes: Vec<u8>) -> Self {
        Self::bytes(bytes)
    }
}

impl From<String> for UploadBody {
    fn from(text: String) -> Self {
        Self::bytes(text)
    }
}

impl From<&'static str> for UploadBody {
    fn from(text: &'static str) -> Self {
        Self::bytes(text)
    }
}

impl From<&'static [u8]> for UploadBody {
    fn from(bytes: &'static [u8]) -> Self {
        Self::bytes(bytes)
    }
}

impl fmt::Debug for UploadBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Source::Bytes(bytes) => write!(f, "UploadBody({} bytes)", bytes.len()),
            #[cfg(feature = "fs")]
            Source::File { .. } => f.write_str("UploadBody(file)"),
            Source::Stream {
                length: Some(length),
                ..
            } => write!(f, "UploadBody(stream of {length} bytes)"),
            Source::Stream { length: None, .. } => f.write_str("UploadBody(stream)"),
        }
    }
}

/// A stream with the item type of bodies.
struct Converted<S> {
    stream: Pin<Box<S>>,
    origin: Origin,
}

impl<S, B, E> Stream for Converted<S>
where
    S: Stream<Item = Result<B, E>>,
    B: Into<Bytes>,
    E: Into<BoxError>,
{
    type Item = Result<Bytes, BoxError>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        let item = std::task::ready!(self.stream.as_mut().poll_next(context));
        let origin = self.origin;
        std::task::Poll::Ready(item.map(|item| {
            item.map(Into::into)
                .map_err(|error| ContentError::failed(origin, error).into())
        }))
    }
}

/// A file of a multipart request: its content, its name and its type.
///
/// ```
/// use whatsapp_business_core::FilePart;
///
/// let note = FilePart::bytes("note.txt", "text/plain", "Back soon.");
/// # #[cfg(feature = "fs")]
/// let photo = FilePart::path("photos/door.jpg", "image/jpeg");
/// ```
#[derive(Clone)]
pub struct FilePart {
    name: String,
    mime_type: String,
    pub(crate) body: UploadBody,
}

impl FilePart {
    /// A file with this name, MIME type and body.
    pub fn new(
        name: impl Into<String>,
        mime_type: impl Into<String>,
        body: impl Into<UploadBody>,
    ) -> Self {
        Self {
            name: name.into(),
            mime_type: mime_type.into(),
            body: body.into(),
        }
    }

    /// A file in memory, with this name and MIME type.
    pub fn bytes(
        name: impl Into<String>,
        mime_type: impl Into<String>,
        bytes: impl Into<Bytes>,
    ) -> Self {
        Self::new(name, mime_type, UploadBody::bytes(bytes))
    }

    /// A file on disk with its own name, opened when the request is sent.
    #[cfg(feature = "fs")]
    #[cfg_attr(docsrs, doc(cfg(feature = "fs")))]
    pub fn path(path: impl Into<PathBuf>, mime_type: impl Into<String>) -> Self {
        let path = path.into();
        let name = path
            .file_name()
            .map_or_else(|| "file".into(), |name| name.to_string_lossy())
            .into_owned();
        Self::new(name, mime_type, UploadBody::path(path))
    }

    /// Name of the file.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// MIME type, such as `image/jpeg`.
    #[must_use]
    pub fn mime_type(&self) -> &str {
        &self.mime_type
    }
}

impl fmt::Debug for FilePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FilePart")
            .field("mime_type", &self.mime_type)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
