//! Access tokens and `appsecret_proof`.

use std::fmt;
use std::fmt::Write as _;
use std::sync::Arc;

use hmac::{Hmac, Mac};
use http::header::{HeaderValue, InvalidHeaderValue};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

use crate::error::BoxError;
use crate::future::BoxFuture;

/// An access token of the Graph API: of a system user, a business, or an app.
///
/// Cloning is cheap. It is hidden in `Debug` and has no `Display`. Its memory is wiped with its last
/// clone; the copies that requests carry as headers are not.
#[derive(Clone)]
pub struct AccessToken(Arc<SecretString>);

impl AccessToken {
    /// Creates a token from text, without leading and trailing white space.
    pub fn new(token: impl Into<String>) -> Self {
        let mut token = token.into();
        if token.trim().len() != token.len() {
            token = token.trim().to_owned();
        }
        Self(Arc::new(SecretString::from(token)))
    }

    /// The token itself. Keep it out of logs.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// The value of the `Authorization` header, marked as sensitive.
    pub(crate) fn header(&self, scheme: &str) -> Result<HeaderValue, InvalidHeaderValue> {
        let mut value = HeaderValue::try_from([scheme, " ", self.expose()].concat())?;
        value.set_sensitive(true);
        Ok(value)
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessToken([redacted])")
    }
}

impl From<String> for AccessToken {
    fn from(token: String) -> Self {
        Self::new(token)
    }
}

impl From<&str> for AccessToken {
    fn from(token: &str) -> Self {
        Self::new(token)
    }
}

/// A source of access tokens, for tokens that change over the lifetime of the client.
///
/// It is called before every request, so it should cache the token until shortly before it expires.
///
/// ```
/// use whatsapp_business_core::{AccessToken, BoxError, BoxFuture, TokenSource};
///
/// struct Vault;
///
/// impl TokenSource for Vault {
///     fn token(&self) -> BoxFuture<'_, Result<AccessToken, BoxError>> {
///         Box::pin(async { Ok(AccessToken::new("from the vault")) })
///     }
/// }
/// ```
pub trait TokenSource: Send + Sync {
    /// The token for the next request.
    ///
    /// # Errors
    ///
    /// When there is no token. The operation then fails with an error whose source it is and whose
    /// [`is_auth`](crate::Error::is_auth) is true. Its text must not contain secrets.
    fn token(&self) -> BoxFuture<'_, Result<AccessToken, BoxError>>;
}

/// Credential of the client.
#[derive(Clone)]
pub(crate) enum Credential {
    Token(AccessToken),
    Source(Arc<dyn TokenSource>),
}

/// The app's secret, key of the proofs.
#[derive(Clone)]
pub(crate) struct AppSecret(SecretString);

impl AppSecret {
    /// Without leading and trailing white space, as access tokens are: secrets are often read from files.
    pub(crate) fn new(secret: &str) -> Self {
        Self(SecretString::from(secret.trim()))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.expose_secret().is_empty()
    }

    /// `appsecret_proof`: the HMAC-SHA256 of the token in lower-case hexadecimal.
    pub(crate) fn proof(&self, token: &AccessToken) -> String {
        let mut proof = String::with_capacity(64);
        // HMAC accepts keys of every length, so there is always a proof.
        if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.0.expose_secret().as_bytes()) {
            mac.update(token.expose().as_bytes());
            for byte in mac.finalize().into_bytes() {
                let _ = write!(proof, "{byte:02x}");
            }
        }
        proof
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_hidden() {
        let token = AccessToken::new(" EAAB.secret\n");
        assert_eq!(format!("{token:?}"), "AccessToken([redacted])");
        assert_eq!(token.expose(), "EAAB.secret");
        let header = token.header("Bearer").expect("header");
        assert!(header.is_sensitive());
        assert_eq!(header, "Bearer EAAB.secret");
        assert!(!format!("{header:?}").contains("EAAB"));
        assert!(AccessToken::new("a\nb").header("Bearer").is_err());
    }

    #[test]
    fn the_proof_is_hmac_sha256_in_hex() {
        // Test case 2 of RFC 4231.
        let secret = AppSecret::new(" Jefe\n");
        assert_eq!(
            secret.proof(&AccessToken::new("what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }
}
