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
use crate::connection::{Connection, Cuttable};
use crate::document::Catalog;
use crate::error::{StartError, UnknownOperation};
use crate::handle::handle;
use crate::journal::RecordedRequest;
use crate::script::Canned;
use crate::state::{Settings, State};

/// A simulated WhatsApp Business Platform, served over HTTP on a task of its own.
///
/// It stops when it is dropped; connections that are open then are closed after their current answer, and webhooks that are not
/// delivered by then are given up.
pub struct Simulator {
    pub(crate) state: Arc<State>,
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    task: Option<JoinHandle<()>>,
}

impl Simulator {
    /// Starts a simulator with default settings: the documents of this workspace, on a free port of
    /// 127.0.0.1.
    ///
    /// # Errors
    ///
    /// When no port can be bound.
    ///
    /// # Panics
    ///
    /// When it is called outside of a Tokio runtime that has I/O and time enabled.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// Sets up a simulator with other settings.
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
            // Accepting never ends with an error.
            let _ = server.await;
        });
        Ok(Self {
            state,
            address,
            stop: Some(stop),
            task: Some(task),
        })
    }

    /// The address that it listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL to give to a client in place of `https://graph.facebook.com`. It has no version and no
    /// slash at the end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.state.origin
    }

    /// The Graph API version that it speaks, such as `v24.0`; the first segment of every path.
    #[must_use]
    pub fn graph_version(&self) -> &str {
        &self.state.catalog.version
    }

    /// The access token that it expects.
    #[must_use]
    pub fn access_token(&self) -> &str {
        self.state.access_token.expose_secret()
    }

    /// The id of a node that it knows, by the name of the path parameter: the parameter's example in the
    /// documents.
    #[must_use]
    pub fn example_id(&self, parameter: &str) -> Option<&str> {
        self.state
            .catalog
            .example_ids
            .get(parameter)
            .map(String::as_str)
    }

    /// Id of a business phone number that it knows. Empty when the documents have none, as with the ids
    /// below.
    #[must_use]
    pub fn phone_number_id(&self) -> &str {
        self.example_id("phone_number_id").unwrap_or_default()
    }

    /// Id of a WhatsApp Business Account that it knows.
    #[must_use]
    pub fn waba_id(&self) -> &str {
        self.example_id("waba_id").unwrap_or_default()
    }

    /// Id of an app that it knows.
    #[must_use]
    pub fn app_id(&self) -> &str {
        self.example_id("app_id").unwrap_or_default()
    }

    /// Id of a media object that it knows. It cannot be deleted.
    #[must_use]
    pub fn media_id(&self) -> &str {
        self.example_id("media_id").unwrap_or_default()
    }

    /// Id of a message template that it knows.
    #[must_use]
    pub fn template_id(&self) -> &str {
        self.example_id("template_id").unwrap_or_default()
    }

    /// The requests that it received, oldest first; the latest ten thousand of them.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.state.journal().requests()
    }

    /// The requests that it took for one operation, oldest first.
    #[must_use]
    pub fn requests_for(&self, operation: &str) -> Vec<RecordedRequest> {
        let mut requests = self.requests();
        requests.retain(|request| request.operation.as_deref() == Some(operation));
        requests
    }

    /// Forgets the requests so far.
    pub fn clear_requests(&self) {
        self.state.journal().clear();
    }

    /// Answers the next request for an operation as given, by its id such as `send_message`. Several
    /// calls queue up.
    ///
    /// Only requests that are right count: a wrong one is refused as always. A hang-up and any other
    /// answer in place of the usual one leave no trace in the state, so that a file of which the upload
    /// failed is not there.
    ///
    /// # Errors
    ///
    /// When the documents have no such operation.
    pub fn respond_once(&self, operation: &str, canned: Canned) -> Result<(), UnknownOperation> {
        let operation = self.operation_id(operation)?;
        self.state.script().push(Some(operation), canned);
        Ok(())
    }

    /// Answers the next request for any operation as given, unless [`respond_once`](Self::respond_once)
    /// has something for its operation.
    pub fn fail_next(&self, canned: Canned) {
        self.state.script().push(None, canned);
    }

    /// Answers all further requests for an operation with one of its response examples, by the name of
    /// its variant. A list then has the items of this example only.
    ///
    /// # Errors
    ///
    /// When the documents have no such operation or example.
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

    /// Ids of all operations that it can answer, in the order of the documents.
    pub fn operations(&self) -> impl Iterator<Item = &str> {
        self.state
            .catalog
            .operations
            .iter()
            .map(|operation| operation.id.as_str())
    }

    /// Stops accepting connections, waits for the answers under way, and ends. Webhooks are not waited for, see
    /// [`flush_webhooks`](Self::flush_webhooks).
    pub async fn shutdown(mut self) {
        self.stop.take();
        if let Some(task) = self.task.take() {
            // The task neither panics nor is it aborted; there is nothing to report.
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
