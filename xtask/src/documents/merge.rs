//! One object out of several: all their properties, of which those are required that each of them requires.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToUpperCamelCase as _;
use serde_json::{Map, Value, json};

mod texts;

use texts::{by_form, by_tag, descriptions, explain_tag};

use super::unions::{mapping, members, named, reference_to, tag_of, text};

/// Extensions that say something about a union only.
const OF_UNIONS: [&str; 4] = ["x-untagged", "x-union-field", "x-enum-names", "x-aliases"];

/// Limits of which the loosest holds where several schemas become one, with whether that is the smallest.
const LIMITS: [(&str, bool); 6] = [
    ("minLength", true),
    ("maxLength", false),
    ("minItems", true),
    ("maxItems", false),
    ("minimum", true),
    ("maximum", false),
];

/// A schema with what tells it from its alternatives: a tag, or nothing.
type Labelled = (Option<String>, Value);

/// Named schemas that objects are made of.
#[derive(Debug)]
pub(super) struct Merger {
    /// The schemas.
    pub(super) schemas: Map<String, Value>,
    /// Names of those that are used outside of the schemas.
    pub(super) outside: BTreeSet<String>,
    /// Forms of the unions that became objects, as Markdown.
    pub(super) forms: BTreeMap<String, String>,
}

impl Merger {
    pub(super) fn new(schemas: Map<String, Value>, outside: BTreeSet<String>) -> Self {
        Self {
            schemas,
            outside,
            forms: BTreeMap::new(),
        }
    }

    /// A name that no schema has.
    pub(super) fn free(&self, name: &str) -> String {
        let mut free = name.to_owned();
        while self.schemas.contains_key(&free) {
            free.push_str("Form");
        }
        free
    }

    /// A schema as one object with properties.
    pub(super) fn as_object(&mut self, name: &str) -> Value {
        let Some(schema) = self.schemas.get(name).cloned() else {
            return Value::Null;
        };
        if schema.get("oneOf").is_some() {
            return self.union(name, &schema);
        }
        if schema.get("allOf").is_none() {
            return schema;
        }
        let parts: Vec<Value> = members(&schema, "allOf")
            .iter()
            .map(|part| self.as_object(part))
            .collect();
        let mut object = described(&schema);
        let (mut properties, mut required) = (Map::new(), Vec::new());
        for part in &parts {
            properties.extend(properties_of(part).map(|(name, it)| (name.clone(), it.clone())));
            required.extend(required_of(part));
        }
        object.insert("required".to_owned(), required.into());
        object.insert("properties".to_owned(), properties.into());
        object.into()
    }

    fn union(&mut self, name: &str, union: &Value) -> Value {
        let tag = tag_of(union).map(str::to_owned);
        let variants: Vec<Labelled> = if tag.is_some() {
            let variants = mapping(union).into_iter();
            variants
                .map(|(value, variant)| (Some(value), self.as_object(&variant)))
                .collect()
        } else {
            let variants = members(union, "oneOf").into_iter();
            variants
                .map(|variant| (None, self.as_object(&variant)))
                .collect()
        };
        let forms = match &tag {
            Some(tag) => by_tag(tag, &variants),
            None => by_form(&variants),
        };
        let mut object = self.merge(name, tag.as_deref(), &variants);
        let mut whole = described(union);
        let description = text(union, "description").to_owned() + &forms;
        whole.insert("description".to_owned(), description.into());
        whole.append(&mut object);
        self.forms.insert(name.to_owned(), forms);
        whole.into()
    }

    /// The properties of all variants.
    fn merge(
        &mut self,
        name: &str,
        tag: Option<&str>,
        variants: &[Labelled],
    ) -> Map<String, Value> {
        let mut all: Map<String, Value> = Map::new();
        for (_, variant) in variants {
            for (property, _) in properties_of(variant) {
                all.entry(property.clone()).or_insert(Value::Null);
            }
        }
        for (property, merged) in &mut all {
            let found: Vec<Labelled> = variants
                .iter()
                .filter_map(|(label, variant)| {
                    let schema = variant.get("properties")?.get(property)?;
                    Some((label.clone(), schema.clone()))
                })
                .collect();
            let hint = format!("{name}{}", property.to_upper_camel_case());
            *merged = self.property(&hint, tag, &found);
            if Some(property.as_str()) == tag {
                explain_tag(merged, variants);
            }
        }
        let mut required: Vec<String> = Vec::new();
        if let Some((_, first)) = variants.first() {
            required = required_of(first);
            for (_, variant) in variants {
                let also = required_of(variant);
                required.retain(|property| also.contains(property));
            }
        }
        let mut object = Map::new();
        object.insert("type".to_owned(), "object".into());
        if !required.is_empty() {
            object.insert("required".to_owned(), required.into());
        }
        object.insert("properties".to_owned(), all.into());
        object
    }

    /// One schema for a property that several variants have.
    fn property(&mut self, hint: &str, tag: Option<&str>, found: &[Labelled]) -> Value {
        let mut distinct: Vec<Labelled> = Vec::new();
        for (label, schema) in found {
            if !distinct
                .iter()
                .any(|(_, other)| bare(other) == bare(schema))
            {
                distinct.push((label.clone(), schema.clone()));
            }
        }
        let description = descriptions(tag, found);
        if let [(_, only)] = distinct.as_slice() {
            let mut only = only.clone();
            if let (Some(description), Some(map)) = (description, only.as_object_mut())
                && map.contains_key("description")
            {
                map.insert("description".to_owned(), description.into());
            }
            return only;
        }
        let resolved: Vec<Labelled> = distinct
            .iter()
            .map(|(label, schema)| (label.clone(), self.resolve(schema)))
            .collect();
        let kinds: BTreeSet<&str> = resolved.iter().map(|(_, schema)| kind(schema)).collect();
        let kind = match kinds.first() {
            Some(kind) if kinds.len() == 1 => (*kind).to_owned(),
            _ => String::new(),
        };
        let mut merged = match kind.as_str() {
            "array" => self.arrays(hint, tag, &resolved),
            "object" => self.objects(hint, &distinct),
            "" => any_of(&distinct),
            scalar => scalars(scalar, &resolved),
        };
        // The descriptions of constants are those of the values.
        let explained = merged.get("x-enum-descriptions").is_some() && tag.is_none();
        if let (Some(description), Some(map)) = (description, merged.as_object_mut())
            && !explained
        {
            // A reference has no siblings.
            if let Some(reference) = map.remove("$ref") {
                map.insert("allOf".to_owned(), json!([{ "$ref": reference }]));
            }
            map.insert("description".to_owned(), description.into());
        }
        merged
    }

    fn arrays(&mut self, hint: &str, tag: Option<&str>, found: &[Labelled]) -> Value {
        let items: Vec<Labelled> = found
            .iter()
            .filter_map(|(label, schema)| Some((label.clone(), schema.get("items")?.clone())))
            .collect();
        let hint = hint.strip_suffix('s').unwrap_or(hint);
        let items = self.property(hint, tag, &items);
        let mut array = loosest(found);
        array.insert("type".to_owned(), "array".into());
        array.insert("items".to_owned(), items);
        array.into()
    }

    /// Objects become a union by the tag that all of them have, or one object.
    fn objects(&mut self, hint: &str, found: &[Labelled]) -> Value {
        let mut names: Vec<String> = Vec::new();
        for (_, schema) in found {
            let Some(name) = target(schema) else {
                return any_of(found);
            };
            let inner = self.schemas.get(name).map(mapping).unwrap_or_default();
            if inner.is_empty() {
                names.push(name.to_owned());
            } else {
                names.extend(inner.into_iter().map(|(_, variant)| variant));
            }
        }
        let mut seen = BTreeSet::new();
        names.retain(|name| seen.insert(name.clone()));
        let objects: Vec<(String, Value)> = names
            .into_iter()
            .map(|name| (name.clone(), self.as_object(&name)))
            .collect();
        let name = self.free(hint);
        let union = match shared_tag(&objects) {
            Some(tag) => self.by_shared_tag(&name, &tag, &objects),
            None => {
                let variants: Vec<Labelled> = objects
                    .iter()
                    .map(|(_, object)| (None, object.clone()))
                    .collect();
                let mut whole = Map::new();
                let description = format!("{}{}", first(&objects), by_form(&variants));
                whole.insert("description".to_owned(), description.into());
                whole.append(&mut self.merge(&name, None, &variants));
                whole.into()
            }
        };
        self.schemas.insert(name.clone(), union);
        reference_to(&name)
    }

    fn by_shared_tag(&mut self, name: &str, tag: &str, objects: &[(String, Value)]) -> Value {
        let mut groups: Vec<(String, Vec<&(String, Value)>)> = Vec::new();
        for object in objects {
            let value = constant(&object.1, tag).unwrap_or_default();
            match groups.iter_mut().find(|(known, _)| known == value) {
                Some((_, group)) => group.push(object),
                None => groups.push((value.to_owned(), vec![object])),
            }
        }
        let (mut variants, mut tags) = (Vec::new(), Map::new());
        for (value, group) in groups {
            let target = match group.as_slice() {
                [(only, _)] => only.clone(),
                several => {
                    let list: Vec<Labelled> = several
                        .iter()
                        .map(|(_, object)| (None, object.clone()))
                        .collect();
                    let free = self.free(&format!("{name}{}", value.to_upper_camel_case()));
                    let description = several
                        .first()
                        .map(|(_, object)| text(object, "description").to_owned())
                        .unwrap_or_default()
                        + &by_form(&list);
                    let mut whole = Map::new();
                    whole.insert("description".to_owned(), description.into());
                    whole.append(&mut self.merge(&free, None, &list));
                    self.schemas.insert(free.clone(), whole.into());
                    free
                }
            };
            variants.push(reference_to(&target));
            tags.insert(value, format!("#/components/schemas/{target}").into());
        }
        json!({
            "description": first(objects),
            "oneOf": variants,
            "discriminator": {"propertyName": tag, "mapping": tags},
        })
    }

    /// A schema behind its references.
    fn resolve(&self, schema: &Value) -> Value {
        match target(schema).and_then(|name| self.schemas.get(name)) {
            Some(target) => self.resolve(target),
            None => schema.clone(),
        }
    }
}

/// The schema that a node refers to, alone or with a description.
fn target(schema: &Value) -> Option<&str> {
    if let Some([only]) = schema
        .get("allOf")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
    {
        return named(only);
    }
    named(schema)
}

fn kind(schema: &Value) -> &str {
    match schema.get("type").and_then(Value::as_str) {
        Some(kind) => kind,
        None if schema.get("allOf").is_some() || schema.get("discriminator").is_some() => "object",
        None => "",
    }
}

/// What a schema demands, without what it says.
fn bare(schema: &Value) -> Value {
    match schema {
        Value::Object(map) => {
            if let Some(name) = target(schema) {
                return reference_to(name);
            }
            map.iter()
                .filter(|(key, _)| !matches!(key.as_str(), "description" | "example" | "x-source"))
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect::<Map<_, _>>()
                .into()
        }
        other => other.clone(),
    }
}

/// The beginning of an object: what a schema says about itself.
fn described(schema: &Value) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("type".to_owned(), "object".into());
    for (key, value) in schema.as_object().into_iter().flatten() {
        let kept = key == "description" || key == "deprecated" || key.starts_with("x-");
        if kept && !OF_UNIONS.contains(&key.as_str()) {
            object.insert(key.clone(), value.clone());
        }
    }
    object
}

fn properties_of(object: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let properties = object.get("properties").and_then(Value::as_object);
    properties.into_iter().flatten()
}

fn required_of(object: &Value) -> Vec<String> {
    let required = object.get("required").and_then(Value::as_array);
    required
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

/// The only value of a property.
fn constant<'a>(object: &'a Value, property: &str) -> Option<&'a str> {
    only_value(object.get("properties")?.get(property)?)
}

fn only_value(schema: &Value) -> Option<&str> {
    match schema.get("enum")?.as_array()?.as_slice() {
        [value] => value.as_str(),
        _ => None,
    }
}

/// A property that is a constant in all objects, and not the same in all.
fn shared_tag(objects: &[(String, Value)]) -> Option<String> {
    let (_, first) = objects.first()?;
    properties_of(first)
        .map(|(name, _)| name)
        .find(|name| {
            let values: BTreeSet<Option<&str>> = objects
                .iter()
                .map(|(_, object)| constant(object, name))
                .collect();
            values.len() > 1 && !values.contains(&None)
        })
        .cloned()
}

/// Text of one type: all values of enumerations, and the loosest limits.
fn scalars(kind: &str, found: &[Labelled]) -> Value {
    let mut scalar = loosest(found);
    scalar.insert("type".to_owned(), kind.into());
    let lists: Vec<&Vec<Value>> = found
        .iter()
        .filter_map(|(_, schema)| schema.get("enum")?.as_array())
        .collect();
    if lists.len() == found.len() {
        let (mut values, mut texts) = (Vec::new(), Map::new());
        for (_, schema) in found {
            for value in schema
                .get("enum")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
            {
                if !values.contains(value) {
                    values.push(value.clone());
                }
            }
            let described = schema.get("x-enum-descriptions").and_then(Value::as_object);
            texts.extend(described.cloned().unwrap_or_default());
            if let Some(value) = only_value(schema) {
                let text = text(schema, "description").to_owned();
                texts.insert(value.to_owned(), text.into());
            }
        }
        if texts.len() == values.len() {
            scalar.insert("x-enum-descriptions".to_owned(), texts.into());
        }
        scalar.insert("enum".to_owned(), values.into());
    }
    scalar.into()
}

/// The keywords that all schemas have with the same value, and limits that hold for all.
fn loosest(found: &[Labelled]) -> Map<String, Value> {
    let mut kept = Map::new();
    let Some((_, first)) = found.first() else {
        return kept;
    };
    for (key, value) in first.as_object().into_iter().flatten() {
        let skipped = matches!(
            key.as_str(),
            "description"
                | "example"
                | "items"
                | "enum"
                | "type"
                | "x-enum-descriptions"
                | "x-enum-names"
                | "x-common"
        );
        let same = found
            .iter()
            .all(|(_, schema)| schema.get(key) == Some(value));
        if !skipped && same {
            kept.insert(key.clone(), value.clone());
        }
    }
    for (limit, smallest) in LIMITS {
        let values: Vec<i64> = found
            .iter()
            .filter_map(|(_, schema)| schema.get(limit)?.as_i64())
            .collect();
        let value = if smallest {
            values.iter().min()
        } else {
            values.iter().max()
        };
        if let Some(value) = value
            && values.len() == found.len()
        {
            kept.insert(limit.to_owned(), (*value).into());
        }
    }
    kept
}

fn any_of(found: &[Labelled]) -> Value {
    let list: Vec<&Value> = found.iter().map(|(_, schema)| schema).collect();
    json!({ "anyOf": list })
}

fn first(objects: &[(String, Value)]) -> &str {
    objects
        .first()
        .map(|(_, object)| text(object, "description"))
        .unwrap_or_default()
}
