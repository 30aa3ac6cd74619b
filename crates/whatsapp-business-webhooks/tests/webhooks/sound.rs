//! Payloads as they are.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::Value;
use whatsapp_business_webhooks::{
    Content, Event, FIELDS, InteractiveAnswer, Owner, Payload, State, UnknownReason,
};

use super::samples::{all, events, inspect};

/// Fields whose values are not documented.
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
                        assert!(!matches!(reply.answer(), InteractiveAnswer::Unknown(_)));
                    }
                    assert!(message.sender().key().is_some(), "{}", sample.name);
                    assert!(message.metadata().phone_number_id().is_some());
                }
                Event::Status(status) => {
                    let state = status.state();
                    assert!(
                        !matches!(state, State::Unknown(_)),
                        "{}: {state:?}",
                        sample.name
                    );
                }
                Event::Echo(echo) => {
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
fn whole_values_decode_too_and_lose_nothing() {
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

/// How many events of a kind each sample has, by the lists that it consists of.
#[test]
fn every_item_is_an_event() {
    let lists: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("Message", &["/messages"][..]),
        ("Status", &["/statuses"]),
        ("UserAction", &["/user_actions"]),
        ("Error", &["/errors"]),
        ("Call", &["/calls"]),
        ("CallStatus", &["/statuses"]),
        ("Echo", &["/message_echoes"]),
        ("AppState", &["/state_sync"]),
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
fn keys_are_the_same_again_and_different_for_others() {
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
fn accounts_and_portfolios_are_told_apart() {
    for sample in all() {
        for event in events(sample.body.to_string().as_bytes()) {
            let owner = event.metadata().owner();
            let right = match owner.as_str() {
                "2729063490586005" => matches!(owner, Owner::Portfolio(_)),
                "" => matches!(owner, Owner::Nobody),
                _ => matches!(owner, Owner::Account(_) | Owner::Unclear(_)),
            };
            assert!(right, "{}: {owner:?}", sample.name);
            if let Owner::Unclear(_) = owner {
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
fn nothing_that_a_person_is_or_wrote_is_printed() {
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
