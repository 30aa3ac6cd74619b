use serde_json::{Value, json};

use super::Schema;

/// Schemas of a small document, as xtask converts them; a test of its own holds this file against that.
fn schema(name: &str) -> Schema {
    let schemas: Value = serde_json::from_str(include_str!("fixture.json")).unwrap();
    Schema::from(schemas[name].clone())
}

fn problems_of(name: &str, value: &Value) -> Vec<String> {
    problems_by(&schema(name), value)
}

fn problems_by(schema: &Schema, value: &Value) -> Vec<String> {
    schema.compile().unwrap();
    schema
        .problems(value)
        .iter()
        .map(ToString::to_string)
        .collect()
}

fn problems(value: &Value) -> Vec<String> {
    problems_of("Message", value)
}

fn with(changes: &Value) -> Value {
    let mut message = json!({
        "messaging_product": "whatsapp", "to": "15550100042", "type": "text", "text": { "body": "Hello" },
    });
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            message.as_object_mut().unwrap().remove(name);
        } else {
            message[name] = value.clone();
        }
    }
    message
}

#[test]
fn valid_values_have_no_problems() {
    let none: [String; 0] = [];
    assert_eq!(problems(&with(&json!({}))), none);
    assert_eq!(
        problems(&with(&json!({ "context": { "message_id": "wamid.x" } }))),
        none
    );
    assert_eq!(
        problems(&with(&json!({ "to": null, "recipient": "US.1" }))),
        none
    );
    assert_eq!(
        problems(&with(&json!({ "type": null }))),
        none,
        "an optional tag may be absent"
    );
    let button = json!({ "type": "button", "action": { "buttons": [{ "title": "Yes" }] } });
    let interactive = json!({ "type": "interactive", "text": null, "interactive": button });
    assert_eq!(problems(&with(&interactive)), none);
}

#[test]
fn a_wrong_value_is_the_only_problem() {
    assert_eq!(
        problems(&with(&json!({ "text": { "body": "Hello, hello" } }))),
        ["/text/body: is longer than 10 characters (it has 12); shorten it"],
    );
    assert_eq!(
        problems(&with(&json!({ "text": { "body": 5 } }))),
        ["/text/body: must be of type string, but is number"],
    );
    assert_eq!(
        problems(&with(&json!({ "text": { "preview_url": true } }))),
        ["/text/body: is required but missing; add it"],
    );
    assert_eq!(
        problems(&with(&json!({ "type": "sms" }))),
        ["/type: is not one of the allowed values: `interactive`, `text`"],
    );
    assert_eq!(
        problems(&with(&json!({ "messaging_product": "sms" }))),
        ["/messaging_product: must be `whatsapp`"],
    );
}

#[test]
fn nested_unions_report_the_chosen_variant() {
    let long = json!({ "type": "button", "action": { "buttons": [{ "title": "Certainly" }] } });
    assert_eq!(
        problems(&with(
            &json!({ "type": "interactive", "text": null, "interactive": long })
        )),
        ["/interactive/action/buttons/0/title: is longer than 5 characters (it has 9); shorten it"],
    );
    let none = json!({ "type": "button", "action": { "buttons": [] } });
    assert_eq!(
        problems(&with(
            &json!({ "type": "interactive", "text": null, "interactive": none })
        )),
        ["/interactive/action/buttons: has fewer than 1 items (it has 0); add some"],
    );
}

#[test]
fn unknown_properties_are_named_with_their_path() {
    assert_eq!(
        problems(&with(
            &json!({ "text": { "body": "Hi", "preview_urls": true } })
        )),
        ["/text/preview_urls: is not a known property; did you mean `preview_url`?"],
    );
    assert_eq!(
        problems(&with(&json!({ "colour": "red" }))),
        [
            "/colour: is not a known property; remove it. Known properties are `context`, `interactive`, \
          `messaging_product`, `recipient`, `text`, `to`, `type`"
        ],
    );
    assert_eq!(
        problems(&with(&json!({ "interactive": {} }))).len(),
        1,
        "a property of another variant",
    );
    let both = problems(&with(
        &json!({ "zzz": 1, "text": { "body": "Hello, hello" } }),
    ));
    assert_eq!(both.len(), 2, "{both:?}");
    let mut tolerant = schema("Message");
    tolerant.tolerate_unknown();
    let tolerated = problems_by(&tolerant, &with(&json!({ "colour": "red" })));
    assert!(tolerated.is_empty(), "{tolerated:?}");
}

#[test]
fn untagged_unions_report_the_closest_variant() {
    assert_eq!(
        problems(&with(&json!({ "to": null }))),
        ["body: needs one of `to`, `recipient`; add it"],
    );
    let both = problems(&with(&json!({ "recipient": "US.1" })));
    assert_eq!(both.len(), 1, "{both:?}");
    assert!(both[0].contains("may not be combined"), "{both:?}");
    assert_eq!(
        problems(&with(&json!({ "to": 15 }))),
        ["/to: must be of type string, but is number"],
    );
}

#[test]
fn aliases_are_accepted() {
    let none: [String; 0] = [];
    let value = json!({ "type": "BUTTON", "action": { "buttons": [{ "title": "Yes", "style": "PLAIN" }] } });
    assert_eq!(problems_of("Interactive", &value), none);
}

#[test]
fn values_compare_without_regard_to_case() {
    let none: [String; 0] = [];
    let button = json!({ "type": "Button", "action": { "buttons": [{ "title": "Yes", "style": "Plain" }] } });
    assert_eq!(problems_of("Interactive", &button), none);
    assert_eq!(
        problems(&with(
            &json!({ "type": "TEXT", "messaging_product": "WhatsApp" })
        )),
        none
    );
    let long = with(&json!({ "type": "Text", "text": { "body": "Hello, hello" } }));
    assert_eq!(
        problems(&long),
        ["/text/body: is longer than 10 characters (it has 12); shorten it"],
        "the tag still chooses the variant",
    );
}

#[test]
fn maps_and_scalars() {
    let check = |value: Value| problems_of("Interactive", &value);
    let none: [String; 0] = [];
    assert_eq!(
        check(json!({ "type": "list", "labels": { "a": "b" }, "extra": { "x": [1] } })),
        none
    );
    assert_eq!(
        check(json!({ "type": "list", "labels": { "a": 1 } })),
        ["/labels/a: must be of type string, but is number"],
    );
    assert_eq!(check(json!({ "type": "list", "when": 5 })), none);
    assert_eq!(
        check(json!({ "type": "list", "when": true })),
        ["/when: must be of type string or integer"]
    );
    assert_eq!(
        check(json!({ "type": "list", "share": 0 })),
        ["/share: must be greater than 0"]
    );
    assert_eq!(
        check(json!({ "type": "list", "next": { "type": "list", "next": { "type": "list", "x": 1 } } })).len(),
        1, "recursive schemas",
    );
    assert_eq!(
        check(json!({ "type": "list", "share": null })),
        ["/share: must be of type number, but is null (leave the property out instead)"],
    );
}
