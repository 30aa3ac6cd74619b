//! Converts the schemas of a bundled OpenAPI 3.0 document to one JSON Schema (2020-12), to validate examples and traffic.
//!
//! Discriminated unions become `if` the tag says so `then` that variant, so that a message names what is wrong inside of the
//! variant and not that no variant matches. Objects refuse properties that the specification does not know: in an example such a
//! property is a misspelling, or a gap in the specification.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use crate::walk;

/// Who wrote the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Writer {
    /// A client of the platform: exactly what the specification says.
    Client,
    /// The platform, which writes some numbers as text, some ids as numbers, other spellings of enumeration values and their capitals as
    /// small letters or the reverse, and `null` where a property is absent.
    Platform,
}

/// The schemas of one document, converted for what one side writes.
#[derive(Debug)]
pub struct Schemas<'a> {
    document: &'a Value,
    writer: Writer,
    definitions: Value,
}

/// A compiled schema.
#[derive(Debug)]
pub struct Validator {
    schema: jsonschema::Validator,
    writer: Writer,
}

/// A violation of a schema.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// JSON pointer into the value.
    pub pointer: String,
    /// What is wrong there.
    pub message: String,
}

impl Validator {
    /// All violations by `value`, sorted by their place.
    #[must_use]
    pub fn validate(&self, value: &Value) -> Vec<Violation> {
        let value = match self.writer {
            Writer::Client => Cow::Borrowed(value),
            Writer::Platform => Cow::Owned(without_null(value)),
        };
        let errors: Vec<_> = self.schema.iter_errors(&value).collect();
        let places: Vec<(String, bool)> = errors
            .iter()
            .map(|error| {
                (
                    error.instance_path().to_string(),
                    error.kind().keyword() == UNEVALUATED,
                )
            })
            .collect();
        let mut violations: Vec<Violation> = errors
            .iter()
            .zip(&places)
            // What fails has evaluated nothing, so the properties of all that holds it look unknown.
            .filter(|(_, (at, unknown))| {
                let cause =
                    |(place, other): &(String, bool)| below(place, at) && !(*other && place == at);
                !unknown || !places.iter().any(cause)
            })
            .map(|(error, (at, unknown))| {
                let whole = matches!(
                    error.instance().as_ref(),
                    Value::Object(_) | Value::Array(_)
                );
                let message = if whole && !unknown {
                    error.masked().to_string()
                } else {
                    error.to_string()
                };
                Violation {
                    pointer: at.clone(),
                    message,
                }
            })
            .collect();
        violations.sort();
        violations.dedup();
        violations
    }
}

/// The value without the properties that are `null`, which are as good as absent.
fn without_null(value: &Value) -> Value {
    match value {
        Value::Object(map) => map
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name.clone(), without_null(value)))
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(items) => items.iter().map(without_null).collect(),
        scalar => scalar.clone(),
    }
}

fn below(place: &str, at: &str) -> bool {
    place
        .strip_prefix(at)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

const UNEVALUATED: &str = "unevaluatedProperties";

impl<'a> Schemas<'a> {
    /// Converts all schemas of a bundled document.
    #[must_use]
    pub fn new(document: &'a Value, writer: Writer) -> Self {
        let mut schemas = Self {
            document,
            writer,
            definitions: Value::Null,
        };
        let named = document
            .pointer("/components/schemas")
            .and_then(Value::as_object);
        schemas.definitions = named
            .into_iter()
            .flatten()
            .map(|(name, schema)| (name.clone(), schemas.convert(schema)))
            .collect::<Map<_, _>>()
            .into();
        schemas
    }

    /// Compiles a schema of the document, such as that of a media type.
    ///
    /// # Errors
    /// When the schema is not valid, for instance because of a pattern that is no regular expression.
    pub fn compile(&self, schema: &Value) -> Result<Validator, String> {
        let root = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$defs": self.definitions,
            "allOf": [self.used(schema)],
        });
        jsonschema::options()
            .with_draft(jsonschema::Draft::Draft202012)
            .offline()
            .build(&root)
            .map(|schema| Validator {
                schema,
                writer: self.writer,
            })
            .map_err(|error| error.to_string())
    }

    /// A schema at a place where values are, as opposed to a part of a composition: unknown properties are refused here.
    fn used(&self, schema: &Value) -> Value {
        let mut converted = self.convert(schema);
        if self.has_properties(schema, 0)
            && let Value::Object(map) = &mut converted
        {
            map.insert(UNEVALUATED.to_owned(), false.into());
        }
        converted
    }

    /// Whether a schema names properties, itself or through what it refers to.
    fn has_properties(&self, schema: &Value, depth: usize) -> bool {
        let parts = |key: &str| {
            schema
                .get(key)
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
        };
        if let Some(target) = self.resolve(schema) {
            // Deeper nesting than this is a cycle.
            return depth < 32 && self.has_properties(target, depth + 1);
        }
        schema.get("properties").is_some()
            || parts("allOf")
                .chain(parts("oneOf"))
                .any(|part| self.has_properties(part, depth + 1))
    }

    fn resolve(&self, schema: &Value) -> Option<&'a Value> {
        self.document
            .pointer(walk::reference(schema)?.strip_prefix('#')?)
    }

    fn convert(&self, schema: &Value) -> Value {
        let Some(map) = schema.as_object() else {
            return schema.clone();
        };
        if let Some(name) = walk::reference(schema) {
            return json!({ "$ref": definition(name) });
        }
        let mut out = Map::new();
        for (key, value) in map {
            match (key.as_str(), value) {
                ("properties", Value::Object(properties)) => {
                    let converted = properties
                        .iter()
                        .map(|(name, property)| (name.clone(), self.used(property)));
                    out.insert(key.clone(), converted.collect::<Map<_, _>>().into());
                }
                ("items" | "additionalProperties", Value::Object(_)) => {
                    out.insert(key.clone(), self.used(value));
                }
                ("allOf", Value::Array(parts)) => {
                    out.insert(
                        key.clone(),
                        parts.iter().map(|part| self.convert(part)).collect(),
                    );
                }
                ("oneOf" | "anyOf", Value::Array(variants)) => self.union(map, variants, &mut out),
                ("enum", Value::Array(values)) => {
                    out.insert(key.clone(), self.values(map, values));
                }
                ("type", Value::String(name)) => {
                    out.insert(key.clone(), self.types(map, name));
                }
                _ if KEPT.contains(&key.as_str()) => {
                    out.insert(key.clone(), value.clone());
                }
                _ => {}
            }
        }
        exclusive(map, &mut out, "minimum", "exclusiveMinimum");
        exclusive(map, &mut out, "maximum", "exclusiveMaximum");
        out.into()
    }

    fn types(&self, schema: &Map<String, Value>, name: &str) -> Value {
        let common = schema.get("x-common").and_then(Value::as_str);
        match (self.writer, name) {
            (Writer::Platform, "integer" | "number") => json!([name, "string"]),
            (Writer::Platform, "string") if common == Some("common/ids.yaml") => {
                json!([name, "integer"])
            }
            _ => name.into(),
        }
    }

    fn values(&self, schema: &Map<String, Value>, values: &[Value]) -> Value {
        if self.writer == Writer::Client {
            return values.iter().cloned().collect();
        }
        let aliases = schema.get("x-aliases").and_then(Value::as_object);
        let spelled: Vec<&str> = values
            .iter()
            .filter_map(Value::as_str)
            .chain(aliases.into_iter().flat_map(Map::keys).map(String::as_str))
            .collect();
        let mut all: Vec<Value> = values.to_vec();
        for spelling in spelled {
            for other in [
                spelling.to_owned(),
                spelling.to_lowercase(),
                spelling.to_uppercase(),
            ] {
                if !all.contains(&Value::from(other.as_str())) {
                    all.push(other.into());
                }
            }
        }
        all.into()
    }

    fn union(&self, schema: &Map<String, Value>, variants: &[Value], out: &mut Map<String, Value>) {
        let discriminator = schema.get("discriminator");
        let tag = discriminator
            .and_then(|it| it.get("propertyName"))
            .and_then(Value::as_str);
        let mapping = discriminator
            .and_then(|it| it.get("mapping"))
            .and_then(Value::as_object);
        let (Some(tag), Some(mapping)) = (tag, mapping) else {
            out.insert(
                "anyOf".to_owned(),
                variants
                    .iter()
                    .map(|variant| self.convert(variant))
                    .collect(),
            );
            return;
        };
        let targets: Vec<(&str, &str)> = mapping
            .iter()
            .filter_map(|(value, target)| Some((value.as_str(), target.as_str()?)))
            .collect();
        let keys: Vec<&str> = targets.iter().map(|(value, _)| *value).collect();
        out.insert("properties".to_owned(), json!({ tag: { "enum": keys } }));
        let mut branches: Vec<Value> = targets
            .iter()
            .map(|(value, target)| {
                json!({
                    "if": { "properties": { tag: { "const": value } }, "required": [tag] },
                    "then": { "$ref": definition(target) },
                })
            })
            .collect();
        // One variant may do without its tag; a value that has none is that variant.
        let mut untagged = targets
            .iter()
            .filter(|(_, target)| !self.requires(target, tag, 0));
        match (untagged.next(), untagged.next()) {
            (Some((_, target)), None) => branches.push(json!({
                "if": { "not": { "required": [tag] } },
                "then": { "$ref": definition(target) },
            })),
            _ => {
                out.insert("required".to_owned(), json!([tag]));
            }
        }
        out.insert("type".to_owned(), "object".into());
        out.insert("allOf".to_owned(), branches.into());
    }

    /// Whether the schema that a reference names requires a property.
    fn requires(&self, reference: &str, property: &str, depth: usize) -> bool {
        let Some(schema) = reference
            .strip_prefix('#')
            .and_then(|at| self.document.pointer(at))
        else {
            return true;
        };
        let required = schema.get("required").and_then(Value::as_array);
        let parts = |key: &str| {
            schema
                .get(key)
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(walk::reference)
        };
        depth > 32
            || required.is_some_and(|all| all.iter().any(|name| name == property))
            || parts("allOf").any(|part| self.requires(part, property, depth + 1))
            || (parts("oneOf").next().is_some()
                && parts("oneOf").all(|part| self.requires(part, property, depth + 1)))
    }
}

/// Keywords that mean the same in both dialects.
const KEPT: [&str; 13] = [
    "required",
    "minLength",
    "maxLength",
    "pattern",
    "minimum",
    "maximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "additionalProperties",
];

fn definition(reference: &str) -> String {
    reference.replace("#/components/schemas/", "#/$defs/")
}

/// OpenAPI 3.0 marks a limit as exclusive; JSON Schema has a keyword of its own for such a limit.
fn exclusive(schema: &Map<String, Value>, out: &mut Map<String, Value>, limit: &str, flag: &str) {
    if schema.get(flag) == Some(&Value::Bool(true))
        && let Some(value) = out.remove(limit)
    {
        out.insert(flag.to_owned(), value);
    }
}

#[cfg(test)]
mod tests;
