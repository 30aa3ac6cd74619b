//! Sent unions: strict enums, one variant per kind, encoded as Graph wants them.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::format::Piece;
use crate::model::{Api, Field, Payload, Schema, SchemaKind, Type, Union, Variant};
use crate::rust;

/// The file `unions.rs`.
#[must_use]
pub fn emit(api: &Api) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for schema in api.defined() {
        if let SchemaKind::Union(union) = &schema.kind {
            pieces.push(Piece::Items(enumeration(api, schema, union)));
            pieces.push(coding(api, schema, union));
            pieces.extend(nested(api, schema, union));
        }
    }
    pieces
}

fn enumeration(api: &Api, schema: &Schema, union: &Union) -> TokenStream {
    let name = format_ident!("{}", schema.name);
    let doc = rust::doc(&rust::schema_doc(schema));
    let variants = union.variants.iter().map(|variant| {
        let doc = rust::doc(&variant.doc);
        let ident = format_ident!("{}", variant.name);
        let held = held(api, variant).map(|ty| quote!((#ty)));
        quote!(#doc #ident #held)
    });
    quote! {
        #doc
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants),*
        }
    }
}

/// Type of what a variant holds.
fn held(api: &Api, variant: &Variant) -> Option<TokenStream> {
    match &variant.holds {
        Payload::Unit => None,
        Payload::Keyed { ty, .. } => Some(rust::ty(api, ty)),
        Payload::Whole(name) => Some(rust::ty(api, &Type::Named(name.clone()))),
        Payload::Single { field, .. } => Some(rust::ty(api, &field.ty)),
    }
}

/// How the union is encoded, decoded, printed and made.
fn coding(api: &Api, schema: &Schema, union: &Union) -> Piece {
    let meanings: BTreeSet<String> = conversions(api, union)
        .into_iter()
        .filter_map(|conversion| (!conversion.is_nested).then_some(conversion.variant))
        .collect();
    let mut types = Vec::new();
    let lines = union.variants.iter().map(|variant| {
        let name = &variant.name;
        let (coding, hide) = match &variant.holds {
            Payload::Unit => (format!("unit {}", spellings(variant)), None),
            Payload::Keyed { ty, safe } => (
                format!("keyed {}", spellings(variant)),
                rust::hiding(api, ty, *safe, false),
            ),
            Payload::Whole(_) if union.tag.is_some() => {
                (format!("whole {}", spellings(variant)), None)
            }
            Payload::Whole(schema) => (named(api, schema, &mut types), None),
            Payload::Single { schema, field } => (
                format!(
                    "{}{}",
                    named(api, schema, &mut types),
                    single(api, schema, field)
                ),
                rust::hiding(api, &field.ty, field.safe, false),
            ),
        };
        let hide = hide.map(|hide| format!(" hide {hide}"));
        let from = meanings
            .contains(name)
            .then(|| held(api, variant))
            .flatten();
        let from = from.map(|ty| {
            let text = format!(" from {}", rust::path_text(&ty));
            types.push(ty);
            text
        });
        let (hide, from) = (hide.unwrap_or_default(), from.unwrap_or_default());
        format!("    {name}: {coding}{hide}{from},\n")
    });
    let lines: String = lines.collect();
    let (shape, by) = match &union.tag {
        Some(tag) => {
            let absent = union.without_tag.as_ref();
            let absent = absent.map(|wire| format!(" or {wire:?}"));
            (
                "tagged",
                format!(" by {tag:?}{}", absent.unwrap_or_default()),
            )
        }
        None => ("untagged", String::new()),
    };
    let text = format!("rt::{shape}_union!({}{by} {{\n{lines}}});\n", schema.name);
    Piece::Macro { text, types }
}

/// A schema by its path, which is noted.
fn named(api: &Api, schema: &str, types: &mut Vec<TokenStream>) -> String {
    let path = rust::public(api, schema);
    let text = rust::path_text(&path);
    types.push(path);
    text
}

fn spellings(variant: &Variant) -> String {
    let spellings = std::iter::once(&variant.wire).chain(&variant.aliases);
    let mut seen: Vec<&String> = Vec::new();
    for spelling in spellings {
        if !seen.iter().any(|one| one.eq_ignore_ascii_case(spelling)) {
            seen.push(spelling);
        }
    }
    let texts: Vec<String> = seen.iter().map(|text| format!("{text:?}")).collect();
    texts.join(" | ")
}

/// The one property of a schema, next to its constants.
fn single(api: &Api, schema: &str, field: &Field) -> String {
    let fields = api.object(schema).map(|object| object.fields.as_slice());
    let constants = fields.unwrap_or_default().iter().filter_map(|field| {
        let value = field.constant.as_ref()?;
        Some(format!(" with {:?} = {value:?}", field.wire))
    });
    let constants: String = constants.collect();
    let ident = rust::field_ident(&field.wire);
    format!(".{ident} {:?}{constants}", field.wire)
}

/// The conversions into a union from what the unions convert from that its variants hold.
fn nested(api: &Api, schema: &Schema, union: &Union) -> Option<Piece> {
    let mut types = Vec::new();
    let nested = conversions(api, union)
        .into_iter()
        .filter(|conversion| conversion.is_nested);
    let lines = nested.map(|Conversion { variant, from, .. }| {
        let line = format!("    {variant} from {},\n", rust::path_text(&from));
        types.push(from);
        line
    });
    let lines: String = lines.collect();
    let text = format!("rt::nested_union!({} {{\n{lines}}});\n", schema.name);
    (!lines.is_empty()).then_some(Piece::Macro { text, types })
}

/// A type that means one variant of a union, and no other.
struct Conversion {
    variant: String,
    from: TokenStream,
    /// The variant holds a union, which the type means one variant of.
    is_nested: bool,
}

/// The types that convert into a union: each means one variant in one way.
fn conversions(api: &Api, union: &Union) -> Vec<Conversion> {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    let mut conversions = Vec::new();
    for variant in &union.variants {
        let Some(from) = held(api, variant) else {
            continue;
        };
        *count.entry(from.to_string()).or_default() += 1;
        if means_one(api, variant) {
            conversions.push(Conversion {
                variant: variant.name.clone(),
                from,
                is_nested: false,
            });
        }
        let Some(inner) = held_union(api, variant) else {
            continue;
        };
        for inner in self::conversions(api, inner) {
            *count.entry(inner.from.to_string()).or_default() += 1;
            conversions.push(Conversion {
                variant: variant.name.clone(),
                from: inner.from,
                is_nested: true,
            });
        }
    }
    conversions.retain(|conversion| count.get(&conversion.from.to_string()) == Some(&1));
    conversions
}

/// Whether what a variant holds has a meaning of its own: objects, unions and ids do, but text, numbers and enumerations do not.
fn means_one(api: &Api, variant: &Variant) -> bool {
    let is_structured = |name: &str| {
        matches!(
            kind(api, name),
            Some(SchemaKind::Object(_) | SchemaKind::Union(_))
        )
    };
    match &variant.holds {
        Payload::Unit => false,
        Payload::Whole(name) => is_structured(name),
        Payload::Keyed { ty, .. } => match ty {
            Type::Named(name) => is_structured(name),
            _ => is_list_of(ty, is_structured),
        },
        Payload::Single { field, .. } => match &field.ty {
            Type::Named(name) => !matches!(kind(api, name), Some(SchemaKind::Enum(_))),
            ty => is_list_of(ty, is_structured),
        },
    }
}

fn is_list_of(ty: &Type, is_meant: impl Fn(&str) -> bool) -> bool {
    matches!(ty, Type::Array(item) if matches!(&**item, Type::Named(name) if is_meant(name)))
}

/// The union that a variant holds.
fn held_union<'a>(api: &'a Api, variant: &Variant) -> Option<&'a Union> {
    let name = match &variant.holds {
        Payload::Keyed {
            ty: Type::Named(name),
            ..
        }
        | Payload::Whole(name) => name,
        Payload::Single { field, .. } => match &field.ty {
            Type::Named(name) => name,
            _ => return None,
        },
        _ => return None,
    };
    match kind(api, name)? {
        SchemaKind::Union(union) => Some(union),
        _ => None,
    }
}

fn kind<'a>(api: &'a Api, name: &str) -> Option<&'a SchemaKind> {
    api.schemas.get(name).map(|schema| &schema.kind)
}
