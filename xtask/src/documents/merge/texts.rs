//! What a merged schema says: the forms and tags that its objects had.

use serde_json::{Map, Value};

use super::super::unions::text;
use super::{Labelled, constant, properties_of, required_of};

/// Lists the values of a tag with the variants that they name.
pub(super) fn explain_tag(property: &mut Value, variants: &[Labelled]) {
    let texts: Map<String, Value> = variants
        .iter()
        .filter_map(|(label, variant)| {
            let text = sentence(text(variant, "description"));
            Some((label.clone()?, text.into()))
        })
        .collect();
    let Some(map) = property.as_object_mut() else {
        return;
    };
    let single = map
        .get("description")
        .and_then(Value::as_str)
        .is_some_and(|text| !text.starts_with("By `"));
    if !single {
        let text = "Determines which of the other properties there are.";
        map.insert("description".to_owned(), text.into());
    }
    map.insert("x-enum-descriptions".to_owned(), texts.into());
}

/// The descriptions of a property in one: the only one, or one for each tag.
pub(super) fn descriptions(tag: Option<&str>, found: &[Labelled]) -> Option<String> {
    let mut list: Vec<(Vec<&str>, &str)> = Vec::new();
    for (label, schema) in found {
        let text = text(schema, "description");
        if text.is_empty() {
            continue;
        }
        let label = label.as_deref().into_iter();
        match list.iter_mut().find(|(_, known)| *known == text) {
            Some((labels, _)) => labels.extend(label),
            None => list.push((label.collect(), text)),
        }
    }
    match (list.as_slice(), tag) {
        ([], _) => None,
        ([(_, only)], _) => Some((*only).to_owned()),
        (several, Some(tag)) => {
            let mut text = format!("By `{tag}`:\n");
            for (labels, description) in several {
                let labels: Vec<String> = labels.iter().map(|it| format!("`{it}`")).collect();
                let description = description.replace('\n', " ");
                text.push_str(&format!("\n- {}: {description}", labels.join(", ")));
            }
            Some(text)
        }
        (several, None) => {
            let texts: Vec<&str> = several.iter().map(|(_, text)| *text).collect();
            Some(texts.join(" "))
        }
    }
}

/// The forms of an untagged union.
pub(super) fn by_form(variants: &[Labelled]) -> String {
    let mut text = "\n\nExactly one of these forms:\n".to_owned();
    for (_, variant) in variants {
        let mut names: Vec<String> = required_of(variant)
            .iter()
            .map(|name| with_constant(variant, name))
            .collect();
        let optional: Vec<String> = properties_of(variant)
            .filter(|(name, _)| !required_of(variant).contains(name))
            .map(|(name, _)| with_constant(variant, name))
            .collect();
        if !optional.is_empty() {
            names.push(format!("optionally {}", optional.join(", ")));
        }
        let sentence = sentence(super::super::unions::text(variant, "description"));
        text.push_str(&format!("\n- {}: {sentence}", names.join(", ")));
    }
    text
}

/// The properties of a tagged union, by tag.
pub(super) fn by_tag(tag: &str, variants: &[Labelled]) -> String {
    let mut text = format!("\n\nProperties by `{tag}`:\n");
    for (label, variant) in variants {
        let own = |name: &String| name != tag && constant(variant, name).is_none();
        let required = required_of(variant);
        let mut names: Vec<String> = required
            .iter()
            .filter(|name| own(name))
            .map(|name| format!("`{name}`"))
            .collect();
        let optional: Vec<String> = properties_of(variant)
            .map(|(name, _)| name)
            .filter(|name| own(name) && !required.contains(name))
            .map(|name| format!("`{name}`"))
            .collect();
        if !optional.is_empty() {
            names.push(format!("optionally {}", optional.join(", ")));
        }
        if names.is_empty() {
            names.push("none".to_owned());
        }
        let label = label.as_deref().unwrap_or_default();
        text.push_str(&format!("\n- `{label}`: {}.", names.join(", ")));
    }
    text
}

fn with_constant(object: &Value, name: &str) -> String {
    match constant(object, name) {
        Some(value) => format!("`{name}` (`{value}`)"),
        None => format!("`{name}`"),
    }
}

/// The first sentence of a text.
fn sentence(text: &str) -> String {
    let text = text.replace('\n', " ");
    match text.split_once(". ") {
        Some((first, _)) => format!("{first}."),
        None => text,
    }
}
