//! The configuration of a callback URL.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use whatsapp_business_core::Secret;
use whatsapp_business_core::id::AppId;

use crate::challenge::{ChallengeError, verify_challenge};
use crate::payload::{Payload, VerifyError};
use crate::signature::matching_secret;

/// Receives the webhooks of a callback URL: responds to verification requests, verifies signatures and parses bodies. It
/// holds the app secrets, the verify token and the body limit, and is cheap to clone.
///
/// ```
/// use whatsapp_business::webhooks::Receiver;
///
/// let receiver = Receiver::builder()
///     .app_secret("9b0f7c1e5a2d4836b1c0de24f7a96e35")
///     .verify_token("my-verify-token")
///     .build()?;
/// assert!(receiver.receive(None, "{}").is_err()); // no signature
/// # Ok::<(), whatsapp_business::webhooks::ReceiverError>(())
/// ```
#[derive(Clone)]
pub struct Receiver(Arc<Settings>);

struct Settings {
    app_secrets: Vec<(Option<AppId>, Secret)>,
    verify_tokens: Vec<Secret>,
    body_limit: usize,
}

impl Receiver {
    /// Default body limit: 4 MiB. The platform sends up to 3 MB.
    pub const BODY_LIMIT: usize = 4 * 1024 * 1024;

    /// Creates a builder.
    pub fn builder() -> ReceiverBuilder {
        ReceiverBuilder {
            app_secrets: Vec::new(),
            verify_tokens: Vec::new(),
            body_limit: Self::BODY_LIMIT,
        }
    }

    /// Creates a receiver from environment variables: `WHATSAPP_APP_SECRET`, `WHATSAPP_VERIFY_TOKEN`, and, during the
    /// rotation of the secret, the previous one in `WHATSAPP_PREVIOUS_APP_SECRET`. White space around them is ignored.
    ///
    /// # Errors
    ///
    /// When one of the first two is missing or blank.
    pub fn from_env() -> Result<Self, ReceiverError> {
        Self::from_variables(|name| std::env::var(name).unwrap_or_default())
    }

    fn from_variables(read: impl Fn(&str) -> String) -> Result<Self, ReceiverError> {
        let builder = Self::builder()
            .app_secret(read("WHATSAPP_APP_SECRET"))
            .verify_token(read("WHATSAPP_VERIFY_TOKEN"));
        match read("WHATSAPP_PREVIOUS_APP_SECRET") {
            previous if previous.trim().is_empty() => builder.build(),
            previous => builder.app_secret(previous).build(),
        }
    }

    /// The largest body that is accepted, in bytes.
    #[must_use]
    pub fn body_limit(&self) -> usize {
        self.0.body_limit
    }

    /// Verifies the query of a verification request and returns its challenge, see [`verify_challenge`].
    ///
    /// # Errors
    ///
    /// When the query is malformed, or its token does not match.
    pub fn verify_challenge(&self, query: &str) -> Result<String, ChallengeError> {
        let mut challenge = Err(ChallengeError::NotConfigured);
        // Without an early exit: the time must not reveal which token matches.
        for token in &self.0.verify_tokens {
            let verified = verify_challenge(query, token);
            if challenge.is_err() {
                challenge = verified;
            }
        }
        challenge
    }

    /// Verifies the signature of a webhook and parses its body. `signature` is the value of the header
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
        let body = body.into();
        let secrets = self.0.app_secrets.iter().map(|(_, secret)| secret);
        let position = matching_secret(secrets, signature, &body)?;
        let payload = Payload::parse(body)?;
        Ok(match self.0.app_secrets.get(position) {
            Some((Some(app), _)) => payload.with_app(app),
            _ => payload,
        })
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

/// Builder of a [`Receiver`].
#[derive(Clone)]
#[must_use = "call `build` to create the receiver"]
pub struct ReceiverBuilder {
    app_secrets: Vec<(Option<AppId>, Secret)>,
    verify_tokens: Vec<Secret>,
    body_limit: usize,
}

impl ReceiverBuilder {
    /// Adds an app secret. During the rotation of a secret, add the old and the new one. White space around it is
    /// ignored.
    pub fn app_secret(mut self, secret: impl Into<Secret>) -> Self {
        self.app_secrets.push((None, secret.into()));
        self
    }

    /// Adds an app with its id, its secret and its verify token, when several apps have the same callback URL:
    /// [`Payload::app`] is the app whose secret signed a webhook. During the rotation of a secret, add the app twice.
    pub fn app(
        mut self,
        id: impl Into<AppId>,
        secret: impl Into<Secret>,
        verify_token: impl Into<Secret>,
    ) -> Self {
        self.app_secrets.push((Some(id.into()), secret.into()));
        self.verify_tokens.push(verify_token.into());
        self
    }

    /// Adds a verify token that was entered next to the callback URL. White space around it is ignored.
    pub fn verify_token(mut self, token: impl Into<Secret>) -> Self {
        self.verify_tokens.push(token.into());
        self
    }

    /// Sets the largest body that is accepted, in bytes. The default is [`Receiver::BODY_LIMIT`].
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Creates the receiver.
    ///
    /// # Errors
    ///
    /// When there is no app secret, an app secret is blank, or the verify token is missing or blank.
    pub fn build(self) -> Result<Receiver, ReceiverError> {
        let is_blank = |secret: &Secret| secret.expose().trim().is_empty();
        if self.app_secrets.is_empty()
            || self.app_secrets.iter().any(|(_, secret)| is_blank(secret))
        {
            return Err(ReceiverError::MissingAppSecret);
        }
        if self.verify_tokens.is_empty() || self.verify_tokens.iter().any(is_blank) {
            return Err(ReceiverError::MissingVerifyToken);
        }
        Ok(Receiver(Arc::new(Settings {
            app_secrets: self.app_secrets,
            verify_tokens: self.verify_tokens,
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

/// Why a [`Receiver`] cannot be created.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ReceiverError {
    /// An app secret is missing or blank.
    MissingAppSecret,
    /// The verify token is missing or blank.
    MissingVerifyToken,
}

impl fmt::Display for ReceiverError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MissingAppSecret => "an app secret is missing or blank (WHATSAPP_APP_SECRET)",
            Self::MissingVerifyToken => {
                "the verify token is missing or blank (WHATSAPP_VERIFY_TOKEN)"
            }
        })
    }
}

impl std::error::Error for ReceiverError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_and_token_are_required() {
        let empty = Receiver::builder().verify_token("t").build();
        assert_eq!(empty.err(), Some(ReceiverError::MissingAppSecret));
        let empty = Receiver::builder()
            .app_secret("s")
            .app_secret("")
            .verify_token("t")
            .build();
        assert_eq!(empty.err(), Some(ReceiverError::MissingAppSecret));
        let empty = Receiver::builder().app_secret("s").build();
        assert_eq!(empty.err(), Some(ReceiverError::MissingVerifyToken));
    }

    /// A receiver from builders, and one from environment variables.
    fn both(secrets: [&str; 2], token: &str) -> [Result<Receiver, ReceiverError>; 2] {
        let built = Receiver::builder()
            .app_secret(secrets[0])
            .app_secret(secrets[1])
            .verify_token(token);
        let read = Receiver::from_variables(|name| {
            let value = match name {
                "WHATSAPP_APP_SECRET" => secrets[0],
                "WHATSAPP_PREVIOUS_APP_SECRET" => secrets[1],
                "WHATSAPP_VERIFY_TOKEN" => token,
                _ => panic!("{name}"),
            };
            value.to_owned()
        });
        [built.build(), read]
    }

    fn padded(text: &str) -> [String; 6] {
        [
            text.to_owned(),
            format!("{text}\n"),
            format!("{text}\r\n"),
            format!(" {text} "),
            format!("\t{text}"),
            format!("{text}\u{a0}"),
        ]
    }

    #[test]
    fn white_space_around_secrets_and_tokens_is_ignored() {
        // The signatures of `{}` with the keys `s` and `p`.
        let signatures = [
            "sha256=143ca8d517ba1b181025d732b1cf275d90104fca57bb02a565542978aa18c4b6",
            "sha256=02d62343ac377915c8913fe2d3a1af4ee39d199ff2d3c48d9521664d597270a6",
        ];
        let query = "hub.mode=subscribe&hub.challenge=7&hub.verify_token=";
        let pads = padded("s").into_iter().zip(padded("p")).zip(padded("a b"));
        for ((secret, previous), token) in pads {
            for receiver in both([&secret, &previous], &token) {
                let receiver = receiver.expect("receiver");
                for signature in signatures {
                    let payload = receiver.receive(Some(signature), "{}");
                    assert!(payload.is_ok(), "{secret:?} {previous:?}");
                }
                for given in ["a+b", "a%20b%0A", "+a+b"] {
                    let challenge = receiver.verify_challenge(&format!("{query}{given}"));
                    assert_eq!(challenge.as_deref(), Ok("7"), "{token:?} {given}");
                }
                let other = receiver.verify_challenge(&format!("{query}ab"));
                assert_eq!(other, Err(ChallengeError::Mismatch));
            }
        }
    }

    #[test]
    fn the_app_whose_secret_matches_is_known() {
        // The signatures of `{}` with the keys `s` and `p`.
        let signature = |digits: &str| format!("sha256={digits}");
        let s = signature("143ca8d517ba1b181025d732b1cf275d90104fca57bb02a565542978aa18c4b6");
        let p = signature("02d62343ac377915c8913fe2d3a1af4ee39d199ff2d3c48d9521664d597270a6");
        let app = |receiver: &Receiver, signature: &str| {
            let payload = receiver.receive(Some(signature), "{}").expect("payload");
            payload.app().map(ToString::to_string)
        };
        let named = Receiver::builder().app("1", "s", "t").app("2", "p", "u");
        let named = named.build().expect("receiver");
        assert_eq!(app(&named, &s).as_deref(), Some("1"));
        assert_eq!(app(&named, &p).as_deref(), Some("2"));
        let mixed = Receiver::builder().app("1", "s", "t").app_secret("p");
        assert_eq!(app(&mixed.build().expect("receiver"), &p), None);
        let query = |token: &str| {
            let query = format!("hub.mode=subscribe&hub.challenge=7&hub.verify_token={token}");
            named.verify_challenge(&query)
        };
        assert_eq!(query("t").as_deref(), Ok("7"));
        assert_eq!(query("u").as_deref(), Ok("7"));
        assert_eq!(query("v"), Err(ChallengeError::Mismatch));
        let blank = Receiver::builder().app("1", "s", "t").app("2", "p", " ");
        assert_eq!(blank.build().err(), Some(ReceiverError::MissingVerifyToken));
    }

    #[test]
    fn blank_secrets_and_tokens_are_rejected() {
        for blank in padded("") {
            for receiver in both([&blank, "p"], "t") {
                assert_eq!(receiver.err(), Some(ReceiverError::MissingAppSecret));
            }
            for receiver in both(["s", "p"], &blank) {
                assert_eq!(receiver.err(), Some(ReceiverError::MissingVerifyToken));
            }
            let [built, read] = both(["s", &blank], "t");
            assert_eq!(built.err(), Some(ReceiverError::MissingAppSecret));
            // A variable that is set to nothing is as good as one that is not set.
            assert!(read.is_ok(), "{blank:?}");
            let secret = Secret::from(blank.as_str());
            let verified = crate::signature::verify_signature([&secret], Some("sha256="), b"");
            assert!(verified.is_err_and(|error| error.to_string().contains("configured")));
            let verified = verify_challenge("", &secret);
            assert_eq!(verified, Err(ChallengeError::NotConfigured));
        }
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
