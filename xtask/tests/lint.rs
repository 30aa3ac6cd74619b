//! One small specification per rule, in `tests/lint/<rule>/`, against the findings that the rule must give for it.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use xtask::family::Family;
use xtask::lint;

/// Rules whose findings come from the stages before or beside the lints; they are tested where they are written.
const ELSEWHERE: [&str; 19] = [
    "broken-json",
    "broken-table",
    "broken-yaml",
    "example-name",
    "family-without-crate",
    "graph-version",
    "lowering",
    "name-clash",
    "ref-form",
    "ref-outside-common",
    "unknown-family",
    "unreadable-file",
    "unresolved-ref",
    "yaml-anchor",
    "yaml-duplicate-key",
    "yaml-key",
    "yaml-tab",
    "yaml-tag",
    "operation-id-unique",
];

/// The folder of a rule becomes `spec/media` beside a `spec/common` that the rules share.
fn findings(rule: &str, folder: &Path) -> String {
    let root = tempfile::tempdir().unwrap();
    let copy = |from: &Path, to: &str| {
        for entry in fs::read_dir(from)
            .unwrap()
            .map(Result::unwrap)
            .filter(|entry| entry.path().is_file())
        {
            let target = root.path().join(to);
            fs::create_dir_all(&target).unwrap();
            fs::copy(entry.path(), target.join(entry.file_name())).unwrap();
        }
    };
    copy(folder, "spec/media");
    copy(&folder.parent().unwrap().join("common"), "spec/common");
    for (part, to) in [
        ("common", "spec/common"),
        ("examples", "spec/media/examples"),
    ] {
        if folder.join(part).is_dir() {
            copy(&folder.join(part), to);
        }
    }
    fs::write(root.path().join("spec/graph-version"), "v24.0\n").unwrap();
    let (documents, found) = lint::lint_families(root.path(), &[Family::new(root.path(), "media")]);
    assert_eq!(documents.len(), 1, "{rule} does not load:\n{found}");
    found
        .iter()
        .filter(|finding| finding.rule == rule)
        .map(|finding| format!("{finding}\n"))
        .collect()
}

/// The rules that have a folder in `tests/lint`.
fn tested() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lint");
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name != "common")
        .collect()
}

#[test]
fn every_rule_finds_what_it_is_for() {
    for rule in tested() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/lint")
            .join(&rule);
        let found = findings(&rule, &folder);
        assert!(!found.is_empty(), "{rule} finds nothing");
        insta::with_settings!({snapshot_path => folder, prepend_module_to_snapshot => false, omit_expression => true}, {
            insta::assert_snapshot!("findings", found);
        });
    }
}

#[test]
fn every_rule_has_a_test() {
    let mut tested = tested();
    tested.extend(ELSEWHERE.map(str::to_owned));
    let rules: Vec<String> = lint::rules().map(|rule| rule.id.to_owned()).collect();
    let unique: BTreeSet<String> = rules.iter().cloned().collect();
    assert_eq!(rules.len(), unique.len(), "an id is given twice");
    assert_eq!(unique, tested);
}

/// The table of the README is the one that the rules give.
#[test]
fn the_readme_lists_every_rule() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(path).unwrap();
    let table: String = lint::rules()
        .map(|rule| {
            format!(
                "| `{}` | {} | {} |\n",
                rule.id,
                rule.severity,
                rule.doc.replace('|', "\\|")
            )
        })
        .collect();
    let (_, after) = readme.split_once("<!-- rules -->\n").unwrap();
    let (listed, _) = after.split_once("<!-- /rules -->").unwrap();
    let expected = format!("| rule | severity | what it asks for |\n|---|---|---|\n{table}");
    assert_eq!(
        listed, expected,
        "copy the table below into xtask/README.md:\n{expected}"
    );
}
