//! One accepted MIME type.

/// Kind of message that shows a file.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum MediaKind {
    /// Audio, also as a voice message.
    Audio,
    /// A document.
    Document,
    /// An image.
    Image,
    /// A sticker.
    Sticker,
    /// A video.
    Video,
}

/// A MIME type that the platform accepts, and how large its files may be.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct MediaType {
    /// Kind of message that shows it.
    pub kind: MediaKind,
    /// MIME type without parameters, in lower case.
    pub mime: &'static str,
    /// Usual extension of its files, without a dot.
    pub extension: &'static str,
    /// Maximum size in bytes.
    pub bytes: u64,
    /// Maximum size in bytes when it is animated, where that differs.
    pub animated: Option<u64>,
}

impl MediaType {
    /// Whether a file of this size, in bytes, is accepted. Animation gets the benefit of the doubt: only its content shows it.
    #[must_use]
    pub fn accepts(&self, bytes: u64) -> bool {
        bytes > 0 && bytes <= self.animated.unwrap_or_default().max(self.bytes)
    }
}
