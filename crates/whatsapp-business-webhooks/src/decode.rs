//! From the value of a change to its events.
//!
//! A value is decoded at once, because nearly all values are well-formed. A malformed one is decoded item by item, so that
//! one malformed item does not affect the others.

mod history;
mod item;
pub(crate) mod loose;
mod value;

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use serde_json::value::RawValue;
use whatsapp_business_core::rt::json;

use crate::context::Context;
use crate::event::{Event, data};
use crate::metadata::Metadata;
use crate::raw::RawJson;
use crate::table::events;
use crate::types::{Contact, WebhookField};
use crate::unknown::{UnknownEvent, UnknownReason};

use item::DecodeItem;
use loose::Object;
use value::Value;

/// Values up to this size are decoded at once. Larger ones are decoded item by item, as their events are read, which
/// bounds memory.
const AT_ONCE: usize = 256 * 1024;

/// How to decode the value of a field.
macro_rules! decode_value {
    ($value:ident lists $lists:tt, $raw:ident, $metadata:ident) => {
        Batch::list::<value::$value>($raw, $metadata)
    };
    ($value:ident nested $lists:tt, $raw:ident, $metadata:ident) => {
        Batch::list::<value::Nested<value::$value>>($raw, $metadata)
    };
    ($value:ident value($kind:ident), $raw:ident, $metadata:ident) => {
        Batch::one(item::whole::<data::$kind>($raw, $metadata, Event::$kind))
    };
    ($value:ident by($decode:ident), $raw:ident, $metadata:ident) => {
        Batch::one($decode($raw, $metadata))
    };
    ($value:ident undocumented(), $raw:ident, $metadata:ident) => {
        Batch::one(item::unknown($raw, $metadata, UnknownReason::Undocumented))
    };
}

/// Defines the function that decodes a value by its field.
macro_rules! define_decode {
    (kinds $kinds:tt fields { $($field:ident $(| $same:ident)* => $how:ident $what:tt,)* }) => {
        /// Decodes a value by its field.
        pub(crate) fn decode(raw: &RawJson, metadata: Metadata) -> Batch<'_> {
            match &metadata.field {
                $(WebhookField::$field $(| WebhookField::$same)* =>
                    decode_value!($field $how $what, raw, metadata),)*
                WebhookField::Unknown(_) => Batch::one(item::unknown(raw, metadata, UnknownReason::Field)),
            }
        }
    };
}

events!(define_decode);

/// The events of one change.
#[derive(Default)]
pub(crate) struct Batch<'a> {
    /// Decoded events.
    ready: VecDeque<Event>,
    /// Items that are not decoded yet.
    items: Option<Items<'a>>,
}

struct Items<'a> {
    context: Arc<Context>,
    items: std::iter::Enumerate<std::vec::IntoIter<(DecodeItem, &'a RawValue)>>,
}

impl<'a> Batch<'a> {
    pub(crate) fn one(event: Event) -> Self {
        Self {
            ready: VecDeque::from([event]),
            items: None,
        }
    }

    /// A value without any of the lists of its field.
    fn shapeless(context: Arc<Context>, raw: &RawJson) -> Self {
        let unknown = UnknownEvent::item(context, raw.clone(), UnknownReason::Shape, 0);
        Self::one(Event::Unknown(unknown))
    }

    /// A value that is lists of events.
    fn list<V: Value>(raw: &'a RawJson, metadata: Metadata) -> Self {
        let text = raw.as_str();
        if text.len() <= AT_ONCE
            && let Ok(value) = json::decode_exact::<V>(text)
        {
            let (context, events) = value.into_events(metadata, raw);
            if events.is_empty() {
                return Self::shapeless(context, raw);
            }
            return Self {
                ready: events,
                items: None,
            };
        }
        Self::item_by_item::<V>(raw, metadata)
    }

    fn item_by_item<V: Value>(raw: &'a RawJson, mut metadata: Metadata) -> Self {
        let value: Option<Object<'a>> = serde_json::from_str(raw.as_str()).ok();
        let mut contacts = Vec::new();
        let mut items = Vec::new();
        if let Some(value) = value {
            metadata.set_phone_number(value.decode("metadata"));
            // The lists of `standby` are one level deeper.
            let lists: Vec<Object<'a>> = match V::INSIDE {
                None => vec![value],
                Some(name) => value.all(name).filter_map(Object::of).collect(),
            };
            for (name, list) in lists.iter().flat_map(Object::iter) {
                if name == "contacts" {
                    let list = loose::items(list).into_iter();
                    contacts.extend(list.filter_map(contact));
                } else if let Some((_, decode)) = V::LISTS.iter().find(|(known, _)| *known == name)
                {
                    let list = loose::items(list).into_iter();
                    items.extend(list.map(|item| (*decode, item)));
                }
            }
        }
        let context = Arc::new(Context::new(metadata, contacts, raw.clone()));
        if items.is_empty() {
            return Self::shapeless(context, raw);
        }
        Self {
            ready: VecDeque::new(),
            items: Some(Items {
                context,
                items: items.into_iter().enumerate(),
            }),
        }
    }

    pub(crate) fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some(event);
            }
            let items = self.items.as_mut()?;
            let (index, (decode, item)) = items.items.next()?;
            decode(item, &items.context, index, &mut self.ready);
        }
    }
}

impl fmt::Debug for Batch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let left = self.items.as_ref().map_or(0, |items| items.items.len());
        write!(f, "Batch({} events)", self.ready.len() + left)
    }
}

fn contact(raw: &RawValue) -> Option<Contact> {
    json::decode_str(raw.get())
        .ok()
        .map(|decoded| decoded.value)
}

/// Decodes a template event. The documentation has a quality event with the field of status events.
fn template_status(raw: &RawJson, metadata: Metadata) -> Event {
    let value = serde_json::from_str::<Object<'_>>(raw.as_str()).ok();
    let has = |name| {
        value
            .as_ref()
            .is_some_and(|value| value.get(name).is_some())
    };
    if !has("event") && has("new_quality_score") {
        item::whole::<data::TemplateQuality>(raw, metadata, Event::TemplateQuality)
    } else {
        item::whole::<data::TemplateStatus>(raw, metadata, Event::TemplateStatus)
    }
}
