//! JSON Schemas of sent unions. Those of structs are derived, those of enumerations and constants come with their macros.

use proc_macro2::TokenStream;

use super::format::Piece;
use crate::model::{Api, Payload, Schema, SchemaKind, Type, Union, Variant};
use crate::rust;

/// The file `schemas.rs`, which is compiled with the feature `schemars` only.
#[must_use]
pub fn emit(api: &Api) -> Vec<Piece> {
    let unions = api.defined().filter_map(|schema| match &schema.kind {
        SchemaKind::Union(union) => Some(emit_union(api, schema, union)),
        _ => None,
    });
    unions.collect()
}

fn emit_union(api: &Api, schema: &Schema, union: &Union) -> Piece {
    let mut types = Vec::new();
    let lines = union.variants.iter().map(|variant| {
        let mut text = |ty: TokenStream| {
            let text = rust::path_text(&ty);
            types.push(ty);
            text
        };
        let (wire, doc) = (&variant.wire, variant.doc.trim());
        let (function, ty) = match (&union.tag, &variant.holds) {
            (Some(_), Payload::Unit) => ("unit", None),
            (Some(_), Payload::Keyed { ty, .. }) => ("keyed", Some(rust::ty(api, ty))),
            (Some(_), _) => ("whole", whole(api, variant)),
            (None, _) => ("", whole(api, variant)),
        };
        let ty = ty.map(&mut text);
        match (&union.tag, ty) {
            (Some(tag), None) => {
                format!("    rt::schema::{function}({tag:?}, {wire:?}, {doc:?}),\n")
            }
            (Some(tag), Some(ty)) => format!(
                "    rt::schema::{function}::<{ty}>(generator, {tag:?}, {wire:?}, {doc:?}),\n"
            ),
            (None, ty) => format!(
                "    generator.subschema_for::<{}>(),\n",
                ty.unwrap_or_else(|| "()".to_owned())
            ),
        }
    });
    let lines: String = lines.collect();
    let generator = if lines.contains("generator") {
        "generator"
    } else {
        "_"
    };
    let shape = match union.tag {
        Some(_) => "tagged",
        None => "untagged",
    };
    let (name, doc) = (&schema.name, schema.doc.trim());
    let text = format!(
        "rt::json_schema!({name}, |{generator}| rt::schema::{shape}({doc:?}, [\n{lines}]));\n"
    );
    Piece::Macro { text, types }
}

/// The type that has the properties of a variant.
fn whole(api: &Api, variant: &Variant) -> Option<TokenStream> {
    match &variant.holds {
        Payload::Whole(name) | Payload::Single { schema: name, .. } => {
            Some(rust::ty(api, &Type::Named(name.clone())))
        }
        Payload::Keyed { ty, .. } => Some(rust::ty(api, ty)),
        Payload::Unit => None,
    }
}
