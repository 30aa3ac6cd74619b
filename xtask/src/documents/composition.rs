//! Unions inside of `allOf`. Many generators take an `allOf` with a discriminator for inheritance and drop the tag, or all variants; the
//! constants of the variants identify them without it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::walk::{self, Kind};

use super::rewrite::each;

/// Renames the `discriminator` of unions in an `allOf`, with others or alone, to be described.
pub(super) fn compose(document: &mut Value) {
    let mut composed: BTreeSet<String> = BTreeSet::new();
    walk::walk(Kind::Root, document, "", &mut |kind, node, _| {
        let parts = node.get("allOf").and_then(Value::as_array);
        if kind == Kind::Schema
            && let Some(parts) = parts
        {
            composed.extend(parts.iter().filter_map(walk::reference).map(str::to_owned));
        }
        true
    });
    for reference in composed {
        let pointer = reference.strip_prefix('#').unwrap_or_default();
        if let Some(union) = document.pointer_mut(pointer).and_then(Value::as_object_mut)
            && union.contains_key("oneOf")
            && let Some(discriminator) = union.shift_remove("discriminator")
        {
            union.insert("x-discriminator".to_owned(), discriminator);
        }
    }
}

/// Refers directly to the unions that an `allOf` of one only describes: next to it, tools take their discriminators for inheritance. The
/// description of such a property is lost, and that of the union remains.
pub(super) fn refer(document: &mut Value) {
    let original = document.clone();
    each(Kind::Root, document, &mut |kind, node| {
        let parts = node.get("allOf").and_then(Value::as_array);
        if kind == Kind::Schema
            && let Some([only]) = parts.map(Vec::as_slice)
            && let Some(reference) = walk::reference(only)
            && let Some(union) = original.pointer(reference.strip_prefix('#').unwrap_or_default())
            && union.get("discriminator").is_some()
        {
            *node = only.clone();
        }
    });
}
