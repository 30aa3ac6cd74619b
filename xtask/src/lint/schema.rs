//! Shapes of schemas: what is named and what may be written inline.

use std::collections::BTreeSet;

use serde_json::Value;

use super::context::{Context, component, entries, list, text};
use super::{Report, Rule};
use crate::pointer;
use crate::walk::reference;

pub(super) const RULES: &[Rule] = &[
    Rule::error(
        "schema-type",
        "A schema is an object, an array, a scalar, a union, a composition, or `{}` with a description for any JSON.",
    ),
    Rule::error(
        "inline-object",
        "Objects with properties are named schemas, used by `$ref`.",
    ),
    Rule::error(
        "inline-enum",
        "Enumerations are named schemas, used by `$ref`; only a constant is inline.",
    ),
    Rule::error("inline-union", "Unions are named schemas, used by `$ref`."),
    Rule::error(
        "composition",
        "`allOf` has only `$ref`s and no `properties` next to it: objects first, then unions with `x-union-field`; no property twice. Inline, it has one `$ref`, to describe it.",
    ),
    Rule::error(
        "array-items",
        "Arrays have `items`: a `$ref`, a scalar, or such an array.",
    ),
    Rule::error(
        "object-form",
        "An object has either `properties`, or `additionalProperties` as a map.",
    ),
    Rule::error(
        "required-property",
        "`required` lists properties of the same schema, each once.",
    ),
    Rule::error(
        "format",
        "Formats are `int64`, `double`, and `binary` for files; descriptions explain other text.",
    ),
    Rule::error(
        "limit-type",
        "Limits match the type, and an exclusive limit has a value (`exclusiveMinimum: true` with `minimum`).",
    ),
    Rule::error("not-supported", "No `anyOf` and no `not`."),
];

pub(super) fn check(context: &Context<'_>, report: &mut Report<'_>) {
    for (schema, at) in context.schemas() {
        if reference(schema).is_some() {
            continue;
        }
        let named = component(at, "schemas").is_some();
        for key in ["anyOf", "not"]
            .into_iter()
            .filter(|key| schema.get(key).is_some())
        {
            report.at(
                "not-supported",
                &pointer::join(at, key),
                format!("`{key}` is not part of the dialect"),
            );
        }
        kind(schema, at, named, report);
        if schema.get("allOf").is_some() {
            composition(context, schema, at, named, report);
        }
        if !named {
            inline(schema, at, report);
        }
        required(schema, at, report);
        limits(schema, at, report);
    }
}

fn kind(schema: &Value, at: &str, named: bool, report: &mut Report<'_>) {
    let place = pointer::join(at, "type");
    match schema.get("type") {
        Some(Value::String(name)) => match name.as_str() {
            "object" => object(schema, at, report),
            "array" => items(schema, at, report),
            "string" | "integer" | "number" | "boolean" => format(schema, at, name, report),
            other => report.at("schema-type", &place, format!("`{other}` is not a type")),
        },
        Some(_) => report.at("schema-type", &place, "a schema has one type, as text"),
        None if ["allOf", "oneOf"]
            .iter()
            .any(|key| schema.get(key).is_some()) => {}
        None if ["properties", "items", "enum", "format"]
            .iter()
            .any(|key| schema.get(key).is_some()) =>
        {
            report.at("schema-type", at, "the schema has no `type`");
        }
        None if named || at.ends_with("/items") || at.ends_with("/additionalProperties") => {}
        None if text(schema, "description").is_none() => {
            report.at(
                "schema-type",
                at,
                "a schema without type is any JSON; say so in a description",
            );
        }
        None => {}
    }
}

fn object(schema: &Value, at: &str, report: &mut Report<'_>) {
    let properties = schema.get("properties").is_some();
    match schema.get("additionalProperties") {
        None if !properties => {
            let help = "`additionalProperties: true` for a free-form object";
            report.help("object-form", at, "an object without properties", help);
        }
        Some(additional) if properties && additional != &Value::Bool(false) => {
            report.at(
                "object-form",
                at,
                "both `properties` and `additionalProperties`",
            );
        }
        _ => {}
    }
}

fn items(schema: &Value, at: &str, report: &mut Report<'_>) {
    let Some(items) = schema.get("items") else {
        report.at("array-items", at, "an array without `items`");
        return;
    };
    let scalar = matches!(
        text(items, "type"),
        Some("string" | "integer" | "number" | "boolean" | "array")
    );
    let any = items
        .as_object()
        .is_some_and(|map| !map.contains_key("type") && text(items, "description").is_some());
    if reference(items).is_none() && !scalar && !any {
        report.at(
            "array-items",
            &pointer::join(at, "items"),
            "items are a `$ref`, a scalar or an array",
        );
    }
}

fn format(schema: &Value, at: &str, kind: &str, report: &mut Report<'_>) {
    let Some(format) = text(schema, "format") else {
        return;
    };
    let known = matches!(
        (kind, format),
        ("integer", "int64") | ("number", "double") | ("string", "binary")
    );
    if !known {
        report.at(
            "format",
            &pointer::join(at, "format"),
            format!("`{format}` is not a format of type {kind}"),
        );
    }
}

fn inline(schema: &Value, at: &str, report: &mut Report<'_>) {
    if schema.get("properties").is_some() {
        report.at(
            "inline-object",
            at,
            "an object with properties inside of another schema; name it",
        );
    }
    if list(schema, "enum").count() > 1 {
        report.at(
            "inline-enum",
            &pointer::join(at, "enum"),
            "an enumeration inside of another schema; name it",
        );
    }
    if schema.get("oneOf").is_some() {
        report.at(
            "inline-union",
            &pointer::join(at, "oneOf"),
            "a union inside of another schema; name it",
        );
    }
}

fn composition(
    context: &Context<'_>,
    schema: &Value,
    at: &str,
    named: bool,
    report: &mut Report<'_>,
) {
    let place = pointer::join(at, "allOf");
    for key in [
        "type",
        "properties",
        "required",
        "additionalProperties",
        "oneOf",
    ] {
        if schema.get(key).is_some() {
            report.at(
                "composition",
                &pointer::join(at, key),
                format!("`{key}` next to `allOf`; name the parts"),
            );
        }
    }
    let parts: Vec<&Value> = list(schema, "allOf").collect();
    if !named && (parts.len() != 1 || parts.iter().any(|part| reference(part).is_none())) {
        report.at(
            "composition",
            &place,
            "an inline `allOf` holds one `$ref`; name the composition",
        );
        return;
    }
    let mut union_before = false;
    let mut properties = BTreeSet::new();
    for (index, part) in parts.iter().enumerate() {
        let place = format!("{place}/{index}");
        let Some((target, at)) = context
            .follow(part, &place)
            .filter(|_| reference(part).is_some())
        else {
            report.at(
                "composition",
                &place,
                "a part of `allOf` that is not a `$ref`",
            );
            continue;
        };
        if parts.len() == 1 {
            return;
        }
        let name = component(&at, "schemas").unwrap_or_default();
        if target.get("oneOf").is_some() {
            union_before = true;
            if text(target, "x-union-field").is_none() {
                let message = format!(
                    "union `{name}` has no `x-union-field`, the name of the field that holds it"
                );
                report.at("composition", &place, message);
            }
        } else if text(target, "type") == Some("object") || target.get("allOf").is_some() {
            if union_before {
                report.at(
                    "composition",
                    &place,
                    format!("object `{name}` is after a union"),
                );
            }
            for (property, _) in entries(target, "properties") {
                if !properties.insert(property.as_str()) {
                    report.at(
                        "composition",
                        &place,
                        format!("`{property}` of `{name}` is a property of a part before"),
                    );
                }
            }
        } else {
            report.at(
                "composition",
                &place,
                format!("`{name}` is neither an object nor a union"),
            );
        }
    }
}

fn required(schema: &Value, at: &str, report: &mut Report<'_>) {
    let mut seen = BTreeSet::new();
    for (index, name) in list(schema, "required").enumerate() {
        let place = format!("{at}/required/{index}");
        let Some(name) = name.as_str() else {
            report.at("required-property", &place, format!("{name} is not a name"));
            continue;
        };
        if !seen.insert(name) {
            report.at(
                "required-property",
                &place,
                format!("`{name}` is listed twice"),
            );
        }
        if schema
            .get("properties")
            .is_none_or(|properties| properties.get(name).is_none())
        {
            report.at(
                "required-property",
                &place,
                format!("`{name}` is not a property of this schema"),
            );
        }
    }
}

fn limits(schema: &Value, at: &str, report: &mut Report<'_>) {
    const TEXT: &[&str] = &["minLength", "maxLength", "pattern"];
    const NUMBER: &[&str] = &[
        "minimum",
        "maximum",
        "multipleOf",
        "exclusiveMinimum",
        "exclusiveMaximum",
    ];
    const ARRAY: &[&str] = &["minItems", "maxItems", "uniqueItems"];
    const OBJECT: &[&str] = &["minProperties", "maxProperties"];
    let kind = text(schema, "type");
    for (keywords, types) in [
        (TEXT, &["string"][..]),
        (NUMBER, &["integer", "number"]),
        (ARRAY, &["array"]),
        (OBJECT, &["object"]),
    ] {
        for key in keywords.iter().filter(|key| schema.get(key).is_some()) {
            if !kind.is_some_and(|kind| types.contains(&kind)) {
                let kind = kind.unwrap_or("schema without type");
                report.at(
                    "limit-type",
                    &pointer::join(at, key),
                    format!("`{key}` on a {kind}"),
                );
            }
        }
    }
    for (flag, limit) in [
        ("exclusiveMinimum", "minimum"),
        ("exclusiveMaximum", "maximum"),
    ] {
        let Some(value) = schema.get(flag) else {
            continue;
        };
        if !value.is_boolean() {
            report.at(
                "limit-type",
                &pointer::join(at, flag),
                format!("`{flag}` is a flag next to `{limit}`"),
            );
        } else if schema.get(limit).is_none() {
            report.at(
                "limit-type",
                &pointer::join(at, flag),
                format!("`{flag}` without `{limit}`"),
            );
        }
    }
}
