//! MIME types of received media.

use whatsapp_business_core::MimeType;

use crate::types::MediaContent;

impl MediaContent {
    /// The MIME type of the file, with its parameters: `audio/ogg; codecs=opus`.
    #[must_use]
    pub fn mime(&self) -> Option<MimeType<'_>> {
        self.mime_type.as_deref().map(MimeType::new)
    }

    /// The usual extension of the file, without a dot: `ogg` for `audio/ogg; codecs=opus`. `None` for types that
    /// [`MimeType::extension`] does not know; documents have a [`filename`](Self::filename), chosen by the user.
    #[must_use]
    pub fn extension(&self) -> Option<&'static str> {
        self.mime()?.extension()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn voice_messages_have_an_extension_and_a_codec() {
        let voice = r#"{"id":"1","mime_type":"audio/ogg; codecs=opus","voice":true}"#;
        let voice: MediaContent = serde_json::from_str(voice).expect("voice");
        assert_eq!(voice.extension(), Some("ogg"));
        let mime = voice.mime().expect("type");
        assert_eq!(mime.parameter("codecs"), Some("opus"));
        let other: MediaContent = serde_json::from_str(r#"{"id":"1"}"#).expect("media");
        assert_eq!((other.extension(), other.mime()), (None, None));
    }
}
