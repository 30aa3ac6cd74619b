//! Operations: ids, summaries, documentation links, security, paging.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::context::{Context, Operation, flag, list, text};
use super::extension::is_snake_case;
use super::{Report, Rule};
use crate::model::API_HOST;
use crate::pointer;
use crate::walk;

pub(super) const RULES: &[Rule] = &[
    Rule::error(
        "operation-id",
        "`operationId` is required, is snake_case with a verb and a noun, and is unique in its document.",
    ),
    Rule::error(
        "summary",
        "`summary` is required, has at most 80 characters, begins with a capital and has no full stop; that of an operation is imperative.",
    ),
    Rule::error(
        "security",
        "An operation omits `security`, or has `[]` if it needs no access token; another declared scheme requires `x-codegen: manual`.",
    ),
    Rule::error(
        "inbound",
        "An operation with `x-inbound` has `x-codegen: manual`, `security: []` and a body, and neither paging nor permissions.",
    ),
    Rule::error(
        "servers",
        "An operation omits `servers`, or has the one server `https://api.facebook.com`.",
    ),
    Rule::error(
        "tags",
        "An operation has one tag, declared in the document.",
    ),
    Rule::error(
        "external-docs",
        "`externalDocs` of an operation links the vendor's page, over https; that of a webhook is optional.",
    ),
    Rule::error(
        "paging",
        "`x-paging.items` is the path of a list in the response, and requires the query parameter `after`; `after` requires `x-paging`.",
    ),
    Rule::error(
        "idempotent",
        "`x-idempotent` is for methods that do not imply it.",
    ),
];

pub(super) fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let mut ids: BTreeMap<&str, &str> = BTreeMap::new();
    for operation in &context.operations {
        id(operation, &mut ids, report);
        imperative(operation, report);
        security(context, operation, report);
        servers(operation, report);
        tags(context, operation, report);
        let docs = operation.node.get("externalDocs");
        if !docs
            .and_then(|docs| text(docs, "url"))
            .is_some_and(|url| url.starts_with("https://"))
        {
            let message = format!(
                "{} does not link its page with `externalDocs`",
                operation.name
            );
            report.at("external-docs", &operation.at, message);
        }
        if flag(operation.node, "x-idempotent")
            && matches!(operation.method.as_str(), "get" | "put" | "delete" | "head")
        {
            let place = pointer::join(&operation.at, "x-idempotent");
            let message = format!("{} is always idempotent", operation.method.to_uppercase());
            report.at("idempotent", &place, message);
        }
        paging(context, operation, report);
    }
}

fn id<'a>(
    operation: &'a Operation<'_>,
    ids: &mut BTreeMap<&'a str, &'a str>,
    report: &mut Report<'_>,
) {
    let Some(id) = text(operation.node, "operationId") else {
        report.at(
            "operation-id",
            &operation.at,
            format!("{} has no `operationId`", operation.name),
        );
        return;
    };
    let place = pointer::join(&operation.at, "operationId");
    if !is_snake_case(id) || !id.contains('_') {
        report.at(
            "operation-id",
            &place,
            format!("`{id}` is not of the form verb_noun"),
        );
    }
    if let Some(other) = ids.insert(id, &operation.path) {
        report.at(
            "operation-id",
            &place,
            format!("`{id}` is also the id of an operation of {other}"),
        );
    }
}

/// Holds the summary of an operation or a webhook against what is asked of both.
pub(super) fn summary<'a>(
    name: &str,
    node: &'a Value,
    at: &str,
    report: &mut Report<'_>,
) -> Option<(&'a str, String)> {
    let place = pointer::join(at, "summary");
    let Some(summary) = text(node, "summary") else {
        report.at("summary", at, format!("{name} has no summary"));
        return None;
    };
    let length = summary.chars().count();
    if length > 80 {
        report.at(
            "summary",
            &place,
            format!("the summary has {length} characters, at most 80 are allowed"),
        );
    }
    if summary.ends_with('.') {
        report.at("summary", &place, "the summary ends with a full stop");
    }
    if !summary.starts_with(char::is_uppercase) {
        report.at(
            "summary",
            &place,
            "the summary does not begin with a capital",
        );
    }
    Some((summary, place))
}

fn imperative(operation: &Operation<'_>, report: &mut Report<'_>) {
    let found = summary(&operation.name, operation.node, &operation.at, report);
    let Some((summary, place)) = found else {
        return;
    };
    let verb = summary
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_lowercase();
    if (verb.ends_with('s') && !verb.ends_with("ss"))
        || verb.ends_with("ing")
        || ["the", "a", "an"].contains(&verb.as_str())
    {
        let help = "begin with the verb: `Send a message`, not `Sends a message`";
        report.help(
            "summary",
            &place,
            format!("`{verb}` is not imperative"),
            help,
        );
    }
}

fn security(context: &Context<'_>, operation: &Operation<'_>, report: &mut Report<'_>) {
    let security = operation.node.get("security");
    let none = |value: Option<&Value>| value.and_then(Value::as_array).is_some_and(Vec::is_empty);
    let schemes = context
        .bundled
        .document
        .pointer("/components/securitySchemes");
    let declared = list(operation.node, "security")
        .filter_map(Value::as_object)
        .flat_map(serde_json::Map::keys)
        .all(|scheme| schemes.is_some_and(|all| all.get(scheme).is_some()));
    let by_hand = operation.is_manual() && declared && security.is_some_and(Value::is_array);
    if security.is_some() && !none(security) && !by_hand {
        let help = "`[]` for no access token; left out, the document's applies; a declared scheme needs `x-codegen: manual`";
        report.help(
            "security",
            &pointer::join(&operation.at, "security"),
            format!("{} has a security of its own", operation.name),
            help,
        );
    }
    if !operation.inbound {
        return;
    }
    let permissions = operation.node.get("x-permissions");
    let expected = [
        (operation.is_manual(), "`x-codegen: manual`"),
        (none(security), "`security: []`"),
        (none(permissions), "`x-permissions: []`"),
        (operation.node.get("x-paging").is_none(), "no `x-paging`"),
        (
            operation.node.get("requestBody").is_some(),
            "a request body",
        ),
    ];
    for (_, expected) in expected.into_iter().filter(|(fits, _)| !fits) {
        report.at(
            "inbound",
            &operation.at,
            format!("{} is inbound, expected {expected}", operation.name),
        );
    }
}

fn servers(operation: &Operation<'_>, report: &mut Report<'_>) {
    let Some(servers) = operation.node.get("servers") else {
        return;
    };
    if *servers != json!([{ "url": API_HOST }]) {
        let message = format!("{} has servers of its own", operation.name);
        let help = "the Graph API is the server of the document; the other host is `[{url: https://api.facebook.com}]`";
        let place = pointer::join(&operation.at, "servers");
        report.help("servers", &place, message, help);
    }
}

fn tags(context: &Context<'_>, operation: &Operation<'_>, report: &mut Report<'_>) {
    let tags: Vec<&str> = list(operation.node, "tags")
        .filter_map(Value::as_str)
        .collect();
    let place = if tags.is_empty() {
        operation.at.clone()
    } else {
        pointer::join(&operation.at, "tags")
    };
    match tags.as_slice() {
        [tag] => {
            if !list(&context.bundled.document, "tags")
                .any(|known| text(known, "name") == Some(tag))
            {
                report.at(
                    "tags",
                    &place,
                    format!("the document does not declare the tag `{tag}`"),
                );
            }
        }
        other => report.at(
            "tags",
            &place,
            format!("{} has {} tags, expected one", operation.name, other.len()),
        ),
    }
}

fn paging(context: &Context<'_>, operation: &Operation<'_>, report: &mut Report<'_>) {
    let after = operation.parameters.iter().any(|(_, _, parameter)| {
        text(parameter, "name") == Some("after") && text(parameter, "in") == Some("query")
    });
    let Some(paging) = operation.node.get("x-paging") else {
        if after {
            let message = format!("{} has `after` and no `x-paging`", operation.name);
            report.help(
                "paging",
                &operation.at,
                message,
                "add `x-paging: {items: data}`",
            );
        }
        return;
    };
    let place = pointer::join(&operation.at, "x-paging");
    if !after {
        report.at(
            "paging",
            &place,
            format!(
                "{} has `x-paging` and no query parameter `after`",
                operation.name
            ),
        );
    }
    let Some(items) = text(paging, "items") else {
        return;
    };
    let found = response_schema(context, operation).and_then(|(schema, at)| {
        items
            .split('.')
            .try_fold((schema, at), |(schema, at), name| {
                property(context, schema, &at, name)
            })
    });
    if found.is_none_or(|(schema, _)| text(schema, "type") != Some("array")) {
        report.at(
            "paging",
            &place,
            format!(
                "`{items}` is not a list in the response of {}",
                operation.name
            ),
        );
    }
}

/// Schema of the successful JSON response.
fn response_schema<'a>(
    context: &Context<'a>,
    operation: &Operation<'a>,
) -> Option<(&'a Value, String)> {
    let (status, _) = walk::success(operation.node)?;
    let (responses, at) = context.child(operation.node, &operation.at, "responses")?;
    let (response, at) = context.child(responses, &at, status)?;
    let (content, at) = context.child(response, &at, "content")?;
    let (media_type, at) = context.child(content, &at, "application/json")?;
    context.child(media_type, &at, "schema")
}

/// A property of a schema, or of what the schema is composed of, with references followed.
fn property<'a>(
    context: &Context<'a>,
    schema: &'a Value,
    at: &str,
    name: &str,
) -> Option<(&'a Value, String)> {
    if let Some(properties) = schema.get("properties")
        && let Some(found) = context.child(properties, &pointer::join(at, "properties"), name)
    {
        return Some(found);
    }
    let parts = schema.get("allOf")?.as_array()?;
    parts.iter().enumerate().find_map(|(index, part)| {
        let (part, at) = context.follow(part, &format!("{at}/allOf/{index}"))?;
        property(context, part, &at, name)
    })
}
