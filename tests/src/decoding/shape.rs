//! Shapes of received JSON, read from the schemas of a bundled document.
//!
//! They are read from the document itself, not from the model of the generator, so that a mistake in that model is found.

use std::collections::{BTreeMap, HashMap};

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value};
use xtask::bundle::Bundled;
use xtask::walk;

/// A shape in [`Shapes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ShapeId(usize);

/// What a schema describes.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Text.
    Text,
    /// One of several texts, or an unknown one.
    Enumeration(Vec<String>),
    /// Integer.
    Integer,
    /// Number.
    Number,
    /// Boolean.
    Boolean,
    /// Text or integer.
    Timestamp,
    /// Any JSON.
    Any,
    /// Any object.
    AnyObject,
    /// A list of items.
    List(ShapeId),
    /// A list of at least one item.
    NonEmpty(ShapeId),
    /// An object with entries of any name.
    Map(ShapeId),
    /// An object with these properties.
    Object(Vec<Property>),
    /// A change of a webhook: the value's shape, by field.
    Change(BTreeMap<String, ShapeId>),
}

/// A property of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Property {
    /// Name.
    pub name: String,
    /// Whether it is always present.
    pub required: bool,
    /// Shape of its value.
    pub shape: ShapeId,
}

/// The shapes of a document.
#[derive(Debug, Default)]
pub struct Shapes(Vec<Shape>);

impl Shapes {
    /// A shape.
    #[must_use]
    pub fn get(&self, id: ShapeId) -> &Shape {
        self.0.get(id.0).unwrap_or(&Shape::Any)
    }
}

/// Reads the shapes of a document.
#[derive(Debug)]
pub struct Reader<'a> {
    bundled: &'a Bundled,
    shapes: Shapes,
    /// Schemas by reference; they may contain themselves.
    named: HashMap<String, ShapeId>,
}

impl<'a> Reader<'a> {
    /// Begins to read.
    #[must_use]
    pub fn new(bundled: &'a Bundled) -> Self {
        Self {
            bundled,
            shapes: Shapes::default(),
            named: HashMap::new(),
        }
    }

    /// The shapes that were read.
    #[must_use]
    pub fn finish(self) -> Shapes {
        self.shapes
    }

    /// The shape of a successful response. `None` if it is not JSON.
    ///
    /// # Errors
    ///
    /// Returns an error if a schema is outside of the dialect of received types.
    pub fn response(&mut self, path: &str, method: &str) -> Result<Option<ShapeId>> {
        let bundled = self.bundled;
        let operation = ["paths", path, &method.to_ascii_lowercase()]
            .into_iter()
            .try_fold(&bundled.document, |node, name| node.get(name));
        let schema = operation.and_then(walk::success).and_then(|(_, success)| {
            success
                .get("content")?
                .get("application/json")?
                .get("schema")
        });
        schema.map(|schema| self.read(schema)).transpose()
    }

    /// The shape of a schema by its name.
    ///
    /// # Errors
    ///
    /// As in [`response`](Self::response).
    pub fn schema(&mut self, name: &str) -> Result<ShapeId> {
        self.named(&format!("#/components/schemas/{name}"))
    }

    /// The shapes of the values of all webhooks, by field, without aliases.
    ///
    /// # Errors
    ///
    /// As in [`response`](Self::response).
    pub fn webhooks(&mut self) -> Result<BTreeMap<String, ShapeId>> {
        let webhooks = self.bundled.document.get("x-webhooks");
        let webhooks = webhooks.and_then(Value::as_object).into_iter().flatten();
        webhooks
            .map(|(field, webhook)| {
                let value = webhook.get("value").context("a webhook without value")?;
                Ok((field.clone(), self.read(value)?))
            })
            .collect()
    }

    /// The shape of a whole payload with changes of these fields.
    pub fn payload(&mut self, values: BTreeMap<String, ShapeId>) -> ShapeId {
        let text = self.push(Shape::Text);
        let time = self.push(Shape::Timestamp);
        let change = self.push(Shape::Change(values));
        let changes = self.push(Shape::List(change));
        let entry = self.object([("id", text), ("time", time), ("changes", changes)]);
        let entries = self.push(Shape::List(entry));
        self.object([("object", text), ("entry", entries)])
    }

    fn object<const N: usize>(&mut self, properties: [(&str, ShapeId); N]) -> ShapeId {
        let properties = properties.map(|(name, shape)| Property {
            name: name.to_owned(),
            required: false,
            shape,
        });
        self.push(Shape::Object(properties.into()))
    }

    fn push(&mut self, shape: Shape) -> ShapeId {
        self.shapes.0.push(shape);
        ShapeId(self.shapes.0.len() - 1)
    }

    fn named(&mut self, reference: &str) -> Result<ShapeId> {
        if let Some(id) = self.named.get(reference) {
            return Ok(*id);
        }
        // Known before it is read, because it may contain itself.
        let id = self.push(Shape::Any);
        self.named.insert(reference.to_owned(), id);
        let (schema, _) = self
            .bundled
            .target(reference)
            .context(reference.to_owned())?;
        let shape = self.shape(schema).with_context(|| reference.to_owned())?;
        if let Some(place) = self.shapes.0.get_mut(id.0) {
            *place = shape;
        }
        Ok(id)
    }

    fn read(&mut self, schema: &Value) -> Result<ShapeId> {
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            return self.named(reference);
        }
        let shape = self.shape(schema)?;
        Ok(self.push(shape))
    }

    fn shape(&mut self, schema: &Value) -> Result<Shape> {
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let id = self.named(reference)?;
            return Ok(self.shapes.get(id).clone());
        }
        if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
            return self.composition(parts);
        }
        if let Some(variants) = schema.get("oneOf").and_then(Value::as_array) {
            let is_scalar = |variant: &Value| {
                let kind = variant.get("type").and_then(Value::as_str);
                matches!(kind, Some("string" | "integer"))
            };
            if variants.iter().all(is_scalar) {
                return Ok(Shape::Timestamp);
            }
            bail!("a union is received");
        }
        if let Some(values) = schema.get("enum").and_then(Value::as_array) {
            let values = values.iter().filter_map(Value::as_str).map(str::to_owned);
            return Ok(Shape::Enumeration(values.collect()));
        }
        Ok(match schema.get("type").and_then(Value::as_str) {
            Some("string") => Shape::Text,
            Some("integer") => Shape::Integer,
            Some("number") => Shape::Number,
            Some("boolean") => Shape::Boolean,
            Some("array") => {
                let item = self.read(schema.get("items").context("no `items`")?)?;
                let least = schema.get("minItems").and_then(Value::as_u64);
                if least > Some(0) {
                    Shape::NonEmpty(item)
                } else {
                    Shape::List(item)
                }
            }
            Some("object") => {
                match (schema.get("properties"), schema.get("additionalProperties")) {
                    (Some(Value::Object(properties)), _) => self.properties(schema, properties)?,
                    (None, Some(values)) if values.is_object() => match self.read(values)? {
                        id if *self.shapes.get(id) == Shape::Any => Shape::AnyObject,
                        id => Shape::Map(id),
                    },
                    _ => Shape::AnyObject,
                }
            }
            Some(other) => bail!("type `{other}`"),
            None => Shape::Any,
        })
    }

    fn properties(&mut self, schema: &Value, properties: &Map<String, Value>) -> Result<Shape> {
        let required = schema.get("required").and_then(Value::as_array);
        let is_required = |name: &str| {
            let mut names = required.into_iter().flatten();
            names.any(|required| required == name)
        };
        let properties = properties.iter().map(|(name, schema)| {
            Ok(Property {
                name: name.clone(),
                required: is_required(name),
                shape: self.read(schema)?,
            })
        });
        properties.collect::<Result<_>>().map(Shape::Object)
    }

    fn composition(&mut self, parts: &[Value]) -> Result<Shape> {
        if let [only] = parts {
            return self.shape(only);
        }
        let mut all: Vec<Property> = Vec::new();
        for part in parts {
            let Shape::Object(properties) = self.shape(part)? else {
                bail!("a composition of more than objects");
            };
            all.retain(|property| !properties.iter().any(|other| other.name == property.name));
            all.extend(properties);
        }
        Ok(Shape::Object(all))
    }
}
