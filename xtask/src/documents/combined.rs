//! All families in one document.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToUpperCamelCase as _;
use serde_json::{Map, Value, json};

use crate::bundle::{self, Bundled};
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
    let default_servers = bundles
        .first()
        .and_then(|bundled| bundled.document.get("servers"))
        .cloned()
        .unwrap_or_else(|| json!([{"url": "https://graph.facebook.com"}]));
    let (mut tags, mut paths, mut webhooks) = (Vec::new(), Map::new(), Map::new());
    let mut components: Map<String, Value> = Map::new();
    for bundled in bundles {
        let mut document = bundled.document.clone();
        rename(Kind::Root, &mut document, &clashes, &bundled.family);
        let Value::Object(mut document) = document else {
            continue;
        };
        let title = document
            .get("info")
            .and_then(|info| info.get("title"))
            .cloned()
            .unwrap_or_default();
        let servers = document.shift_remove("servers");
        let security = document.shift_remove("security");
        let mut take = |key: &str| document.shift_remove(key).unwrap_or_default();
        for mut tag in take("tags").as_array().cloned().unwrap_or_default() {
            if let Some(tag) = tag.as_object_mut() {
                tag.insert("x-displayName".to_owned(), title.clone());
            }
            tags.push(tag);
        }
        for (path, mut item) in entries(take("paths")) {
            if security.as_ref() != default {
                let security = security.clone().unwrap_or_else(|| json!([]));
                say(&mut item, "security", &security);
            }
            if let Some(servers) = &servers
                && address(servers) != address(&default_servers)
            {
                say(&mut item, "servers", servers);
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
    set("servers", default_servers.clone());
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

/// Host and path of the first server.
fn address(servers: &Value) -> String {
    bundle::address(servers.get(0).unwrap_or(&Value::Null))
}

/// Writes what a document says at the operations that say nothing else.
fn say(item: &mut Value, key: &str, value: &Value) {
    let Some(item) = item.as_object_mut() else {
        return;
    };
    if item.contains_key(key) {
        return;
    }
    for (method, operation) in item.iter_mut() {
        if Kind::PathItem.child(method) == Kind::Operation
            && let Some(operation) = operation.as_object_mut()
        {
            operation.entry(key.to_owned()).or_insert(value.clone());
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
