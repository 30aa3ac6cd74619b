//! JSON Schemas of sent unions. Those of structs are derived, those of enumerations and constants come with their macros.

use proc_macro2::TokenStream;
use quote::quote;

use super::format::Piece;
use crate::model::{Api, Payload, Schema, SchemaKind, Type, Union, Variant};
use crate::rust;

/// The file `schemas.rs`, which is compiled with the feature `schemars` only.
#[must_use]
pub fn emit(api: &Api) -> Vec<Piece> {
    let unions = api.defined().filter_map(|schema| match &schema.kind {
        SchemaKind::Union(union) => Some(Piece::Items(emit_union(api, schema, union))),
        _ => None,
    });
    unions.collect()
}

fn emit_union(api: &Api, schema: &Schema, union: &Union) -> TokenStream {
    let name = rust::public(api, &schema.name);
    let text = &schema.name;
    let doc = schema.doc.trim();
    let (shape, variants): (_, Vec<_>) = match &union.tag {
        Some(tag) => (
            quote!(tagged),
            each(union, |variant| tagged(api, variant, tag)),
        ),
        None => (
            quote!(untagged),
            each(union, |variant| {
                let ty = whole(api, variant);
                quote!(generator.subschema_for::<#ty>())
            }),
        ),
    };
    quote! {
        impl schemars::JsonSchema for #name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                #text.into()
            }

            fn schema_id() -> std::borrow::Cow<'static, str> {
                concat!(module_path!(), "::", #text).into()
            }

            #[allow(unused_variables)]
            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let variants = [#(#variants),*];
                whatsapp_business_core::rt::schema::#shape(#doc, variants)
            }
        }
    }
}

fn each(union: &Union, variant: impl Fn(&Variant) -> TokenStream) -> Vec<TokenStream> {
    union.variants.iter().map(variant).collect()
}

fn tagged(api: &Api, variant: &Variant, tag: &str) -> TokenStream {
    let wire = &variant.wire;
    let doc = variant.doc.trim();
    match &variant.holds {
        Payload::Unit => quote!(whatsapp_business_core::rt::schema::unit(#tag, #wire, #doc)),
        Payload::Keyed { ty, .. } => {
            let ty = rust::ty(api, ty);
            quote!(whatsapp_business_core::rt::schema::keyed::<#ty>(generator, #tag, #wire, #doc))
        }
        Payload::Whole(_) | Payload::Single { .. } => {
            let ty = whole(api, variant);
            quote!(whatsapp_business_core::rt::schema::whole::<#ty>(generator, #tag, #wire, #doc))
        }
    }
}

/// The type that has the properties of a variant.
fn whole(api: &Api, variant: &Variant) -> TokenStream {
    match &variant.holds {
        Payload::Whole(name) | Payload::Single { schema: name, .. } => {
            rust::ty(api, &Type::Named(name.clone()))
        }
        Payload::Keyed { ty, .. } => rust::ty(api, ty),
        Payload::Unit => quote!(()),
    }
}
