//! Examples: there, and true to their schemas.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::context::{Context, list, text};
use super::{Report, Rule};
use crate::bundle::{Direction, Example};
use crate::json_schema::{Schemas, Validator, Writer};
use crate::pointer;
use crate::walk;

pub(super) const RULES: &[Rule] = &[
    Rule::error(
        "missing-example",
        "Every operation with a body has a `request` example, every operation a `response`, unless it is empty, every webhook a `webhook`, and every family an `error`.",
    ),
    Rule::error(
        "example-value",
        "Examples match their schemas and have no undeclared property. The same goes for each change of a webhook, and for `example` and `default`.",
    ),
];

pub(super) fn check(context: &Context<'_>, report: &mut Report<'_>) {
    missing(context, report);
    let document = &context.bundled.document;
    let client = Schemas::new(document, Writer::Client);
    let platform = Schemas::new(document, Writer::Platform);
    let inbound: BTreeSet<&str> = context
        .operations
        .iter()
        .filter(|operation| operation.inbound)
        .map(|operation| operation.name.as_str())
        .collect();
    let mut compiled: BTreeMap<String, Option<Validator>> = BTreeMap::new();
    for example in &context.bundled.examples {
        let place = format!(
            "{}/examples/{}/value",
            example.media_type,
            pointer::escape(&example.variant)
        );
        if example.direction == Direction::Webhook {
            payload(context, example, &place, &platform, &mut compiled, report);
            continue;
        }
        // Of an inbound operation the platform writes the request, and the answer is the application's.
        let asked = example.direction == Direction::Request;
        let schemas = if asked != inbound.contains(example.operation_id.as_str()) {
            &client
        } else {
            &platform
        };
        let at = pointer::join(&example.media_type, "schema");
        let value = (&example.value, place.as_str());
        hold(document, schemas, &at, value, &mut compiled, report);
    }
    for (schema, at) in context.schemas() {
        for key in ["example", "default"] {
            let Some(value) = schema.get(key) else {
                continue;
            };
            let Some(validator) = compile(&client, schema, at, report) else {
                continue;
            };
            for violation in validator.validate(value) {
                let place = format!("{}{}", pointer::join(at, key), violation.pointer);
                report.at("example-value", &place, violation.message);
            }
        }
    }
}

/// Holds a value against the schema at a pointer, if there is one.
fn hold(
    document: &Value,
    schemas: &Schemas<'_>,
    at: &str,
    (value, place): (&Value, &str),
    compiled: &mut BTreeMap<String, Option<Validator>>,
    report: &mut Report<'_>,
) {
    let Some(schema) = document.pointer(at) else {
        return;
    };
    let validator = compiled
        .entry(at.to_owned())
        .or_insert_with(|| compile(schemas, schema, at, report));
    for violation in validator.iter().flat_map(|it| it.validate(value)) {
        let place = format!("{place}{}", violation.pointer);
        report.at("example-value", &place, violation.message);
    }
}

/// Holds a whole payload against the body of the operation that receives it, and each of its changes against the webhook of its field.
fn payload(
    context: &Context<'_>,
    example: &Example,
    place: &str,
    platform: &Schemas<'_>,
    compiled: &mut BTreeMap<String, Option<Validator>>,
    report: &mut Report<'_>,
) {
    let document = &context.bundled.document;
    for operation in context.operations.iter().filter(|it| it.inbound) {
        let body = context.child(operation.node, &operation.at, "requestBody");
        let content = body.and_then(|(body, at)| context.child(body, &at, "content"));
        if let Some((_, at)) = content {
            let schema = format!("{at}/application~1json/schema");
            let value = (&example.value, place);
            hold(document, platform, &schema, value, compiled, report);
        }
    }
    let mut shown = false;
    for (index, entry) in list(&example.value, "entry").enumerate() {
        for (position, change) in list(entry, "changes").enumerate() {
            let at = format!("{place}/entry/{index}/changes/{position}");
            let Some(name) = text(change, "field") else {
                report.at("example-value", &at, "the change has no `field`");
                continue;
            };
            let Some((field, _, webhook)) = webhook(context, name) else {
                let message = format!("`{name}` is not the field of a webhook");
                report.at("example-value", &pointer::join(&at, "field"), message);
                continue;
            };
            shown = shown || *field == example.operation_id;
            let (schema, at) = (pointer::join(webhook, "value"), pointer::join(&at, "value"));
            match change.get("value") {
                Some(value) => {
                    hold(document, platform, &schema, (value, &at), compiled, report);
                }
                None => report.at("example-value", &at, "the change has no `value`"),
            }
        }
    }
    if !shown {
        let message = format!("the payload has no change of `{}`", example.operation_id);
        report.at("example-value", place, message);
    }
}

/// The webhook of a field, or of another spelling of it.
fn webhook<'c>(context: &'c Context<'_>, name: &str) -> Option<&'c (&'c str, &'c Value, String)> {
    context.webhooks.iter().find(|(field, node, _)| {
        *field == name || list(node, "x-aliases").any(|alias| alias == name)
    })
}

fn compile(
    schemas: &Schemas<'_>,
    schema: &Value,
    at: &str,
    report: &mut Report<'_>,
) -> Option<Validator> {
    match schemas.compile(schema) {
        Ok(validator) => Some(validator),
        Err(error) => {
            report.at(
                "example-value",
                at,
                format!("the schema cannot be used: {error}"),
            );
            None
        }
    }
}

fn missing(context: &Context<'_>, report: &mut Report<'_>) {
    let examples = &context.bundled.examples;
    let has = |id: &str, direction| {
        examples
            .iter()
            .any(|it| it.operation_id == id && it.direction == direction)
    };
    for operation in &context.operations {
        let Some(id) = text(operation.node, "operationId") else {
            continue;
        };
        let mut expected = Vec::new();
        if walk::success(operation.node).is_none_or(|(status, _)| status != "204") {
            expected.push(Direction::Response);
        }
        if operation.node.get("requestBody").is_some() {
            expected.push(Direction::Request);
        }
        for direction in expected
            .into_iter()
            .filter(|direction| !has(id, *direction))
        {
            let word = direction.word();
            let help = format!(
                "spec/{}/examples/{id}.{word}.<variant>.json",
                context.bundled.family
            );
            report.help(
                "missing-example",
                &operation.at,
                format!("`{id}` has no {word} example"),
                help,
            );
        }
    }
    for (field, _, at) in &context.webhooks {
        if !has(field, Direction::Webhook) {
            let help = format!(
                "spec/{}/examples/{field}.webhook.<variant>.json",
                context.bundled.family
            );
            let message = format!("the webhook `{field}` has no example");
            report.help("missing-example", at, message, help);
        }
    }
    let operations = context
        .operations
        .iter()
        .any(|operation| !operation.inbound);
    if operations
        && !examples
            .iter()
            .any(|example| example.direction == Direction::Error)
    {
        let help = format!(
            "spec/{}/examples/<operationId>.error.<variant>.json",
            context.bundled.family
        );
        report.help(
            "missing-example",
            "",
            "the family has no example of an error",
            help,
        );
    }
}
