//! Descriptions of enumeration values, in each form that tools read: `x-enum-descriptions` and `x-enum-varnames` are lists in the order
//! of `enum`, which generators read, and `x-enumDescriptions` is a map, which Redoc shows.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::walk::Kind;

use super::rewrite::each;

/// Describes the values of all enumerations of a document.
pub(super) fn describe(document: &mut Value) {
    each(Kind::Root, document, &mut |kind, node| {
        if kind == Kind::Schema
            && let Some(schema) = node.as_object_mut()
        {
            describe_one(schema);
        }
    });
}

fn describe_one(schema: &mut Map<String, Value>) {
    let Some(Value::Object(texts)) = schema.get("x-enum-descriptions").cloned() else {
        return;
    };
    let values: Vec<String> = schema
        .get("enum")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    let list: Vec<Value> = values
        .iter()
        .map(|value| texts.get(value).cloned().unwrap_or_else(|| "".into()))
        .collect();
    let names = variable_names(&values, schema.get("x-enum-names"));
    // In the place of the map, so that they stay together.
    *schema = std::mem::take(schema)
        .into_iter()
        .flat_map(|(key, value)| {
            if key != "x-enum-descriptions" {
                return vec![(key, value)];
            }
            let mut entries = vec![(key, Value::from(list.clone()))];
            if let Some(names) = &names {
                entries.push(("x-enum-varnames".to_owned(), names.clone().into()));
            }
            entries.push(("x-enumDescriptions".to_owned(), value));
            entries
        })
        .collect();
}

/// Names of constants for the values, in the style of most languages; none where two values have the same.
fn variable_names(values: &[String], own: Option<&Value>) -> Option<Vec<String>> {
    let names: Vec<String> = values
        .iter()
        .map(|value| {
            let plain = constant_name(value);
            let given = own.and_then(|own| own.get(value)).and_then(Value::as_str);
            match given {
                Some(given) if !clear(value) => constant_name(&spaced(given)),
                _ => plain,
            }
        })
        .collect();
    let distinct: BTreeSet<&String> = names.iter().collect();
    (distinct.len() == names.len()).then_some(names)
}

/// Whether a value can be a name as it is.
fn clear(value: &str) -> bool {
    value.starts_with(|first: char| first.is_ascii_alphabetic())
        && value.chars().all(|character| {
            character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | ' ' | '.')
        })
}

/// `MultiProduct` as `Multi_Product`.
fn spaced(name: &str) -> String {
    let mut spaced = String::new();
    for character in name.chars() {
        if character.is_uppercase() && !spaced.is_empty() {
            spaced.push('_');
        }
        spaced.push(character);
    }
    spaced
}

fn constant_name(value: &str) -> String {
    let mut name = String::new();
    for character in value.chars() {
        if character.is_ascii_alphanumeric() {
            name.push(character.to_ascii_uppercase());
        } else if !name.ends_with('_') {
            name.push('_');
        }
    }
    match name.chars().next() {
        Some(first) if first.is_ascii_alphabetic() => name,
        None => "EMPTY".to_owned(),
        Some(_) => format!("VALUE_{}", name.trim_start_matches('_')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_have_descriptions_and_names() {
        let mut document = json!({"components": {"schemas": {"Size": {
            "type": "string",
            "enum": ["en_US", "4G", "*", "a-b"],
            "x-enum-names": {"*": "AllOfThem"},
            "x-enum-descriptions": {"4G": "Four.", "en_US": "One.", "*": "All.", "a-b": "Both."},
        }}}});
        describe(&mut document);
        let size = document.pointer("/components/schemas/Size").unwrap();
        assert_eq!(
            size["x-enum-descriptions"],
            json!(["One.", "Four.", "All.", "Both."])
        );
        assert_eq!(
            size["x-enum-varnames"],
            json!(["EN_US", "VALUE_4G", "ALL_OF_THEM", "A_B"])
        );
        assert_eq!(size["x-enumDescriptions"]["4G"], "Four.");
    }

    #[test]
    fn equal_names_are_left_out() {
        let values = ["a-b".to_owned(), "a_b".to_owned()];
        assert_eq!(variable_names(&values, None), None);
        assert_eq!(
            variable_names(&[String::new()], None),
            Some(vec!["EMPTY".to_owned()])
        );
    }
}
