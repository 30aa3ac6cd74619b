//! The signature of a body.

use std::fmt;

use hmac::{Hmac, Mac};
use sha2::Sha256;
use whatsapp_business_core::Secret;
use whatsapp_business_core::rt::hex;

/// Name of the header with the signature.
pub const SIGNATURE_HEADER: &str = "x-hub-signature-256";

const SCHEME: &str = "sha256=";

/// Verifies the signature of a webhook.
///
/// `header` is the value of `X-Hub-Signature-256`, and `raw_body` the body exactly as it was received: JSON
/// that was decoded and encoded again has another signature unless it is pure ASCII. `secrets` are the secrets
/// of the app, more than one during the rotation of a secret. White space around a secret is ignored. All of them are
/// tried, in constant time.
///
/// ```
/// use whatsapp_business::Secret;
/// use whatsapp_business::webhooks::verify_signature;
///
/// let secrets = [Secret::from("9b0f7c1e5a2d4836b1c0de24f7a96e35")];
/// let header = "sha256=e5d8c4668ff548fd9f5d51f255e6ef8a583d1e3990f4714d0862f3a4e9eff2d5";
/// assert!(verify_signature(&secrets, Some(header), b"{}").is_ok());
/// assert!(verify_signature(&secrets, Some(header), b"{ }").is_err());
/// assert!(verify_signature(&[], Some(header), b"{}").is_err());
/// ```
///
/// # Errors
///
/// [`SignatureError::NotConfigured`] without a secret or with a blank one, so that a missing setting rejects
/// everything; [`SignatureError::Missing`] without a header; [`SignatureError::Malformed`] when the header is not
/// `sha256=` and 64 hexadecimal digits; [`SignatureError::Mismatch`] when no secret matches.
pub fn verify_signature<'s>(
    secrets: impl IntoIterator<Item = &'s Secret>,
    header: Option<&str>,
    raw_body: &[u8],
) -> Result<(), SignatureError> {
    matching_secret(secrets, header, raw_body).map(drop)
}

/// Position of the secret that matches.
pub(crate) fn matching_secret<'s>(
    secrets: impl IntoIterator<Item = &'s Secret>,
    header: Option<&str>,
    raw_body: &[u8],
) -> Result<usize, SignatureError> {
    let secrets = secrets.into_iter().map(|secret| secret.expose().trim());
    let secrets: Vec<&str> = secrets.collect();
    if secrets.is_empty() || secrets.contains(&"") {
        return Err(SignatureError::NotConfigured);
    }
    let given = digest_of(header)?;
    let mut verified = None;
    for (position, secret) in secrets.into_iter().enumerate() {
        // HMAC accepts keys of any length, so this never fails.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
            continue;
        };
        mac.update(raw_body);
        // In constant time and without an early exit: the time must not reveal which secret matches.
        if mac.verify_slice(&given).is_ok() {
            verified = Some(position);
        }
    }
    verified.ok_or(SignatureError::Mismatch)
}

/// The digest in a header.
pub(crate) fn digest_of(header: Option<&str>) -> Result<[u8; 32], SignatureError> {
    let header = header.ok_or(SignatureError::Missing)?;
    parse(header).ok_or(SignatureError::Malformed)
}

fn parse(header: &str) -> Option<[u8; 32]> {
    hex::decode(header.trim().strip_prefix(SCHEME)?)
}

/// Why a signature is rejected.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum SignatureError {
    /// No app secret is configured, or one is blank.
    NotConfigured,
    /// The request has no signature.
    Missing,
    /// The signature is not `sha256=` and 64 hexadecimal digits.
    Malformed,
    /// No secret matches the signature of this body.
    Mismatch,
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotConfigured => "no app secret is configured to verify webhooks",
            Self::Missing => "the webhook has no signature",
            Self::Malformed => "the signature of the webhook is malformed",
            Self::Mismatch => "the signature of the webhook does not match its body",
        })
    }
}

impl std::error::Error for SignatureError {}

#[cfg(test)]
mod tests;
