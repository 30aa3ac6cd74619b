//! Examples: there, and true to their schemas.

use std::collections::BTreeMap;

use serde_json::Value;

use super::context::{Context, text};
use super::{Report, Rule};
use crate::bundle::Direction;
use crate::json_schema::{Schemas, Validator, Writer};
use crate::pointer;

pub(super) const RULES: &[Rule] = &[
    Rule::error(
        "missing-example",
        "There is a `request` for every operation with a body, a `response` for every operation, and an `error` for every family.",
    ),
    Rule::error(
        "example-value",
        "Examples hold what their schemas say, and no property that they do not name; the same for `example` and `default`.",
    ),
];

pub(super) fn check(context: &Context<'_>, report: &mut Report<'_>) {
    missing(context, report);
    let document = &context.bundled.document;
    let client = Schemas::new(document, Writer::Client);
    let platform = Schemas::new(document, Writer::Platform);
    let mut compiled: BTreeMap<&str, Option<Validator>> = BTreeMap::new();
    for example in &context.bundled.examples {
        let at = pointer::join(&example.media_type, "schema");
        let Some(schema) = document.pointer(&at) else {
            continue;
        };
        let schemas = if example.direction == Direction::Request {
            &client
        } else {
            &platform
        };
        let validator = compiled
            .entry(&example.media_type)
            .or_insert_with(|| compile(schemas, schema, &at, report));
        let Some(validator) = validator else { continue };
        let place = format!(
            "{}/examples/{}/value",
            example.media_type,
            pointer::escape(&example.variant)
        );
        for violation in validator.validate(&example.value) {
            report.at(
                "example-value",
                &format!("{place}{}", violation.pointer),
                violation.message,
            );
        }
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
    for operation in context
        .operations
        .iter()
        .filter(|operation| !operation.webhook)
    {
        let Some(id) = text(operation.node, "operationId") else {
            continue;
        };
        let mut expected = vec![Direction::Response];
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
    let operations = context
        .operations
        .iter()
        .any(|operation| !operation.webhook);
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
