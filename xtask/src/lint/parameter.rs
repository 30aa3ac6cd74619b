//! Parameters: declared, of the kinds and styles that the generator sends.

use std::collections::BTreeSet;

use serde_json::Value;

use super::context::{Context, Operation, component, entries, flag, list, text};
use super::{Report, Rule};
use crate::pointer;

pub(super) const RULES: &[Rule] = &[
    Rule::error(
        "path-parameter",
        "Path parameters are exactly those of the path, required, in simple style, each a `$ref` to `common/parameters.yaml`.",
    ),
    Rule::error(
        "parameter-kind",
        "Parameters are in the path, the query or a header; headers are constants, or require `x-codegen: manual`. No cookies.",
    ),
    Rule::error(
        "parameter-schema",
        "A parameter has a name and a schema, not `content`, and its schema is a scalar or a list of them.",
    ),
    Rule::error(
        "parameter-style",
        "Query parameters are in form style; lists with `style: form` and `explode: false`.",
    ),
    Rule::error("duplicate-parameter", "A parameter is declared once."),
    Rule::error(
        "expansion",
        "`x-expansion` is for query parameters of type string; its object has scalars, enumerations and lists of them.",
    ),
];

pub(super) fn check(context: &Context<'_>, report: &mut Report<'_>) {
    for operation in &context.operations {
        template(operation, report);
        let mut seen = BTreeSet::new();
        for (used, defined, parameter) in &operation.parameters {
            let name = text(parameter, "name").unwrap_or_default();
            let place = text(parameter, "in").unwrap_or_default();
            if name.is_empty() {
                report.at("parameter-schema", defined, "the parameter has no name");
            }
            if !seen.insert((place, name)) {
                report.at(
                    "duplicate-parameter",
                    used,
                    format!("{} has `{name}` twice", operation.name),
                );
            }
            match place {
                "path" => path(used, defined, parameter, report),
                "query" => {}
                "header" if operation.is_manual() || is_constant(parameter) => {}
                "header" => {
                    let message = format!("`{name}` is a header");
                    let help = "headers are set by the transport; a header that is always the same is a constant; one that callers choose needs `x-codegen: manual`";
                    report.help("parameter-kind", used, message, help);
                }
                other => report.at(
                    "parameter-kind",
                    used,
                    format!("`{name}` is in `{other}`, which is not sent"),
                ),
            }
            schema(context, used, defined, parameter, place, report);
            expansion(context, defined, parameter, place, report);
        }
    }
}

/// Whether a parameter is required and has a single value.
fn is_constant(parameter: &Value) -> bool {
    let values = parameter.pointer("/schema/enum").and_then(Value::as_array);
    flag(parameter, "required") && values.is_some_and(|values| values.len() == 1)
}

fn template(operation: &Operation<'_>, report: &mut Report<'_>) {
    let template = operation.path.split('#').next().unwrap_or_default();
    let names: BTreeSet<&str> = template
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name)
        .collect();
    let declared: BTreeSet<&str> = operation
        .parameters
        .iter()
        .filter(|(_, _, parameter)| text(parameter, "in") == Some("path"))
        .filter_map(|(_, _, parameter)| text(parameter, "name"))
        .collect();
    for name in names.difference(&declared) {
        let message = format!(
            "{} does not declare the path parameter `{name}`",
            operation.name
        );
        report.at("path-parameter", &operation.at, message);
    }
    for name in declared.difference(&names) {
        let message = format!(
            "{} declares the path parameter `{name}`, which its path lacks",
            operation.name
        );
        report.at("path-parameter", &operation.at, message);
    }
}

fn path(used: &str, defined: &str, parameter: &Value, report: &mut Report<'_>) {
    let name = text(parameter, "name").unwrap_or_default();
    if !flag(parameter, "required") {
        report.at(
            "path-parameter",
            defined,
            format!("path parameter `{name}` is not `required: true`"),
        );
    }
    if text(parameter, "style").is_some_and(|style| style != "simple") {
        report.at(
            "path-parameter",
            defined,
            format!("path parameter `{name}` is not in simple style"),
        );
    }
    if component(defined, "parameters").is_none()
        || text(parameter, "x-common") != Some("common/parameters.yaml")
    {
        let help = "define it in spec/common/parameters.yaml, with the type of its id";
        report.help(
            "path-parameter",
            used,
            format!("path parameter `{name}` is not shared"),
            help,
        );
    }
}

fn schema<'a>(
    context: &Context<'a>,
    used: &str,
    defined: &str,
    parameter: &'a Value,
    place: &str,
    report: &mut Report<'_>,
) {
    let name = text(parameter, "name").unwrap_or_default();
    if parameter.get("content").is_some() {
        report.at(
            "parameter-schema",
            &pointer::join(defined, "content"),
            format!("`{name}` has `content`; write a schema"),
        );
        return;
    }
    let Some((schema, _)) = context.child(parameter, defined, "schema") else {
        report.at("parameter-schema", used, format!("`{name}` has no schema"));
        return;
    };
    if text(schema, "type") == Some("object") || schema.get("properties").is_some() {
        report.at(
            "parameter-schema",
            defined,
            format!("`{name}` is an object, which has no form in a URL"),
        );
    }
    let list = text(schema, "type") == Some("array");
    if parameter.get("x-json").is_some() && !(place == "query" && list) {
        report.at(
            "parameter-style",
            &pointer::join(defined, "x-json"),
            format!("`{name}` is not a list in the query"),
        );
    }
    if place != "query" {
        return;
    }
    let style = text(parameter, "style");
    if style.is_some_and(|style| style != "form") {
        report.at(
            "parameter-style",
            defined,
            format!("`{name}` is not in form style"),
        );
    }
    let joined = style == Some("form")
        && parameter
            .get("explode")
            .is_some_and(|explode| explode == false);
    if list && !joined {
        let help = "the platform expects lists with commas";
        report.help(
            "parameter-style",
            defined,
            format!("list `{name}` lacks `style: form` and `explode: false`"),
            help,
        );
    }
}

fn expansion<'a>(
    context: &Context<'a>,
    defined: &str,
    parameter: &'a Value,
    place: &str,
    report: &mut Report<'_>,
) {
    let Some(expansion) = parameter.get("x-expansion") else {
        return;
    };
    let at = pointer::join(defined, "x-expansion");
    let textual = context
        .child(parameter, defined, "schema")
        .is_some_and(|(schema, _)| text(schema, "type") == Some("string"));
    if place != "query" || !textual {
        let name = text(parameter, "name").unwrap_or_default();
        let message = format!("`{name}` is not a query parameter of type string");
        report.at("expansion", &at, message);
    }
    let Some((object, of)) = context.child(expansion, &at, "of") else {
        return;
    };
    let mut properties = entries(object, "properties").peekable();
    if text(object, "type") != Some("object") || properties.peek().is_none() {
        report.at(
            "expansion",
            &of,
            "what is expanded by is not an object with properties",
        );
    }
    for (name, property) in properties {
        let at = format!("{of}/properties/{}", pointer::escape(name));
        if !is_argument(context, property, &at, true) {
            let message = format!("`{name}` has no form in a field expansion");
            report.help(
                "expansion",
                &at,
                message,
                "scalars, enumerations and lists of them have one",
            );
        }
    }
}

/// Whether a schema is a scalar or an enumeration, or with `lists` a list of them.
fn is_argument<'a>(context: &Context<'a>, schema: &'a Value, at: &str, lists: bool) -> bool {
    let Some((schema, at)) = context.follow(schema, at) else {
        return false;
    };
    let parts: Vec<&Value> = list(schema, "allOf").collect();
    match (text(schema, "type"), parts.as_slice()) {
        // A described reference is what it refers to.
        (None, [part]) => is_argument(context, part, &at, lists),
        (Some("string"), _) => text(schema, "format") != Some("binary"),
        (Some("integer" | "number" | "boolean"), _) => true,
        (Some("array"), _) => schema
            .get("items")
            .is_some_and(|items| lists && is_argument(context, items, &at, false)),
        _ => text(schema, "x-common") == Some("common/scalars.yaml"),
    }
}
