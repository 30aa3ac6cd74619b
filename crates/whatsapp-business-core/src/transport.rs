//! The way of every request.
//!
//! **Invariant:** [`Transport::send`] is the only place that executes HTTP.

mod decode;
mod receive;
mod target;
mod upload;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use reqwest::header::AUTHORIZATION;
use reqwest::{Request, Response, Url};
use tracing::Instrument as _;
use tracing::field::Empty;

use crate::auth::{AccessToken, AppSecret, Credential};
use crate::error::{Call, Error, Kind};
use crate::options::RequestOptions;

pub(crate) use decode::{decode, read_success};
pub(crate) use receive::{VERSION, graph_error, version_warning};
pub(crate) use target::{IMPOSSIBLE_SEGMENT, is_loopback};

/// What is known about an operation before it is sent.
#[derive(Clone, Copy, Debug)]
pub struct OperationInfo {
    /// Id of the operation in the specification, such as `send_message`.
    pub operation_id: &'static str,
}

/// Sends requests to the Graph API: authentication, timeouts, errors and tracing.
///
/// Every client of an API family stands on one. Cloning is cheap, and clones share connections.
/// Build it with [`ClientBuilder`](crate::ClientBuilder).
#[derive(Clone)]
pub struct Transport {
    shared: Arc<Shared>,
    options: RequestOptions,
}

pub(crate) struct Shared {
    http: reqwest::Client,
    base_url: String,
    base: Url,
    graph_version: String,
    credential: Credential,
    app_secret: Option<AppSecret>,
    timeout: Duration,
    transfer_timeout: Duration,
    media_hosts: Vec<String>,
    /// Whether the warning about the version was logged.
    warned: AtomicBool,
}

impl Shared {
    #[expect(
        clippy::too_many_arguments,
        reason = "called once, by the builder whose settings these are"
    )]
    pub(crate) fn new(
        http: reqwest::Client,
        host: Url,
        graph_version: String,
        credential: Credential,
        app_secret: Option<AppSecret>,
        timeout: Duration,
        transfer_timeout: Duration,
        media_hosts: Vec<String>,
    ) -> Self {
        let mut base = host;
        let path = format!("{}/{graph_version}", base.path().trim_end_matches('/'));
        base.set_path(&path);
        Self {
            http,
            base_url: base.as_str().to_owned(),
            base,
            graph_version,
            credential,
            app_secret,
            timeout,
            transfer_timeout,
            media_hosts,
            warned: AtomicBool::new(false),
        }
    }
}

/// How a request shows who sends it.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Scheme {
    Bearer,
    /// Sessions of the resumable upload want this name for the same token.
    OAuth,
    /// The token stays here.
    Anonymous,
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
        &self.shared.base_url
    }

    /// The URL of a path below [`base_url`](Self::base_url). The path begins with a slash, and its segments are encoded.
    #[must_use]
    pub fn url(&self, path: fmt::Arguments<'_>) -> Url {
        let mut url = self.shared.base.clone();
        // Cheaper than to parse the whole: the host is known.
        url.set_path(&format!("{}{path}", self.shared.base.path()));
        url
    }

    /// The configured version of the Graph API, such as `v24.0`.
    #[must_use]
    pub fn graph_version(&self) -> &str {
        &self.shared.graph_version
    }

    /// The HTTP client, for building requests. Send them with [`execute`](Self::execute), which
    /// adds the access token; the HTTP client does not know it.
    #[must_use]
    pub fn http(&self) -> &reqwest::Client {
        &self.shared.http
    }

    /// The same transport with other options; those that are not set stay as they are here.
    #[must_use]
    pub fn with_options(&self, options: RequestOptions) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            options: options.or(&self.options),
        }
    }

    /// Sends a request to the Graph API and waits for the head of its answer.
    ///
    /// # Errors
    ///
    /// When the URL is not below [`base_url`](Self::base_url), when there is no token, when the
    /// request could not be delivered, and when the answer is not a success.
    pub fn execute(
        &self,
        request: Request,
        operation: &OperationInfo,
    ) -> impl Future<Output = Result<Response, Error>> + Send + use<'_> {
        self.execute_as(request, operation, Scheme::Bearer)
    }

    /// All attempts at one request.
    ///
    /// There is one attempt today. This is the place for what decides about further ones: a retry
    /// policy looks at the error of an attempt ([`Error::is_ambiguous`], [`Error::is_transient`],
    /// [`Error::retry_after`]), and a rate limiter waits before each attempt. Both need a request
    /// that can be cloned, which those with streamed bodies cannot.
    pub(crate) fn execute_as(
        &self,
        mut request: Request,
        operation: &OperationInfo,
        scheme: Scheme,
    ) -> impl Future<Output = Result<Response, Error>> + Send + use<'_> {
        let call = Call {
            operation: operation.operation_id,
            safe: request.method().is_safe(),
        };
        let span = span(call, &request);
        // A block, as an `async fn` would keep the request twice.
        async move {
            let in_call = |error: Error| error.with_call(call);
            self.prepare(&mut request, scheme).await.map_err(in_call)?;
            let response = self.send(request).await.map_err(in_call)?;
            self.receive(response, call).await
        }
        .instrument(span)
    }

    /// Makes a request one that may be sent: it goes to the Graph API, shows who sends it, and has a timeout.
    async fn prepare(&self, request: &mut Request, scheme: Scheme) -> Result<(), Error> {
        self.check_graph_url(request.url())?;
        if !self.options.is_anonymous {
            let token = self.token().await?;
            authorise(request, &token, scheme)?;
            if let Some(secret) = &self.shared.app_secret {
                request
                    .url_mut()
                    .query_pairs_mut()
                    .append_pair("appsecret_proof", &secret.proof(&token));
            }
        }
        // A body that is not in memory is a file.
        let is_transfer =
            scheme == Scheme::OAuth || request.body().is_some_and(|body| body.as_bytes().is_none());
        self.limit(request, is_transfer);
        Ok(())
    }

    /// Fetches media with the token, if the host may have it. Redirects are not followed.
    pub(crate) async fn fetch_media(
        &self,
        mut request: Request,
        call: Call,
    ) -> Result<Response, Error> {
        let span = span(call, &request);
        async {
            let scheme = self.media_scheme(request.url());
            if scheme != Scheme::Anonymous {
                authorise(&mut request, &self.token().await?, scheme)?;
            }
            self.limit(&mut request, true);
            self.send(request).await
        }
        .instrument(span)
        .await
    }

    /// Executes HTTP, and nothing else does.
    async fn send(&self, request: Request) -> Result<Response, Error> {
        let result = self.shared.http.execute(request).await;
        result.map_err(Error::from_http)
    }

    /// Sets the timeout, unless the request has one.
    fn limit(&self, request: &mut Request, is_transfer: bool) {
        let default = if is_transfer {
            self.shared.transfer_timeout
        } else {
            self.shared.timeout
        };
        request
            .timeout_mut()
            .get_or_insert(self.options.timeout.unwrap_or(default));
    }

    async fn token(&self) -> Result<AccessToken, Error> {
        if let Some(token) = &self.options.access_token {
            return Ok(token.clone());
        }
        match &self.shared.credential {
            Credential::Token(token) => Ok(token.clone()),
            Credential::Source(source) => source
                .token()
                .await
                .map_err(|error| Error::new(Kind::Token).with_source(error)),
        }
    }
}

/// The span of one request; the URL stays out of it, because it contains ids and proofs.
fn span(call: Call, request: &Request) -> tracing::Span {
    tracing::debug_span!(
        "request",
        operation = call.operation,
        method = request.method().as_str(),
        status = Empty,
        code = Empty,
    )
}

fn authorise(request: &mut Request, token: &AccessToken, scheme: Scheme) -> Result<(), Error> {
    let headers = request.headers_mut();
    let name = match scheme {
        Scheme::Bearer => "Bearer",
        Scheme::OAuth => "OAuth",
        Scheme::Anonymous => return Ok(()),
    };
    let value = token.header(name).map_err(|_| {
        Error::new(Kind::Request(
            "the access token contains characters that no token has",
        ))
    })?;
    headers.insert(AUTHORIZATION, value);
    Ok(())
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("base_url", &self.shared.base_url)
            .field("has_app_secret", &self.shared.app_secret.is_some())
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
