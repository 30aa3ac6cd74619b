//! Parts of a message history, which have messages inside.

use std::collections::VecDeque;
use std::sync::Arc;

use serde_json::value::RawValue;

use super::loose::{self, Object};
use super::place::place;
use super::{item, unknown};
use crate::event::Event;
use crate::notification::{Context, Notification};
use crate::types::{HistoryChunk, HistoryMessage, HistoryThread};
use crate::unknown::UnknownReason;

/// Decodes a part. A malformed message is taken out of it and handed over raw, behind the part.
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
        let chunk = mend(&chunk, context, index, &mut rest);
        events.push_back(Event::History(Notification::new(
            Box::new(chunk),
            context,
            index,
        )));
        events.append(&mut rest);
    } else {
        events.push_back(whole);
    }
}

/// The part without what does not decode, which goes to `rest`.
fn mend(
    chunk: &Object<'_>,
    context: &Arc<Context>,
    index: usize,
    rest: &mut VecDeque<Event>,
) -> HistoryChunk {
    let mut mended = HistoryChunk {
        metadata: chunk.decode("metadata"),
        ..HistoryChunk::default()
    };
    for raw in chunk.all("errors").flat_map(loose::items) {
        match serde_json::from_str(raw.get()) {
            Ok(error) => mended.errors.push(error),
            Err(_) => rest.push_back(item(raw, context, index, Event::Error)),
        }
    }
    for raw in chunk.all("threads").flat_map(loose::items) {
        let Some(thread) = Object::of(raw) else {
            let reason = UnknownReason::Undecodable(place::<HistoryThread>(raw.get()));
            let raw = context.raw.within(raw.get());
            rest.push_back(unknown(Arc::clone(context), raw, reason, index));
            continue;
        };
        let mut mended_thread = HistoryThread {
            id: thread.get("id").map(loose::text),
            context: thread.decode("context"),
            ..HistoryThread::default()
        };
        for raw in thread.all("messages").flat_map(loose::items) {
            match serde_json::from_str::<HistoryMessage>(raw.get()) {
                Ok(message) => mended_thread.messages.push(message),
                Err(_) => rest.push_back(item(raw, context, index, Event::HistoryMessage)),
            }
        }
        mended.threads.push(mended_thread);
    }
    mended
}
