//! Enumerations.

use std::fmt::Write as _;

use super::format::Piece;
use crate::model::{Api, Enum, Schema, SchemaKind};
use crate::rust::doc_text;

/// The file `enums.rs`.
#[must_use]
pub fn emit(api: &Api) -> Vec<Piece> {
    let enumerations = api.defined().filter_map(|schema| match &schema.kind {
        SchemaKind::Enum(enumeration) => Some(Piece::Text(text(schema, enumeration))),
        _ => None,
    });
    enumerations.collect()
}

fn text(schema: &Schema, enumeration: &Enum) -> String {
    let shape = if enumeration.open {
        "open_enum"
    } else {
        "closed_enum"
    };
    let mut out = format!("{shape}! {{\n");
    out.push_str(&doc_text(4, &schema.doc));
    let _ = writeln!(out, "    pub enum {} {{", schema.name);
    for value in &enumeration.values {
        out.push_str(&doc_text(8, &value.doc));
        let spellings: Vec<String> = std::iter::once(&value.wire)
            .chain(&value.aliases)
            .map(|text| format!("{text:?}"))
            .collect();
        let _ = writeln!(
            out,
            "        {} = {},",
            value.variant,
            spellings.join(" | ")
        );
    }
    out.push_str("    }\n}\n");
    out
}
