//! What a JSON value is in the terms of the model: which variant of a union, and which part of it a schema writes.

use serde_json::{Map, Value};

use crate::model::{Api, Object, Payload, SchemaKind, Type, Union, Variant};

/// The variant of a union that a value is: by its tag, otherwise the first one that has room for it.
pub(crate) fn variant<'a>(api: &Api, union: &'a Union, value: &Value) -> Option<&'a Variant> {
    match &union.tag {
        Some(tag) => {
            let written = value.get(tag)?.as_str()?;
            union.variants.iter().find(|variant| {
                std::iter::once(&variant.wire)
                    .chain(&variant.aliases)
                    .any(|wire| wire.eq_ignore_ascii_case(written))
            })
        }
        None => union.variants.iter().find(|variant| match &variant.holds {
            Payload::Unit => false,
            Payload::Keyed { ty, .. } => fits(api, ty, value),
            Payload::Whole(schema) | Payload::Single { schema, .. } => {
                fits(api, &Type::Named(schema.clone()), value)
            }
        }),
    }
}

/// The property of a variant that is named like its tag, in any case.
pub(crate) fn keyed<'a>(variant: &Variant, value: &'a Value) -> Option<(&'a String, &'a Value)> {
    let mut properties = value.as_object()?.iter();
    properties.find(|(name, _)| name.eq_ignore_ascii_case(&variant.wire))
}

/// Whether a value can be of a type.
fn fits(api: &Api, ty: &Type, value: &Value) -> bool {
    match ty {
        Type::String | Type::Secret | Type::Binary => value.is_string(),
        Type::Integer => value.is_i64(),
        Type::Number => value.is_number(),
        Type::Boolean => value.is_boolean(),
        Type::Json => true,
        Type::JsonObject => value.is_object(),
        Type::Array(inner) => value
            .as_array()
            .is_some_and(|items| items.iter().all(|item| fits(api, inner, item))),
        Type::Map(inner) => value
            .as_object()
            .is_some_and(|map| map.values().all(|value| fits(api, inner, value))),
        Type::Named(name) => match api.schemas.get(name).map(|schema| &schema.kind) {
            Some(SchemaKind::Core(_)) => value.is_string() || value.is_number(),
            Some(SchemaKind::Alias(alias)) => fits(api, alias, value),
            Some(SchemaKind::Enum(_)) => value.is_string(),
            Some(SchemaKind::Union(union)) => variant(api, union, value).is_some(),
            Some(SchemaKind::Object(object)) => fits_object(api, object, value),
            None => false,
        },
    }
}

fn fits_object(api: &Api, object: &Object, value: &Value) -> bool {
    value.is_object()
        && object.fields.iter().all(|field| {
            if field.flatten {
                return fits(api, &field.ty, value);
            }
            match (value.get(&field.wire), &field.constant) {
                (Some(given), Some(constant)) => given == constant.as_str(),
                (Some(given), None) => fits(api, &field.ty, given),
                (None, _) => !field.required,
            }
        })
}

/// The part of a value that a schema writes: beside it may be the tag of the union that holds the schema, and the properties of
/// the objects and unions that it is composed with.
pub(crate) fn own_part(api: &Api, name: &str, value: &Value) -> Value {
    let Some(whole) = value.as_object() else {
        return value.clone();
    };
    let mut names = Vec::new();
    properties(api, name, value, &mut names);
    let part: Map<String, Value> = whole
        .iter()
        .filter(|(name, _)| names.contains(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    Value::Object(part)
}

/// Names of the properties that a schema writes.
fn properties(api: &Api, name: &str, value: &Value, out: &mut Vec<String>) {
    match api.schemas.get(name).map(|schema| &schema.kind) {
        Some(SchemaKind::Object(object)) => {
            for field in &object.fields {
                match &field.ty {
                    Type::Named(union) if field.flatten => properties(api, union, value, out),
                    _ => out.push(field.wire.clone()),
                }
            }
        }
        Some(SchemaKind::Union(union)) => {
            out.extend(union.tag.clone());
            let Some(variant) = variant(api, union, value) else {
                return;
            };
            match &variant.holds {
                Payload::Unit => {}
                Payload::Keyed { .. } => {
                    out.extend(keyed(variant, value).map(|(name, _)| name.clone()));
                }
                Payload::Whole(schema) | Payload::Single { schema, .. } => {
                    properties(api, schema, value, out);
                }
            }
        }
        _ => {}
    }
}

/// Calls a function with the name of every schema that occurs in a value, and the part of the value that it writes.
pub(crate) fn walk(api: &Api, ty: &Type, value: &Value, visit: &mut impl FnMut(&str, Value)) {
    match ty {
        Type::Array(inner) => {
            let items = value.as_array().into_iter().flatten();
            items.for_each(|item| walk(api, inner, item, visit));
        }
        Type::Map(inner) => {
            let entries = value.as_object().into_iter().flatten();
            entries.for_each(|(_, value)| walk(api, inner, value, visit));
        }
        Type::Named(name) => {
            visit(name, own_part(api, name, value));
            walk_below(api, name, value, visit);
        }
        _ => {}
    }
}

/// Like [`walk`], without the schema itself.
pub(crate) fn walk_below(
    api: &Api,
    name: &str,
    value: &Value,
    visit: &mut impl FnMut(&str, Value),
) {
    match api.schemas.get(name).map(|schema| &schema.kind) {
        Some(SchemaKind::Alias(alias)) => walk(api, alias, value, visit),
        Some(SchemaKind::Object(object)) => {
            for field in &object.fields {
                let part = if field.flatten {
                    Some(value)
                } else {
                    value.get(&field.wire)
                };
                if let Some(part) = part {
                    walk(api, &field.ty, part, visit);
                }
            }
        }
        Some(SchemaKind::Union(union)) => {
            let Some(variant) = variant(api, union, value) else {
                return;
            };
            match &variant.holds {
                Payload::Unit => {}
                Payload::Keyed { ty, .. } => {
                    if let Some((_, part)) = keyed(variant, value) {
                        walk(api, ty, part, visit);
                    }
                }
                Payload::Whole(schema) | Payload::Single { schema, .. } => {
                    walk(api, &Type::Named(schema.clone()), value, visit);
                }
            }
        }
        _ => {}
    }
}
