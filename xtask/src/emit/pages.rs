//! Pages: where their items and cursors are.

use anyhow::{Result, bail};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::format::Piece;
use crate::model::{Api, Type};
use crate::rust;

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
pub fn emit(api: &Api) -> Result<Vec<Piece>> {
    let mut done = Vec::new();
    let mut out = Vec::new();
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
        let name = rust::public(api, &page.name);
        let item = rust::ty(api, &page.item);
        let path = path(api, &page.name, items);
        let (take, is_empty) = (take(&path), is_empty(&path));
        out.push(Piece::Items(quote! {
            impl whatsapp_business_core::page::Page for #name {
                type Item = #item;

                fn items(self) -> Vec<Self::Item> {
                    #take
                }

                fn is_empty(&self) -> bool {
                    #is_empty
                }

                fn paging(&self) -> Option<&whatsapp_business_core::page::Paging> {
                    self.paging.as_ref()
                }
            }
        }));
        done.push(page.name);
    }
    Ok(out)
}

/// The properties that lead to the items of a page, each with whether it may be absent.
fn path(api: &Api, page: &str, items: &str) -> Vec<(Ident, bool)> {
    let mut at = page.to_owned();
    let mut path = Vec::new();
    for step in items.split('.') {
        let field = api
            .object(&at)
            .and_then(|object| object.fields.iter().find(|field| field.wire == step));
        let Some(field) = field else { break };
        let is_optional = !field.required && !rust::is_collection(&field.ty);
        path.push((rust::field_ident(step), is_optional));
        if let Type::Named(name) = &field.ty {
            at.clone_from(name);
        }
    }
    path
}

/// The expression that tells whether there are no items.
fn is_empty(path: &[(Ident, bool)]) -> TokenStream {
    let mut expression = quote!(self);
    let mut optional = false;
    for (ident, is_optional) in path {
        expression = match (optional, is_optional) {
            (false, false) => quote!(#expression.#ident),
            (false, true) => quote!(#expression.#ident.as_ref()),
            (true, false) => quote!(#expression.map(|value| &value.#ident)),
            (true, true) => quote!(#expression.and_then(|value| value.#ident.as_ref())),
        };
        optional |= is_optional;
    }
    if optional {
        quote!(#expression.is_none_or(|items| items.is_empty()))
    } else {
        quote!(#expression.is_empty())
    }
}

/// The expression that takes the items out of a page; optional objects on its path default to no items.
fn take(path: &[(Ident, bool)]) -> TokenStream {
    let mut expression = quote!(self);
    let mut optional = false;
    for (ident, is_optional) in path {
        expression = match (optional, is_optional) {
            (false, _) => quote!(#expression.#ident),
            (true, false) => quote!(#expression.map(|value| value.#ident)),
            (true, true) => quote!(#expression.and_then(|value| value.#ident)),
        };
        optional |= is_optional;
    }
    if optional {
        quote!(#expression.unwrap_or_default())
    } else {
        expression
    }
}
