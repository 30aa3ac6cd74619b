//! Responses: one success, one error.

use serde_json::Value;

use super::context::{Context, Operation, component, entries, text};
use super::{Report, Rule};
use crate::pointer;
use crate::walk::reference;

pub(super) const RULES: &[Rule] = &[
    Rule::error(
        "one-success",
        "An operation has one successful response: `200`, `201`, or `204` without content.",
    ),
    Rule::error(
        "one-error-type",
        "Errors are `4XX` and `5XX`, both `../common/responses.yaml#/GraphError`, or `#/Problem` on the host that is not the Graph API; no `default`, which the generator treats as a success. Operations with `x-inbound` have none.",
    ),
    Rule::error(
        "response-media-type",
        "A success has one media type: JSON, or bytes as `application/octet-stream`; other text only with `x-codegen: manual`.",
    ),
    Rule::error(
        "response-schema",
        "The schema of a JSON response is a `$ref`, or an array of one; of bytes, `type: string`, `format: binary`.",
    ),
];

const ERROR: &str = "../common/responses.yaml#/GraphError";

/// Errors of operations with `servers`.
const PROBLEM: &str = "Problem";

pub(super) fn check(context: &Context<'_>, report: &mut Report<'_>) {
    for operation in &context.operations {
        let at = pointer::join(&operation.at, "responses");
        let mut successes = 0;
        for (status, response) in entries(operation.node, "responses") {
            let place = pointer::join(&at, status);
            match status.as_str() {
                "200" | "201" | "204" => {
                    successes += 1;
                    if successes > 1 {
                        let message = format!("{} has several successes", operation.name);
                        report.at("one-success", &place, message);
                    } else if let Some((response, at)) = context.follow(response, &place) {
                        success(operation, status, response, &at, report);
                    }
                }
                other if operation.inbound => {
                    let message = format!("{} has a response {other}", operation.name);
                    let help = "the platform is the client: it reads `200`, and nothing of any other answer";
                    report.help("one-error-type", &place, message, help);
                }
                "4XX" | "5XX" => error(context, operation, status, response, &place, report),
                "default" => {
                    let message = format!("{} has a `default` response", operation.name);
                    report.help("one-error-type", &place, message, "write `4XX` and `5XX`");
                }
                other if other.starts_with('2') => {
                    let message = format!(
                        "{} has a successful response {other}; only `200`, `201` and `204` are known",
                        operation.name
                    );
                    report.at("one-success", &place, message);
                }
                other => {
                    let message = format!("{} has a response {other}", operation.name);
                    report.help(
                        "one-error-type",
                        &place,
                        message,
                        format!("`4XX` and `5XX` are {ERROR}"),
                    );
                }
            }
        }
        let has = |status: &str| {
            operation
                .node
                .get("responses")
                .is_some_and(|all| all.get(status).is_some())
        };
        if successes == 0 {
            report.at(
                "one-success",
                &operation.at,
                format!("{} has no successful response", operation.name),
            );
        }
        if operation.inbound {
            continue;
        }
        for status in ["4XX", "5XX"].into_iter().filter(|status| !has(status)) {
            let message = format!("{} has no response `{status}`", operation.name);
            report.help(
                "one-error-type",
                &operation.at,
                message,
                format!("use {ERROR}"),
            );
        }
    }
}

fn error(
    context: &Context<'_>,
    operation: &Operation<'_>,
    status: &str,
    response: &Value,
    at: &str,
    report: &mut Report<'_>,
) {
    // The bundler copies the shared response into operations that have examples of errors.
    let shared = context
        .follow(response, at)
        .is_some_and(|(target, defined)| {
            let name = component(&defined, "responses");
            let copied = response.get("$ref").is_none();
            let is_known = name == Some("GraphError")
                || name == Some(PROBLEM) && operation.node.get("servers").is_some();
            text(target, "x-common") == Some("common/responses.yaml") && (copied || is_known)
        });
    if !shared {
        let message = format!(
            "{} has an error type of its own for `{status}`",
            operation.name
        );
        report.help("one-error-type", at, message, format!("use {ERROR}"));
    }
}

fn success(
    operation: &Operation<'_>,
    status: &str,
    response: &Value,
    at: &str,
    report: &mut Report<'_>,
) {
    let types: Vec<(&String, &Value)> = entries(response, "content").collect();
    if status == "204" {
        if !types.is_empty() {
            let message = format!("the response 204 of {} has content", operation.name);
            report.at("response-media-type", at, message);
        }
        return;
    }
    let [(name, media_type)] = types.as_slice() else {
        let message = format!(
            "the response of {} has {} media types, expected one",
            operation.name,
            types.len()
        );
        report.at("response-media-type", at, message);
        return;
    };
    let place = pointer::join(&pointer::join(at, "content"), name);
    let schema = media_type.get("schema").unwrap_or(&Value::Null);
    match name.as_str() {
        "application/json" => {
            let listed = schema
                .get("items")
                .filter(|_| text(schema, "type") == Some("array"));
            if reference(listed.unwrap_or(schema)).is_none() {
                report.at(
                    "response-schema",
                    &place,
                    format!("the response of {} is not a `$ref`", operation.name),
                );
            }
        }
        "application/octet-stream" => {
            if text(schema, "type") != Some("string") || text(schema, "format") != Some("binary") {
                report.at(
                    "response-schema",
                    &place,
                    "bytes are `type: string`, `format: binary`",
                );
            }
        }
        _ if operation.is_manual() => {}
        other => report.at(
            "response-media-type",
            &place,
            format!("{} answers `{other}`, which is not read", operation.name),
        ),
    }
}
