//! From a body to its entries and changes.
//!
//! Well-formed payloads are parsed in one pass. Any other is parsed piece by piece, so that one malformed piece does not
//! affect the others.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use bytes::Bytes;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use whatsapp_business_core::Timestamp;

use super::entry::{Change, Entry};
use super::error::ParseError;
use crate::decode::loose::{self, Object};
use crate::raw::RawJson;
use crate::types::WebhookField;
use crate::unknown::UnknownReason;

/// The `object` of WhatsApp payloads.
const WHATSAPP: &str = "whatsapp_business_account";

/// A structure that is an object. Derived structures decode from arrays too, by position.
struct AsObject<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for AsObject<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer
            .deserialize_map(VisitObject(PhantomData))
            .map(Self)
    }
}

struct VisitObject<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for VisitObject<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map))
    }
}

#[derive(Deserialize)]
struct WireEnvelope<'a> {
    #[serde(borrow, default)]
    object: Option<Cow<'a, str>>,
    #[serde(borrow)]
    entry: Vec<AsObject<WireEntry<'a>>>,
}

#[derive(Deserialize)]
struct WireEntry<'a> {
    #[serde(default, deserialize_with = "whatsapp_business_core::rt::text")]
    id: String,
    #[serde(default)]
    time: Option<Timestamp>,
    #[serde(borrow)]
    changes: Vec<AsObject<WireChange<'a>>>,
}

#[derive(Deserialize)]
struct WireChange<'a> {
    field: WebhookField,
    #[serde(borrow)]
    value: &'a RawValue,
}

/// The entries of a body.
pub(super) fn entries(body: &Bytes) -> Result<Vec<Entry>, ParseError> {
    let text = std::str::from_utf8(body).map_err(|error| ParseError::not_text(&error))?;
    // Any error leads to the second pass: surplus items, lone surrogates and numbers out of range are errors of the first,
    // though the body is JSON.
    if let Ok(AsObject(envelope)) = serde_json::from_str::<AsObject<WireEnvelope<'_>>>(text) {
        return Ok(regular(body, envelope));
    }
    // The second pass alone decides what is not JSON. It looks into strings and numbers only as far as it must.
    let root: &RawValue =
        serde_json::from_str(text).map_err(|error| ParseError::new(text, &error))?;
    let mut entries = Vec::new();
    match root.get().as_bytes().first() {
        Some(b'{') => envelope(body, root, &mut entries),
        // Some documented samples are wrapped in an array.
        Some(b'[') => {
            for root in loose::items(root) {
                envelope(body, root, &mut entries);
            }
        }
        _ => return Err(ParseError::not_an_object()),
    }
    Ok(entries)
}

fn is_whatsapp(object: Option<&str>) -> bool {
    object.is_none_or(|object| object == WHATSAPP)
}

fn regular(body: &Bytes, envelope: WireEnvelope<'_>) -> Vec<Entry> {
    let whatsapp = is_whatsapp(envelope.object.as_deref());
    let rejected = (!whatsapp).then_some(UnknownReason::Object);
    let entries = envelope.entry.into_iter();
    entries
        .map(|AsObject(entry)| Entry {
            id: entry.id,
            time: entry.time,
            changes: entry
                .changes
                .into_iter()
                .map(|AsObject(change)| Change {
                    field: change.field,
                    raw: RawJson::part(body, change.value.get()),
                    rejected: rejected.clone(),
                })
                .collect(),
        })
        .collect()
}

/// A piece without the structure of a webhook, kept as it is.
fn malformed(body: &Bytes, raw: &RawValue) -> Change {
    Change {
        field: WebhookField::default(),
        raw: RawJson::part(body, raw.get()),
        rejected: Some(UnknownReason::Envelope),
    }
}

fn malformed_entry(body: &Bytes, raw: &RawValue) -> Entry {
    Entry {
        id: String::new(),
        time: None,
        changes: vec![malformed(body, raw)],
    }
}

fn envelope(body: &Bytes, raw: &RawValue, entries: &mut Vec<Entry>) {
    let Some(envelope) = Object::of(raw) else {
        return entries.push(malformed_entry(body, raw));
    };
    if envelope.get("entry").is_none() {
        return entries.push(malformed_entry(body, raw));
    }
    let object: Option<String> = envelope.decode("object");
    let whatsapp = is_whatsapp(object.as_deref());
    for list in envelope.all("entry") {
        for raw in loose::items(list) {
            entries.push(entry(body, raw, whatsapp));
        }
    }
}

fn entry(body: &Bytes, raw: &RawValue, whatsapp: bool) -> Entry {
    let Some(entry) = Object::of(raw) else {
        return malformed_entry(body, raw);
    };
    let mut changes = Vec::new();
    for list in entry.all("changes") {
        for raw in loose::items(list) {
            change(body, raw, whatsapp, &mut changes);
        }
    }
    if entry.get("changes").is_none() {
        changes.push(malformed(body, raw));
    }
    Entry {
        id: entry.get("id").map(loose::text).unwrap_or_default(),
        time: entry.decode("time"),
        changes,
    }
}

fn change(body: &Bytes, raw: &RawValue, whatsapp: bool, changes: &mut Vec<Change>) {
    let object = Object::of(raw);
    let field: Option<WebhookField> = object.as_ref().and_then(|change| change.decode("field"));
    let (Some(object), Some(field)) = (&object, field) else {
        return changes.push(malformed(body, raw));
    };
    if object.get("value").is_none() {
        return changes.push(Change {
            field,
            ..malformed(body, raw)
        });
    }
    // A repeated property is another change.
    changes.extend(object.all("value").map(|value| Change {
        field: field.clone(),
        raw: RawJson::part(body, value.get()),
        rejected: (!whatsapp).then_some(UnknownReason::Object),
    }));
}
