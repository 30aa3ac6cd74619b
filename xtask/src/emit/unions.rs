//! Sent unions: strict enums, one variant per kind, encoded as Graph wants them.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::format::{self, Piece};
use crate::model::{Api, Payload, Schema, SchemaKind, Type, Union, Variant};
use crate::rust;

/// The file `unions.rs`.
#[must_use]
pub fn emit(api: &Api) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for schema in api.defined() {
        if let SchemaKind::Union(union) = &schema.kind {
            pieces.push(Piece::Items(emit_union(api, schema, union)));
            pieces.push(Piece::Text(debug(api, schema, union)));
        }
    }
    pieces
}

fn emit_union(api: &Api, schema: &Schema, union: &Union) -> TokenStream {
    let name = format_ident!("{}", schema.name);
    let doc = rust::doc(&rust::schema_doc(schema));
    let variants = union.variants.iter().map(|variant| {
        let doc = rust::doc(&variant.doc);
        let ident = format_ident!("{}", variant.name);
        let held = held(api, variant).map(|ty| quote!((#ty)));
        quote!(#doc #ident #held)
    });
    let coding = match &union.tag {
        Some(tag) => tagged(api, schema, union, tag),
        None => untagged(api, schema, union),
    };
    let from = conversions(api, schema, union);
    quote! {
        #doc
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants),*
        }
        #coding
        #from
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

fn tagged(api: &Api, schema: &Schema, union: &Union, tag: &str) -> TokenStream {
    let name = format_ident!("{}", schema.name);
    let encode = union.variants.iter().map(|variant| {
        let ident = format_ident!("{}", variant.name);
        let wire = &variant.wire;
        match &variant.holds {
            Payload::Unit => {
                quote!(Self::#ident => whatsapp_business_core::rt::union::unit(serializer, #tag, #wire))
            }
            Payload::Keyed { .. } => {
                quote!(Self::#ident(value) => whatsapp_business_core::rt::union::keyed(serializer, #tag, #wire, value))
            }
            Payload::Whole(_) | Payload::Single { .. } => {
                quote!(Self::#ident(value) => Whole { tag: #wire, value }.serialize(serializer))
            }
        }
    });
    let decode = union.variants.iter().map(|variant| {
        let ident = format_ident!("{}", variant.name);
        let wire = &variant.wire;
        let spellings = std::iter::once(wire)
            .chain(&variant.aliases)
            .map(|spelling| spelling.to_ascii_lowercase())
            .collect::<std::collections::BTreeSet<_>>();
        let value = match &variant.holds {
            Payload::Unit => quote!(Ok(Self::#ident)),
            Payload::Keyed { .. } => quote!(object.keyed(#wire).map(Self::#ident)),
            Payload::Whole(_) | Payload::Single { .. } => quote!(object.whole().map(Self::#ident)),
        };
        quote!(#(#spellings)|* => #value)
    });
    let known = union.variants.iter().map(|variant| variant.wire.as_str());
    let whole = union
        .variants
        .iter()
        .any(|variant| matches!(variant.holds, Payload::Whole(_)))
        .then(|| {
            quote! {
                #[derive(serde::Serialize)]
                struct Whole<'a, T> {
                    #[serde(rename = #tag)]
                    tag: &'static str,
                    #[serde(flatten)]
                    value: &'a T,
                }
            }
        });
    let _ = api;
    quote! {
        impl serde::Serialize for #name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                #whole
                match self {
                    #(#encode),*
                }
            }
        }

        impl<'de> serde::Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let object = whatsapp_business_core::rt::union::Object::read(deserializer, #tag)?;
                match object.tag() {
                    #(#decode,)*
                    _ => Err(object.unknown(&[#(#known),*])),
                }
            }
        }
    }
}

fn untagged(api: &Api, schema: &Schema, union: &Union) -> TokenStream {
    let name = format_ident!("{}", schema.name);
    let encode = union.variants.iter().map(|variant| {
        let ident = format_ident!("{}", variant.name);
        match &variant.holds {
            Payload::Single { schema, field } => {
                let wire = &field.wire;
                let fields = api.object(schema).map(|object| object.fields.as_slice()).unwrap_or_default();
                let constants: Vec<_> = fields
                    .iter()
                    .filter_map(|field| {
                        let (wire, value) = (&field.wire, field.constant.as_ref()?);
                        Some(quote!((#wire, #value)))
                    })
                    .collect();
                quote!(Self::#ident(value) => {
                    whatsapp_business_core::rt::union::single(serializer, &[#(#constants),*], #wire, value)
                })
            }
            _ => quote!(Self::#ident(value) => value.serialize(serializer)),
        }
    });
    let decode = union.variants.iter().filter_map(|variant| {
        let ident = format_ident!("{}", variant.name);
        let (ty, taken) = match &variant.holds {
            Payload::Single { schema, field } => {
                let field = rust::field_ident(&field.wire);
                (
                    rust::ty(api, &Type::Named(schema.clone())),
                    quote!(value.#field),
                )
            }
            _ => (held(api, variant)?, quote!(value)),
        };
        Some(quote! {
            if let Ok(value) = value.as_type::<#ty>() {
                return Ok(Self::#ident(#taken));
            }
        })
    });
    let text = &schema.name;
    quote! {
        impl serde::Serialize for #name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    #(#encode),*
                }
            }
        }

        impl<'de> serde::Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = whatsapp_business_core::rt::union::Untagged::read(deserializer)?;
                #(#decode)*
                Err(value.no_variant(#text))
            }
        }
    }
}

fn debug(api: &Api, schema: &Schema, union: &Union) -> String {
    let variants = union.variants.iter().map(|variant| {
        let name = &variant.name;
        let hiding = match &variant.holds {
            Payload::Unit => return name.clone(),
            Payload::Keyed { ty, safe } => rust::hiding(api, ty, *safe, false),
            Payload::Whole(_) => None,
            Payload::Single { field, .. } => rust::hiding(api, &field.ty, field.safe, false),
        };
        match hiding {
            Some(hiding) => format!("{name}(value: {hiding})"),
            None => format!("{name}(value)"),
        }
    });
    let variants: Vec<String> = variants.collect();
    format::wrapped(
        &format!("rt::debug_union!({} {{", schema.name),
        &variants,
        "});",
    )
}

/// `From` for what exactly one variant holds, where the type says what is meant.
fn conversions(api: &Api, schema: &Schema, union: &Union) -> TokenStream {
    let name = format_ident!("{}", schema.name);
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for held in union
        .variants
        .iter()
        .filter_map(|variant| held(api, variant))
    {
        *count.entry(held.to_string()).or_default() += 1;
    }
    let items = union.variants.iter().filter_map(|variant| {
        let ident = format_ident!("{}", variant.name);
        let held = held(api, variant)?;
        let means_one = match &variant.holds {
            Payload::Keyed { ty: Type::Named(name), .. } | Payload::Whole(name) => {
                matches!(kind(api, name), Some(SchemaKind::Object(_) | SchemaKind::Union(_)))
            }
            Payload::Single { field, .. } => {
                matches!(&field.ty, Type::Named(name) if !matches!(kind(api, name), Some(SchemaKind::Enum(_))))
            }
            _ => false,
        };
        (means_one && count.get(&held.to_string()) == Some(&1)).then(|| {
            quote! {
                impl From<#held> for #name {
                    fn from(value: #held) -> Self {
                        Self::#ident(value)
                    }
                }
            }
        })
    });
    quote! {
        #(#items)*

        impl From<&#name> for #name {
            fn from(value: &#name) -> Self {
                value.clone()
            }
        }
    }
}

fn kind<'a>(api: &'a Api, name: &str) -> Option<&'a SchemaKind> {
    api.schemas.get(name).map(|schema| &schema.kind)
}
