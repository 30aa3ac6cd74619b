//! The `x-` extensions: which exist, where, and with which values.

use serde_json::Value;

use super::context::{Context, flag, list, text};
use super::{Report, Rule};
use crate::pointer;
use crate::walk::{Kind, reference};

pub(super) const RULES: &[Rule] = &[
    Rule::error(
        "unknown-extension",
        "Only the `x-` extensions of `spec/README.md`, in the places it lists.",
    ),
    Rule::error(
        "extension-value",
        "Extensions have the form described in `spec/README.md`.",
    ),
    Rule::error(
        "source",
        "`x-source` names the source of every operation and webhook and whether it is verified; anything unverified has it, too.",
    ),
    Rule::error(
        "permissions",
        "`x-permissions` lists the permissions that an operation requires; `[]` for none.",
    ),
    Rule::error(
        "safe-and-secret",
        "`x-safe` and `x-secret` exclude each other and are for text.",
    ),
    Rule::warning(
        "safe-personal",
        "`x-safe` is not for text that a user wrote or that identifies a user.",
    ),
];

/// Extension, and the kinds of nodes that may have it.
const KNOWN: [(&str, &[Kind]); 21] = [
    ("x-source", &[Kind::Operation, Kind::Webhook, Kind::Schema]),
    ("x-permissions", &[Kind::Operation]),
    ("x-paging", &[Kind::Operation]),
    ("x-idempotent", &[Kind::Operation]),
    ("x-codegen", &[Kind::Operation]),
    ("x-inbound", &[Kind::Operation]),
    ("x-expansion", &[Kind::Parameter]),
    ("x-json", &[Kind::Parameter]),
    ("x-safe", &[Kind::Schema]),
    ("x-secret", &[Kind::Schema]),
    ("x-mime-of", &[Kind::Schema]),
    ("x-personal", &[Kind::Schema]),
    ("x-enum-descriptions", &[Kind::Schema]),
    ("x-enum-names", &[Kind::Schema]),
    ("x-aliases", &[Kind::Schema, Kind::Webhook]),
    ("x-union-field", &[Kind::Schema]),
    ("x-untagged", &[Kind::Schema]),
    ("x-open-enum", &[Kind::Schema]),
    ("x-also", &[Kind::Schema]),
    ("x-webhooks", &[Kind::Root]),
    ("x-type-groups", &[Kind::Root]),
];

/// Properties that hold what a person wrote, or that identify a person.
const PERSONAL: [&str; 14] = [
    "to",
    "from",
    "body",
    "text",
    "caption",
    "phone",
    "phone_number",
    "display_phone_number",
    "wa_id",
    "user_id",
    "recipient_id",
    "email",
    "address",
    "otp",
];

pub(super) fn check(context: &Context<'_>, report: &mut Report<'_>) {
    for (kind, node, at) in &context.nodes {
        // `paths` and `responses` have no extensions.
        for (key, value) in node
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(key, _)| key.starts_with("x-"))
        {
            let place = pointer::join(at, key);
            // Set by the bundler on components; header names and properties are names, not extensions.
            if key == "x-common"
                || matches!(
                    kind,
                    Kind::SchemaMap | Kind::Headers | Kind::Mapping | Kind::Section(_)
                )
            {
                continue;
            }
            match KNOWN.iter().find(|(name, _)| name == key) {
                None => report.at(
                    "unknown-extension",
                    &place,
                    format!("`{key}` is not an extension of the dialect"),
                ),
                Some((_, kinds)) if !kinds.contains(kind) => {
                    report.at(
                        "unknown-extension",
                        &place,
                        format!("`{key}` has no meaning here"),
                    );
                }
                Some(_) => {
                    if let Err(expected) = form(*kind, key, value) {
                        report.at("extension-value", &place, format!("`{key}` is {expected}"));
                    }
                }
            }
        }
        match kind {
            Kind::Operation => {
                origin("operation", node, at, report);
                permissions(node, at, report);
            }
            Kind::Webhook => origin("webhook", node, at, report),
            Kind::Schema => schema(node, at, report),
            _ => {}
        }
    }
}

fn form(kind: Kind, key: &str, value: &Value) -> Result<(), &'static str> {
    let fits = |fits: bool, expected: &'static str| if fits { Ok(()) } else { Err(expected) };
    let texts = || {
        value
            .as_array()
            .is_some_and(|all| all.iter().all(Value::is_string))
    };
    let map = || {
        value
            .as_object()
            .is_some_and(|all| all.values().all(Value::is_string))
    };
    match key {
        "x-permissions" => fits(texts(), "a list of names of permissions"),
        "x-paging" => {
            let known = value.as_object().is_some_and(|all| {
                all.iter()
                    .all(|(key, value)| key == "items" || (key == "by" && value == "cursor"))
            });
            fits(
                known && text(value, "items").is_some(),
                "`{items: <path of the list>}`, with `by: cursor` where pages are not linked by `next`",
            )
        }
        "x-idempotent" | "x-json" | "x-personal" | "x-inbound" | "x-safe" | "x-secret"
        | "x-untagged" => fits(value == true, "`true` or left out"),
        "x-open-enum" => fits(value.is_boolean(), "`true`, `false` or left out"),
        "x-also" => fits(
            matches!(
                value.as_str(),
                Some("string" | "integer" | "number" | "boolean")
            ),
            "the JSON type of a scalar",
        ),
        "x-codegen" => fits(value == "manual", "`manual` or left out"),
        "x-aliases" if kind == Kind::Webhook => fits(texts(), "a list of other names of the field"),
        "x-enum-descriptions" | "x-enum-names" | "x-aliases" => {
            fits(map(), "a mapping of text to text")
        }
        "x-mime-of" => fits(value.is_string(), "the name of a part that is a file"),
        "x-union-field" => fits(
            value.as_str().is_some_and(is_snake_case),
            "a field name in snake_case",
        ),
        "x-expansion" => {
            let of = value.get("of").and_then(reference);
            fits(
                text(value, "field").is_some_and(is_snake_case) && of.is_some(),
                "`{field: <field>, of: {$ref: <object>}}`",
            )
        }
        "x-source" => source(value),
        _ => Ok(()),
    }
}

fn source(value: &Value) -> Result<(), &'static str> {
    let expected = "`{from: [seed:.., guide:.., facts:..], verified: true or false, note: ..}`";
    let known = |key: &str| matches!(key, "from" | "verified" | "note");
    let from = |from: &Value| {
        from.as_str()
            .and_then(|from| from.split_once(':'))
            .is_some_and(|(kind, rest)| {
                matches!(kind, "seed" | "guide" | "facts") && !rest.trim().is_empty()
            })
    };
    let fits = value
        .as_object()
        .is_some_and(|map| map.keys().all(|key| known(key)))
        && value.get("verified").is_some_and(Value::is_boolean)
        && value.get("note").is_none_or(Value::is_string)
        && value.get("from").is_none_or(Value::is_array)
        && list(value, "from").all(from);
    if fits { Ok(()) } else { Err(expected) }
}

fn origin(noun: &str, node: &Value, at: &str, report: &mut Report<'_>) {
    match node.get("x-source") {
        None => report.at("source", at, format!("the {noun} has no `x-source`")),
        Some(source) if list(source, "from").next().is_none() => {
            report.at(
                "source",
                &pointer::join(at, "x-source"),
                format!("the {noun} does not say where it was transcribed from"),
            );
        }
        Some(_) => {}
    }
}

fn permissions(node: &Value, at: &str, report: &mut Report<'_>) {
    match node.get("x-permissions") {
        None => report.help(
            "permissions",
            at,
            "the operation has no `x-permissions`",
            "`[]` when it needs none",
        ),
        Some(_) => {
            for (index, permission) in list(node, "x-permissions").enumerate() {
                if !permission.as_str().is_some_and(is_snake_case) {
                    let place = format!("{at}/x-permissions/{index}");
                    report.at(
                        "permissions",
                        &place,
                        format!("{permission} is not the name of a permission"),
                    );
                }
            }
        }
    }
}

fn schema(node: &Value, at: &str, report: &mut Report<'_>) {
    let (safe, secret) = (flag(node, "x-safe"), flag(node, "x-secret"));
    if !safe && !secret {
        return;
    }
    if safe && secret {
        report.at("safe-and-secret", at, "both `x-safe` and `x-secret`");
    }
    // A scalar of several types, such as a timestamp, and a described reference to a text count as text.
    let textual = matches!(text(node, "type"), Some("string"))
        || node.get("oneOf").is_some()
        || node.get("allOf").is_some();
    let list_of_text = text(node, "type") == Some("array");
    if !textual && !list_of_text {
        report.at(
            "safe-and-secret",
            at,
            "`x-safe` and `x-secret` are for text; other values are never hidden",
        );
    }
    let name = pointer::keys(at).last().unwrap_or_default();
    if safe && at.contains("/properties/") && PERSONAL.contains(&name.as_str()) {
        let message = format!("`{name}` may hold what a person wrote or who a person is");
        report.help(
            "safe-personal",
            &pointer::join(at, "x-safe"),
            message,
            "leave out `x-safe`",
        );
    }
}

/// Whether a name is snake_case.
pub(super) fn is_snake_case(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !name.ends_with('_')
        && !name.contains("__")
}
