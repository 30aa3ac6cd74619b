//! MIME types as the platform writes them.

use std::fmt;

use crate::generated::extensions::EXTENSIONS;

/// A MIME type, with its parameters: `audio/ogg; codecs=opus`.
///
/// ```
/// use whatsapp_business_core::MimeType;
///
/// let voice = MimeType::new("audio/ogg; codecs=opus");
/// assert_eq!(voice.essence(), "audio/ogg");
/// assert_eq!(voice.parameter("codecs"), Some("opus"));
/// assert_eq!(voice.extension(), Some("ogg"));
/// assert_eq!(MimeType::new("application/zip").extension(), None);
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct MimeType<'a>(&'a str);

impl<'a> MimeType<'a> {
    /// Any text. It is not checked.
    #[must_use]
    pub const fn new(text: &'a str) -> Self {
        Self(text)
    }

    /// The whole text, as it was received.
    #[must_use]
    pub const fn as_str(self) -> &'a str {
        self.0
    }

    /// Type and subtype, without parameters and surrounding spaces, as they were received. Compare them without regard to case.
    #[must_use]
    pub fn essence(self) -> &'a str {
        self.0.split(';').next().unwrap_or_default().trim()
    }

    /// The value of a parameter, without quotation marks. The case of the name does not matter.
    #[must_use]
    pub fn parameter(self, name: &str) -> Option<&'a str> {
        let mut parameters = self
            .0
            .split(';')
            .skip(1)
            .filter_map(|parameter| parameter.split_once('='));
        let (_, value) = parameters.find(|(other, _)| other.trim().eq_ignore_ascii_case(name))?;
        let value = value.trim();
        let quoted = value
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'));
        Some(quoted.unwrap_or(value))
    }

    /// The usual extension of files of this type, without a dot, for the types that the platform accepts in messages. `None` for any other
    /// type: users can send documents of all types, whose messages have a file name.
    #[must_use]
    pub fn extension(self) -> Option<&'static str> {
        let essence = self.essence();
        let mut types = EXTENSIONS.iter();
        types
            .find(|(mime, _)| mime.eq_ignore_ascii_case(essence))
            .map(|(_, extension)| *extension)
    }
}

impl fmt::Display for MimeType<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_case_and_spaces_do_not_matter_for_the_extension() {
        for (text, extension) in [
            ("audio/ogg; codecs=opus", Some("ogg")),
            ("audio/ogg;codecs=opus", Some("ogg")),
            (" Audio/OGG ", Some("ogg")),
            ("image/jpeg", Some("jpg")),
            ("audio/mpeg", Some("mp3")),
            ("text/plain; charset=utf-8", Some("txt")),
            ("application/octet-stream", None),
            ("audio/ogg2", None),
            ("; codecs=opus", None),
            ("", None),
        ] {
            assert_eq!(MimeType::new(text).extension(), extension, "{text}");
        }
    }

    #[test]
    fn parameters_are_found_by_name() {
        let mime = MimeType::new("video/mp4; Codecs = \"avc1\" ;profile=; flag");
        assert_eq!(mime.parameter("codecs"), Some("avc1"));
        assert_eq!(mime.parameter("PROFILE"), Some(""));
        assert_eq!((mime.parameter("flag"), mime.parameter("x")), (None, None));
        assert_eq!(
            (mime.essence(), mime.to_string().as_str()),
            ("video/mp4", mime.as_str())
        );
        assert_eq!(MimeType::new("codecs=opus").parameter("codecs"), None);
    }
}
