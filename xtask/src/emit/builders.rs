//! Request builders: required arguments are parameters, optional ones setters; each is an `Operation`.

use anyhow::{Context, Result, bail};
use heck::ToUpperCamelCase;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::arguments::{self, Argument};
use super::format::{self, Piece};
use super::{multipart, pages};
use crate::model::{Api, Body, Host, Operation, Parameter, Place, Type};
use crate::rust;

/// The builder's name.
#[must_use]
pub fn ident(operation: &Operation) -> Ident {
    format_ident!("{}", operation.id.to_upper_camel_case())
}

/// The file `builder.rs`.
///
/// # Errors
///
/// The items of a page are not where `x-paging` says.
pub fn emit(api: &Api) -> Result<Vec<Piece>> {
    let mut out = Vec::new();
    for operation in api.operations.iter().filter(|one| one.has_builder()) {
        out.extend(
            builder(api, operation).with_context(|| format!("operation `{}`", operation.id))?,
        );
    }
    Ok(out)
}

fn builder(api: &Api, operation: &Operation) -> Result<Vec<Piece>> {
    let name = ident(operation);
    let arguments = arguments::of(api, operation);
    let doc = rust::doc(&format!(
        "Request of [`Client::{0}`](super::Client::{0}): {1}.",
        operation.id,
        lower_first(&operation.summary)
    ));
    let fields = arguments.iter().map(|argument| {
        let (ident, ty) = (&argument.ident, argument.field_type(api));
        quote!(#ident: #ty)
    });
    let parameters = arguments.iter().filter(|one| one.required).map(|argument| {
        let (ident, ty) = (&argument.ident, argument.field_type(api));
        quote!(#ident: #ty)
    });
    let values = arguments.iter().map(|argument| {
        let ident = &argument.ident;
        match (&argument.ty, argument.required) {
            (_, true) => quote!(#ident),
            (Type::Array(_), false) => quote!(#ident: Vec::new()),
            (ty, false) if rust::is_collection(ty) => quote!(#ident: Default::default()),
            (_, false) => quote!(#ident: None),
        }
    });
    let setters = arguments
        .iter()
        .filter(|argument| !argument.required)
        .map(|argument| setter(api, argument));
    let output = operation
        .response
        .as_ref()
        .map_or_else(|| quote!(()), |ty| rust::ty(api, ty));
    let info = info(operation);
    let steps = arguments.iter().filter_map(step);
    let constants = operation.parameters.iter().filter_map(constant);
    let body = body(api, operation)?;
    let shown: Vec<String> = arguments
        .iter()
        .filter(|argument| argument.place == Some(Place::Path))
        .map(|argument| argument.ident.to_string())
        .collect();
    let mut pieces = vec![
        Piece::Items(quote! {
            #doc
            #[derive(Clone)]
            #[must_use = "a request does nothing until it is awaited"]
            pub struct #name {
                transport: whatsapp_business_core::Transport,
                #(#fields),*
            }

            impl #name {
                pub(crate) fn new(transport: whatsapp_business_core::Transport, #(#parameters),*) -> Self {
                    Self { transport, #(#values),* }
                }

                #(#setters)*
            }

            impl whatsapp_business_core::Operation for #name {
                type Output = #output;

                const INFO: whatsapp_business_core::OperationInfo = #info;

                fn request(&self) -> Result<whatsapp_business_core::Request, whatsapp_business_core::Error> {
                    whatsapp_business_core::Request::builder(Self::INFO) #(#steps)* #(#constants)* #body .build()
                }
            }
        }),
        Piece::Text(format::wrapped(
            &format!("rt::request_builder!({name} {{"),
            &shown,
            "});",
        )),
    ];
    if let Some(paging) = &operation.paging {
        let page = pages::page(api, operation.response.as_ref(), &paging.items)?;
        let by = if paging.by_cursor {
            "ByCursor"
        } else {
            "ByNext"
        };
        let page = rust::path_text(&rust::public(api, &page.name));
        pieces.push(Piece::line(format!("rt::pages!({name}, {page}, {by});")));
    }
    Ok(pieces)
}

/// The description of an operation.
fn info(operation: &Operation) -> TokenStream {
    let method = format_ident!("{}", operation.method.to_ascii_lowercase());
    let (id, path) = (&operation.id, &operation.path);
    let idempotent = operation.idempotent.then(|| quote!(.idempotent()));
    let anonymous = operation.anonymous.then(|| quote!(.anonymous()));
    let host =
        (operation.host == Host::Api).then(|| quote!(.on(whatsapp_business_core::Host::Api)));
    quote!(whatsapp_business_core::OperationInfo::#method(#id, #path) #host #idempotent #anonymous)
}

/// What a parameter with a single value adds to the request.
fn constant(parameter: &Parameter) -> Option<TokenStream> {
    let (wire, value) = (&parameter.wire, parameter.constant.as_ref()?);
    Some(match parameter.place {
        Place::Header => quote!(.header(#wire, #value)),
        Place::Path => quote!(.path(#wire, #value)),
        Place::Query => quote!(.query(#wire, #value)),
    })
}

/// What a parameter adds to the request.
fn step(argument: &Argument) -> Option<TokenStream> {
    let (ident, wire) = (&argument.ident, &argument.wire);
    Some(match (argument.place?, &argument.expansion) {
        (Place::Path, _) => quote!(.path(#wire, &self.#ident)),
        (_, None) if argument.json => quote!(.query_json(#wire, &self.#ident)),
        (_, None) => quote!(.query(#wire, &self.#ident)),
        (_, Some(field)) if argument.required => {
            quote!(.expansion(#wire, #field, Some(&self.#ident)))
        }
        (_, Some(field)) => quote!(.expansion(#wire, #field, self.#ident.as_ref())),
    })
}

/// What the body adds to the request.
fn body(api: &Api, operation: &Operation) -> Result<TokenStream> {
    Ok(match &operation.body {
        Body::None => TokenStream::new(),
        Body::Bytes => bail!("a body is JSON, a form or multipart"),
        Body::Json { ty, .. } => match arguments::constant_body(api, ty) {
            Some(constant) => quote!(.json(&#constant::new())),
            None => quote!(.json(&self.body)),
        },
        Body::Form(_) => quote!(.form(&self.body)),
        Body::Multipart(schema) => {
            let parts = multipart::parts(api, schema);
            quote!(.multipart(#parts))
        }
    })
}

fn setter(api: &Api, argument: &Argument) -> TokenStream {
    let ident = &argument.ident;
    let doc = rust::doc(&argument.doc);
    let (ty, value) = rust::argument(api, &argument.ty, ident);
    let value = if rust::is_collection(&argument.ty) {
        value
    } else {
        quote!(Some(#value))
    };
    quote! {
        #doc
        pub fn #ident(mut self, #ident: #ty) -> Self {
            self.#ident = #value;
            self
        }
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    let second_is_upper = text.chars().nth(1).is_some_and(char::is_uppercase);
    match chars.next() {
        Some(first) if !second_is_upper => first.to_lowercase().chain(chars).collect(),
        _ => text.to_owned(),
    }
}
