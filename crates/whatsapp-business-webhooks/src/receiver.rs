//! What it takes to receive webhooks.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use whatsapp_business_core::Secret;

use crate::challenge::{ChallengeError, verify_challenge};
use crate::payload::{Payload, VerifyError};

/// The settings of a callback URL: app secrets to check signatures with, the verify token, and how large a body may be.
/// It answers the questions of the platform, and turns bodies into payloads. Cheap to clone.
///
/// ```
/// use whatsapp_business_webhooks::Receiver;
///
/// let receiver = Receiver::builder()
///     .app_secret("9b0f7c1e5a2d4836b1c0de24f7a96e35")
///     .verify_token("a-text-of-our-own")
///     .build()?;
/// assert!(receiver.receive(None, "{}").is_err()); // no signature
/// # Ok::<(), whatsapp_business_webhooks::ReceiverError>(())
/// ```
#[derive(Clone)]
pub struct Receiver(Arc<Settings>);

struct Settings {
    app_secrets: Vec<Secret>,
    verify_token: Secret,
    body_limit: usize,
}

impl Receiver {
    /// Default of the largest body: 4 MB. The platform sends up to 3 MB.
    pub const BODY_LIMIT: usize = 4 * 1024 * 1024;

    /// Configures a receiver.
    pub fn builder() -> ReceiverBuilder {
        ReceiverBuilder {
            app_secrets: Vec::new(),
            verify_token: Secret::default(),
            body_limit: Self::BODY_LIMIT,
        }
    }

    /// Takes the settings from the environment: `WHATSAPP_APP_SECRET`, `WHATSAPP_VERIFY_TOKEN`, and, while the secret is
    /// being replaced, the former one in `WHATSAPP_PREVIOUS_APP_SECRET`.
    ///
    /// # Errors
    ///
    /// When one of the first two is missing or empty.
    pub fn from_env() -> Result<Self, ReceiverError> {
        let read = |name| std::env::var(name).unwrap_or_default();
        let builder = Self::builder()
            .app_secret(read("WHATSAPP_APP_SECRET"))
            .verify_token(read("WHATSAPP_VERIFY_TOKEN"));
        match read("WHATSAPP_PREVIOUS_APP_SECRET") {
            previous if previous.is_empty() => builder.build(),
            previous => builder.app_secret(previous).build(),
        }
    }

    /// The largest body that is accepted, in bytes.
    #[must_use]
    pub fn body_limit(&self) -> usize {
        self.0.body_limit
    }

    /// Answers a verification request with its challenge, see [`verify_challenge`].
    ///
    /// # Errors
    ///
    /// When the query is not that of the platform, or its token another.
    pub fn challenge(&self, query: &str) -> Result<String, ChallengeError> {
        verify_challenge(query, &self.0.verify_token)
    }

    /// Turns the body of a webhook into a payload, after checking its signature. `signature` is the header
    /// [`SIGNATURE_HEADER`](crate::SIGNATURE_HEADER).
    ///
    /// # Errors
    ///
    /// When the signature is missing or wrong, or the body is not JSON.
    pub fn receive(
        &self,
        signature: Option<&str>,
        body: impl Into<Bytes>,
    ) -> Result<Payload, VerifyError> {
        Payload::verify_and_parse(&self.0.app_secrets, signature, body)
    }
}

impl fmt::Debug for Receiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver")
            .field("app_secrets", &self.0.app_secrets.len())
            .field("body_limit", &self.0.body_limit)
            .finish_non_exhaustive()
    }
}

/// Settings of a [`Receiver`].
#[derive(Clone)]
#[must_use = "a receiver is made by `build`"]
pub struct ReceiverBuilder {
    app_secrets: Vec<Secret>,
    verify_token: Secret,
    body_limit: usize,
}

impl ReceiverBuilder {
    /// The app's secret. Give the old and the new one while a secret is being replaced.
    pub fn app_secret(mut self, secret: impl Into<Secret>) -> Self {
        self.app_secrets.push(secret.into());
        self
    }

    /// The text that was entered beside the callback URL.
    pub fn verify_token(mut self, token: impl Into<Secret>) -> Self {
        self.verify_token = token.into();
        self
    }

    /// The largest body that is accepted, in bytes; [`Receiver::BODY_LIMIT`] unless set.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Makes the receiver.
    ///
    /// # Errors
    ///
    /// When there is no app secret, one is empty, or the verify token is.
    pub fn build(self) -> Result<Receiver, ReceiverError> {
        let is_empty = |secret: &Secret| secret.expose().is_empty();
        if self.app_secrets.is_empty() || self.app_secrets.iter().any(is_empty) {
            return Err(ReceiverError::AppSecret);
        }
        if is_empty(&self.verify_token) {
            return Err(ReceiverError::VerifyToken);
        }
        Ok(Receiver(Arc::new(Settings {
            app_secrets: self.app_secrets,
            verify_token: self.verify_token,
            body_limit: self.body_limit,
        })))
    }
}

impl fmt::Debug for ReceiverBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReceiverBuilder")
            .field("app_secrets", &self.app_secrets.len())
            .field("body_limit", &self.body_limit)
            .finish_non_exhaustive()
    }
}

/// What a receiver cannot be without.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ReceiverError {
    /// An app secret is missing or empty.
    AppSecret,
    /// The verify token is missing or empty.
    VerifyToken,
}

impl fmt::Display for ReceiverError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AppSecret => "an app secret is missing or empty (WHATSAPP_APP_SECRET)",
            Self::VerifyToken => "the verify token is missing or empty (WHATSAPP_VERIFY_TOKEN)",
        })
    }
}

impl std::error::Error for ReceiverError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_received_without_settings() {
        let empty = Receiver::builder().verify_token("t").build();
        assert_eq!(empty.err(), Some(ReceiverError::AppSecret));
        let empty = Receiver::builder()
            .app_secret("s")
            .app_secret("")
            .verify_token("t")
            .build();
        assert_eq!(empty.err(), Some(ReceiverError::AppSecret));
        let empty = Receiver::builder().app_secret("s").build();
        assert_eq!(empty.err(), Some(ReceiverError::VerifyToken));
    }

    #[test]
    fn secrets_are_not_printed() {
        let builder = Receiver::builder()
            .app_secret("hidden-secret")
            .verify_token("hidden-token");
        let printed = format!("{builder:?} {:?}", builder.clone().build());
        assert!(!printed.contains("hidden"), "{printed}");
    }
}
