//! Requests with a `multipart/form-data` body, which progenitor does not have.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::builders::{self, Argument};
use super::rust;
use crate::model::{Api, Operation, Place, Type};

/// The parts that a caller gives.
#[must_use]
pub fn arguments(api: &Api, schema: &str) -> Vec<Argument> {
    let fields = api
        .object(schema)
        .map(|object| object.fields.as_slice())
        .unwrap_or_default();
    fields
        .iter()
        .filter(|field| !api.is_fixed(field) && field.mime_of.is_none())
        .map(|field| Argument {
            ident: rust::field_ident(&field.wire),
            wire: field.wire.clone(),
            doc: field.doc.clone(),
            ty: field.ty.clone(),
            required: field.required,
            place: None,
            expansion: None,
        })
        .collect()
}

/// The body of `send`.
#[must_use]
pub fn send(api: &Api, operation: &Operation, arguments: &[Argument]) -> TokenStream {
    let mut path = operation.path.clone();
    let mut path_values = Vec::new();
    for parameter in operation.path_parameters() {
        path = path.replace(&format!("{{{}}}", parameter.wire), "{}");
        let ident = rust::field_ident(&parameter.wire);
        path_values.push(quote!(whatsapp_business_core::rt::encode_path(self.#ident.as_str())));
    }
    let queries = arguments
        .iter()
        .filter(|argument| argument.place == Some(Place::Query))
        .map(|argument| {
            let (ident, wire) = (&argument.ident, &argument.wire);
            quote!(.query(&whatsapp_business_core::rt::QueryParam::new(#wire, &self.#ident)))
        });
    let schema = match &operation.body {
        crate::model::Body::Multipart(schema) => schema.as_str(),
        _ => "",
    };
    let fields = api
        .object(schema)
        .map(|object| object.fields.as_slice())
        .unwrap_or_default();
    // What is told of a file comes before the file itself is given away.
    let (told, given): (Vec<_>, Vec<_>) = fields.iter().partition(|field| field.mime_of.is_some());
    let parts = told.into_iter().chain(given).map(|field| {
        let wire = &field.wire;
        if let Some(value) = &field.constant {
            return quote!(form.text(#wire, #value););
        }
        if let Some(part) = &field.mime_of {
            let file = rust::field_ident(part);
            let is_required = fields
                .iter()
                .any(|field| field.wire == *part && field.required);
            return if is_required {
                quote!(form.value(#wire, self.#file.mime_type())?;)
            } else {
                quote! {
                    if let Some(file) = &self.#file {
                        form.value(#wire, file.mime_type())?;
                    }
                }
            };
        }
        let ident = rust::field_ident(&field.wire);
        let add = match &field.ty {
            Type::Binary => quote!(form.file(#wire, value);),
            Type::Array(item) if **item == Type::Binary => {
                return quote! {
                    for file in self.#ident {
                        form.file(#wire, file);
                    }
                };
            }
            _ => quote!(form.value(#wire, &value)?;),
        };
        if rust::is_collection(&field.ty) && !field.required {
            quote! {
                let value = self.#ident;
                if !value.is_empty() {
                    #add
                }
            }
        } else if field.required {
            quote! {
                let value = self.#ident;
                #add
            }
        } else {
            quote! {
                if let Some(value) = self.#ident {
                    #add
                }
            }
        }
    });
    let id = &operation.id;
    let method = format_ident!("{}", operation.method.to_ascii_lowercase());
    let low_level = builders::low_level_client(operation);
    quote! {
        #low_level
        let url = low_level.inner.url(format_args!(#path, #(#path_values),*));
        let request = low_level.inner.http().#method(url) #(#queries)*;
        let mut form = whatsapp_business_core::rt::multipart::Form::new();
        #(#parts)*
        whatsapp_business_core::rt::multipart::send(&low_level.inner, #id, request, form).await
    }
}
