//! JSON as it was received.

use std::fmt;

use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use whatsapp_business_core::rt::json;

/// JSON as it was received. It shares the memory of the body.
///
/// `Debug` only shows its length. `Serialize` writes the JSON unchanged.
#[derive(Clone, Default, Eq, Hash, PartialEq)]
pub struct RawJson(Bytes);

impl RawJson {
    /// A part of the body that is valid JSON.
    pub(crate) fn part(body: &Bytes, part: &str) -> Self {
        Self(body.slice_ref(part.as_bytes()))
    }

    /// A value inside of this JSON.
    pub(crate) fn within(&self, part: &str) -> Self {
        Self::part(&self.0, part)
    }

    /// Where a value inside of this JSON starts, in bytes.
    pub(crate) fn position(&self, part: &Self) -> usize {
        // Both share the memory of the body.
        part.0.as_ptr().addr().wrapping_sub(self.0.as_ptr().addr())
    }

    /// The JSON text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Always valid: it is a slice of a string.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The bytes of the JSON text, without a copy. They keep the whole body in memory.
    #[must_use]
    pub fn to_bytes(&self) -> Bytes {
        self.0.clone()
    }

    /// Decodes the JSON to your own type. Errors of `serde_json` quote the data: do not log them.
    ///
    /// # Errors
    ///
    /// When the JSON does not match the type.
    pub fn decode<T: DeserializeOwned>(&self) -> serde_json::Result<T> {
        json::decode_any(self.as_str())
    }
}

impl AsRef<str> for RawJson {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Debug for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawJson([redacted], {} bytes)", self.0.len())
    }
}

impl Serialize for RawJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw: &RawValue =
            serde_json::from_str(self.as_str()).map_err(serde::ser::Error::custom)?;
        raw.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_verbatim_and_hidden() {
        let body = Bytes::from_static(br#"{"a": "\u00e9" , "b":[1]}"#);
        let text = std::str::from_utf8(&body).expect("text");
        let raw = RawJson::part(&body, &text[6..14]);
        assert_eq!(raw.as_str(), r#""\u00e9""#);
        assert_eq!(raw.decode::<String>().expect("decode"), "é");
        assert_eq!(serde_json::to_string(&raw).expect("encode"), r#""\u00e9""#);
        assert_eq!(format!("{raw:?}"), "RawJson([redacted], 8 bytes)");
        let inside = RawJson::part(&body, &text[6..]);
        assert_eq!(inside.position(&raw), 0);
        assert_eq!(RawJson::part(&body, text).position(&raw), 6);
        assert_eq!(raw.to_bytes().as_ptr(), body[6..].as_ptr());
    }
}
