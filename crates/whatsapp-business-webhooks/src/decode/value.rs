//! Values that are lists of events.
//!
//! They are decoded to lists of boxes, not to the models of whole values: the data of an event is large, and boxed it is
//! not moved again on its way to the handler.

use std::collections::VecDeque;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use whatsapp_business_core::rt::lenient;

use super::history;
use super::item::{DecodeItem, item};
use crate::context::Context;
use crate::event::{Event, data};
use crate::metadata::Metadata;
use crate::raw::RawJson;
use crate::received::Received;
use crate::table::events;
use crate::types::{Contact, PhoneNumberMetadata};

/// A value that is lists of events.
pub(super) trait Value: DeserializeOwned {
    /// The property that contains the lists, unless it is the value itself.
    const INSIDE: Option<&'static str> = None;
    /// The lists by name, and how to decode their items.
    const LISTS: &'static [(&'static str, DecodeItem)];

    /// The events of all lists.
    fn into_events(self, metadata: Metadata, raw: &RawJson) -> (Arc<Context>, VecDeque<Event>);
}

/// How to decode an item of a list.
macro_rules! decode_item {
    ($kind:ident) => {
        |raw, context, index, events| {
            events.push_back(item(raw, context, index, Event::$kind));
        }
    };
    ($kind:ident by $decode:path) => {
        $decode
    };
}

/// Defines the value of a field, if it is lists.
macro_rules! define_value {
    ($value:ident lists($($list:ident: $kind:ident $(by $decode:path)?),* $(,)?)) => {
        #[derive(Deserialize)]
        pub(super) struct $value {
            metadata: Option<PhoneNumberMetadata>,
            #[serde(default, deserialize_with = "lenient::vec")]
            contacts: Vec<Contact>,
            $(
                #[serde(default, deserialize_with = "lenient::vec")]
                $list: Vec<Box<data::$kind>>,
            )*
        }

        impl Value for $value {
            const LISTS: &'static [(&'static str, DecodeItem)] =
                &[$((stringify!($list), decode_item!($kind $(by $decode)?))),*];

            fn into_events(self, mut metadata: Metadata, raw: &RawJson) -> (Arc<Context>, VecDeque<Event>) {
                metadata.set_phone_number(self.metadata);
                let context = Arc::new(Context::new(metadata, self.contacts, raw.clone()));
                let mut events = VecDeque::with_capacity(0 $(+ self.$list.len())*);
                $(for data in self.$list {
                    let index = events.len();
                    events.push_back(Event::$kind(Received::new(data, &context, index)));
                })*
                (context, events)
            }
        }
    };
    ($value:ident nested($($lists:tt)*)) => {
        define_value! { $value lists($($lists)*) }
    };
    ($value:ident $how:ident $what:tt) => {};
}

/// Defines the values of all fields. Fields with the same lists have one value, named after the first of them.
macro_rules! define_values {
    (kinds $kinds:tt fields { $($field:ident $(| $same:ident)* => $how:ident $what:tt,)* }) => {
        $(define_value! { $field $how $what })*
    };
}

events!(define_values);

/// Lists one level deeper: those of conversations that another app controls.
#[derive(Deserialize)]
pub(super) struct Nested<V> {
    metadata: Option<PhoneNumberMetadata>,
    standby: V,
}

impl<V: Value> Value for Nested<V> {
    const INSIDE: Option<&'static str> = Some("standby");
    const LISTS: &'static [(&'static str, DecodeItem)] = V::LISTS;

    fn into_events(self, mut metadata: Metadata, raw: &RawJson) -> (Arc<Context>, VecDeque<Event>) {
        metadata.set_phone_number(self.metadata);
        self.standby.into_events(metadata, raw)
    }
}
