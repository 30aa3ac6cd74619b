//! `multipart/form-data` bodies.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Api, Field, Type};
use crate::rust;

/// The expression that makes the parts of a body.
pub(super) fn parts(api: &Api, schema: &str) -> TokenStream {
    let fields = api
        .object(schema)
        .map(|object| object.fields.as_slice())
        .unwrap_or_default();
    // The MIME type of a file comes before the file.
    let (described, others): (Vec<_>, Vec<_>) =
        fields.iter().partition(|field| field.mime_of.is_some());
    let parts = described
        .into_iter()
        .chain(others)
        .map(|field| part(fields, field));
    quote!(whatsapp_business_core::Multipart::new() #(#parts)*)
}

fn part(fields: &[Field], field: &Field) -> TokenStream {
    let wire = &field.wire;
    if let Some(value) = &field.constant {
        return quote!(.field(#wire, #value));
    }
    if let Some(part) = &field.mime_of {
        let file = rust::field_ident(part);
        let is_required = fields
            .iter()
            .any(|field| field.wire == *part && field.required);
        return if is_required {
            quote!(.field(#wire, self.#file.mime_type()))
        } else {
            quote!(.field(#wire, &self.#file.as_ref().map(whatsapp_business_core::FilePart::mime_type)))
        };
    }
    let ident = rust::field_ident(wire);
    match &field.ty {
        Type::Binary if field.required => quote!(.file(#wire, &self.#ident)),
        Type::Binary => quote!(.files(#wire, &self.#ident)),
        Type::Array(item) if **item == Type::Binary => quote!(.files(#wire, &self.#ident)),
        // An empty object is an argument that was not given.
        Type::Map(_) | Type::JsonObject if !field.required => {
            quote!(.field(#wire, &(!self.#ident.is_empty()).then_some(&self.#ident)))
        }
        _ => quote!(.field(#wire, &self.#ident)),
    }
}
