//! Changes to every node of a document.

use serde_json::Value;

use crate::walk::Kind;

/// Calls `change` for a node and everything below it that is not opaque, parents first.
pub(super) fn each(kind: Kind, node: &mut Value, change: &mut impl FnMut(Kind, &mut Value)) {
    if kind == Kind::Opaque {
        return;
    }
    change(kind, node);
    match node {
        Value::Object(map) => {
            for (key, child) in map {
                each(kind.child(key), child, change);
            }
        }
        Value::Array(items) => {
            for child in items {
                each(kind.child("0"), child, change);
            }
        }
        _ => {}
    }
}
