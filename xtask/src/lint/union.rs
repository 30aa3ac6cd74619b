//! Unions: sent types with several shapes, identified by a tag.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::context::{Context, component, entries, flag, list, text};
use super::{Report, Rule};
use crate::pointer;
use crate::walk::reference;

pub(super) const RULES: &[Rule] = &[
    Rule::error(
        "union-form",
        "A union is a `oneOf` of `$ref`s with either a `discriminator` or `x-untagged: true`.",
    ),
    Rule::error(
        "union-mapping",
        "`discriminator.mapping` names exactly the variants of `oneOf`.",
    ),
    Rule::error(
        "union-tag",
        "The tag of a variant is a constant, the key of its mapping, and optional in one variant at most.",
    ),
    Rule::error(
        "union-names",
        "`x-enum-names` names every variant of an untagged union and nothing else.",
    ),
    Rule::error(
        "union-overlap",
        "Variants of an untagged union differ in a constant or in required properties; one that requires all of another and more comes first.",
    ),
];

pub(super) fn check(context: &Context<'_>, report: &mut Report<'_>) {
    for (schema, at) in context.schemas() {
        // Scalars of spec/common may be written in several ways; they are types of the core crate.
        if schema.get("oneOf").is_none() || text(schema, "x-common") == Some("common/scalars.yaml")
        {
            continue;
        }
        let place = pointer::join(at, "oneOf");
        let mut variants = Vec::new();
        for (index, variant) in list(schema, "oneOf").enumerate() {
            match reference(variant) {
                Some(target) => variants.push(target),
                None => report.at(
                    "union-form",
                    &format!("{place}/{index}"),
                    "a variant that is not a `$ref`",
                ),
            }
        }
        match (schema.get("discriminator"), flag(schema, "x-untagged")) {
            (Some(discriminator), false) => {
                tagged(context, schema, discriminator, at, &variants, report);
            }
            (None, true) => untagged(context, schema, at, &variants, report),
            (Some(_), true) => {
                report.at("union-form", at, "both a `discriminator` and `x-untagged`");
            }
            (None, false) => {
                let help = "or `x-untagged: true` where constants or required properties tell the variants apart";
                report.help("union-form", at, "a union without `discriminator`", help);
            }
        }
    }
}

fn tagged(
    context: &Context<'_>,
    schema: &Value,
    discriminator: &Value,
    at: &str,
    variants: &[&str],
    report: &mut Report<'_>,
) {
    let at_discriminator = pointer::join(at, "discriminator");
    let Some(tag) = text(discriminator, "propertyName") else {
        report.at(
            "union-form",
            &at_discriminator,
            "the `discriminator` has no `propertyName`",
        );
        return;
    };
    let place = pointer::join(&at_discriminator, "mapping");
    let mut mapped = BTreeSet::new();
    let mut without_tag: Option<&str> = None;
    for (key, target) in entries(discriminator, "mapping") {
        let Some(target) = target.as_str() else {
            continue;
        };
        let place = pointer::join(&place, key);
        mapped.insert(target);
        if !variants.contains(&target) {
            report.at(
                "union-mapping",
                &place,
                format!("`{target}` is not a variant of `oneOf`"),
            );
        }
        let Some((variant, at)) = context.bundled.target(target) else {
            continue;
        };
        let constants = tags(context, variant, &at, tag, 0);
        let name = component(&at, "schemas").unwrap_or(target);
        let is_object = variant.get("properties").is_some();
        if is_object && !list(variant, "required").any(|name| name == tag) {
            if let Some(other) = without_tag {
                let message = format!("`{key}` and `{other}` may both lack their `{tag}`");
                report.at("union-tag", &place, message);
            }
            without_tag = Some(key);
        }
        if constants
            .as_ref()
            .is_none_or(|constants| constants.iter().any(|constant| constant != key))
        {
            let found = match constants {
                None => "has no such constant".to_owned(),
                Some(constants) => format!(
                    "has {}",
                    constants.into_iter().collect::<Vec<_>>().join(", ")
                ),
            };
            let message =
                format!("`{tag}` of variant `{name}` must be the constant `{key}`, and {found}");
            report.help(
                "union-tag",
                &place,
                message,
                format!("`{tag}: {{type: string, enum: [{key}]}}`"),
            );
        }
    }
    for (index, variant) in variants
        .iter()
        .enumerate()
        .filter(|(_, variant)| !mapped.contains(*variant))
    {
        let message = format!("`{variant}` has no key in `mapping`");
        report.at("union-mapping", &format!("{at}/oneOf/{index}"), message);
    }
    let keys: Vec<&String> = entries(discriminator, "mapping")
        .map(|(key, _)| key)
        .collect();
    for (name, _) in entries(schema, "x-enum-names").filter(|(name, _)| !keys.contains(name)) {
        let place = pointer::join(&pointer::join(at, "x-enum-names"), name);
        report.at(
            "union-names",
            &place,
            format!("`{name}` is not a key of the mapping"),
        );
    }
    for (alias, key) in entries(schema, "x-aliases") {
        if !key
            .as_str()
            .is_some_and(|key| keys.iter().any(|known| *known == key))
        {
            let place = pointer::join(&pointer::join(at, "x-aliases"), alias);
            report.at(
                "union-names",
                &place,
                format!("{key} is not a key of the mapping"),
            );
        }
    }
}

/// The constants that a property may be in a schema; `None` where it may be anything.
fn tags(
    context: &Context<'_>,
    schema: &Value,
    at: &str,
    tag: &str,
    depth: usize,
) -> Option<BTreeSet<String>> {
    if depth > 32 {
        return None;
    }
    let (schema, at) = context.follow(schema, at)?;
    if let Some(property) = schema.get("properties").and_then(|all| all.get(tag)) {
        let values: BTreeSet<String> = list(property, "enum")
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect();
        return (values.len() == 1).then_some(values);
    }
    let parts =
        |key: &'static str| list(schema, key).map(|part| tags(context, part, &at, tag, depth + 1));
    if let Some(found) = parts("allOf").flatten().next() {
        return Some(found);
    }
    let mut all = BTreeSet::new();
    for variant in parts("oneOf") {
        all.extend(variant?);
    }
    (!all.is_empty()).then_some(all)
}

fn untagged(
    context: &Context<'_>,
    schema: &Value,
    at: &str,
    variants: &[&str],
    report: &mut Report<'_>,
) {
    let names = schema.get("x-enum-names");
    let mut shapes: Vec<(&str, BTreeSet<String>, BTreeMap<String, String>)> = Vec::new();
    for target in variants {
        let Some((variant, pointer)) = context.bundled.target(target) else {
            continue;
        };
        let name = target.rsplit('/').next().unwrap_or_default();
        if names.is_none_or(|names| names.get(name).is_none()) {
            report.help(
                "union-names",
                at,
                format!("variant `{name}` has no name"),
                "add it to `x-enum-names`",
            );
        }
        let mut required = BTreeSet::new();
        let mut constants = BTreeMap::new();
        shape(context, variant, &pointer, 0, &mut required, &mut constants);
        for (other, others, their_constants) in &shapes {
            let constant = constants
                .iter()
                .any(|(key, value)| their_constants.get(key).is_some_and(|other| other != value));
            if !constant && others.is_subset(&required) {
                report.at(
                    "union-overlap",
                    at,
                    format!("nothing distinguishes `{name}` from `{other}`"),
                );
            }
        }
        shapes.push((name, required, constants));
    }
    for (name, _) in entries(schema, "x-enum-names") {
        if !variants
            .iter()
            .any(|variant| variant.rsplit('/').next() == Some(name))
        {
            let place = pointer::join(&pointer::join(at, "x-enum-names"), name);
            report.at("union-names", &place, format!("`{name}` is not a variant"));
        }
    }
}

/// Required properties and constants of an object, with those of its parts.
fn shape(
    context: &Context<'_>,
    schema: &Value,
    at: &str,
    depth: usize,
    required: &mut BTreeSet<String>,
    constants: &mut BTreeMap<String, String>,
) {
    let Some((schema, at)) = context.follow(schema, at).filter(|_| depth < 32) else {
        return;
    };
    required.extend(
        list(schema, "required")
            .filter_map(Value::as_str)
            .map(str::to_owned),
    );
    for (name, property) in entries(schema, "properties") {
        let mut values = list(property, "enum").filter_map(Value::as_str);
        if let (Some(value), None) = (values.next(), values.next()) {
            constants.insert(name.clone(), value.to_owned());
        }
    }
    for part in list(schema, "allOf") {
        shape(context, part, &at, depth + 1, required, constants);
    }
}
