//! Any bytes as the body of a webhook.
//!
//! `cargo fuzz run payload` in `tests`, or `.ci/fuzz SECONDS` with the examples of the specification as the corpus.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};
use serde_json::Value;
use whatsapp_business_webhooks::{Content, Event, Payload};

fuzz_target!(|body: &[u8]| -> Corpus { check(body) });

fn check(body: &[u8]) -> Corpus {
    let text = String::from_utf8_lossy(body);
    let is_json = serde_json::from_str::<Value>(&text);
    let payload = match (Payload::parse(body.to_vec()), is_json) {
        (Ok(payload), _) => payload,
        (Err(_), Ok(Value::Object(_))) => panic!("an object is rejected"),
        // Not worth keeping: only JSON reaches the decoders.
        (Err(_), _) => return Corpus::Reject,
    };
    let changes: usize = payload
        .entries()
        .iter()
        .map(|entry| entry.changes().len())
        .sum();
    let mut events = 0;
    for event in payload.events() {
        look_at(&event);
        events += 1;
    }
    assert!(events >= changes, "{changes} changes, {events} events");
    for change in payload.entries().iter().flat_map(|entry| entry.changes()) {
        if let Some(Ok(value)) = change.decode() {
            let _ = (value.field(), format!("{value:?}"));
        }
    }
    Corpus::Keep
}

/// Calls all methods that a handler may call.
fn look_at(event: &Event) {
    assert!(
        serde_json::from_str::<serde::de::IgnoredAny>(event.raw().as_str()).is_ok(),
        "raw JSON is not JSON"
    );
    let _ = (event.kind(), event.metadata().owner(), event.time());
    let _ = (event.dedup_key(), format!("{event:?}"));
    match event {
        Event::Message(message) => {
            let _ = (message.sender().key(), message.contact());
            if let Content::Interactive(reply) = message.content() {
                let _ = reply.content();
            }
        }
        Event::Status(status) => {
            let _ = (status.delivery_status(), status.stage());
        }
        Event::MessageEcho(echo) => {
            let _ = echo.content();
        }
        Event::HistoryMessage(message) => {
            let _ = message.content();
        }
        _ => {}
    }
}
