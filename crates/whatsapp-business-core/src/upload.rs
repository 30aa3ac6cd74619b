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

    /// A file, which is opened when the request is sent.
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
            })))),
            length,
        })
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

/// Reads a body that states to be empty: HTTP stacks do not.
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
    use std::io::SeekFrom;

    use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};
    use tokio_util::io::ReaderStream;

    let open = async {
        let mut file = tokio::fs::File::open(path).await?;
        let length = file.metadata().await?.len();
        if offset > 0 {
            file.seek(SeekFrom::Start(offset)).await?;
        }
        Ok::<_, std::io::Error>((file, length))
    };
    let (file, length) = open
        .await
        .map_err(|error| Error::new(Kind::File("the file cannot be read")).with_source(error))?;
    if offset > length {
        return Err(Error::new(Kind::File("the file ends before the offset")));
    }
    let length = length - offset;
    // Data appended meanwhile is not part of the announced length.
    let stream = ReaderStream::with_capacity(file.take(length), CHUNK);
    Ok(Body::stream(stream, Some(length)))
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
        std::task::Poll::Ready(item.map(|item| {
            item.map(Into::into)
                .map_err(|error| ContentError::failed(Origin::Stream, error).into())
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
mod tests {
    use super::*;

    #[test]
    fn debug_shows_neither_names_nor_content() {
        let part = FilePart::new("Ann Smith.pdf", "application/pdf", b"secret".as_slice());
        let debug = format!("{part:?}");
        assert!(
            !debug.contains("Ann") && !debug.contains("secret"),
            "{debug}"
        );
        assert!(debug.contains("6 bytes"));
    }

    #[cfg(feature = "fs")]
    #[test]
    fn the_path_contains_the_name() {
        let part = FilePart::path("photos/door.jpg", "image/jpeg");
        assert_eq!((part.name(), part.mime_type()), ("door.jpg", "image/jpeg"));
    }

    #[cfg(feature = "fs")]
    #[tokio::test]
    async fn a_missing_file_is_an_error() {
        let error = UploadBody::path("no/such/file")
            .open()
            .await
            .expect_err("missing");
        assert!(error.is_file() && !error.is_ambiguous());
        assert!(!error.to_string().contains("such"));
    }
}
