//! The outline: what a family offers, a line per operation, field and variant. Reviewers read its diff before any Rust.

use std::fmt::Write as _;

use crate::model::{
    API_HOST, Api, Body, Host, Operation, Payload, Place, Schema, SchemaKind, Type,
};

/// Writing to a `String` does not fail.
macro_rules! line {
    ($out:expr, $($text:tt)*) => { let _ = writeln!($out, $($text)*); };
}

/// The outline of a family.
#[must_use]
pub fn outline(api: &Api) -> String {
    let mut out = String::new();
    for operation in &api.operations {
        write_operation(&mut out, operation);
    }
    for webhook in &api.webhooks {
        let aliases: String = webhook
            .aliases
            .iter()
            .map(|alias| format!(" | {alias}"))
            .collect();
        line!(out, "webhook {}{aliases}: {}", webhook.field, webhook.value);
    }
    if !api.webhooks.is_empty() {
        out.push('\n');
    }
    let mut schemas: Vec<&Schema> = api.defined().collect();
    schemas.sort_by(|a, b| a.name.cmp(&b.name));
    for schema in schemas {
        write_schema(&mut out, schema);
    }
    out
}

fn write_operation(out: &mut String, operation: &Operation) {
    let manual = if operation.manual { "  (by hand)" } else { "" };
    let host = match operation.host {
        Host::Graph => "",
        Host::Api => API_HOST,
    };
    line!(
        out,
        "operation {}  {} {host}{}{manual}",
        operation.id,
        operation.method,
        operation.path
    );
    for parameter in &operation.parameters {
        let optional = if parameter.required { "" } else { "?" };
        let place = match parameter.place {
            Place::Path => "path",
            Place::Query => "query",
            Place::Header => "header",
        };
        line!(
            out,
            "  {place} {}{optional}: {}{}{}",
            parameter.wire,
            parameter
                .expansion
                .as_ref()
                .map(|field| format!("{field}."))
                .unwrap_or_default(),
            parameter
                .constant
                .as_ref()
                .map_or_else(|| name(&parameter.ty), |value| format!("= {value}")),
            if parameter.json { " as JSON" } else { "" }
        );
    }
    match &operation.body {
        Body::Json { ty, required } => {
            let optional = if *required { "" } else { "?" };
            line!(out, "  body{optional}: {}", name(ty));
        }
        Body::Form(ty) => {
            line!(out, "  form: {}", name(ty));
        }
        Body::Multipart(schema) => {
            line!(out, "  multipart: {schema}");
        }
        Body::Bytes => {
            line!(out, "  body: bytes");
        }
        Body::None => {}
    }
    if let Some(ty) = &operation.response {
        line!(out, "  -> {}", name(ty));
    }
    if let Some(paging) = &operation.paging {
        let by = if paging.by_cursor { " by cursor" } else { "" };
        line!(out, "  pages of {}{by}", paging.items);
    }
    out.push('\n');
}

fn write_schema(out: &mut String, schema: &Schema) {
    let direction = match (schema.sent, schema.received) {
        (true, true) => "sent and received",
        (true, false) => "sent",
        (false, true) => "received",
        (false, false) => return,
    };
    match &schema.kind {
        SchemaKind::Core(_) | SchemaKind::Alias(_) => return,
        SchemaKind::Enum(enumeration) => {
            let open = if enumeration.open {
                "open enum"
            } else {
                "closed enum"
            };
            line!(out, "{open} {}  ({direction})", schema.name);
            for value in &enumeration.values {
                let aliases: String = value
                    .aliases
                    .iter()
                    .map(|alias| format!(" | {alias}"))
                    .collect();
                line!(out, "  {} = {}{aliases}", value.variant, value.wire);
            }
        }
        SchemaKind::Union(union) => {
            let by = union
                .tag
                .as_ref()
                .map(|tag| format!(" by {tag}"))
                .unwrap_or_default();
            line!(out, "union {}{by}  ({direction})", schema.name);
            for variant in &union.variants {
                let holds = match &variant.holds {
                    Payload::Unit => String::new(),
                    Payload::Keyed { ty, .. } => format!(": {}", name(ty)),
                    Payload::Whole(schema) => format!(": {schema}"),
                    Payload::Single { field, .. } => {
                        format!(" {{{}: {}}}", field.wire, name(&field.ty))
                    }
                };
                line!(out, "  {} = {}{holds}", variant.name, variant.wire);
            }
        }
        SchemaKind::Object(object) => {
            line!(out, "struct {}  ({direction})", schema.name);
            for field in &object.fields {
                let optional = if field.required { "" } else { "?" };
                match &field.constant {
                    Some(value) => {
                        line!(out, "  {}{optional} = {value:?}", field.wire);
                    }
                    None if field.flatten => {
                        line!(out, "  ..{}", name(&field.ty));
                    }
                    None => {
                        line!(out, "  {}{optional}: {}", field.wire, name(&field.ty));
                    }
                }
            }
        }
    }
    out.push('\n');
}

fn name(ty: &Type) -> String {
    match ty {
        Type::String => "String".to_owned(),
        Type::Secret => "Secret".to_owned(),
        Type::Integer => "i64".to_owned(),
        Type::Number => "f64".to_owned(),
        Type::Boolean => "bool".to_owned(),
        Type::Binary => "bytes".to_owned(),
        Type::Json => "any".to_owned(),
        Type::JsonObject => "object".to_owned(),
        Type::Named(name) => name.clone(),
        Type::Array(inner) => format!("[{}]", name(inner)),
        Type::Map(inner) => format!("{{String: {}}}", name(inner)),
    }
}
