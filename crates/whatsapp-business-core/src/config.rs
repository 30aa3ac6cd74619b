//! Configuration of clients.

mod check;
mod error;

use std::ffi::OsString;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use crate::auth::{AccessToken, AppSecret, Credential, TokenSource};
use crate::transport::{Shared, Transport};

pub use error::ConfigError;

/// Version of the Graph API that this crate is written and tested for, and the default.
pub const GRAPH_VERSION: &str = "v24.0";

const GRAPH_HOST: &str = "https://graph.facebook.com";
const USER_AGENT: &str = concat!("whatsapp-business/", env!("CARGO_PKG_VERSION"));
const TIMEOUT: Duration = Duration::from_secs(30);
const TRANSFER_TIMEOUT: Duration = Duration::from_secs(600);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const MEDIA_HOST: &str = "lookaside.fbsbx.com";

/// Builds a client of any API family, or of all of them.
///
/// Only an access token is required.
///
/// ```
/// use whatsapp_business_core::{ClientBuilder, Transport};
///
/// let transport: Transport = ClientBuilder::new()
///     .access_token("EAAB...")
///     .app_secret("of the app that the token belongs to")
///     .build()?;
/// assert_eq!(transport.base_url(), "https://graph.facebook.com/v24.0");
/// # Ok::<(), whatsapp_business_core::ConfigError>(())
/// ```
#[must_use]
pub struct ClientBuilder<C = Transport> {
    credential: Option<Credential>,
    app_secret: Option<AppSecret>,
    base_url: String,
    graph_version: String,
    user_agent: String,
    timeout: Duration,
    transfer_timeout: Duration,
    connect_timeout: Duration,
    media_hosts: Vec<String>,
    http: Option<reqwest::ClientBuilder>,
    client: PhantomData<fn() -> C>,
}

impl<C: From<Transport>> ClientBuilder<C> {
    /// A builder with the defaults.
    pub fn new() -> Self {
        Self {
            credential: None,
            app_secret: None,
            base_url: GRAPH_HOST.to_owned(),
            graph_version: GRAPH_VERSION.to_owned(),
            user_agent: USER_AGENT.to_owned(),
            timeout: TIMEOUT,
            transfer_timeout: TRANSFER_TIMEOUT,
            connect_timeout: CONNECT_TIMEOUT,
            media_hosts: vec![MEDIA_HOST.to_owned()],
            http: None,
            client: PhantomData,
        }
    }

    /// A builder with what these environment variables set; those that are absent or empty leave
    /// the defaults:
    ///
    /// | variable | setting |
    /// |---|---|
    /// | `WHATSAPP_ACCESS_TOKEN` | [`access_token`](Self::access_token) |
    /// | `WHATSAPP_APP_SECRET` | [`app_secret`](Self::app_secret) |
    /// | `WHATSAPP_BASE_URL` | [`base_url`](Self::base_url) |
    /// | `WHATSAPP_GRAPH_VERSION` | [`graph_version`](Self::graph_version) |
    ///
    /// # Errors
    ///
    /// When a variable is not valid UTF-8.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::from_variables(|name| std::env::var_os(name))
    }

    fn from_variables(read: impl Fn(&str) -> Option<OsString>) -> Result<Self, ConfigError> {
        let mut builder = Self::new();
        for (name, set) in [
            (
                "WHATSAPP_ACCESS_TOKEN",
                Self::access_token::<String> as fn(Self, String) -> Self,
            ),
            ("WHATSAPP_APP_SECRET", Self::app_secret::<String>),
            ("WHATSAPP_BASE_URL", Self::base_url::<String>),
            ("WHATSAPP_GRAPH_VERSION", Self::graph_version::<String>),
        ] {
            match read(name).map(OsString::into_string) {
                Some(Ok(value)) if !value.trim().is_empty() => {
                    builder = set(builder, value.trim().to_owned());
                }
                Some(Err(_)) => return Err(ConfigError::new(name, "is not valid UTF-8")),
                _ => {}
            }
        }
        Ok(builder)
    }

    /// Access token of the Graph API. Required, unless there is a
    /// [`token_source`](Self::token_source).
    pub fn access_token<T: Into<String>>(mut self, token: T) -> Self {
        self.credential = Some(Credential::Token(AccessToken::new(token)));
        self
    }

    /// Where access tokens come from, for tokens that change while the client lives.
    pub fn token_source(mut self, source: impl TokenSource + 'static) -> Self {
        self.credential = Some(Credential::Source(Arc::new(source)));
        self
    }

    /// Secret of the app that the token belongs to. With it every request carries
    /// `appsecret_proof`, which apps can be set to require.
    pub fn app_secret<T: Into<String>>(mut self, secret: T) -> Self {
        self.app_secret = Some(AppSecret::new(secret.into()));
        self
    }

    /// Address of the Graph API without a version, `https://graph.facebook.com` by default. It must
    /// be https, except on the loopback interface, so that tests can use a local server.
    pub fn base_url<T: Into<String>>(mut self, url: T) -> Self {
        self.base_url = url.into();
        self
    }

    /// Version of the Graph API, such as `v24.0`; [`GRAPH_VERSION`] by default.
    pub fn graph_version<T: Into<String>>(mut self, version: T) -> Self {
        self.graph_version = version.into();
        self
    }

    /// Value of the `User-Agent` header; the name and version of this library by default.
    pub fn user_agent<T: Into<String>>(mut self, agent: T) -> Self {
        self.user_agent = agent.into();
        self
    }

    /// Time for a whole call, connecting and reading the answer included; 30 seconds by default.
    ///
    /// For uploads and downloads of files [`transfer_timeout`](Self::transfer_timeout) counts.
    /// Both can be set per call with [`RequestOptions`](crate::RequestOptions).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Time for a whole upload or download of a file; 10 minutes by default.
    pub fn transfer_timeout(mut self, timeout: Duration) -> Self {
        self.transfer_timeout = timeout;
        self
    }

    /// Time for connecting; 10 seconds by default.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Hosts that media are downloaded from, in place of the default, `lookaside.fbsbx.com`.
    ///
    /// They get the access token, so name only hosts of the platform. Names are compared whole:
    /// subdomains are hosts of their own. The host of [`base_url`](Self::base_url) is always
    /// allowed. A redirect may lead to any other https host, which does not get the token.
    pub fn media_hosts<I>(mut self, hosts: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        self.media_hosts = hosts.into_iter().map(Into::into).collect();
        self
    }

    /// The HTTP client to start from, for proxies, certificates, name resolution and the like.
    ///
    /// User agent, connect timeout and redirects are set on top: redirects are never followed
    /// blindly, because that could send the token or a message to another host.
    pub fn http_client_builder(mut self, http: reqwest::ClientBuilder) -> Self {
        self.http = Some(http);
        self
    }

    /// Checks the settings and builds the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// When a setting is missing or cannot work; the text names it and says what to do.
    pub fn build(self) -> Result<C, ConfigError> {
        let credential = self.credential.ok_or_else(|| {
            ConfigError::new(
                "access_token",
                "is missing; set it, or a token_source, or the environment variable \
                 WHATSAPP_ACCESS_TOKEN with from_env",
            )
        })?;
        check::credential(&credential)?;
        if self.app_secret.as_ref().is_some_and(AppSecret::is_empty) {
            return Err(ConfigError::new(
                "app_secret",
                "is empty; leave it out when the app does not require proofs",
            ));
        }
        let base = check::base_url(&self.base_url)?;
        check::graph_version(&self.graph_version)?;
        let user_agent = check::user_agent(&self.user_agent)?;
        for (name, timeout) in [
            ("timeout", self.timeout),
            ("transfer_timeout", self.transfer_timeout),
            ("connect_timeout", self.connect_timeout),
        ] {
            if timeout.is_zero() {
                return Err(ConfigError::new(name, "must be longer than zero"));
            }
        }
        let media_hosts = self
            .media_hosts
            .iter()
            .map(|host| check::media_host(host))
            .collect::<Result<_, _>>()?;
        let http = http_builder(self.http)
            .user_agent(user_agent)
            .connect_timeout(self.connect_timeout)
            .redirect(reqwest::redirect::Policy::none())
            // The URL may carry a proof; no other host has a right to it.
            .referer(false)
            .build()
            .map_err(|error| {
                ConfigError::new("http_client_builder", "cannot build the HTTP client")
                    .with_source(error.without_url())
            })?;
        let transport = Transport::new(Shared::new(
            http,
            base,
            self.graph_version,
            credential,
            self.app_secret,
            self.timeout,
            self.transfer_timeout,
            media_hosts,
        ));
        Ok(C::from(transport))
    }
}

/// The builder of the HTTP client, with the TLS library that the features choose.
fn http_builder(http: Option<reqwest::ClientBuilder>) -> reqwest::ClientBuilder {
    #[cfg(feature = "rustls")]
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // Lost races do not matter: then there is a provider as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
    let custom = http.is_some();
    let http = http.unwrap_or_default();
    #[cfg(feature = "native-tls")]
    if !custom {
        return http.tls_backend_native();
    }
    let _ = custom;
    http
}

impl<C: From<Transport>> Default for ClientBuilder<C> {
    fn default() -> Self {
        Self::new()
    }
}

impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("has_credential", &self.credential.is_some())
            .field("has_app_secret", &self.app_secret.is_some())
            .field("graph_version", &self.graph_version)
            .field("timeout", &self.timeout)
            .field("transfer_timeout", &self.transfer_timeout)
            .field("connect_timeout", &self.connect_timeout)
            .field("media_hosts", &self.media_hosts)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
