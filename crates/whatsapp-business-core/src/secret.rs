//! Secret texts.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A secret in a request or a response: a password, a PIN, a key, a URL with a signature.
///
/// It is hidden in `Debug` and has no `Display`; it is wiped from memory when it is
/// dropped. It is sent and decoded as plain text.
///
/// ```
/// use whatsapp_business_core::Secret;
///
/// let pin = Secret::from("123456");
/// assert_eq!(format!("{pin:?}"), "Secret([redacted])");
/// assert_eq!(pin.expose(), "123456");
/// ```
#[derive(Clone, Default)]
pub struct Secret(SecretString);

impl Secret {
    /// Creates a secret from text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(SecretString::from(text.into()))
    }

    /// The secret itself. Keep it out of logs.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

#[cfg(feature = "client")]
impl Secret {
    /// Without leading and trailing white space: credentials are often read from files. The rule for access tokens and app secrets.
    pub(crate) fn trimmed(&self) -> &str {
        self.expose().trim()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret([redacted])")
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<&Self> for Secret {
    fn from(secret: &Self) -> Self {
        secret.clone()
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        let (a, b) = (self.expose().as_bytes(), other.expose().as_bytes());
        // No early return: the time taken must not reveal how much of a guess was right.
        a.len() == b.len() && a.iter().zip(b).fold(0, |all, (x, y)| all | (x ^ y)) == 0
    }
}

impl Eq for Secret {}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.expose())
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::rt::lenient::string(deserializer).map(Self::new)
    }
}

crate::json_schema!(Secret, |_| crate::rt::schema::text(&[
    "A secret: a password, a PIN, a key, a URL with a signature."
]));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_shows_itself() {
        let secret = Secret::from("123456");
        assert!(!format!("{secret:?} {secret:#?}").contains("123456"));
        assert_eq!(secret, Secret::new(String::from("123456")));
        assert_ne!(secret, Secret::new("123457"));
        assert_ne!(secret, Secret::new("12345"));
    }

    #[test]
    fn is_transparent_and_lenient() {
        let pin: Secret = serde_json::from_str("123456").expect("number");
        assert_eq!(pin.expose(), "123456");
        assert_eq!(serde_json::to_string(&pin).expect("encode"), "\"123456\"");
        let none: Secret = serde_json::from_str("null").expect("null");
        assert_eq!(none.expose(), "");
    }
}
