//! Payloads without damage.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::Value;
use whatsapp_business_webhooks::{
    Content, DeliveryStatus, Event, FIELDS, InteractiveContent, Owner, Payload, UnknownReason,
};

use super::samples::{all, events, inspect};

/// Fields with undocumented values.
const UNDOCUMENTED: [&str; 2] = ["consumer_profile", "campaign_status_update"];

#[test]
fn every_sample_is_typed() {
    let mut fields = BTreeSet::new();
    for sample in all() {
        let events = events(sample.body.to_string().as_bytes());
        assert!(!events.is_empty(), "{}", sample.name);
        for event in &events {
            inspect(event);
            let field = event.metadata().field().as_str();
            fields.insert(field.to_owned());
            match event {
                Event::Unknown(unknown) => {
                    assert!(
                        UNDOCUMENTED.contains(&field),
                        "{}: {unknown:?}",
                        sample.name
                    );
                    assert_eq!(unknown.reason(), &UnknownReason::Undocumented);
                }
                Event::Message(message) => {
                    let content = message.content();
                    assert!(!matches!(content, Content::Unknown(_)), "{}", sample.name);
                    if let Content::Interactive(reply) = content {
                        assert!(!matches!(reply.content(), InteractiveContent::Unknown(_)));
                    }
                    assert!(message.sender().key().is_some(), "{}", sample.name);
                    assert!(message.metadata().phone_number_id().is_some());
                }
                Event::Status(status) => {
                    let delivery = status.delivery_status();
                    assert!(
                        !matches!(delivery, DeliveryStatus::Unknown(_)),
                        "{}: {delivery:?}",
                        sample.name
                    );
                }
                Event::MessageEcho(echo) => {
                    assert!(
                        !matches!(echo.content(), Content::Unknown(_)),
                        "{}",
                        sample.name
                    );
                }
                _ => {}
            }
        }
    }
    if !fields.is_empty() {
        let known: BTreeSet<String> = FIELDS.iter().map(|&field| field.to_owned()).collect();
        assert_eq!(fields, known);
    }
}

#[test]
fn whole_values_can_be_decoded() {
    for sample in all() {
        let payload = Payload::parse(sample.body.to_string()).expect("parse");
        for change in payload.entries().iter().flat_map(|entry| entry.changes()) {
            let value = change.decode().expect("field").expect("value");
            assert!(
                change.field().as_str() == value.field(),
                "{}: {:?}",
                sample.name,
                change.field()
            );
        }
    }
}

/// Compares the number of events of each kind with the lengths of the lists.
#[test]
fn every_item_is_an_event() {
    let lists: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("Message", &["/messages"][..]),
        ("Status", &["/statuses"]),
        ("UserAction", &["/user_actions"]),
        ("Error", &["/errors"]),
        ("Call", &["/calls"]),
        ("CallStatus", &["/statuses"]),
        ("MessageEcho", &["/message_echoes"]),
        ("AppStateSync", &["/state_sync"]),
        ("History", &["/history"]),
        ("HistoryMessage", &["/messages", "/message_echoes"]),
        ("StandbyMessage", &["/standby/messages"]),
        ("StandbyStatus", &["/standby/statuses"]),
        ("StandbyEcho", &["/standby/message_echoes"]),
        ("Group", &["/groups"]),
        ("UserPreference", &["/user_preferences"]),
        ("UserIdUpdate", &["/user_id_update"]),
        ("AutomaticEvent", &["/automatic_events"]),
        ("TrackingEvent", &["/events"]),
    ]);
    for sample in all() {
        let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
        for event in events(sample.body.to_string().as_bytes()) {
            *counted.entry(event.kind()).or_default() += 1;
        }
        for (kind, count) in counted {
            let Some(names) = lists.get(kind) else {
                continue;
            };
            let values = sample.body["entry"].as_array().expect("entries").iter();
            let values = values.flat_map(|entry| entry["changes"].as_array().expect("changes"));
            let expected: usize = values
                .flat_map(|change| names.iter().map(|name| change["value"].pointer(name)))
                .flatten()
                .filter_map(Value::as_array)
                .map(Vec::len)
                .sum();
            assert_eq!(count, expected, "{}: {kind}", sample.name);
        }
    }
}

#[test]
fn keys_are_stable_and_unique() {
    let mut keys = HashSet::new();
    for sample in all() {
        let body = sample.body.to_string();
        let first: Vec<_> = events(body.as_bytes())
            .iter()
            .map(Event::dedup_key)
            .collect();
        let again: Vec<_> = events(body.as_bytes())
            .iter()
            .map(Event::dedup_key)
            .collect();
        assert_eq!(first, again, "{}", sample.name);
        let distinct: HashSet<_> = first.iter().collect();
        assert_eq!(distinct.len(), first.len(), "{}", sample.name);
        keys.extend(first);
    }
    assert!(keys.is_empty() || keys.len() > 100);
}

#[test]
fn accounts_and_portfolios_are_distinguished() {
    for sample in all() {
        for event in events(sample.body.to_string().as_bytes()) {
            let owner = event.metadata().owner();
            let right = match owner.map(Owner::as_str) {
                Some("2729063490586005") => matches!(owner, Some(Owner::Portfolio(_))),
                _ => !matches!(owner, Some(Owner::Portfolio(_))),
            };
            assert!(right, "{}: {owner:?}", sample.name);
            if let Some(Owner::Ambiguous(_)) = owner {
                let field = event.metadata().field().as_str();
                assert!(
                    UNDOCUMENTED.contains(&field) || field == "payment_configuration_update",
                    "{}",
                    sample.name
                );
            }
        }
    }
}

#[test]
fn personal_data_is_not_printed() {
    let hidden = [
        "1555010",
        "Ada",
        "ada.fictional",
        "harbour",
        "13491208655302741918",
        "11815799212886844830",
        "lookaside",
    ];
    for sample in all() {
        let payload = Payload::parse(sample.body.to_string()).expect("parse");
        let mut printed = format!("{payload:?}");
        for event in &payload {
            printed.push_str(&format!("{event:?} {event:#?} {:?}", event.metadata()));
            if let Event::Message(message) = &event {
                printed.push_str(&format!("{:?} {:?}", message.content(), message.contact()));
            }
        }
        for hidden in hidden {
            assert!(!printed.contains(hidden), "{}: {hidden}", sample.name);
        }
    }
}
