//! The families, and the macros behind their generated tables.

use serde_json::Value;
use whatsapp_business::Client;
use whatsapp_business_core::BoxFuture;

use crate::argument::Arguments;
use crate::codec::Codec;
use crate::error::CallError;

/// Whether a payload is sent or received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Body of a request.
    Request,
    /// Body of a response.
    Response,
}

/// Calls an operation of a family.
type Call =
    for<'a> fn(&'a Client, &'a str, &'a Arguments) -> BoxFuture<'a, Result<Value, CallError>>;

/// A family, by the names of its operations.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Family {
    /// Name, as in `spec/`.
    pub name: &'static str,
    /// Ids of its operations.
    pub operations: &'static [&'static str],
    /// The types of an operation's JSON in a direction: one, or several where operations share method and path. Empty when
    /// there is no JSON.
    pub codecs: fn(Direction, &str) -> Vec<Codec>,
    pub(crate) call: Call,
}

/// Defines the table of one family.
macro_rules! family {
    ($family:ident;
        $($operation:ident [$($sent:ty),*] -> [$($received:ty),*]
            $(call($($name:ident $wire:literal: $read:expr,)*) set($($option:ident $option_wire:literal: $option_read:expr,)*))?
            $(by_hand $(@ $hand:tt)?)?;)*
    ) => {
        use whatsapp_business::$family::types;

        #[allow(unused_imports, reason = "depends on the arguments")]
        use crate::argument::{file, files, required, value};
        use crate::{Arguments, CallError, Codec, Direction, Family};

        pub(crate) const FAMILY: Family = Family {
            name: "",
            operations: &[$(stringify!($operation)),*],
            codecs,
            call: |client, operation, arguments| Box::pin(call(client, operation, arguments)),
        };

        fn codecs(direction: Direction, operation: &str) -> Vec<Codec> {
            match (direction, operation) {
                $((Direction::Request, stringify!($operation)) => vec![$(Codec::of::<$sent>()),*],
                (Direction::Response, stringify!($operation)) => vec![$(Codec::of::<$received>()),*],)*
                _ => Vec::new(),
            }
        }

        async fn call(
            client: &whatsapp_business::Client,
            operation: &str,
            arguments: &Arguments,
        ) -> Result<serde_json::Value, CallError> {
            match operation {
                $($(stringify!($operation) => {
                    #[allow(unused_mut, reason = "depends on the arguments")]
                    let mut request = client.$family().$operation(
                        $(required(($read)(arguments, $wire)?, $wire)?),*
                    );
                    $(if let Some(value) = ($option_read)(arguments, $option_wire)? {
                        request = request.$option(value);
                    })*
                    crate::call::encode(request.send().await)
                })?)*
                _ => Err(CallError::NotGenerated),
            }
        }
    };
}

/// Lists the families.
macro_rules! families {
    ($($name:literal $module:ident)*) => {
        /// All families.
        pub const FAMILIES: &[crate::Family] = &[$(crate::Family {
            name: $name,
            ..$module::FAMILY
        }),*];
    };
}

/// Defines the types of the values of webhooks.
macro_rules! webhooks {
    ($($($field:literal)|+ = $value:ty;)*) => {
        /// The type of the value of a webhook. `None` when no webhook has this field.
        #[must_use]
        pub fn webhook(field: &str) -> Option<Codec> {
            match field {
                $($($field)|+ => Some(Codec::of::<$value>()),)*
                _ => None,
            }
        }
    };
}
