//! Constructors and setters of what is sent, and redacted `Debug` of everything.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::format::{self, Piece};
use crate::model::{Api, Field, Object, Schema, SchemaKind, Type, constant_name};
use crate::progenitor::Structs;
use crate::rust;

/// The file `models.rs`.
#[must_use]
pub fn emit(api: &Api, structs: &Structs) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for schema in api.defined().filter(|schema| api.is_struct(schema)) {
        let SchemaKind::Object(object) = &schema.kind else {
            continue;
        };
        if schema.sent {
            pieces.push(Piece::Items(constructors(api, schema, object, structs)));
        }
        pieces.push(Piece::Text(debug(api, schema, object)));
    }
    pieces
}

fn constructors(api: &Api, schema: &Schema, object: &Object, structs: &Structs) -> TokenStream {
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
                    let constant = format_ident!("{}", constant_name(value));
                    quote!(#ident: super::constants::#constant)
                }
                None => {
                    let ty = rust::ty(api, &field.ty);
                    quote!(#ident: #ty::new())
                }
            }
        } else if field.required {
            let (_, value) = rust::argument(api, &field.ty, &ident);
            if structs.is_boxed(&schema.name, &ident.to_string()) {
                quote!(#ident: Box::new(#value))
            } else {
                quote!(#ident: #value)
            }
        } else if matches!(field.ty, Type::Array(_)) {
            quote!(#ident: Vec::new())
        } else if rust::is_collection(&field.ty) {
            quote!(#ident: Default::default())
        } else {
            quote!(#ident: None)
        }
    });
    let doc = rust::doc(&if required.is_empty() {
        format!(
            "Creates {} `{}` with no fields set.",
            article(&schema.name),
            schema.name
        )
    } else {
        format!(
            "Creates {} `{}` from its required fields.",
            article(&schema.name),
            schema.name
        )
    });
    let setters = optional.iter().map(|field| {
        let ident = rust::field_ident(&field.wire).to_string();
        setter(api, field, structs.is_boxed(&schema.name, &ident))
    });
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
            let doc = rust::doc(&format!(
                "Creates {} `{}` from its `{}`.",
                article(&schema.name),
                schema.name,
                only.wire
            ));
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

fn setter(api: &Api, field: &Field, is_boxed: bool) -> TokenStream {
    let ident = rust::field_ident(&field.wire);
    let (ty, value) = rust::argument(api, &field.ty, &ident);
    let value = if is_boxed {
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

fn debug(api: &Api, schema: &Schema, object: &Object) -> String {
    let fields = object
        .fields
        .iter()
        .filter(|field| field.constant.is_none())
        .map(|field| {
            let ident = rust::field_ident(&field.wire);
            let hiding = match (field.personal, field.required) {
                (true, true) => Some("hidden"),
                (true, false) => Some("hidden_option"),
                (false, required) => rust::hiding(api, &field.ty, field.safe, !required),
            };
            match hiding {
                Some(hiding) => format!("{ident}: {hiding}"),
                None => ident.to_string(),
            }
        });
    let fields: Vec<String> = fields.collect();
    format::wrapped(&format!("rt::debug!({} {{", schema.name), &fields, "});")
}

fn article(name: &str) -> &'static str {
    if name.starts_with(['A', 'E', 'I', 'O']) {
        "an"
    } else {
        "a"
    }
}
