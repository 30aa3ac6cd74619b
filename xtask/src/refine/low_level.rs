//! The low-level client: names our runtime in place of progenitor's, and drops what we do not want.

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use proc_macro2::{Group, Literal, TokenStream, TokenTree};
use quote::quote;
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprLit, ImplItem, Item, Lit, Stmt, Token, parse_quote};

use crate::model::Api;

/// Reworks everything but the types.
pub(super) fn refine(api: &Api, mut file: syn::File) -> Result<syn::File> {
    let mut dropped = BTreeSet::new();
    file.items.retain(|item| {
        let what = match item {
            Item::Use(_) => "use",
            Item::Mod(module) if module.ident == "prelude" => "prelude",
            // Ours is a transport and nothing else, and what progenitor's has beside it is in there.
            Item::Struct(_) => "struct",
            Item::Impl(block) if block.trait_.is_some() => "information",
            Item::Impl(block) if block.items.iter().any(is_new) => "new",
            Item::Const(_) => "assertion",
            _ => return true,
        };
        dropped.insert(what);
        false
    });
    if dropped.len() != 6 {
        bail!(
            "progenitor's low-level client has changed: found only {dropped:?} of what is taken out"
        );
    }
    for item in &mut file.items {
        if let Item::Impl(block) = item {
            for item in &mut block.items {
                if let ImplItem::Fn(method) = item {
                    method.attrs.clear();
                    method.vis = parse_quote!(pub(crate));
                }
            }
        }
    }
    Seam.visit_file_mut(&mut file);
    let header: [Item; 4] = [
        parse_quote! {
            #[allow(unused_imports)]
            use whatsapp_business_core::rt::{
                reqwest, encode_path, ByteStream, ClientHooks, Error, OperationInfo, QueryParam,
                RequestBuilderExt, ResponseValue,
            };
        },
        parse_quote! {
            #[allow(unused_imports)]
            use super::types;
        },
        parse_quote! {
            #[doc = "Positional requests, one per operation; the builders are the public face."]
            #[derive(Clone, Debug)]
            pub(crate) struct Client {
                pub(crate) inner: whatsapp_business_core::Transport,
            }
        },
        parse_quote! {
            impl ClientHooks for Client {
                fn inner(&self) -> &whatsapp_business_core::Transport {
                    &self.inner
                }
            }
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

fn is_new(item: &ImplItem) -> bool {
    matches!(item, ImplItem::Fn(method) if method.sig.ident == "new_with_client")
}

/// Points paths at our runtime, asks the transport for the HTTP client and for URLs, drops the `api-version` header, and cuts
/// `#suffix` off paths.
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

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Expr::Macro(node) = expr
            && let Some(url) = url(&node.mac)
        {
            *expr = url;
        } else if let Expr::Field(field) = expr
            && quote!(#field).to_string() == "self . client"
        {
            *expr = parse_quote!(self.inner.http());
        }
        visit_mut::visit_expr_mut(self, expr);
    }

    fn visit_macro_mut(&mut self, node: &mut syn::Macro) {
        node.tokens = without_suffix(node.tokens.clone());
        visit_mut::visit_macro_mut(self, node);
    }
}

/// The URL of the transport for `format!("{}/path", self.baseurl, ...)`: that one need not be parsed as a whole.
fn url(format: &syn::Macro) -> Option<Expr> {
    let arguments = format
        .parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated)
        .ok()?;
    let mut arguments = arguments.into_iter();
    let Some(Expr::Lit(ExprLit {
        lit: Lit::Str(template),
        ..
    })) = arguments.next()
    else {
        return None;
    };
    let template = template.value();
    let path = template.strip_prefix("{}")?;
    let base = arguments.next()?;
    if quote!(#base).to_string() != "self . baseurl" {
        return None;
    }
    Some(parse_quote!(
        self.inner.url(format_args!(#path, #(#arguments),*))
    ))
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
