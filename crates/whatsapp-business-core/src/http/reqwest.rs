//! The default HTTP stack. The only file that names reqwest.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use ::http::uri::Authority;
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use reqwest::Url;

use super::{Body, HttpError, HttpService, Request, Response, Timeout};
use crate::config::ConfigError;
use crate::error::BoxError;
use crate::future::BoxFuture;
use crate::loopback::is_loopback;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Settings of the default HTTP stack.
pub(crate) struct Settings {
    pub(crate) connect_timeout: Duration,
    pub(crate) proxy: Option<String>,
    pub(crate) no_proxy: bool,
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    pub(crate) root_certificates: Vec<Vec<u8>>,
    pub(crate) resolve: Vec<(String, std::net::SocketAddr)>,
    pub(crate) pool_idle_timeout: Option<Duration>,
    pub(crate) pool_max_idle_per_host: Option<usize>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            connect_timeout: CONNECT_TIMEOUT,
            proxy: None,
            no_proxy: false,
            #[cfg(any(feature = "rustls", feature = "native-tls"))]
            root_certificates: Vec::new(),
            resolve: Vec::new(),
            pool_idle_timeout: None,
            pool_max_idle_per_host: None,
        }
    }
}

/// Sends with reqwest.
#[derive(Debug)]
pub(crate) struct Reqwest {
    client: reqwest::Client,
    /// Parsed once: most requests go there.
    base: Url,
}

impl Reqwest {
    /// Builds the HTTP client.
    pub(crate) fn new(settings: &Settings, base: Url) -> Result<Self, ConfigError> {
        let mut builder = tls(reqwest::Client::builder())
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .connect_timeout(settings.connect_timeout);
        // A proxy of the environment has no way to this computer, and would get the token in clear text.
        if settings.no_proxy || is_loopback(&base) {
            builder = builder.no_proxy();
        }
        if let Some(proxy) = &settings.proxy {
            let proxy = reqwest::Proxy::all(proxy).map_err(|error| {
                ConfigError::new("proxy", "is not the URL of a proxy")
                    .with_source(error.without_url())
            })?;
            builder = builder.proxy(proxy);
        }
        #[cfg(any(feature = "rustls", feature = "native-tls"))]
        for pem in &settings.root_certificates {
            let certificates = reqwest::Certificate::from_pem_bundle(pem).map_err(|error| {
                ConfigError::new("root_certificate", "is not a certificate in PEM format")
                    .with_source(error)
            })?;
            if certificates.is_empty() {
                return Err(ConfigError::new(
                    "root_certificate",
                    "contains no certificate in PEM format",
                ));
            }
            builder = builder.tls_certs_merge(certificates);
        }
        for (host, address) in &settings.resolve {
            // URLs have their host in lower case.
            builder = builder.resolve(&host.to_ascii_lowercase(), *address);
        }
        if let Some(timeout) = settings.pool_idle_timeout {
            builder = builder.pool_idle_timeout(timeout);
        }
        if let Some(connections) = settings.pool_max_idle_per_host {
            builder = builder.pool_max_idle_per_host(connections);
        }
        let client = builder.build().map_err(|error| {
            ConfigError::new(
                "http",
                "cannot be initialized; see the source of this error",
            )
            .with_source(error)
        })?;
        Ok(Self { client, base })
    }

    fn url(&self, uri: &::http::Uri) -> Result<Url, HttpError> {
        let base = &self.base;
        let is_base = uri.scheme_str() == Some(base.scheme())
            && uri.authority().map(Authority::as_str) == Some(base.authority());
        let url = if is_base {
            let mut url = base.clone();
            url.set_path(uri.path());
            url.set_query(uri.query());
            url
        } else {
            Url::parse(&uri.to_string()).map_err(HttpError::not_sent)?
        };
        // A URL that parsing changes would address another object.
        if url.path() == uri.path() {
            Ok(url)
        } else {
            Err(HttpError::not_sent("the path of the URL is not normalized"))
        }
    }

    fn request(&self, request: Request<Body>) -> Result<(reqwest::Request, Failure), HttpError> {
        let (parts, body) = request.into_parts();
        let mut request = reqwest::Request::new(parts.method, self.url(&parts.uri)?);
        *request.headers_mut() = parts.headers;
        let failure = Failure::default();
        *request.timeout_mut() = parts.extensions.get().map(|Timeout(timeout)| *timeout);
        if body.length() != Some(0) {
            *request.body_mut() = Some(match body.into_bytes() {
                Ok(bytes) => reqwest::Body::from(bytes),
                Err(stream) => reqwest::Body::wrap(Outgoing(stream, failure.clone())),
            });
        }
        Ok((request, failure))
    }
}

/// The failure of the body of a request. HTTP/2 does not return it.
#[derive(Clone, Default)]
struct Failure(Arc<Mutex<Option<BoxError>>>);

impl Failure {
    fn take(&self) -> Option<BoxError> {
        self.0.lock().ok()?.take()
    }
}

impl HttpService for Reqwest {
    fn call(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, HttpError>> {
        // Sent here, so that the future does not hold the request.
        let response = self
            .request(request)
            .map(|(request, failure)| (self.client.execute(request), failure));
        Box::pin(async {
            let (response, failure) = response?;
            let response = response.await.map_err(|error| {
                let failure = failure.take().map(HttpError::maybe_sent);
                failure.unwrap_or_else(|| convert(error))
            })?;
            Ok(::http::Response::from(response)
                .map(|body: reqwest::Body| Body::boxed(Incoming(body))))
        })
    }
}

/// Selects the TLS library.
fn tls(builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    #[cfg(feature = "rustls")]
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // It fails only when another thread has just installed a provider, which is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
    #[cfg(feature = "native-tls")]
    let builder = builder.tls_backend_native();
    builder
}

/// Drops the URL, because it contains ids and proofs.
fn convert(error: reqwest::Error) -> HttpError {
    let (is_sent, is_timeout) = (
        !(error.is_connect() || error.is_builder()),
        error.is_timeout(),
    );
    let source = error.without_url();
    let error = if is_sent {
        HttpError::maybe_sent(source)
    } else {
        HttpError::not_sent(source)
    };
    if is_timeout { error.timed_out() } else { error }
}

/// Body of a request, which records its failure.
struct Outgoing(Body, Failure);

impl http_body::Body for Outgoing {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let frame = ready!(Pin::new(&mut self.0).poll_frame(context));
        Poll::Ready(frame.map(|frame| {
            frame.map_err(|error| {
                if let Ok(mut failure) = self.1.0.lock() {
                    *failure = Some(error);
                }
                "the body of the request failed".into()
            })
        }))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}

/// Body of a response, with our type of error.
struct Incoming(reqwest::Body);

impl http_body::Body for Incoming {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let frame = ready!(Pin::new(&mut self.0).poll_frame(context));
        Poll::Ready(frame.map(|frame| frame.map_err(|error| convert(error).into())))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}

#[cfg(test)]
mod tests;
