//! The words of the project, in every text of a document that people read.

use serde_json::Value;

use super::context::{Context, text};
use super::description::published;
use super::{Report, Rule};
use crate::pointer;
use crate::walk::Kind;
use crate::words::Words;

pub(super) const RULES: &[Rule] = &[Rule::error(
    "house-words",
    "Texts use the standard terms of the field; `spec/words.tsv` lists words to avoid with better ones.",
)];

pub(super) fn check(words: &Words, context: &Context<'_>, report: &mut Report<'_>) {
    let info = context.bundled.document.get("info");
    let info = info.map(|info| texts(info, "/info")).unwrap_or_default();
    let nodes = context
        .nodes
        .iter()
        .filter(|(kind, ..)| *kind != Kind::SchemaMap);
    for (place, text) in info
        .into_iter()
        .chain(nodes.flat_map(|(_, node, at)| texts(node, at)))
    {
        for hit in words.hits(text) {
            let (message, help) = (hit.message(), hit.help());
            report.within("house-words", &place, text, hit.range, message, Some(help));
        }
    }
}

/// Published texts, titles and notes.
fn texts<'v>(node: &'v Value, at: &str) -> Vec<(String, &'v str)> {
    let mut found = published(node, at);
    found.extend(text(node, "title").map(|text| (pointer::join(at, "title"), text)));
    for (holder, key) in [("x-source", "note"), ("externalDocs", "description")] {
        let text = node.get(holder).and_then(|holder| text(holder, key));
        found.extend(text.map(|text| (format!("{at}/{holder}/{key}"), text)));
    }
    found
}
