//! Valid instances of shapes.

use serde_json::{Map, Value, json};

use super::random::Random;
use super::shape::{Property, Shape, ShapeId, Shapes};

/// How many of the optional properties an instance has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All, as far as the size allows.
    All,
    /// Each with this probability in percent.
    Some(usize),
    /// All scalars, and one object or list, so that deep places are reached.
    Deep,
}

/// Generates instances. Every scalar has a value of its own, so that values that change places are noticed.
#[derive(Debug)]
pub struct Instances<'a> {
    shapes: &'a Shapes,
    random: Random,
    extent: Extent,
    scalars: u64,
}

impl<'a> Instances<'a> {
    /// Those of a seed.
    #[must_use]
    pub fn new(shapes: &'a Shapes, seed: u64, extent: Extent) -> Self {
        Self {
            shapes,
            random: Random::new(seed),
            extent,
            scalars: 0,
        }
    }

    /// An instance with roughly `size` values at most.
    pub fn instance(&mut self, shape: ShapeId, size: usize) -> Value {
        self.scalars += 1;
        let number = self.scalars;
        let shapes = self.shapes;
        match shapes.get(shape) {
            Shape::Text => match self.random.below(8) {
                0 => json!(format!("\u{e9}\"\\\n {number}")),
                1 => json!(number.to_string()),
                _ => json!(format!("text {number}")),
            },
            Shape::Enumeration(values) => match self.random.pick(values) {
                Some(value) if !self.random.chance(5) => json!(value),
                _ => json!(format!("UNKNOWN_{number}")),
            },
            Shape::Integer => json!(number),
            Shape::Number => json!(number as f64 + 0.5),
            Shape::Boolean => json!(self.random.chance(50)),
            Shape::Timestamp => match self.random.below(3) {
                0 => json!(1_782_900_000 + number),
                1 => json!(format!("2026-07-01T10:{:02}:00+0000", number % 60)),
                _ => json!((1_782_900_000 + number).to_string()),
            },
            Shape::Any => json!({"any": [number, {"x": null}]}),
            Shape::AnyObject => json!({"a": number, "b": [{"c": "d"}]}),
            Shape::List(item) | Shape::NonEmpty(item) => {
                let least = usize::from(matches!(shapes.get(shape), Shape::NonEmpty(_)));
                let (item, length) = (*item, self.length().max(least));
                let items = (0..length).map(|_| self.instance(item, size / length.max(1)));
                items.collect::<Vec<_>>().into()
            }
            Shape::Map(entry) => {
                let (entry, length) = (*entry, self.length());
                let entries = (0..length).map(|index| {
                    (
                        format!("key{index}"),
                        self.instance(entry, size / length.max(1)),
                    )
                });
                entries.collect::<Map<_, _>>().into()
            }
            Shape::Object(properties) => self.object(properties, size),
            Shape::Change(values) => {
                let fields: Vec<_> = values.iter().collect();
                let Some(&(field, value)) = self.random.pick(&fields) else {
                    return Value::Null;
                };
                json!({"field": field, "value": self.instance(*value, size)})
            }
        }
    }

    fn length(&mut self) -> usize {
        match self.extent {
            Extent::All => 2,
            Extent::Deep => 1 + self.random.below(2),
            Extent::Some(_) => self.random.below(4),
        }
    }

    fn object(&mut self, properties: &[Property], size: usize) -> Value {
        let shapes = self.shapes;
        let is_scalar = |property: &Property| {
            !matches!(
                shapes.get(property.shape),
                Shape::List(_)
                    | Shape::NonEmpty(_)
                    | Shape::Map(_)
                    | Shape::Object(_)
                    | Shape::Change(_)
            )
        };
        let (scalars, compound): (Vec<_>, Vec<_>) = properties.iter().partition(|p| is_scalar(p));
        let only = self.random.pick(&compound).map(|property| &property.name);
        let mut chosen = Vec::new();
        for property in properties {
            let is_compound = compound.iter().any(|other| other.name == property.name);
            let wanted = match self.extent {
                Extent::All => true,
                Extent::Some(percent) => self.random.chance(percent),
                Extent::Deep => !is_compound || only == Some(&property.name),
            };
            if property.required || (wanted && (size > 0 || !is_compound)) {
                chosen.push((property, is_compound));
            }
        }
        let shared = chosen
            .iter()
            .filter(|(_, is_compound)| *is_compound)
            .count();
        let rest = size.saturating_sub(scalars.len()) / shared.max(1);
        let members = chosen
            .into_iter()
            .map(|(property, _)| (property.name.clone(), self.instance(property.shape, rest)));
        members.collect::<Map<_, _>>().into()
    }
}
