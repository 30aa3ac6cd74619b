//! Boxes the optional objects of webhooks: a message has a field for every kind of content and fills one, and moving it would
//! move all of them.

use anyhow::{Result, bail};
use syn::{ItemStruct, parse_quote};

use crate::model::{Api, Field, Type};
use crate::rust;

/// Boxes the optional objects of a struct whose fields are in the order of the schema.
pub(super) fn optional_objects(api: &Api, fields: &[Field], item: &mut ItemStruct) -> Result<()> {
    for (field, written) in fields.iter().zip(&mut item.fields) {
        if field.required || field.flatten || !is_object(api, &field.ty) {
            continue;
        }
        let Some(object) = optional(&written.ty) else {
            let name = rust::field_ident(&field.wire);
            bail!("typify wrote no `Option` for `{name}` of `{}`", item.ident);
        };
        // A type that contains itself is boxed already.
        if !is_boxed(&written.ty) {
            written.ty = parse_quote!(::std::option::Option<::std::boxed::Box<#object>>);
        }
    }
    Ok(())
}

fn is_object(api: &Api, ty: &Type) -> bool {
    let Type::Named(name) = ty else { return false };
    let schema = api.schemas.get(name);
    schema.is_some_and(|schema| api.is_struct(schema))
}

/// What an `Option` holds.
fn optional(ty: &syn::Type) -> Option<&syn::Type> {
    argument(ty, "Option")
}

/// Whether a type is a `Box`, or an `Option` of one.
pub(super) fn is_boxed(ty: &syn::Type) -> bool {
    argument(optional(ty).unwrap_or(ty), "Box").is_some()
}

/// The first argument of a generic type.
fn argument<'a>(ty: &'a syn::Type, name: &str) -> Option<&'a syn::Type> {
    let syn::Type::Path(path) = ty else {
        return None;
    };
    let last = path.path.segments.last()?;
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.first()? {
        syn::GenericArgument::Type(argument) if last.ident == name => Some(argument),
        _ => None,
    }
}
