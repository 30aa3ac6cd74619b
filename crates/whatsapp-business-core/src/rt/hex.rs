//! Digests in hexadecimal.

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};

/// A digest from 64 digits, in upper or lower case.
#[must_use]
pub fn decode(text: &str) -> Option<[u8; 32]> {
    let bytes = HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()?;
    bytes.try_into().ok()
}

/// The digits of bytes, in lower case.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}
