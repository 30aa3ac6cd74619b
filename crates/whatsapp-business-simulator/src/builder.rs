//! Configuration of a simulator.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use secrecy::SecretString;

use crate::catalog::Catalog;
use crate::error::StartError;
use crate::generated::catalogs::CATALOGS;
use crate::schema::Unknown;
use crate::simulator::Simulator;
use crate::state::Settings;
use crate::webhook::{DEFAULT_WEBHOOK_SECRET, Webhook};

/// The access token that a simulator expects by default.
pub const DEFAULT_ACCESS_TOKEN: &str = "SIMULATOR_ACCESS_TOKEN";

/// Configures and starts a [`Simulator`].
#[must_use]
pub struct Builder {
    access_token: SecretString,
    app_secret: Option<SecretString>,
    address: SocketAddr,
    unknown: Unknown,
    nodes: Vec<(String, String)>,
    media_capacity: usize,
    media_url_lifetime: Duration,
    webhook: Option<Webhook>,
    webhook_secret: Option<SecretString>,
}

impl Builder {
    pub(crate) fn new() -> Self {
        Self {
            access_token: DEFAULT_ACCESS_TOKEN.into(),
            app_secret: None,
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            unknown: Unknown::Refuse,
            nodes: Vec::new(),
            media_capacity: 128 * 1024 * 1024,
            media_url_lifetime: Duration::from_secs(5 * 60),
            webhook: None,
            webhook_secret: None,
        }
    }

    /// The access token that requests must carry. Default: [`DEFAULT_ACCESS_TOKEN`].
    pub fn access_token(mut self, token: impl Into<String>) -> Self {
        self.access_token = token.into().into();
        self
    }

    /// Requires `appsecret_proof` on every request, and checks it with this app secret.
    pub fn app_secret(mut self, secret: impl Into<String>) -> Self {
        self.app_secret = Some(secret.into().into());
        self
    }

    /// The address to listen on. Default: 127.0.0.1 and a free port. There is no TLS: keep to loopback.
    pub fn bind(mut self, address: impl Into<SocketAddr>) -> Self {
        self.address = address.into();
        self
    }

    /// Whether query parameters, body properties and fields that are not in the specification are
    /// ignored instead of rejected, as on most of the platform. Default: rejected, because in a test they
    /// are nearly always mistakes.
    pub fn tolerate_unknown(mut self, tolerate: bool) -> Self {
        self.unknown = if tolerate {
            Unknown::Tolerate
        } else {
            Unknown::Refuse
        };
        self
    }

    /// Adds a known node, by the name of its path parameter:
    /// `node("phone_number_id", "123")`.
    ///
    /// Needed only for ids that are the whole path, where several kinds of nodes are possible.
    pub fn node(mut self, parameter: impl Into<String>, id: impl Into<String>) -> Self {
        self.nodes.push((parameter.into(), id.into()));
        self
    }

    /// Maximum number of bytes of uploaded files to keep, 128 MiB by default. Beyond it, the oldest files are
    /// dropped. A single file that is larger is counted and hashed but cannot be downloaded.
    pub fn media_capacity(mut self, bytes: usize) -> Self {
        self.media_capacity = bytes;
        self
    }

    /// Time for which the URL of a media object is valid. Default: five minutes, to the second.
    pub fn media_url_lifetime(mut self, lifetime: Duration) -> Self {
        self.media_url_lifetime = lifetime;
        self
    }

    /// Posts webhooks to this URL, which must be on this computer: the statuses of sent messages, and the payloads that
    /// a test [delivers](Simulator::deliver). Default: no webhook. See also [`Simulator::set_webhook`].
    pub fn webhook(mut self, webhook: impl Into<Webhook>) -> Self {
        self.webhook = Some(webhook.into());
        self
    }

    /// The app secret that signs webhooks, without requiring `appsecret_proof` on requests. Default: that of
    /// [`app_secret`](Self::app_secret), or else [`DEFAULT_WEBHOOK_SECRET`].
    pub fn webhook_secret(mut self, secret: impl Into<String>) -> Self {
        self.webhook_secret = Some(secret.into().into());
        self
    }

    /// Starts the simulator on a task of the current Tokio runtime.
    ///
    /// # Errors
    ///
    /// Returns an error if the address cannot be bound, or if the webhook cannot be used.
    ///
    /// # Panics
    ///
    /// Panics when called outside of a Tokio runtime that has I/O and time enabled.
    pub async fn start(self) -> Result<Simulator, StartError> {
        let catalog = catalog(self.unknown)?;
        let webhook = self.webhook.map(|webhook| webhook.configure(&catalog));
        let webhook_secret = self.webhook_secret.or_else(|| self.app_secret.clone());
        let settings = Settings {
            webhook: webhook.transpose().map_err(StartError::Webhook)?,
            webhook_secret: webhook_secret.unwrap_or_else(|| DEFAULT_WEBHOOK_SECRET.into()),
            access_token: self.access_token,
            app_secret: self.app_secret,
            unknown: self.unknown,
            media_capacity: self.media_capacity,
            media_url_lifetime: self.media_url_lifetime,
            nodes: self.nodes,
        };
        Simulator::serve(self.address, catalog, settings).await
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("address", &self.address)
            .field("unknown", &self.unknown)
            .field("media_capacity", &self.media_capacity)
            .field("media_url_lifetime", &self.media_url_lifetime)
            .finish_non_exhaustive()
    }
}

/// The catalog of the specification, read once: tests start many simulators.
fn catalog(unknown: Unknown) -> Result<Arc<Catalog>, StartError> {
    static REFUSING: OnceLock<Arc<Catalog>> = OnceLock::new();
    static TOLERANT: OnceLock<Arc<Catalog>> = OnceLock::new();
    let catalog = match unknown {
        Unknown::Refuse => &REFUSING,
        Unknown::Tolerate => &TOLERANT,
    };
    if let Some(catalog) = catalog.get() {
        return Ok(Arc::clone(catalog));
    }
    let read = Catalog::read(CATALOGS, unknown).map_err(|error| StartError::Specification {
        reason: error.to_string(),
    })?;
    Ok(Arc::clone(catalog.get_or_init(|| Arc::new(read))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_secrets() {
        let builder = Builder::new()
            .access_token("EAAG-secret")
            .app_secret("app-secret");
        let text = format!("{builder:?}");
        assert!(!text.contains("secret"), "{text}");
    }
}
