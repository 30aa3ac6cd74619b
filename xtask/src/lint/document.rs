//! The document as a whole: version, paths, components that nobody uses.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::context::{Context, component, entries, list, text};
use super::{Report, Rule};
use crate::pointer;
use crate::walk::{self, Kind, METHODS, Section};

pub(super) const RULES: &[Rule] = &[
    Rule::error(
        "openapi-version",
        "`openapi` is 3.0.3, the version that the generator reads.",
    ),
    Rule::error(
        "document-info",
        "`info` has a title and a description, and every tag of the document a description.",
    ),
    Rule::error(
        "path-form",
        "Paths begin with `/`, have well-formed `{parameters}`, and neither a version segment nor a query.",
    ),
    Rule::error(
        "path-twin",
        "Of paths that differ only in parameter names, all but the first end in `#` and an operation id; other paths have no `#`.",
    ),
    Rule::error(
        "path-ref",
        "A path is inline, not a `$ref`, and has an operation.",
    ),
    Rule::error(
        "unused-component",
        "Every component is used, directly or indirectly, by an operation or a webhook.",
    ),
    Rule::error("component-name", "Component names are PascalCase."),
];

pub(super) fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let document = &context.bundled.document;
    match text(document, "openapi") {
        Some("3.0.3") => {}
        Some(other) => report.at(
            "openapi-version",
            "/openapi",
            format!("the document is OpenAPI {other}, expected 3.0.3"),
        ),
        None => report.at(
            "openapi-version",
            "",
            "the document has no `openapi: 3.0.3`",
        ),
    }
    for key in ["title", "description"] {
        if document
            .get("info")
            .and_then(|info| text(info, key))
            .is_none_or(|text| text.trim().is_empty())
        {
            report.at("document-info", "/info", format!("`info` has no {key}"));
        }
    }
    for (index, tag) in list(document, "tags").enumerate() {
        if text(tag, "description").is_none() {
            report.at(
                "document-info",
                &format!("/tags/{index}"),
                "the tag has no description",
            );
        }
    }
    paths(context, report);
    components(context, report);
}

fn paths(context: &Context<'_>, report: &mut Report<'_>) {
    let mut first: BTreeMap<String, &str> = BTreeMap::new();
    for (path, item) in entries(&context.bundled.document, "paths") {
        let at = pointer::join("/paths", path);
        if item.get("$ref").is_some() || !METHODS.iter().any(|method| item.get(method).is_some()) {
            report.at(
                "path-ref",
                &at,
                format!("`{path}` has no operation of its own"),
            );
        }
        let (template, suffix) = match path.split_once('#') {
            Some((template, suffix)) => (template, Some(suffix)),
            None => (path.as_str(), None),
        };
        let Some(shape) = shape(template) else {
            report.at("path-form", &at, format!("`{path}` is not a path template"));
            continue;
        };
        if template.contains('?') {
            report.help(
                "path-form",
                &at,
                format!("`{path}` has a query"),
                "declare query parameters",
            );
        }
        if template.split('/').any(is_version) {
            report.help(
                "path-form",
                &at,
                format!("`{path}` has a version segment"),
                "the version belongs to the server's URL",
            );
        }
        let ids: Vec<&str> = METHODS
            .iter()
            .filter_map(|method| text(item.get(method)?, "operationId"))
            .collect();
        match (first.get(&shape), suffix) {
            (None, None) => {
                first.insert(shape, path);
            }
            (None, Some(suffix)) => {
                let message = format!(
                    "`#{suffix}` is needless; no path before has the shape of `{template}`"
                );
                report.at("path-twin", &at, message);
            }
            (Some(twin), None) => {
                let message = format!("`{path}` is the same template as `{twin}`");
                let id = ids.first().copied().unwrap_or("operation_id");
                report.help(
                    "path-twin",
                    &at,
                    message,
                    format!("write `{path}#{id}`; the suffix is never sent"),
                );
            }
            (Some(_), Some(suffix)) if !ids.contains(&suffix) => {
                report.at(
                    "path-twin",
                    &at,
                    format!("`#{suffix}` is not the id of an operation of this path"),
                );
            }
            (Some(_), Some(_)) => {}
        }
    }
}

/// The template without the names of its parameters; `None` when it is malformed.
fn shape(template: &str) -> Option<String> {
    let mut shape = String::new();
    let mut rest = template.strip_prefix('/')?;
    shape.push('/');
    loop {
        let Some((before, after)) = rest.split_once('{') else {
            shape.push_str(rest);
            return (!rest.contains('}')).then_some(shape);
        };
        let (name, after) = after.split_once('}')?;
        if before.contains('}') || name.is_empty() || name.contains(['{', '/']) {
            return None;
        }
        shape.push_str(before);
        shape.push_str("{}");
        rest = after;
    }
}

fn is_version(segment: &str) -> bool {
    let lower = segment.trim_matches(['{', '}']).to_lowercase();
    lower == "version"
        || lower.strip_prefix('v').is_some_and(|rest| {
            !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        })
}

fn components(context: &Context<'_>, report: &mut Report<'_>) {
    let mut used = BTreeSet::new();
    let document = &context.bundled.document;
    for (root, kind) in [("paths", Kind::Paths), ("x-webhooks", Kind::Webhooks)] {
        if let Some(node) = document.get(root) {
            mark(context, kind, node, &mut used);
        }
    }
    for section in Section::ALL {
        for (name, node) in entries(
            document.get("components").unwrap_or(&Value::Null),
            section.key(),
        ) {
            let at = format!("/components/{}/{}", section.key(), pointer::escape(name));
            if node.get("x-common").is_none() && !used.contains(&at) {
                report.at("unused-component", &at, format!("nothing uses `{name}`"));
            }
            if component(&at, section.key()).is_some() && !is_pascal_case(name) {
                report.at("component-name", &at, format!("`{name}` is not PascalCase"));
            }
        }
    }
}

fn mark(context: &Context<'_>, kind: Kind, node: &Value, used: &mut BTreeSet<String>) {
    let mut next = Vec::new();
    walk::walk(kind, node, "", &mut |kind, node, _| {
        if kind.section().is_some() {
            next.extend(walk::reference(node).map(|reference| (kind, reference.to_owned())));
        }
        true
    });
    for (kind, reference) in next {
        if let Some((target, at)) = context.bundled.target(&reference)
            && used.insert(at)
        {
            mark(context, kind, target, used);
        }
    }
}

fn is_pascal_case(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric())
}
