//! Schemas of the dialect as JSON Schema 2020-12.
//!
//! Three cases need care, so that an error names the one property that is wrong:
//! * A union with a tag becomes a chain of `if` and `then` on that tag, because a failing `oneOf` only
//!   says that no variant fits.
//! * An untagged union becomes `anyOf`, whose variants forbid the properties that only the others have.
//! * Unknown properties are rejected with `unevaluatedProperties` where an object is used by itself,
//!   but not where it is composed with others. So every schema has two forms: open and closed.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::declare::{Components, Union, array};
use crate::walk;

/// Who wrote the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Writer {
    /// A client of the platform: exactly what the specification says.
    Client,
    /// A client of the platform that uses other documented spellings and types, too, writes ids as numbers as well, and whose files are
    /// not text.
    AnyClient,
    /// The platform, which writes some numbers as text, some ids as numbers, other spellings of enumeration values and their capitals as
    /// small letters or the reverse, and `null` where a property is absent.
    Platform,
}

/// Keyword that lists the declared properties next to `unevaluatedProperties`, for error messages.
const DECLARED: &str = "x-declared";

/// Assertions that mean the same in both dialects.
const SAME: [&str; 10] = [
    "minLength",
    "maxLength",
    "pattern",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "required",
];

/// Converts `schema` with everything that it refers to into one self-contained JSON Schema.
pub(crate) fn convert(components: Components<'_>, schema: &Value, writer: Writer) -> Value {
    let mut converter = Converter {
        components,
        writer,
        aliases: match writer {
            Writer::Client => BTreeMap::new(),
            Writer::AnyClient | Writer::Platform => tag_aliases(components),
        },
        definitions: Map::new(),
        queue: Vec::new(),
        seen: BTreeSet::new(),
    };
    let mut root = converter.schema(schema, Form::Closed, None);
    while let Some((target, form)) = converter.queue.pop() {
        let converted = match components.lookup(&target) {
            Some(value) => converter.schema(value, form, Some(&target)),
            None => json!({}),
        };
        converter
            .definitions
            .insert(definition_name(&target, form), converted);
    }
    if let (Some(root), false) = (root.as_object_mut(), converter.definitions.is_empty()) {
        root.insert("$defs".into(), Value::Object(converter.definitions));
    }
    root
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    /// Used by itself: has its declared properties and no others.
    Closed,
    /// Composed with others, which may declare further properties.
    Open,
}

struct Converter<'d> {
    components: Components<'d>,
    writer: Writer,
    aliases: BTreeMap<(String, String), Vec<String>>,
    definitions: Map<String, Value>,
    queue: Vec<(String, Form)>,
    seen: BTreeSet<(String, Form)>,
}

impl Converter<'_> {
    fn schema(&mut self, schema: &Value, form: Form, target: Option<&str>) -> Value {
        if let Some(reference) = walk::reference(schema) {
            return self.reference(reference, form);
        }
        let Some(source) = schema.as_object() else {
            return json!({});
        };
        let mut out = Map::new();
        // A client need not write files as text: multipart bodies have them as they are.
        let is_file = source.get("format").and_then(Value::as_str) == Some("binary");
        if is_file && self.writer == Writer::AnyClient {
            return json!({});
        }
        if let Some(kind) = source.get("type").and_then(Value::as_str) {
            out.insert("type".into(), self.types(source, kind));
        }
        for key in SAME {
            if let Some(value) = source.get(key) {
                out.insert(key.into(), value.clone());
            }
        }
        bounds(source, &mut out);
        let is_any =
            self.writer == Writer::AnyClient && source.get("x-open-enum") == Some(&json!(true));
        if let Some(values) = source
            .get("enum")
            .and_then(Value::as_array)
            .filter(|_| !is_any)
        {
            out.insert("enum".into(), self.values(source, values));
        }
        if let Some(items) = source.get("items") {
            out.insert("items".into(), self.schema(items, Form::Closed, None));
        }
        if let Some(properties) = source.get("properties").and_then(Value::as_object) {
            out.insert("properties".into(), self.properties(properties, target));
        }
        match source.get("additionalProperties") {
            // `unevaluatedProperties` closes the object, as it sees through compositions.
            None | Some(Value::Bool(false)) => {}
            Some(Value::Bool(true)) => {
                out.insert("additionalProperties".into(), json!(true));
            }
            Some(value) => {
                out.insert(
                    "additionalProperties".into(),
                    self.schema(value, Form::Closed, None),
                );
            }
        }
        self.compose(schema, &mut out);
        self.close(schema, form, &mut out);
        Value::Object(out)
    }

    fn types(&self, schema: &Map<String, Value>, name: &str) -> Value {
        let common = schema.get("x-common").and_then(Value::as_str);
        let also = schema.get("x-also").and_then(Value::as_str);
        match (self.writer, name) {
            (Writer::Platform, "integer" | "number") => json!([name, "string"]),
            (Writer::Platform | Writer::AnyClient, "string")
                if common == Some("common/ids.yaml") =>
            {
                json!([name, "integer"])
            }
            (Writer::AnyClient, _) if also.is_some() => json!([name, also]),
            _ => name.into(),
        }
    }

    fn values(&self, schema: &Map<String, Value>, values: &[Value]) -> Value {
        if self.writer == Writer::Client {
            return values.iter().cloned().collect();
        }
        let aliases = schema.get("x-aliases").and_then(Value::as_object);
        let aliases = aliases.into_iter().flat_map(Map::keys).cloned();
        let mut all: Vec<Value> = values
            .iter()
            .cloned()
            .chain(aliases.map(Value::from))
            .collect();
        if self.writer == Writer::Platform {
            let spelled: Vec<String> = all
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect();
            for spelling in spelled {
                for other in [spelling.to_lowercase(), spelling.to_uppercase()] {
                    if !all.contains(&Value::from(other.as_str())) {
                        all.push(other.into());
                    }
                }
            }
        }
        all.into()
    }

    /// All spellings of the value of a tag.
    fn spellings<'u>(&self, union: &Union<'u>, value: &'u str) -> Vec<&'u str> {
        match self.writer {
            Writer::Client => vec![value],
            Writer::AnyClient | Writer::Platform => union.spellings(value),
        }
    }

    fn reference(&mut self, target: &str, form: Form) -> Value {
        let key = (target.to_owned(), form);
        if self.seen.insert(key.clone()) {
            self.queue.push(key);
        }
        json!({ "$ref": format!("#/$defs/{}", definition_name(target, form)) })
    }

    fn properties(&mut self, properties: &Map<String, Value>, target: Option<&str>) -> Value {
        let mut out = Map::new();
        for (name, property) in properties {
            let mut converted = self.schema(property, Form::Closed, None);
            let aliases =
                target.and_then(|target| self.aliases.get(&(target.to_owned(), name.clone())));
            if let (Some(aliases), Some(values)) = (
                aliases,
                converted.get_mut("enum").and_then(Value::as_array_mut),
            ) {
                values.extend(aliases.iter().map(|alias| json!(alias)));
            }
            out.insert(name.clone(), converted);
        }
        Value::Object(out)
    }

    fn compose(&mut self, schema: &Value, out: &mut Map<String, Value>) {
        let mut all: Vec<Value> = array(schema, "allOf")
            .map(|part| self.schema(part, Form::Open, None))
            .collect();
        if let Some(union) = Union::of(schema) {
            all.push(self.tagged(&union));
        } else if schema.get("oneOf").is_some() {
            let variants: Vec<&Value> = array(schema, "oneOf").collect();
            all.push(json!({ "anyOf": self.untagged(&variants) }));
        }
        if !all.is_empty() {
            out.insert("allOf".into(), Value::Array(all));
        }
    }

    fn tagged(&mut self, union: &Union<'_>) -> Value {
        let tag = union.tag;
        let components = self.components;
        let spellings: Vec<&str> = union
            .mapping
            .iter()
            .flat_map(|(value, _)| self.spellings(union, value))
            .collect();
        let mut chain = Vec::new();
        let mut untagged = Vec::new();
        for (value, target) in &union.mapping {
            chain.push(json!({
                "if": { "required": [tag], "properties": { tag: { "enum": self.spellings(union, value) } } },
                "then": self.reference(target, Form::Open),
            }));
            let requires_tag = components
                .lookup(target)
                .is_some_and(|variant| components.required(variant).contains(tag));
            if !requires_tag {
                untagged.push(self.reference(target, Form::Open));
            }
        }
        let mut out = json!({ "type": "object", "properties": { tag: { "enum": spellings } } });
        if let Some(out) = out.as_object_mut() {
            let without = match untagged.as_slice() {
                [] => None,
                [only] => Some(only.clone()),
                several => Some(json!({ "anyOf": several })),
            };
            match without {
                Some(then) => {
                    chain.push(json!({ "if": { "not": { "required": [tag] } }, "then": then }));
                }
                None => {
                    out.insert("required".into(), json!([tag]));
                }
            }
            out.insert("allOf".into(), Value::Array(chain));
        }
        out
    }

    fn untagged(&mut self, variants: &[&Value]) -> Vec<Value> {
        // Owned names: the variants need not live as long as the document.
        let declared: Vec<BTreeSet<String>> = variants
            .iter()
            .map(|variant| {
                let names = self.components.declared_in(variant);
                names.into_iter().flatten().collect()
            })
            .collect();
        let mut out = Vec::new();
        for (index, variant) in variants.iter().enumerate() {
            let own = declared.get(index);
            let foreign: Map<String, Value> = declared
                .iter()
                .flatten()
                .filter(|name| own.is_some_and(|own| !own.contains(*name)))
                .map(|name| (name.clone(), json!(false)))
                .collect();
            let converted = self.schema(variant, Form::Open, None);
            out.push(if foreign.is_empty() {
                converted
            } else {
                json!({ "allOf": [converted], "properties": foreign })
            });
        }
        out
    }

    fn close(&self, schema: &Value, form: Form, out: &mut Map<String, Value>) {
        if form == Form::Closed
            && let Some(names) = self.components.declared_in(schema)
        {
            out.insert("unevaluatedProperties".into(), json!(false));
            out.insert(DECLARED.into(), json!(names));
        }
    }
}

/// OpenAPI 3.0 writes exclusive bounds as a flag next to the bound.
fn bounds(source: &Map<String, Value>, out: &mut Map<String, Value>) {
    for (bound, exclusive) in [
        ("minimum", "exclusiveMinimum"),
        ("maximum", "exclusiveMaximum"),
    ] {
        if let Some(value) = source.get(bound) {
            let is_exclusive = source.get(exclusive) == Some(&Value::Bool(true));
            let key = if is_exclusive { exclusive } else { bound };
            out.insert(key.into(), value.clone());
        }
    }
}

/// Further spellings of the constant tags of union variants: (variant, tag) to aliases.
fn tag_aliases(components: Components<'_>) -> BTreeMap<(String, String), Vec<String>> {
    let mut out: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    let schemas = components
        .root()
        .pointer("/components/schemas")
        .and_then(Value::as_object);
    for union in schemas
        .into_iter()
        .flatten()
        .filter_map(|(_, schema)| Union::of(schema))
    {
        for (alias, value) in &union.aliases {
            for (_, target) in union.mapping.iter().filter(|(key, _)| key == value) {
                let key = ((*target).to_owned(), union.tag.to_owned());
                out.entry(key).or_default().push((*alias).to_owned());
            }
        }
    }
    out
}

fn definition_name(target: &str, form: Form) -> String {
    let prefix = match form {
        Form::Closed => "closed",
        Form::Open => "open",
    };
    let name = target
        .strip_prefix("#/components/schemas/")
        .unwrap_or(target);
    format!(
        "{prefix}.{}",
        name.trim_start_matches("#/").replace('/', ".")
    )
}
