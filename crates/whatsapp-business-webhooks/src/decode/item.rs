//! From JSON to one event.

use std::collections::VecDeque;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use whatsapp_business_core::rt::json::{self, DecodeError, Decoded};

use crate::context::Context;
use crate::describe::Describe;
use crate::event::Event;
use crate::metadata::Metadata;
use crate::raw::RawJson;
use crate::received::Received;
use crate::unknown::{UnknownEvent, UnknownReason};

/// Decodes an item of a list to its event, or to several.
pub(super) type DecodeItem = fn(&RawValue, &Arc<Context>, usize, &mut VecDeque<Event>);

/// Decodes an item of a list.
pub(super) fn item<T: Describe + DeserializeOwned>(
    raw: &RawValue,
    context: &Arc<Context>,
    index: usize,
    wrap: fn(Received<T>) -> Event,
) -> Event {
    match json::decode_str::<Box<T>>(raw.get()) {
        Ok(Decoded { value, left_out }) => {
            wrap(Received::new(value, context, index).with_left_out(left_out))
        }
        Err(error) => undecodable(raw, context, index, error),
    }
}

/// An item that does not match its type.
pub(super) fn undecodable(
    raw: &RawValue,
    context: &Arc<Context>,
    index: usize,
    error: DecodeError,
) -> Event {
    let raw = context.raw.within(raw.get());
    Event::Unknown(UnknownEvent::item(
        Arc::clone(context),
        raw,
        reason(error),
        index,
    ))
}

fn reason(error: DecodeError) -> UnknownReason {
    UnknownReason::Undecodable {
        path: match error {
            DecodeError::Data { place } => place,
            // Text that is JSON to the parser of the envelope.
            DecodeError::Syntax { .. } => String::from("$"),
        },
    }
}

/// Decodes a value that is one event.
pub(super) fn whole<T>(
    raw: &RawJson,
    mut metadata: Metadata,
    wrap: fn(Received<T>) -> Event,
) -> Event
where
    T: Describe + DeserializeOwned + Default + PartialEq,
{
    match json::decode_str::<T>(raw.as_str()) {
        Ok(Decoded { value, left_out }) if value != T::default() => {
            value.complete(&mut metadata);
            let contacts = value.contacts().to_vec();
            let context = Arc::new(Context::new(metadata, contacts, raw.clone()));
            wrap(Received::new(Box::new(value), &context, 0).with_left_out(left_out))
        }
        Ok(_) => unknown(raw, metadata, UnknownReason::Shape),
        Err(error) => unknown(raw, metadata, reason(error)),
    }
}

/// A whole value as an unknown event.
pub(super) fn unknown(raw: &RawJson, metadata: Metadata, reason: UnknownReason) -> Event {
    Event::Unknown(UnknownEvent::change(metadata, raw, reason))
}
