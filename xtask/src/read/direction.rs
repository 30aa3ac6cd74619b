//! Marks what is sent and what is received.

use std::collections::BTreeSet;

use crate::model::{Api, Body, Payload, SchemaKind, Type};

/// Marks every schema by whether requests or responses reach it.
pub(super) fn mark(api: &mut Api) {
    let mut sent = Vec::new();
    let mut received = Vec::new();
    for operation in &api.operations {
        match &operation.body {
            Body::Json { ty, .. } if operation.inbound => names(ty, &mut received),
            Body::Json { ty, .. } | Body::Form(ty) => names(ty, &mut sent),
            Body::Multipart(name) => sent.push(name.clone()),
            Body::None | Body::Bytes => {}
        }
        operation
            .parameters
            .iter()
            .for_each(|parameter| names(&parameter.ty, &mut sent));
        operation
            .response
            .iter()
            .for_each(|ty| names(ty, &mut received));
    }
    received.extend(api.webhooks.iter().map(|webhook| webhook.value.clone()));
    for name in reach(api, sent) {
        if let Some(schema) = api.schemas.get_mut(&name) {
            schema.sent = true;
        }
    }
    for name in reach(api, received) {
        if let Some(schema) = api.schemas.get_mut(&name) {
            schema.received = true;
        }
    }
}

/// Makes constants of what is only received plain text: what arrives may always differ.
pub(super) fn settle(api: &mut Api) {
    for schema in api.schemas.values_mut().filter(|schema| !schema.sent) {
        if let SchemaKind::Object(object) = &mut schema.kind {
            object
                .fields
                .iter_mut()
                .for_each(|field| field.constant = None);
        }
    }
}

fn reach(api: &Api, mut todo: Vec<String>) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    while let Some(name) = todo.pop() {
        if !seen.insert(name.clone()) {
            continue;
        }
        match api.schemas.get(&name).map(|schema| &schema.kind) {
            Some(SchemaKind::Object(object)) => {
                object
                    .fields
                    .iter()
                    .for_each(|field| names(&field.ty, &mut todo));
            }
            Some(SchemaKind::Union(union)) => {
                for variant in &union.variants {
                    match &variant.holds {
                        Payload::Keyed { ty, .. } => names(ty, &mut todo),
                        Payload::Whole(name) | Payload::Single { schema: name, .. } => {
                            todo.push(name.clone());
                        }
                        Payload::Unit => {}
                    }
                }
            }
            _ => {}
        }
    }
    seen
}

fn names(ty: &Type, out: &mut Vec<String>) {
    match ty {
        Type::Named(name) => out.push(name.clone()),
        Type::Array(inner) | Type::Map(inner) => names(inner, out),
        _ => {}
    }
}
