//! The structs: documentation, field order, tolerance of what is received, redaction.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use syn::{Item, ItemStruct, parse_quote};

use super::boxed;
use crate::generate::rust;
use crate::lower;
use crate::model::{Api, Field, SchemaKind, Type};

/// Reworks the module `types`.
pub(super) fn refine(api: &Api, items: Vec<Item>) -> Result<syn::File> {
    let mut structs = BTreeMap::new();
    let mut impls = Vec::new();
    for item in items {
        match item {
            Item::Struct(item) => {
                structs.insert(item.ident.to_string(), item);
            }
            Item::Impl(item) => impls.push(Item::Impl(item)),
            // Nothing fails to convert: there are no constrained newtypes and no closed enumerations.
            Item::Mod(module) if module.ident == "error" => {}
            other => bail!(
                "typify wrote an item that is not expected: {}",
                quote::quote!(#other)
            ),
        }
    }
    let mut file: syn::File = parse_quote! {
        #[allow(unused_imports)]
        pub use super::{enums::*, unions::*};
    };
    for (name, schema) in &api.schemas {
        let SchemaKind::Object(object) = &schema.kind else {
            continue;
        };
        if !lower::is_struct(api, schema) {
            continue;
        }
        let Some(mut item) = structs.remove(name) else {
            bail!(
                "typify wrote no struct `{name}`; it may have changed the name, rename the schema"
            );
        };
        item.attrs.retain(|attr| !attr.path().is_ident("doc"));
        item.attrs.insert(0, rust::doc(&schema.doc));
        item.attrs.push(parse_quote!(#[non_exhaustive]));
        item.attrs
            .push(parse_quote!(#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]));
        drop_debug(&mut item)?;
        fields(name, &object.fields, &mut item)?;
        if !api.webhooks.is_empty() && !schema.sent {
            boxed::optional_objects(api, &object.fields, &mut item)?;
        }
        file.items.push(Item::Struct(item));
    }
    if let Some(name) = structs.keys().next() {
        bail!("typify wrote a struct `{name}` that no schema asks for");
    }
    file.items.extend(impls);
    Ok(file)
}

/// `Debug` is written by [`crate::generate::models`], redacted.
fn drop_debug(item: &mut ItemStruct) -> Result<()> {
    let mut found = false;
    for attr in &mut item.attrs {
        if attr.path().is_ident("derive") {
            let paths = attr.parse_args_with(
                syn::punctuated::Punctuated::<syn::Path, syn::Token![,]>::parse_terminated,
            )?;
            let kept: Vec<_> = paths
                .iter()
                .filter(|path| !path.is_ident("Debug"))
                .collect();
            found |= kept.len() < paths.len();
            *attr = parse_quote!(#[derive(#(#kept),*)]);
        }
    }
    if !found {
        bail!("typify derives no `Debug` for `{}`", item.ident);
    }
    Ok(())
}

fn fields(name: &str, fields: &[Field], item: &mut ItemStruct) -> Result<()> {
    let syn::Fields::Named(named) = &mut item.fields else {
        bail!("typify wrote `{name}` without named fields");
    };
    let mut written: BTreeMap<String, syn::Field> = std::mem::take(&mut named.named)
        .into_iter()
        .map(|field| (wire_name(&field), field))
        .collect();
    for field in fields {
        let Some(mut item) = written.remove(&field.wire) else {
            bail!("typify wrote no field `{}` in `{name}`", field.wire);
        };
        item.attrs.retain(|attr| !attr.path().is_ident("doc"));
        item.attrs.insert(0, rust::doc(&field.doc));
        let ident = rust::field_ident(&field.wire);
        if item.ident.as_ref() != Some(&ident) {
            item.ident = Some(ident);
            if !item.attrs.iter().any(renames) && !field.flatten {
                let wire = &field.wire;
                item.attrs.push(parse_quote!(#[serde(rename = #wire)]));
            }
        }
        if field.wire == "type" {
            item.attrs.insert(1, parse_quote!(#[doc(alias = "type")]));
        }
        if field.flatten {
            item.attrs.push(parse_quote!(#[serde(flatten)]));
        } else if field.constant.is_some() {
            item.vis = parse_quote!(pub(crate));
            if !field.required {
                item.attrs.push(parse_quote!(#[serde(default)]));
            }
        } else if let Some(reader) = lenient(field) {
            item.attrs
                .push(parse_quote!(#[serde(deserialize_with = #reader)]));
            if !field.required && !item.attrs.iter().any(has_default) {
                item.attrs.push(parse_quote!(#[serde(default)]));
            }
        }
        named.named.push(item);
    }
    if let Some(extra) = written.keys().next() {
        bail!("typify wrote a field `{extra}` in `{name}` that the schema does not have");
    }
    Ok(())
}

/// The reader that tolerates other spellings of a scalar, and `null`.
fn lenient(field: &Field) -> Option<String> {
    let reader = match (&field.ty, field.required) {
        (Type::String, true) => "string",
        (Type::String, false) => "option_string",
        (Type::Integer, true) => "i64",
        (Type::Integer, false) => "option_i64",
        (Type::Number, true) => "f64",
        (Type::Number, false) => "option_f64",
        (Type::Boolean, true) => "bool",
        (Type::Boolean, false) => "option_bool",
        (Type::Array(item), _) if is_scalar(item) => "scalars",
        (Type::Array(list), _) if matches!(&**list, Type::Array(item) if is_scalar(item)) => {
            "scalar_lists"
        }
        (Type::Array(_), _) => "vec",
        (Type::Map(value), _) if is_scalar(value) => "scalar_map",
        (Type::Map(_) | Type::JsonObject, _) => "or_default",
        (Type::Secret | Type::Binary | Type::Json | Type::Named(_), _) => return None,
    };
    Some(format!("whatsapp_business_core::rt::lenient::{reader}"))
}

fn is_scalar(ty: &Type) -> bool {
    matches!(
        ty,
        Type::String | Type::Integer | Type::Number | Type::Boolean
    )
}

fn wire_name(field: &syn::Field) -> String {
    let mut name = field
        .ident
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    for attr in &field.attrs {
        if attr.path().is_ident("serde") {
            let _ = attr.parse_nested_meta(|meta| {
                if meta.path.is_ident("rename") {
                    name = meta.value()?.parse::<syn::LitStr>()?.value();
                } else if meta.input.peek(syn::Token![=]) {
                    meta.value()?.parse::<syn::Expr>()?;
                }
                Ok(())
            });
        }
    }
    name
}

fn has_serde(attr: &syn::Attribute, key: &str) -> bool {
    let mut found = false;
    if attr.path().is_ident("serde") {
        let _ = attr.parse_nested_meta(|meta| {
            found |= meta.path.is_ident(key);
            if meta.input.peek(syn::Token![=]) {
                meta.value()?.parse::<syn::Expr>()?;
            }
            Ok(())
        });
    }
    found
}

fn renames(attr: &syn::Attribute) -> bool {
    has_serde(attr, "rename")
}

fn has_default(attr: &syn::Attribute) -> bool {
    has_serde(attr, "default")
}
