//! The public module `types`: all types of a family, in groups where it has hundreds.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::format::Piece;
use super::imports;
use crate::model::{Api, Schema, SchemaKind};
use crate::rust::doc_text;

/// The module of structs.
pub(super) const STRUCTS: &str = "super::structs";
/// The module of unions.
pub(super) const UNIONS: &str = "super::unions";
const ENUMS: &str = "super::enums";
/// The crate of shared types.
const TYPES_CRATE: &str = "whatsapp_business_types";

/// The types of a family, with the modules that define them.
pub(super) fn defined(api: &Api) -> BTreeMap<String, String> {
    let types = api.schemas.values().filter_map(|schema| {
        let module = match &schema.kind {
            SchemaKind::Core(_) | SchemaKind::Alias(_) => return None,
            SchemaKind::Object(_) if !api.is_struct(schema) => return None,
            _ if schema.shared => TYPES_CRATE,
            SchemaKind::Object(_) => STRUCTS,
            SchemaKind::Enum(_) => ENUMS,
            SchemaKind::Union(_) => UNIONS,
        };
        Some((schema.name.clone(), module.to_owned()))
    });
    types.collect()
}

/// The file `types.rs`.
pub(super) fn emit(api: &Api, defined: &BTreeMap<String, String>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut root = members(api, defined, None);
    let shared = root.remove_entry(TYPES_CRATE).into_iter().collect();
    for members in [shared, root] {
        if !members.is_empty() {
            pieces.push(Piece::Text(uses(&members, "", api.groups.is_empty())));
        }
    }
    for group in &api.groups {
        let members = members(api, defined, Some(&group.name));
        let mut text = doc_text(0, &group.doc);
        let _ = writeln!(text, "pub mod {} {{", group.name);
        for line in uses(&members, "super::", false).lines() {
            let _ = writeln!(text, "    {line}");
        }
        text.push_str("}\n");
        pieces.push(Piece::Text(text));
    }
    pieces
}

/// The types of a group, or those without one, by the modules that define them.
fn members<'a>(
    api: &'a Api,
    defined: &'a BTreeMap<String, String>,
    group: Option<&str>,
) -> BTreeMap<&'a str, Vec<&'a str>> {
    let mut members: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let is_member = |schema: &&Schema| schema.group.as_deref() == group;
    for schema in api.schemas.values().filter(is_member) {
        if let Some(module) = defined.get(&schema.name) {
            members.entry(module).or_default().push(&schema.name);
        }
    }
    members.values_mut().for_each(|names| names.sort_unstable());
    members
}

/// Imports that make types public. All of a module are imported by `*`.
fn uses(members: &BTreeMap<&str, Vec<&str>>, above: &str, all: bool) -> String {
    let mut out = String::new();
    for (module, names) in members {
        let line = match *module {
            // Documented as if they were defined here.
            TYPES_CRATE => {
                out.push_str("#[doc(inline)]\n");
                imports::line(TYPES_CRATE, names)
            }
            module if all => format!("use {module}::*;\n"),
            module => imports::line(&format!("{above}{module}"), names),
        };
        let _ = write!(out, "pub {line}");
    }
    out
}
