//! Constructors and setters of what is sent, and redacted `Debug` of everything.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::rust;
use crate::lower;
use crate::model::{Api, Field, Object, Schema, SchemaKind, Type};

/// The file `models.rs`. `boxed` names the fields that are boxed.
#[must_use]
pub fn emit(api: &Api, boxed: &BTreeMap<String, Vec<String>>) -> TokenStream {
    let items = api
        .schemas
        .values()
        .filter(|schema| lower::is_struct(api, schema))
        .map(|schema| {
            let SchemaKind::Object(object) = &schema.kind else {
                return TokenStream::new();
            };
            let none = Vec::new();
            let boxed = boxed.get(&schema.name).unwrap_or(&none);
            let constructors = if schema.sent {
                constructors(api, schema, object, boxed)
            } else {
                TokenStream::new()
            };
            let debug = debug(api, schema, object);
            quote! { #constructors #debug }
        });
    quote! {
        #[allow(unused_imports)]
        use super::types;

        #(#items)*
    }
}

fn constructors(api: &Api, schema: &Schema, object: &Object, boxed: &[String]) -> TokenStream {
    let name = format_ident!("{}", schema.name);
    let (required, optional) = rust::settable(api, &object.fields);
    let arguments = required.iter().map(|field| {
        let ident = rust::field_ident(&field.wire);
        let (ty, _) = rust::argument(api, &field.ty, &ident);
        quote!(#ident: #ty)
    });
    let values = object.fields.iter().map(|field| {
        let ident = rust::field_ident(&field.wire);
        if api.is_fixed(field) {
            match &field.constant {
                Some(value) => {
                    let constant = format_ident!("{}", lower::constant_name(value));
                    quote!(#ident: super::constants::#constant)
                }
                None => {
                    let ty = rust::ty(api, &field.ty);
                    quote!(#ident: #ty::new())
                }
            }
        } else if field.required {
            let (_, value) = rust::argument(api, &field.ty, &ident);
            if boxed.contains(&ident.to_string()) {
                quote!(#ident: Box::new(#value))
            } else {
                quote!(#ident: #value)
            }
        } else {
            quote!(#ident: Default::default())
        }
    });
    let doc = rust::doc(&if required.is_empty() {
        "Makes one with nothing set.".to_owned()
    } else {
        format!(
            "Makes one of what is required: {}.",
            required
                .iter()
                .map(|field| format!("`{}`", field.wire))
                .collect::<Vec<_>>()
                .join(", ")
        )
    });
    let setters = optional.iter().map(|field| setter(api, field, boxed));
    let default = required.is_empty().then(|| {
        // typify derives the trait where no field is required; constants hide that from it.
        let derived = object
            .fields
            .iter()
            .all(|field| field.constant.is_none() && !field.required);
        (!derived).then(|| {
            quote! {
                impl Default for types::#name {
                    fn default() -> Self {
                        Self::new()
                    }
                }
            }
        })
    });
    let default = default.flatten();
    let from_text = match required.as_slice() {
        [only] if only.ty == Type::String => {
            let ident = rust::field_ident(&only.wire);
            let doc = rust::doc(&format!("Makes one of its `{}`.", only.wire));
            Some(quote! {
                impl From<&str> for types::#name {
                    #doc
                    fn from(#ident: &str) -> Self {
                        Self::new(#ident)
                    }
                }
                impl From<String> for types::#name {
                    #doc
                    fn from(#ident: String) -> Self {
                        Self::new(#ident)
                    }
                }
            })
        }
        _ => None,
    };
    quote! {
        impl types::#name {
            #doc
            #[must_use]
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#values),* }
            }
            #(#setters)*
        }
        #default
        #from_text
    }
}

fn setter(api: &Api, field: &Field, boxed: &[String]) -> TokenStream {
    let ident = rust::field_ident(&field.wire);
    let boxed = boxed.contains(&ident.to_string());
    let (ty, value) = rust::argument(api, &field.ty, &ident);
    let value = if boxed {
        quote!(Box::new(#value))
    } else {
        value
    };
    let value = if rust::is_collection(&field.ty) {
        value
    } else {
        quote!(Some(#value))
    };
    let doc = rust::doc(&field.doc);
    quote! {
        #doc
        #[must_use]
        pub fn #ident(mut self, #ident: #ty) -> Self {
            self.#ident = #value;
            self
        }
    }
}

fn debug(api: &Api, schema: &Schema, object: &Object) -> TokenStream {
    let name = format_ident!("{}", schema.name);
    let text = &schema.name;
    let fields = object
        .fields
        .iter()
        .filter(|field| field.constant.is_none())
        .map(|field| {
            let ident = rust::field_ident(&field.wire);
            let label = ident.to_string();
            let value = match (field.personal, field.required) {
                (true, true) => quote!(&whatsapp_business_core::rt::REDACTED),
                (true, false) => {
                    quote!(&self.#ident.map(|_| whatsapp_business_core::rt::REDACTED))
                }
                (false, required) => {
                    rust::debug_value(api, &field.ty, field.safe, !required, &quote!(self.#ident))
                }
            };
            quote!(.field(#label, #value))
        });
    quote! {
        impl std::fmt::Debug for types::#name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(#text) #(#fields)* .finish()
            }
        }
    }
}
