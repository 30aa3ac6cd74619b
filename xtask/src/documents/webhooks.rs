//! Webhooks as tools show them: a path item for each field, in `x-webhooks` of OpenAPI 3.0 and `webhooks` of 3.1.

use serde_json::{Map, Value, json};

use crate::walk;

use super::WEBHOOKS;

/// Adds the path items next to our own list of the webhooks.
pub(super) fn add(document: &mut Value) {
    let Some(fields) = document.get(WEBHOOKS).and_then(Value::as_object) else {
        return;
    };
    let items: Map<String, Value> = fields
        .iter()
        .map(|(field, webhook)| (field.clone(), item(document, field, webhook)))
        .collect();
    if let Some(root) = document.as_object_mut() {
        root.insert("x-webhooks".to_owned(), items.into());
    }
}

fn item(document: &Value, field: &str, webhook: &Value) -> Value {
    let mut operation = Map::new();
    operation.insert("operationId".to_owned(), format!("{field}_webhook").into());
    for key in ["summary", "description", "externalDocs", "deprecated"] {
        if let Some(value) = webhook.get(key) {
            operation.insert(key.to_owned(), value.clone());
        }
    }
    operation.insert("tags".to_owned(), json!(["webhooks"]));
    operation.insert("security".to_owned(), json!([]));
    if let Some(source) = webhook.get("x-source") {
        operation.insert("x-source".to_owned(), source.clone());
    }
    let aliases = webhook.get("x-aliases").and_then(Value::as_array);
    let names: Vec<Value> = [Value::from(field)]
        .into_iter()
        .chain(aliases.into_iter().flatten().cloned())
        .collect();
    let schema = payload(document, &names, webhook);
    let examples: Map<String, Value> = webhook
        .get("examples")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter(|(_, example)| is_only(example, &names))
        .filter_map(|(name, example)| {
            let mut example = example.clone();
            let value = example.get_mut("value")?;
            *value = declared(document, &schema, value)?;
            Some((name.clone(), example))
        })
        .collect();
    let mut body = json!({ "schema": schema });
    if let Some(body) = body.as_object_mut()
        && !examples.is_empty()
    {
        body.insert("examples".to_owned(), examples.into());
    }
    operation.insert(
        "requestBody".to_owned(),
        json!({
            "description": "Events of one or more accounts.",
            "required": true,
            "content": {"application/json": body},
        }),
    );
    operation.insert(
        "responses".to_owned(),
        json!({"200": {"description": "The webhook was accepted. The platform retries it after any other response."}}),
    );
    json!({ "post": operation })
}

/// Whether an example has changes of these fields only.
fn is_only(example: &Value, names: &[Value]) -> bool {
    let entries = example.pointer("/value/entry").and_then(Value::as_array);
    entries
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.get("changes")?.as_array())
        .flatten()
        .all(|change| {
            change
                .get("field")
                .is_some_and(|field| names.contains(field))
        })
}

/// The whole body, with the value of one field.
fn payload(document: &Value, names: &[Value], webhook: &Value) -> Value {
    let schema = |name: &str| {
        let found = document.pointer(&format!("/components/schemas/{name}"));
        let mut schema = found
            .cloned()
            .unwrap_or_else(|| json!({"type": "object", "properties": {}}));
        if let Some(schema) = schema.as_object_mut() {
            schema.shift_remove("x-common");
        }
        schema
    };
    let change = with(
        schema("WebhookChange"),
        [
            (
                "field",
                json!({"type": "string", "description": "Field that the app subscribed to.", "enum": names}),
            ),
            ("value", webhook.get("value").cloned().unwrap_or_default()),
        ],
    );
    let list =
        |text: &str, items: Value| json!({"type": "array", "description": text, "items": items});
    let entry = with(
        schema("WebhookEntry"),
        [("changes", list("Changes of the account.", change))],
    );
    with(
        schema("WebhookPayload"),
        [("entry", list("Events by account.", entry))],
    )
}

/// An object with these properties instead of its own.
fn with<const N: usize>(mut object: Value, replaced: [(&str, Value); N]) -> Value {
    if let Some(properties) = object.get_mut("properties").and_then(Value::as_object_mut) {
        for (name, schema) in replaced {
            properties.insert(name.to_owned(), schema);
        }
    }
    object
}

/// An example in the form that its schema declares: the platform sends some ids as numbers, some numbers as text, and `null` for absence,
/// which validators refuse. None for other differences, such as other spellings of an enumeration.
fn declared(document: &Value, schema: &Value, value: &Value) -> Option<Value> {
    if let Some(reference) = walk::reference(schema) {
        return declared(
            document,
            document.pointer(reference.strip_prefix('#')?)?,
            value,
        );
    }
    if let Some([only]) = list(schema, "allOf") {
        return declared(document, only, value);
    }
    if let Some(values) = list(schema, "enum")
        && !values.contains(value)
    {
        return None;
    }
    match (schema.get("type").and_then(Value::as_str), value) {
        (Some("string"), Value::Number(number)) => Some(number.to_string().into()),
        (Some("integer" | "number"), Value::String(text)) => {
            serde_json::from_str(text).ok().filter(Value::is_number)
        }
        (Some("array"), Value::Array(items)) => {
            let schema = schema.get("items")?;
            items
                .iter()
                .map(|item| declared(document, schema, item))
                .collect::<Option<Vec<_>>>()
                .map(Value::from)
        }
        (_, Value::Object(map)) => map
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| {
                let value = match property(document, schema, name) {
                    Some(schema) => declared(document, schema, value)?,
                    None => value.clone(),
                };
                Some((name.clone(), value))
            })
            .collect::<Option<Map<_, _>>>()
            .map(Value::from),
        _ => Some(value.clone()),
    }
}

fn list<'a>(schema: &'a Value, key: &str) -> Option<&'a [Value]> {
    schema.get(key)?.as_array().map(Vec::as_slice)
}

/// A property of an object or of its parts.
fn property<'a>(document: &'a Value, schema: &'a Value, name: &str) -> Option<&'a Value> {
    if let Some(reference) = walk::reference(schema) {
        let target = document.pointer(reference.strip_prefix('#')?)?;
        return property(document, target, name);
    }
    let own = schema
        .get("properties")
        .and_then(|properties| properties.get(name));
    own.or_else(|| {
        let parts = list(schema, "allOf").unwrap_or_default();
        parts.iter().find_map(|part| property(document, part, name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_have_the_declared_form() {
        let document = json!({"components": {"schemas": {
            "Value": {"allOf": [{"$ref": "#/components/schemas/Part"}, {"type": "object", "properties": {"count": {"type": "integer"}}}]},
            "Part": {"type": "object", "properties": {
                "id": {"type": "string"},
                "list": {"type": "array", "items": {"allOf": [{"$ref": "#/components/schemas/State"}]}},
            }},
            "State": {"type": "string", "enum": ["ON"]},
        }}});
        let schema = json!({"$ref": "#/components/schemas/Value"});
        let sent = json!({"id": 7, "count": "3", "list": ["ON"], "gone": null, "other": {"id": 1}});
        assert_eq!(
            declared(&document, &schema, &sent),
            Some(json!({"id": "7", "count": 3, "list": ["ON"], "other": {"id": 1}}))
        );
        assert_eq!(declared(&document, &schema, &json!({"list": ["on"]})), None);
    }
}
