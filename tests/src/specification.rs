//! Calls of every operation, built from the specification: its examples, and the examples of its parameters.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use serde_json::{Map, Value, json as value};
use whatsapp_business_conformance::Arguments;
use xtask::bundle::{self, Bundled, Direction};
use xtask::family::Family;
use xtask::model::{Api, Body, Host, Operation, Place, SchemaKind, Type};
use xtask::read;

use crate::json;

/// Root of the workspace.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A family in the specification.
#[derive(Debug)]
pub struct Specification {
    /// The bundled document with its examples.
    pub bundled: Bundled,
    /// The API that the document describes.
    pub api: Api,
}

/// A call and its expected form on the wire.
#[derive(Clone, Debug)]
pub struct Call {
    /// Operation id.
    pub operation: String,
    /// Variant of the example that the body comes from, or `plain`.
    pub variant: String,
    /// Arguments, by their names on the wire.
    pub arguments: Arguments,
    /// HTTP method.
    pub method: String,
    /// Host.
    pub host: Host,
    /// Path with its parameters filled in, without the version.
    pub path: String,
    /// Headers with a single value, by name.
    pub headers: Vec<(String, String)>,
    /// Query, sorted.
    pub query: Vec<(String, String)>,
    /// Body.
    pub body: Sent,
    /// Sent without an access token.
    pub is_anonymous: bool,
}

/// The body of a call, as it must be sent.
#[derive(Clone, Debug, PartialEq)]
pub enum Sent {
    /// None.
    Nothing,
    /// JSON.
    Json(Value),
    /// Form fields.
    Form(Value),
    /// Parts of a multipart body.
    Multipart(Value),
}

impl Specification {
    /// All families.
    ///
    /// # Errors
    ///
    /// Returns an error if the specification is invalid.
    pub fn all() -> Result<Vec<Self>> {
        let root = root();
        let families = Family::discover(&root).map_err(|findings| anyhow::anyhow!("{findings}"))?;
        families
            .iter()
            .map(|family| Self::read(&root, family))
            .collect()
    }

    fn read(root: &Path, family: &Family) -> Result<Self> {
        let bundled =
            bundle::bundle(root, family).map_err(|findings| anyhow::anyhow!("{findings}"))?;
        match read::read(&family.name, &bundled.document) {
            Ok(api) => Ok(Self { bundled, api }),
            Err(problems) => bail!("{problems:?}"),
        }
    }

    /// The operations whose methods are generated.
    pub fn generated(&self) -> impl Iterator<Item = &Operation> {
        let operations = self.api.operations.iter();
        operations.filter(|operation| !operation.manual)
    }

    /// The examples of an operation, with their variants.
    pub fn examples<'a>(
        &'a self,
        operation: &'a str,
        direction: Direction,
    ) -> impl Iterator<Item = (&'a str, &'a Value)> {
        self.bundled
            .examples
            .iter()
            .filter(move |example| {
                example.operation_id == operation && example.direction == direction
            })
            .map(|example| (example.variant.as_str(), &example.value))
    }

    /// The parts of an example that were lost, except other spellings of enumeration values, which become the usual one.
    #[must_use]
    pub fn lost(&self, input: &Value, output: &Value) -> Vec<String> {
        let is_alias = |text: &str| {
            self.api.schemas.values().any(|schema| match &schema.kind {
                SchemaKind::Enum(enumeration) => enumeration
                    .values
                    .iter()
                    .any(|value| value.aliases.iter().any(|alias| alias == text)),
                _ => false,
            })
        };
        let leaves = json::leaves(input);
        let is_respelled = |path: &String| {
            leaves
                .iter()
                .any(|(other, value)| other == path && value.as_str().is_some_and(is_alias))
        };
        json::lost(input, output)
            .into_iter()
            .filter(|path| !is_respelled(path))
            .collect()
    }

    /// One call per request example of an operation, or one if it has no body. `optional` also fills in the optional query parameters.
    #[must_use]
    pub fn calls(&self, operation: &Operation, optional: bool) -> Vec<Call> {
        let mut bodies: Vec<(String, Option<&Value>)> = match operation.body {
            Body::None | Body::Bytes => vec![("plain".to_owned(), None)],
            _ => self
                .examples(&operation.id, Direction::Request)
                .map(|(variant, value)| (variant.to_owned(), Some(value)))
                .collect(),
        };
        if optional {
            bodies.truncate(1);
        }
        bodies
            .into_iter()
            .map(|(variant, body)| self.call(operation, variant, body, optional))
            .collect()
    }

    fn call(
        &self,
        operation: &Operation,
        variant: String,
        body: Option<&Value>,
        optional: bool,
    ) -> Call {
        let mut arguments = Map::new();
        let mut path = operation.path.clone();
        let mut query = Vec::new();
        let mut headers = Vec::new();
        for parameter in &operation.parameters {
            if let Some(value) = &parameter.constant {
                let list = match parameter.place {
                    Place::Header => &mut headers,
                    Place::Path | Place::Query => &mut query,
                };
                list.push((parameter.wire.clone(), value.clone()));
                continue;
            }
            if !parameter.required && !optional {
                continue;
            }
            let value = self.sample(
                &operation.path_key,
                &operation.method,
                &parameter.wire,
                &parameter.ty,
            );
            match parameter.place {
                Place::Path => {
                    path = path.replace(&format!("{{{}}}", parameter.wire), &text(&value));
                }
                Place::Query if parameter.json => {
                    query.push((parameter.wire.clone(), value.to_string()));
                }
                Place::Query => query.push((parameter.wire.clone(), text(&value))),
                Place::Header => {}
            }
            let value = match (&parameter.expansion, value) {
                (Some(_), Value::String(text)) => Value::Object(filters(&text)),
                (_, value) => value,
            };
            arguments.insert(parameter.wire.clone(), value);
        }
        query.sort();
        let body = match (&operation.body, body.cloned()) {
            (_, None) => Sent::Nothing,
            (Body::Multipart(_), Some(value)) => {
                arguments.extend(value.as_object().cloned().unwrap_or_default());
                Sent::Multipart(value)
            }
            (body, Some(value)) => {
                arguments.insert("body".to_owned(), value.clone());
                if matches!(body, Body::Form(_)) {
                    Sent::Form(value)
                } else {
                    Sent::Json(value)
                }
            }
        };
        let method = operation.method.clone();
        Call {
            operation: operation.id.clone(),
            variant,
            arguments,
            method,
            host: operation.host,
            path,
            headers,
            query,
            body,
            is_anonymous: operation.anonymous,
        }
    }

    /// A value for a parameter: its example, otherwise one of its type.
    fn sample(&self, path: &str, method: &str, name: &str, ty: &Type) -> Value {
        let parameters = self
            .bundled
            .document
            .get("paths")
            .and_then(|paths| paths.get(path));
        let here = parameters.and_then(|item| item.get(method.to_ascii_lowercase()));
        let parameter = [parameters, here]
            .into_iter()
            .flatten()
            .filter_map(|item| item.get("parameters")?.as_array())
            .flatten()
            .map(|parameter| self.resolve(parameter))
            .find(|parameter| parameter.get("name").is_some_and(|other| other == name));
        let schema = parameter
            .and_then(|parameter| parameter.get("schema"))
            .map(|schema| self.resolve(schema));
        let given = parameter
            .and_then(|parameter| parameter.get("example"))
            .or_else(|| schema.and_then(|schema| schema.get("example")));
        if let Some(given) = given {
            return given.clone();
        }
        let item = schema
            .and_then(|schema| schema.get("items"))
            .map(|items| self.resolve(items));
        let first = |schema: Option<&Value>| {
            schema.and_then(|schema| {
                schema
                    .get("enum")?
                    .get(0)
                    .or_else(|| schema.get("example"))
                    .cloned()
            })
        };
        match ty {
            Type::Integer | Type::Number => schema
                .and_then(|schema| schema.get("minimum").cloned())
                .unwrap_or(value!(7)),
            Type::Boolean => value!(true),
            Type::Array(inner) => {
                let value = first(item).unwrap_or_else(|| match **inner {
                    Type::Integer | Type::Number => value!(7),
                    _ => value!("one"),
                });
                value!([value, value])
            }
            _ => first(schema).unwrap_or_else(|| value!("word")),
        }
    }

    fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        let target = value.get("$ref").and_then(Value::as_str);
        target
            .and_then(|target| self.bundled.target(target))
            .map_or(value, |(value, _)| value)
    }
}

/// The filters of an expanded field, `field.name(value).name(value)`.
#[must_use]
pub fn filters(expansion: &str) -> Map<String, Value> {
    let parts = expansion.split(").").filter_map(|part| {
        let (name, value) = part.trim_end_matches(')').split_once('(')?;
        let name = name.rsplit('.').next()?;
        let value = serde_json::from_str(value).unwrap_or_else(|_| value!(value));
        Some((name.to_owned(), value))
    });
    parts.collect()
}

/// A value as written in a path or query.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}
