//! Parts of a message history, which contain messages.

use std::collections::VecDeque;
use std::sync::Arc;

use serde_json::value::RawValue;

use super::item::{item, undecodable};
use super::loose::{self, Object};
use crate::context::Context;
use crate::event::Event;
use crate::received::Received;
use crate::types::app::{HistoryChunk, HistoryMessage, HistoryThread};

/// Decodes a part. A malformed message becomes an unknown event after the part.
pub(super) fn chunk(
    raw: &RawValue,
    context: &Arc<Context>,
    index: usize,
    events: &mut VecDeque<Event>,
) {
    let whole = item(raw, context, index, Event::History);
    if let Event::Unknown(_) = whole
        && let Some(chunk) = Object::of(raw)
        && chunk.get("threads").is_some()
    {
        let mut rest = VecDeque::new();
        let chunk = repair(&chunk, context, index, &mut rest);
        events.push_back(Event::History(Received::new(
            Box::new(chunk),
            context,
            index,
        )));
        events.append(&mut rest);
    } else {
        events.push_back(whole);
    }
}

/// Decodes what is valid, and appends the rest to `rest` as unknown events.
fn repair(
    chunk: &Object<'_>,
    context: &Arc<Context>,
    index: usize,
    rest: &mut VecDeque<Event>,
) -> HistoryChunk {
    let mut repaired = HistoryChunk {
        metadata: chunk.decode("metadata"),
        ..HistoryChunk::default()
    };
    for raw in chunk.all("errors").flat_map(loose::items) {
        match serde_json::from_str(raw.get()) {
            Ok(error) => repaired.errors.push(error),
            Err(_) => rest.push_back(item(raw, context, index, Event::Error)),
        }
    }
    for raw in chunk.all("threads").flat_map(loose::items) {
        let Some(thread) = Object::of(raw) else {
            rest.push_back(undecodable::<HistoryThread>(raw, context, index));
            continue;
        };
        let mut repaired_thread = HistoryThread {
            id: thread.get("id").map(loose::text),
            context: thread.decode("context"),
            ..HistoryThread::default()
        };
        for raw in thread.all("messages").flat_map(loose::items) {
            match serde_json::from_str::<HistoryMessage>(raw.get()) {
                Ok(message) => repaired_thread.messages.push(message),
                Err(_) => rest.push_back(item(raw, context, index, Event::HistoryMessage)),
            }
        }
        repaired.threads.push(repaired_thread);
    }
    repaired
}
