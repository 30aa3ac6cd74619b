//! Webhooks as path items, in documents that list only the values of fields.

use serde_json::{Map, Value, json};

/// One request for each field.
pub(super) fn items(fields: &Map<String, Value>) -> Map<String, Value> {
    fields
        .iter()
        .map(|(field, webhook)| (field.clone(), item(field, webhook)))
        .collect()
}

/// Webhooks carry no access token, whatever the document says about all operations.
pub(super) fn unsecured(operation: &mut Value) {
    if let Some(operation) = operation.as_object_mut() {
        operation.insert("security".to_owned(), json!([]));
    }
}

fn item(field: &str, webhook: &Value) -> Value {
    let mut operation = Map::new();
    operation.insert("operationId".to_owned(), field.into());
    operation.insert("tags".to_owned(), json!(["webhooks"]));
    for key in [
        "summary",
        "description",
        "externalDocs",
        "x-source",
        "deprecated",
    ] {
        if let Some(value) = webhook.get(key) {
            operation.insert(key.to_owned(), value.clone());
        }
    }
    let value = webhook.get("value").cloned().unwrap_or_default();
    let list = |items: Value| json!({"type": "array", "items": items});
    let change = json!({
        "type": "object",
        "properties": {"field": {"type": "string", "enum": [field]}, "value": value},
    });
    let entry = json!({
        "type": "object",
        "properties": {
            "id": {"type": "string", "description": "Id of the WhatsApp Business Account."},
            "changes": list(change),
        },
    });
    let mut media = json!({"schema": {
        "type": "object",
        "properties": {"object": {"type": "string"}, "entry": list(entry)},
    }});
    if let (Some(examples), Some(media)) = (webhook.get("examples"), media.as_object_mut()) {
        media.insert("examples".to_owned(), examples.clone());
    }
    operation.insert(
        "requestBody".to_owned(),
        json!({"content": {"application/json": media}}),
    );
    let accepted = "Any response with this status accepts the webhook.";
    operation.insert(
        "responses".to_owned(),
        json!({"200": {"description": accepted}}),
    );
    json!({ "post": operation })
}
