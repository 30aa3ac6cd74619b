//! Events in a durable store.

mod parts;

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;
use whatsapp_business_core::Timestamp;

use crate::dedup::DedupKey;
use crate::event::Event;
use crate::payload::Entry;
use crate::raw::RawJson;
use crate::types::WebhookField;
use crate::unknown::UnknownReason;

pub(crate) use parts::Parts;

/// The version of the JSON that is written.
const VERSION: u32 = 1;

/// An event that can be stored and read back, with its metadata, its contact, its JSON and its [`DedupKey`].
///
/// Of a change with many events it keeps only the JSON of the one. `Serialize` and `Deserialize` use this JSON:
///
/// | property | value |
/// |---|---|
/// | `version` | 1. A later version of this crate reads all earlier versions; it ignores properties it does not know |
/// | `key` | `dedup_key()` in hexadecimal |
/// | `kind` | name of the variant of [`Event`] |
/// | `field` | field of the webhook |
/// | `entry` | id of the account or business portfolio; absent when there is none |
/// | `time` | time of the change as it was received; absent when there is none |
/// | `value` | value of the change, with only the item and the contact of this event |
/// | `nth` | position among the events of `value`, from 0 |
/// | `rejected` | `object` or `envelope` when the value is not decoded; otherwise absent |
/// | `received_at` | Unix time in milliseconds; absent unless it was set |
///
/// It contains personal data. Store it as text or bytes: a database that stores JSON in a form of its own may reject
/// `\u0000` or change `value`.
///
/// ```
/// use whatsapp_business::webhooks::{Payload, StoredEvent};
///
/// # fn example(payload: &Payload) -> serde_json::Result<()> {
/// for event in payload.events() {
///     let json = serde_json::to_string(&event.to_stored())?;
///     let stored: StoredEvent = serde_json::from_str(&json)?;
///     assert_eq!(stored.event().dedup_key(), event.dedup_key());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct StoredEvent {
    key: DedupKey,
    kind: String,
    field: WebhookField,
    entry: String,
    time: Option<Timestamp>,
    value: RawJson,
    nth: usize,
    rejected: Option<Rejected>,
    received_at: Option<u64>,
}

/// Why a value is not decoded, though its field may be known.
#[derive(Clone, Copy, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Rejected {
    Object,
    Envelope,
}

impl StoredEvent {
    /// The event, with the same key and accessors. [`Event::raw`] is the part that was stored. An event that was
    /// [`Unknown`](Event::Unknown) is typed when this version of the crate knows it.
    #[must_use]
    pub fn event(&self) -> Event {
        let entry = self.entry(self.value.clone(), self.rejected);
        let event = entry.events().into_iter().nth(self.nth);
        let event = event.unwrap_or_else(|| entry.unknown(UnknownReason::Shape));
        event.context().restore_key(*self.key.as_bytes());
        event
    }

    /// The key of the event.
    #[must_use]
    pub fn dedup_key(&self) -> DedupKey {
        self.key
    }

    /// Name of the variant of [`Event`] when it was stored.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// When the event was received. `None` unless it was set.
    #[must_use]
    pub fn received_at(&self) -> Option<SystemTime> {
        UNIX_EPOCH.checked_add(Duration::from_millis(self.received_at?))
    }

    /// Sets when the event was received, to the millisecond.
    #[must_use]
    pub fn with_received_at(mut self, time: SystemTime) -> Self {
        let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        self.received_at = u64::try_from(since.as_millis()).ok();
        self
    }

    fn of(event: &Event) -> Self {
        let (context, metadata) = (event.context(), event.metadata());
        let mut stored = Self {
            key: event.dedup_key(),
            kind: event.kind().to_owned(),
            field: metadata.field().clone(),
            entry: metadata
                .owner()
                .map(|owner| owner.as_str().to_owned())
                .unwrap_or_default(),
            time: metadata.time().cloned(),
            value: context.raw.clone(),
            nth: 0,
            rejected: None,
            received_at: None,
        };
        if let Event::Unknown(unknown) = event {
            stored.rejected = match unknown.reason() {
                UnknownReason::Object => Some(Rejected::Object),
                UnknownReason::Envelope => Some(Rejected::Envelope),
                _ => None,
            };
        }
        if stored.rejected.is_some() {
            return stored;
        }
        if let Some(parts) = context.parts()
            && !parts.is_single()
        {
            for text in parts.with_only(event.index(), event.contact_position()) {
                let value = RawJson::from(text);
                let events = stored.entry(value.clone(), None).events();
                // Decoding it must give the same event, or the whole value is kept.
                if let Some(nth) = events.iter().position(|other| event.is_same(other)) {
                    stored.value = value;
                    stored.nth = nth;
                    return stored;
                }
            }
        }
        let events = stored.entry(stored.value.clone(), None).events();
        let same = |other: &Event| other.index() == event.index() && event.is_same(other);
        stored.nth = events.iter().position(same).unwrap_or_default();
        stored
    }

    fn entry(&self, value: RawJson, rejected: Option<Rejected>) -> Entry {
        let rejected = rejected.map(|rejected| match rejected {
            Rejected::Object => UnknownReason::Object,
            Rejected::Envelope => UnknownReason::Envelope,
        });
        Entry::single(
            self.entry.clone(),
            self.time.clone(),
            self.field.clone(),
            value,
            rejected,
        )
    }
}

impl Event {
    /// The event in a form that can be stored and read back.
    #[must_use]
    pub fn to_stored(&self) -> StoredEvent {
        StoredEvent::of(self)
    }
}

impl fmt::Debug for StoredEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredEvent")
            .field("key", &self.key)
            .field("kind", &self.kind)
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}

#[derive(Deserialize, Serialize)]
struct Wire {
    version: u32,
    key: String,
    kind: String,
    field: WebhookField,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    entry: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    time: Option<Timestamp>,
    value: Box<RawValue>,
    nth: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rejected: Option<Rejected>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    received_at: Option<u64>,
}

impl Serialize for StoredEvent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value = RawValue::from_string(self.value.as_str().to_owned());
        let wire = Wire {
            version: VERSION,
            key: self.key.to_string(),
            kind: self.kind.clone(),
            field: self.field.clone(),
            entry: self.entry.clone(),
            time: self.time.clone(),
            value: value.map_err(serde::ser::Error::custom)?,
            nth: self.nth,
            rejected: self.rejected,
            received_at: self.received_at,
        };
        wire.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for StoredEvent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;

        let wire = Wire::deserialize(deserializer)?;
        if wire.version != VERSION {
            return Err(D::Error::custom(
                "the version of the stored event is not supported",
            ));
        }
        let key = DedupKey::from_hex(&wire.key);
        Ok(Self {
            key: key.ok_or_else(|| D::Error::custom("the key of the stored event is malformed"))?,
            kind: wire.kind,
            field: wire.field,
            entry: wire.entry,
            time: wire.time,
            value: RawJson::from(String::from(Box::<str>::from(wire.value))),
            nth: wire.nth,
            rejected: wire.rejected,
            received_at: wire.received_at,
        })
    }
}
