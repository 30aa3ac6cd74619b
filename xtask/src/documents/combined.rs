//! All families in one document.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToUpperCamelCase as _;
use serde_json::{Map, Value, json};

use crate::bundle::Bundled;
use crate::pointer;
use crate::walk::{Kind, Section};

use super::prune::references;
use super::{Document, Role, id, methods, paths, shape};

const DESCRIPTION: &str = "The Cloud API and the Business Management API of WhatsApp, all families in one document.

Graph puts every node at `/{id}`, and OpenAPI forbids paths that differ only in the name of a parameter. Such paths end in `#` and an
operation id here. That suffix is never sent. Tools that send paths as they are written take the documents in `plain/` instead.

Schemas that differ between families carry the name of their family.
";

/// Names of components that mean different things in different families, as `#/components/<section>/<Name>`.
type Clashes = BTreeSet<String>;

/// Combines the families.
pub(super) fn combined(bundles: &[Bundled]) -> Document {
    let clashes = clashes(bundles);
    let shared = shared_shapes(bundles);
    let default = bundles
        .first()
        .and_then(|bundled| bundled.document.get("security"));
    let (mut tags, mut paths, mut webhooks) = (Vec::new(), Map::new(), Map::new());
    let mut components: Map<String, Value> = Map::new();
    for bundled in bundles {
        let mut document = bundled.document.clone();
        rename(Kind::Root, &mut document, &clashes, &bundled.family);
        let Value::Object(mut document) = document else {
            continue;
        };
        let security = document.shift_remove("security");
        let mut take = |key: &str| document.shift_remove(key).unwrap_or_default();
        tags.extend(take("tags").as_array().cloned().unwrap_or_default());
        for (path, mut item) in entries(take("paths")) {
            if security.as_ref() != default {
                secure(&mut item, security.as_ref());
            }
            paths.insert(suffixed(path, &item, &shared), item);
        }
        webhooks.extend(entries(take("x-webhooks")));
        for (section, members) in entries(take("components")) {
            let target = components.entry(&section).or_insert_with(|| json!({}));
            for (name, member) in entries(members) {
                let reference = format!("#/components/{section}/{name}");
                let name = own_name(&reference, &clashes, &bundled.family).unwrap_or(name);
                if let Some(target) = target.as_object_mut() {
                    // The same in all families, or security schemes, which differ in nothing but words.
                    target.entry(name).or_insert(member);
                }
            }
        }
    }
    let version = bundles
        .first()
        .and_then(|bundled| bundled.document.pointer("/info/version"))
        .and_then(Value::as_str)
        .unwrap_or_default();
    let mut value = Map::new();
    let mut set = |key: &str, node: Value| value.insert(key.to_owned(), node);
    set("openapi", "3.0.3".into());
    set(
        "info",
        json!({"title": "WhatsApp Business Platform", "version": version, "description": DESCRIPTION}),
    );
    let url = format!("https://graph.facebook.com/{version}");
    set("servers", json!([{ "url": url }]));
    if let Some(default) = default {
        set("security", default.clone());
    }
    set("tags", tags.into());
    set("paths", paths.into());
    if !webhooks.is_empty() {
        set("x-webhooks", webhooks.into());
    }
    set("components", components.into());
    Document {
        file: "combined.json".to_owned(),
        role: Role::Combined,
        family: None,
        value: value.into(),
    }
}

fn entries(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// Shapes of paths that several families have.
fn shared_shapes(bundles: &[Bundled]) -> BTreeSet<String> {
    let mut owners: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for bundled in bundles {
        for (path, _) in paths(&bundled.document) {
            owners
                .entry(shape(path))
                .or_default()
                .insert(&bundled.family);
        }
    }
    owners
        .into_iter()
        .filter(|(_, families)| families.len() > 1)
        .map(|(shape, _)| shape)
        .collect()
}

/// The path, with a suffix where several families have its shape: that of the specification, or its first operation.
fn suffixed(path: String, item: &Value, shared: &BTreeSet<String>) -> String {
    if path.contains('#') || !shared.contains(&shape(&path)) {
        return path;
    }
    match methods(item).next() {
        Some((_, operation)) => format!("{path}#{}", id(operation)),
        None => path,
    }
}

/// Writes the security of a document at the operations that say nothing else.
fn secure(item: &mut Value, security: Option<&Value>) {
    let Some(item) = item.as_object_mut() else {
        return;
    };
    for (key, operation) in item.iter_mut() {
        if Kind::PathItem.child(key) == Kind::Operation
            && let Some(operation) = operation.as_object_mut()
        {
            let security = security.cloned().unwrap_or_else(|| json!([]));
            operation.entry("security".to_owned()).or_insert(security);
        }
    }
}

/// Components that differ between families, or use one that does.
fn clashes(bundles: &[Bundled]) -> Clashes {
    let mut texts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut owners: BTreeMap<String, usize> = BTreeMap::new();
    for bundled in bundles {
        for section in Section::ALL {
            let at = format!("/components/{}", section.key());
            let members = bundled.document.pointer(&at).and_then(Value::as_object);
            for (name, member) in members.into_iter().flatten() {
                let reference = format!("#{}", pointer::join(&at, name));
                let mut found = Vec::new();
                references(section.kind(), member, &mut found);
                uses.entry(reference.clone()).or_default().extend(found);
                texts
                    .entry(reference.clone())
                    .or_default()
                    .insert(member.to_string());
                *owners.entry(reference).or_default() += 1;
            }
        }
    }
    let mut clashes: Clashes = texts
        .into_iter()
        .filter(|(_, texts)| texts.len() > 1)
        .map(|(reference, _)| reference)
        .collect();
    // Equal texts mean different things where what they refer to differs.
    loop {
        let more: Vec<String> = uses
            .iter()
            .filter(|(reference, used)| {
                owners.get(*reference).is_some_and(|count| *count > 1)
                    && !clashes.contains(*reference)
                    && !used.is_disjoint(&clashes)
            })
            .map(|(reference, _)| reference.clone())
            .collect();
        if more.is_empty() {
            return clashes;
        }
        clashes.extend(more);
    }
}

/// Name of a component with that of its family, where it needs one.
fn own_name(reference: &str, clashes: &Clashes, family: &str) -> Option<String> {
    let (_, name) = reference.rsplit_once('/')?;
    clashes
        .contains(reference)
        .then(|| format!("{}{name}", family.to_upper_camel_case()))
}

/// Rewrites the references of a node and its children.
fn rename(kind: Kind, node: &mut Value, clashes: &Clashes, family: &str) {
    let rewrite = |target: &mut Value| {
        let reference = target.as_str().unwrap_or_default();
        if let (Some(name), Some((section, _))) = (
            own_name(reference, clashes, family),
            reference.rsplit_once('/'),
        ) {
            *target = format!("{section}/{name}").into();
        }
    };
    match node {
        _ if kind == Kind::Opaque => {}
        Value::Object(map) => {
            for (key, child) in map {
                if kind == Kind::Mapping || (kind.section().is_some() && key == "$ref") {
                    rewrite(child);
                } else {
                    rename(kind.child(key), child, clashes, family);
                }
            }
        }
        Value::Array(items) => {
            for child in items {
                rename(kind.child("0"), child, clashes, family);
            }
        }
        _ => {}
    }
}
