//! Unions as generators read them. Few tools read an `allOf` that holds a `oneOf`, and fewer a union of unions, so the documents for
//! tools have neither:
//!
//! - an untagged union becomes one object, whose properties are optional;
//! - an `allOf` with a tagged union becomes a tagged union of `allOf`s of objects, one for each tag;
//! - a union that is a variant of another becomes one object, so that the discriminator of the outer one has all tags.
//!
//! What a schema no longer requires, its description says.

use std::collections::BTreeSet;

use heck::ToUpperCamelCase as _;
use serde_json::{Map, Value, json};

use crate::walk::{self, Kind, Section};

use super::merge::Merger;
use super::rewrite::each;

/// Rewrites the unions of a document.
pub(super) fn distribute(document: &mut Value) {
    let outside = outside(document);
    let Some(schemas) = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut)
    else {
        return;
    };
    let mut merger = Merger::new(std::mem::take(schemas), outside);
    untagged(&mut merger);
    // A composition that becomes a union may be a variant or a part of the next one.
    while nested(&mut merger) || composed(&mut merger) {}
    *schemas = std::mem::take(&mut merger.schemas);
    explain_bodies(document, &merger);
}

/// Pages show the description of a body instead of that of its schema, so it has the forms as well.
fn explain_bodies(document: &mut Value, merger: &Merger) {
    each(Kind::Root, document, &mut |kind, node| {
        let content = node.get("content").and_then(Value::as_object);
        let forms = content
            .into_iter()
            .flat_map(Map::values)
            .find_map(|media_type| merger.forms.get(named(media_type.get("schema")?)?));
        if kind == Kind::RequestBody
            && let Some(forms) = forms
        {
            let description = text(node, "description").to_owned() + forms;
            if let Some(body) = node.as_object_mut() {
                body.insert("description".to_owned(), description.into());
            }
        }
    });
}

/// Names of the schemas that operations and webhooks use themselves.
fn outside(document: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    walk::walk(Kind::Root, document, "", &mut |kind, node, _| {
        if kind == Kind::Schema {
            found.extend(named(node).map(str::to_owned));
        }
        kind != Kind::Section(Section::Schemas)
    });
    found
}

/// A reference to a schema.
pub(super) fn reference_to(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// Name of the schema that a node refers to.
pub(super) fn named(node: &Value) -> Option<&str> {
    walk::reference(node)?.strip_prefix("#/components/schemas/")
}

/// Names of the schemas in a list of references.
pub(super) fn members(schema: &Value, key: &str) -> Vec<String> {
    let list = schema.get(key).and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(named)
        .map(str::to_owned)
        .collect()
}

/// Tags of a union with the names of their variants.
pub(super) fn mapping(schema: &Value) -> Vec<(String, String)> {
    let mapping = schema
        .pointer("/discriminator/mapping")
        .and_then(Value::as_object);
    mapping
        .into_iter()
        .flatten()
        .filter_map(|(tag, target)| {
            let (_, name) = target.as_str()?.rsplit_once('/')?;
            Some((tag.clone(), name.to_owned()))
        })
        .collect()
}

/// The property that tells the variants of a union.
pub(super) fn tag_of(schema: &Value) -> Option<&str> {
    schema
        .pointer("/discriminator/propertyName")
        .and_then(Value::as_str)
}

fn is_tagged(schema: Option<&Value>) -> bool {
    schema.is_some_and(|schema| tag_of(schema).is_some())
}

/// Makes an object of each untagged union.
fn untagged(merger: &mut Merger) {
    let names: Vec<String> = merger
        .schemas
        .iter()
        .filter(|(_, schema)| schema.get("x-untagged") == Some(&Value::Bool(true)))
        .map(|(name, _)| name.clone())
        .collect();
    for name in &names {
        let object = merger.as_object(name);
        merger.schemas.insert(name.clone(), object);
    }
    for (name, schema) in &mut merger.schemas {
        let parts = members(schema, "allOf");
        let forms: String = parts
            .iter()
            .filter(|_| parts.len() > 1)
            .filter_map(|part| merger.forms.get(part).map(String::as_str))
            .collect();
        if !forms.is_empty() {
            merger.forms.insert(name.clone(), forms.clone());
            let description = text(schema, "description").to_owned() + &forms;
            if let Some(schema) = schema.as_object_mut() {
                schema.insert("description".to_owned(), description.into());
            }
        }
    }
}

/// Makes an object of each tagged union that is a variant of another; false if there is none.
fn nested(merger: &mut Merger) -> bool {
    let inner: BTreeSet<String> = merger
        .schemas
        .values()
        .flat_map(|schema| members(schema, "oneOf"))
        .filter(|name| is_tagged(merger.schemas.get(name)))
        .collect();
    for name in &inner {
        let object = merger.as_object(name);
        let replacement = if uses(merger, name, &["oneOf", "allOf"]) {
            merger.free(&format!("{name}Properties"))
        } else {
            name.clone()
        };
        if replacement != *name {
            for schema in merger.schemas.values_mut() {
                rename_variant(schema, name, &replacement);
            }
        }
        merger.schemas.insert(replacement, object);
    }
    !inner.is_empty()
}

/// Whether a schema is used in another way than in these lists of named schemas.
fn uses(merger: &Merger, name: &str, lists: &[&str]) -> bool {
    let within = merger.schemas.values().any(|schema| {
        let mut found = false;
        walk::walk(Kind::Schema, schema, "", &mut |kind, node, at| {
            let mut segments = at.rsplit('/');
            let listed = segments.nth(1).is_some_and(|list| lists.contains(&list));
            let alone = parent_is_single(schema, at);
            if kind == Kind::Schema && named(node) == Some(name) && (!listed || alone) {
                found = true;
            }
            true
        });
        found
    });
    within || merger.outside.contains(name)
}

/// Whether a node is the only one of its `allOf`, which then describes it.
fn parent_is_single(schema: &Value, at: &str) -> bool {
    let parent = at.rsplit_once('/').map_or("", |(parent, _)| parent);
    parent.ends_with("allOf")
        && schema
            .pointer(parent)
            .and_then(Value::as_array)
            .is_some_and(|list| list.len() == 1)
}

fn rename_variant(schema: &mut Value, from: &str, to: &str) {
    let variants = schema.get_mut("oneOf").and_then(Value::as_array_mut);
    for variant in variants.into_iter().flatten() {
        if named(variant) == Some(from) {
            *variant = reference_to(to);
        }
    }
    let mapping = schema
        .pointer_mut("/discriminator/mapping")
        .and_then(Value::as_object_mut);
    for target in mapping.into_iter().flat_map(Map::values_mut) {
        if target.as_str() == Some(&format!("#/components/schemas/{from}")) {
            *target = format!("#/components/schemas/{to}").into();
        }
    }
}

/// Makes a tagged union of each `allOf` that holds one; false if there is none.
fn composed(merger: &mut Merger) -> bool {
    let names: Vec<String> = merger
        .schemas
        .iter()
        .filter(|(_, schema)| {
            let parts = members(schema, "allOf");
            parts.len() > 1 && parts.iter().any(|part| is_tagged(merger.schemas.get(part)))
        })
        .map(|(name, _)| name.clone())
        .collect();
    for name in &names {
        distribute_one(merger, name);
    }
    !names.is_empty()
}

fn distribute_one(merger: &mut Merger, name: &str) {
    let Some(composition) = merger.schemas.get(name).cloned() else {
        return;
    };
    let mut parts = members(&composition, "allOf");
    let Some(at) = parts
        .iter()
        .rposition(|part| is_tagged(merger.schemas.get(part)))
    else {
        return;
    };
    let union_name = parts.remove(at);
    // Of several unions, one is distributed, and the others become objects.
    for part in &mut parts {
        if is_tagged(merger.schemas.get(part)) {
            let object = merger.as_object(part);
            let free = merger.free(&format!("{part}Properties"));
            merger.schemas.insert(free.clone(), object);
            *part = free;
        }
    }
    let Some(union) = merger.schemas.get(&union_name).cloned() else {
        return;
    };
    // Variants that nothing else uses get the other properties themselves, if their names are good for that.
    let own = !uses(merger, &union_name, &["allOf"])
        && owners(&merger.schemas, &union_name, "allOf") == 1;
    let forms: String = parts
        .iter()
        .filter_map(|part| merger.forms.get(part).map(String::as_str))
        .collect();
    let (mut variants, mut tags) = (Vec::new(), Map::new());
    for (tag, variant_name) in mapping(&union) {
        let Some(variant) = merger.schemas.get(&variant_name).cloned() else {
            continue;
        };
        let mut list: Vec<Value> = parts.iter().map(|part| reference_to(part)).collect();
        let mut whole = Map::new();
        let description = text(&variant, "description").to_owned() + &forms;
        whole.insert("description".to_owned(), description.into());
        let replaces = own
            && variant_name.ends_with(name)
            && variant.get("type") == Some(&json!("object"))
            && owners(&merger.schemas, &variant_name, "oneOf") == 1
            && !uses(merger, &variant_name, &["oneOf"]);
        let target = if replaces {
            let mut inline = Map::new();
            for (key, value) in variant.as_object().into_iter().flatten() {
                if key.starts_with("x-") {
                    whole.insert(key.clone(), value.clone());
                } else if key != "description" {
                    inline.insert(key.clone(), value.clone());
                }
            }
            list.push(inline.into());
            variant_name
        } else {
            list.push(reference_to(&variant_name));
            merger.free(&format!("{name}{}", tag.to_upper_camel_case()))
        };
        whole.insert("allOf".to_owned(), list.into());
        variants.push(reference_to(&target));
        tags.insert(tag, format!("#/components/schemas/{target}").into());
        merger.schemas.insert(target, whole.into());
    }
    let mut whole = Map::new();
    for (key, value) in composition.as_object().into_iter().flatten() {
        if key != "allOf" && key != "description" {
            whole.insert(key.clone(), value.clone());
        }
    }
    let description = text(&composition, "description");
    whole.insert("description".to_owned(), description.into());
    whole.insert("oneOf".to_owned(), variants.into());
    whole.insert(
        "discriminator".to_owned(),
        json!({"propertyName": tag_of(&union).unwrap_or_default(), "mapping": tags}),
    );
    merger.schemas.insert(name.to_owned(), whole.into());
}

/// Number of schemas that have this one in a list.
fn owners(schemas: &Map<String, Value>, name: &str, list: &str) -> usize {
    schemas
        .values()
        .filter(|schema| members(schema, list).iter().any(|member| member == name))
        .count()
}

/// A text of a node, without the space around it.
pub(super) fn text<'a>(node: &'a Value, key: &str) -> &'a str {
    node.get(key)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn constant(value: &str) -> Value {
        json!({"type": "string", "description": format!("Kind {value}."), "enum": [value]})
    }

    fn object(required: &[&str], properties: &Value) -> Value {
        json!({"type": "object", "description": "An object. More.", "required": required, "properties": properties})
    }

    fn union(tag: &str, variants: &[(&str, &str)]) -> Value {
        let list: Vec<Value> = variants
            .iter()
            .map(|(_, name)| reference_to(name))
            .collect();
        let mapping: Map<String, Value> = variants
            .iter()
            .map(|(value, name)| ((*value).to_owned(), reference_to(name)["$ref"].clone()))
            .collect();
        json!({"description": "Any.", "oneOf": list, "discriminator": {"propertyName": tag, "mapping": mapping}})
    }

    fn all_of(parts: &[&str]) -> Value {
        let parts: Vec<Value> = parts.iter().map(|part| reference_to(part)).collect();
        json!({"description": "All.", "allOf": parts})
    }

    fn distributed(schemas: &Value) -> Value {
        let mut document = json!({"components": {"schemas": schemas}});
        distribute(&mut document);
        document["components"]["schemas"].take()
    }

    #[test]
    fn a_composed_union_becomes_one_of_compositions() {
        let schemas = distributed(&json!({
            "Message": all_of(&["Options", "Recipient", "Content"]),
            "Options": object(&["product"], &json!({"product": {"type": "string"}})),
            "Recipient": {"x-untagged": true, "x-union-field": "r", "description": "Who.", "oneOf": [reference_to("Phone"), reference_to("User")]},
            "Phone": object(&["to"], &json!({"to": {"type": "string", "maxLength": 9}})),
            "User": object(&["user"], &json!({"user": {"type": "string"}, "to": {"type": "string", "maxLength": 5}})),
            "Content": union("type", &[("text", "TextMessage"), ("pin", "Pinned")]),
            "TextMessage": object(&["type"], &json!({"type": constant("text")})),
            "Pinned": object(&["type"], &json!({"type": constant("pin")})),
        }));
        assert_eq!(
            schemas["Message"]["discriminator"],
            json!({"propertyName": "type", "mapping": {
                "text": "#/components/schemas/TextMessage",
                "pin": "#/components/schemas/MessagePin",
            }})
        );
        assert_eq!(
            schemas["TextMessage"]["allOf"],
            json!([
                reference_to("Options"),
                reference_to("Recipient"),
                {"type": "object", "required": ["type"], "properties": {"type": constant("text")}},
            ])
        );
        assert_eq!(
            schemas["MessagePin"]["allOf"],
            json!([
                reference_to("Options"),
                reference_to("Recipient"),
                reference_to("Pinned")
            ])
        );
        let recipient = &schemas["Recipient"];
        assert_eq!(
            recipient["properties"]["to"],
            json!({"type": "string", "maxLength": 9})
        );
        assert!(recipient.get("required").is_none() && recipient.get("x-untagged").is_none());
        let forms = "\n\nExactly one of these forms:\n\n- `to`: An object.\n- `user`, optionally `to`: An object.";
        assert_eq!(recipient["description"], format!("Who.{forms}"));
        assert_eq!(schemas["Message"]["description"], format!("All.{forms}"));
    }

    #[test]
    fn bodies_have_the_forms_of_their_schemas() {
        let mut document = json!({
            "paths": {"/a": {"post": {"requestBody": {
                "description": "Where to.",
                "content": {"application/json": {"schema": reference_to("Recipient")}},
            }}}},
            "components": {"schemas": {
                "Recipient": {"x-untagged": true, "description": "Any.", "oneOf": [reference_to("Phone"), reference_to("Group")]},
                "Phone": object(&["to"], &json!({"to": {"type": "string"}, "type": constant("user")})),
                "Group": object(&["to", "type"], &json!({"to": {"type": "string"}, "type": constant("group")})),
            }},
        });
        distribute(&mut document);
        let body = document.pointer("/paths/~1a/post/requestBody/description");
        let forms = "Exactly one of these forms:\n\n- `to`, optionally `type` (`user`): An object.\n- `to`, `type` (`group`): An object.";
        assert_eq!(body, Some(&json!(format!("Where to.\n\n{forms}"))));
        assert_eq!(
            document.pointer("/components/schemas/Recipient/properties/type"),
            Some(&json!({
                "type": "string",
                "x-enum-descriptions": {"user": "Kind user.", "group": "Kind group."},
                "enum": ["user", "group"],
            }))
        );
    }

    #[test]
    fn a_union_of_unions_becomes_one_of_objects() {
        let schemas = distributed(&json!({
            "Component": union("type", &[("BUTTON", "Button"), ("BODY", "Body")]),
            "Body": object(&["type"], &json!({"type": constant("BODY")})),
            "Button": union("sub", &[("url", "UrlButton"), ("code", "CodeButton")]),
            "UrlButton": object(&["type", "sub", "values"], &json!({
                "type": constant("BUTTON"), "sub": constant("url"), "values": {"type": "array", "maxItems": 1, "items": reference_to("Text")},
            })),
            "CodeButton": object(&["type", "sub"], &json!({
                "type": constant("BUTTON"), "sub": constant("code"), "values": {"type": "array", "maxItems": 2, "items": reference_to("Code")},
            })),
            "Text": object(&[], &json!({"type": constant("text")})),
            "Code": object(&[], &json!({"type": constant("code")})),
        }));
        assert_eq!(
            schemas["Component"]["oneOf"],
            json!([reference_to("Button"), reference_to("Body")])
        );
        let button = &schemas["Button"];
        assert_eq!(button["required"], json!(["type", "sub"]));
        assert_eq!(button["properties"]["sub"]["enum"], json!(["url", "code"]));
        assert_eq!(button["properties"]["type"]["enum"], json!(["BUTTON"]));
        assert_eq!(
            button["properties"]["values"],
            json!({"type": "array", "maxItems": 2, "items": reference_to("ButtonValue")})
        );
        assert_eq!(
            schemas["ButtonValue"]["discriminator"]["mapping"],
            json!({"text": "#/components/schemas/Text", "code": "#/components/schemas/Code"})
        );
        let text = button["description"].as_str().unwrap();
        assert!(
            text.ends_with(
                "Properties by `sub`:\n\n- `url`: `values`.\n- `code`: optionally `values`."
            ),
            "{text}"
        );
    }

    #[test]
    fn a_union_that_is_used_by_itself_stays_one() {
        let schemas = distributed(&json!({
            "Component": union("type", &[("BUTTON", "Button")]),
            "Holder": object(&[], &json!({"button": reference_to("Button")})),
            "Button": union("sub", &[("url", "UrlButton")]),
            "UrlButton": object(&["type", "sub"], &json!({"type": constant("BUTTON"), "sub": constant("url")})),
        }));
        assert_eq!(schemas["Button"]["discriminator"]["propertyName"], "sub");
        assert_eq!(
            schemas["Component"]["discriminator"]["mapping"]["BUTTON"],
            "#/components/schemas/ButtonProperties"
        );
        assert_eq!(schemas["ButtonProperties"]["type"], "object");
    }
}
