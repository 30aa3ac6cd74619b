//! Operations: parameters, bodies and answers.

use std::collections::BTreeMap;

use serde_json::Value;

use super::types::inline_type;
use super::{Problem, escape, examples, flag, text};
use crate::model::{API_HOST, Body, Host, Operation, Paging, Parameter, Place, Type};
use crate::walk;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// All operations of the document.
pub(super) fn operations(document: &Value, problems: &mut Vec<Problem>) -> Vec<Operation> {
    let mut out = Vec::new();
    for (path, item) in document
        .get("paths")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        for method in METHODS {
            if let Some(operation) = item.get(method) {
                let pointer = format!("/paths/{}/{method}", escape(path));
                out.push(read(
                    document, path, item, method, operation, &pointer, problems,
                ));
            }
        }
    }
    let mut shared: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for operation in &out {
        shared
            .entry(wire(operation))
            .or_default()
            .push(operation.id.clone());
    }
    for operation in &mut out {
        let others = shared.get(&wire(operation)).into_iter().flatten();
        operation.twins = std::iter::once(operation.id.clone())
            .chain(others.filter(|id| **id != operation.id).cloned())
            .collect();
    }
    out
}

/// What of an operation is seen on the wire.
fn wire(operation: &Operation) -> (String, String) {
    (operation.method.clone(), operation.path.clone())
}

fn read(
    document: &Value,
    path: &str,
    item: &Value,
    method: &str,
    value: &Value,
    pointer: &str,
    problems: &mut Vec<Problem>,
) -> Operation {
    let parameters = [item.get("parameters"), value.get("parameters")]
        .into_iter()
        .flatten()
        .filter_map(Value::as_array)
        .flatten()
        .map(|parameter| resolve(document, parameter))
        .filter_map(|parameter| match read_parameter(document, parameter) {
            Ok(parameter) => Some(parameter),
            Err(message) => {
                let name = text(parameter, "name");
                problems.push(Problem::new(
                    format!("{pointer}/parameters"),
                    format!("parameter `{name}`: {message}"),
                ));
                None
            }
        })
        .collect();
    let body = value
        .get("requestBody")
        .map_or(Ok(Body::None), |body| read_body(resolve(document, body)));
    let body = body.unwrap_or_else(|message| {
        problems.push(Problem::new(format!("{pointer}/requestBody"), message));
        Body::None
    });
    let response = read_response(document, value).unwrap_or_else(|message| {
        problems.push(Problem::new(format!("{pointer}/responses"), message));
        None
    });
    Operation {
        id: text(value, "operationId"),
        method: method.to_ascii_uppercase(),
        host: match value.pointer("/servers/0/url").and_then(Value::as_str) {
            Some(API_HOST) => Host::Api,
            _ => Host::Graph,
        },
        path: path.split('#').next().unwrap_or(path).to_owned(),
        path_key: path.to_owned(),
        summary: text(value, "summary"),
        description: text(value, "description"),
        docs_url: value
            .pointer("/externalDocs/url")
            .and_then(Value::as_str)
            .map(str::to_owned),
        permissions: value
            .get("x-permissions")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|permission| permission.as_str().map(str::to_owned))
            .collect(),
        deprecated: flag(value, "deprecated"),
        idempotent: flag(value, "x-idempotent"),
        manual: text(value, "x-codegen") == "manual",
        inbound: flag(value, "x-inbound"),
        anonymous: value
            .get("security")
            .and_then(Value::as_array)
            .is_some_and(Vec::is_empty),
        parameters,
        body,
        body_doc: value
            .get("requestBody")
            .map(|body| text(resolve(document, body), "description"))
            .unwrap_or_default(),
        requests: value
            .get("requestBody")
            .map(|body| examples::requests(resolve(document, body)))
            .unwrap_or_default(),
        response,
        paging: value.get("x-paging").map(|paging| Paging {
            items: text(paging, "items"),
            by_cursor: text(paging, "by") == "cursor",
        }),
        twins: Vec::new(),
    }
}

pub(super) fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let target = value
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|target| target.strip_prefix('#'));
    target
        .and_then(|pointer| document.pointer(pointer))
        .unwrap_or(value)
}

fn read_parameter(document: &Value, value: &Value) -> Result<Parameter, String> {
    let place = match text(value, "in").as_str() {
        "path" => Place::Path,
        "query" => Place::Query,
        "header" => Place::Header,
        other => return Err(format!("parameters in `{other}` are outside the dialect")),
    };
    Ok(Parameter {
        wire: text(value, "name"),
        doc: text(value, "description"),
        place,
        required: flag(value, "required"),
        ty: match value.pointer("/x-expansion/of") {
            Some(filters) => inline_type(filters)?,
            None => inline_type(value.get("schema").ok_or("needs a schema")?)?,
        },
        constant: value
            .pointer("/schema/enum/0")
            .filter(|_| flag(value, "required"))
            .and_then(Value::as_str)
            .map(str::to_owned),
        expansion: value
            .pointer("/x-expansion/field")
            .and_then(Value::as_str)
            .map(str::to_owned),
        json: flag(value, "x-json"),
        example: examples::parameter(document, value),
    })
}

fn read_body(value: &Value) -> Result<Body, String> {
    let mut content = value
        .get("content")
        .and_then(Value::as_object)
        .into_iter()
        .flatten();
    let (Some((media, body)), None) = (content.next(), content.next()) else {
        return Err("a request body has exactly one media type".to_owned());
    };
    let schema = body.get("schema").ok_or("a request body needs a schema")?;
    let ty = inline_type(schema)?;
    match (media.as_str(), ty) {
        ("application/json", ty) => Ok(Body::Json {
            ty,
            required: flag(value, "required"),
        }),
        ("application/x-www-form-urlencoded", ty) => Ok(Body::Form(ty)),
        ("multipart/form-data", Type::Named(name)) => Ok(Body::Multipart(name)),
        ("application/octet-stream", Type::Binary) => Ok(Body::Bytes),
        (media, _) => Err(format!("`{media}` with this schema is outside the dialect")),
    }
}

fn read_response(document: &Value, operation: &Value) -> Result<Option<Type>, String> {
    let Some((_, response)) = walk::success(operation) else {
        return Err("an operation needs a successful response".to_owned());
    };
    let response = resolve(document, response);
    let content = response
        .get("content")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .next();
    match content {
        None => Ok(None),
        Some((media, _)) if media == "application/octet-stream" => Ok(Some(Type::Binary)),
        Some((_, body)) => inline_type(body.get("schema").ok_or("needs a schema")?).map(Some),
    }
}
