//! From a body to its entries and changes.
//!
//! Payloads as they should be are taken apart in one pass. Any other is taken apart piece by piece, so that an
//! oddity costs the piece that it is in and nothing else.

use std::borrow::Cow;

use bytes::Bytes;
use serde::Deserialize;
use serde_json::value::RawValue;
use whatsapp_business_core::Timestamp;

use super::{Change, Entry, ParseError};
use crate::decode::loose::{self, Object};
use crate::raw::RawJson;
use crate::types::WebhookField;
use crate::unknown::UnknownReason;

/// The `object` of the payloads of WhatsApp.
const WHATSAPP: &str = "whatsapp_business_account";

#[derive(Deserialize)]
struct WireEnvelope<'a> {
    #[serde(borrow, default)]
    object: Option<Cow<'a, str>>,
    #[serde(borrow)]
    entry: Vec<WireEntry<'a>>,
}

#[derive(Deserialize)]
struct WireEntry<'a> {
    #[serde(default, deserialize_with = "whatsapp_business_core::rt::text")]
    id: String,
    #[serde(default)]
    time: Option<Timestamp>,
    #[serde(borrow)]
    changes: Vec<WireChange<'a>>,
}

#[derive(Deserialize)]
struct WireChange<'a> {
    field: WebhookField,
    #[serde(borrow)]
    value: &'a RawValue,
}

/// The entries of a body. `text` is the body as text.
pub(super) fn entries(body: &Bytes, text: &str) -> Result<Vec<Entry>, ParseError> {
    let error = match serde_json::from_str::<WireEnvelope<'_>>(text) {
        Ok(envelope) => return Ok(regular(body, envelope)),
        Err(error) => error,
    };
    if !error.is_data() {
        return Err(ParseError::new(text, &error));
    }
    // Fails where the body is not JSON behind the place that the first pass stumbled over.
    let root: &RawValue =
        serde_json::from_str(text).map_err(|error| ParseError::new(text, &error))?;
    let mut entries = Vec::new();
    match root.get().as_bytes().first() {
        Some(b'{') => envelope(body, root, &mut entries),
        // Documented samples are wrapped into an array.
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
    let refused = (!whatsapp).then_some(UnknownReason::Object);
    let entries = envelope.entry.into_iter();
    entries
        .map(|entry| Entry {
            id: entry.id,
            time: entry.time,
            changes: entry
                .changes
                .into_iter()
                .map(|change| Change {
                    field: change.field,
                    raw: RawJson::part(body, change.value.get()),
                    refused: refused.clone(),
                })
                .collect(),
        })
        .collect()
}

/// A piece that is not built as it should be, kept as it is.
fn odd(body: &Bytes, raw: &RawValue) -> Change {
    Change {
        field: WebhookField::default(),
        raw: RawJson::part(body, raw.get()),
        refused: Some(UnknownReason::Envelope),
    }
}

fn odd_entry(body: &Bytes, raw: &RawValue) -> Entry {
    Entry {
        id: String::new(),
        time: None,
        changes: vec![odd(body, raw)],
    }
}

fn envelope(body: &Bytes, raw: &RawValue, entries: &mut Vec<Entry>) {
    let Some(envelope) = Object::of(raw) else {
        return entries.push(odd_entry(body, raw));
    };
    if envelope.get("entry").is_none() {
        return entries.push(odd_entry(body, raw));
    }
    let object: Option<Cow<'_, str>> = envelope.decode("object");
    let whatsapp = is_whatsapp(object.as_deref());
    for list in envelope.all("entry") {
        for raw in loose::items(list) {
            entries.push(entry(body, raw, whatsapp));
        }
    }
}

fn entry(body: &Bytes, raw: &RawValue, whatsapp: bool) -> Entry {
    let Some(entry) = Object::of(raw) else {
        return odd_entry(body, raw);
    };
    let mut changes = Vec::new();
    for list in entry.all("changes") {
        for raw in loose::items(list) {
            change(body, raw, whatsapp, &mut changes);
        }
    }
    if entry.get("changes").is_none() {
        changes.push(odd(body, raw));
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
        return changes.push(odd(body, raw));
    };
    if object.get("value").is_none() {
        return changes.push(Change {
            field,
            ..odd(body, raw)
        });
    }
    // A property that is there twice stands for two changes.
    changes.extend(object.all("value").map(|value| Change {
        field: field.clone(),
        raw: RawJson::part(body, value.get()),
        refused: (!whatsapp).then_some(UnknownReason::Object),
    }));
}
