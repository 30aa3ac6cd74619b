//! The operations of documents, by method and shape of the path.

use std::collections::BTreeMap;
use std::fmt;

use anyhow::{Result, ensure};
use serde::Serialize;

use super::facts::{Facts, Reader};
use super::files::{Files, Node, place};
use super::shape::shape;
use crate::walk::METHODS;

/// Headers and parameters that every request can have, whether a document says so or not.
const COMMON: [&str; 5] = [
    "accept",
    "access_token",
    "authorization",
    "content-type",
    "user-agent",
];

/// Part of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Parameters in the query.
    Query,
    /// Headers of the request.
    Header,
    /// Body of the request.
    Request,
    /// Body of a success.
    Response,
    /// Body of an error.
    Error,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Query => "query",
            Self::Header => "header",
            Self::Request => "request",
            Self::Response => "response",
            Self::Error => "error",
        })
    }
}

/// Shape and method of operations.
pub(super) type Key = (String, String);

/// All operations of one method and shape.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    /// Path of the first one, as it is written.
    pub(super) path: String,
    /// Operation ids.
    pub(super) ids: Vec<String>,
    /// Facts of all of them.
    pub(super) parts: BTreeMap<Part, Facts>,
}

/// The operations of documents.
#[derive(Clone, Debug, Default)]
pub(super) struct Surface {
    pub(super) groups: BTreeMap<Key, Group>,
    /// Errors are the same everywhere, so they are compared once.
    pub(super) errors: Facts,
}

/// Facts of several operations, not yet merged.
type Gathered = BTreeMap<Part, Vec<Facts>>;

impl Surface {
    pub(super) fn of(documents: &[Files]) -> Result<Self> {
        let mut surface = Self::default();
        let mut gathered: BTreeMap<Key, Gathered> = BTreeMap::new();
        let mut errors = Vec::new();
        for files in documents {
            let root = files.root();
            ensure!(
                root.get("paths").is_some() || root.get("webhooks").is_some(),
                "{} is no OpenAPI document: it has no `paths`",
                root.file.display()
            );
            for (path, item) in root.members("paths") {
                let item = files.follow(item)?;
                for method in METHODS {
                    let Some(operation) = item.get(method) else {
                        continue;
                    };
                    let server = [operation, item, root]
                        .into_iter()
                        .find_map(|owner| owner.items("servers").next()?.text("url"));
                    let key = (
                        shape(server.unwrap_or_default(), path),
                        method.to_ascii_uppercase(),
                    );
                    let group = surface.groups.entry(key.clone()).or_default();
                    if group.path.is_empty() {
                        path.clone_into(&mut group.path);
                    }
                    if let Some(id) = operation.text("operationId") {
                        group.ids.push(id.to_owned());
                    }
                    let mut parts = read(files, item, operation)
                        .map_err(|error| error.context(place(root, &["paths", path, method])))?;
                    errors.extend(parts.remove(&Part::Error));
                    let gathered = gathered.entry(key).or_default();
                    for (part, facts) in parts {
                        gathered.entry(part).or_default().push(facts);
                    }
                }
            }
        }
        for (key, parts) in gathered {
            if let Some(group) = surface.groups.get_mut(&key) {
                let merged = parts.into_iter();
                group.parts = merged
                    .map(|(part, facts)| (part, Facts::either(&facts)))
                    .collect();
            }
        }
        surface.errors = Facts::either(&errors);
        Ok(surface)
    }
}

/// Facts of one operation.
fn read<'a>(
    files: &'a Files,
    item: Node<'a>,
    operation: Node<'a>,
) -> Result<BTreeMap<Part, Facts>> {
    let mut parts: BTreeMap<Part, Facts> = BTreeMap::new();
    // A query is there in every operation, even without parameters: what one of several lacks is not required.
    for part in [Part::Query, Part::Header] {
        parts.insert(part, Facts::default());
    }
    for parameter in item
        .items("parameters")
        .chain(operation.items("parameters"))
    {
        let parameter = files.follow(parameter)?;
        let part = match parameter.text("in") {
            Some("query") => Part::Query,
            Some("header") => Part::Header,
            _ => continue,
        };
        let mut name = parameter.text("name").unwrap_or_default().to_owned();
        if part == Part::Header {
            name.make_ascii_lowercase();
        }
        if COMMON.contains(&name.to_ascii_lowercase().as_str()) {
            continue;
        }
        let mut facts = match parameter.get("schema") {
            Some(schema) => Reader::new(files).schema(schema)?,
            None => content(files, parameter)?.unwrap_or_default(),
        };
        let required = parameter.value.get("required") == Some(&true.into());
        facts.0.entry(Vec::new()).or_default().required = required;
        parts.entry(part).or_default().add(&name, facts);
    }
    for facts in [Part::Query, Part::Header] {
        parts
            .entry(facts)
            .or_default()
            .0
            .entry(Vec::new())
            .or_default();
    }
    if let Some(body) = operation.get("requestBody")
        && let Some(facts) = content(files, files.follow(body)?)?
    {
        parts.insert(Part::Request, facts);
    }
    let has_success = operation
        .members("responses")
        .any(|(status, _)| status.starts_with('2'));
    let mut bodies = Gathered::new();
    for (status, response) in operation.members("responses") {
        let part = match status {
            _ if status.starts_with('2') => Part::Response,
            "default" if !has_success => Part::Response,
            _ if status.starts_with("x-") => continue,
            _ => Part::Error,
        };
        if let Some(facts) = content(files, files.follow(response)?)? {
            bodies.entry(part).or_default().push(facts);
        }
    }
    for (part, facts) in bodies {
        parts.insert(part, Facts::either(&facts));
    }
    Ok(parts)
}

/// Facts of a body, whatever its media type.
fn content<'a>(files: &'a Files, body: Node<'a>) -> Result<Option<Facts>> {
    let schemas = body
        .members("content")
        .filter_map(|(_, media)| media.get("schema"))
        .map(|schema| Reader::new(files).schema(schema))
        .collect::<Result<Vec<_>>>()?;
    Ok((!schemas.is_empty()).then(|| Facts::either(&schemas)))
}
