//! JSON text with all of its places: where each value is, and what may be lost with it.

use std::ops::Range;

use serde_json::Value;

use super::shape::{Shape, ShapeId, Shapes};

/// A step from a value to one in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// To a property or an entry.
    Name(String),
    /// To an item.
    Index(usize),
}

/// What a value of a document is, according to the specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The document.
    Root,
    /// A required property.
    Required,
    /// An optional property.
    Optional,
    /// An item of a list, or an entry of a map.
    Item,
    /// A property that the specification does not have.
    Unknown,
}

/// A value in a document.
#[derive(Clone, Debug)]
pub struct Place {
    /// The place that it is in, and the step from there.
    pub parent: Option<(usize, Step)>,
    /// What it is.
    pub role: Role,
    /// Its shape.
    pub shape: Option<ShapeId>,
    /// Its bytes.
    pub span: Range<usize>,
    /// Where its name begins; where the value begins if it has none.
    pub start: usize,
    /// The closest place that may be left out with it: an optional property, an item, an entry. `None` if the whole document depends on it.
    pub droppable: Option<usize>,
}

/// A document.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its value.
    pub value: Value,
    /// Its text.
    pub text: Vec<u8>,
    /// Its places; the first is the root.
    pub places: Vec<Place>,
}

impl Document {
    /// Writes a value, and finds its places by its shape.
    #[must_use]
    pub fn new(shapes: &Shapes, shape: ShapeId, value: Value) -> Self {
        let mut writer = Writer {
            shapes,
            text: Vec::new(),
            places: Vec::new(),
        };
        writer.place(None, Role::Root, Some(shape), &value, 0);
        Self {
            text: writer.text,
            places: writer.places,
            value,
        }
    }

    /// The steps to a place.
    #[must_use]
    pub fn path(&self, place: usize) -> Vec<&Step> {
        let mut steps = Vec::new();
        let mut at = place;
        while let Some((parent, step)) = self.places.get(at).and_then(|place| place.parent.as_ref())
        {
            steps.push(step);
            at = *parent;
        }
        steps.reverse();
        steps
    }

    /// JSON pointer of a place.
    #[must_use]
    pub fn pointer(&self, place: usize) -> String {
        pointer(&self.path(place))
    }

    /// The place that begins at this byte, and is not inside of another one that does.
    #[must_use]
    pub fn at(&self, byte: usize) -> Option<usize> {
        self.places
            .iter()
            .position(|place| place.span.start == byte)
    }

    /// The value at a place.
    #[must_use]
    pub fn get(&self, place: usize) -> Option<&Value> {
        find(&self.value, &self.path(place))
    }
}

/// JSON pointer of a path.
#[must_use]
pub fn pointer(path: &[&Step]) -> String {
    let step = |step: &&Step| match step {
        Step::Name(name) => format!("/{}", name.replace('~', "~0").replace('/', "~1")),
        Step::Index(index) => format!("/{index}"),
    };
    path.iter().map(step).collect()
}

/// The value at a path.
#[must_use]
pub fn find<'v>(value: &'v Value, path: &[&Step]) -> Option<&'v Value> {
    let mut at = value;
    for step in path {
        at = match step {
            Step::Name(name) => at.get(name)?,
            Step::Index(index) => at.get(index)?,
        };
    }
    Some(at)
}

struct Writer<'a> {
    shapes: &'a Shapes,
    text: Vec<u8>,
    places: Vec<Place>,
}

impl Writer<'_> {
    fn scalar(&mut self, value: &Value) {
        self.text.extend_from_slice(value.to_string().as_bytes());
    }

    fn place(
        &mut self,
        parent: Option<(usize, Step)>,
        role: Role,
        shape: Option<ShapeId>,
        value: &Value,
        start: usize,
    ) {
        let index = self.places.len();
        let droppable = match role {
            Role::Root => None,
            Role::Optional | Role::Item | Role::Unknown => Some(index),
            Role::Required => parent
                .as_ref()
                .and_then(|(parent, _)| self.places.get(*parent)?.droppable),
        };
        let begin = self.text.len();
        self.places.push(Place {
            parent,
            role,
            shape,
            span: begin..begin,
            start,
            droppable,
        });
        let shapes = self.shapes;
        match (shape.map(|shape| shapes.get(shape)), value) {
            // What is inside of a value without a shape is not a place of its own: it is kept or left out as a whole.
            (None | Some(Shape::Any | Shape::AnyObject), _) => self.scalar(value),
            (Some(shape), Value::Object(map)) => {
                self.text.push(b'{');
                for (at, (name, value)) in map.iter().enumerate() {
                    if at > 0 {
                        self.text.push(b',');
                    }
                    let start = self.text.len();
                    self.scalar(&Value::String(name.clone()));
                    self.text.push(b':');
                    let (role, shape) = member(shape, map, name);
                    let step = (index, Step::Name(name.clone()));
                    self.place(Some(step), role, shape, value, start);
                }
                self.text.push(b'}');
            }
            (Some(shape), Value::Array(items)) => {
                self.text.push(b'[');
                for (at, value) in items.iter().enumerate() {
                    if at > 0 {
                        self.text.push(b',');
                    }
                    let (start, step) = (self.text.len(), (index, Step::Index(at)));
                    let (item, role) = match shape {
                        Shape::List(item) => (Some(*item), Role::Item),
                        Shape::NonEmpty(item) if items.len() > 1 => (Some(*item), Role::Item),
                        Shape::NonEmpty(item) => (Some(*item), Role::Required),
                        _ => (None, Role::Item),
                    };
                    self.place(Some(step), role, item, value, start);
                }
                self.text.push(b']');
            }
            _ => self.scalar(value),
        }
        let end = self.text.len();
        if let Some(place) = self.places.get_mut(index) {
            place.span.end = end;
        }
    }
}

/// What the shape of an object says about one of its members.
fn member(
    shape: &Shape,
    object: &serde_json::Map<String, Value>,
    name: &str,
) -> (Role, Option<ShapeId>) {
    match shape {
        Shape::Object(properties) => {
            let property = properties.iter().find(|property| property.name == name);
            property.map_or((Role::Unknown, None), |property| {
                let role = if property.required {
                    Role::Required
                } else {
                    Role::Optional
                };
                (role, Some(property.shape))
            })
        }
        Shape::Map(entry) => (Role::Item, Some(*entry)),
        Shape::Change(values) => match name {
            "field" => (Role::Required, None),
            "value" => {
                let field = object.get("field").and_then(Value::as_str);
                let shape = field.and_then(|field| values.get(field));
                (Role::Required, shape.copied())
            }
            _ => (Role::Unknown, None),
        },
        _ => (Role::Unknown, None),
    }
}
