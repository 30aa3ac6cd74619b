//! Drops the components that a part of a document does not use.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::walk::{self, Kind, Section};

use super::{methods, paths};

/// Keeps the components that are reached from outside of the components.
pub(super) fn prune(document: &mut Value) {
    let mut used: BTreeSet<String> = BTreeSet::new();
    let mut fresh = Vec::new();
    for (key, node) in document.as_object().into_iter().flatten() {
        if key != "components" {
            references(Kind::Root.child(key), node, &mut fresh);
        }
    }
    while let Some(reference) = fresh.pop() {
        let Some((section, target)) = resolve(document, &reference) else {
            continue;
        };
        if used.insert(reference) {
            references(section.kind(), target, &mut fresh);
        }
    }
    let schemes = schemes(document);
    let Some(components) = document
        .get_mut("components")
        .and_then(Value::as_object_mut)
    else {
        return;
    };
    for (section, members) in components.iter_mut() {
        if let Some(members) = members.as_object_mut() {
            members.retain(|name, _| {
                if section == "securitySchemes" {
                    schemes.contains(name)
                } else {
                    used.contains(&format!("#/components/{section}/{name}"))
                }
            });
        }
    }
    components.retain(|_, members| {
        members
            .as_object()
            .is_none_or(|members| !members.is_empty())
    });
}

/// What a node refers to, down to its last child.
pub(super) fn references(kind: Kind, node: &Value, found: &mut Vec<String>) {
    walk::walk(kind, node, "", &mut |kind, node, _| {
        if kind == Kind::Mapping {
            let targets = node.as_object().into_iter().flat_map(Map::values);
            found.extend(targets.filter_map(Value::as_str).map(str::to_owned));
        } else if kind.section().is_some() {
            found.extend(walk::reference(node).map(str::to_owned));
        }
        true
    });
}

fn resolve<'a>(document: &'a Value, reference: &str) -> Option<(Section, &'a Value)> {
    let pointer = reference.strip_prefix('#')?;
    let key = pointer.strip_prefix("/components/")?.split('/').next()?;
    let section = Section::ALL
        .into_iter()
        .find(|section| section.key() == key)?;
    Some((section, document.pointer(pointer)?))
}

/// Names of the security schemes that the document and its operations ask for.
fn schemes(document: &Value) -> BTreeSet<String> {
    let operations = paths(document).flat_map(|(_, item)| methods(item).map(|(_, it)| it));
    // That of the document stays, even where every operation says something else: it must be defined.
    let asked = operations.chain([document]);
    asked
        .filter_map(|node| node.get("security")?.as_array())
        .flatten()
        .filter_map(Value::as_object)
        .flat_map(Map::keys)
        .cloned()
        .collect()
}
