//! The entries of a body and their changes.

use whatsapp_business_core::Timestamp;

use crate::decode::{Batch, decode};
use crate::event::Event;
use crate::generated::webhooks::ChangeValue;
use crate::metadata::{Metadata, Owner};
use crate::raw::RawJson;
use crate::types::WebhookField;
use crate::unknown::{UnknownEvent, UnknownReason};

/// The changes of one account or business portfolio.
#[derive(Clone, Debug)]
pub struct Entry {
    pub(super) id: String,
    pub(super) time: Option<Timestamp>,
    pub(super) changes: Vec<Change>,
}

impl Entry {
    /// Id as it was received; empty if there was none. Whether it is the id of an account or of a business portfolio
    /// depends on the change, see [`Metadata::owner`].
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// When the changes happened. `None` for messages, calls and groups.
    #[must_use]
    pub fn time(&self) -> Option<&Timestamp> {
        self.time.as_ref()
    }

    /// The changes.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }
}

impl Entry {
    /// An entry with one change.
    pub(crate) fn single(
        id: String,
        time: Option<Timestamp>,
        field: WebhookField,
        raw: RawJson,
        rejected: Option<UnknownReason>,
    ) -> Self {
        let change = Change {
            field,
            raw,
            rejected,
        };
        Self {
            id,
            time,
            changes: vec![change],
        }
    }

    /// All events of the changes.
    pub(crate) fn events(&self) -> Vec<Event> {
        let mut events = Vec::new();
        for change in &self.changes {
            let mut batch = change.events(self);
            events.extend(std::iter::from_fn(|| batch.next()));
        }
        events
    }

    /// The first change as an unknown event.
    pub(crate) fn unknown(&self, reason: UnknownReason) -> Event {
        let change = self.changes.first();
        let (field, raw) = change.map_or_else(Default::default, |change| {
            (change.field.clone(), change.raw.clone())
        });
        let rejected = Self::single(self.id.clone(), self.time.clone(), field, raw, Some(reason));
        rejected.events().swap_remove(0)
    }
}

/// One change: a field and its value.
#[derive(Clone, Debug)]
pub struct Change {
    pub(super) field: WebhookField,
    pub(super) raw: RawJson,
    /// Why the value is not decoded.
    pub(super) rejected: Option<UnknownReason>,
}

impl Change {
    /// The field that the app is subscribed to.
    #[must_use]
    pub fn field(&self) -> &WebhookField {
        &self.field
    }

    /// The value as it was received.
    #[must_use]
    pub fn raw(&self) -> &RawJson {
        &self.raw
    }

    /// Decodes the whole value as one model, for programs that do not use events. `None` when the field is unknown.
    /// Errors of `serde_json` quote the data: do not log them.
    #[must_use]
    pub fn decode(&self) -> Option<serde_json::Result<ChangeValue>> {
        ChangeValue::decode(self.field.as_str(), self.raw.as_str())
    }

    /// The events of the change.
    pub(super) fn events(&self, entry: &Entry) -> Batch<'_> {
        let metadata = Metadata {
            owner: Owner::of(&entry.id, &self.field),
            field: self.field.clone(),
            time: entry.time.clone(),
            phone_number_id: None,
            display_phone_number: None,
        };
        match &self.rejected {
            None => decode(&self.raw, metadata),
            Some(reason) => {
                let unknown = UnknownEvent::change(metadata, &self.raw, reason.clone());
                Batch::one(Event::Unknown(unknown))
            }
        }
    }
}
