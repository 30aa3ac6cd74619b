//! Bodies of requests.

use std::fmt;

use bytes::Bytes;
use http::HeaderValue;

use super::Multipart;
use crate::error::Error;
use crate::http::Body;
use crate::upload::UploadBody;

/// Body of a request.
#[derive(Clone)]
#[non_exhaustive]
pub enum Payload {
    /// No body.
    Empty,
    /// JSON text.
    Json(Bytes),
    /// `application/x-www-form-urlencoded` text.
    Form(String),
    /// Fields and files.
    Multipart(Multipart),
    /// Bytes of a file.
    Bytes(UploadBody),
}

impl Payload {
    /// The encoded body, where it is in memory as a whole: JSON or a form.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Empty => Some(&[]),
            Self::Json(bytes) => Some(bytes),
            Self::Form(text) => Some(text.as_bytes()),
            Self::Multipart(_) | Self::Bytes(_) => None,
        }
    }

    /// Whether the body is a file, for which another timeout applies.
    pub(crate) fn is_transfer(&self) -> bool {
        matches!(self, Self::Multipart(_) | Self::Bytes(_))
    }

    /// Opens files. Returns the body and its content type.
    pub(crate) async fn open(self) -> Result<(Body, Option<HeaderValue>), Error> {
        let of = |text| Some(HeaderValue::from_static(text));
        Ok(match self {
            Self::Empty => (Body::empty(), None),
            Self::Json(bytes) => (Body::from(bytes), of("application/json")),
            Self::Form(text) => (
                Body::from(Bytes::from(text)),
                of("application/x-www-form-urlencoded"),
            ),
            // Boxed: files are rare, and opening them would make the future of every call larger.
            Self::Multipart(parts) => Box::pin(parts.open()).await?,
            Self::Bytes(body) => (Box::pin(body.open()).await?, of("application/octet-stream")),
        })
    }
}

impl fmt::Debug for Payload {
    /// Shows the kind and the length: bodies hold personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("Empty"),
            Self::Json(bytes) => write!(f, "Json({} bytes)", bytes.len()),
            Self::Form(text) => write!(f, "Form({} bytes)", text.len()),
            Self::Multipart(parts) => parts.fmt(f),
            Self::Bytes(body) => body.fmt(f),
        }
    }
}
