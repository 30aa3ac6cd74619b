//! Validation of a request against an operation: query, headers, body.

use std::collections::{BTreeMap, BTreeSet};

use http::HeaderMap;
use serde_json::{Map, Value, json};

use crate::body::{Content, Part, Received};
use crate::catalog::{Operation, Parameter, RequestContent, ValueType};
use crate::problem::{Location, Problem};
use crate::rules;
use crate::schema::{Unknown, unknown_property};

/// Query parameters that every operation accepts: the proof that the caller knows the app secret.
const EVERYWHERE: [&str; 2] = ["appsecret_proof", "appsecret_time"];

/// The parts of a request that are validated against an operation.
#[derive(Debug)]
pub(crate) struct Input<'r> {
    pub(crate) query: &'r [(String, String)],
    pub(crate) headers: &'r HeaderMap,
    pub(crate) body: &'r Received,
    /// Query parameters that belong to the id in the path, such as `sig` of upload sessions.
    pub(crate) id_query: BTreeSet<String>,
    pub(crate) unknown: Unknown,
}

/// All problems of the request, assuming that it is meant for this operation.
pub(crate) fn check(operation: &Operation, input: &Input<'_>) -> Vec<Problem> {
    let mut problems = check_query(operation, input);
    problems.extend(check_headers(operation, input.headers));
    problems.extend(check_body(operation, input));
    problems
}

fn check_query(operation: &Operation, input: &Input<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for parameter in &operation.query {
        let texts: Vec<&str> = input
            .query
            .iter()
            .filter(|(name, _)| *name == parameter.name)
            .map(|(_, value)| value.as_str())
            .collect();
        problems.extend(check_parameter(parameter, &texts, Location::Query));
    }
    if input.unknown == Unknown::Tolerate {
        return problems;
    }
    let known: Vec<&str> = operation
        .query
        .iter()
        .map(|parameter| parameter.name.as_str())
        .collect();
    for (name, _) in input.query {
        let is_known = known.contains(&name.as_str())
            || EVERYWHERE.contains(&name.as_str())
            || input.id_query.contains(name);
        if !is_known {
            problems.push(Problem::query(name, unknown_property(name, false, &known)));
        }
    }
    problems
}

fn check_headers(operation: &Operation, headers: &HeaderMap) -> Vec<Problem> {
    let parameters = operation.headers.iter();
    parameters
        .flat_map(|parameter| {
            let values = headers.get_all(&parameter.name).iter();
            let texts: Vec<&str> = values.filter_map(|value| value.to_str().ok()).collect();
            check_parameter(parameter, &texts, Location::Header)
        })
        .collect()
}

fn check_parameter(parameter: &Parameter, texts: &[&str], location: Location) -> Vec<Problem> {
    let at = |pointer: &str, message: String| Problem {
        location,
        pointer: format!("{}{pointer}", parameter.name),
        message,
    };
    let value = match (texts, &parameter.kind) {
        ([], _) if parameter.required => {
            return vec![at("", "is required but missing; add it".to_owned())];
        }
        ([], _) => return Vec::new(),
        (several, ValueType::List(item)) if parameter.explode => {
            several.iter().map(|text| item.read(text)).collect()
        }
        ([only], kind) => kind.read(only),
        _ => return vec![at("", "is given more than once; give it once".to_owned())],
    };
    let problems = parameter.schema.problems(&value);
    problems
        .into_iter()
        .map(|problem| at(&problem.pointer, problem.message))
        .collect()
}

fn check_body(operation: &Operation, input: &Input<'_>) -> Vec<Problem> {
    let received = input.body;
    let Some(body) = &operation.body else {
        let is_empty = match &received.content {
            Content::Empty => true,
            Content::Json(value) => value.as_object().is_some_and(Map::is_empty),
            _ => false,
        };
        let message = "this operation takes no body; send its parameters in the query";
        return if is_empty {
            Vec::new()
        } else {
            vec![Problem::body("", message)]
        };
    };
    let wanted: Vec<&str> = body
        .content
        .iter()
        .map(|content| content.media_type.as_str())
        .collect();
    let wanted = wanted.join(" or ");
    if matches!(received.content, Content::Empty) {
        // Files may be empty; any other body has at least an object.
        let is_missing = body.required && wanted != "application/octet-stream";
        let message = format!("is required but missing; send one of type {wanted}");
        return if is_missing {
            vec![Problem::body("", message)]
        } else {
            Vec::new()
        };
    }
    if let Content::Unreadable(problem) = &received.content {
        return vec![problem.clone()];
    }
    match content_of(operation, received) {
        Some(content) => check_content(operation, content, &received.content),
        None => {
            let message = match &received.media_type {
                Some(media_type) => format!("is `{media_type}`; must be {wanted}"),
                None => format!("is missing; must be {wanted}"),
            };
            vec![Problem::header("content-type", message)]
        }
    }
}

/// The operation's content type that matches a body.
pub(crate) fn content_of<'o>(
    operation: &'o Operation,
    received: &Received,
) -> Option<&'o RequestContent> {
    let contents = &operation.body.as_ref()?.content;
    contents.iter().find(|content| {
        // Raw bytes may have the content type of their file.
        Some(content.media_type.as_str()) == received.media_type.as_deref()
            || (content.media_type == "application/octet-stream"
                && matches!(received.content, Content::Binary(_)))
    })
}

fn check_content(
    operation: &Operation,
    content: &RequestContent,
    received: &Content,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let Content::Multipart(parts) = received {
        problems.extend(parts.iter().filter_map(|part| check_part(content, part)));
        if !problems.is_empty() {
            return problems;
        }
    }
    if let Some(mut value) = value_of(content, received) {
        // Files are `null`, and so is what is absent.
        if matches!(received, Content::Json(_)) {
            remove_null(&mut value);
        }
        problems.extend(content.schema.problems(&value));
        if problems.is_empty() {
            problems.extend(rules::check(&operation.id, &value));
        }
    }
    problems
}

/// Removes properties that are `null`, which means that they are absent.
fn remove_null(value: &mut Value) {
    match value {
        Value::Object(properties) => {
            properties.retain(|_, value| !value.is_null());
            properties.values_mut().for_each(remove_null);
        }
        Value::Array(items) => items.iter_mut().for_each(remove_null),
        _ => {}
    }
}

fn check_part(content: &RequestContent, part: &Part) -> Option<Problem> {
    let at = format!("/{}", part.name);
    if content.files.contains(&part.name) {
        return match (&part.file_name, &part.content_type) {
            (None, _) => Some(Problem::body(at, "is a file; its part needs a file name")),
            (_, None) => Some(Problem::body(
                at,
                "is a file; its part needs a Content-Type",
            )),
            _ => None,
        };
    }
    part.text()
        .is_none()
        .then(|| Problem::body(at, "must be text"))
}

/// The JSON value that a body represents; files are `null`.
pub(crate) fn value_of(content: &RequestContent, received: &Content) -> Option<Value> {
    let read = |name: &str, text: &str| {
        content
            .properties
            .get(name)
            .map_or_else(|| json!(text), |kind| kind.read(text))
    };
    let fields: Vec<(&str, Value)> = match received {
        Content::Json(value) => return Some(value.clone()),
        Content::Form(fields) => fields
            .iter()
            .map(|(name, text)| (name.as_str(), read(name, text)))
            .collect(),
        Content::Multipart(parts) => parts
            .iter()
            .map(|part| {
                let is_file = content.files.contains(&part.name);
                let text = part.text().filter(|_| !is_file);
                (
                    part.name.as_str(),
                    text.map_or(Value::Null, |text| read(&part.name, text)),
                )
            })
            .collect(),
        _ => return None,
    };
    let mut object: BTreeMap<&str, Value> = BTreeMap::new();
    for (name, value) in fields {
        match (object.get_mut(name), value) {
            // A list may be given item by item.
            (Some(Value::Array(items)), Value::Array(more)) => items.extend(more),
            (_, value) => {
                object.insert(name, value);
            }
        }
    }
    Some(json!(object))
}
