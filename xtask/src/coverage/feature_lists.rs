//! Tables of the features of a crate, in its README. They list every feature of the manifest, and whether it is on by default.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::diagnostics::{Diagnostics, Finding, Place};
use crate::load;

/// Rule of the findings.
const RULE: &str = "feature-lists";

/// Begin of the head of such a table. The third column differs.
const HEAD: &str = "| feature | default |";

/// Reports every README with a table of features that lacks one, has one too many, or is wrong about the default.
pub(super) fn check(root: &Path) -> Result<Diagnostics, Diagnostics> {
    let mut findings = Diagnostics::new();
    let Ok(crates) = fs::read_dir(root.join("crates")) else {
        return Ok(findings);
    };
    let mut names: Vec<String> = crates
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    names.sort();
    for name in names {
        let readme = format!("crates/{name}/README.md");
        let manifest = format!("crates/{name}/Cargo.toml");
        if !root.join(&readme).exists() || !root.join(&manifest).exists() {
            continue;
        }
        let features = Features::read(&load::text(root, &manifest)?);
        compare(
            &readme,
            &load::text(root, &readme)?,
            &features,
            &mut findings,
        );
    }
    Ok(findings)
}

/// The features of a manifest, each with those that it turns on.
#[derive(Debug, Default)]
struct Features(BTreeMap<String, Vec<String>>);

impl Features {
    /// Those of a manifest, which cargo has read before.
    fn read(manifest: &str) -> Self {
        #[derive(Default, Deserialize)]
        struct Manifest {
            #[serde(default)]
            features: BTreeMap<String, Vec<String>>,
        }
        let manifest: Manifest = toml::from_str(manifest).unwrap_or_default();
        Self(manifest.features)
    }

    /// The features that are on by default, directly or through others.
    fn default(&self) -> BTreeSet<&str> {
        let mut on = BTreeSet::new();
        let mut next = vec!["default"];
        while let Some(name) = next.pop() {
            if on.insert(name) {
                next.extend(self.0.get(name).into_iter().flatten().map(String::as_str));
            }
        }
        on
    }
}

fn compare(readme: &str, text: &str, features: &Features, findings: &mut Diagnostics) {
    let mut report = |line: usize, message: String| {
        findings.push(Finding::error(RULE, Place::line(readme, line), message));
    };
    let on = features.default();
    let mut listed: BTreeSet<&str> = BTreeSet::new();
    let mut table = None;
    let mut is_table = false;
    for (line, at) in text.lines().zip(1..) {
        if line.starts_with(HEAD) {
            is_table = true;
            table = table.or(Some(at));
        } else if !line.starts_with('|') {
            is_table = false;
        } else if let (true, Some((name, default))) = (is_table, row(line)) {
            let expected = if on.contains(name) { "yes" } else { "no" };
            if !features.0.contains_key(name) {
                report(at, format!("the crate has no feature `{name}`"));
            } else if !listed.insert(name) {
                report(at, format!("`{name}` is listed twice"));
            } else if default != expected {
                report(at, format!("the default of `{name}` is `{expected}`"));
            }
        }
    }
    // Most crates have no table: their features are those of the facade.
    let Some(table) = table else {
        return;
    };
    for name in features.0.keys().map(String::as_str) {
        if name != "default" && !listed.contains(name) {
            report(
                table,
                format!("the feature `{name}` is missing from the table"),
            );
        }
    }
}

/// The name and the default of a feature.
fn row(line: &str) -> Option<(&str, &str)> {
    let mut cells = line.split('|').skip(1).map(str::trim);
    let name = cells.next()?.strip_prefix('`')?.strip_suffix('`')?;
    Some((name, cells.next()?))
}

#[cfg(test)]
mod tests;
