//! Received types must stay decodable when the platform adds to them.

use serde_json::Value;

use super::context::{Context, is_constant, list, text};
use super::{Report, Rule};
use crate::pointer;
use crate::walk::reference;

pub(super) const RULES: &[Rule] = &[
    Rule::error(
        "closed-object",
        "Received objects have no `additionalProperties: false`.",
    ),
    Rule::error(
        "received-union",
        "Received types have no unions, but one flat object with an optional property per kind; scalars of `spec/common` are exempt.",
    ),
    Rule::error(
        "received-constant",
        "Received types have no constants; use a named enumeration, which is open.",
    ),
    Rule::error(
        "received-closed-enum",
        "`x-open-enum: false` is for enumerations that are only sent.",
    ),
    Rule::error(
        "received-required",
        "In received types, only text, ids, timestamps, booleans, enumerations and arrays are `required`; other types have no neutral value for `null`.",
    ),
];

pub(super) fn check(context: &Context<'_>, report: &mut Report<'_>) {
    for (schema, at) in context.schemas().filter(|(_, at)| context.is_received(at)) {
        if schema.get("additionalProperties") == Some(&Value::Bool(false)) {
            let place = pointer::join(at, "additionalProperties");
            report.at(
                "closed-object",
                &place,
                "an object that is received is closed",
            );
        }
        if schema.get("oneOf").is_some() && text(schema, "x-common") != Some("common/scalars.yaml")
        {
            let help = "one flat object: an open `type` and an optional property per kind";
            report.help(
                "received-union",
                &pointer::join(at, "oneOf"),
                "a union that is received",
                help,
            );
        }
        let inline = pointer::keys(at).count() > 3;
        if inline && is_constant(schema) {
            report.help(
                "received-constant",
                &pointer::join(at, "enum"),
                "a constant that is received",
                "write a plain string, or name an enumeration",
            );
        }
        if schema.get("x-open-enum").is_some() {
            report.at(
                "received-closed-enum",
                &pointer::join(at, "x-open-enum"),
                "a closed enumeration that is received",
            );
        }
        required(context, schema, at, report);
    }
}

fn required(context: &Context<'_>, schema: &Value, at: &str, report: &mut Report<'_>) {
    for (index, name) in list(schema, "required").enumerate() {
        let Some(name) = name.as_str() else { continue };
        let Some(property) = schema.get("properties").and_then(|all| all.get(name)) else {
            continue;
        };
        let place = format!("{at}/properties/{}", pointer::escape(name));
        if let Some(kind) = dishonest(context, property, &place) {
            let message = format!("`{name}` is {kind} and required, and is received");
            report.help(
                "received-required",
                &format!("{at}/required/{index}"),
                message,
                "leave it out of `required`",
            );
        }
    }
}

/// Kind of a property that has no neutral value for `null`.
fn dishonest(context: &Context<'_>, property: &Value, at: &str) -> Option<&'static str> {
    let (schema, at) = context.follow(property, at)?;
    let parts: Vec<&Value> = list(schema, "allOf").collect();
    if let ([part], true) = (parts.as_slice(), reference(property).is_none()) {
        // A described reference is what it refers to.
        return dishonest(context, part, &at);
    }
    match text(schema, "type") {
        Some("string" | "boolean" | "array") => None,
        Some("integer" | "number") => Some("a number"),
        Some(_) => Some("an object"),
        None if schema.get("oneOf").is_some() => None,
        None if schema.get("allOf").is_some() => Some("an object"),
        None => Some("any JSON"),
    }
}
