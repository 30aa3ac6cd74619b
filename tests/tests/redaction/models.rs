//! No model prints text that a person wrote, that identifies a person, or that is a credential: every example of the
//! specification, in `Debug` output.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use whatsapp_business_conformance::{Codec, Direction, family_of, webhook};
use whatsapp_business_core::GraphErrorResponse;
use whatsapp_business_tests::json::leaves;
use whatsapp_business_tests::specification::Specification;
use xtask::bundle::{self, Example};
use xtask::model::Body;

use crate::safe::SAFE;

/// Prefix of group ids. They identify no person, and may appear instead of phone numbers.
const GROUP: &str = "Y2FwaV9ncm91cDo";

/// JSON with what `Debug` prints of it: once for each type that decodes it.
struct Printed<'a> {
    /// Beginning of the paths of the JSON.
    root: &'a str,
    value: &'a Value,
    text: String,
}

impl<'a> Printed<'a> {
    /// Prints JSON with a type that must decode it, and with others that may: those of operations with the same method and path.
    fn of(root: &'a str, value: &'a Value, codecs: &[Codec]) -> Result<Option<Self>> {
        let Some((own, twins)) = codecs.split_first() else {
            return Ok(None);
        };
        let bytes = serde_json::to_vec(value)?;
        let mut text = (own.debug)(&bytes).map_err(anyhow::Error::msg)?;
        text.extend(twins.iter().filter_map(|twin| (twin.debug)(&bytes).ok()));
        Ok(Some(Self { root, value, text }))
    }

    /// Whether the output has the text as a separate word, as `Display` or `Debug` writes it.
    fn shows(&self, text: &str) -> bool {
        let quoted = format!("{text:?}");
        let escaped = quoted.get(1..quoted.len() - 1).unwrap_or_default();
        let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        [text, escaped].into_iter().any(|text| {
            self.text.match_indices(text).any(|(at, _)| {
                let (before, after) = (self.text.get(..at), self.text.get(at + text.len()..));
                !is_part(before.and_then(|text| text.chars().next_back()))
                    && !is_part(after.and_then(|text| text.chars().next()))
            })
        })
    }
}

/// The JSON of an example, printed. Files and other bodies without a type give nothing.
fn printed<'a>(specification: &Specification, example: &'a Example) -> Result<Vec<Printed<'a>>> {
    let (operation, value) = (example.operation_id.as_str(), &example.value);
    let printed = match example.direction {
        bundle::Direction::Request if is_multipart(specification, operation) => {
            // The types are those of some parts; the others are files, text or free-form.
            let codecs = codecs(Direction::Request, operation)?;
            let parts = value.as_object().into_iter().flatten();
            return Ok(parts
                .filter(|(_, part)| part.is_object())
                .flat_map(|(_, part)| codecs.iter().map(move |codec| (part, *codec)))
                .filter_map(|(part, codec)| Printed::of(operation, part, &[codec]).ok()?)
                .collect());
        }
        bundle::Direction::Request => {
            Printed::of(operation, value, &codecs(Direction::Request, operation)?)?
        }
        bundle::Direction::Response => {
            Printed::of(operation, value, &codecs(Direction::Response, operation)?)?
        }
        bundle::Direction::Error => {
            Printed::of("error", value, &[Codec::of::<GraphErrorResponse>()])?
        }
        bundle::Direction::Webhook => {
            let payload = codecs(Direction::Request, "receive_webhook")?;
            let mut all = Vec::from_iter(Printed::of("receive_webhook", value, &payload)?);
            for (field, value) in changes(value) {
                let codec = webhook(field).with_context(|| format!("no type for `{field}`"))?;
                all.extend(Printed::of(field, value, &[codec])?);
            }
            return Ok(all);
        }
    };
    Ok(printed.into_iter().collect())
}

fn codecs(direction: Direction, operation: &str) -> Result<Vec<Codec>> {
    let family = family_of(operation).context("no family has the operation")?;
    Ok((family.codecs)(direction, operation))
}

fn is_multipart(specification: &Specification, id: &str) -> bool {
    let mut operations = specification.api.operations.iter();
    operations.any(|operation| operation.id == id && matches!(operation.body, Body::Multipart(_)))
}

/// The field and the value of every change of a webhook.
fn changes(payload: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let entries = payload.get("entry").and_then(Value::as_array);
    let changes = entries.into_iter().flatten();
    let changes = changes.filter_map(|entry| entry.get("changes")?.as_array());
    changes
        .flatten()
        .filter_map(|change| Some((change.get("field")?.as_str()?, change.get("value")?)))
}

/// A JSON path without positions, below `root`.
fn path(root: &str, path: &str) -> String {
    let names = path.trim_start_matches('$').split('.');
    let names = names.map(|name| name.split('[').next().unwrap_or_default());
    let names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
    format!("{root}.{}", names.join("."))
}

/// The entry that allows a path.
fn safe(path: &str) -> Option<&'static str> {
    let is_end = |entry: &&&str| {
        path.strip_suffix(**entry)
            .is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    SAFE.iter().find(is_end).copied()
}

#[test]
fn models_print_no_user_content() -> Result<()> {
    let (mut texts, mut families, mut roots) = (0, BTreeSet::new(), BTreeSet::new());
    let mut shown = BTreeMap::new();
    let mut unused: BTreeSet<&str> = SAFE.iter().copied().collect();
    let specifications = Specification::all()?;
    for specification in &specifications {
        for example in &specification.bundled.examples {
            let what = || example.file.clone();
            for printed in printed(specification, example).with_context(what)? {
                families.insert(&specification.api.family);
                roots.insert(printed.root);
                for (at, value) in leaves(printed.value) {
                    // A letter or two occur in anything.
                    let text = value.as_str().filter(|text| text.len() > 2);
                    let Some(text) = text.filter(|text| !text.starts_with(GROUP)) else {
                        continue;
                    };
                    let path = path(printed.root, &at);
                    match (printed.shows(text), safe(&path)) {
                        (true, Some(entry)) => {
                            unused.remove(entry);
                        }
                        (true, None) => {
                            shown.insert(path, format!("{text} ({})", example.file));
                        }
                        (false, _) => texts += 1,
                    }
                }
            }
        }
    }
    ensure!(shown.is_empty(), "printed: {shown:#?}");
    ensure!(unused.is_empty(), "no model prints {unused:?}");
    ensure!(texts > 6000, "only {texts} texts were not printed");
    ensure!(families.len() == specifications.len(), "only {families:?}");
    ensure!(
        roots.len() > 180,
        "only {} operations and webhooks",
        roots.len()
    );
    Ok(())
}
