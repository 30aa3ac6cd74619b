//! What requests may hold beyond the types: the names that `fields` takes, and that bodies have no further properties.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::walk::{self, Kind};

use super::prune::references;
use super::rewrite::each;

/// Names that are known of a list that may have others, such as expansions of a field.
const KNOWN: &str = "x-extensible-enum";

/// Lists at each `fields` parameter the properties of the node that the operation returns, as `x-extensible-enum`.
pub(super) fn list_fields(document: &mut Value) {
    let original = document.clone();
    each(Kind::Root, document, &mut |kind, node| {
        if kind != Kind::Operation {
            return;
        }
        let names = node_fields(&original, node);
        let parameters = node.get_mut("parameters").and_then(Value::as_array_mut);
        for parameter in parameters.into_iter().flatten() {
            let Some(resolved) = resolve(&original, parameter) else {
                continue;
            };
            let plain = resolved.get("name") == Some(&json!("fields"))
                && resolved.pointer("/schema/items/type") == Some(&json!("string"))
                && resolved.pointer("/schema/items/enum").is_none();
            if plain && !names.is_empty() {
                let mut own = resolved.clone();
                if let Some(items) = own
                    .pointer_mut("/schema/items")
                    .and_then(Value::as_object_mut)
                {
                    items.insert(KNOWN.to_owned(), json!(names));
                }
                if let Some(own) = own.as_object_mut() {
                    own.shift_remove("x-common");
                }
                *parameter = own;
            }
        }
    });
}

/// Makes enumerations of the lists of known names, for those who hold requests against a document.
pub(super) fn close_fields(document: &mut Value) {
    each(Kind::Root, document, &mut |kind, node| {
        if kind == Kind::Schema
            && let Some(schema) = node.as_object_mut()
            && let Some(names) = schema.shift_remove(KNOWN)
        {
            schema.insert("enum".to_owned(), names);
        }
    });
}

/// Properties of the node that an operation returns: of an item of its list, or of the response itself.
fn node_fields(document: &Value, operation: &Value) -> Vec<String> {
    let response = walk::success(operation).and_then(|(_, success)| {
        resolve(document, success)?.pointer("/content/application~1json/schema")
    });
    let Some(mut schema) = response.and_then(|schema| resolve(document, schema)) else {
        return Vec::new();
    };
    let items = operation
        .pointer("/x-paging/items")
        .and_then(Value::as_str)
        .unwrap_or_default();
    for step in items.split('.').filter(|step| !step.is_empty()) {
        let Some(inner) = property(document, schema, step) else {
            return Vec::new();
        };
        schema = inner;
    }
    if let Some(data) = schema.pointer("/properties/data")
        && let Some(list) = resolve(document, data)
        && list.get("items").is_some()
    {
        schema = list;
    }
    if let Some(item) = schema.get("items") {
        match resolve(document, item) {
            Some(item) => schema = item,
            None => return Vec::new(),
        }
    }
    let names = properties(document, schema);
    // An edge: the fields are those of its node.
    match names.as_slice() {
        [cursor, node] if (cursor.as_str(), node.as_str()) == ("cursor", "node") => {
            property(document, schema, "node")
                .map(|node| properties(document, node))
                .unwrap_or_default()
        }
        _ => names,
    }
}

fn property<'a>(document: &'a Value, schema: &'a Value, name: &str) -> Option<&'a Value> {
    resolve(document, schema.get("properties")?.get(name)?)
}

/// Names of the properties of a schema and of its parts.
fn properties(document: &Value, schema: &Value) -> Vec<String> {
    let own = schema.get("properties").and_then(Value::as_object);
    let mut names: Vec<String> = own.into_iter().flat_map(Map::keys).cloned().collect();
    let parts = schema.get("allOf").and_then(Value::as_array);
    for part in parts.into_iter().flatten() {
        if let Some(part) = resolve(document, part) {
            names.extend(properties(document, part));
        }
    }
    names
}

/// A node behind its references.
fn resolve<'a>(document: &'a Value, node: &'a Value) -> Option<&'a Value> {
    let parts = node.get("allOf").and_then(Value::as_array);
    if let Some([only]) = parts.map(Vec::as_slice) {
        return resolve(document, only);
    }
    match walk::reference(node) {
        Some(reference) => resolve(document, document.pointer(reference.strip_prefix('#')?)?),
        None => Some(node),
    }
}

/// Says of the objects that only JSON requests have that they have no other properties. Parts of an `allOf` are left out: they do not know
/// the properties of each other.
pub(super) fn close_requests(document: &mut Value) {
    let (mut sent, mut received, mut parts) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let (mut bodies, mut others) = (Vec::new(), Vec::new());
    walk::walk(Kind::Root, document, "", &mut |kind, node, _| {
        match kind {
            Kind::Operation if node.get("x-inbound") == Some(&Value::Bool(true)) => {
                references(kind, node, &mut others);
                return false;
            }
            Kind::RequestBody => {
                let node = resolve(document, node).unwrap_or(node);
                let content = node.get("content").and_then(Value::as_object);
                for (kind, media_type) in content.into_iter().flatten() {
                    let found = if kind == "application/json" {
                        &mut bodies
                    } else {
                        &mut others
                    };
                    references(Kind::MediaType, media_type, found);
                }
                return false;
            }
            Kind::Components => return false,
            Kind::Schema | Kind::Response | Kind::Parameter => {
                others.extend(walk::reference(node).map(str::to_owned));
            }
            _ => {}
        }
        true
    });
    reach(document, bodies, &mut sent);
    reach(document, others, &mut received);
    let Some(schemas) = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut)
    else {
        return;
    };
    for schema in schemas.values() {
        walk::walk(Kind::Schema, schema, "", &mut |_, node, _| {
            let list = node.get("allOf").and_then(Value::as_array);
            if let Some(list) = list
                && list.len() > 1
            {
                parts.extend(list.iter().filter_map(walk::reference).map(str::to_owned));
            }
            true
        });
    }
    // The parts of a part, and the variants of a union that is one.
    let mut all_parts = BTreeSet::new();
    let mut queue: Vec<String> = parts.into_iter().collect();
    while let Some(reference) = queue.pop() {
        let name = reference.rsplit('/').next().unwrap_or_default();
        if let Some(schema) = schemas.get(name)
            && all_parts.insert(reference.clone())
        {
            for list in ["allOf", "oneOf"] {
                let list = schema.get(list).and_then(Value::as_array);
                let found = list.into_iter().flatten().filter_map(walk::reference);
                queue.extend(found.map(str::to_owned));
            }
        }
    }
    for (name, schema) in schemas {
        let reference = format!("#/components/schemas/{name}");
        let closes = sent.contains(&reference)
            && !received.contains(&reference)
            && !all_parts.contains(&reference);
        if closes
            && let Some(schema) = schema.as_object_mut()
            && schema.contains_key("properties")
            && !schema.contains_key("additionalProperties")
        {
            schema.insert("additionalProperties".to_owned(), false.into());
        }
    }
}

/// Follows references to everything that they lead to.
pub(super) fn reach(document: &Value, mut queue: Vec<String>, reached: &mut BTreeSet<String>) {
    while let Some(reference) = queue.pop() {
        let target = reference
            .strip_prefix('#')
            .and_then(|pointer| document.pointer(pointer));
        if let Some(target) = target
            && reached.insert(reference.clone())
        {
            let kind = reference.split('/').nth(2).map_or(Kind::Opaque, |section| {
                Kind::Components.child(section).child("")
            });
            references(kind, target, &mut queue);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Value {
        let content = |name: &str| json!({"application/json": {"schema": {"$ref": format!("#/components/schemas/{name}")}}});
        json!({
            "paths": {"/a": {"post": {
                "x-paging": {"items": "data"},
                "parameters": [{"$ref": "#/components/parameters/Fields"}],
                "requestBody": {"content": content("Sent")},
                "responses": {"200": {"content": content("Page")}},
            }}},
            "components": {
                "parameters": {"Fields": {"name": "fields", "in": "query", "x-common": "common/parameters.yaml",
                    "schema": {"type": "array", "items": {"type": "string"}}}},
                "schemas": {
                    "Sent": {"type": "object", "properties": {
                        "both": {"$ref": "#/components/schemas/Both"},
                        "whole": {"allOf": [{"$ref": "#/components/schemas/Part"}, {"$ref": "#/components/schemas/Part2"}]},
                        "map": {"$ref": "#/components/schemas/Map"},
                    }},
                    "Map": {"type": "object", "additionalProperties": true},
                    "Part": {"type": "object", "properties": {"a": {"type": "string"}}},
                    "Part2": {"type": "object", "properties": {"b": {"type": "string"}}},
                    "Page": {"type": "object", "properties": {"data": {"type": "array", "items": {"$ref": "#/components/schemas/Both"}}}},
                    "Both": {"type": "object", "properties": {"id": {"type": "string"}, "name": {"type": "string"}}},
                },
            },
        })
    }

    #[test]
    fn fields_are_those_of_the_node() {
        let mut document = document();
        list_fields(&mut document);
        let at = "/paths/~1a/post/parameters/0";
        let parameter = document.pointer(at).unwrap();
        assert_eq!(
            parameter["schema"]["items"]["x-extensible-enum"],
            json!(["id", "name"])
        );
        assert!(parameter.get("x-common").is_none());
        close_fields(&mut document);
        let items = &document.pointer(at).unwrap()["schema"]["items"];
        assert_eq!(*items, json!({"type": "string", "enum": ["id", "name"]}));
    }

    #[test]
    fn only_whole_objects_of_requests_are_closed() {
        let mut document = document();
        close_requests(&mut document);
        let schemas = document.pointer("/components/schemas").unwrap();
        let closed: Vec<&String> = schemas
            .as_object()
            .unwrap()
            .iter()
            .filter(|(_, schema)| schema.get("additionalProperties") == Some(&Value::Bool(false)))
            .map(|(name, _)| name)
            .collect();
        assert_eq!(closed, ["Sent"]);
    }
}
