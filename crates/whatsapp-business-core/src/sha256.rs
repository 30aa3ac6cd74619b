//! SHA-256 digests of files.

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE64_NOPAD;

use crate::redact::Hidden;
use crate::rt::hex;

/// SHA-256 digest of a file.
///
/// The platform writes it in two forms: hexadecimal where media are described, and base64 in webhooks. Both parse, and equal digests
/// are equal. `Debug` hides it, because it identifies a file of a person.
///
/// ```
/// use whatsapp_business_core::Sha256;
///
/// let described: Sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855".parse()?;
/// let in_a_webhook: Sha256 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=".parse()?;
/// assert_eq!(described, in_a_webhook);
/// # Ok::<(), whatsapp_business_core::InvalidSha256>(())
/// ```
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub struct Sha256([u8; 32]);

impl Sha256 {
    /// A digest from its bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The digest of these bytes.
    #[cfg(feature = "client")]
    #[cfg_attr(docsrs, doc(cfg(feature = "client")))]
    #[must_use]
    pub fn of(bytes: impl AsRef<[u8]>) -> Self {
        use sha2::Digest as _;

        Self(sha2::Sha256::digest(bytes).into())
    }

    /// The bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for Sha256 {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl FromStr for Sha256 {
    type Err = InvalidSha256;

    /// From 64 hexadecimal digits, or from base64 in the standard or the URL-safe alphabet.
    fn from_str(text: &str) -> Result<Self, InvalidSha256> {
        let text = text.trim();
        let digest = hex::decode(text).or_else(|| base64(text));
        digest.map(Self).ok_or(InvalidSha256(()))
    }
}

fn base64(text: &str) -> Option<[u8; 32]> {
    let text = text.strip_suffix('=').unwrap_or(text);
    let text = text.replace('-', "+").replace('_', "/");
    let bytes = BASE64_NOPAD.decode(text.as_bytes()).ok()?;
    bytes.try_into().ok()
}

impl fmt::Display for Sha256 {
    /// In lower-case hexadecimal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(&self.0))
    }
}

impl fmt::Debug for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Sha256").field(&Hidden).finish()
    }
}

/// The text is no SHA-256 digest in hexadecimal or base64.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct InvalidSha256(());

impl fmt::Display for InvalidSha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a SHA-256 digest in hexadecimal or base64")
    }
}

impl std::error::Error for InvalidSha256 {}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of `abc`, from FIPS 180-2.
    const HEX: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    const BASE64: &str = "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";

    #[test]
    fn both_forms_are_one_digest() {
        let digest: Sha256 = HEX.parse().expect("hexadecimal");
        for text in [
            BASE64.to_owned(),
            BASE64.trim_end_matches('=').to_owned(),
            BASE64.replace('+', "-").replace('/', "_"),
            HEX.to_uppercase(),
            format!(" {HEX}\n"),
        ] {
            assert_eq!(text.parse(), Ok(digest), "{text}");
        }
        assert_eq!(digest.to_string(), HEX);
        assert_eq!(Sha256::from(*digest.as_bytes()), digest);
        #[cfg(feature = "client")]
        assert_eq!(Sha256::of("abc"), digest);
        assert!(!format!("{digest:?}").contains("ba78"));
    }

    #[test]
    fn other_texts_are_none() {
        for text in [
            "",
            "=",
            &HEX[1..],
            &HEX.replace('b', "g"),
            &BASE64[1..],
            &BASE64.replace('u', "*"),
            // The last digit has two bits that are not part of the digest.
            &BASE64.replace("a0=", "a1="),
            &format!("{BASE64}="),
            &"é".repeat(32),
        ] {
            assert_eq!(text.parse::<Sha256>(), Err(InvalidSha256(())), "{text}");
        }
    }
}
