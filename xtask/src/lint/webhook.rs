//! Webhooks: the fields of `x-webhooks`, and what the changes of each carry.

use std::collections::BTreeMap;

use serde_json::Value;

use super::context::{Context, list, text};
use super::extension::is_snake_case;
use super::operation::summary;
use super::{Report, Rule};
use crate::pointer;
use crate::walk::reference;

pub(super) const RULES: &[Rule] = &[
    Rule::error(
        "webhook-field",
        "Fields of `x-webhooks` and their `x-aliases` are snake_case and unique.",
    ),
    Rule::error(
        "webhook-value",
        "The `value` of a webhook is a `$ref` to an object.",
    ),
];

pub(super) fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let mut owners: BTreeMap<&str, &str> = context
        .webhooks
        .iter()
        .map(|(field, ..)| (*field, *field))
        .collect();
    for (field, node, at) in &context.webhooks {
        spelling(field, at, report);
        for (index, alias) in list(node, "x-aliases").enumerate() {
            let Some(alias) = alias.as_str() else {
                continue;
            };
            let at = format!("{at}/x-aliases/{index}");
            spelling(alias, &at, report);
            if let Some(owner) = owners.insert(alias, field) {
                let message = format!("`{alias}` already names `{owner}`");
                report.at("webhook-field", &at, message);
            }
        }
        summary(&format!("webhook `{field}`"), node, at, report);
        let docs = node.get("externalDocs");
        let linked = |docs: &Value| text(docs, "url").is_some_and(|it| it.starts_with("https://"));
        if docs.is_some_and(|docs| !linked(docs)) {
            report.at(
                "external-docs",
                &pointer::join(at, "externalDocs"),
                format!("webhook `{field}` does not link its page"),
            );
        }
        value(context, field, node, at, report);
    }
}

fn spelling(name: &str, at: &str, report: &mut Report<'_>) {
    if !is_snake_case(name) {
        report.at("webhook-field", at, format!("`{name}` is not snake_case"));
    }
}

fn value<'a>(
    context: &Context<'a>,
    field: &str,
    node: &'a Value,
    at: &str,
    report: &mut Report<'_>,
) {
    let Some(value) = node.get("value") else {
        report.at(
            "webhook-value",
            at,
            format!("webhook `{field}` has no `value`"),
        );
        return;
    };
    let at = pointer::join(at, "value");
    let object = context.follow(value, &at).is_some_and(|(schema, _)| {
        text(schema, "type") == Some("object") || schema.get("allOf").is_some()
    });
    if reference(value).is_none() || !object {
        report.at(
            "webhook-value",
            &at,
            format!("the value of `{field}` is not a `$ref` to an object"),
        );
    }
}
