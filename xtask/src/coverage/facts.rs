//! The lists of `spec/coverage` are the project's own copies. Where the fact sheets are at hand, nothing of them may be lost.

use std::collections::BTreeSet;
use std::path::Path;

use super::LISTS;
use crate::diagnostics::{Diagnostics, Finding, Place};
use crate::load;
use crate::path::shape;

/// A list: its file here, its file among the facts, and the columns that identify a row in each.
const PAIRS: [(&str, &str, &[&str], &[&str]); 4] = [
    (
        "operations.tsv",
        "operations.tsv",
        // Which family an operation belongs to is decided here, not there.
        &["operation_id", "method", "path"],
        &["operation_id", "method", "path"],
    ),
    (
        "operations.tsv",
        "newer/operations.tsv",
        &["operation_id", "method", "path"],
        &["operation_id", "method", "path"],
    ),
    (
        "message_kinds.tsv",
        "message_types.tsv",
        &["kind", "part"],
        &["type", "interactive_subtype_or_template_component"],
    ),
    (
        "webhooks.tsv",
        "webhooks.tsv",
        &["kind", "part"],
        &["field", "value_kind_or_event"],
    ),
];

/// Reports every fact that the project's lists lack.
pub(super) fn compare(
    root: &Path,
    facts: &Path,
    findings: &mut Diagnostics,
) -> Result<(), Diagnostics> {
    for (ours, theirs, our_columns, their_columns) in PAIRS {
        if !facts.join(theirs).exists() {
            continue;
        }
        let file = format!("{LISTS}/{ours}");
        let listed: BTreeSet<Vec<String>> = rows(root, &file, our_columns)?.into_iter().collect();
        for row in rows(facts, theirs, their_columns)?
            .into_iter()
            .filter(|row| !listed.contains(row))
        {
            let message = format!(
                "the fact sheet has `{}`, and this list has not",
                row.join(" ").trim_end()
            );
            findings.push(Finding::error(
                "coverage-facts",
                Place::file(&file),
                message,
            ));
        }
    }
    Ok(())
}

fn rows(root: &Path, file: &str, columns: &[&str]) -> Result<Vec<Vec<String>>, Diagnostics> {
    let rows = load::table(root, file, columns)?;
    let values = rows.into_iter().map(|(_, row)| {
        columns
            .iter()
            .map(|column| match (*column, row.get(*column)) {
                // Nodes may have other names there.
                ("path", Some(path)) => shape(path),
                (_, cell) => cell.cloned().unwrap_or_default(),
            })
            .collect()
    });
    Ok(values.collect())
}
