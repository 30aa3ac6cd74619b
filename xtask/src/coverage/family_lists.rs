//! The families stand in lists that people keep: the tables of the READMEs, the facade, the manifests. All of them name what `spec/`
//! has, in the same form.

use std::path::Path;

use super::{Coverage, Subject};
use crate::bundle::{self, Bundled};
use crate::diagnostics::{Diagnostics, Finding, Place};
use crate::family::Family;
use crate::load;

/// Rule of the findings.
const RULE: &str = "family-lists";

/// Manifest of the facade.
const FACADE: &str = "crates/whatsapp-business/Cargo.toml";

/// A family, and what of it the lists show.
struct Entry {
    family: Family,
    /// Rows of `operations.tsv`.
    listed: usize,
    /// Operations of the document, where twins are told apart.
    methods: usize,
    /// Whether the facade has it by default.
    default: bool,
}

/// A part of a file with a line per family.
struct List {
    file: &'static str,
    /// Begin of the line before the list.
    from: &'static str,
    /// Begin of the line after it.
    to: &'static str,
    /// The family that a line is about; lines of something else have none.
    name: fn(&str) -> Option<&str>,
    /// How the line of a family begins.
    line: fn(&Entry) -> String,
}

const LISTS: [List; 9] = [
    List {
        file: "README.md",
        from: "<!-- families -->",
        to: "<!-- /families -->",
        name: |line| between(line, "| [`whatsapp-business-", "`]"),
        line: |entry| {
            let Family {
                name, crate_name, ..
            } = &entry.family;
            let count = match entry.methods == entry.listed {
                true => entry.listed.to_string(),
                false => format!("{} ({})", entry.listed, entry.methods),
            };
            format!("| {name} | [`{crate_name}`](crates/{crate_name}) | `{name}` | {count} |")
        },
    },
    List {
        file: "crates/whatsapp-business/README.md",
        from: "<!-- families -->",
        to: "<!-- /families -->",
        name: |line| between(line, "| `", "` |"),
        line: |entry| {
            let Family { name, module, .. } = &entry.family;
            let default = if entry.default { "yes" } else { "no" };
            format!("| `{name}` | {default} | `{module}` |")
        },
    },
    List {
        file: "crates/whatsapp-business/src/lib.rs",
        from: "families! {",
        to: "}",
        name: |line| between(line, ", \"", "\", "),
        line: |entry| {
            let Family { name, module, .. } = &entry.family;
            format!("{module}, \"{name}\", whatsapp_business_{module};")
        },
    },
    List {
        file: FACADE,
        from: "[features]",
        to: "[dependencies]",
        name: |line| between(line, "[\"dep:whatsapp-business-", "\"]"),
        line: |entry| {
            let Family {
                name, crate_name, ..
            } = &entry.family;
            format!("{name} = [\"dep:{crate_name}\"]")
        },
    },
    List {
        file: FACADE,
        from: "full = [",
        to: "]",
        name: |line| between(line, "\"", "\","),
        line: |entry| format!("\"{}\",", entry.family.name),
    },
    List {
        file: FACADE,
        from: "[dependencies]",
        to: "[",
        name: dependency,
        line: |entry| {
            format!(
                "{} = {{ workspace = true, optional = true }}",
                entry.family.crate_name
            )
        },
    },
    List {
        file: "Cargo.toml",
        from: "[workspace.dependencies]",
        to: "[",
        name: dependency,
        line: |entry| format!("{0} = {{ path = \"crates/{0}\"", entry.family.crate_name),
    },
    List {
        file: "tests/Cargo.toml",
        from: "[dependencies]",
        to: "[",
        name: dependency,
        line: |entry| {
            format!(
                "{} = {{ workspace = true, features = [\"conformance\", \"schemars\"] }}",
                entry.family.crate_name
            )
        },
    },
    List {
        file: FACADE,
        from: "schemars = [",
        to: "]",
        name: |line| between(line, "\"whatsapp-business-", "?/"),
        line: |entry| format!("\"{}?/schemars\",", entry.family.crate_name),
    },
];

/// Reports every list that lacks a family, has one too many, or says something else about one than the specification.
pub(super) fn check(
    root: &Path,
    documents: &[Bundled],
    coverage: &Coverage,
) -> Result<Diagnostics, Diagnostics> {
    let manifest = load::text(root, FACADE)?;
    let default = manifest
        .lines()
        .find(|line| line.starts_with("default = ["));
    let entries: Vec<Entry> = documents
        .iter()
        .map(|bundled| Entry {
            family: Family::new(root, &bundled.family),
            listed: listed(coverage, &bundled.family),
            methods: bundle::operations(&bundled.document).len(),
            default: default.is_some_and(|line| line.contains(&format!("\"{}\"", bundled.family))),
        })
        .collect();
    let mut findings = Diagnostics::new();
    for list in LISTS {
        compare(
            &list,
            &load::text(root, list.file)?,
            &entries,
            &mut findings,
        );
    }
    Ok(findings)
}

fn listed(coverage: &Coverage, family: &str) -> usize {
    let counts = coverage.counts.get(family);
    counts
        .and_then(|counts| counts.get(&Subject::Operations))
        .map_or(0, |count| count.listed)
}

fn compare(list: &List, text: &str, entries: &[Entry], findings: &mut Diagnostics) {
    let mut report = |line: usize, message: String, help: String| {
        let place = Place::line(list.file, line);
        findings.push(Finding::error(RULE, place, message).help(help));
    };
    let numbered = || text.lines().zip(1..).map(|(line, at)| (at, line.trim()));
    let Some((begin, _)) = numbered().find(|(_, line)| line.starts_with(list.from)) else {
        let message = "the list of the families is not here".to_owned();
        report(0, message, format!("it follows a line `{}`", list.from));
        return;
    };
    let mut found: Vec<&str> = Vec::new();
    let lines = numbered()
        .skip(begin)
        .take_while(|(_, line)| !line.starts_with(list.to));
    for (at, line) in lines {
        let Some(name) = (list.name)(line) else {
            continue;
        };
        match entries.iter().find(|entry| entry.family.name == name) {
            None => report(
                at,
                format!("there is no spec/{name}/openapi.yaml"),
                "remove the line".to_owned(),
            ),
            Some(_) if found.contains(&name) => report(
                at,
                format!("`{name}` is here twice"),
                "remove the line".to_owned(),
            ),
            Some(entry) if !line.starts_with(&(list.line)(entry)) => report(
                at,
                format!("this is not what spec/{name} says"),
                format!("begin the line with `{}`", (list.line)(entry)),
            ),
            Some(_) => {}
        }
        found.push(name);
    }
    let missing = |entry: &&Entry| !found.contains(&entry.family.name.as_str());
    for entry in entries.iter().filter(missing) {
        report(
            begin,
            format!("`{}` is not in this list", entry.family.name),
            format!("add a line `{}`", (list.line)(entry)),
        );
    }
}

/// The text between the first `before` and the `after` that follows it.
fn between<'a>(line: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = line.split_once(before)?;
    rest.split_once(after).map(|(name, _)| name)
}

/// The family of a crate in a table of dependencies.
fn dependency(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("whatsapp-business-")?;
    let name = rest.split([' ', '.', '=']).next()?;
    // Crates of the workspace that are no family.
    (!["core", "simulator"].contains(&name)).then_some(name)
}

#[cfg(test)]
mod tests;
