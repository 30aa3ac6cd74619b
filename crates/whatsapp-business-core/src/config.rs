//! Configuration of clients.

mod check;
mod error;

use std::ffi::OsString;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use std::sync::atomic::AtomicBool;

use crate::auth::{AccessToken, AppSecret, Credential, TokenSource};
use crate::http::HttpService;
#[cfg(feature = "reqwest")]
use crate::http::reqwest::{Reqwest, Settings};
use crate::secret::Secret;
use crate::timer::Timer;
use crate::transport::{Base, Shared, Transport};

pub use error::ConfigError;

/// Version of the Graph API that this crate is written and tested for, and the default.
pub const GRAPH_VERSION: &str = "v26.0";

const GRAPH_HOST: &str = "https://graph.facebook.com";
const API_HOST: &str = "https://api.facebook.com";
const USER_AGENT: &str = concat!("whatsapp-business/", env!("CARGO_PKG_VERSION"));
const TIMEOUT: Duration = Duration::from_secs(30);
const TRANSFER_TIMEOUT: Duration = Duration::from_secs(600);
const MEDIA_HOST: &str = "lookaside.fbsbx.com";

/// Builds a client of any API family, or of all of them.
///
/// Only an access token is required.
///
/// ```
/// # #[cfg(feature = "reqwest")] {
/// use whatsapp_business_core::{ClientBuilder, Transport};
///
/// let transport: Transport = ClientBuilder::new()
///     .access_token("EAAB...")
///     .app_secret("of the app that the token belongs to")
///     .build()?;
/// assert!(transport.base_url().starts_with("https://graph.facebook.com/v"));
/// # }
/// # Ok::<(), whatsapp_business_core::ConfigError>(())
/// ```
#[must_use]
pub struct ClientBuilder<C = Transport> {
    credential: Option<Credential>,
    app_secret: Option<AppSecret>,
    base_url: String,
    api_base_url: Option<String>,
    graph_version: String,
    user_agent: String,
    timeout: Duration,
    transfer_timeout: Duration,
    media_hosts: Vec<String>,
    http: Option<Arc<dyn HttpService>>,
    timer: Option<Arc<dyn Timer>>,
    #[cfg(feature = "reqwest")]
    reqwest: Settings,
    client: PhantomData<fn() -> C>,
}

impl<C: From<Transport>> ClientBuilder<C> {
    /// Creates a builder with the defaults.
    pub fn new() -> Self {
        Self {
            credential: None,
            app_secret: None,
            base_url: GRAPH_HOST.to_owned(),
            api_base_url: None,
            graph_version: GRAPH_VERSION.to_owned(),
            user_agent: USER_AGENT.to_owned(),
            timeout: TIMEOUT,
            transfer_timeout: TRANSFER_TIMEOUT,
            media_hosts: vec![MEDIA_HOST.to_owned()],
            http: None,
            timer: default_timer(),
            #[cfg(feature = "reqwest")]
            reqwest: Settings::default(),
            client: PhantomData,
        }
    }

    /// Creates a builder from environment variables. Variables that are absent or empty leave the
    /// defaults:
    ///
    /// | variable | setting |
    /// |---|---|
    /// | `WHATSAPP_ACCESS_TOKEN` | [`access_token`](Self::access_token) |
    /// | `WHATSAPP_APP_SECRET` | [`app_secret`](Self::app_secret) |
    /// | `WHATSAPP_BASE_URL` | [`base_url`](Self::base_url) |
    /// | `WHATSAPP_API_BASE_URL` | [`api_base_url`](Self::api_base_url) |
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
            ("WHATSAPP_API_BASE_URL", Self::api_base_url::<String>),
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

    /// Access token of the Graph API, without leading and trailing white space. Required, unless there is a
    /// [`token_source`](Self::token_source).
    pub fn access_token<T: Into<AccessToken>>(mut self, token: T) -> Self {
        self.credential = Some(Credential::Token(token.into()));
        self
    }

    /// Source of access tokens, for tokens that change over the lifetime of the client.
    pub fn token_source(mut self, source: impl TokenSource + 'static) -> Self {
        self.credential = Some(Credential::Source(Arc::new(source)));
        self
    }

    /// Secret of the app that the token belongs to. With it every request carries
    /// `appsecret_proof`, which apps can be set to require.
    pub fn app_secret<T: Into<Secret>>(mut self, secret: T) -> Self {
        self.app_secret = Some(AppSecret::new(secret.into()));
        self
    }

    /// URL of the Graph API without a version, `https://graph.facebook.com` by default. It must
    /// be https, except on the loopback interface, so that tests can use a local server.
    pub fn base_url<T: Into<String>>(mut self, url: T) -> Self {
        self.base_url = url.into();
        self
    }

    /// URL of the platform's other host, `https://api.facebook.com` by default, for the operations that are not in the Graph API and have
    /// no version in their path ([`Host::Api`](crate::Host::Api)). It must be https, except on the loopback interface.
    ///
    /// If [`base_url`](Self::base_url) is set and this is not, these operations go to that URL too: the access token of a gateway or a test
    /// server never reaches a host that was not named.
    pub fn api_base_url<T: Into<String>>(mut self, url: T) -> Self {
        self.api_base_url = Some(url.into());
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

    /// Timeout of a whole call, from getting the access token and opening files to reading the response; 30 seconds by default.
    ///
    /// The HTTP stack limits the exchange and the [`timer`](Self::timer) what precedes it. An error before the exchange is a timeout
    /// that is not ambiguous.
    ///
    /// Uploads and downloads of files have [`transfer_timeout`](Self::transfer_timeout) instead.
    /// Override it per call with [`RequestOptions`](crate::RequestOptions).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Timeout of a whole upload or download of a file, its redirects included; 10 minutes by default.
    /// Writing a download to a file is limited by nothing but the content that is still to arrive.
    pub fn transfer_timeout(mut self, timeout: Duration) -> Self {
        self.transfer_timeout = timeout;
        self
    }

    /// Hosts that media are downloaded from, instead of the default, `lookaside.fbsbx.com`.
    ///
    /// They get the access token, so list only hosts of the platform. Subdomains are not included. The host of [`base_url`](Self::base_url) is always
    /// allowed. A redirect may lead to any other https host, without the token.
    pub fn media_hosts<I>(mut self, hosts: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        self.media_hosts = hosts.into_iter().map(Into::into).collect();
        self
    }

    /// HTTP stack to send with, instead of reqwest. Settings of reqwest, such as
    /// [`connect_timeout`](Self::connect_timeout), then have no effect.
    pub fn http(mut self, service: impl HttpService + 'static) -> Self {
        self.http = Some(Arc::new(service));
        self
    }

    /// Clock that limits the waits before the exchange: for the access token and for opening files. With the feature `reqwest` it is
    /// the clock of tokio by default; without it there is none, and those waits are not limited.
    pub fn timer(mut self, timer: impl Timer + 'static) -> Self {
        self.timer = Some(Arc::new(timer));
        self
    }

    /// Checks the settings and builds the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// When a setting is missing or invalid; the text names it and the remedy.
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
        let base = check::base_url("base_url", &self.base_url)?;
        let api = match &self.api_base_url {
            Some(url) => check::base_url("api_base_url", url)?,
            None if base == check::base_url("base_url", GRAPH_HOST)? => {
                check::base_url("api_base_url", API_HOST)?
            }
            None => base.clone(),
        };
        check::graph_version(&self.graph_version)?;
        let user_agent = check::user_agent(&self.user_agent)?;
        for (name, timeout) in [
            ("timeout", self.timeout),
            ("transfer_timeout", self.transfer_timeout),
            #[cfg(feature = "reqwest")]
            ("connect_timeout", self.reqwest.connect_timeout),
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
        #[cfg(feature = "reqwest")]
        let http = match self.http {
            Some(service) => service,
            None => Arc::new(Reqwest::new(&self.reqwest, base.clone())?),
        };
        #[cfg(not(feature = "reqwest"))]
        let http = self.http.ok_or_else(|| {
            ConfigError::new(
                "http",
                "is missing; set an HTTP stack, or enable the feature `reqwest`",
            )
        })?;
        let mut versioned = base;
        let path = format!(
            "{}/{}",
            versioned.path().trim_end_matches('/'),
            self.graph_version
        );
        versioned.set_path(&path);
        Ok(C::from(Transport::new(Shared {
            http,
            graph: Base {
                origin: check::origin("base_url", &versioned)?,
                url: versioned,
            },
            api: Base {
                origin: check::origin("api_base_url", &api)?,
                url: api,
            },
            graph_version: self.graph_version,
            user_agent,
            credential,
            app_secret: self.app_secret,
            timer: self.timer,
            timeout: self.timeout,
            transfer_timeout: self.transfer_timeout,
            media_hosts,
            warned: AtomicBool::new(false),
        })))
    }
}

/// Settings of the default HTTP stack, reqwest.
#[cfg(feature = "reqwest")]
#[cfg_attr(docsrs, doc(cfg(feature = "reqwest")))]
impl<C: From<Transport>> ClientBuilder<C> {
    /// Timeout for connecting; 10 seconds by default.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.reqwest.connect_timeout = timeout;
        self
    }

    /// URL of a proxy for all requests, such as `http://user:password@proxy.example.org:8080`. By default
    /// the environment variables `HTTPS_PROXY` and `NO_PROXY` are used.
    pub fn proxy<T: Into<String>>(mut self, url: T) -> Self {
        self.reqwest.proxy = Some(url.into());
        self
    }

    /// Ignores the proxies of the environment.
    pub fn no_proxy(mut self) -> Self {
        self.reqwest.no_proxy = true;
        self
    }

    /// Trusts these certificates in PEM format in addition to those of the system. May be called
    /// several times.
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    #[cfg_attr(docsrs, doc(cfg(any(feature = "rustls", feature = "native-tls"))))]
    pub fn root_certificate<T: Into<Vec<u8>>>(mut self, pem: T) -> Self {
        self.reqwest.root_certificates.push(pem.into());
        self
    }

    /// Connects to this address instead of resolving the name of a host. Port 0 is the default port of
    /// the scheme; a port in the URL takes precedence.
    pub fn resolve<T: Into<String>>(mut self, host: T, address: std::net::SocketAddr) -> Self {
        self.reqwest.resolve.push((host.into(), address));
        self
    }

    /// Time after which idle connections are closed; 90 seconds by default.
    pub fn pool_idle_timeout(mut self, timeout: Duration) -> Self {
        self.reqwest.pool_idle_timeout = Some(timeout);
        self
    }

    /// Largest number of idle connections to a host; unlimited by default.
    pub fn pool_max_idle_per_host(mut self, connections: usize) -> Self {
        self.reqwest.pool_max_idle_per_host = Some(connections);
        self
    }
}

/// The clock of tokio, which reqwest needs anyway.
fn default_timer() -> Option<Arc<dyn Timer>> {
    #[cfg(feature = "reqwest")]
    return Some(Arc::new(crate::timer::TokioTimer::new()));
    #[cfg(not(feature = "reqwest"))]
    None
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
            .field("media_hosts", &self.media_hosts)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
