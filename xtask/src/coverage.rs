//! Compares the specification with the lists of `spec/coverage`: how much of the platform it covers.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use serde_json::Value;

use crate::bundle::Bundled;
use crate::diagnostics::{Diagnostics, Finding, Place};
use crate::family::Family;
use crate::lint;
use crate::load;
use crate::walk::METHODS;

mod facts;
mod family_lists;
mod feature_lists;

/// Folder of the lists.
const LISTS: &str = "spec/coverage";

/// A counted subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// Operations: `operations.tsv`.
    Operations,
    /// Kinds of messages that can be sent: rows of `message_kinds.tsv` that are not about templates.
    MessageKinds,
    /// Components of templates, sent and created: the other rows.
    TemplateComponents,
    /// Shapes of webhooks: `webhooks.tsv`.
    Webhooks,
}

impl Subject {
    /// Every subject, in the order of the report.
    pub const ALL: [Self; 4] = [
        Self::Operations,
        Self::MessageKinds,
        Self::TemplateComponents,
        Self::Webhooks,
    ];

    /// Column of `floor.tsv`.
    #[must_use]
    pub fn column(self) -> &'static str {
        match self {
            Self::Operations => "operations",
            Self::MessageKinds => "message_kinds",
            Self::TemplateComponents => "template_components",
            Self::Webhooks => "webhooks",
        }
    }
}

/// How much of one family is covered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Rows of the lists.
    pub listed: usize,
    /// Rows that the specification covers.
    pub present: usize,
    /// The others, by name.
    pub missing: Vec<String>,
}

/// How much of the lists the specification covers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Counts by family and subject.
    pub counts: BTreeMap<String, BTreeMap<Subject, Count>>,
    /// Operations that no list names.
    pub extras: Vec<String>,
    /// Families that have a document.
    pub started: BTreeSet<String>,
    /// Regressions: a count below its floor, a missing example, a list that lacks a known fact, a family or a feature.
    pub findings: Diagnostics,
}

/// Measures the coverage, and compares the lists of families and features that people maintain with the specification and the manifests. The lists of
/// `spec/coverage` must cover the fact sheets in the folder `facts`, if it exists.
///
/// # Errors
/// When the lists cannot be read, or a document breaks a rule.
pub fn coverage(root: &Path, facts: &Path) -> Result<Coverage, Diagnostics> {
    let families = Family::discover(root)?;
    let (documents, findings) = lint::lint_families(root, &families);
    findings.or_value(())?;
    let mut coverage = measure(root, &documents, facts)?;
    let lists = family_lists::check(root, &documents)?;
    coverage.findings.merge(lists);
    coverage.findings.merge(feature_lists::check(root)?);
    Ok(coverage)
}

fn measure(root: &Path, documents: &[Bundled], facts: &Path) -> Result<Coverage, Diagnostics> {
    let mut coverage = Coverage {
        started: documents
            .iter()
            .map(|bundled| bundled.family.clone())
            .collect(),
        ..Coverage::default()
    };
    operations(root, documents, &mut coverage)?;
    shapes(root, "message_kinds.tsv", documents, &mut coverage)?;
    shapes(root, "webhooks.tsv", documents, &mut coverage)?;
    floors(root, &mut coverage)?;
    if facts.is_dir() {
        facts::compare(root, facts, &mut coverage.findings)?;
    }
    Ok(coverage)
}

fn operations(
    root: &Path,
    documents: &[Bundled],
    coverage: &mut Coverage,
) -> Result<(), Diagnostics> {
    let file = format!("{LISTS}/operations.tsv");
    let rows = load::table(root, &file, &["family", "operation_id", "method", "path"])?;
    let mut there: BTreeMap<(String, String), (String, String)> =
        documents.iter().flat_map(declared).collect();
    for (line, row) in rows {
        let cell = |column: &str| row.get(column).cloned().unwrap_or_default();
        let (family, id) = (cell("family"), cell("operation_id"));
        let found = there.remove(&(family.clone(), id.clone()));
        // Twins differ by a query in the lists, and by a suffix in the documents.
        let path = cell("path");
        let sent = path.split('?').next().unwrap_or_default();
        let listed = (cell("method"), sent.to_owned());
        if let Some(found) = found.as_ref().filter(|found| **found != listed) {
            let message = format!(
                "`{id}` is {} {} here and {} {} in the document",
                listed.0, listed.1, found.0, found.1
            );
            coverage.findings.push(Finding::error(
                "coverage-operation",
                Place::line(&file, line),
                message,
            ));
        }
        coverage.add(
            &family,
            Subject::Operations,
            id,
            found.is_some_and(|found| found == listed),
        );
    }
    coverage.extras = there
        .into_keys()
        .map(|(family, id)| format!("{family}: {id}"))
        .collect();
    Ok(())
}

/// Operations of a document by family and id, with method and path as they are sent.
fn declared(bundled: &Bundled) -> Vec<((String, String), (String, String))> {
    let mut found = Vec::new();
    let paths = bundled.document.get("paths").and_then(Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        let sent = path.split('#').next().unwrap_or_default();
        for method in METHODS {
            let id = item
                .get(method)
                .and_then(|operation| operation.get("operationId"))
                .and_then(Value::as_str);
            if let Some(id) = id {
                found.push((
                    (bundled.family.clone(), id.to_owned()),
                    (method.to_uppercase(), sent.to_owned()),
                ));
            }
        }
    }
    found
}

/// A row is covered when the schemas and the examples that it names are there; an example with a `/` is a file in a folder below the
/// examples. A row that names none is not covered.
fn shapes(
    root: &Path,
    name: &str,
    documents: &[Bundled],
    coverage: &mut Coverage,
) -> Result<(), Diagnostics> {
    let file = format!("{LISTS}/{name}");
    for (line, row) in load::table(
        root,
        &file,
        &["family", "kind", "part", "schema", "example"],
    )? {
        let cell = |column: &str| row.get(column).map(String::as_str).unwrap_or_default();
        let family = cell("family");
        let names = |column: &str| -> Vec<String> {
            cell(column).split_whitespace().map(str::to_owned).collect()
        };
        let (schemas, examples) = (names("schema"), names("example"));
        let mut present = !schemas.is_empty() || !examples.is_empty();
        let document = documents.iter().find(|bundled| bundled.family == family);
        let there = |kind: &str, name: &str| {
            document.is_some_and(|bundled| match kind {
                "schema" => bundled
                    .document
                    .pointer(&format!("/components/schemas/{name}"))
                    .is_some(),
                _ if name.contains('/') => root
                    .join(format!("spec/{family}/examples/{name}"))
                    .is_file(),
                _ => bundled
                    .examples
                    .iter()
                    .any(|example| example.name() == name),
            })
        };
        for (kind, names) in [("schema", schemas), ("example", examples)] {
            for name in names.iter().filter(|name| !there(kind, name)) {
                present = false;
                if document.is_some() {
                    let message = format!("there is no {kind} `{name}` in {family}");
                    coverage.findings.push(Finding::error(
                        "coverage-shape",
                        Place::line(&file, line),
                        message,
                    ));
                }
            }
        }
        let subject = match name {
            "webhooks.tsv" => Subject::Webhooks,
            _ if cell("kind").starts_with("template") => Subject::TemplateComponents,
            _ => Subject::MessageKinds,
        };
        let label = [cell("kind"), cell("part")]
            .iter()
            .filter(|text| !text.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join(": ");
        coverage.add(family, subject, label, present);
    }
    Ok(())
}

/// A floor holds as soon as its family has a document or a crate, so that neither can be lost without notice.
fn floors(root: &Path, coverage: &mut Coverage) -> Result<(), Diagnostics> {
    let file = format!("{LISTS}/floor.tsv");
    let mut columns = vec!["family"];
    columns.extend(Subject::ALL.map(Subject::column));
    for (line, row) in load::table(root, &file, &columns)? {
        let family = row.get("family").cloned().unwrap_or_default();
        let started =
            coverage.started.contains(&family) || Family::new(root, &family).crate_dir.is_dir();
        for subject in Subject::ALL {
            let cell = row
                .get(subject.column())
                .map(|cell| cell.trim())
                .unwrap_or_default();
            let Ok(floor) = (if cell.is_empty() {
                Ok(0)
            } else {
                cell.parse::<usize>()
            }) else {
                let finding = Finding::error(
                    "coverage-floor",
                    Place::line(&file, line),
                    format!("`{cell}` is not a count"),
                );
                coverage.findings.push(finding);
                continue;
            };
            let present = coverage
                .counts
                .get(&family)
                .and_then(|all| all.get(&subject))
                .map_or(0, |count| count.present);
            if started && present < floor {
                let message = format!(
                    "{family} has {present} {}, and had {floor}",
                    subject.column().replace('_', " ")
                );
                coverage.findings.push(Finding::error(
                    "coverage-floor",
                    Place::line(&file, line),
                    message,
                ));
            }
        }
    }
    Ok(())
}

impl Coverage {
    fn add(&mut self, family: &str, subject: Subject, name: String, present: bool) {
        let count = self
            .counts
            .entry(family.to_owned())
            .or_default()
            .entry(subject)
            .or_default();
        count.listed += 1;
        if present {
            count.present += 1;
        } else {
            count.missing.push(name);
        }
    }

    /// Sum over all families.
    #[must_use]
    pub fn total(&self, subject: Subject) -> (usize, usize) {
        let counts = self.counts.values().filter_map(|all| all.get(&subject));
        counts.fold((0, 0), |(present, listed), count| {
            (present + count.present, listed + count.listed)
        })
    }

    /// Rows that are not covered, as `family: subject: name`, of families that have a document; of all families with `all`.
    #[must_use]
    pub fn missing(&self, all: bool) -> Vec<String> {
        let families = self
            .counts
            .iter()
            .filter(|(family, _)| all || self.started.contains(*family));
        families
            .flat_map(|(family, counts)| {
                counts.iter().flat_map(move |(subject, count)| {
                    let subject = subject.column().replace('_', " ");
                    count
                        .missing
                        .iter()
                        .map(move |name| format!("{family}: {subject}: {name}"))
                })
            })
            .collect()
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<18}", "family")?;
        for subject in Subject::ALL {
            write!(f, " {:>19}", subject.column().replace('_', " "))?;
        }
        writeln!(f)?;
        for (family, counts) in &self.counts {
            write!(f, "{family:<18}")?;
            for subject in Subject::ALL {
                let cell = counts.get(&subject).map_or_else(
                    || "-".to_owned(),
                    |count| format!("{}/{}", count.present, count.listed),
                );
                write!(f, " {cell:>19}")?;
            }
            writeln!(f)?;
        }
        write!(f, "{:<18}", "all")?;
        for subject in Subject::ALL {
            let (present, listed) = self.total(subject);
            write!(f, " {:>19}", format!("{present}/{listed}"))?;
        }
        writeln!(f)
    }
}

#[cfg(test)]
mod tests;
