//! Reading the schemas of a bundled document: references, declared properties, constants.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::walk;

/// Maximum depth of references; a longer chain is a cycle.
const MAX_DEPTH: usize = 32;

/// The document that references point into.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Components<'d> {
    root: &'d Value,
}

impl<'d> Components<'d> {
    pub(crate) fn new(root: &'d Value) -> Self {
        Self { root }
    }

    pub(crate) fn root(self) -> &'d Value {
        self.root
    }

    /// The value that a reference such as `#/components/schemas/Text` points to.
    pub(crate) fn lookup(self, reference: &str) -> Option<&'d Value> {
        reference
            .strip_prefix('#')
            .and_then(|pointer| self.root.pointer(pointer))
    }

    /// Follows references until a value that is not a reference.
    pub(crate) fn resolve(self, value: &'d Value) -> &'d Value {
        let mut current = value;
        for _ in 0..MAX_DEPTH {
            let Some(target) = walk::reference(current).and_then(|name| self.lookup(name)) else {
                break;
            };
            current = target;
        }
        current
    }

    /// As [`resolve`](Self::resolve), for a value that need not be part of the document.
    pub(crate) fn resolve_any<'s>(self, value: &'s Value) -> &'s Value
    where
        'd: 's,
    {
        Components::<'s> { root: self.root }.resolve(value)
    }

    /// Names of the properties that an object may have, through compositions and unions. `None` when
    /// it may have any, such as maps and free-form objects.
    pub(crate) fn declared(self, schema: &'d Value) -> Option<BTreeSet<&'d str>> {
        let mut names = BTreeSet::new();
        self.declare(schema, &mut names, MAX_DEPTH).then_some(names)
    }

    /// As [`declared`](Self::declared), for a schema that need not be part of the document.
    pub(crate) fn declared_in(self, schema: &Value) -> Option<BTreeSet<String>> {
        let local = Components { root: self.root };
        local
            .declared(schema)
            .map(|names| names.into_iter().map(str::to_owned).collect())
    }

    fn declare(self, schema: &'d Value, names: &mut BTreeSet<&'d str>, depth: usize) -> bool {
        let schema = self.resolve(schema);
        let Some(depth) = depth.checked_sub(1) else {
            return true;
        };
        if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
            names.extend(properties.keys().map(String::as_str));
        }
        match schema.get("additionalProperties") {
            None | Some(Value::Bool(false)) => {}
            Some(_) => return false,
        }
        let parts: Vec<&Value> = compositions(schema).collect();
        if parts.is_empty() && schema.get("properties").is_none() {
            return false;
        }
        parts
            .into_iter()
            .all(|part| self.declare(part, names, depth))
    }

    /// The schema of one property, through compositions and unions.
    pub(crate) fn property(self, schema: &'d Value, name: &str) -> Option<&'d Value> {
        self.find_property(schema, name, MAX_DEPTH)
    }

    fn find_property(self, schema: &'d Value, name: &str, depth: usize) -> Option<&'d Value> {
        let schema = self.resolve(schema);
        let depth = depth.checked_sub(1)?;
        schema
            .get("properties")
            .and_then(|properties| properties.get(name))
            .or_else(|| compositions(schema).find_map(|part| self.find_property(part, name, depth)))
    }

    /// Names of the properties that every valid object has.
    pub(crate) fn required(self, schema: &'d Value) -> BTreeSet<&'d str> {
        self.collect_required(schema, MAX_DEPTH)
    }

    fn collect_required(self, schema: &'d Value, depth: usize) -> BTreeSet<&'d str> {
        let schema = self.resolve(schema);
        let Some(depth) = depth.checked_sub(1) else {
            return BTreeSet::new();
        };
        let mut names: BTreeSet<&str> = array(schema, "required")
            .filter_map(Value::as_str)
            .collect();
        for part in array(schema, "allOf") {
            names.extend(self.collect_required(part, depth));
        }
        // Of a union, only the names that all variants require.
        let common = array(schema, "oneOf")
            .map(|variant| self.collect_required(variant, depth))
            .reduce(|a, b| a.intersection(&b).copied().collect());
        names.extend(common.unwrap_or_default());
        names
    }

    /// Properties that may only have certain text values: constants and the tags of unions.
    pub(crate) fn tags(self, schema: &'d Value) -> BTreeMap<&'d str, BTreeSet<&'d str>> {
        let mut tags = BTreeMap::new();
        self.collect_tags(schema, &mut tags, MAX_DEPTH);
        tags
    }

    fn collect_tags(
        self,
        schema: &'d Value,
        tags: &mut BTreeMap<&'d str, BTreeSet<&'d str>>,
        depth: usize,
    ) {
        let schema = self.resolve(schema);
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        for (name, property) in schema
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            // A reference is an enumeration that several schemas share: it does not distinguish them.
            let mut values = array(property, "enum").filter_map(Value::as_str);
            if let (Some(only), None) = (values.next(), values.next()) {
                tags.entry(name).or_default().insert(only);
            }
        }
        for part in array(schema, "allOf") {
            self.collect_tags(part, tags, depth);
        }
        if let Some(union) = Union::of(schema) {
            let values = union.mapping.iter().map(|(value, _)| *value);
            let aliases = union.aliases.iter().map(|(alias, _)| *alias);
            tags.entry(union.tag)
                .or_default()
                .extend(values.chain(aliases));
        }
    }
}

/// A union whose variants are distinguished by a tag property.
#[derive(Debug)]
pub(crate) struct Union<'d> {
    pub(crate) tag: &'d str,
    /// Tag value and the reference of its variant.
    pub(crate) mapping: Vec<(&'d str, &'d str)>,
    /// Alias and the tag value that it means.
    pub(crate) aliases: Vec<(&'d str, &'d str)>,
}

impl<'d> Union<'d> {
    pub(crate) fn of(schema: &'d Value) -> Option<Self> {
        schema.get("oneOf")?;
        let discriminator = schema.get("discriminator")?;
        let tag = discriminator.get("propertyName")?.as_str()?;
        let pairs = |value: Option<&'d Value>| {
            value
                .and_then(Value::as_object)
                .into_iter()
                .flatten()
                .filter_map(|(key, value)| Some((key.as_str(), value.as_str()?)))
                .collect::<Vec<_>>()
        };
        Some(Self {
            tag,
            mapping: pairs(discriminator.get("mapping")),
            aliases: pairs(schema.get("x-aliases")),
        })
    }

    /// All spellings of a tag value.
    pub(crate) fn spellings(&self, value: &'d str) -> Vec<&'d str> {
        let aliases = self.aliases.iter().filter(|(_, target)| *target == value);
        std::iter::once(value)
            .chain(aliases.map(|(alias, _)| *alias))
            .collect()
    }
}

/// The items of an array property; empty when there is none.
pub(crate) fn array<'d>(value: &'d Value, key: &str) -> impl Iterator<Item = &'d Value> + use<'d> {
    value
        .get(key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

fn compositions(schema: &Value) -> impl Iterator<Item = &Value> {
    array(schema, "allOf").chain(array(schema, "oneOf"))
}
