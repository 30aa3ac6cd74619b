//! Merging of several payloads into one.

use serde_json::Value;

use super::error::WebhookError;

/// Merges the entries of payloads with the same kind of object.
pub(crate) fn merge(payloads: impl IntoIterator<Item = Value>) -> Result<Value, WebhookError> {
    let mut payloads = payloads.into_iter();
    let mut batch = payloads.next().ok_or(WebhookError::Batch)?;
    entries(&mut batch)?;
    for mut payload in payloads {
        if payload.get("object") != batch.get("object") {
            return Err(WebhookError::Batch);
        }
        let mut further = std::mem::take(entries(&mut payload)?);
        entries(&mut batch)?.append(&mut further);
    }
    Ok(batch)
}

fn entries(payload: &mut Value) -> Result<&mut Vec<Value>, WebhookError> {
    payload
        .get_mut("entry")
        .and_then(Value::as_array_mut)
        .ok_or(WebhookError::Batch)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn entries_of_one_kind_are_joined() {
        let payload = |object: &str, id: u8| json!({ "object": object, "entry": [{ "id": id }] });
        let batch = merge([payload("a", 1), payload("a", 2)]).unwrap();
        assert_eq!(
            batch,
            json!({ "object": "a", "entry": [{ "id": 1 }, { "id": 2 }] })
        );
        assert!(merge([payload("a", 1), payload("b", 2)]).is_err());
        assert!(merge([json!([])]).is_err());
        assert!(merge([]).is_err());
    }
}
