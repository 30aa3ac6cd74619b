//! A comparison as text.

use std::fmt::Write as _;

use super::difference::{Comparison, Difference, Kind, Operation};
use super::surface::Part;

/// Operation ids that are shown; Graph has dozens of operations at `/{id}`.
const IDS: usize = 4;

/// A comparison for people: `+` is what we lack, `-` what the other document lacks, `~` what differs.
#[must_use]
pub fn text(comparison: &Comparison) -> String {
    let mut out = String::new();
    for (title, sign, operations) in [
        (
            "Operations that only the other document has",
            '+',
            &comparison.only_there,
        ),
        (
            "Operations that only the specification has",
            '-',
            &comparison.only_here,
        ),
    ] {
        if operations.is_empty() {
            continue;
        }
        let _ = writeln!(out, "{title} ({})", operations.len());
        for operation in operations {
            let _ = writeln!(out, "  {sign} {}", head(operation));
        }
        out.push('\n');
    }
    for change in &comparison.changes {
        let _ = writeln!(out, "{}", head(&change.operation));
        differences(&mut out, &change.differences);
        out.push('\n');
    }
    if !comparison.errors.is_empty() {
        out.push_str("Errors of all operations\n");
        differences(&mut out, &comparison.errors);
        out.push('\n');
    }
    let count = |kind: Kind| {
        let all = comparison.differences();
        all.filter(|difference| difference.kind == kind).count()
    };
    let _ = writeln!(
        out,
        "operations: {} in both, {} only there, {} only here, {} differ\n\
         parameters and properties: {} only there, {} only here\n\
         values: missing here in {} places, missing there in {}\n\
         required: only there in {} places, only here in {}",
        comparison.shared,
        comparison.only_there.len(),
        comparison.only_here.len(),
        comparison.changes.len(),
        count(Kind::OnlyThere),
        count(Kind::OnlyHere),
        count(Kind::ValuesOnlyThere),
        count(Kind::ValuesOnlyHere),
        count(Kind::RequiredThere),
        count(Kind::RequiredHere),
    );
    out
}

fn head(operation: &Operation) -> String {
    let path = operation.path.split('#').next().unwrap_or_default();
    let shown: Vec<&str> = operation.ids.iter().take(IDS).map(String::as_str).collect();
    let mut ids = shown.join(", ");
    if operation.ids.len() > IDS {
        let _ = write!(ids, " and {} more", operation.ids.len() - IDS);
    }
    format!("{} {path}  {ids}", operation.method)
        .trim_end()
        .to_owned()
}

fn differences(out: &mut String, differences: &[Difference]) {
    let mut part: Option<Part> = None;
    for difference in differences {
        if part != Some(difference.part) {
            part = Some(difference.part);
            let _ = writeln!(out, "  {}", difference.part);
        }
        let name = match difference.name.as_str() {
            "" => "(whole)",
            name => name,
        };
        let values = difference.values.join(", ");
        let line = match difference.kind {
            Kind::OnlyThere => format!("+ {name}"),
            Kind::OnlyHere => format!("- {name}"),
            Kind::ValuesOnlyThere => format!("~ {name}: + {values}"),
            Kind::ValuesOnlyHere => format!("~ {name}: - {values}"),
            Kind::RequiredThere => format!("~ {name}: required there, optional here"),
            Kind::RequiredHere => format!("~ {name}: required here, optional there"),
        };
        let _ = writeln!(out, "    {line}");
    }
}
