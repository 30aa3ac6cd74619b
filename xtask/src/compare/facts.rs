//! What a schema says about each property below it.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use serde_json::Value;

use super::files::{Files, Node};

/// Names of properties from the top; `[]` is an item of a list, `*` a member of a map.
pub(super) type Place = Vec<String>;

/// What is known about a property.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fact {
    /// Whether objects that hold it must have it.
    pub(super) required: bool,
    /// Listed values; `None` if there is no list.
    pub(super) values: Option<BTreeSet<String>>,
    /// Other spellings of the values.
    pub(super) aliases: BTreeSet<String>,
    /// The schema contains itself here, so what is below was said before.
    pub(super) recursive: bool,
}

/// Facts by place. The node itself is the empty place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Facts(pub(super) BTreeMap<Place, Fact>);

impl Facts {
    /// One node, of which nothing is known.
    fn node() -> Self {
        Self(BTreeMap::from([(Place::new(), Fact::default())]))
    }

    /// Adds what is below a step.
    pub(super) fn add(&mut self, step: &str, below: Self) {
        let below = below.0.into_iter().map(|(place, fact)| {
            let place = std::iter::once(step.to_owned()).chain(place).collect();
            (place, fact)
        });
        self.0.extend(below);
    }

    /// What holds where both hold.
    fn both(mut self, other: Self) -> Self {
        for (place, fact) in other.0 {
            let known = self.0.entry(place).or_default();
            known.required |= fact.required;
            known.add(fact);
        }
        self
    }

    /// What holds where one of several holds: a property is required if everything that can have it requires it.
    pub(super) fn either(alternatives: &[Self]) -> Self {
        let mut merged = BTreeMap::new();
        for (place, fact) in alternatives.iter().flat_map(|one| &one.0) {
            let known: &mut Fact = merged.entry(place.clone()).or_default();
            known.add(fact.clone());
        }
        for (place, fact) in &mut merged {
            let parent = place.split_last().map(|(_, parent)| parent.to_vec());
            fact.required = parent.is_some_and(|parent| {
                let mut owners = alternatives
                    .iter()
                    .filter(|one| one.0.contains_key(&parent));
                owners.all(|one| one.0.get(place).is_some_and(|fact| fact.required))
            });
        }
        Self(merged)
    }

    pub(super) fn require(&mut self, name: &str) {
        if let Some(fact) = self.0.get_mut([name.to_owned()].as_slice()) {
            fact.required = true;
        }
    }
}

impl Fact {
    fn add(&mut self, other: Self) {
        self.recursive |= other.recursive;
        if let Some(values) = other.values {
            self.values.get_or_insert_default().extend(values);
        }
        self.aliases.extend(other.aliases);
    }
}

/// Reads schemas of a document.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    files: &'a Files,
    /// Targets of references that are being followed, to stop at those that lead back.
    following: Vec<&'a Value>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(files: &'a Files) -> Self {
        Self {
            files,
            following: Vec::new(),
        }
    }

    /// The facts of a schema.
    pub(super) fn schema(&mut self, node: Node<'a>) -> Result<Facts> {
        let mut facts = self.own(node)?;
        if let Some(reference) = node.text("$ref") {
            let target = self.files.target(node.file, reference)?;
            let mut following = self.following.iter();
            if following.any(|one| std::ptr::eq(*one, target.value)) {
                if let Some(fact) = facts.0.get_mut(&Place::new()) {
                    fact.recursive = true;
                }
            } else {
                self.following.push(target.value);
                let below = self.schema(target);
                self.following.pop();
                facts = facts.both(below?);
            }
        }
        for part in node.items("allOf") {
            facts = facts.both(self.schema(part)?);
        }
        for keyword in ["oneOf", "anyOf"] {
            let alternatives = node
                .items(keyword)
                .filter(|part| part.text("type") != Some("null"))
                .map(|part| self.schema(part))
                .collect::<Result<Vec<_>>>()?;
            if !alternatives.is_empty() {
                facts = facts.both(Facts::either(&alternatives));
            }
        }
        for name in node.items("required") {
            facts.require(name.value.as_str().unwrap_or_default());
        }
        Ok(facts)
    }

    /// The facts that a schema states itself.
    fn own(&mut self, node: Node<'a>) -> Result<Facts> {
        let mut facts = Facts::node();
        if let Some(fact) = facts.0.get_mut(&Place::new()) {
            fact.values = values(node.value);
            let aliases = node.value.get("x-aliases").and_then(Value::as_object);
            fact.aliases = aliases
                .into_iter()
                .flatten()
                .map(|(alias, _)| alias.clone())
                .collect();
        }
        for (name, property) in node.members("properties") {
            let below = self.schema(property)?;
            facts.add(name, below);
        }
        for (keyword, step) in [("items", "[]"), ("additionalProperties", "*")] {
            if let Some(below) = node.get(keyword).filter(|below| below.value.is_object()) {
                let below = self.schema(below)?;
                facts.add(step, below);
            }
        }
        Ok(facts)
    }
}

/// The values that a schema lists; booleans and `null` are no news.
fn values(schema: &Value) -> Option<BTreeSet<String>> {
    let constant = schema.get("const").into_iter();
    let listed = schema.get("enum").and_then(Value::as_array);
    let values: BTreeSet<String> = constant
        .chain(listed.into_iter().flatten())
        .filter_map(|value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        })
        .collect();
    (!values.is_empty()).then_some(values)
}
