//! Every property of every sample, damaged in every way, between neighbors that must stay intact.

use serde_json::{Map, Value, json};
use whatsapp_business_webhooks::Event;

use super::samples::{Sample, all, events, inspect};

/// JSON pointers of all values inside of a value.
fn places(value: &Value, at: &str, places: &mut Vec<String>) {
    let mut below = |name: &str, value: &Value| {
        let name = name.replace('~', "~0").replace('/', "~1");
        let at = format!("{at}/{name}");
        places.push(at.clone());
        self::places(value, &at, places);
    };
    match value {
        Value::Object(properties) => properties
            .iter()
            .for_each(|(name, value)| below(name, value)),
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                below(&index.to_string(), value);
            }
        }
        _ => {}
    }
}

/// Damages a value. `None` removes it.
type Damage = fn(&Value) -> Option<Value>;

/// All damages by name.
fn damages() -> Vec<(&'static str, Damage)> {
    vec![
        ("removed", |_| None),
        ("null", |_| Some(Value::Null)),
        ("number", |_| Some(json!(7))),
        ("fraction", |_| Some(json!(-1.5e300))),
        ("text", |_| Some(json!("AN_UNKNOWN_VALUE"))),
        ("empty text", |_| Some(json!(""))),
        ("boolean", |_| Some(json!(true))),
        ("array", |_| Some(json!([]))),
        ("array of itself", |value| Some(json!([value]))),
        ("object", |_| Some(json!({}))),
        ("unknown sibling", |value| {
            let mut value = value.as_object()?.clone();
            value.insert(
                "a_new_property".to_owned(),
                json!({"deep": [[{"a": null}]]}),
            );
            Some(Value::Object(value))
        }),
    ]
}

fn damaged(value: &Value, place: &str, damage: Damage) -> Value {
    let mut value = value.clone();
    let (parent, name) = place.rsplit_once('/').expect("pointer");
    let name = name.replace("~1", "/").replace("~0", "~");
    let new = damage(value.pointer(place).expect("place"));
    match (value.pointer_mut(parent).expect("parent"), new) {
        (Value::Object(properties), Some(new)) => drop(properties.insert(name, new)),
        (Value::Object(properties), None) => drop(properties.remove(&name)),
        (Value::Array(items), Some(new)) => items[name.parse::<usize>().expect("index")] = new,
        (Value::Array(items), None) => drop(items.remove(name.parse().expect("index"))),
        _ => unreachable!(),
    }
    value
}

fn body(changes: &[Value]) -> Vec<u8> {
    json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": changes}]})
        .to_string()
        .into_bytes()
}

fn changes(sample: &Sample) -> Vec<Value> {
    let entries = sample.body["entry"].as_array().expect("entries").iter();
    let changes = entries.flat_map(|entry| entry["changes"].as_array().expect("changes"));
    changes.cloned().collect()
}

#[test]
fn a_damaged_change_is_kept_and_its_neighbors_are_intact() {
    let neighbor = json!({"field": "messages", "value": {"messages": [{"id": "wamid.neighbor"}]}});
    let is_neighbor = |event: &Event| match event {
        Event::Message(message) => message.id.as_str() == "wamid.neighbor",
        _ => false,
    };
    for sample in all() {
        for change in changes(&sample) {
            let mut all_places = Vec::new();
            places(&change, "", &mut all_places);
            for place in &all_places {
                for (name, damage) in damages() {
                    let damaged = damaged(&change, place, damage);
                    let body = body(&[neighbor.clone(), damaged, neighbor.clone()]);
                    let events = events(&body);
                    let what = format!("{}: {place} {name}", sample.name);
                    assert!(events.len() >= 3, "{what}: {}", events.len());
                    events.iter().for_each(inspect);
                    let [first, .., last] = events.as_slice() else {
                        unreachable!();
                    };
                    assert!(is_neighbor(first) && is_neighbor(last), "{what}");
                }
            }
        }
    }
}

/// The lists of events in a value.
fn lists(value: &Map<String, Value>) -> Vec<String> {
    let mut lists = Vec::new();
    for (name, value) in value {
        match value {
            Value::Array(items) if name != "contacts" && items.iter().all(Value::is_object) => {
                lists.push(format!("/value/{name}"));
            }
            Value::Object(inner) if name == "standby" => {
                let inner = self::lists(inner).into_iter();
                lists.extend(inner.map(|list| list.replace("/value/", "/value/standby/")));
            }
            _ => {}
        }
    }
    lists
}

#[test]
fn a_damaged_item_does_not_affect_the_others() {
    let mut tried = 0;
    for sample in all() {
        for change in changes(&sample) {
            let field = change["field"].as_str().expect("field");
            // These values are one event; their lists are not lists of events.
            if matches!(
                field,
                "account_update" | "flows" | "message_template_components_update"
            ) {
                continue;
            }
            for list in lists(change["value"].as_object().expect("value")) {
                let item = &change.pointer(&list).expect("list")[0];
                let mut all_places = vec![String::new()];
                places(item, "", &mut all_places);
                for place in &all_places {
                    for (name, damage) in damages() {
                        let wrapped = json!({"item": item});
                        let damaged = damaged(&wrapped, &format!("/item{place}"), damage);
                        let Some(damaged) = damaged.get("item") else {
                            continue;
                        };
                        let what = format!("{}: {list}{place} {name}", sample.name);
                        check(&change, &list, item, damaged, &what);
                        tried += 1;
                    }
                }
            }
        }
    }
    assert!(tried == 0 || tried > 10_000, "{tried}");
}

fn check(change: &Value, list: &str, item: &Value, damaged: &Value, what: &str) {
    let mut change = change.clone();
    *change.pointer_mut(list).expect("list") = json!([item, item]);
    let whole = events(&body(std::slice::from_ref(&change)));
    let typed =
        |events: &[Event], kind: &str| events.iter().filter(|event| event.kind() == kind).count();
    *change.pointer_mut(list).expect("list") = json!([item, damaged, item]);
    let events = events(&body(&[change]));
    assert!(events.len() > whole.len(), "{what}: {events:?}");
    for event in &events {
        inspect(event);
        assert!(
            typed(&events, event.kind()) >= typed(&whole, event.kind()),
            "{what}"
        );
    }
    for event in &whole {
        assert!(
            typed(&events, event.kind()) >= typed(&whole, event.kind()),
            "{what}"
        );
    }
}

#[test]
fn unknown_values_of_enumerations_are_kept() {
    for sample in all() {
        for change in changes(&sample) {
            let mut all_places = Vec::new();
            places(&change["value"], "/value", &mut all_places);
            let names = [
                "type",
                "status",
                "event",
                "category",
                "direction",
                "decision",
            ];
            for place in all_places {
                let name = place.rsplit('/').next().unwrap_or_default();
                if !names.contains(&name) || !change.pointer(&place).expect("place").is_string() {
                    continue;
                }
                let damaged = damaged(&change, &place, |_| Some(json!("brand_new")));
                let field = change["field"].as_str().expect("field");
                for event in events(&body(&[damaged])) {
                    let undocumented =
                        matches!(field, "consumer_profile" | "campaign_status_update");
                    let unknown = matches!(event, Event::Unknown(_));
                    assert_eq!(unknown, undocumented, "{}: {place}: {event:?}", sample.name);
                }
            }
        }
    }
}
