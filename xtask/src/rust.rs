//! Identifiers, types and doc comments of the generated code.

use heck::ToSnakeCase;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::{Attribute, parse_quote};

use crate::model::{Api, Field, Schema, SchemaKind, Type};

/// Doc comments, a `///` line for each line of the text.
#[must_use]
pub fn doc_attributes(text: &str) -> Vec<Attribute> {
    text.trim()
        .lines()
        .map(|line| {
            let line = if line.is_empty() {
                String::new()
            } else {
                format!(" {line}")
            };
            parse_quote!(#[doc = #line])
        })
        .collect()
}

/// Doc comments, as tokens.
#[must_use]
pub fn doc(text: &str) -> TokenStream {
    let attributes = doc_attributes(text);
    quote!(#(#attributes)*)
}

/// Documentation of a type: what it is, and the JSON that it becomes.
#[must_use]
pub fn schema_doc(schema: &Schema) -> String {
    match &schema.example {
        Some(json) => format!("{}\n\n# JSON\n\n```json\n{json}\n```", schema.doc),
        None => schema.doc.clone(),
    }
}

/// Doc comments, as text.
#[must_use]
pub fn doc_text(indent: usize, text: &str) -> String {
    text.trim()
        .lines()
        .map(|line| format!("{}\n", format!("{:indent$}/// {line}", "").trim_end()))
        .collect()
}

/// The field for a property. `type` is a keyword and becomes `kind`.
#[must_use]
pub fn field_ident(wire: &str) -> Ident {
    if wire == "type" {
        return format_ident!("kind");
    }
    ident(&wire.to_snake_case())
}

/// An identifier; a keyword gets an underscore behind it.
#[must_use]
pub fn ident(name: &str) -> Ident {
    syn::parse_str::<Ident>(name)
        .unwrap_or_else(|_| Ident::new(&format!("{name}_"), Span::call_site()))
}

/// A type, as it is named in the modules beside `types`.
#[must_use]
pub fn ty(api: &Api, ty: &Type) -> TokenStream {
    match ty {
        Type::String => quote!(String),
        Type::Secret => quote!(whatsapp_business_core::Secret),
        Type::Integer => quote!(i64),
        Type::Number => quote!(f64),
        Type::Boolean => quote!(bool),
        Type::Binary => quote!(whatsapp_business_core::FilePart),
        Type::Json => quote!(serde_json::Value),
        Type::JsonObject => quote!(serde_json::Map<String, serde_json::Value>),
        Type::Array(inner) => {
            let inner = self::ty(api, inner);
            quote!(Vec<#inner>)
        }
        Type::Map(inner) => {
            let inner = self::ty(api, inner);
            quote!(std::collections::BTreeMap<String, #inner>)
        }
        Type::Named(name) => match api.schemas.get(name).map(|schema| &schema.kind) {
            Some(SchemaKind::Core(path)) => {
                let path: syn::Path = path_of(path);
                quote!(whatsapp_business_core::#path)
            }
            Some(SchemaKind::Alias(alias)) => self::ty(api, alias),
            _ => public(api, name),
        },
    }
}

/// The public path of a named type, in its group if it has one.
#[must_use]
pub fn public(api: &Api, name: &str) -> TokenStream {
    let group = api
        .schemas
        .get(name)
        .and_then(|schema| schema.group.as_ref());
    let group = group.map(|group| format_ident!("{group}"));
    let group = group.map(|group| quote!(#group::));
    let name = format_ident!("{name}");
    quote!(types::#group #name)
}

/// A path, as it is written in Rust.
#[must_use]
pub fn path_text(path: &TokenStream) -> String {
    path.to_string().replace(' ', "")
}

fn path_of(path: &str) -> syn::Path {
    let segments = path
        .split("::")
        .map(|segment| syn::PathSegment::from(format_ident!("{segment}")));
    syn::Path {
        leading_colon: None,
        segments: segments.collect(),
    }
}

/// How a value is taken from a caller: the type of the argument, and the expression that makes the field's value of it.
#[must_use]
pub fn argument(api: &Api, ty: &Type, name: &Ident) -> (TokenStream, TokenStream) {
    match ty {
        Type::Integer | Type::Number | Type::Boolean => (self::ty(api, ty), quote!(#name)),
        Type::Array(inner) => {
            let (item, _) = argument(api, inner, name);
            let convert = match **inner {
                Type::Integer | Type::Number | Type::Boolean | Type::Array(_) => {
                    quote!(#name.into_iter().collect())
                }
                _ => quote!(#name.into_iter().map(Into::into).collect()),
            };
            // Lists of lists are rare; they are taken as they are.
            if let Type::Array(_) = **inner {
                let inner = self::ty(api, inner);
                return (quote!(impl IntoIterator<Item = #inner>), convert);
            }
            (quote!(impl IntoIterator<Item = #item>), convert)
        }
        Type::Map(inner) => {
            let value = self::ty(api, inner);
            (
                quote!(impl IntoIterator<Item = (String, #value)>),
                quote!(#name.into_iter().collect()),
            )
        }
        _ => {
            let ty = self::ty(api, ty);
            (quote!(impl Into<#ty>), quote!(#name.into()))
        }
    }
}

/// Whether typify stores an optional field of the type as an empty collection, without `Option`.
#[must_use]
pub fn is_collection(ty: &Type) -> bool {
    matches!(ty, Type::Array(_) | Type::Map(_) | Type::JsonObject)
}

/// How a value is hidden in `Debug` output, by the function of `rt` that hides it. Text is shown only where the specification
/// marks it as safe.
#[must_use]
pub fn hiding(api: &Api, ty: &Type, safe: bool, optional: bool) -> Option<&'static str> {
    if safe || !holds_text(api, ty) {
        None
    } else if is_collection(ty) {
        Some("hidden_list")
    } else if optional {
        Some("hidden_option")
    } else {
        Some("hidden")
    }
}

/// Whether the type shows text as it is: everything named redacts itself.
fn holds_text(api: &Api, ty: &Type) -> bool {
    match ty {
        Type::String | Type::Json | Type::JsonObject => true,
        Type::Array(inner) => holds_text(api, inner),
        // The keys of a map are text.
        Type::Map(_) => true,
        Type::Named(name) => match api.schemas.get(name).map(|schema| &schema.kind) {
            Some(SchemaKind::Alias(alias)) => holds_text(api, alias),
            _ => false,
        },
        Type::Secret | Type::Integer | Type::Number | Type::Boolean | Type::Binary => false,
    }
}

/// The fields that a caller can set, required ones first.
#[must_use]
pub fn settable<'a>(api: &Api, fields: &'a [Field]) -> (Vec<&'a Field>, Vec<&'a Field>) {
    fields
        .iter()
        .filter(|field| !api.is_fixed(field))
        .partition(|field| field.required)
}
