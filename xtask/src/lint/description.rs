//! Descriptions: present everywhere, and meaningful.

use std::collections::BTreeSet;

use serde_json::Value;

use super::context::{Context, component, entries, is_constant, list, text};
use super::{Report, Rule};
use crate::pointer;
use crate::walk::{Kind, reference};

pub(super) const RULES: &[Rule] = &[
    Rule::error(
        "missing-description",
        "Operations, webhooks, named schemas, properties, parameters, request bodies and responses have a description; constants and plain `$ref`s are exempt.",
    ),
    Rule::error(
        "empty-description",
        "A description says more than the name of what it describes.",
    ),
    Rule::error(
        "description-form",
        "Descriptions are sentences: they begin with a capital and end with a full stop.",
    ),
];

pub(super) fn check(context: &Context<'_>, report: &mut Report<'_>) {
    for (kind, node, at) in &context.nodes {
        if kind.section().is_some() && reference(node).is_some() {
            continue;
        }
        let Some(name) = described(*kind, node, at) else {
            continue;
        };
        let place = pointer::join(at, "description");
        match text(node, "description")
            .map(str::trim)
            .filter(|text| !text.is_empty())
        {
            None => report.at(
                "missing-description",
                at,
                format!("{} `{name}` has no description", noun(*kind, at)),
            ),
            Some(description) => sentence(*kind, &name, description, &place, report),
        }
        for (value, description) in entries(node, "x-enum-descriptions") {
            let place = pointer::join(&pointer::join(at, "x-enum-descriptions"), value);
            if let Some(description) = description.as_str() {
                // `PNG image.` repeats `image/png` and still says all there is to say.
                let name = if words(description).count() > 1 {
                    ""
                } else {
                    value
                };
                sentence(*kind, name, description.trim(), &place, report);
            }
        }
    }
}

/// Name of a node that must be described.
fn described(kind: Kind, node: &Value, at: &str) -> Option<String> {
    let mut keys: Vec<String> = pointer::keys(at).collect();
    let last = keys.pop().unwrap_or_default();
    match kind {
        Kind::Operation => Some(text(node, "operationId").unwrap_or(&last).to_owned()),
        Kind::Webhook => Some(last),
        Kind::Schema if component(at, "schemas").is_some() => Some(last),
        Kind::Schema if keys.last().is_some_and(|key| key == "properties") => {
            (!is_constant(node)).then_some(last)
        }
        Kind::Parameter => Some(text(node, "name").unwrap_or(&last).to_owned()),
        Kind::RequestBody => Some(operation_of(&keys)),
        Kind::Response => Some(last),
        _ => None,
    }
}

fn operation_of(keys: &[String]) -> String {
    keys.iter()
        .skip(1)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(" ")
}

fn noun(kind: Kind, at: &str) -> &'static str {
    match kind {
        Kind::Operation => "operation",
        Kind::Webhook => "webhook",
        Kind::Schema if component(at, "schemas").is_some() => "schema",
        Kind::Schema => "property",
        Kind::Parameter => "parameter",
        Kind::RequestBody => "request body of",
        _ => "response",
    }
}

fn sentence(kind: Kind, name: &str, description: &str, place: &str, report: &mut Report<'_>) {
    let known: BTreeSet<String> = words(name).collect();
    let said: BTreeSet<String> = words(description)
        .filter(|word| !FILLERS.contains(&word.as_str()))
        .collect();
    // A status is no name to repeat, and `A page of blocked users` is about all there is to say of a `BlockedUserPage`; but text
    // without any word of its own says nothing anywhere.
    let named = at_component(place) && said.len() > 1;
    if kind != Kind::Response && !named && said.is_subset(&known) {
        let help = "say what it means, its unit and limits, and when it is absent";
        report.help(
            "empty-description",
            place,
            format!("`{description}` only repeats the name `{name}`"),
            help,
        );
        return;
    }
    if description.starts_with(char::is_lowercase) {
        report.at(
            "description-form",
            place,
            "the description does not begin with a capital",
        );
    }
    let last = description.lines().last().unwrap_or_default().trim();
    let block =
        last.starts_with(['|', '-', '*', '`']) || last.starts_with(|c: char| c.is_ascii_digit());
    let structured = block && description.contains('\n');
    if !structured && !last.ends_with(['.', '!', '?']) {
        report.at(
            "description-form",
            place,
            "the description does not end with a full stop",
        );
    }
}

/// Whether a description is that of a named schema.
fn at_component(place: &str) -> bool {
    place
        .strip_suffix("/description")
        .is_some_and(|at| component(at, "schemas").is_some())
}

/// Words that say nothing by themselves.
const FILLERS: [&str; 16] = [
    "the",
    "a",
    "an",
    "of",
    "for",
    "this",
    "that",
    "is",
    "to",
    "in",
    "field",
    "value",
    "property",
    "parameter",
    "object",
    "schema",
];

/// Words of a text or a name, in lower case and singular.
fn words(text: &str) -> impl Iterator<Item = String> {
    let mut words = vec![String::new()];
    let mut previous = ' ';
    for character in text.chars() {
        if !character.is_alphanumeric() || (character.is_uppercase() && previous.is_lowercase()) {
            words.push(String::new());
        }
        if character.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(character.to_lowercase());
        }
        previous = character;
    }
    words
        .into_iter()
        .filter(|word| !word.is_empty())
        .map(|word| match word.strip_suffix('s') {
            Some(singular) if singular.len() > 1 && !singular.ends_with('s') => singular.to_owned(),
            _ => word,
        })
}

/// Texts of a node that are published, with their pointers.
pub(super) fn published<'v>(node: &'v Value, at: &str) -> Vec<(String, &'v str)> {
    let mut found = Vec::new();
    for key in ["summary", "description"] {
        found.extend(text(node, key).map(|text| (pointer::join(at, key), text)));
    }
    for (value, description) in entries(node, "x-enum-descriptions") {
        let place = pointer::join(&pointer::join(at, "x-enum-descriptions"), value);
        found.extend(description.as_str().map(|text| (place, text)));
    }
    for (index, tag) in list(node, "tags").enumerate() {
        found.extend(
            text(tag, "description").map(|text| (format!("{at}/tags/{index}/description"), text)),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn names_and_sentences_have_the_same_words() {
        let of = |text: &str| words(text).collect::<Vec<_>>();
        assert_eq!(of("PhoneNumberIds"), ["phone", "number", "id"]);
        assert_eq!(of("The `phone_numbers`."), ["the", "phone", "number"]);
        assert_eq!(
            of("status address"),
            ["status", "address"].map(|w| if w == "status" { "statu" } else { w })
        );
    }
}
