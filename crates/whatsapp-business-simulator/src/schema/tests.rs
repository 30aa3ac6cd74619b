use serde_json::{Value, json};

use super::{Components, Schema, Unknown, convert};

fn document() -> Value {
    json!({ "components": { "schemas": {
        "Message": { "allOf": [
            { "$ref": "#/components/schemas/Envelope" },
            { "$ref": "#/components/schemas/Content" },
            { "$ref": "#/components/schemas/Recipient" },
        ] },
        "Envelope": { "type": "object", "required": ["messaging_product"], "properties": {
            "messaging_product": { "type": "string", "enum": ["whatsapp"] },
            "context": { "$ref": "#/components/schemas/Context" },
        } },
        "Context": { "type": "object", "required": ["message_id"], "properties": {
            "message_id": { "type": "string" },
        } },
        "Recipient": { "x-untagged": true, "oneOf": [
            { "$ref": "#/components/schemas/ByNumber" }, { "$ref": "#/components/schemas/ByUser" },
        ] },
        "ByNumber": { "type": "object", "required": ["to"], "properties": { "to": { "type": "string" } } },
        "ByUser": { "type": "object", "required": ["recipient"], "properties": {
            "recipient": { "type": "string" },
        } },
        "Content": {
            "oneOf": [{ "$ref": "#/components/schemas/TextContent" },
                      { "$ref": "#/components/schemas/InteractiveContent" }],
            "discriminator": { "propertyName": "type", "mapping": {
                "text": "#/components/schemas/TextContent",
                "interactive": "#/components/schemas/InteractiveContent",
            } },
        },
        "TextContent": { "type": "object", "required": ["text"], "properties": {
            "type": { "type": "string", "enum": ["text"] },
            "text": { "$ref": "#/components/schemas/Text" },
        } },
        "Text": { "type": "object", "required": ["body"], "properties": {
            "body": { "type": "string", "maxLength": 10 }, "preview_url": { "type": "boolean" },
        } },
        "InteractiveContent": { "type": "object", "required": ["type", "interactive"], "properties": {
            "type": { "type": "string", "enum": ["interactive"] },
            "interactive": { "$ref": "#/components/schemas/Interactive" },
        } },
        "Interactive": {
            "oneOf": [{ "$ref": "#/components/schemas/ButtonInteractive" },
                      { "$ref": "#/components/schemas/ListInteractive" }],
            "discriminator": { "propertyName": "type", "mapping": {
                "button": "#/components/schemas/ButtonInteractive",
                "list": "#/components/schemas/ListInteractive",
            } },
            "x-aliases": { "BUTTON": "button" },
        },
        "ButtonInteractive": { "type": "object", "required": ["type", "action"], "properties": {
            "type": { "type": "string", "enum": ["button"] },
            "action": { "$ref": "#/components/schemas/ButtonAction" },
        } },
        "ButtonAction": { "type": "object", "required": ["buttons"], "properties": {
            "buttons": { "type": "array", "minItems": 1, "maxItems": 3,
                "items": { "$ref": "#/components/schemas/Button" } },
        } },
        "Button": { "type": "object", "required": ["title"], "properties": {
            "title": { "type": "string", "minLength": 1, "maxLength": 5 },
            "style": { "$ref": "#/components/schemas/Style" },
        } },
        "Style": { "type": "string", "enum": ["plain", "bold"], "x-aliases": { "PLAIN": "plain" } },
        "ListInteractive": { "type": "object", "required": ["type"], "properties": {
            "type": { "type": "string", "enum": ["list"] },
            "labels": { "type": "object", "additionalProperties": { "type": "string" } },
            "extra": { "type": "object", "additionalProperties": true },
            "when": { "oneOf": [{ "type": "string" }, { "type": "integer", "format": "int64" }] },
            "day": { "type": "string", "format": "date" },
            "share": { "type": "number", "minimum": 0, "exclusiveMinimum": true },
            "next": { "$ref": "#/components/schemas/ListInteractive" },
        } },
    } } })
}

fn problems_of(name: &str, value: &Value, unknown: Unknown) -> Vec<String> {
    let document = document();
    let target = json!({ "$ref": format!("#/components/schemas/{name}") });
    let schema = Schema::new(convert(Components::new(&document), &target, unknown));
    schema.compile().unwrap();
    schema
        .problems(value)
        .iter()
        .map(ToString::to_string)
        .collect()
}

fn problems(value: &Value) -> Vec<String> {
    problems_of("Message", value, Unknown::Refuse)
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
    let tolerated = problems_of(
        "Message",
        &with(&json!({ "colour": "red" })),
        Unknown::Tolerate,
    );
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
    assert_eq!(problems_of("Interactive", &value, Unknown::Refuse), none);
    let value = json!({ "type": "Button", "action": { "buttons": [{ "title": "Yes" }] } });
    assert_eq!(problems_of("Interactive", &value, Unknown::Refuse).len(), 1);
}

#[test]
fn maps_scalars_and_formats() {
    let check = |value: Value| problems_of("Interactive", &value, Unknown::Refuse);
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
        check(json!({ "type": "list", "day": "yesterday" })),
        ["/day: is not a valid date"]
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
        check(json!({ "type": "list", "day": null })),
        ["/day: must be of type string, but is null (leave the property out instead)"],
    );
}

#[test]
fn tags_and_required_see_through_compositions() {
    let document = document();
    let components = Components::new(&document);
    let message = json!({ "$ref": "#/components/schemas/Message" });
    let tags = components
        .tags(components.resolve(document.pointer("/components/schemas/Message").unwrap()));
    assert_eq!(
        tags.keys().copied().collect::<Vec<_>>(),
        ["messaging_product", "type"]
    );
    assert!(
        components
            .declared_in(&message)
            .unwrap()
            .contains("recipient")
    );
    let required = components.required(document.pointer("/components/schemas/Message").unwrap());
    assert_eq!(
        required.into_iter().collect::<Vec<_>>(),
        ["messaging_product"]
    );
}
