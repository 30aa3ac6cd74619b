//! MIME types of files, and their extensions.

use whatsapp_business_core::MimeType;

use crate::types::Media;

/// The usual extension of files of a MIME type, without a dot; see [`MimeType::extension`].
///
/// ```
/// use whatsapp_business_media::extension;
///
/// assert_eq!(extension("audio/ogg; codecs=opus"), Some("ogg"));
/// ```
#[must_use]
pub fn extension(mime: &str) -> Option<&'static str> {
    MimeType::new(mime).extension()
}

impl Media {
    /// The MIME type of the file, with its parameters.
    #[must_use]
    pub fn mime(&self) -> Option<MimeType<'_>> {
        self.mime_type.as_deref().map(MimeType::new)
    }

    /// The usual extension of the file, without a dot; see [`MimeType::extension`].
    #[must_use]
    pub fn extension(&self) -> Option<&'static str> {
        self.mime()?.extension()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits;

    #[test]
    fn every_accepted_type_has_an_extension() {
        for known in limits::all() {
            assert_eq!(
                extension(known.mime),
                Some(known.extension),
                "{}",
                known.mime
            );
        }
    }

    #[test]
    fn a_received_file_has_the_extension_of_its_type() {
        let json = serde_json::json!({
            "id": "1", "url": "https://example.org", "sha256": "", "mime_type": "audio/ogg; codecs=opus",
        });
        let media: Media = serde_json::from_value(json).unwrap();
        let codecs = media.mime().and_then(|mime| mime.parameter("codecs"));
        assert_eq!((media.extension(), codecs), (Some("ogg"), Some("opus")));
    }
}
