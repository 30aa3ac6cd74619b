//! Webhooks: one enum over the values of all fields.

use heck::ToUpperCamelCase;
use quote::{format_ident, quote};

use super::format::Piece;
use crate::model::{Api, Type};
use crate::rust;

/// The file `webhooks.rs`; nothing for a family without webhooks.
#[must_use]
pub fn emit(api: &Api) -> Vec<Piece> {
    if api.webhooks.is_empty() {
        return Vec::new();
    }
    let variants = api.webhooks.iter().map(|webhook| {
        let doc = rust::doc(&webhook.doc);
        let name = format_ident!("{}", webhook.field.to_upper_camel_case());
        let ty = rust::ty(api, &Type::Named(webhook.value.clone()));
        quote!(#doc #name(Box<#ty>))
    });
    let decode = api.webhooks.iter().map(|webhook| {
        let name = format_ident!("{}", webhook.field.to_upper_camel_case());
        let spellings = std::iter::once(&webhook.field).chain(&webhook.aliases);
        quote!(#(#spellings)|* => serde_json::from_str(json).map(|value| Self::#name(Box::new(value))))
    });
    let fields = api.webhooks.iter().map(|webhook| {
        let name = format_ident!("{}", webhook.field.to_upper_camel_case());
        let field = &webhook.field;
        quote!(Self::#name(_) => #field)
    });
    let names = api.webhooks.iter().map(|webhook| &webhook.field);
    vec![Piece::Items(quote! {
        /// Fields of all webhooks that have a type.
        pub const FIELDS: &[&str] = &[#(#names),*];

        /// The value of a change, by its field.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum ChangeValue {
            #(#variants),*
        }

        impl ChangeValue {
            /// Decodes the value of a field. `None` when no webhook has this field.
            ///
            /// # Errors
            ///
            /// The value is not what the field carries.
            pub fn decode(field: &str, json: &str) -> Option<serde_json::Result<Self>> {
                Some(match field {
                    #(#decode,)*
                    _ => return None,
                })
            }

            /// The field, in the spelling of the documentation.
            #[must_use]
            pub fn field(&self) -> &'static str {
                match self {
                    #(#fields),*
                }
            }
        }
    })]
}
