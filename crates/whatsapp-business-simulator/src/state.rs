//! The state of a running simulator.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use secrecy::SecretString;
use serde_json::Value;

use crate::catalog::Catalog;
use crate::ids::Ids;
use crate::journal::Journal;
use crate::media::{self, MediaStore};
use crate::route::Knowledge;
use crate::schema::Unknown;
use crate::script::Script;
use crate::upload::{self, Uploads};
use crate::webhook::{Configured, Outbox};

pub(crate) struct State {
    pub(crate) catalog: Arc<Catalog>,
    pub(crate) access_token: SecretString,
    pub(crate) app_secret: Option<SecretString>,
    pub(crate) unknown: Unknown,
    /// Files up to this size are kept, in bytes.
    pub(crate) media_capacity: usize,
    pub(crate) media_url_lifetime: Duration,
    /// Scheme, host and port of the simulator.
    pub(crate) origin: String,
    pub(crate) ids: Ids,
    pub(crate) outbox: Outbox,
    nodes: BTreeMap<String, BTreeSet<String>>,
    media: Mutex<MediaStore>,
    uploads: Mutex<Uploads>,
    script: Mutex<Script>,
    journal: Mutex<Journal>,
}

/// The configuration of a simulator.
pub(crate) struct Settings {
    pub(crate) access_token: SecretString,
    pub(crate) app_secret: Option<SecretString>,
    pub(crate) unknown: Unknown,
    pub(crate) media_capacity: usize,
    pub(crate) media_url_lifetime: Duration,
    /// Path parameter and id of further nodes.
    pub(crate) nodes: Vec<(String, String)>,
    pub(crate) webhook: Option<Configured>,
    pub(crate) webhook_secret: SecretString,
}

impl State {
    pub(crate) fn new(catalog: Arc<Catalog>, settings: Settings, origin: String) -> Self {
        let mut nodes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let examples = catalog
            .example_ids
            .iter()
            .map(|(name, id)| (name.clone(), id.clone()));
        for (name, id) in examples.chain(settings.nodes) {
            nodes
                .entry(name)
                .or_default()
                .insert(without_query(&id).to_owned());
        }
        let mut media = MediaStore::new(settings.media_capacity);
        if let Some(id) = catalog.example_ids.get(media::NODE) {
            let example = |name: &str| {
                let mut operations = catalog.by_name(name);
                operations
                    .next()
                    .and_then(|operation| operation.responses.first())
            };
            let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
            let described = example("get_media_url");
            let media_type = text(described.and_then(|example| example.value.get("mime_type")));
            let content = text(example(media::DOWNLOAD).map(|example| &example.value));
            media.add_permanent(
                id,
                media_type.as_deref().unwrap_or("application/octet-stream"),
                content.unwrap_or_default().as_bytes(),
            );
        }
        Self {
            catalog,
            access_token: settings.access_token,
            app_secret: settings.app_secret,
            unknown: settings.unknown,
            media_capacity: settings.media_capacity,
            media_url_lifetime: settings.media_url_lifetime,
            origin,
            ids: Ids::default(),
            outbox: Outbox::new(settings.webhook, settings.webhook_secret),
            nodes,
            media: Mutex::new(media),
            uploads: Mutex::default(),
            script: Mutex::default(),
            journal: Mutex::default(),
        }
    }

    /// Knowledge about an id at the position of this path parameter.
    pub(crate) fn knowledge(&self, parameter: &str, id: &str) -> Knowledge {
        let is_listed = self
            .nodes
            .get(parameter)
            .is_some_and(|ids| ids.contains(id));
        let is_kept = match parameter {
            media::NODE => self.media().contains(id),
            upload::NODE => self.uploads().contains(id),
            _ => false,
        };
        if is_listed || is_kept {
            Knowledge::Known
        } else if [media::NODE, upload::NODE].contains(&parameter) {
            Knowledge::Absent
        } else {
            Knowledge::Possible
        }
    }

    /// Query parameters in the example of an id, such as `sig` of upload sessions.
    pub(crate) fn id_query(&self, parameter: &str) -> BTreeSet<String> {
        let example = self.catalog.example_ids.get(parameter);
        let query = example
            .and_then(|id| id.split_once('?'))
            .map(|(_, query)| query);
        let pairs = query.into_iter().flat_map(|query| query.split('&'));
        pairs
            .filter_map(|pair| pair.split('=').next())
            .map(str::to_owned)
            .collect()
    }

    pub(crate) fn media(&self) -> MutexGuard<'_, MediaStore> {
        lock(&self.media)
    }

    pub(crate) fn uploads(&self) -> MutexGuard<'_, Uploads> {
        lock(&self.uploads)
    }

    pub(crate) fn script(&self) -> MutexGuard<'_, Script> {
        lock(&self.script)
    }

    pub(crate) fn journal(&self) -> MutexGuard<'_, Journal> {
        lock(&self.journal)
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State")
            .field("origin", &self.origin)
            .finish_non_exhaustive()
    }
}

/// A panic elsewhere leaves the state usable: every change to it is atomic.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn without_query(id: &str) -> &str {
    id.split('?').next().unwrap_or(id)
}
