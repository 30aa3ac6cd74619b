//! Enumerations, written as text: the printer of Rust leaves the inside of a macro alone.

use std::fmt::Write as _;

use crate::format;
use crate::model::{Api, SchemaKind};

/// The file `enums.rs`.
#[must_use]
pub fn emit(api: &Api) -> String {
    let mut out = format!("{}//! Enumerations.\n", format::marker(&api.family));
    for schema in api.schemas.values() {
        let SchemaKind::Enum(enumeration) = &schema.kind else {
            continue;
        };
        let shape = if enumeration.open {
            "open_enum"
        } else {
            "closed_enum"
        };
        let _ = write!(out, "\nwhatsapp_business_core::{shape}! {{\n");
        write_doc(&mut out, 4, &schema.doc);
        let _ = writeln!(out, "    pub enum {} {{", schema.name);
        for value in &enumeration.values {
            write_doc(&mut out, 8, &value.doc);
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
    }
    out
}

fn write_doc(out: &mut String, indent: usize, text: &str) {
    for line in text.trim().lines() {
        let _ = writeln!(out, "{}", format!("{:indent$}/// {line}", "").trim_end());
    }
}
