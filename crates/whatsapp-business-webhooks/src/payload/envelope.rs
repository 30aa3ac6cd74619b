//! From a body to its entries and changes.
//!
//! Well-formed payloads are parsed in one pass. Any other is parsed piece by piece, so that one malformed piece does not
//! affect the others. A small body can have very many malformed pieces; beyond a limit they share one change, so that they take no
//! more memory than the body.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use bytes::Bytes;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
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

/// Malformed pieces of one body that are changes of their own. The surplus is one more change.
pub(super) const MAX_MALFORMED: usize = 1000;

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
    let mut reader = Reader::new(body);
    match root.get().as_bytes().first() {
        Some(b'{') => reader.envelope(root),
        // Some documented samples are wrapped in an array.
        Some(b'[') => for_each(root, |root| reader.envelope(root)),
        _ => return Err(ParseError::not_an_object()),
    }
    Ok(reader.finish())
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

/// Reads a body piece by piece.
struct Reader<'a> {
    body: &'a Bytes,
    entries: Vec<Entry>,
    /// Number of malformed pieces that are changes of their own.
    malformed: usize,
    /// The other malformed pieces, a JSON array without its end.
    surplus: String,
}

impl<'a> Reader<'a> {
    fn new(body: &'a Bytes) -> Self {
        Self {
            body,
            entries: Vec::new(),
            malformed: 0,
            surplus: String::new(),
        }
    }

    fn finish(mut self) -> Vec<Entry> {
        if !self.surplus.is_empty() {
            self.surplus.push(']');
            let surplus = Bytes::from(self.surplus);
            let raw = RawJson::whole(surplus);
            self.entries.push(entry_of(unstructured(raw)));
        }
        self.entries
    }

    /// A piece without the structure of a webhook, kept as it is. `None` when it belongs to the surplus.
    fn malformed(&mut self, raw: &RawValue) -> Option<Change> {
        if self.malformed < MAX_MALFORMED {
            self.malformed += 1;
            return Some(unstructured(RawJson::part(self.body, raw.get())));
        }
        self.surplus
            .push(if self.surplus.is_empty() { '[' } else { ',' });
        self.surplus.push_str(raw.get());
        None
    }

    fn malformed_entry(&mut self, raw: &RawValue) {
        let change = self.malformed(raw);
        self.entries.extend(change.map(entry_of));
    }

    fn envelope(&mut self, raw: &RawValue) {
        let Some(envelope) = Object::of(raw) else {
            return self.malformed_entry(raw);
        };
        if envelope.get("entry").is_none() {
            return self.malformed_entry(raw);
        }
        let object: Option<String> = envelope.decode("object");
        let whatsapp = is_whatsapp(object.as_deref());
        for list in envelope.all("entry") {
            for_each(list, |raw| self.entry(raw, whatsapp));
        }
    }

    fn entry(&mut self, raw: &RawValue, whatsapp: bool) {
        let Some(entry) = Object::of(raw) else {
            return self.malformed_entry(raw);
        };
        if entry.get("changes").is_none() {
            let change = self.malformed(raw);
            self.entries.extend(change.map(|change| Entry {
                id: entry.get("id").map(loose::text).unwrap_or_default(),
                time: entry.decode("time"),
                changes: vec![change],
            }));
            return;
        }
        let mut changes = Vec::new();
        for list in entry.all("changes") {
            for_each(list, |raw| self.change(raw, whatsapp, &mut changes));
        }
        self.entries.push(Entry {
            id: entry.get("id").map(loose::text).unwrap_or_default(),
            time: entry.decode("time"),
            changes,
        });
    }

    fn change(&mut self, raw: &RawValue, whatsapp: bool, changes: &mut Vec<Change>) {
        let object = Object::of(raw);
        let field: Option<WebhookField> = object.as_ref().and_then(|change| change.decode("field"));
        let (Some(object), Some(field)) = (&object, field) else {
            return changes.extend(self.malformed(raw));
        };
        if object.get("value").is_none() {
            let change = self.malformed(raw);
            return changes.extend(change.map(|change| Change { field, ..change }));
        }
        // A repeated property is another change.
        changes.extend(object.all("value").map(|value| Change {
            field: field.clone(),
            raw: RawJson::part(self.body, value.get()),
            rejected: (!whatsapp).then_some(UnknownReason::Object),
        }));
    }
}

fn unstructured(raw: RawJson) -> Change {
    Change {
        field: WebhookField::default(),
        raw,
        rejected: Some(UnknownReason::Envelope),
    }
}

fn entry_of(change: Change) -> Entry {
    Entry {
        id: String::new(),
        time: None,
        changes: vec![change],
    }
}

/// Calls a function for each item of an array, without a list of them. Any other value is its own single item, and `null` has none.
fn for_each<'a>(raw: &'a RawValue, call: impl FnMut(&'a RawValue)) {
    match raw.get().as_bytes().first() {
        Some(b'[') => {
            let mut decoder = serde_json::Deserializer::from_str(raw.get());
            // The array is JSON: reading it as values without a type does not fail.
            let _ = decoder.deserialize_seq(VisitItems(call));
        }
        _ if raw.get() == "null" => {}
        _ => {
            let mut call = call;
            call(raw);
        }
    }
}

struct VisitItems<F>(F);

impl<'de, F: FnMut(&'de RawValue)> Visitor<'de> for VisitItems<F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        while let Some(item) = items.next_element()? {
            (self.0)(item);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
