//! Values that are lists of news.
//!
//! They are decoded to lists of boxes, not to the models of the whole values: the news are large, and so none of them is
//! moved again on its way to the handler.

use std::collections::VecDeque;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use whatsapp_business_core::GraphError;
use whatsapp_business_core::rt::lenient;

use super::{DecodeItem, history, item};
use crate::event::Event;
use crate::item::place_number;
use crate::metadata::Metadata;
use crate::notification::{Context, Notification};
use crate::raw::RawJson;
use crate::types::{self, Contact, PhoneNumberMetadata};

/// A value that is lists of news.
pub(super) trait Value: DeserializeOwned {
    /// The property that holds the lists, where it is not the value itself.
    const INSIDE: Option<&'static str> = None;
    /// The lists by name, and how their items are decoded.
    const LISTS: &'static [(&'static str, DecodeItem)];

    /// The news of all lists.
    fn open(self, metadata: Metadata, raw: &RawJson) -> (Arc<Context>, VecDeque<Event>);
}

/// How one item of a list is decoded.
macro_rules! decode_item {
    ($event:ident) => {
        |raw, context, index, events| {
            events.push_back(item(raw, context, index, Event::$event));
        }
    };
    // Parts of a history are decoded by a function of their own.
    ($event:ident by $decode:path) => {
        $decode
    };
}

/// Defines values by their lists: name, kind of event, type of item.
macro_rules! values {
    ($($value:ident { $($list:ident: $event:ident($item:ty) $(by $decode:path)?),* $(,)? })*) => {$(
        #[derive(Deserialize)]
        pub(super) struct $value {
            metadata: Option<PhoneNumberMetadata>,
            #[serde(default, deserialize_with = "lenient::vec")]
            contacts: Vec<Contact>,
            $(
                #[serde(default, deserialize_with = "lenient::vec")]
                $list: Vec<Box<$item>>,
            )*
        }

        impl Value for $value {
            const LISTS: &'static [(&'static str, DecodeItem)] =
                &[$((stringify!($list), decode_item!($event $(by $decode)?))),*];

            fn open(self, mut metadata: Metadata, raw: &RawJson) -> (Arc<Context>, VecDeque<Event>) {
                place_number(&mut metadata, self.metadata);
                let context = Arc::new(Context::new(metadata, self.contacts, raw.clone()));
                let mut events = VecDeque::with_capacity(0 $(+ self.$list.len())*);
                $(for item in self.$list {
                    let index = events.len();
                    events.push_back(Event::$event(Notification::new(item, &context, index)));
                })*
                (context, events)
            }
        }
    )*};
}

values! {
    Messages {
        messages: Message(types::IncomingMessage),
        statuses: Status(types::MessageStatusUpdate),
        user_actions: UserAction(types::UserAction),
        errors: Error(GraphError),
    }
    Calls {
        calls: Call(types::Call),
        statuses: CallStatus(types::CallStatusUpdate),
        errors: Error(GraphError),
    }
    MessageEchoes {
        message_echoes: Echo(types::MessageEcho),
    }
    AppStateSync {
        state_sync: AppState(types::AppStateChange),
    }
    History {
        history: History(types::HistoryChunk) by history::chunk,
        messages: HistoryMessage(types::HistoryMessage),
        message_echoes: HistoryMessage(types::HistoryMessage),
    }
    StandbyContent {
        messages: StandbyMessage(types::IncomingMessage),
        statuses: StandbyStatus(types::MessageStatusUpdate),
        message_echoes: StandbyEcho(types::StandbyEcho),
    }
    Groups {
        groups: Group(types::GroupEvent),
    }
    UserPreferences {
        user_preferences: UserPreference(types::UserPreference),
    }
    UserIdUpdate {
        user_id_update: UserIdUpdate(types::UserIdUpdate),
    }
    AutomaticEvents {
        automatic_events: AutomaticEvent(types::AutomaticEvent),
    }
    TrackingEvents {
        events: TrackingEvent(types::TrackingEvent),
    }
}

/// The lists of a conversation that another app controls, which stand one level deeper.
#[derive(Deserialize)]
pub(super) struct Standby {
    metadata: Option<PhoneNumberMetadata>,
    standby: StandbyContent,
}

impl Value for Standby {
    const INSIDE: Option<&'static str> = Some("standby");
    const LISTS: &'static [(&'static str, DecodeItem)] = StandbyContent::LISTS;

    fn open(self, metadata: Metadata, raw: &RawJson) -> (Arc<Context>, VecDeque<Event>) {
        let content = StandbyContent {
            metadata: self.metadata,
            ..self.standby
        };
        content.open(metadata, raw)
    }
}
