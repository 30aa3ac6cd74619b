//! What is uploaded.

use std::fmt;
#[cfg(feature = "fs")]
use std::path::PathBuf;
use std::pin::Pin;

use bytes::Bytes;
use futures_core::Stream;
use reqwest::Body;

use crate::error::{BoxError, Error};

type ByteStream = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;

/// The bytes of an upload: in memory, in a file, or from a stream.
///
/// Files and streams are sent piece by piece and are never held in memory as a whole.
pub struct Content(Source);

enum Source {
    Bytes(Bytes),
    #[cfg(feature = "fs")]
    File {
        path: PathBuf,
        offset: u64,
    },
    Stream {
        stream: ByteStream,
        length: Option<u64>,
    },
}

impl Content {
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

    /// What follows an offset in a file, in bytes; for going on with an upload.
    #[cfg(feature = "fs")]
    #[cfg_attr(docsrs, doc(cfg(feature = "fs")))]
    pub fn path_from(path: impl Into<PathBuf>, offset: u64) -> Self {
        Self(Source::File {
            path: path.into(),
            offset,
        })
    }

    /// A stream, with its length in bytes where it is known. Give it if you can: not every
    /// endpoint takes bodies of unknown length.
    pub fn stream<S, B, E>(stream: S, length: Option<u64>) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<BoxError>,
    {
        Self(Source::Stream {
            stream: Box::pin(Converted {
                stream: Box::pin(stream),
            }),
            length,
        })
    }

    /// The body of a request, and its length where it is known.
    pub(crate) async fn into_body(self) -> Result<(Body, Option<u64>), Error> {
        match self.0 {
            Source::Bytes(bytes) => {
                let length = u64::try_from(bytes.len()).ok();
                Ok((Body::from(bytes), length))
            }
            #[cfg(feature = "fs")]
            Source::File { path, offset } => open(path, offset).await,
            Source::Stream { stream, length } => Ok((Body::wrap_stream(stream), length)),
        }
    }
}

/// Files are read in pieces of this many bytes.
#[cfg(feature = "fs")]
const CHUNK: usize = 64 * 1024;

#[cfg(feature = "fs")]
async fn open(path: PathBuf, offset: u64) -> Result<(Body, Option<u64>), Error> {
    use std::io::SeekFrom;

    use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};
    use tokio_util::io::ReaderStream;

    use crate::error::Kind;

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
    // What is appended meanwhile is not part of the length that was announced.
    let stream = ReaderStream::with_capacity(file.take(length), CHUNK);
    Ok((Body::wrap_stream(stream), Some(length)))
}

impl From<Bytes> for Content {
    fn from(bytes: Bytes) -> Self {
        Self::bytes(bytes)
    }
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        Self::bytes(bytes)
    }
}

impl From<&'static [u8]> for Content {
    fn from(bytes: &'static [u8]) -> Self {
        Self::bytes(bytes)
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Source::Bytes(bytes) => write!(f, "Content({} bytes)", bytes.len()),
            #[cfg(feature = "fs")]
            Source::File { .. } => f.write_str("Content(file)"),
            Source::Stream {
                length: Some(length),
                ..
            } => write!(f, "Content(stream of {length} bytes)"),
            Source::Stream { length: None, .. } => f.write_str("Content(stream)"),
        }
    }
}

/// A stream with the item type that bodies have.
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
        std::task::Poll::Ready(item.map(|item| item.map(Into::into).map_err(Into::into)))
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
pub struct FilePart {
    pub(crate) name: String,
    pub(crate) mime_type: String,
    pub(crate) content: Content,
}

impl FilePart {
    /// A file with this name, MIME type and content.
    pub fn new(
        name: impl Into<String>,
        mime_type: impl Into<String>,
        content: impl Into<Content>,
    ) -> Self {
        Self {
            name: name.into(),
            mime_type: mime_type.into(),
            content: content.into(),
        }
    }

    /// A file of this name and MIME type, in memory.
    pub fn bytes(
        name: impl Into<String>,
        mime_type: impl Into<String>,
        bytes: impl Into<Bytes>,
    ) -> Self {
        Self::new(name, mime_type, Content::bytes(bytes))
    }

    /// A file of the file system with its own name, opened when the request is sent.
    #[cfg(feature = "fs")]
    #[cfg_attr(docsrs, doc(cfg(feature = "fs")))]
    pub fn path(path: impl Into<PathBuf>, mime_type: impl Into<String>) -> Self {
        let path = path.into();
        let name = path
            .file_name()
            .map_or_else(|| "file".into(), |name| name.to_string_lossy())
            .into_owned();
        Self::new(name, mime_type, Content::path(path))
    }

    /// Name of the file, as the platform sees it.
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
            .field("content", &self.content)
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
    fn a_path_gives_the_name() {
        let part = FilePart::path("photos/door.jpg", "image/jpeg");
        assert_eq!((part.name(), part.mime_type()), ("door.jpg", "image/jpeg"));
    }

    #[cfg(feature = "fs")]
    #[tokio::test]
    async fn a_missing_file_is_an_error() {
        let error = Content::path("no/such/file")
            .into_body()
            .await
            .expect_err("missing");
        assert!(error.is_file() && !error.is_ambiguous());
        assert!(!error.to_string().contains("such"));
    }
}
