//! From JSON to one event.

use std::collections::VecDeque;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::place::place;
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
    match serde_json::from_str::<Box<T>>(raw.get()) {
        Ok(data) => wrap(Received::new(data, context, index)),
        Err(_) => undecodable::<T>(raw, context, index),
    }
}

/// An item that does not match its type.
pub(super) fn undecodable<T: DeserializeOwned>(
    raw: &RawValue,
    context: &Arc<Context>,
    index: usize,
) -> Event {
    let path = place::<T>(raw.get());
    let raw = context.raw.within(raw.get());
    Event::Unknown(UnknownEvent::item(
        Arc::clone(context),
        raw,
        UnknownReason::Undecodable { path },
        index,
    ))
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
    match serde_json::from_str::<T>(raw.as_str()) {
        Ok(data) if data != T::default() => {
            data.complete(&mut metadata);
            let context = Arc::new(Context::new(metadata, Vec::new(), raw.clone()));
            wrap(Received::new(Box::new(data), &context, 0))
        }
        Ok(_) => unknown(raw, metadata, UnknownReason::Shape),
        Err(_) => {
            let path = place::<T>(raw.as_str());
            unknown(raw, metadata, UnknownReason::Undecodable { path })
        }
    }
}

/// A whole value as an unknown event.
pub(super) fn unknown(raw: &RawJson, metadata: Metadata, reason: UnknownReason) -> Event {
    Event::Unknown(UnknownEvent::change(metadata, raw, reason))
}
