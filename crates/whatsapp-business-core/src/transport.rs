//! Sends requests and returns typed responses.
//!
//! **Invariant:** [`Transport::exchange`] is the only place that calls the HTTP stack.

mod decode;
mod log;
mod receive;
mod target;
mod upload;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, USER_AGENT};
use http::uri::{Authority, Scheme};
use http::{HeaderMap, HeaderValue, Uri};
use serde::de::DeserializeOwned;
use tracing::Instrument as _;
use url::Url;

use crate::auth::{AccessToken, AppSecret, Credential};
use crate::error::{Error, Kind};
use crate::future::BoxFuture;
use crate::http::{Body, HttpError, HttpService, Timeout};
use crate::operation::{Authentication, Host, Method, Operation};
use crate::options::RequestOptions;
use crate::request::{Parts, Request};
use crate::response::Response;
use crate::timer::{Deadline, Timer};

use decode::{decode, read};
pub(crate) use log::{CallLog, failure};

/// An exchange that is under way.
type Exchange<'a> = BoxFuture<'a, Result<http::Response<Body>, HttpError>>;

/// Sends requests to the platform: authentication, timeouts, errors and tracing.
///
/// The clients of all API families share one. Cloning is cheap, and clones share connections.
/// Build it with [`ClientBuilder`](crate::ClientBuilder).
#[derive(Clone)]
pub struct Transport {
    shared: Arc<Shared>,
    options: RequestOptions,
}

/// Settings that all clones share.
pub(crate) struct Shared {
    pub(crate) http: Arc<dyn HttpService>,
    /// The Graph API, with the version.
    pub(crate) graph: Base,
    /// The host of operations without a version of the Graph API.
    pub(crate) api: Base,
    pub(crate) graph_version: String,
    pub(crate) user_agent: HeaderValue,
    pub(crate) credential: Credential,
    pub(crate) app_secret: Option<AppSecret>,
    pub(crate) timer: Option<Arc<dyn Timer>>,
    pub(crate) timeout: Duration,
    pub(crate) transfer_timeout: Duration,
    pub(crate) media_hosts: Vec<String>,
    /// Whether the warning about the version was logged.
    pub(crate) warned: AtomicBool,
}

/// Address that the paths of operations are appended to.
pub(crate) struct Base {
    /// Without a slash at its end.
    pub(crate) url: Url,
    /// Scheme, host and port of `url`.
    pub(crate) origin: (Scheme, Authority),
}

impl Transport {
    pub(crate) fn new(shared: Shared) -> Self {
        Self {
            shared: Arc::new(shared),
            options: RequestOptions::new(),
        }
    }

    /// Address of the Graph API with the version, without a slash at its end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.shared.graph.url.as_str()
    }

    /// Address of the operations without a version of the Graph API, without a slash at its end.
    #[must_use]
    pub fn api_base_url(&self) -> &str {
        self.shared.api.url.as_str().trim_end_matches('/')
    }

    /// The configured version of the Graph API, such as `v24.0`.
    #[must_use]
    pub fn graph_version(&self) -> &str {
        &self.shared.graph_version
    }

    /// The same transport with other options; options that are not set keep their values.
    #[must_use]
    pub fn with_options(&self, options: RequestOptions) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            options: options.or(&self.options),
        }
    }

    #[doc(hidden)]
    #[must_use]
    pub fn options_mut(&mut self) -> &mut RequestOptions {
        &mut self.options
    }

    /// Sends an operation and decodes its response.
    ///
    /// # Errors
    ///
    /// When the request cannot be built, there is no access token, the request cannot be delivered,
    /// the response is not a success, or it cannot be decoded.
    pub fn call<O: Operation>(
        &self,
        operation: &O,
    ) -> impl Future<Output = Result<Response<O::Output>, Error>> + Send + use<'_, O> {
        self.send_built(operation.request())
    }

    /// Sends a request, unless it could not be built.
    #[doc(hidden)]
    pub async fn send_built<T: DeserializeOwned>(
        &self,
        request: Result<Request, Error>,
    ) -> Result<Response<T>, Error> {
        self.send(request.map_err(failure)?).await
    }

    /// Sends a request and decodes its response.
    ///
    /// # Errors
    ///
    /// When there is no access token, the request cannot be delivered, the response is not a success,
    /// or it cannot be decoded.
    pub async fn send<T: DeserializeOwned>(&self, request: Request) -> Result<Response<T>, Error> {
        let log = CallLog::of(&request);
        let response = self.execute(request, &log).await;
        let response = response.and_then(decode);
        if let Ok(response) = &response {
            log.left_out(response.left_out());
        }
        log.end(response)
    }

    /// Sends a request and returns a successful response.
    ///
    /// There is one attempt. Retries and rate limits belong here: a retry policy looks at the error
    /// of an attempt ([`Error::is_ambiguous`], [`Error::retry_after`]), and a rate limiter waits
    /// before each attempt.
    async fn execute(&self, request: Request, log: &CallLog) -> Result<Response<()>, Error> {
        async {
            let exchange = self.start(request).await?;
            let response = exchange.await.map_err(Error::from_http)?;
            read(self.receive(response, log).await?).await
        }
        .instrument(log.span())
        .await
    }

    /// Starts the exchange: URL, credentials, headers, timeout; files are opened.
    async fn start(&self, request: Request) -> Result<Exchange<'_>, Error> {
        let authentication = request.info().authentication;
        let is_transfer =
            request.payload().is_transfer() || authentication == Authentication::OAuth;
        let mut deadline = self.deadline(is_transfer);
        let token = if authentication == Authentication::None || self.options.is_anonymous {
            None
        } else {
            Some(self.token(&mut deadline).await?)
        };
        let target = self.target(&request, token.as_ref())?;
        let Parts {
            info,
            mut headers,
            payload,
            ..
        } = request.into_parts();
        if let Some(token) = token {
            authorize(&mut headers, &token, authentication)?;
        }
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        let opened = deadline.limit("opening the content", payload.open());
        let (body, content_type) = opened.await??;
        if let Some(content_type) = content_type {
            headers.insert(CONTENT_TYPE, content_type);
        }
        Ok(self.exchange(info.method, target, headers, body, deadline.left()?))
    }

    /// The time of a call that begins now.
    pub(crate) fn deadline(&self, is_transfer: bool) -> Deadline<'_> {
        let default = if is_transfer {
            self.shared.transfer_timeout
        } else {
            self.shared.timeout
        };
        let timeout = self.options.timeout.unwrap_or(default);
        Deadline::new(self.shared.timer.as_deref(), timeout)
    }

    /// The URL of a request, with the proof where there is a token and an app secret.
    fn target(&self, request: &Request, token: Option<&AccessToken>) -> Result<Uri, Error> {
        let (path, query) = (request.path(), request.query());
        let mark = if query.is_empty() { "" } else { "?" };
        let host = request.info().host;
        let base = match host {
            Host::Graph => &self.shared.graph,
            Host::Api => &self.shared.api,
        };
        let prefix = base.url.path().trim_end_matches('/');
        let mut target = [prefix, path, mark, query].concat();
        // The proof is documented for the Graph API only.
        if host == Host::Graph
            && let (Some(token), Some(secret)) = (token, &self.shared.app_secret)
        {
            target.push(if target.contains('?') { '&' } else { '?' });
            target.push_str("appsecret_proof=");
            target.push_str(&secret.proof(token));
        }
        // `Uri` limits its parts here, and HTTP stacks the whole.
        if base.url.as_str().len() + target.len() >= usize::from(u16::MAX) {
            return Err(invalid_url(()));
        }
        let (scheme, authority) = &base.origin;
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(scheme.clone());
        parts.authority = Some(authority.clone());
        parts.path_and_query = Some(target.try_into().map_err(invalid_url)?);
        Uri::from_parts(parts).map_err(invalid_url)
    }

    /// Fetches media; only media hosts get the token. Redirects are not followed.
    pub(crate) async fn fetch_media(
        &self,
        url: &Url,
        deadline: &mut Deadline<'_>,
    ) -> Result<http::Response<Body>, Error> {
        let mut headers = HeaderMap::new();
        if self.is_media_host(url) && !self.options.is_anonymous {
            let token = self.token(deadline).await?;
            authorize(&mut headers, &token, Authentication::Bearer)?;
        }
        let target = Uri::try_from(url.as_str()).map_err(invalid_url)?;
        let (body, left) = (Body::empty(), deadline.left()?);
        let exchange = self.exchange(Method::Get, target, headers, body, left);
        deadline.count(exchange).await.map_err(Error::from_http)
    }

    /// Exchanges one request for one response.
    fn exchange(
        &self,
        method: Method,
        target: Uri,
        mut headers: HeaderMap,
        body: Body,
        timeout: Duration,
    ) -> Exchange<'_> {
        headers.insert(USER_AGENT, self.shared.user_agent.clone());
        let mut request = http::Request::new(body);
        *request.method_mut() = method.into();
        *request.uri_mut() = target;
        *request.headers_mut() = headers;
        request.extensions_mut().insert(Timeout(timeout));
        self.shared.http.call(request)
    }

    async fn token(&self, deadline: &mut Deadline<'_>) -> Result<AccessToken, Error> {
        if let Some(token) = &self.options.access_token {
            return Ok(token.clone());
        }
        match &self.shared.credential {
            Credential::Token(token) => Ok(token.clone()),
            Credential::Source(source) => deadline
                .limit("waiting for the access token", source.token())
                .await?
                .map_err(|error| Error::new(Kind::Token).with_source(error)),
        }
    }
}

fn invalid_url<E>(_: E) -> Error {
    Error::new(Kind::Request("the URL is invalid or too long"))
}

fn authorize(
    headers: &mut HeaderMap,
    token: &AccessToken,
    authentication: Authentication,
) -> Result<(), Error> {
    let scheme = match authentication {
        Authentication::Bearer => "Bearer",
        Authentication::OAuth => "OAuth",
        Authentication::None => return Ok(()),
    };
    if token.expose().is_empty() {
        return Err(Error::new(Kind::Request("the access token is empty")));
    }
    let value = token.header(scheme).map_err(|_| {
        Error::new(Kind::Request(
            "the access token contains invalid characters",
        ))
    })?;
    headers.insert(AUTHORIZATION, value);
    Ok(())
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("base_url", &self.base_url())
            .field("api_base_url", &self.api_base_url())
            .field("has_app_secret", &self.shared.app_secret.is_some())
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
