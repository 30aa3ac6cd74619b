//! Reworks the structs: documentation, order of fields, serde attributes, tolerance of received values.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use syn::{Attribute, Item, ItemStruct, parse_quote};

use super::boxed;
use crate::model::{Api, Field, SchemaKind, Type};
use crate::rust;

/// Reworks the items of the module `types`.
pub(super) fn rework(api: &Api, items: Vec<Item>) -> Result<Vec<ItemStruct>> {
    let mut written = BTreeMap::new();
    for item in items {
        match item {
            Item::Struct(item) => {
                written.insert(item.ident.to_string(), item);
            }
            // `Default` is derived instead; nothing fails to convert, as there are no constrained newtypes.
            Item::Impl(block) if is_default(&block) => {}
            Item::Mod(module) if module.ident == "error" => {}
            other => bail!(
                "typify wrote an item that is not expected: {}",
                quote::quote!(#other)
            ),
        }
    }
    let mut structs = Vec::new();
    for schema in api.defined() {
        let name = &schema.name;
        let SchemaKind::Object(object) = &schema.kind else {
            continue;
        };
        if !api.is_struct(schema) {
            continue;
        }
        let Some(mut item) = written.remove(name) else {
            bail!(
                "typify wrote no struct `{name}`; it may have changed the name, rename the schema"
            );
        };
        fields(name, &object.fields, !schema.sent, &mut item)?;
        let default = is_default_derivable(&object.fields).then(|| quote::quote!(Default,));
        item.attrs = rust::doc_attributes(&rust::schema_doc(schema));
        item.attrs
            .push(parse_quote!(#[derive(Clone, #default Deserialize, PartialEq, Serialize)]));
        item.attrs
            .push(parse_quote!(#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]));
        if schema.example.is_some() {
            item.attrs.push(parse_quote!(#[cfg_attr(feature = "schemars", schemars(transform = rt::schema::without_example))]));
        }
        item.attrs.push(parse_quote!(#[non_exhaustive]));
        if !api.webhooks.is_empty() && !schema.sent {
            boxed::optional_objects(api, &object.fields, &mut item)?;
        }
        structs.push(item);
    }
    if let Some(name) = written.keys().next() {
        bail!("typify wrote a struct `{name}` that no schema asks for");
    }
    Ok(structs)
}

/// Whether no field is required and none is a constant.
fn is_default_derivable(fields: &[Field]) -> bool {
    fields
        .iter()
        .all(|field| field.constant.is_none() && !field.required)
}

fn is_default(block: &syn::ItemImpl) -> bool {
    block
        .trait_
        .as_ref()
        .and_then(|(path, _)| path.segments.last())
        .is_some_and(|segment| segment.ident == "Default")
}

fn fields(name: &str, fields: &[Field], received: bool, item: &mut ItemStruct) -> Result<()> {
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
        item.ident = Some(rust::field_ident(&field.wire));
        item.attrs = rust::doc_attributes(&field.doc);
        if field.wire == "type" {
            item.attrs.push(parse_quote!(#[doc(alias = "type")]));
        }
        item.attrs.extend(serde(field, received));
        if field.constant.is_some() {
            item.vis = parse_quote!(pub(crate));
        }
        named.named.push(item);
    }
    if let Some(extra) = written.keys().next() {
        bail!("typify wrote a field `{extra}` in `{name}` that the schema does not have");
    }
    Ok(())
}

/// The one serde attribute of a field.
fn serde(field: &Field, received: bool) -> Option<Attribute> {
    let mut arguments = Vec::new();
    let wire = &field.wire;
    if field.flatten {
        arguments.push(quote::quote!(flatten));
    } else if rust::field_ident(wire) != *wire {
        arguments.push(quote::quote!(rename = #wire));
    }
    if !field.flatten {
        let is_collection = rust::is_collection(&field.ty);
        let reader = lenient(field, received).filter(|_| field.constant.is_none());
        let is_optional = !field.required;
        // An `Option` without a reader of its own is absent by default.
        if is_optional && (is_collection || reader.is_some() || field.constant.is_some()) {
            arguments.push(quote::quote!(default));
        }
        if let Some(reader) = reader {
            arguments.push(quote::quote!(deserialize_with = #reader));
        }
        if is_optional && field.constant.is_none() {
            let skip = match &field.ty {
                Type::Array(_) => "Vec::is_empty",
                Type::Map(_) => "BTreeMap::is_empty",
                Type::JsonObject => "serde_json::Map::is_empty",
                _ => "Option::is_none",
            };
            arguments.push(quote::quote!(skip_serializing_if = #skip));
        }
    }
    (!arguments.is_empty()).then(|| parse_quote!(#[serde(#(#arguments),*)]))
}

/// The reader that tolerates other spellings of a scalar, and `null`.
fn lenient(field: &Field, received: bool) -> Option<String> {
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
        // Without an item, what was received says nothing: a success without the id of the message is none.
        (Type::Array(_), true) if received && field.nonempty => "some",
        (Type::Array(_), _) => "vec",
        (Type::Map(value), _) if is_scalar(value) => "scalar_map",
        (Type::Map(_), _) => "map",
        (Type::JsonObject, _) => "object",
        (Type::Secret | Type::Binary | Type::Json | Type::Named(_), _) => return None,
    };
    Some(format!("lenient::{reader}"))
}

fn is_scalar(ty: &Type) -> bool {
    matches!(
        ty,
        Type::String | Type::Integer | Type::Number | Type::Boolean
    )
}

/// The name of a field in JSON, as typify writes it.
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
