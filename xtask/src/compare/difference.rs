//! What one of two surfaces lacks.

use std::collections::BTreeSet;

use serde::Serialize;

use super::facts::{Fact, Facts, Place};
use super::surface::{Group, Key, Part, Surface};

/// What two documents lack of each other. "Here" is our specification, "there" the other document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// Number of methods and paths that both have.
    pub shared: usize,
    /// Operations that we lack.
    pub only_there: Vec<Operation>,
    /// Operations that the other document lacks.
    pub only_here: Vec<Operation>,
    /// Operations that differ.
    pub changes: Vec<Change>,
    /// Differences of the bodies of errors, which all operations share.
    pub errors: Vec<Difference>,
}

/// Operations of one method and path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Operation {
    /// Method, in capitals.
    pub method: String,
    /// Path, as the document has it.
    pub path: String,
    /// Operation ids.
    pub ids: Vec<String>,
}

/// Operations that differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Ours.
    #[serde(flatten)]
    pub operation: Operation,
    /// What differs.
    pub differences: Vec<Difference>,
}

/// A difference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Difference {
    /// Part of the operation.
    pub part: Part,
    /// Parameter or property, from the top of the body; empty for the body itself.
    pub name: String,
    /// What it is about.
    pub kind: Kind,
    /// Values that one side lacks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
}

/// Kind of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// We lack it.
    OnlyThere,
    /// The other document lacks it.
    OnlyHere,
    /// We lack values.
    ValuesOnlyThere,
    /// The other document lacks values.
    ValuesOnlyHere,
    /// Required there and optional here.
    RequiredThere,
    /// Required here and optional there.
    RequiredHere,
}

impl Comparison {
    pub(super) fn of(ours: &Surface, theirs: &Surface) -> Self {
        let mut comparison = Self {
            errors: errors(ours, theirs),
            ..Self::default()
        };
        for (key, here) in &ours.groups {
            let Some(there) = theirs.groups.get(key) else {
                comparison.only_here.push(operation(key, here));
                continue;
            };
            comparison.shared += 1;
            let differences = parts(here, there);
            if !differences.is_empty() {
                comparison.changes.push(Change {
                    operation: operation(key, here),
                    differences,
                });
            }
        }
        let lacking = theirs.groups.iter();
        comparison.only_there = lacking
            .filter(|(key, _)| !ours.groups.contains_key(*key))
            .map(|(key, there)| operation(key, there))
            .collect();
        comparison
    }

    /// Whether neither lacks anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.only_there.is_empty()
            && self.only_here.is_empty()
            && self.changes.is_empty()
            && self.errors.is_empty()
    }

    /// All differences of operations that both have.
    pub fn differences(&self) -> impl Iterator<Item = &Difference> {
        let changes = self.changes.iter().flat_map(|change| &change.differences);
        changes.chain(&self.errors)
    }
}

fn operation((_, method): &Key, group: &Group) -> Operation {
    Operation {
        method: method.clone(),
        path: group.path.clone(),
        ids: group.ids.clone(),
    }
}

/// Documents without a body for errors say nothing about them.
fn errors(ours: &Surface, theirs: &Surface) -> Vec<Difference> {
    let mut found = Vec::new();
    if !ours.errors.0.is_empty() && !theirs.errors.0.is_empty() {
        compare(Part::Error, &ours.errors, &theirs.errors, &mut found);
    }
    found
}

fn parts(here: &Group, there: &Group) -> Vec<Difference> {
    let mut found = Vec::new();
    let parts: BTreeSet<Part> = here
        .parts
        .keys()
        .chain(there.parts.keys())
        .copied()
        .collect();
    let none = Facts::default();
    for part in parts {
        let of = |group: &'_ Group| group.parts.get(&part).cloned();
        let (here, there) = (of(here), of(there));
        let (here, there) = (
            here.as_ref().unwrap_or(&none),
            there.as_ref().unwrap_or(&none),
        );
        compare(part, here, there, &mut found);
    }
    found
}

fn compare(part: Part, here: &Facts, there: &Facts, found: &mut Vec<Difference>) {
    let places: BTreeSet<&Place> = here.0.keys().chain(there.0.keys()).collect();
    // Parents come before what is below them, which then need not be named.
    let mut skipped: Option<&Place> = None;
    for place in places {
        if skipped.is_some_and(|above| place.starts_with(above)) {
            continue;
        }
        skipped = None;
        let mut add = |kind: Kind, values: Vec<String>| {
            let name = name(place);
            found.push(Difference {
                part,
                name,
                kind,
                values,
            });
        };
        match (here.0.get(place), there.0.get(place)) {
            (Some(here), Some(there)) => {
                properties(here, there, &mut add);
                if here.recursive || there.recursive {
                    skipped = Some(place);
                }
            }
            (None, _) => {
                skipped = Some(place);
                add(Kind::OnlyThere, Vec::new());
            }
            (_, None) => {
                skipped = Some(place);
                add(Kind::OnlyHere, Vec::new());
            }
        }
    }
}

fn properties(here: &Fact, there: &Fact, add: &mut impl FnMut(Kind, Vec<String>)) {
    match (here.required, there.required) {
        (false, true) => add(Kind::RequiredThere, Vec::new()),
        (true, false) => add(Kind::RequiredHere, Vec::new()),
        _ => {}
    }
    for (kind, one, other) in [
        (Kind::ValuesOnlyThere, there, here),
        (Kind::ValuesOnlyHere, here, there),
    ] {
        let known = other.values.iter().flatten().chain(&other.aliases);
        let known: BTreeSet<String> = known.map(|value| value.to_ascii_lowercase()).collect();
        let values = one.values.iter().flatten();
        let lacking: Vec<String> = values
            .filter(|value| !known.contains(&value.to_ascii_lowercase()))
            .cloned()
            .collect();
        if !lacking.is_empty() {
            add(kind, lacking);
        }
    }
}

/// A place as people write it: `a.b[].c`.
fn name(place: &Place) -> String {
    let mut name = String::new();
    for step in place {
        if step != "[]" && !name.is_empty() {
            name.push('.');
        }
        name.push_str(step);
    }
    name
}
