//! Keywords: a misspelled one, or one of a newer OpenAPI, is silently without effect otherwise.

use super::context::Context;
use super::{Report, Rule};
use crate::pointer;
use crate::walk::{Kind, METHODS, reference};

pub(super) const RULES: &[Rule] = &[
    Rule::error(
        "unknown-keyword",
        "Only keywords of OpenAPI 3.0.3 that the dialect uses.",
    ),
    Rule::error("nullable", "No `nullable`: `null` is absence everywhere."),
    Rule::error(
        "ref-siblings",
        "A `$ref` has no siblings; OpenAPI 3.0 ignores them.",
    ),
];

const SCHEMA: &[&str] = &[
    "type",
    "format",
    "description",
    "enum",
    "properties",
    "required",
    "items",
    "additionalProperties",
    "allOf",
    "oneOf",
    "discriminator",
    "minLength",
    "maxLength",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "default",
    "example",
    "deprecated",
    "nullable",
];

/// Keywords of a kind of node; `None` where the keys are names.
fn keywords(kind: Kind) -> Option<&'static [&'static str]> {
    Some(match kind {
        Kind::Root => &[
            "openapi",
            "info",
            "servers",
            "tags",
            "externalDocs",
            "paths",
            "components",
            "security",
        ],
        Kind::PathItem => &["summary", "description", "parameters"],
        Kind::Webhook => &[
            "summary",
            "description",
            "externalDocs",
            "value",
            "examples",
        ],
        Kind::Expansion => &["field", "of"],
        Kind::Operation => &[
            "operationId",
            "servers",
            "summary",
            "description",
            "tags",
            "externalDocs",
            "parameters",
            "requestBody",
            "responses",
            "deprecated",
            "security",
        ],
        // `content` has a rule of its own.
        Kind::Parameter => &[
            "name",
            "in",
            "required",
            "description",
            "schema",
            "style",
            "explode",
            "allowReserved",
            "example",
            "deprecated",
            "content",
        ],
        Kind::RequestBody => &["description", "required", "content"],
        Kind::Response => &["description", "headers", "content"],
        Kind::MediaType => &["schema", "examples", "encoding"],
        Kind::Schema => SCHEMA,
        Kind::Discriminator => &["propertyName", "mapping"],
        Kind::Components => &[
            "schemas",
            "parameters",
            "responses",
            "requestBodies",
            "headers",
            "securitySchemes",
        ],
        _ => return None,
    })
}

pub(super) fn check(context: &Context<'_>, report: &mut Report<'_>) {
    for (kind, node, at) in &context.nodes {
        let (Some(keywords), Some(map)) = (keywords(*kind), node.as_object()) else {
            continue;
        };
        let is_reference = kind.section().is_some() && reference(node).is_some();
        for key in map.keys() {
            let place = pointer::join(at, key);
            if is_reference {
                if key != "$ref" && key != "x-common" {
                    let help = "to describe this use, write `allOf` with only the `$ref`, and the rest next to it";
                    report.help(
                        "ref-siblings",
                        &place,
                        format!("`{key}` next to a `$ref` has no effect"),
                        help,
                    );
                }
                continue;
            }
            let known = keywords.contains(&key.as_str())
                || (*kind == Kind::PathItem && METHODS.contains(&key.as_str()));
            if key == "nullable" {
                report.at("nullable", &place, "`nullable` is not used");
            } else if !known && !key.starts_with("x-") {
                let message = format!("`{key}` is not a keyword here");
                match similar::get_close_matches(key.as_str(), keywords, 1, 0.7).first() {
                    Some(similar) => report.help(
                        "unknown-keyword",
                        &place,
                        message,
                        format!("did you mean `{similar}`?"),
                    ),
                    None => report.at("unknown-keyword", &place, message),
                }
            }
        }
    }
}
