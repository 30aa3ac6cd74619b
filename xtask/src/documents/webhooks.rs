//! Webhooks as tools show them: a path item for each field, in `x-webhooks` of OpenAPI 3.0 and `webhooks` of 3.1.

use serde_json::{Map, Value, json};

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
    let mut body = json!({"schema": payload(document, &names, webhook)});
    let examples: Map<String, Value> = webhook
        .get("examples")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter(|(_, example)| is_only(example, &names))
        .map(|(name, example)| (name.clone(), example.clone()))
        .collect();
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
