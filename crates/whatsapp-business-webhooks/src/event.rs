//! All kinds of events in one type.

use whatsapp_business_core::{GraphError, Timestamp};

use crate::context::Context;
use crate::dedup::DedupKey;
use crate::metadata::Metadata;
use crate::raw::RawJson;
use crate::received::Received;
use crate::table::events;
use crate::types;
use crate::unknown::UnknownEvent;

/// Defines the enumeration with the methods of all kinds, and the types of their data by kind.
macro_rules! define_event {
    (kinds { $($(#[$doc:meta])* $kind:ident($data:ty),)* } fields $fields:tt) => {
        /// An event from the platform.
        ///
        /// Every variant but [`Unknown`](Self::Unknown) holds a [`Received<T>`](Received), which dereferences to its
        /// data: a message has the fields and methods of [`IncomingMessage`](types::IncomingMessage), such as `id` and
        /// `content()`, and those of [`Received`], such as `metadata()` and `contact()`.
        ///
        /// The platform adds kinds of events without notice: end a match with a last arm, and keep what it receives.
        ///
        /// ```
        /// use whatsapp_business::webhooks::{DeliveryStatus, Event, Payload};
        ///
        /// fn handle(payload: &Payload) {
        ///     for event in payload.events() {
        ///         match event {
        ///             Event::Message(message) => println!("a message from {:?}", message.sender()),
        ///             Event::Status(status) => match status.delivery_status() {
        ///                 DeliveryStatus::Failed(errors) => println!("{:?} failed: {errors:?}", status.id),
        ///                 delivery => println!("{:?} is {delivery:?}", status.id),
        ///             },
        ///             Event::Unknown(unknown) => println!("kept: {:?}", unknown.reason()),
        ///             _ => {}
        ///         }
        ///     }
        /// }
        /// ```
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum Event {
            $($(#[$doc])* $kind(Received<$data>),)*
            /// An event that this version of the crate has no type for, as it was received.
            Unknown(UnknownEvent),
        }

        impl Event {
            /// The account, phone number and field that this event belongs to.
            #[must_use]
            pub fn metadata(&self) -> &Metadata {
                match self {
                    $(Self::$kind(event) => event.metadata(),)*
                    Self::Unknown(event) => event.metadata(),
                }
            }

            /// The value of the change that this event is part of, as it was received; of an unknown event, the event
            /// itself.
            #[must_use]
            pub fn raw(&self) -> &RawJson {
                match self {
                    $(Self::$kind(event) => event.raw(),)*
                    Self::Unknown(event) => event.raw(),
                }
            }

            /// When the event happened. Events are not delivered in the order of these times.
            #[must_use]
            pub fn time(&self) -> Option<&Timestamp> {
                match self {
                    $(Self::$kind(event) => event.time(),)*
                    Self::Unknown(event) => event.metadata().time(),
                }
            }

            /// Name of the variant, for logs and metrics.
            #[must_use]
            pub fn kind(&self) -> &'static str {
                match self {
                    $(Self::$kind(_) => stringify!($kind),)*
                    Self::Unknown(_) => "Unknown",
                }
            }

            /// Key that is the same whenever the same event is delivered again, see [`DedupKey`].
            #[must_use]
            pub fn dedup_key(&self) -> DedupKey {
                match self {
                    $(Self::$kind(event) => DedupKey::of(self.kind(), event),)*
                    Self::Unknown(event) => DedupKey::of_unknown(self.kind(), event),
                }
            }
        }

        impl Event {
            pub(crate) fn context(&self) -> &Context {
                match self {
                    $(Self::$kind(event) => event.context(),)*
                    Self::Unknown(event) => event.context(),
                }
            }

            pub(crate) fn index(&self) -> usize {
                match self {
                    $(Self::$kind(event) => event.index(),)*
                    Self::Unknown(event) => event.index(),
                }
            }

            pub(crate) fn contact_position(&self) -> Option<usize> {
                match self {
                    $(Self::$kind(event) => event.contact_position(),)*
                    Self::Unknown(_) => None,
                }
            }

            /// Whether data, metadata and contact are equal; of unknown events also the JSON.
            pub(crate) fn is_same(&self, other: &Self) -> bool {
                let same = match (self, other) {
                    $((Self::$kind(a), Self::$kind(b)) => **a == **b && a.contact() == b.contact(),)*
                    (Self::Unknown(a), Self::Unknown(b)) => a.reason() == b.reason() && a.raw() == b.raw(),
                    _ => false,
                };
                same && self.metadata() == other.metadata()
            }
        }

        /// The type of the data of each kind, by its name.
        pub(crate) mod data {
            use super::{GraphError, types};

            $(pub(crate) type $kind = $data;)*
        }
    };
}

events!(define_event);
