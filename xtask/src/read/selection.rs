//! Typed selections: the query parameter `fields` takes the names of fields of the response, or any other name.

use crate::model::{Api, Enum, EnumValue, Operation, Place, Schema, SchemaKind, Type};

/// Gives every plain `fields` parameter an open enumeration of the fields of the node that the operation returns.
pub(super) fn type_selections(api: &mut Api) {
    let mut made: Vec<Schema> = Vec::new();
    let mut typed: Vec<(usize, usize, String)> = Vec::new();
    for (at, operation) in api.operations.iter().enumerate() {
        let parameter = operation.parameters.iter().position(|parameter| {
            parameter.wire == "fields"
                && parameter.place == Place::Query
                && parameter.ty == Type::Array(Box::new(Type::String))
        });
        let (Some(parameter), Some(node)) = (parameter, node(api, operation)) else {
            continue;
        };
        let name = format!("{node}Field");
        if api.schemas.contains_key(&name) {
            continue;
        }
        if !made.iter().any(|schema| schema.name == name) {
            made.push(selection(api, &name, &node));
        }
        typed.push((at, parameter, name));
    }
    for schema in made {
        api.schemas.insert(schema.name.clone(), schema);
    }
    for (operation, parameter, name) in typed {
        let parameter = api
            .operations
            .get_mut(operation)
            .and_then(|operation| operation.parameters.get_mut(parameter));
        if let Some(parameter) = parameter {
            parameter.ty = Type::Array(Box::new(Type::Named(name)));
        }
    }
}

/// The node that an operation returns: an item of its pages, or the object itself.
fn node(api: &Api, operation: &Operation) -> Option<String> {
    let Some(Type::Named(response)) = &operation.response else {
        return None;
    };
    let mut name = response.clone();
    if let Some(paging) = &operation.paging {
        for step in paging.items.split('.') {
            let field = api
                .object(&name)?
                .fields
                .iter()
                .find(|field| field.wire == step)?;
            name = match &field.ty {
                Type::Named(inner) => inner.clone(),
                Type::Array(inner) => match &**inner {
                    Type::Named(inner) => inner.clone(),
                    _ => return None,
                },
                _ => return None,
            };
        }
    }
    // A list in one page.
    if let Some(data) = api
        .object(&name)?
        .fields
        .iter()
        .find(|field| field.wire == "data")
        && let Type::Array(item) = &data.ty
        && let Type::Named(item) = &**item
    {
        name.clone_from(item);
    }
    let object = api.object(&name)?;
    // An edge: the fields are those of its node.
    if let [cursor, node] = object.fields.as_slice()
        && (cursor.wire.as_str(), node.wire.as_str()) == ("cursor", "node")
        && let Type::Named(inner) = &node.ty
    {
        return Some(inner.clone());
    }
    Some(name)
}

fn selection(api: &Api, name: &str, node: &str) -> Schema {
    let fields = api
        .object(node)
        .map(|object| object.fields.as_slice())
        .unwrap_or_default();
    let group = api
        .schemas
        .get(node)
        .and_then(|schema| schema.group.as_ref());
    let path = match group {
        Some(group) => format!("{group}::{node}"),
        None => node.to_owned(),
    };
    let values = fields
        .iter()
        .map(|field| EnumValue {
            variant: super::schema::variant_of(&field.wire),
            wire: field.wire.clone(),
            aliases: Vec::new(),
            doc: field.doc.clone(),
        })
        .collect();
    Schema {
        name: name.to_owned(),
        doc: format!(
            "A field of [`{node}`](super::types::{path}) to ask for. Any other name, and the expansion of an edge such as \
             `events{{delivery_status}}`, converts from text."
        ),
        kind: SchemaKind::Enum(Enum { open: true, values }),
        sent: false,
        received: false,
        safe: true,
        example: None,
        shared: false,
        group: group.cloned(),
    }
}
