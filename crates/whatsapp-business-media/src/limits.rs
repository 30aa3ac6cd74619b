//! Which files messages can show, and how large they may be.
//!
//! The platform checks this, too, but only after the upload. The contents of files are not looked at: codecs, for example.
//!
//! ```
//! use whatsapp_business_media::limits::{self, MediaKind};
//!
//! let jpeg = limits::accepted("image/jpeg").expect("it is accepted");
//! assert_eq!(jpeg.kind, MediaKind::Image);
//! assert!(jpeg.accepts(5 * 1024 * 1024) && !jpeg.accepts(5 * 1024 * 1024 + 1));
//! assert!(limits::accepted("image/gif").is_none());
//! ```

mod media_type;

#[rustfmt::skip]
#[path = "generated/media_types.rs"]
mod media_types;

pub use media_type::{MediaKind, MediaType};

/// Finds a MIME type among those that the platform accepts for messages. Parameters (`audio/ogg; codecs=opus`) and capitals do not matter.
#[must_use]
pub fn accepted(mime: &str) -> Option<&'static MediaType> {
    let essence = mime.split(';').next().unwrap_or_default().trim();
    all().find(|known| known.mime.eq_ignore_ascii_case(essence))
}

/// All MIME types that the platform accepts for messages, sorted by kind.
pub fn all() -> impl Iterator<Item = &'static MediaType> {
    media_types::TYPES.iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_and_capitals_do_not_matter() {
        let ogg = accepted("Audio/OGG; codecs=opus").unwrap();
        assert_eq!((ogg.mime, ogg.kind), ("audio/ogg", MediaKind::Audio));
        assert!(accepted("audio/ogg2").is_none() && accepted("").is_none());
    }

    #[test]
    fn a_sticker_may_be_animated() {
        let webp = accepted("image/webp").unwrap();
        assert_eq!((webp.bytes, webp.animated), (100 * 1024, Some(500 * 1024)));
        assert!(webp.accepts(500 * 1024) && !webp.accepts(500 * 1024 + 1) && !webp.accepts(0));
    }
}
