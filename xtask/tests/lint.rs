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

use xtask::diagnostics::Diagnostics;
use xtask::family::Family;
use xtask::{lint, read};

/// Rules that concern several families, with the file and the name of the test of each.
const ELSEWHERE: [(&str, &str, &str); 3] = [
    (
        "family-without-crate",
        "src/family.rs",
        "a_family_needs_its_crate",
    ),
    (
        "unknown-family",
        "src/family.rs",
        "one_family_is_selected_by_name",
    ),
    (
        "operation-id-unique",
        "src/lint.rs",
        "operations_of_all_families_have_different_ids",
    ),
];

/// The folder of a rule becomes `spec/media`, next to a `spec/common` that the rules share.
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
    for table in ["words.tsv", "graph-versions.tsv"] {
        if folder.join(table).is_file() {
            fs::copy(folder.join(table), root.path().join("spec").join(table)).unwrap();
        }
    }
    fs::write(root.path().join("spec/graph-version"), "v24.0\n").unwrap();
    let families = [Family::new(root.path(), "media")];
    let (documents, mut found) = lint::lint_families(root.path(), &families);
    if rule == "lowering" {
        let problems = read::read("media", &documents[0].document).unwrap_err();
        found.merge(lint::lowering(&documents[0], problems));
    }
    let found: Diagnostics = found
        .iter()
        .filter(|finding| finding.rule == rule)
        .cloned()
        .collect();
    found.render(root.path(), false)
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
        assert!(
            !found.is_empty(),
            "{rule} finds nothing; does its document load?"
        );
        insta::with_settings!({snapshot_path => folder, prepend_module_to_snapshot => false, omit_expression => true}, {
            insta::assert_snapshot!("findings", found);
        });
    }
}

#[test]
fn every_rule_has_a_test() {
    let mut tested = tested();
    for (rule, file, name) in ELSEWHERE {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let source = fs::read_to_string(path).unwrap();
        let test = format!("#[test]\n    fn {name}()");
        assert!(source.contains(&test), "{file} has no test `{name}`");
        assert!(tested.insert(rule.to_owned()), "{rule} has a folder, too");
    }
    let rules: Vec<String> = lint::rules().map(|rule| rule.id.to_owned()).collect();
    let unique: BTreeSet<String> = rules.iter().cloned().collect();
    assert_eq!(rules.len(), unique.len(), "an id is given twice");
    assert_eq!(unique, tested);
}
