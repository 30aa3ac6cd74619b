//! Types that several families use: schemas of `spec/common` that are not types of `whatsapp-business-core`.
//!
//! Each is defined once, in a crate of its own. Whether it is sent or received is decided by all families together.

use serde_json::{Map, Value, json};

use super::{Problem, direction, escape};
use crate::bundle::Bundled;
use crate::model::{Api, SHARED};

/// All families, and what they share.
#[derive(Clone, Debug)]
pub struct Platform {
    /// The families, in the order of their documents.
    pub families: Vec<Api>,
    /// The shared types; there are no operations in it.
    pub shared: Api,
}

/// Reads the documents of all families.
///
/// # Errors
///
/// All constructs that are outside the dialect, each with the index of its document.
pub fn all(documents: &[Bundled]) -> Result<Platform, Vec<(usize, Problem)>> {
    let mut problems = Vec::new();
    let mut read = |at: usize, family: &str, document: &Value| {
        let mut found = Vec::new();
        let api = super::parse(family, document, &mut found);
        problems.extend(found.into_iter().map(|problem| (at, problem)));
        api
    };
    let mut families: Vec<Api> = documents
        .iter()
        .enumerate()
        .map(|(at, bundled)| read(at, &bundled.family, &bundled.document))
        .collect();
    // What is wrong with a shared schema was found in the first family that uses it.
    let mut shared = super::parse(SHARED, &document(documents), &mut Vec::new());
    shared
        .schemas
        .values_mut()
        .for_each(|schema| schema.shared = false);
    for api in &families {
        collect(api, &mut shared);
    }
    direction::settle(&mut shared);
    for (at, api) in families.iter_mut().enumerate() {
        problems.extend(adopt(api, &shared).into_iter().map(|problem| (at, problem)));
    }
    if problems.is_empty() {
        Ok(Platform { families, shared })
    } else {
        Err(problems)
    }
}

/// A document of the components of `spec/common`, as the families have copied them.
fn document(documents: &[Bundled]) -> Value {
    let components = documents
        .iter()
        .filter_map(|bundled| bundled.document.pointer("/components/schemas")?.as_object())
        .flatten()
        .filter(|(_, schema)| schema.get("x-common").is_some());
    let mut schemas: Map<String, Value> = components
        .map(|(name, schema)| (name.clone(), schema.clone()))
        .collect();
    schemas.sort_keys();
    json!({
        "info": {"title": "Shared types", "description": "Types that several families use."},
        "components": {"schemas": schemas},
    })
}

/// Adds what a family does with shared types, and the examples that it has of them.
fn collect(api: &Api, shared: &mut Api) {
    for theirs in api.shared() {
        let Some(ours) = shared.schemas.get_mut(&theirs.name) else {
            continue;
        };
        ours.sent |= theirs.sent;
        ours.received |= theirs.received;
        if let Some(example) = &theirs.example
            && ours
                .example
                .as_ref()
                .is_none_or(|known| example.len() < known.len())
        {
            ours.example = Some(example.clone());
        }
    }
}

/// Makes the shared types of a family those that all families share.
fn adopt(api: &mut Api, shared: &Api) -> Vec<Problem> {
    for theirs in api.schemas.values_mut().filter(|schema| schema.shared) {
        if let Some(ours) = shared.schemas.get(&theirs.name) {
            theirs.sent = ours.sent;
            theirs.received = ours.received;
            theirs.example.clone_from(&ours.example);
        }
    }
    direction::settle(api);
    let differs = api.shared().filter(|theirs| {
        shared
            .schemas
            .get(&theirs.name)
            .is_none_or(|ours| ours.kind != theirs.kind)
    });
    differs
        .map(|schema| {
            Problem::new(
                format!("/components/schemas/{}", escape(&schema.name)),
                format!(
                    "`{}` of spec/common means something else here; a union with a tag and its variants are in the same file",
                    schema.name
                ),
            )
        })
        .collect()
}
