//! Parts of a message history, which contain messages.

use std::collections::VecDeque;
use std::sync::Arc;

use serde_json::value::RawValue;
use whatsapp_business_core::rt::json::{self, DecodeError, Decoded};

use super::item::{item, undecodable};
use super::loose::{self, Object};
use crate::context::Context;
use crate::event::Event;
use crate::received::Received;
use crate::types::app::{HistoryChunk, HistoryThread};

/// Decodes a part. A malformed message becomes an unknown event after the part.
pub(super) fn chunk(
    raw: &RawValue,
    context: &Arc<Context>,
    index: usize,
    events: &mut VecDeque<Event>,
) {
    if let Ok(chunk) = json::decode_exact(raw.get()) {
        events.push_back(Event::History(Received::new(chunk, context, index)));
    } else if let Some(chunk) = Object::of(raw)
        && chunk.get("threads").is_some()
    {
        let mut rest = VecDeque::new();
        let mut left_out = Vec::new();
        let chunk = Box::new(repair(&chunk, context, index, &mut rest, &mut left_out));
        let chunk = Received::new(chunk, context, index).with_left_out(left_out);
        events.push_back(Event::History(chunk));
        events.append(&mut rest);
    } else {
        events.push_back(item(raw, context, index, Event::History));
    }
}

/// Decodes what is valid, and appends the rest to `rest` as unknown events.
fn repair(
    chunk: &Object<'_>,
    context: &Arc<Context>,
    index: usize,
    rest: &mut VecDeque<Event>,
    left_out: &mut Vec<String>,
) -> HistoryChunk {
    let mut repaired = HistoryChunk {
        metadata: chunk.decode("metadata"),
        ..HistoryChunk::default()
    };
    for raw in chunk.all("errors").flat_map(loose::items) {
        match json::decode_str(raw.get()) {
            Ok(error) => repaired.errors.push(keep(error, left_out)),
            Err(error) => rest.push_back(undecodable(raw, context, index, error)),
        }
    }
    for raw in chunk.all("threads").flat_map(loose::items) {
        let Some(thread) = Object::of(raw) else {
            let place = String::from("$");
            rest.push_back(undecodable(
                raw,
                context,
                index,
                DecodeError::Data { place },
            ));
            continue;
        };
        let mut repaired_thread = HistoryThread {
            id: thread.get("id").map(loose::text),
            context: thread.decode("context"),
            ..HistoryThread::default()
        };
        for raw in thread.all("messages").flat_map(loose::items) {
            match json::decode_str(raw.get()) {
                Ok(message) => repaired_thread.messages.push(keep(message, left_out)),
                Err(error) => rest.push_back(undecodable(raw, context, index, error)),
            }
        }
        repaired.threads.push(repaired_thread);
    }
    repaired
}

/// The value; what it lacks is noted. The places are those in the piece.
fn keep<T>(decoded: Decoded<T>, left_out: &mut Vec<String>) -> T {
    left_out.extend(decoded.left_out);
    decoded.value
}
