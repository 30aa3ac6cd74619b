//! Enumerations: values, their descriptions and their Rust names.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToUpperCamelCase;
use serde_json::Value;

use super::context::{Context, component, entries, list, text};
use super::{Report, Rule};
use crate::pointer;

pub(super) const RULES: &[Rule] = &[
    Rule::error(
        "enum-values",
        "Enumeration values are text and differ by more than case.",
    ),
    Rule::error(
        "enum-descriptions",
        "`x-enum-descriptions` describes every value and nothing else.",
    ),
    Rule::error(
        "enum-names",
        "`x-enum-names` gives known values PascalCase names, and is required where derived names clash.",
    ),
    Rule::error(
        "enum-aliases",
        "`x-aliases` maps other spellings to known values.",
    ),
];

pub(super) fn check(context: &Context<'_>, report: &mut Report<'_>) {
    for (schema, at) in context.schemas() {
        if schema.get("enum").is_none() {
            continue;
        }
        let place = pointer::join(at, "enum");
        let mut values: Vec<&str> = Vec::new();
        let mut folded = BTreeSet::new();
        for (index, value) in list(schema, "enum").enumerate() {
            let place = format!("{place}/{index}");
            let Some(value) = value.as_str() else {
                report.help(
                    "enum-values",
                    &place,
                    format!("{value} is not text"),
                    "quote it",
                );
                continue;
            };
            if !folded.insert(value.to_lowercase()) {
                report.help(
                    "enum-values",
                    &place,
                    format!("`{value}` differs from another value by case only"),
                    "write an alias",
                );
            }
            values.push(value);
        }
        if component(at, "schemas").is_none() {
            continue;
        }
        if text(schema, "type") != Some("string") {
            report.at("enum-values", at, "an enumeration is `type: string`");
        }
        descriptions(schema, at, &values, report);
        names(schema, at, &values, report);
        aliases(schema, at, &values, report);
    }
}

fn descriptions(schema: &Value, at: &str, values: &[&str], report: &mut Report<'_>) {
    let Some(described) = schema.get("x-enum-descriptions") else {
        report.at(
            "enum-descriptions",
            at,
            "the enumeration has no `x-enum-descriptions`",
        );
        return;
    };
    let place = pointer::join(at, "x-enum-descriptions");
    for value in values.iter().filter(|value| described.get(value).is_none()) {
        report.at(
            "enum-descriptions",
            &place,
            format!("`{value}` has no description"),
        );
    }
    unknown(
        "enum-descriptions",
        schema,
        "x-enum-descriptions",
        at,
        values,
        report,
    );
}

fn names(schema: &Value, at: &str, values: &[&str], report: &mut Report<'_>) {
    let place = pointer::join(at, "x-enum-names");
    unknown("enum-names", schema, "x-enum-names", at, values, report);
    let given = schema.get("x-enum-names");
    let mut variants: BTreeMap<String, &str> = BTreeMap::new();
    if schema.get("x-open-enum").is_none() {
        variants.insert("Unknown".to_owned(), "what is not known");
    }
    for value in values {
        let name = given.and_then(|given| text(given, value));
        let variant = name.map_or_else(|| value.to_upper_camel_case(), str::to_owned);
        let valid = variant.starts_with(|c: char| c.is_ascii_uppercase())
            && variant.chars().all(|c| c.is_ascii_alphanumeric());
        let at = if name.is_some() {
            pointer::join(&place, value)
        } else {
            pointer::join(at, "enum")
        };
        if !valid {
            let help = format!("add `x-enum-names: {{'{value}': Name}}`");
            report.help(
                "enum-names",
                &at,
                format!("`{value}` becomes `{variant}`, which is no name of a variant"),
                help,
            );
        } else if let Some(other) = variants.insert(variant.clone(), value) {
            let help = format!("add `x-enum-names: {{'{value}': Name}}`");
            report.help(
                "enum-names",
                &at,
                format!("`{value}` and {other} both become `{variant}`"),
                help,
            );
        }
    }
}

fn aliases(schema: &Value, at: &str, values: &[&str], report: &mut Report<'_>) {
    for (alias, value) in entries(schema, "x-aliases") {
        let place = pointer::join(&pointer::join(at, "x-aliases"), alias);
        if values.contains(&alias.as_str()) {
            report.at("enum-aliases", &place, format!("`{alias}` is a value"));
        }
        if !value.as_str().is_some_and(|value| values.contains(&value)) {
            report.at("enum-aliases", &place, format!("{value} is not a value"));
        }
    }
}

fn unknown(
    rule: &'static str,
    schema: &Value,
    key: &str,
    at: &str,
    values: &[&str],
    report: &mut Report<'_>,
) {
    for (value, _) in entries(schema, key).filter(|(value, _)| !values.contains(&value.as_str())) {
        let place = pointer::join(&pointer::join(at, key), value);
        report.at(
            rule,
            &place,
            format!("`{value}` is not a value of the enumeration"),
        );
    }
}
