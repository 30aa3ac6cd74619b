//! Access tokens and `appsecret_proof`.

use std::fmt;
use std::sync::Arc;

use hmac::{Hmac, Mac};
use http::header::{HeaderValue, InvalidHeaderValue};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

use crate::error::BoxError;
use crate::future::BoxFuture;
use crate::id::AppId;
use crate::rt::hex;
use crate::secret::Secret;

/// An access token of the Graph API: of a system user, a business, or an app.
///
/// Cloning is cheap. It is hidden in `Debug` and has no `Display`. Its memory is wiped with its last
/// clone; the copies that requests carry as headers are not.
#[derive(Clone)]
pub struct AccessToken(Arc<SecretString>);

impl AccessToken {
    /// Creates a token from text, without leading and trailing white space.
    pub fn new(token: impl Into<String>) -> Self {
        Self::of_secret(&Secret::new(token))
    }

    /// The access token of an app: its id, `|` and its secret. Operations that inspect or configure the app take it, such as
    /// `debug_token`.
    ///
    /// If one of them is blank, so is the token, and requests with it fail before they are sent.
    ///
    /// ```
    /// use whatsapp_business_core::AccessToken;
    ///
    /// let token = AccessToken::of_app("670843887433847", "0123456789abcdef");
    /// assert_eq!(token.expose(), "670843887433847|0123456789abcdef");
    /// ```
    pub fn of_app(app_id: impl Into<AppId>, app_secret: impl Into<Secret>) -> Self {
        let (id, secret) = (app_id.into(), app_secret.into());
        let (id, secret) = (id.as_str().trim(), secret.trimmed());
        if id.is_empty() || secret.is_empty() {
            return Self::new("");
        }
        Self::new([id, "|", secret].concat())
    }

    fn of_secret(secret: &Secret) -> Self {
        Self(Arc::new(SecretString::from(secret.trimmed())))
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

impl From<&String> for AccessToken {
    fn from(token: &String) -> Self {
        Self::new(token)
    }
}

impl From<&str> for AccessToken {
    fn from(token: &str) -> Self {
        Self::new(token)
    }
}

impl From<&Self> for AccessToken {
    fn from(token: &Self) -> Self {
        token.clone()
    }
}

/// For tokens that operations return.
impl From<Secret> for AccessToken {
    fn from(token: Secret) -> Self {
        Self::of_secret(&token)
    }
}

impl From<&Secret> for AccessToken {
    fn from(token: &Secret) -> Self {
        Self::of_secret(token)
    }
}

/// For requests that take a token as an argument, such as `debug_token`.
impl From<AccessToken> for Secret {
    fn from(token: AccessToken) -> Self {
        Self::new(token.expose())
    }
}

impl From<&AccessToken> for Secret {
    fn from(token: &AccessToken) -> Self {
        Self::new(token.expose())
    }
}

/// A source of access tokens, for tokens that change over the lifetime of the client.
///
/// It is called before every request, so it should cache the token until shortly before it expires. Its time counts towards the
/// timeout of the call.
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
pub(crate) struct AppSecret(Secret);

impl AppSecret {
    pub(crate) fn new(secret: Secret) -> Self {
        Self(secret)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.trimmed().is_empty()
    }

    /// `appsecret_proof`: the HMAC-SHA256 of the token in lower-case hexadecimal.
    pub(crate) fn proof(&self, token: &AccessToken) -> String {
        // HMAC accepts keys of every length, so there is always a proof.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.0.trimmed().as_bytes()) else {
            return String::new();
        };
        mac.update(token.expose().as_bytes());
        hex::encode(&mac.finalize().into_bytes())
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
    fn all_forms_of_a_secret_are_trimmed_alike() {
        let text = " EAAB\r\n";
        let secret = Secret::new(text);
        for token in [
            AccessToken::from(text),
            text.to_owned().into(),
            (&text.to_owned()).into(),
            secret.clone().into(),
            (&secret).into(),
            (&AccessToken::new(text)).into(),
        ] {
            assert_eq!(token.expose(), "EAAB");
            assert_eq!(Secret::from(&token), Secret::new("EAAB"));
            assert_eq!(Secret::from(token), Secret::new("EAAB"));
        }
        let proof = |secret: &str| AppSecret::new(secret.into()).proof(&AccessToken::new("EAAB"));
        assert_eq!(proof(" Jefe\n"), proof("Jefe"));
        assert_eq!(AccessToken::of_app(" 1\n", secret).expose(), "1|EAAB");
        for (id, secret) in [("", "a"), ("1", " "), (" ", "")] {
            assert_eq!(AccessToken::of_app(id, secret).expose(), "");
        }
    }

    #[test]
    fn the_proof_is_hmac_sha256_in_hex() {
        // Test case 2 of RFC 4231.
        let secret = AppSecret::new(Secret::new(" Jefe\n"));
        assert_eq!(
            secret.proof(&AccessToken::new("what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }
}
