//! Pages: where their items and cursors are.

use anyhow::{Result, bail};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::rust;
use crate::model::{Api, Type};

/// A page type: its items and whether the edge links its pages with `next`.
#[derive(Debug)]
pub struct PageInfo {
    /// Name of the schema of the page.
    pub name: String,
    /// Type of an item.
    pub item: Type,
}

/// The page type of an operation with `x-paging`.
///
/// # Errors
///
/// The dotted path of the items leads nowhere.
pub fn page(api: &Api, response: Option<&Type>, items: &str) -> Result<PageInfo> {
    let Some(Type::Named(name)) = response else {
        bail!("x-paging needs a response object")
    };
    let mut ty = Type::Named(name.clone());
    for step in items.split('.') {
        let Type::Named(at) = &ty else {
            bail!("x-paging: `{items}` leads through what is not an object")
        };
        let Some(field) = api
            .object(at)
            .and_then(|object| object.fields.iter().find(|field| field.wire == step))
        else {
            bail!("x-paging: `{at}` has no property `{step}`");
        };
        ty = field.ty.clone();
    }
    let Type::Array(item) = ty else {
        bail!("x-paging: `{items}` is not a list")
    };
    Ok(PageInfo {
        name: name.clone(),
        item: *item,
    })
}

/// The file `pages.rs`.
///
/// # Errors
///
/// A page without items or without `paging`.
pub fn emit(api: &Api) -> Result<TokenStream> {
    let mut done = Vec::new();
    let mut out = TokenStream::new();
    for operation in &api.operations {
        let Some(paging) = &operation.paging else {
            continue;
        };
        let items = paging.items.as_str();
        let page = page(api, operation.response.as_ref(), items)?;
        if done.contains(&page.name) {
            continue;
        }
        let paging = api
            .object(&page.name)
            .and_then(|object| object.fields.iter().find(|field| field.wire == "paging"));
        if paging.is_none_or(|field| field.required) {
            bail!(
                "x-paging: `{}` needs an optional property `paging`",
                page.name
            );
        }
        let name = format_ident!("{}", page.name);
        let item = rust::ty(api, &page.item);
        let path = item_path(api, &page.name, items);
        let empty = is_empty(api, &page.name, items);
        out.extend(quote! {
            impl whatsapp_business_core::page::Page for types::#name {
                type Item = #item;

                fn items(self) -> Vec<Self::Item> {
                    #path
                }

                fn is_empty(&self) -> bool {
                    #empty
                }

                fn paging(&self) -> Option<&whatsapp_business_core::page::Paging> {
                    self.paging.as_ref()
                }
            }
        });
        done.push(page.name);
    }
    Ok(quote! {
        #[allow(unused_imports)]
        use super::types;

        #out
    })
}

/// The expression that tells whether there are no items.
fn is_empty(api: &Api, page: &str, items: &str) -> TokenStream {
    let mut expression = quote!(self);
    let mut at = page.to_owned();
    let mut optional = false;
    for step in items.split('.') {
        let ident = rust::field_ident(step);
        let field = api
            .object(&at)
            .and_then(|object| object.fields.iter().find(|field| field.wire == step));
        let Some(field) = field else { continue };
        let is_list = rust::is_collection(&field.ty);
        expression = match (optional, field.required || is_list) {
            (false, true) => quote!(#expression.#ident),
            (false, false) => quote!(#expression.#ident.as_ref()),
            (true, true) => quote!(#expression.map(|value| &value.#ident)),
            (true, false) => quote!(#expression.and_then(|value| value.#ident.as_ref())),
        };
        optional |= !field.required && !is_list;
        if let Type::Named(name) = &field.ty {
            at.clone_from(name);
        }
    }
    if optional {
        quote!(#expression.is_none_or(|items| items.is_empty()))
    } else {
        quote!(#expression.is_empty())
    }
}

/// The expression that takes the items out of a page; optional objects on the way default to no items.
fn item_path(api: &Api, page: &str, items: &str) -> TokenStream {
    let mut expression = quote!(self);
    let mut at = page.to_owned();
    let mut optional = false;
    for step in items.split('.') {
        let ident = rust::field_ident(step);
        let field = api
            .object(&at)
            .and_then(|object| object.fields.iter().find(|field| field.wire == step));
        expression = if optional {
            quote!(#expression.map(|value| value.#ident))
        } else {
            quote!(#expression.#ident)
        };
        if let Some(field) = field {
            if !field.required && !rust::is_collection(&field.ty) {
                if optional {
                    expression = quote!(#expression.flatten());
                }
                optional = true;
            }
            if let Type::Named(name) = &field.ty {
                at.clone_from(name);
            }
        }
    }
    if optional {
        quote!(#expression.unwrap_or_default())
    } else {
        expression
    }
}
