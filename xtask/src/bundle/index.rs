//! What a document holds, by name.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::pointer;
use crate::walk::{self, Kind};

/// Names of the operations of a document, with their pointers.
pub(crate) fn operations(document: &Value) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    walk::walk(Kind::Root, document, "", &mut |kind, node, at| {
        if kind == Kind::Operation
            && let Some(id) = node.get("operationId").and_then(Value::as_str)
        {
            found.entry(id.to_owned()).or_insert_with(|| at.to_owned());
        }
        kind != Kind::Components
    });
    found
}

/// Fields of the webhooks of a document, with their pointers.
pub(super) fn webhooks(document: &Value) -> BTreeMap<String, String> {
    let webhooks = document.get("x-webhooks").and_then(Value::as_object);
    webhooks
        .into_iter()
        .flat_map(Map::keys)
        .map(|field| (field.clone(), pointer::join("/x-webhooks", field)))
        .collect()
}
