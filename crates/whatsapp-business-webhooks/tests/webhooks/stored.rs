//! Events that are stored and read back.

use std::time::{Duration, UNIX_EPOCH};

use serde_json::{Value, json};
use whatsapp_business_webhooks::{Event, Payload, StoredEvent};

use super::samples;

/// What the accessors of an event return. `Debug` of the data does not show texts, so the data is part of the JSON.
fn seen(event: &Event) -> String {
    let contact = match event {
        Event::Message(message) => format!(
            "{:?} {:?} {:?}",
            message
                .contact()
                .map(|contact| serde_json::to_string(contact).expect("encode")),
            message.sender().key().map(|key| key.to_string()),
            serde_json::to_string(&**message).expect("encode"),
        ),
        Event::Status(status) => format!(
            "{:?} {:?}",
            status
                .contact()
                .map(|contact| serde_json::to_string(contact).expect("encode")),
            serde_json::to_string(&**status).expect("encode"),
        ),
        Event::Unknown(unknown) => format!("{:?} {}", unknown.reason(), unknown.raw().as_str()),
        _ => String::new(),
    };
    format!(
        "{} {:?} {:?} {:?} {event:?} {contact}",
        event.kind(),
        event.dedup_key(),
        event.time().map(|time| time.as_str()),
        event.metadata(),
    )
}

/// Stores all events of a body and compares what is read back.
fn round_trip(name: &str, body: &[u8]) -> Vec<StoredEvent> {
    let events = samples::events(body);
    let alone = events.len() == 1;
    let restore = |event: &Event| {
        let json = serde_json::to_string(&event.to_stored()).expect("encode");
        let stored: StoredEvent = serde_json::from_str(&json).expect("decode");
        let restored = stored.event();
        assert_eq!(seen(&restored), seen(event), "{name}");
        if alone {
            assert_eq!(restored.raw().as_str(), event.raw().as_str(), "{name}");
        }
        let again = serde_json::to_string(&restored.to_stored()).expect("encode");
        assert_eq!(again, json, "{name}: storing it again changes it");
        stored
    };
    events.iter().map(restore).collect()
}

#[test]
fn every_sample_is_read_back_as_it_was() {
    for sample in samples::all() {
        let body = sample.body.to_string();
        round_trip(&sample.name, body.as_bytes());
        // Every entry and every list three times.
        let mut large = sample.body;
        let entries = large.pointer_mut("/entry").and_then(Value::as_array_mut);
        for entry in entries.into_iter().flatten() {
            let changes = entry.pointer_mut("/changes").and_then(Value::as_array_mut);
            for change in changes.into_iter().flatten() {
                let value = change.pointer_mut("/value").and_then(Value::as_object_mut);
                for list in value.into_iter().flat_map(|value| value.values_mut()) {
                    if let Value::Array(items) = list {
                        *items = [items.clone(), vec![json!(5)], items.clone()].concat();
                    }
                }
            }
        }
        round_trip(&sample.name, large.to_string().as_bytes());
    }
}

#[test]
fn one_of_many_is_small_and_has_its_contact() {
    let item = |n: usize| json!({"id": format!("wamid.{n}"), "from": n.to_string(), "type": "text", "text": {"body": "x"}});
    let contact = |n: usize| json!({"wa_id": n.to_string(), "profile": {"name": n.to_string()}});
    let value = json!({"metadata": {"phone_number_id": "1"}, "new": 1,
        "contacts": (0..1000).map(contact).collect::<Vec<_>>(),
        "messages": (0..1000).map(item).collect::<Vec<_>>()});
    let body = json!({"entry": [{"id": "7", "changes": [{"field": "messages", "value": value}]}]});
    let stored = round_trip("many", body.to_string().as_bytes());
    assert_eq!(stored.len(), 1000);
    for stored in stored {
        assert!(serde_json::to_string(&stored).expect("encode").len() < 500);
        let Event::Message(message) = stored.event() else {
            panic!("{stored:?}");
        };
        let contact = message.contact().and_then(|contact| contact.wa_id.as_ref());
        assert_eq!(
            contact.map(AsRef::as_ref),
            Some(message.from.as_ref().expect("from").as_ref())
        );
    }
}

#[test]
fn values_that_are_not_decoded_stay_so() {
    for body in [
        r#"{"object":"page","entry":[{"id":"7","changes":[{"field":"messages","value":{"messages":[{"id":"a"}]}}]}]}"#,
        r#"{"entry":[{"id":"7","changes":[{"field":"messages"}]},5]}"#,
        r#"{"entry":[{"id":"0","time":"5","changes":[{"field":"moon","value":[1, 2]}]}]}"#,
    ] {
        round_trip(body, body.as_bytes());
    }
}

#[test]
fn the_form_is_stable() {
    let body = r#"{"entry":[{"id":"7","time":5,"changes":[{"field":"moon","value":{"a": 1}}]}]}"#;
    let event = Payload::parse(body).expect("parse").events().next();
    let event = event.expect("event");
    let time = UNIX_EPOCH + Duration::from_millis(1500);
    let stored = event.to_stored().with_received_at(time);
    assert_eq!(stored.received_at(), Some(time));
    let text = serde_json::to_string(&stored).expect("encode");
    let key = event.dedup_key();
    assert_eq!(
        text,
        format!(
            r#"{{"version":1,"key":"{key}","kind":"Unknown","field":"moon","entry":"7","time":5,"value":{{"a": 1}},"nth":0,"received_at":1500}}"#
        )
    );
    assert!(!format!("{stored:?}").contains("\"a\""));
    let wrong = |from: &str, to: &str| serde_json::from_str::<StoredEvent>(&text.replace(from, to));
    assert!(wrong("\"nth\"", "\"new\":[],\"nth\"").is_ok());
    assert!(wrong("\"version\":1", "\"version\":2").is_err());
    assert!(wrong(&key.to_string(), "00").is_err());
    // An event that a newer decoder no longer finds is kept.
    let kept = wrong("\"nth\":0", "\"nth\":9").expect("decode").event();
    assert_eq!((kept.kind(), kept.dedup_key()), ("Unknown", key));
}
