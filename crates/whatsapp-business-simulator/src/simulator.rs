//! The running simulator.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use secrecy::ExposeSecret;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::builder::Builder;
use crate::catalog::Catalog;
use crate::connection::{Connection, Cuttable};
use crate::error::{StartError, UnknownOperation};
use crate::handle::handle;
use crate::journal::RecordedRequest;
use crate::script::Canned;
use crate::state::{Settings, State};

/// A simulated WhatsApp Business Platform, served over HTTP on its own task.
///
/// It stops when it is dropped; open connections are closed after their current response, and undelivered webhooks are
/// abandoned.
pub struct Simulator {
    pub(crate) state: Arc<State>,
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    task: Option<JoinHandle<()>>,
}

impl Simulator {
    /// Starts a simulator with default settings, on a free port of
    /// 127.0.0.1.
    ///
    /// # Errors
    ///
    /// Returns an error if no port can be bound.
    ///
    /// # Panics
    ///
    /// Panics when called outside of a Tokio runtime that has I/O and time enabled.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// Returns a builder for a simulator with other settings.
    pub fn builder() -> Builder {
        Builder::new()
    }

    pub(crate) async fn serve(
        address: SocketAddr,
        catalog: Arc<Catalog>,
        settings: Settings,
    ) -> Result<Self, StartError> {
        let listener = TcpListener::bind(address).await.map_err(StartError::Bind)?;
        let address = listener.local_addr().map_err(StartError::Bind)?;
        let state = Arc::new(State::new(catalog, settings, format!("http://{address}")));
        let service = Router::new()
            .fallback(handle)
            // Bodies are counted while they are read.
            .layer(DefaultBodyLimit::disable())
            .with_state(Arc::clone(&state))
            .into_make_service_with_connect_info::<Connection>();
        let (stop, stopped) = oneshot::channel();
        let server = axum::serve(Cuttable::new(listener), service).with_graceful_shutdown(async {
            // A dropped sender stops the server as well.
            let _ = stopped.await;
        });
        let task = tokio::spawn(async move {
            // Serving never ends with an error.
            let _ = server.await;
        });
        Ok(Self {
            state,
            address,
            stop: Some(stop),
            task: Some(task),
        })
    }

    /// The address that the simulator listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The base URL for a client, instead of `https://graph.facebook.com` and `https://api.facebook.com`. It has no
    /// version and no trailing slash.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.state.origin
    }

    /// The default version of the Graph API, such as `v26.0`. Requests may name any version that exists, or none.
    #[must_use]
    pub fn graph_version(&self) -> &str {
        &self.state.catalog.version
    }

    /// The access token that the simulator expects.
    #[must_use]
    pub fn access_token(&self) -> &str {
        self.state.access_token.expose_secret()
    }

    /// The id of a known node, by the name of the path parameter: the parameter's example in the
    /// documents.
    #[must_use]
    pub fn example_id(&self, parameter: &str) -> Option<&str> {
        self.state
            .catalog
            .example_ids
            .get(parameter)
            .map(String::as_str)
    }

    /// Id of a known business phone number. Empty when the specification has none, like the ids below.
    #[must_use]
    pub fn phone_number_id(&self) -> &str {
        self.example_id("phone_number_id").unwrap_or_default()
    }

    /// Id of a known WhatsApp Business Account.
    #[must_use]
    pub fn waba_id(&self) -> &str {
        self.example_id("waba_id").unwrap_or_default()
    }

    /// Id of a known app.
    #[must_use]
    pub fn app_id(&self) -> &str {
        self.example_id("app_id").unwrap_or_default()
    }

    /// Id of a known media object. It cannot be deleted.
    #[must_use]
    pub fn media_id(&self) -> &str {
        self.example_id("media_id").unwrap_or_default()
    }

    /// Id of a known template.
    #[must_use]
    pub fn template_id(&self) -> &str {
        self.example_id("template_id").unwrap_or_default()
    }

    /// The received requests, oldest first; only the latest ten thousand.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.state.journal().requests()
    }

    /// The received requests for one operation, oldest first.
    #[must_use]
    pub fn requests_for(&self, operation: &str) -> Vec<RecordedRequest> {
        let mut requests = self.requests();
        requests.retain(|request| request.operation.as_deref() == Some(operation));
        requests
    }

    /// Clears the recorded requests.
    pub fn clear_requests(&self) {
        self.state.journal().clear();
    }

    /// Responds to the next request for an operation with a canned response, by its id such as
    /// `send_message`. Several calls queue up.
    ///
    /// Only valid requests count: an invalid one is rejected as always. A hang-up or any other response
    /// that replaces the usual one does not change the state, so that a file is not stored if its upload
    /// failed.
    ///
    /// # Errors
    ///
    /// Returns an error if the specification has no such operation.
    pub fn respond_once(&self, operation: &str, canned: Canned) -> Result<(), UnknownOperation> {
        let operation = self.operation_id(operation)?;
        self.state.script().push(Some(operation), canned);
        Ok(())
    }

    /// Responds to the next request for any operation with a canned response, unless
    /// [`respond_once`](Self::respond_once) has one for its operation.
    pub fn fail_next(&self, canned: Canned) {
        self.state.script().push(None, canned);
    }

    /// Responds to all further requests for an operation with one of its response examples, by the name
    /// of its variant. A list then has the items of this example only.
    ///
    /// # Errors
    ///
    /// Returns an error if the specification has no such operation or example.
    pub fn example(&self, operation: &str, variant: &str) -> Result<(), UnknownOperation> {
        let id = self.operation_id(operation)?;
        let mut operations = self.state.catalog.by_name(operation);
        let has_variant = operations.any(|operation| {
            operation
                .responses
                .iter()
                .any(|example| example.variant == variant)
        });
        if !has_variant {
            return Err(UnknownOperation {
                name: format!("{operation}.response.{variant}"),
            });
        }
        self.state.script().choose_variant(id, variant.to_owned());
        Ok(())
    }

    /// Ids of all operations, in the order of the specification.
    pub fn operations(&self) -> impl Iterator<Item = &str> {
        self.state
            .catalog
            .operations
            .iter()
            .map(|operation| operation.id.as_str())
    }

    /// Stops accepting connections, waits for pending responses, and stops. It does not wait for webhooks, see
    /// [`flush_webhooks`](Self::flush_webhooks).
    pub async fn shutdown(mut self) {
        self.stop.take();
        if let Some(task) = self.task.take() {
            // The task neither panics nor is aborted; there is nothing to report.
            let _ = task.await;
        }
    }

    fn operation_id(&self, name: &str) -> Result<String, UnknownOperation> {
        let operation = self.state.catalog.by_name(name).next();
        let unknown = || UnknownOperation {
            name: name.to_owned(),
        };
        operation
            .map(|operation| operation.id.clone())
            .ok_or_else(unknown)
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        // Open connections keep the state alive for a while; nothing is posted in that time.
        self.state.outbox.stop();
    }
}

impl fmt::Debug for Simulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulator")
            .field("address", &self.address)
            .field("graph_version", &self.graph_version())
            .finish_non_exhaustive()
    }
}
