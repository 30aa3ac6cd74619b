//! Redaction of third-party text.

use std::fmt;

/// `Debug` output in place of hidden text.
#[derive(Clone, Copy)]
pub struct Hidden;

/// `Debug` output in place of a hidden list: its length.
#[derive(Clone, Copy)]
pub struct HiddenList(pub(crate) usize);

impl fmt::Debug for HiddenList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} redacted]", self.0)
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Text of the platform that is shown only when it looks like a name or a trace id.
pub(crate) struct Name<'a>(pub(crate) &'a str);

impl Name<'_> {
    pub(crate) fn is_printable(&self) -> bool {
        let Self(text) = self;
        // Without a letter it could be a phone number or a PIN.
        (1..=64).contains(&text.len())
            && text.bytes().any(|b| b.is_ascii_alphabetic())
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
    }
}

impl fmt::Debug for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_printable() {
            f.write_str(self.0)
        } else {
            Hidden.fmt(f)
        }
    }
}
