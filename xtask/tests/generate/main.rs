//! What each construct of the dialect becomes: a small document in, Rust out. That the output compiles is shown by the family crates,
//! which use every construct.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod operations;

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};
use xtask::bundle::Bundled;
use xtask::{emit, read};

/// A document whose operation `send` takes the schema `Sent` and answers the schema `Received`; either may be left out.
#[expect(
    clippy::needless_pass_by_value,
    reason = "what `json!` makes is given away"
)]
fn document(schemas: Value) -> Value {
    let reference =
        |name: &str| json!({"schema": {"$ref": format!("#/components/schemas/{name}")}});
    let mut operation = json!({
        "operationId": "send",
        "summary": "Send it",
        "description": "Sends it.",
        "responses": {"200": {"description": "Sent."}},
    });
    if schemas.get("Sent").is_some() {
        operation["requestBody"] =
            json!({"required": true, "content": {"application/json": reference("Sent")}});
    }
    if schemas.get("Received").is_some() {
        operation["responses"]["200"]["content"] =
            json!({"application/json": reference("Received")});
    }
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Test", "description": "A test."},
        "paths": {"/things": {"post": operation}},
        "components": {"schemas": schemas},
    })
}

fn generate(document: &Value) -> BTreeMap<String, String> {
    let api = read::read("test", document).unwrap();
    emit::files(&api).unwrap()
}

/// The generated files of some names, without their heads.
fn excerpt(document: &Value, names: &[&str]) -> String {
    let files = generate(document);
    let bodies = names.iter().map(|name| {
        let text = &files[*name];
        let start = text.find("\n\n").map_or(0, |end| end + 2);
        format!("// {name}\n{}", &text[start..])
    });
    bodies.collect::<Vec<_>>().join("\n")
}

#[test]
fn an_enumeration_is_open() {
    let document = document(json!({
        "Received": {"type": "object", "description": "A light.", "properties": {
            "state": {"$ref": "#/components/schemas/State"},
        }},
        "State": {
            "type": "string", "description": "State of a light.", "enum": ["ON", "OFF", "3_WAY"],
            "x-enum-descriptions": {"ON": "It shines.", "OFF": "It does not.", "3_WAY": "It has three states."},
            "x-enum-names": {"OFF": "Dark"}, "x-aliases": {"enabled": "ON"},
        },
    }));
    insta::assert_snapshot!(excerpt(&document, &["enums.rs"]));
}

#[test]
fn a_closed_enumeration_is_plain() {
    let document = document(json!({
        "Sent": {"type": "object", "description": "A light.", "required": ["state"], "properties": {
            "state": {"$ref": "#/components/schemas/State"},
        }},
        "State": {"type": "string", "description": "State.", "enum": ["ON", "OFF"], "x-open-enum": false},
    }));
    insta::assert_snapshot!(excerpt(&document, &["enums.rs"]));
}

#[test]
fn what_is_received_tolerates_other_spellings_and_hides_text() {
    let document = document(json!({
        "Received": {"type": "object", "description": "A person.", "required": ["id", "names"], "properties": {
            "id": {"type": "string", "description": "Id.", "x-safe": true},
            "names": {"type": "array", "description": "Names.", "items": {"type": "string"}},
            "age": {"type": "integer", "description": "Years."},
            "height": {"type": "number", "description": "Metres."},
            "awake": {"type": "boolean", "description": "Whether awake."},
            "token": {"type": "string", "description": "Key.", "x-secret": true},
            "notes": {"type": "object", "description": "Notes.", "additionalProperties": {"type": "string"}},
            "raw": {"description": "Anything."},
            "type": {"type": "string", "description": "Kind.", "x-safe": true},
            "parent": {"$ref": "#/components/schemas/Received"},
        }},
    }));
    insta::assert_snapshot!(excerpt(&document, &["structs.rs", "models.rs"]));
}

#[test]
fn optional_objects_of_webhooks_are_boxed() {
    let mut document = document(json!({
        "Value": {"type": "object", "description": "News.", "required": ["first"], "properties": {
            "first": {"$ref": "#/components/schemas/Light"},
            "second": {"$ref": "#/components/schemas/Light"},
            "others": {"type": "array", "description": "Others.", "items": {"$ref": "#/components/schemas/Light"}},
            "parent": {"$ref": "#/components/schemas/Value"},
        }},
        "Light": {"type": "object", "description": "A light.", "properties": {
            "lumens": {"type": "integer", "description": "Brightness."},
        }},
    }));
    document["x-webhooks"] = json!({
        "lights": {"summary": "A light", "value": {"$ref": "#/components/schemas/Value"}},
    });
    insta::assert_snapshot!(excerpt(&document, &["structs.rs", "webhooks.rs"]));
}

#[test]
fn what_is_sent_has_a_constructor_and_setters() {
    let document = document(json!({
        "Sent": {"type": "object", "description": "A letter.", "required": ["product", "to", "body", "lines"], "properties": {
            "product": {"type": "string", "description": "Product.", "enum": ["mail"]},
            "to": {"type": "string", "description": "Recipient."},
            "body": {"$ref": "#/components/schemas/Body"},
            "lines": {"type": "array", "description": "Lines.", "items": {"$ref": "#/components/schemas/Body"}},
            "weight": {"type": "integer", "description": "Grams."},
            "tags": {"type": "array", "description": "Tags.", "items": {"type": "string"}},
        }},
        "Body": {"type": "object", "description": "Text.", "required": ["text"], "properties": {
            "text": {"type": "string", "description": "The text."},
        }},
    }));
    insta::assert_snapshot!(excerpt(
        &document,
        &["structs.rs", "models.rs", "constants.rs"]
    ));
}

/// A message with one of several contents.
fn message() -> Value {
    let tag = |value: &str| json!({"type": "string", "description": "Kind.", "enum": [value]});
    json!({
        "Sent": {"description": "A message.", "allOf": [
            {"$ref": "#/components/schemas/Options"},
            {"$ref": "#/components/schemas/Recipient"},
            {"$ref": "#/components/schemas/Content"},
        ]},
        "Options": {"type": "object", "description": "Options.", "properties": {
            "note": {"type": "string", "description": "A note."},
        }},
        "Recipient": {"description": "Who gets it.", "x-union-field": "recipient", "x-untagged": true,
            "x-enum-names": {"GroupRecipient": "Group", "PersonRecipient": "Person"},
            "oneOf": [
                {"$ref": "#/components/schemas/GroupRecipient"},
                {"$ref": "#/components/schemas/PersonRecipient"},
            ]},
        "GroupRecipient": {"type": "object", "description": "A group.", "required": ["kind", "to"], "properties": {
            "kind": tag("group"), "to": {"type": "string", "description": "Group id.", "x-safe": true},
        }},
        "PersonRecipient": {"type": "object", "description": "A person.", "required": ["to"], "properties": {
            "to": {"type": "string", "description": "Address."},
        }},
        "Content": {"description": "What it says.", "x-union-field": "content",
            "oneOf": [
                {"$ref": "#/components/schemas/TextContent"},
                {"$ref": "#/components/schemas/PollContent"},
                {"$ref": "#/components/schemas/PingContent"},
                {"$ref": "#/components/schemas/MediaContent"},
            ],
            "discriminator": {"propertyName": "type", "mapping": {
                "text": "#/components/schemas/TextContent",
                "poll": "#/components/schemas/PollContent",
                "ping": "#/components/schemas/PingContent",
                "MEDIA": "#/components/schemas/MediaContent",
            }},
            "x-aliases": {"vote": "poll"}},
        "TextContent": {"type": "object", "description": "Text.", "required": ["type", "text"], "properties": {
            "type": tag("text"), "text": {"type": "string", "description": "The text."},
        }},
        "PollContent": {"type": "object", "description": "A poll.", "required": ["type", "question"], "properties": {
            "type": tag("poll"), "question": {"type": "string", "description": "The question."},
        }},
        "PingContent": {"type": "object", "description": "A ping.", "required": ["type"], "properties": {"type": tag("ping")}},
        "MediaContent": {"description": "A file.",
            "oneOf": [{"$ref": "#/components/schemas/ImageContent"}, {"$ref": "#/components/schemas/EmptyContent"}],
            "discriminator": {"propertyName": "format", "mapping": {
                "IMAGE": "#/components/schemas/ImageContent",
                "NONE": "#/components/schemas/EmptyContent",
            }}},
        "ImageContent": {"type": "object", "description": "A picture.", "required": ["type", "format", "url"], "properties": {
            "type": tag("MEDIA"), "format": tag("IMAGE"), "url": {"type": "string", "description": "Where it is."},
        }},
        "EmptyContent": {"type": "object", "description": "No file.", "required": ["type", "format"], "properties": {
            "type": tag("MEDIA"), "format": tag("NONE"),
        }},
    })
}

#[test]
fn unions_are_strict_enums() {
    insta::assert_snapshot!(excerpt(&document(message()), &["unions.rs", "schemas.rs"]));
}

#[test]
fn compositions_are_one_struct_with_flattened_unions() {
    insta::assert_snapshot!(excerpt(&document(message()), &["structs.rs"]));
}

/// A document with examples of the body of `send`.
fn with_examples(mut document: Value, examples: &[Value]) -> Value {
    let examples: serde_json::Map<String, Value> = examples
        .iter()
        .enumerate()
        .map(|(at, value)| (at.to_string(), json!({ "value": value })))
        .collect();
    document["paths"]["/things"]["post"]["requestBody"]["content"]["application/json"]["examples"] =
        examples.into();
    document
}

#[test]
fn an_operation_shows_its_shortest_example() {
    let examples = [
        json!({"to": "7", "type": "MEDIA", "format": "IMAGE", "url": "https://cdn.example.org/lamp.jpg"}),
        json!({"kind": "group", "to": "7", "note": "Later", "type": "text", "text": "Hello"}),
        json!({"kind": "group", "to": "7", "type": "vote", "poll": ""}),
    ];
    let document = with_examples(document(message()), &examples);
    insta::assert_snapshot!(excerpt(&document, &["client.rs"]));
}

#[test]
fn types_show_the_json_that_they_become() {
    let examples = [
        json!({"kind": "group", "to": "7", "note": "Later", "type": "text", "text": "Hello"}),
        json!({"to": "7", "type": "MEDIA", "format": "IMAGE", "url": "https://cdn.example.org/lamp.jpg"}),
    ];
    let files = generate(&with_examples(document(message()), &examples));
    let docs = ["structs.rs", "unions.rs"].map(|name| {
        let lines = files[name].lines().map(str::trim_start);
        let shown = lines.filter(|line| line.starts_with("///") || line.starts_with("pub "));
        shown.collect::<Vec<_>>().join("\n")
    });
    insta::assert_snapshot!(docs.join("\n"));
}

#[test]
fn long_examples_have_variables_for_their_parts() {
    let document = document(json!({
        "Sent": {"type": "object", "description": "A letter.", "required": ["pages", "to"], "properties": {
            "pages": {"type": "array", "description": "Pages.", "items": {"$ref": "#/components/schemas/Page"}},
            "to": {"type": "array", "description": "Recipients.", "items": {"type": "string"}},
            "weight": {"type": "number", "description": "Grams."},
            "extra": {"type": "object", "description": "More.", "additionalProperties": true},
            "labels": {"type": "object", "description": "Labels.", "additionalProperties": {"type": "string"}},
            "size": {"$ref": "#/components/schemas/Size"},
        }},
        "Page": {"type": "object", "description": "A page.", "required": ["lines"], "properties": {
            "lines": {"type": "array", "description": "Lines.", "items": {"type": "array", "items": {"type": "string"}}},
        }},
        "Size": {"type": "string", "description": "Size.", "enum": ["A4", "A5"],
            "x-enum-descriptions": {"A4": "Large.", "A5": "Small."}},
    }));
    let text = "A line that is so long that it fills the width of a page";
    let example = json!({
        "pages": [{"lines": [[text, text], [text]]}, {"lines": [[text]]}],
        "to": ["Ann", "Bob"], "weight": 20, "extra": {"colour": ["red"]},
        "labels": {"shelf": "3"}, "size": "a5",
    });
    let document = with_examples(document, &[example]);
    insta::assert_snapshot!(excerpt(&document, &["client.rs"]));
}

#[test]
fn every_operation_of_the_workspace_has_an_example() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
    let mut operations = 0;
    for folder in std::fs::read_dir(crates).unwrap() {
        let file = folder.unwrap().path().join("src/generated/client.rs");
        let Ok(text) = std::fs::read_to_string(&file) else {
            continue;
        };
        let methods = text.matches("-> builder::").count();
        assert_eq!(text.matches("/// # Examples").count(), methods, "{file:?}");
        operations += methods;
    }
    assert!(operations > 0);
}

/// A bundled family whose operation sends or returns a letter with a shared page.
fn bundled(family: &str, document: Value) -> Bundled {
    Bundled {
        family: family.to_owned(),
        document,
        origins: BTreeMap::new(),
        examples: Vec::new(),
    }
}

fn letter(name: &str) -> Value {
    document(json!({
        name: {"type": "object", "description": "A letter.", "properties": {
            "page": {"$ref": "#/components/schemas/Page"},
        }},
        "Page": {"type": "object", "description": "A page.", "required": ["kind", "text"], "x-common": "common/page.yaml", "properties": {
            "kind": {"type": "string", "description": "Kind.", "enum": ["page"]},
            "text": {"type": "string", "description": "The text."},
            "size": {"$ref": "#/components/schemas/Size"},
        }},
        "Size": {"type": "string", "description": "Size.", "enum": ["A4"], "x-enum-descriptions": {"A4": "Large."},
            "x-common": "common/page.yaml"},
    }))
}

#[test]
fn a_shared_type_is_defined_once_and_named_by_each_family() {
    let documents = [
        bundled("inbox", letter("Received")),
        bundled("outbox", letter("Sent")),
    ];
    let platform = read::all(&documents).unwrap();
    let shared = emit::files(&platform.shared).unwrap();
    assert_eq!(
        shared.keys().collect::<Vec<_>>(),
        [
            "constants.rs",
            "enums.rs",
            "mod.rs",
            "models.rs",
            "outline.txt",
            "structs.rs",
            "types.rs"
        ]
    );
    // The one that only receives it does not make text of its constant.
    let families: Vec<String> = platform
        .families
        .iter()
        .map(|api| {
            let files = emit::files(api).unwrap();
            format!("{}\n{}", files["structs.rs"], files["types.rs"])
        })
        .collect();
    insta::assert_snapshot!(format!(
        "{}\n{}\n{}\n{}",
        shared["outline.txt"], shared["structs.rs"], families[0], families[1]
    ));
}

#[test]
fn a_family_cannot_change_a_shared_type() {
    // The union writes the constant of the page, which the shared type writes itself.
    let mut document = letter("Sent");
    let schemas = &mut document["components"]["schemas"];
    schemas["Sent"]["properties"]["page"]["$ref"] = json!("#/components/schemas/Content");
    schemas["Content"] = json!({"description": "Content.", "oneOf": [{"$ref": "#/components/schemas/Page"}],
        "discriminator": {"propertyName": "kind", "mapping": {"page": "#/components/schemas/Page"}}});
    let problems = read::all(&[bundled("outbox", document)]).unwrap_err();
    let places: Vec<_> = problems
        .iter()
        .map(|(at, problem)| (*at, problem.pointer.as_str()))
        .collect();
    assert_eq!(places, [(0, "/components/schemas/Page")]);
    assert!(problems[0].1.message.contains("are in the same file"));
}

#[test]
fn groups_are_modules_of_the_types() {
    let mut document = document(message());
    document["x-type-groups"] = json!({
        "content": {"description": "What a message says.", "schemas": ["Content", "MediaContent", "ImageContent"]},
    });
    insta::assert_snapshot!(excerpt(
        &document,
        &["types.rs", "structs.rs", "schemas.rs"]
    ));
}

#[test]
fn a_group_lists_types_once() {
    let mut document = document(message());
    document["x-type-groups"] = json!({
        "first": {"description": "First.", "schemas": ["Recipient", "Nothing"]},
        "second": {"schemas": ["Recipient"], "files": ["page.yaml"]},
        "Third": {"description": "Third."},
    });
    let problems = read::read("test", &document).unwrap_err();
    let found: Vec<_> = problems
        .iter()
        .map(|problem| format!("{}: {}", problem.pointer, problem.message))
        .collect();
    insta::assert_snapshot!(found.join("\n"));
}

#[test]
fn the_outline_names_everything_in_a_line() {
    insta::assert_snapshot!(generate(&document(message()))["outline.txt"]);
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let document = document(message());
    assert_eq!(generate(&document), generate(&document));
}

#[test]
fn what_the_dialect_has_not_is_named_with_its_place() {
    let document = document(json!({
        "Sent": {"type": "object", "description": "Wrong.", "properties": {
            "inline": {"type": "object", "properties": {"a": {"type": "string"}}},
            "odd": {"type": "array"},
        }},
    }));
    let problems = read::read("test", &document).unwrap_err();
    let places: Vec<&str> = problems
        .iter()
        .map(|problem| problem.pointer.as_str())
        .collect();
    assert_eq!(
        places,
        [
            "/components/schemas/Sent/properties/inline",
            "/components/schemas/Sent/properties/odd"
        ]
    );
}
