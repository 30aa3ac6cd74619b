//! Webhooks: fields and the schemas of their values.

use serde_json::Value;

use super::{Problem, escape, referenced, text};
use crate::model::Webhook;

/// All webhooks of the document.
pub(super) fn webhooks(document: &Value, problems: &mut Vec<Problem>) -> Vec<Webhook> {
    let mut out = Vec::new();
    for (field, webhook) in document
        .get("x-webhooks")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        let Some(value) = webhook.get("value").and_then(referenced) else {
            let pointer = format!("/x-webhooks/{}", escape(field));
            problems.push(Problem::new(
                pointer,
                "a webhook needs `value` with a `$ref` to a schema",
            ));
            continue;
        };
        out.push(Webhook {
            field: field.clone(),
            aliases: webhook
                .get("x-aliases")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(|alias| alias.as_str().map(str::to_owned))
                .collect(),
            doc: format!("{}.", text(webhook, "summary").trim_end_matches('.')),
            value: value.to_owned(),
        });
    }
    out
}
