//! Request bodies: one media type that the generator can send.

use serde_json::Value;

use super::context::{Context, Operation, entries, flag, text};
use super::{Report, Rule};
use crate::pointer;
use crate::walk::reference;

pub(super) const RULES: &[Rule] = &[
    Rule::error(
        "request-media-type",
        "A request has one media type: JSON, a form, multipart, or with `x-codegen: manual` bytes.",
    ),
    Rule::error(
        "request-schema",
        "The schema of a request body is a `$ref`; of multipart, to an object; of bytes, `type: string`, `format: binary`.",
    ),
    Rule::error(
        "request-body",
        "A request body is `required: true`, unless it is JSON without required properties, and has no `encoding`; GET has none.",
    ),
];

pub(super) fn check(context: &Context<'_>, report: &mut Report<'_>) {
    for operation in &context.operations {
        let Some((body, at)) = context.child(operation.node, &operation.at, "requestBody") else {
            continue;
        };
        if !flag(body, "required") && !is_optional(context, body, &at) {
            report.help(
                "request-body",
                &at,
                format!("the body of {} is not `required: true`", operation.name),
                "it may be optional where it is JSON and no property is required",
            );
        }
        if matches!(operation.method.as_str(), "get" | "head") {
            report.at(
                "request-body",
                &at,
                format!(
                    "{} has a body on {}",
                    operation.name,
                    operation.method.to_uppercase()
                ),
            );
        }
        let content = pointer::join(&at, "content");
        let types: Vec<(&String, &Value)> = entries(body, "content").collect();
        if types.len() != 1 {
            let message = format!(
                "{} has {} media types of requests, expected one",
                operation.name,
                types.len()
            );
            report.at("request-media-type", &at, message);
        }
        for (name, media_type) in types {
            let at = pointer::join(&content, name);
            if media_type.get("encoding").is_some() {
                report.at(
                    "request-body",
                    &pointer::join(&at, "encoding"),
                    "`encoding` is not supported",
                );
            }
            media(context, operation, name, media_type, &at, report);
        }
    }
}

/// Whether an empty object is as good as no body.
fn is_optional(context: &Context<'_>, body: &Value, at: &str) -> bool {
    let schema = body
        .pointer("/content/application~1json/schema")
        .and_then(|schema| {
            context.follow(schema, &format!("{at}/content/application~1json/schema"))
        });
    schema.is_some_and(|(schema, _)| {
        schema.get("properties").is_some() && schema.get("required").is_none()
    })
}

fn media(
    context: &Context<'_>,
    operation: &Operation<'_>,
    name: &str,
    media_type: &Value,
    at: &str,
    report: &mut Report<'_>,
) {
    let Some(schema) = media_type.get("schema") else {
        report.at(
            "request-schema",
            at,
            format!("the body of {} has no schema", operation.name),
        );
        return;
    };
    let place = pointer::join(at, "schema");
    match name {
        "application/json" | "application/x-www-form-urlencoded" => {
            if reference(schema).is_none() {
                report.at(
                    "request-schema",
                    &place,
                    format!("the body of {} is not a `$ref`", operation.name),
                );
            }
        }
        "multipart/form-data" => {
            let object = context
                .follow(schema, &place)
                .is_some_and(|(schema, _)| text(schema, "type") == Some("object"));
            if reference(schema).is_none() || !object {
                report.at(
                    "request-schema",
                    &place,
                    format!(
                        "the multipart body of {} is not a `$ref` to an object",
                        operation.name
                    ),
                );
            }
        }
        "application/octet-stream" => {
            if !operation.is_manual() {
                report.help(
                    "request-media-type",
                    at,
                    format!("{} sends bytes", operation.name),
                    "that needs `x-codegen: manual`",
                );
            }
            if text(schema, "type") != Some("string") || text(schema, "format") != Some("binary") {
                report.at(
                    "request-schema",
                    &place,
                    "bytes are `type: string`, `format: binary`",
                );
            }
        }
        other => report.at(
            "request-media-type",
            at,
            format!("`{other}` cannot be sent"),
        ),
    }
}
