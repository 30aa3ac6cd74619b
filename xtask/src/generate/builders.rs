//! Request builders: required arguments are parameters, optional ones setters, `.await` sends.

use anyhow::{Context, Result};
use heck::ToUpperCamelCase;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{FnArg, ImplItem, ImplItemFn, Item, Pat};

use super::{multipart, pages, rust};
use crate::model::{Api, Body, Operation, Paging, Place, Type};

/// An argument of an operation: a parameter, the body, or a part of the body.
#[derive(Clone, Debug)]
pub struct Argument {
    /// Field of the builder, and name of the parameter or setter.
    pub ident: Ident,
    /// Name on the wire.
    pub wire: String,
    /// Description.
    pub doc: String,
    /// Type.
    pub ty: Type,
    /// Parameter or setter.
    pub required: bool,
    /// Path parameters come first.
    pub place: Option<Place>,
    /// The field that is expanded, where the argument is an object of its filters.
    pub expansion: Option<String>,
}

/// The builder's name.
#[must_use]
pub fn builder_ident(operation: &Operation) -> Ident {
    format_ident!("{}", operation.id.to_upper_camel_case())
}

/// Whether a builder is emitted; what is not is written by hand.
#[must_use]
pub fn has_builder(operation: &Operation) -> bool {
    !operation.manual && !operation.inbound
}

/// The arguments of an operation: path, body, then the query.
#[must_use]
pub fn arguments(api: &Api, operation: &Operation) -> Vec<Argument> {
    let mut out: Vec<Argument> = operation
        .parameters
        .iter()
        .map(|parameter| Argument {
            ident: rust::field_ident(&parameter.wire),
            wire: parameter.wire.clone(),
            doc: parameter.doc.clone(),
            ty: parameter.ty.clone(),
            required: parameter.required,
            place: Some(parameter.place),
            expansion: parameter.expansion.clone(),
        })
        .collect();
    let body = |ty: &Type, required| Argument {
        ident: format_ident!("body"),
        wire: "body".to_owned(),
        doc: "The body of the request.".to_owned(),
        ty: ty.clone(),
        required,
        place: None,
        expansion: None,
    };
    match &operation.body {
        // A body of constants is written without the caller.
        Body::Json { ty, .. } if constant_body(api, ty).is_some() => {}
        Body::Json { ty, required } => out.push(body(ty, *required)),
        Body::Form(ty) => out.push(body(ty, true)),
        Body::Multipart(name) => out.extend(multipart::arguments(api, name)),
        Body::None | Body::Bytes => {}
    }
    out.sort_by_key(|argument| match argument.place {
        Some(Place::Path) => 0,
        None => 1,
        Some(_) => 2,
    });
    out
}

/// The type of a body that has nothing to set.
fn constant_body(api: &Api, ty: &Type) -> Option<TokenStream> {
    matches!(ty, Type::Named(name) if api.is_constant(name)).then(|| rust::ty(api, ty))
}

/// The type of an operation's value.
#[must_use]
pub fn value_type(api: &Api, operation: &Operation) -> TokenStream {
    operation
        .response
        .as_ref()
        .map_or_else(|| quote!(()), |ty| rust::ty(api, ty))
}

/// The file `builder.rs`.
///
/// # Errors
///
/// The low-level client does not have what a builder needs.
pub fn emit(api: &Api, low_level: &syn::File) -> Result<TokenStream> {
    let mut out = TokenStream::new();
    for operation in api
        .operations
        .iter()
        .filter(|operation| has_builder(operation))
    {
        out.extend(emit_builder(api, operation, low_level)?);
    }
    Ok(quote! {
        use std::future::{Future, IntoFuture};
        use std::pin::Pin;
        use std::time::Duration;

        #[allow(unused_imports)]
        use whatsapp_business_core::page::{Items, Pages};
        use whatsapp_business_core::{AccessToken, Error, RequestOptions, Response};

        #[allow(unused_imports)]
        use super::types;
        use super::Client;

        #out
    })
}

fn emit_builder(api: &Api, operation: &Operation, low_level: &syn::File) -> Result<TokenStream> {
    let name = builder_ident(operation);
    let text = name.to_string();
    let arguments = arguments(api, operation);
    let doc = rust::doc(&format!(
        "Request of [`Client::{}`]: {}.\n\nAwait it to send it; [`send`](Self::send) also gives status, headers and raw body.",
        operation.id,
        lower_first(&operation.summary)
    ));
    let fields = arguments.iter().map(|argument| {
        let ident = &argument.ident;
        let ty = rust::ty(api, &argument.ty);
        if argument.required || rust::is_collection(&argument.ty) {
            quote!(#ident: #ty)
        } else {
            quote!(#ident: Option<#ty>)
        }
    });
    let required: Vec<_> = arguments
        .iter()
        .filter(|argument| argument.required)
        .collect();
    let parameters = required.iter().map(|argument| {
        let ident = &argument.ident;
        let ty = rust::ty(api, &argument.ty);
        quote!(#ident: #ty)
    });
    let values = arguments.iter().map(|argument| {
        let ident = &argument.ident;
        if argument.required {
            quote!(#ident)
        } else {
            quote!(#ident: Default::default())
        }
    });
    let setters = arguments
        .iter()
        .filter(|argument| !argument.required)
        .map(|argument| setter(api, argument));
    let value = value_type(api, operation);
    let (send, awaited, perform) = match &operation.body {
        // The parts of the body are taken out of the builder.
        Body::Multipart(_) => {
            let send = multipart::send(api, operation, &arguments);
            (send, quote!(self.send()), None)
        }
        // The future of `perform` has no builder of its own, only that of `into_future` has.
        _ => {
            let perform = plain_send(api, operation, &arguments, low_level)?;
            let perform = quote! {
                async fn perform(&self) -> Result<Response<#value>, Error> {
                    #perform
                }
            };
            (
                quote!(self.perform().await),
                quote!(self.perform()),
                Some(perform),
            )
        }
    };
    let paging = match &operation.paging {
        Some(paging) => pages_and_items(api, operation, paging)?,
        None => TokenStream::new(),
    };
    let clone = if matches!(operation.body, Body::Multipart(_)) {
        quote!()
    } else {
        quote!(#[derive(Clone)])
    };
    let shown = arguments
        .iter()
        .filter(|argument| argument.place == Some(Place::Path))
        .map(|argument| {
            let ident = &argument.ident;
            let label = ident.to_string();
            quote!(.field(#label, &self.#ident))
        });
    Ok(quote! {
        #doc
        #clone
        #[must_use = "a request does nothing until it is awaited"]
        pub struct #name {
            client: Client,
            options: Option<RequestOptions>,
            #(#fields),*
        }

        impl std::fmt::Debug for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(#text) #(#shown)* .finish_non_exhaustive()
            }
        }

        impl #name {
            #[allow(clippy::too_many_arguments)]
            pub(crate) fn new(client: Client, #(#parameters),*) -> Self {
                Self { client, options: None, #(#values),* }
            }

            #(#setters)*

            /// Uses this access token for this request, in place of the client's.
            pub fn with_access_token(mut self, access_token: impl Into<AccessToken>) -> Self {
                self.options = Some(self.options.unwrap_or_default().with_access_token(access_token));
                self
            }

            /// Limits the time of this request, in place of the client's limit.
            pub fn with_timeout(mut self, timeout: Duration) -> Self {
                self.options = Some(self.options.unwrap_or_default().with_timeout(timeout));
                self
            }

            /// Uses these options for this request, in place of all that were set before.
            pub fn with_options(mut self, options: RequestOptions) -> Self {
                self.options = Some(options);
                self
            }

            /// Sends the request; the answer comes with its status, headers and raw body.
            ///
            /// # Errors
            ///
            /// As [`Client`] says.
            pub async fn send(self) -> Result<Response<#value>, Error> {
                #send
            }

            #perform

            #paging
        }

        impl IntoFuture for #name {
            type Output = Result<#value, Error>;
            type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

            fn into_future(self) -> Self::IntoFuture {
                Box::pin(async move { #awaited.await.map(Response::into_inner) })
            }
        }
    })
}

fn setter(api: &Api, argument: &Argument) -> TokenStream {
    let ident = &argument.ident;
    let doc = rust::doc(&argument.doc);
    // A list in the query grows by one value a call.
    if let Type::Array(item) = &argument.ty
        && argument.place == Some(Place::Query)
    {
        let doc = rust::doc(&format!(
            "{}\n\nMay be called several times; each call adds a value.",
            argument.doc
        ));
        let (ty, value) = rust::argument(api, item, ident);
        return quote! {
            #doc
            pub fn #ident(mut self, #ident: #ty) -> Self {
                self.#ident.push(#value);
                self
            }
        };
    }
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

/// Sends through the method that progenitor wrote, in the order of its parameters.
fn plain_send(
    api: &Api,
    operation: &Operation,
    arguments: &[Argument],
    low_level: &syn::File,
) -> Result<TokenStream> {
    let method = method(low_level, &operation.id)
        .with_context(|| format!("the low-level client has no method `{}`", operation.id))?;
    let mut values = Vec::new();
    for input in &method.sig.inputs {
        let FnArg::Typed(input) = input else { continue };
        let Pat::Ident(pattern) = &*input.pat else {
            continue;
        };
        let name = pattern.ident.to_string();
        if name == "body"
            && let Body::Json { ty, .. } = &operation.body
            && let Some(body) = constant_body(api, ty)
        {
            values.push(quote!(&#body::new()));
            continue;
        }
        let argument = arguments
            .iter()
            .find(|argument| {
                rust::ident(&heck::ToSnakeCase::to_snake_case(argument.wire.as_str())) == name
            })
            .with_context(|| {
                format!(
                    "`{}` has a parameter `{name}` that the specification has not",
                    operation.id
                )
            })?;
        values.push(low_level_value(argument));
    }
    let id = format_ident!("{}", operation.id);
    let low_level = low_level_client(operation);
    Ok(quote! {
        #low_level
        low_level.#id(#(#values),*).await.map_err(Error::from)
    })
}

/// Takes the low-level client with the options of the request.
pub fn low_level_client(operation: &Operation) -> TokenStream {
    if operation.anonymous {
        quote! {
            let options = self.options.clone().unwrap_or_default().without_access_token();
            let low_level = self.client.low_level(Some(&options));
        }
    } else {
        quote!(let low_level = self.client.low_level(self.options.as_ref());)
    }
}

fn low_level_value(argument: &Argument) -> TokenStream {
    let ident = &argument.ident;
    if let Some(field) = &argument.expansion {
        return if argument.required {
            quote!(&whatsapp_business_core::rt::expansion(#field, &self.#ident)?)
        } else {
            quote! {
                self.#ident
                    .as_ref()
                    .map(|filters| whatsapp_business_core::rt::expansion(#field, filters))
                    .transpose()?
                    .as_deref()
            }
        };
    }
    match (&argument.ty, argument.required) {
        (Type::Integer | Type::Number | Type::Boolean, _) => quote!(self.#ident),
        (_, true) => quote!(&self.#ident),
        (ty, false) if rust::is_collection(ty) => {
            quote!((!self.#ident.is_empty()).then_some(&self.#ident))
        }
        (Type::String, false) => quote!(self.#ident.as_deref()),
        (_, false) => quote!(self.#ident.as_ref()),
    }
}

/// A method of the low-level client.
fn method<'a>(low_level: &'a syn::File, name: &str) -> Option<&'a ImplItemFn> {
    low_level
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Impl(block) if block.trait_.is_none() => Some(&block.items),
            _ => None,
        })
        .flatten()
        .find_map(|item| match item {
            ImplItem::Fn(method) if method.sig.ident == name => Some(method),
            _ => None,
        })
}

fn pages_and_items(api: &Api, operation: &Operation, paging: &Paging) -> Result<TokenStream> {
    let page = pages::page(api, operation.response.as_ref(), &paging.items)
        .with_context(|| format!("operation `{}`", operation.id))?;
    let page_type = format_ident!("{}", page.name);
    let by_cursor = paging
        .by_cursor
        .then(|| quote!(.continuing(whatsapp_business_core::page::Continue::ByCursor)));
    Ok(quote! {
        /// Goes through the list page by page. Begins at `after` where it was set.
        pub fn pages(self) -> Pages<types::#page_type> {
            let start = self.after.clone();
            let pages = Pages::new(start, move |after| {
                let mut request = self.clone();
                request.after = after;
                request.into_future()
            });
            pages #by_cursor
        }

        /// Goes through the list item by item, over all pages. Begins at `after` where it was set.
        pub fn items(self) -> Items<types::#page_type> {
            self.pages().items()
        }
    })
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    let second_is_upper = text.chars().nth(1).is_some_and(char::is_uppercase);
    match chars.next() {
        Some(first) if !second_is_upper => first.to_lowercase().chain(chars).collect(),
        _ => text.to_owned(),
    }
}
