//! Simplifications after reading: aliases are written out, and variants hold no more than they need.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use crate::model::{Api, Body, Field, Payload, Schema, SchemaKind, Type};

/// Simplifies what variants hold: nothing where an object has only its tags, and in untagged unions the only property that an object
/// has beside constants.
pub(super) fn simplify_variants(api: &mut Api) {
    let empty: BTreeSet<String> = api
        .schemas
        .values()
        .filter(
            |schema| matches!(&schema.kind, SchemaKind::Object(object) if object.fields.is_empty()),
        )
        .map(|schema| schema.name.clone())
        .collect();
    let single: IndexMap<String, Field> = api
        .schemas
        .iter()
        .filter_map(|(name, schema)| {
            let SchemaKind::Object(object) = &schema.kind else {
                return None;
            };
            let mut fields = object
                .fields
                .iter()
                .filter(|field| field.constant.is_none());
            match (fields.next(), fields.next()) {
                (Some(only), None) if only.required && !only.flatten => {
                    Some((name.clone(), only.clone()))
                }
                _ => None,
            }
        })
        .collect();
    for schema in api.schemas.values_mut() {
        let SchemaKind::Union(union) = &mut schema.kind else {
            continue;
        };
        if union.tag.is_some() {
            for variant in &mut union.variants {
                if matches!(&variant.holds, Payload::Whole(name) if empty.contains(name)) {
                    variant.holds = Payload::Unit;
                }
            }
            continue;
        }
        for variant in &mut union.variants {
            if let Payload::Whole(name) = &variant.holds
                && let Some(field) = single.get(name)
            {
                variant.holds = Payload::Single {
                    schema: name.clone(),
                    field: Box::new(field.clone()),
                };
            }
        }
    }
}

/// Replaces references to scalars, lists and maps in operations by what they stand for.
pub(super) fn write_out_in_operations(api: &mut Api) {
    let aliases = aliases(&api.schemas);
    for operation in &mut api.operations {
        let body = match &mut operation.body {
            Body::Json { ty, .. } | Body::Form(ty) => Some(ty),
            Body::None | Body::Multipart(_) | Body::Bytes => None,
        };
        let parameters = operation
            .parameters
            .iter_mut()
            .map(|parameter| &mut parameter.ty);
        for ty in body
            .into_iter()
            .chain(&mut operation.response)
            .chain(parameters)
        {
            write_out(ty, &aliases);
        }
    }
}

fn aliases(schemas: &IndexMap<String, Schema>) -> IndexMap<String, Type> {
    let alias = |(name, schema): (&String, &Schema)| match &schema.kind {
        SchemaKind::Alias(ty) => Some((name.clone(), ty.clone())),
        _ => None,
    };
    schemas.iter().filter_map(alias).collect()
}

/// Replaces references to scalars, lists and maps by what they stand for.
pub(super) fn write_out_aliases(schemas: &mut IndexMap<String, Schema>) {
    let aliases = aliases(schemas);
    for schema in schemas.values_mut() {
        match &mut schema.kind {
            SchemaKind::Object(object) => {
                object
                    .fields
                    .iter_mut()
                    .for_each(|field| write_out(&mut field.ty, &aliases));
            }
            SchemaKind::Union(union) => union.variants.iter_mut().for_each(|variant| {
                if let Payload::Keyed { ty, .. } = &mut variant.holds {
                    write_out(ty, &aliases);
                }
            }),
            _ => {}
        }
    }
}

fn write_out(ty: &mut Type, aliases: &IndexMap<String, Type>) {
    match ty {
        Type::Named(name) => {
            if let Some(alias) = aliases.get(name) {
                *ty = alias.clone();
                write_out(ty, aliases);
            }
        }
        Type::Array(inner) | Type::Map(inner) => write_out(inner, aliases),
        _ => {}
    }
}
