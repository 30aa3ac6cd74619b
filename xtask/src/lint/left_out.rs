//! `left-out.tsv`: documented names that are left out on purpose.

use std::path::Path;

use super::context::{Context, text};
use super::{Report, Rule};
use crate::diagnostics::Place;
use crate::load;

pub(super) const RULES: &[Rule] = &[Rule::error(
    "left-out",
    "Rows of `left-out.tsv` have an operation of the family, a direction, a name and a reason, separated by tabs.",
)];

const DIRECTIONS: [&str; 3] = ["query", "request", "response"];

pub(super) fn check(root: &Path, context: &Context<'_>, report: &mut Report<'_>) {
    let file = format!("spec/{}/left-out.tsv", context.bundled.family);
    if !root.join(&file).exists() {
        return;
    }
    let text_of_file = match load::text(root, &file) {
        Ok(text) => text,
        Err(findings) => {
            report.findings.merge(findings);
            return;
        }
    };
    for (index, line) in text_of_file
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
    {
        let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        let mut complain =
            |message: String| report.push("left-out", Place::line(&file, index + 1), message, None);
        let [operation, direction, name, reason] = cells.as_slice() else {
            complain(format!(
                "{} cells, expected operation, direction, name, reason",
                cells.len()
            ));
            continue;
        };
        if index == 0 && *operation == "operation" {
            continue;
        }
        if !context
            .operations
            .iter()
            .any(|known| text(known.node, "operationId") == Some(operation))
        {
            complain(format!("there is no operation `{operation}`"));
        }
        if !DIRECTIONS.contains(direction) {
            complain(format!(
                "`{direction}` is not one of {}",
                DIRECTIONS.join(", ")
            ));
        }
        if name.is_empty() || reason.is_empty() {
            complain("the name or the reason is empty".to_owned());
        }
    }
}
