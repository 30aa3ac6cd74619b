//! The generated parts of READMEs: the tables of the families, the lint rules and the words, between markers.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::bundle::{self, Bundled};
use crate::diagnostics::{Diagnostics, Finding, Place};
use crate::family::Family;
use crate::lint;
use crate::load;
use crate::words::Words;

/// Rule of the findings.
const RULE: &str = "readme-markers";

/// Manifest of the facade, which decides what is on by default.
const FACADE: &str = "crates/whatsapp-business/Cargo.toml";

/// A family, and what the tables show of it.
struct Entry {
    family: Family,
    /// Description of its tag, without the full stop.
    purpose: String,
    /// Operations as the reference of the platform counts them.
    listed: usize,
    /// Methods of the client.
    methods: usize,
    /// Whether the facade enables it by default.
    default: bool,
}

/// A table with a row per family.
struct Table {
    file: &'static str,
    head: &'static str,
    /// The text in a row that only the row of this family has.
    key: fn(&Family) -> String,
    row: fn(&Entry) -> String,
}

const TABLES: [Table; 2] = [
    Table {
        file: "README.md",
        head: "| family | crate | feature | operations | what it does |\n|---|---|---|---|---|\n",
        key: |family| format!("| [`{}`]", family.crate_name),
        row: |entry| {
            let Family {
                name, crate_name, ..
            } = &entry.family;
            let count = match entry.methods == entry.listed {
                true => entry.listed.to_string(),
                false => format!("{} ({})", entry.listed, entry.methods),
            };
            format!(
                "| {name} | [`{crate_name}`](crates/{crate_name}) | `{name}` | {count} | {} |\n",
                entry.purpose
            )
        },
    },
    Table {
        file: "crates/whatsapp-business/README.md",
        head: "| feature | default | module | what it does |\n|---|---|---|---|\n",
        key: |family| format!("| `{}` |", family.name),
        row: |entry| {
            let Family { name, module, .. } = &entry.family;
            let default = if entry.default { "yes" } else { "no" };
            format!(
                "| `{name}` | {default} | `{module}` | {} |\n",
                entry.purpose
            )
        },
    },
];

/// The READMEs with generated parts, as paths from the root, with their new texts. `documents` are all families. A README that does
/// not exist is left out.
///
/// # Errors
/// When a README lacks its markers, or a file that the tables are made from is broken.
pub fn readmes(root: &Path, documents: &[Bundled]) -> Result<Vec<(String, String)>, Diagnostics> {
    let mut parts: Vec<(&str, &str, String)> = Vec::new();
    let there = |file: &str| root.join(file).is_file();
    if TABLES.iter().any(|table| there(table.file)) {
        let entries = entries(root, documents)?;
        for table in TABLES.iter().filter(|table| there(table.file)) {
            let before = load::text(root, table.file)?;
            parts.push((table.file, "families", families(table, &entries, &before)));
        }
    }
    if there("xtask/README.md") {
        parts.push(("xtask/README.md", "rules", rules()));
    }
    if there("spec/README.md") {
        parts.push(("spec/README.md", "words", words(&Words::read(root)?)));
    }
    let mut findings = Diagnostics::new();
    let mut out = Vec::new();
    for (file, marker, part) in parts {
        match replace(&load::text(root, file)?, marker, &part) {
            Some(text) => out.push((file.to_owned(), text)),
            None => findings.push(
                Finding::error(
                    RULE,
                    Place::file(file),
                    "the markers of a table are missing",
                )
                .help(format!(
                    "add `<!-- {marker} -->` and `<!-- /{marker} -->`, each in a line"
                )),
            ),
        }
    }
    findings.or_value(out)
}

fn entries(root: &Path, documents: &[Bundled]) -> Result<Vec<Entry>, Diagnostics> {
    let mut listed: BTreeMap<String, usize> = BTreeMap::new();
    for (_, mut row) in load::table(root, "spec/coverage/operations.tsv", &["family"])? {
        *listed
            .entry(row.remove("family").unwrap_or_default())
            .or_default() += 1;
    }
    let manifest = load::text(root, FACADE)?;
    let default = manifest
        .lines()
        .find(|line| line.starts_with("default = ["))
        .unwrap_or_default();
    let entries = documents.iter().map(|bundled| {
        let name = &bundled.family;
        let purpose = bundled.document.pointer("/tags/0/description");
        let purpose = purpose.and_then(Value::as_str).unwrap_or_default().trim();
        Entry {
            family: Family::new(root, name),
            purpose: purpose
                .trim_end_matches('.')
                .replace('|', "\\|")
                .replace('\n', " "),
            listed: listed.get(name).copied().unwrap_or_default(),
            methods: bundle::operations(&bundled.document).len(),
            default: default.contains(&format!("\"{name}\"")),
        }
    });
    Ok(entries.collect())
}

/// The rows in the order that they have in `before`, which people choose; new families follow by name.
fn families(table: &Table, entries: &[Entry], before: &str) -> String {
    let mut rows: Vec<(usize, String)> = entries
        .iter()
        .map(|entry| {
            let key = (table.key)(&entry.family);
            let position = before.find(&key).unwrap_or(usize::MAX);
            (position, (table.row)(entry))
        })
        .collect();
    rows.sort();
    let rows: String = rows.into_iter().map(|(_, row)| row).collect();
    format!("{}{rows}", table.head)
}

fn rules() -> String {
    let rows: String = lint::rules()
        .map(|rule| {
            let doc = rule.doc.replace('|', "\\|");
            format!("| `{}` | {} | {doc} |\n", rule.id, rule.severity)
        })
        .collect();
    format!("| rule | severity | requirement |\n|---|---|---|\n{rows}")
}

fn words(words: &Words) -> String {
    let rows: String = words
        .iter()
        .map(|(avoid, write)| format!("| {avoid} | {write} |\n"))
        .collect();
    format!("| do not write | write |\n|---|---|\n{rows}")
}

/// The text with a new part between the markers.
fn replace(text: &str, marker: &str, part: &str) -> Option<String> {
    let (before, rest) = text.split_once(&format!("<!-- {marker} -->\n"))?;
    let (_, after) = rest.split_once(&format!("<!-- /{marker} -->"))?;
    Some(format!(
        "{before}<!-- {marker} -->\n{part}<!-- /{marker} -->{after}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::bundle_with_findings;

    const README: &str = "# Title\n\n<!-- families -->\n| [`whatsapp-business-media`] old row |\n<!-- /families -->\n\nAfter.\n";

    fn workspace(readme: &str) -> (tempfile::TempDir, Vec<Bundled>) {
        let root = tempfile::tempdir().unwrap();
        let document = |operations: &str, purpose: &str| {
            format!(
                "openapi: 3.0.3\ninfo: {{title: A}}\ntags: [{{name: a, description: {purpose}}}]\npaths:\n{operations}"
            )
        };
        let flows = "  /a: {get: {operationId: get_a}}\n  /a#get_b: {get: {operationId: get_b}}\n";
        for (file, text) in [
            ("README.md", readme.to_owned()),
            (
                "xtask/README.md",
                "<!-- rules -->\n<!-- /rules -->\n".to_owned(),
            ),
            (
                "spec/README.md",
                "<!-- words -->\n<!-- /words -->\n".to_owned(),
            ),
            (
                "spec/words.tsv",
                "avoid\twrite\tpattern\nthe news\tevent\n".to_owned(),
            ),
            ("spec/graph-version", "v24.0\n".to_owned()),
            (
                "spec/coverage/operations.tsv",
                "family\noperation\nmedia\nflows\n".to_owned(),
            ),
            (
                "crates/whatsapp-business/Cargo.toml",
                "default = [\"media\"]\n".to_owned(),
            ),
            ("crates/whatsapp-business/README.md", README.to_owned()),
            ("spec/flows/openapi.yaml", document(flows, "Forms.")),
            (
                "spec/media/openapi.yaml",
                document("  /m: {get: {operationId: get_m}}\n", "Files."),
            ),
        ] {
            let path = root.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let documents = ["flows", "media"].map(|name| {
            bundle_with_findings(root.path(), &Family::new(root.path(), name))
                .unwrap()
                .0
        });
        (root, documents.into())
    }

    #[test]
    fn tables_are_written_between_their_markers() {
        let (root, documents) = workspace(README);
        let texts = readmes(root.path(), &documents).unwrap();
        let [(_, first), (_, second), (_, third), (_, fourth)] = &texts[..] else {
            panic!("{texts:?}");
        };
        insta::assert_snapshot!(format!("{first}\n{second}"), @r"
        # Title

        <!-- families -->
        | family | crate | feature | operations | what it does |
        |---|---|---|---|---|
        | media | [`whatsapp-business-media`](crates/whatsapp-business-media) | `media` | 1 | Files |
        | flows | [`whatsapp-business-flows`](crates/whatsapp-business-flows) | `flows` | 1 (2) | Forms |
        <!-- /families -->

        After.

        # Title

        <!-- families -->
        | feature | default | module | what it does |
        |---|---|---|---|
        | `flows` | no | `flows` | Forms |
        | `media` | yes | `media` | Files |
        <!-- /families -->

        After.
        ");
        assert!(third.contains("| `house-words` | error |"));
        assert!(fourth.contains("\n| the news | event |\n"));
        for (file, text) in &texts {
            std::fs::write(root.path().join(file), text).unwrap();
        }
        assert_eq!(readmes(root.path(), &documents).unwrap(), texts);
    }

    #[test]
    fn a_readme_without_markers_is_a_finding() {
        let (root, documents) = workspace("# Title\n<!-- families -->\n");
        let findings = readmes(root.path(), &documents).unwrap_err();
        assert!(
            findings
                .to_string()
                .starts_with("README.md: error[readme-markers]")
        );
        std::fs::remove_file(root.path().join("README.md")).unwrap();
        assert_eq!(readmes(root.path(), &documents).unwrap().len(), 3);
    }
}
