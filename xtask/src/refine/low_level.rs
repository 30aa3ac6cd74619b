//! The low-level client: names our runtime in place of progenitor's, and drops what we do not want.

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use proc_macro2::{Group, Literal, TokenStream, TokenTree};
use quote::quote;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ImplItem, Item, Stmt, parse_quote};

use crate::model::Api;

/// Reworks everything but the types.
pub(super) fn refine(api: &Api, mut file: syn::File) -> Result<syn::File> {
    let mut dropped = BTreeSet::new();
    file.items.retain(|item| match item {
        Item::Use(_) => {
            dropped.insert("use");
            false
        }
        Item::Mod(module) if module.ident == "prelude" => !dropped.insert("prelude"),
        _ => true,
    });
    for item in &mut file.items {
        match item {
            Item::Struct(client) => {
                client.attrs.retain(|attr| !attr.path().is_ident("doc"));
                client.attrs.push(parse_quote!(#[doc = "Positional requests, one per operation; the builders are the public face."]));
                client.vis = parse_quote!(pub(crate));
            }
            Item::Impl(block) => {
                // `Client::new` unwraps, and every client is made from a transport.
                block.items.retain(|item| {
                    !matches!(item, ImplItem::Fn(method) if method.sig.ident == "new" && dropped.insert("new"))
                });
                for item in &mut block.items {
                    if let ImplItem::Fn(method) = item {
                        method.attrs.clear();
                        if block.trait_.is_none() {
                            method.vis = parse_quote!(pub(crate));
                        }
                    }
                }
            }
            _ => {}
        }
    }
    if dropped.len() != 3 {
        bail!(
            "progenitor's low-level client has changed: found only {dropped:?} of what is taken out"
        );
    }
    Seam.visit_file_mut(&mut file);
    let header: [Item; 3] = [
        parse_quote! {
            #[allow(unused_imports)]
            use whatsapp_business_core::rt::{
                reqwest, encode_path, ByteStream, ClientHooks, ClientInfo, Error, OperationInfo, QueryParam,
                RequestBuilderExt, ResponseValue,
            };
        },
        parse_quote! {
            #[allow(unused_imports)]
            use super::types;
        },
        parse_quote! {
            impl ClientHooks<whatsapp_business_core::Transport> for Client {}
        },
    ];
    file.items.splice(0..0, header);
    let methods = file.items.iter().filter_map(|item| match item {
        Item::Impl(block) if block.trait_.is_none() => Some(&block.items),
        _ => None,
    });
    let found: BTreeSet<String> = methods
        .flatten()
        .filter_map(|item| match item {
            ImplItem::Fn(method) => Some(method.sig.ident.to_string()),
            _ => None,
        })
        .collect();
    for operation in api
        .operations
        .iter()
        .filter(|operation| crate::lower::is_plain(operation))
    {
        if !found.contains(&operation.id) {
            bail!(
                "progenitor wrote no method for operation `{}`",
                operation.id
            );
        }
    }
    Ok(file)
}

/// Points paths at our runtime, drops the `api-version` header, and cuts `#suffix` off paths.
struct Seam;

impl VisitMut for Seam {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        let first = path
            .segments
            .first()
            .map(|segment| segment.ident.to_string());
        match first.as_deref() {
            Some("progenitor_client") => {
                path.segments = path.segments.iter().skip(1).cloned().collect();
                path.leading_colon = None;
            }
            Some("reqwest") => path.leading_colon = None,
            _ => {}
        }
        visit_mut::visit_path_mut(self, path);
    }

    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        block.stmts.retain(|stmt| !names_api_version(stmt));
        let appends = block.stmts.iter().any(|stmt| {
            !matches!(stmt, Stmt::Local(_))
                && quote!(#stmt).to_string().contains("header_map . append")
        });
        if !appends {
            block.stmts.retain(|stmt| !declares_header_map(stmt));
            DropHeaders.visit_block_mut(block);
        }
        visit_mut::visit_block_mut(self, block);
    }

    fn visit_macro_mut(&mut self, node: &mut syn::Macro) {
        node.tokens = without_suffix(node.tokens.clone());
        visit_mut::visit_macro_mut(self, node);
    }
}

/// Removes `.headers(header_map)`.
struct DropHeaders;

impl VisitMut for DropHeaders {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        if let Expr::MethodCall(call) = expr
            && call.method == "headers"
        {
            *expr = (*call.receiver).clone();
        }
    }
}

fn names_api_version(stmt: &Stmt) -> bool {
    matches!(stmt, Stmt::Expr(Expr::MethodCall(call), _)
        if call.method == "append" && quote!(#call).to_string().contains("\"api-version\""))
}

fn declares_header_map(stmt: &Stmt) -> bool {
    matches!(stmt, Stmt::Local(local)
        if matches!(&local.pat, syn::Pat::Ident(name) if name.ident == "header_map"))
}

fn without_suffix(tokens: TokenStream) -> TokenStream {
    tokens
        .into_iter()
        .map(|token| match token {
            TokenTree::Group(group) => TokenTree::Group(Group::new(
                group.delimiter(),
                without_suffix(group.stream()),
            )),
            TokenTree::Literal(literal) => {
                let plain = syn::parse_str::<syn::LitStr>(&literal.to_string()).ok();
                match plain
                    .as_ref()
                    .map(syn::LitStr::value)
                    .as_deref()
                    .and_then(|text| text.split_once('#'))
                {
                    Some((path, _)) => TokenTree::Literal(Literal::string(path)),
                    None => TokenTree::Literal(literal),
                }
            }
            other => other,
        })
        .collect()
}
