//! Options of one call.

use std::time::Duration;

use crate::auth::AccessToken;

/// Options of one call. Options that are not set keep the value of the client.
///
/// ```
/// use std::time::Duration;
/// use whatsapp_business_core::RequestOptions;
///
/// let options = RequestOptions::new()
///     .with_access_token("token of this tenant")
///     .with_timeout(Duration::from_secs(5));
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct RequestOptions {
    /// Token for this call, such as that of one tenant; `None` for that of the client. Where the
    /// client has an app secret, the token must belong to the same app.
    pub access_token: Option<AccessToken>,
    /// Timeout of the whole call, from getting the access token to the transfer of bodies; `None` for that of the
    /// client.
    pub timeout: Option<Duration>,
    /// Whether no access token is sent.
    pub(crate) is_anonymous: bool,
}

impl RequestOptions {
    /// Creates options that change nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the access token.
    #[must_use]
    pub fn with_access_token(mut self, token: impl Into<AccessToken>) -> Self {
        self.access_token = Some(token.into());
        self
    }

    /// Sets the timeout of the whole call.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sends no access token and no `appsecret_proof`, for calls with other credentials.
    #[must_use]
    pub fn without_access_token(mut self) -> Self {
        self.is_anonymous = true;
        self
    }

    /// These options, and those of `base` where these have none.
    pub(crate) fn or(self, base: &Self) -> Self {
        Self {
            access_token: self.access_token.or_else(|| base.access_token.clone()),
            timeout: self.timeout.or(base.timeout),
            is_anonymous: self.is_anonymous || base.is_anonymous,
        }
    }
}
