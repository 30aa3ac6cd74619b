//! Parts of the JSON Schemas that are not derived: scalars, enumerations, constants and request unions.
//!
//! They state what is documented, not every spelling that decoding tolerates. Ids alone are text or integers in the contract of
//! decoding, because the platform documents and writes both.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;

/// Lines of a doc comment.
type Doc<'a> = &'a [&'a str];

/// Text.
#[must_use]
pub fn text(doc: Doc<'_>) -> Schema {
    json_schema!({"description": joined(doc), "type": "string"})
}

/// An id: text, which decodes from an integer too.
#[must_use]
pub fn id(generator: &SchemaGenerator, doc: Doc<'_>) -> Schema {
    if generator.contract().is_serialize() {
        return text(doc);
    }
    json_schema!({"description": joined(doc), "type": ["string", "integer"]})
}

/// A point in time, in either spelling.
#[must_use]
pub fn timestamp() -> Schema {
    json_schema!({
        "description": "A point in time: Unix seconds as a number or text, or ISO 8601 with an offset.",
        "type": ["string", "integer"],
    })
}

/// One text and no other.
#[must_use]
pub fn constant(value: &str) -> Schema {
    json_schema!({"type": "string", "const": value})
}

/// Any text; the values that are known, with what they mean, are examples.
#[must_use]
pub fn open_enumeration(doc: Doc<'_>, values: &[(&str, Doc<'_>)]) -> Schema {
    let mut schema = json_schema!({"description": listed(doc, values), "type": "string"});
    if !values.is_empty() {
        schema.insert("examples".to_owned(), names(values));
    }
    schema
}

/// One of the values.
#[must_use]
pub fn closed_enumeration(doc: Doc<'_>, values: &[(&str, Doc<'_>)]) -> Schema {
    json_schema!({
        "description": listed(doc, values),
        "type": "string",
        "enum": names(values),
    })
}

/// A variant that holds nothing: `{"type": "x"}`.
#[must_use]
pub fn unit(tag: &str, wire: &str, doc: &str) -> Schema {
    json_schema!({
        "description": doc,
        "type": "object",
        "properties": {tag: constant(wire)},
        "required": [tag],
    })
}

/// A variant whose payload is named like its tag: `{"type": "x", "x": ...}`.
#[must_use]
pub fn keyed<T: JsonSchema>(
    generator: &mut SchemaGenerator,
    tag: &str,
    wire: &str,
    doc: &str,
) -> Schema {
    json_schema!({
        "description": doc,
        "type": "object",
        "properties": {tag: constant(wire), wire: generator.subschema_for::<T>()},
        "required": [tag, wire],
    })
}

/// A variant whose properties are next to its tag.
#[must_use]
pub fn whole<T: JsonSchema>(
    generator: &mut SchemaGenerator,
    tag: &str,
    wire: &str,
    doc: &str,
) -> Schema {
    let mut schema = unit(tag, wire, doc);
    let properties = Value::from(generator.subschema_for::<T>());
    schema.insert("allOf".to_owned(), Value::Array(vec![properties]));
    schema
}

/// A tagged union.
#[must_use]
pub fn tagged(doc: &str, variants: impl IntoIterator<Item = Schema>) -> Schema {
    let variants: Vec<Schema> = variants.into_iter().collect();
    json_schema!({"description": doc, "oneOf": variants})
}

/// A union without a tag; a value may look like several variants.
#[must_use]
pub fn untagged(doc: &str, variants: impl IntoIterator<Item = Schema>) -> Schema {
    let variants: Vec<Schema> = variants.into_iter().collect();
    json_schema!({"description": doc, "anyOf": variants})
}

/// Takes the JSON of an example out of a description: a schema says the same already.
pub fn without_example(schema: &mut Schema) {
    if let Some(Value::String(description)) = schema.get_mut("description")
        && let Some(end) = description.find("\n\n# JSON\n")
    {
        description.truncate(end);
    }
}

fn names(values: &[(&str, Doc<'_>)]) -> Value {
    values
        .iter()
        .map(|(value, _)| Value::from(*value))
        .collect()
}

fn listed(doc: Doc<'_>, values: &[(&str, Doc<'_>)]) -> String {
    let mut text = joined(doc);
    for (position, (value, doc)) in values.iter().enumerate() {
        let separator = if position == 0 { "\n\n" } else { "\n" };
        text.push_str(&format!("{separator}- `{value}`: {}", joined(doc)));
    }
    text
}

fn joined(doc: Doc<'_>) -> String {
    let lines: Vec<&str> = doc.iter().map(|line| line.trim()).collect();
    lines.join("\n").trim().to_owned()
}

#[cfg(test)]
#[expect(unreachable_pub, reason = "the macros make public items")]
mod tests {
    use schemars::generate::SchemaSettings;
    use serde_json::json;

    use super::*;
    use crate::MessagingProduct;
    use crate::id::WabaId;

    crate::closed_enum! {
        /// Direction of a sort.
        enum Order {
            /// Smallest first.
            Ascending = "asc",
            /// Largest first.
            Descending = "desc",
        }
    }

    crate::constants! {
        TextTag = "text",
    }

    fn schema<T: JsonSchema>() -> Value {
        T::json_schema(&mut SchemaGenerator::default()).to_value()
    }

    #[test]
    fn an_open_enumeration_is_text_with_examples() {
        assert_eq!(
            schema::<MessagingProduct>(),
            json!({
                "description": "The messaging product that an object belongs to.\n\n\
                    - `whatsapp`: WhatsApp, the only product of this API.",
                "type": "string",
                "examples": ["whatsapp"],
            })
        );
    }

    #[test]
    fn a_closed_enumeration_and_a_constant_have_no_other_values() {
        let order = schema::<Order>();
        assert_eq!(order.get("enum"), Some(&json!(["asc", "desc"])));
        assert_eq!(
            schema::<TextTag>(),
            json!({"type": "string", "const": TextTag.as_str()})
        );
    }

    #[test]
    fn an_id_is_sent_as_text_and_received_as_an_integer_too() {
        let received = schema::<WabaId>();
        assert_eq!(received.get("type"), Some(&json!(["string", "integer"])));
        let settings = SchemaSettings::default().for_serialize();
        let sent = WabaId::json_schema(&mut settings.into_generator()).to_value();
        assert_eq!(sent.get("type"), Some(&json!("string")));
    }

    /// A lamp.
    ///
    /// # JSON
    ///
    /// ```json
    /// {"lumens": 800}
    /// ```
    #[derive(JsonSchema)]
    #[schemars(transform = without_example)]
    struct Lamp {
        /// Brightness.
        #[expect(dead_code, reason = "only its schema matters")]
        lumens: u32,
    }

    #[test]
    fn the_example_of_a_type_is_not_in_its_schema() {
        let lamp = schema::<Lamp>();
        assert_eq!(lamp.get("description"), Some(&json!("A lamp.")));
        let lumens = lamp.pointer("/properties/lumens/description");
        assert_eq!(lumens, Some(&json!("Brightness.")));
    }

    #[test]
    fn a_variant_of_a_union_has_its_tag() {
        let generator = &mut SchemaGenerator::default();
        let variants = [
            unit("kind", "point", "A point."),
            keyed::<u8>(generator, "kind", "circle", "A circle."),
            whole::<TextTag>(generator, "kind", "text", "A text."),
        ];
        let schema = tagged("A shape.", variants).to_value();
        let at = |pointer: &str| schema.pointer(pointer).cloned();
        assert_eq!(at("/oneOf/0/properties/kind/const"), Some(json!("point")));
        assert_eq!(at("/oneOf/1/required"), Some(json!(["kind", "circle"])));
        assert_eq!(at("/oneOf/2/allOf/0/const"), Some(json!("text")));
    }
}
