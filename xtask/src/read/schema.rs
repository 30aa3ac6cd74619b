//! Named schemas: enumerations, unions, objects and their compositions.

use std::collections::BTreeSet;

use heck::ToUpperCamelCase;
use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::types::{core_path, inline_type};
use super::{Problem, escape, flag, referenced, text};
use crate::model::{
    Enum, EnumValue, Field, Object, Payload, Schema, SchemaKind, Type, Union, Variant,
};

struct Reader<'a> {
    schemas: &'a Map<String, Value>,
    problems: &'a mut Vec<Problem>,
}

/// All named schemas of the document.
pub(super) fn schemas(document: &Value, problems: &mut Vec<Problem>) -> IndexMap<String, Schema> {
    let empty = Map::new();
    let schemas = document
        .pointer("/components/schemas")
        .and_then(Value::as_object)
        .unwrap_or(&empty);
    let mut reader = Reader { schemas, problems };
    let wrappers = reader.wrappers();
    let mut out = IndexMap::new();
    for (name, value) in schemas {
        if wrappers.contains(name) {
            continue;
        }
        let kind = reader.kind(name, value);
        let mut schema = Schema {
            name: name.clone(),
            doc: text(value, "description"),
            sent: false,
            received: false,
            safe: flag(value, "x-safe"),
            example: None,
            shared: false,
            group: None,
            kind,
        };
        schema.shared = value.get("x-common").is_some() && schema.is_type();
        out.insert(name.clone(), schema);
    }
    super::simplify::write_out_aliases(&mut out);
    out
}

impl Reader<'_> {
    fn problem(&mut self, schema: &str, below: &str, message: impl Into<String>) {
        let pointer = format!("/components/schemas/{}{below}", escape(schema));
        self.problems.push(Problem::new(pointer, message));
    }

    /// Schemas that only wrap the payload of a keyed variant; they are no types of their own.
    fn wrappers(&self) -> BTreeSet<String> {
        let unions = self
            .schemas
            .values()
            .filter_map(|value| Some((value, tag(value)?)));
        unions
            .flat_map(|(value, tag)| {
                mapping(value)
                    .into_iter()
                    .map(move |(wire, name)| (tag, wire, name))
            })
            .filter(|(tag, wire, name)| {
                self.schemas
                    .get(*name)
                    .is_some_and(|variant| keyed(variant, tag, wire).is_some())
            })
            .map(|(_, _, name)| name.to_owned())
            .collect()
    }

    fn kind(&mut self, name: &str, value: &Value) -> SchemaKind {
        if let Some(file) = value.get("x-common").and_then(Value::as_str)
            && let Some(path) = core_path(file, name)
        {
            return SchemaKind::Core(path);
        }
        if value.get("oneOf").is_some() {
            return SchemaKind::Union(self.union(name, value));
        }
        if value.get("enum").is_some() {
            return SchemaKind::Enum(self.enumeration(name, value));
        }
        let has_properties = value
            .get("properties")
            .and_then(Value::as_object)
            .is_some_and(|all| !all.is_empty());
        if has_properties || value.get("allOf").is_some() {
            return SchemaKind::Object(self.object(name, value));
        }
        match inline_type(value) {
            Ok(ty) => SchemaKind::Alias(ty),
            Err(message) => {
                self.problem(name, "", message);
                SchemaKind::Alias(Type::Json)
            }
        }
    }

    fn enumeration(&mut self, name: &str, value: &Value) -> Enum {
        let mut values: Vec<EnumValue> = Vec::new();
        let aliases = string_map(value, "x-aliases");
        for wire in value
            .get("enum")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let Some(wire) = wire.as_str() else {
                self.problem(name, "/enum", "values of an enumeration are text");
                continue;
            };
            let variant = variant_name(value, wire);
            if let Some(other) = values.iter().find(|other| other.variant == variant) {
                let message = format!(
                    "`{wire}` and `{}` are both named `{variant}` in Rust; rename one with x-enum-names",
                    other.wire
                );
                self.problem(name, "/enum", message);
                continue;
            }
            let doc = value
                .get("x-enum-descriptions")
                .map(|descriptions| text(descriptions, wire))
                .filter(|doc| !doc.is_empty());
            values.push(EnumValue {
                variant,
                wire: wire.to_owned(),
                aliases: aliases_of(&aliases, wire),
                doc: doc.unwrap_or_else(|| format!("`{wire}`.")),
            });
        }
        let open = value
            .get("x-open-enum")
            .and_then(Value::as_bool)
            .unwrap_or(true);
        Enum { open, values }
    }

    fn union(&mut self, name: &str, value: &Value) -> Union {
        let field = value
            .get("x-union-field")
            .and_then(Value::as_str)
            .map(str::to_owned);
        let aliases = string_map(value, "x-aliases");
        let mut variants = Vec::new();
        let mut without_tag = None;
        let tag = tag(value).map(str::to_owned);
        let entries: Vec<(String, String)> = match &tag {
            Some(_) => mapping(value)
                .into_iter()
                .map(|(wire, schema)| (wire.to_owned(), schema.to_owned()))
                .collect(),
            None => one_of(value)
                .map(|schema| (schema.to_owned(), schema.to_owned()))
                .collect(),
        };
        if entries.is_empty() {
            self.problem(name, "", "a union needs `oneOf` with references and a full discriminator mapping, or `x-untagged: true`");
        }
        for (wire, schema) in entries {
            let Some(variant) = self.schemas.get(&schema) else {
                self.problem(
                    name,
                    "/discriminator/mapping",
                    format!("no schema `{schema}`"),
                );
                continue;
            };
            if tag.as_ref().is_some_and(|tag| is_optional(variant, tag)) {
                without_tag = Some(wire.clone());
            }
            let holds = match &tag {
                Some(tag) => match keyed(variant, tag, &wire) {
                    Some(property) => match inline_type(property) {
                        Ok(ty) => Payload::Keyed {
                            ty,
                            safe: flag(property, "x-safe"),
                        },
                        Err(message) => {
                            self.problem(&schema, "/properties", message);
                            continue;
                        }
                    },
                    None if only_tag(variant, tag) => Payload::Unit,
                    None => Payload::Whole(schema.clone()),
                },
                None => Payload::Whole(schema.clone()),
            };
            variants.push(Variant {
                name: variant_name(value, &wire),
                aliases: aliases_of(&aliases, &wire),
                doc: text(variant, "description"),
                wire,
                holds,
            });
        }
        Union {
            tag,
            without_tag,
            field,
            variants,
        }
    }

    fn object(&mut self, name: &str, value: &Value) -> Object {
        let mut object = Object::default();
        self.fields(name, "", value, &mut object);
        // The tags of the unions that hold this object are written by the unions.
        let tags = self.tags_of(name);
        object
            .fields
            .retain(|field| field.constant.is_none() || !tags.contains(&field.wire));
        object
    }

    /// Tags that enclosing unions write for a schema, directly or through nested unions.
    fn tags_of(&self, name: &str) -> BTreeSet<String> {
        let mut tags = BTreeSet::new();
        let mut todo = vec![name.to_owned()];
        while let Some(name) = todo.pop() {
            for (union, value) in self.schemas {
                if let Some(tag) = tag(value)
                    && one_of(value).any(|variant| variant == name)
                    && tags.insert(tag.to_owned())
                {
                    todo.push(union.clone());
                }
            }
        }
        tags
    }

    fn fields(&mut self, name: &str, below: &str, value: &Value, object: &mut Object) {
        for (index, part) in value
            .get("allOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .enumerate()
        {
            let place = format!("{below}/allOf/{index}");
            match referenced(part) {
                Some(other) => match self.schemas.get(other) {
                    Some(schema) if schema.get("oneOf").is_some() => {
                        match schema.get("x-union-field").and_then(Value::as_str) {
                            Some(field) => object.fields.push(Field {
                                wire: field.to_owned(),
                                doc: text(schema, "description"),
                                ty: Type::Named(other.to_owned()),
                                required: true,
                                safe: false,
                                personal: false,
                                constant: None,
                                flatten: true,
                                nonempty: false,
                                deprecated: false,
                                mime_of: None,
                            }),
                            None => self.problem(
                                other,
                                "",
                                "a union that is composed into an object needs `x-union-field`",
                            ),
                        }
                    }
                    Some(schema) => {
                        let (other, schema) = (other.to_owned(), schema.clone());
                        self.fields(&other, "", &schema, object);
                    }
                    None => self.problem(name, &place, format!("no schema `{other}`")),
                },
                None => self.fields(name, &place, part, object),
            }
        }
        let required: BTreeSet<&str> = value
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        for (wire, property) in value
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            let ty = match inline_type(property) {
                Ok(ty) => ty,
                Err(message) => {
                    self.problem(
                        name,
                        &format!("{below}/properties/{}", escape(wire)),
                        message,
                    );
                    continue;
                }
            };
            let referenced_schema = if let Type::Named(other) = &ty {
                self.schemas.get(other)
            } else {
                None
            };
            let doc = Some(text(property, "description"))
                .filter(|doc| !doc.is_empty())
                .or_else(|| referenced_schema.map(|schema| text(schema, "description")))
                .unwrap_or_default();
            object.fields.retain(|field| field.wire != *wire);
            object.fields.push(Field {
                doc,
                required: required.contains(wire.as_str()),
                safe: flag(property, "x-safe")
                    || property
                        .get("items")
                        .is_some_and(|items| flag(items, "x-safe"))
                    || referenced_schema.is_some_and(|schema| flag(schema, "x-safe")),
                personal: flag(property, "x-personal"),
                constant: constant(property).map(str::to_owned),
                flatten: false,
                nonempty: property.get("minItems").and_then(Value::as_u64) > Some(0),
                deprecated: flag(property, "deprecated"),
                mime_of: property
                    .get("x-mime-of")
                    .and_then(Value::as_str)
                    .map(str::to_owned),
                wire: wire.clone(),
                ty,
            });
        }
    }
}

fn tag(value: &Value) -> Option<&str> {
    value.pointer("/discriminator/propertyName")?.as_str()
}

/// Tag values and schema names of a union, in the order of the mapping.
fn mapping(value: &Value) -> Vec<(&str, &str)> {
    value
        .pointer("/discriminator/mapping")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter_map(|(wire, target)| {
            let target = target.as_str()?;
            Some((
                wire.as_str(),
                target
                    .strip_prefix("#/components/schemas/")
                    .unwrap_or(target),
            ))
        })
        .collect()
}

fn one_of(value: &Value) -> impl Iterator<Item = &str> {
    value
        .get("oneOf")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(referenced)
}

/// The property that a keyed variant holds.
fn keyed<'a>(variant: &'a Value, tag: &str, wire: &str) -> Option<&'a Value> {
    let properties = variant.get("properties")?.as_object()?;
    let required = variant.get("required")?.as_array()?;
    let property = properties.get(wire)?;
    let alone = properties.len() == 2 && properties.contains_key(tag);
    (alone && required.iter().any(|name| name == wire)).then_some(property)
}

/// Whether an object may lack a property that it declares.
fn is_optional(object: &Value, property: &str) -> bool {
    let required = object.get("required").and_then(Value::as_array);
    object
        .get("properties")
        .is_some_and(|all| all.get(property).is_some())
        && !required.into_iter().flatten().any(|name| name == property)
}

fn only_tag(variant: &Value, tag: &str) -> bool {
    let properties = variant.get("properties").and_then(Value::as_object);
    variant.get("allOf").is_none()
        && properties
            .is_some_and(|properties| properties.len() == 1 && properties.contains_key(tag))
}

fn constant(property: &Value) -> Option<&str> {
    match property.get("enum")?.as_array()?.as_slice() {
        [only] => only.as_str(),
        _ => None,
    }
}

fn string_map(value: &Value, key: &str) -> Vec<(String, String)> {
    let entries = value
        .get(key)
        .and_then(Value::as_object)
        .into_iter()
        .flatten();
    entries
        .filter_map(|(from, to)| Some((from.clone(), to.as_str()?.to_owned())))
        .collect()
}

fn aliases_of(aliases: &[(String, String)], wire: &str) -> Vec<String> {
    aliases
        .iter()
        .filter(|(_, to)| to == wire)
        .map(|(alias, _)| alias.clone())
        .collect()
}

/// The Rust variant for a value: as `x-enum-names` says, otherwise the value in upper camel case.
fn variant_name(value: &Value, wire: &str) -> String {
    if let Some(name) = value
        .get("x-enum-names")
        .and_then(|names| names.get(wire)?.as_str())
    {
        return name.to_owned();
    }
    variant_of(wire)
}

/// A value in upper camel case; one that begins with a digit gets a `V` in front.
pub(super) fn variant_of(wire: &str) -> String {
    let name = wire.replace(['+', '.', '/'], "_").to_upper_camel_case();
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        format!("V{name}")
    } else {
        name
    }
}
