//! Groups of types: `x-type-groups` of a document that has hundreds.

use serde_json::{Map, Value};

use super::{Problem, escape, text};
use crate::model::{Api, Group, Schema};

/// Reads the groups of the document, and notes the group of each schema.
pub(super) fn assign(document: &Value, api: &mut Api, problems: &mut Vec<Problem>) {
    let groups = document.get("x-type-groups").and_then(Value::as_object);
    for (name, value) in groups.into_iter().flatten() {
        let at = format!("/x-type-groups/{}", escape(name));
        let doc = text(value, "description");
        let is_module = name
            .chars()
            .all(|letter| letter.is_ascii_lowercase() || letter == '_');
        if !is_module || syn::parse_str::<syn::Ident>(name).is_err() {
            problems.push(Problem::new(&at, format!("`{name}` is no module in Rust")));
        }
        if doc.is_empty() {
            problems.push(Problem::new(&at, "a group needs a `description`"));
        }
        let mut members: Vec<(String, String)> = Vec::new();
        for (index, schema) in list(value, "schemas").enumerate() {
            members.push((schema.to_owned(), format!("{at}/schemas/{index}")));
        }
        for (index, file) in list(value, "files").enumerate() {
            let at = format!("{at}/files/{index}");
            let names = of_file(document, api, file);
            if names.is_empty() {
                let message = format!("no type of the family comes from `common/{file}`");
                problems.push(Problem::new(&at, message));
            }
            members.extend(names.into_iter().map(|name| (name, at.clone())));
        }
        if members.is_empty() {
            problems.push(Problem::new(&at, "a group needs `schemas` or `files`"));
        }
        for (schema, at) in members {
            match api
                .schemas
                .get_mut(&schema)
                .filter(|schema| schema.is_type())
            {
                None => {
                    let message = format!("`{schema}` is no type of the family");
                    problems.push(Problem::new(at, message));
                }
                Some(Schema {
                    group: Some(other), ..
                }) => {
                    let message = format!("`{schema}` is in the group `{other}` already");
                    problems.push(Problem::new(at, message));
                }
                Some(schema) => schema.group = Some(name.clone()),
            }
        }
        api.groups.push(Group {
            name: name.clone(),
            doc,
        });
    }
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a str> {
    let items = value.get(key).and_then(Value::as_array);
    items.into_iter().flatten().filter_map(Value::as_str)
}

/// The types of the family that come from a file of `spec/common`.
fn of_file(document: &Value, api: &Api, file: &str) -> Vec<String> {
    let empty = Map::new();
    let schemas = document
        .pointer("/components/schemas")
        .and_then(Value::as_object)
        .unwrap_or(&empty);
    let file = format!("common/{file}");
    let is_from = |value: &Value| value.get("x-common").and_then(Value::as_str) == Some(&file);
    schemas
        .iter()
        .filter(|(name, value)| {
            is_from(value) && api.schemas.get(*name).is_some_and(Schema::is_type)
        })
        .map(|(name, _)| name.clone())
        .collect()
}
