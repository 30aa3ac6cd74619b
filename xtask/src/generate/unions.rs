//! Sent unions: strict enums, one variant per kind, encoded as Graph wants them.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::rust;
use crate::model::{Api, Payload, Schema, SchemaKind, Type, Union, Variant};

/// The file `unions.rs`.
#[must_use]
pub fn emit(api: &Api) -> TokenStream {
    let items = api
        .schemas
        .values()
        .filter_map(|schema| match &schema.kind {
            SchemaKind::Union(union) => Some(emit_union(api, schema, union)),
            _ => None,
        });
    quote! {
        #[allow(unused_imports)]
        use super::types;

        #(#items)*
    }
}

fn emit_union(api: &Api, schema: &Schema, union: &Union) -> TokenStream {
    let name = format_ident!("{}", schema.name);
    let doc = rust::doc(&schema.doc);
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
    let debug = debug(api, schema, union);
    let from = conversions(api, schema, union);
    quote! {
        #doc
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants),*
        }
        #debug
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
        impl serde::Serialize for types::#name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                #whole
                match self {
                    #(#encode),*
                }
            }
        }

        impl<'de> serde::Deserialize<'de> for types::#name {
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
        impl serde::Serialize for types::#name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    #(#encode),*
                }
            }
        }

        impl<'de> serde::Deserialize<'de> for types::#name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = whatsapp_business_core::rt::union::Untagged::read(deserializer)?;
                #(#decode)*
                Err(value.no_variant(#text))
            }
        }
    }
}

fn debug(api: &Api, schema: &Schema, union: &Union) -> TokenStream {
    let name = format_ident!("{}", schema.name);
    let arms = union.variants.iter().map(|variant| {
        let ident = format_ident!("{}", variant.name);
        let text = &variant.name;
        match &variant.holds {
            Payload::Unit => quote!(Self::#ident => f.write_str(#text)),
            Payload::Keyed { ty, safe } => {
                let shown = rust::debug_value(api, ty, *safe, false, &quote!(value));
                let pattern = if shown.to_string().contains("value") {
                    quote!(value)
                } else {
                    quote!(_)
                };
                quote!(Self::#ident(#pattern) => f.debug_tuple(#text).field(#shown).finish())
            }
            Payload::Whole(_) => {
                quote!(Self::#ident(value) => f.debug_tuple(#text).field(value).finish())
            }
            Payload::Single { field, .. } => {
                let shown = rust::debug_value(api, &field.ty, field.safe, false, &quote!(value));
                let pattern = if shown.to_string().contains("value") {
                    quote!(value)
                } else {
                    quote!(_)
                };
                quote!(Self::#ident(#pattern) => f.debug_tuple(#text).field(#shown).finish())
            }
        }
    });
    quote! {
        impl std::fmt::Debug for types::#name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    #(#arms),*
                }
            }
        }
    }
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
                impl From<#held> for types::#name {
                    fn from(value: #held) -> Self {
                        Self::#ident(value)
                    }
                }
            }
        })
    });
    quote! {
        #(#items)*

        impl From<&types::#name> for types::#name {
            fn from(value: &types::#name) -> Self {
                value.clone()
            }
        }
    }
}

fn kind<'a>(api: &'a Api, name: &str) -> Option<&'a SchemaKind> {
    api.schemas.get(name).map(|schema| &schema.kind)
}
