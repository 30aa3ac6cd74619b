use serde_json::json;

use super::*;

fn document() -> Value {
    json!({"components": {"schemas": {
        "Message": {"allOf": [{"$ref": "#/components/schemas/Options"}, {"$ref": "#/components/schemas/Content"}]},
        "Options": {"type": "object", "required": ["to"], "properties": {
            "to": {"type": "string"}, "count": {"type": "integer", "minimum": 0, "exclusiveMinimum": true},
        }},
        "Content": {
            "oneOf": [{"$ref": "#/components/schemas/Text"}, {"$ref": "#/components/schemas/Image"}],
            "discriminator": {"propertyName": "type", "mapping": {
                "text": "#/components/schemas/Text", "image": "#/components/schemas/Image",
            }},
        },
        "Text": {"type": "object", "required": ["text"], "properties": {
            "type": {"type": "string", "enum": ["text"]}, "text": {"$ref": "#/components/schemas/Body"},
        }},
        "Body": {"type": "object", "required": ["body"], "properties": {"body": {"type": "string", "maxLength": 4}}},
        "Image": {"type": "object", "required": ["type", "image"], "properties": {
            "type": {"type": "string", "enum": ["image"]}, "image": {"$ref": "#/components/schemas/Id"},
        }},
        "Id": {"type": "string", "x-common": "common/ids.yaml"},
        "Status": {"type": "string", "enum": ["SENT"], "x-aliases": {"sent": "SENT"}},
        "Kind": {"type": "string", "enum": ["IMAGE"]},
        "Order": {"type": "string", "enum": ["asc"], "x-open-enum": true},
        "Latitude": {"type": "number", "maximum": 90, "x-also": "string"},
        "Any": {"description": "any JSON"},
        "Map": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Any"}},
    }}})
}

fn violations(writer: Writer, schema: &str, value: &Value) -> Vec<(String, String)> {
    let document = document();
    let schemas = Schemas::new(&document, writer);
    let schema = json!({"$ref": format!("#/components/schemas/{schema}")});
    let validator = schemas.compile(&schema).unwrap();
    validator
        .validate(value)
        .into_iter()
        .map(|it| (it.pointer, it.message))
        .collect()
}

fn places(writer: Writer, schema: &str, value: &Value) -> Vec<String> {
    violations(writer, schema, value)
        .into_iter()
        .map(|it| it.0)
        .collect()
}

#[test]
fn the_tag_decides_which_variant_is_meant() {
    let text = json!({"to": "1", "type": "text", "text": {"body": "hi"}});
    assert_eq!(places(Writer::Client, "Message", &text), [""; 0]);
    let long = json!({"to": "1", "type": "text", "text": {"body": "hello"}});
    let found = violations(Writer::Client, "Message", &long);
    assert_eq!(
        found,
        [(
            "/text/body".to_owned(),
            "\"hello\" is longer than 4 characters".to_owned()
        )]
    );
    let unknown = json!({"to": "1", "type": "fax", "text": {"body": "hi"}});
    assert!(places(Writer::Client, "Message", &unknown).contains(&"/type".to_owned()));
}

#[test]
fn the_tag_may_be_absent_where_one_variant_does_without() {
    assert_eq!(
        places(
            Writer::Client,
            "Message",
            &json!({"to": "1", "text": {"body": "hi"}})
        ),
        [""; 0]
    );
    assert_eq!(
        places(Writer::Client, "Message", &json!({"to": "1", "image": "2"})),
        [""]
    );
}

#[test]
fn unknown_properties_are_refused_on_every_level() {
    let value = json!({"to": "1", "type": "text", "text": {"body": "hi", "bold": true}});
    let found = violations(Writer::Client, "Message", &value);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, "/text");
    assert!(found[0].1.contains("bold"));
    let value = json!({"to": "1", "typ": "text", "type": "text", "text": {"body": "hi"}});
    assert!(
        violations(Writer::Client, "Message", &value)[0]
            .1
            .contains("typ")
    );
    assert_eq!(
        places(Writer::Client, "Map", &json!({"anything": {"goes": 1}})),
        [""; 0]
    );
}

#[test]
fn the_platform_writes_numbers_as_text_ids_as_numbers_and_aliases() {
    let value = json!({"to": "1", "count": "7", "type": "image", "image": 12});
    assert_eq!(places(Writer::Platform, "Message", &value), [""; 0]);
    assert_eq!(
        places(Writer::Client, "Message", &value),
        ["/count", "/image"]
    );
    assert_eq!(places(Writer::Platform, "Status", &json!("sent")), [""; 0]);
    assert_eq!(places(Writer::Client, "Status", &json!("sent")), [""]);
    assert_eq!(places(Writer::Platform, "Status", &json!("gone")), [""]);
    assert_eq!(
        places(
            Writer::Client,
            "Message",
            &json!({"to": "1", "count": 0, "text": {"body": "a"}})
        ),
        ["/count"]
    );
}

#[test]
fn the_platform_writes_null_for_what_is_absent() {
    let value = json!({"to": "1", "count": null, "text": {"body": "hi"}});
    assert_eq!(places(Writer::Platform, "Message", &value), [""; 0]);
    assert_eq!(places(Writer::Client, "Message", &value), ["/count"]);
    let value = json!({"to": null, "text": {"body": "hi"}});
    assert_eq!(places(Writer::Platform, "Message", &value), [""]);
}

#[test]
fn the_platform_writes_values_in_capitals_or_not() {
    let image = json!("image");
    assert_eq!(places(Writer::Platform, "Kind", &image), [""; 0]);
    assert_eq!(places(Writer::Client, "Kind", &image), [""]);
}

#[test]
fn clients_write_ids_as_numbers_and_what_is_accepted_besides() {
    for (schema, value) in [
        ("Id", json!(7)),
        ("Latitude", json!("48.2")),
        ("Order", json!("desc")),
        ("Status", json!("sent")),
    ] {
        assert_eq!(
            places(Writer::AnyClient, schema, &value),
            [""; 0],
            "{schema}"
        );
        assert_eq!(places(Writer::Client, schema, &value), [""], "{schema}");
    }
    assert_eq!(places(Writer::AnyClient, "Latitude", &json!(91)), [""]);
    assert_eq!(places(Writer::AnyClient, "Latitude", &json!(true)), [""]);
    assert_eq!(places(Writer::AnyClient, "Kind", &json!("VIDEO")), [""]);
}

fn fixture() -> Value {
    serde_json::from_str(include_str!("fixture.json")).unwrap()
}

/// The simulator explains violations of these schemas; its tests cannot convert them.
#[test]
fn the_tests_of_the_simulator_have_the_schemas_of_the_fixture() {
    let document = fixture();
    let converted = |name: &str| {
        let schema = json!({"$ref": format!("#/components/schemas/{name}")});
        convert(Components::new(&document), &schema, Writer::AnyClient)
    };
    let schemas = json!({"Message": converted("Message"), "Interactive": converted("Interactive")});
    let text = format!("{schemas:#}\n");
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../crates/whatsapp-business-simulator/src/schema/fixture.json");
    if std::env::var_os("INSTA_UPDATE").is_some_and(|update| update == "always") {
        std::fs::write(&path, &text).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        text,
        "INSTA_UPDATE=always writes it anew"
    );
}

#[test]
fn tags_and_required_see_through_compositions() {
    let document = fixture();
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
