//! The command line: what it prints and how it ends.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn xtask(root: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("--root")
        .arg(root)
        .args(arguments)
        .output()
        .unwrap()
}

fn printed(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// A workspace with one new family.
fn workspace() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    let manifest = "[workspace.dependencies]\n\
                    whatsapp-business-core = { path = \"crates/whatsapp-business-core\", version = \"=0.1.0\" }\n";
    fs::create_dir_all(root.path().join("spec")).unwrap();
    fs::write(root.path().join("spec/graph-version"), "v24.0\n").unwrap();
    fs::write(root.path().join("Cargo.toml"), manifest).unwrap();
    let made = xtask(root.path(), &["new-family", "flows"]);
    assert!(made.status.success(), "{}", printed(&made));
    assert!(printed(&made).contains("wrote spec/flows/openapi.yaml"));
    root
}

#[test]
fn lint_fails_on_errors_only() {
    let root = workspace();
    let clean = xtask(root.path(), &["lint"]);
    assert_eq!(printed(&clean), "0 errors, 0 warnings\n");
    assert!(clean.status.success());

    let document = root.path().join("spec/flows/openapi.yaml");
    let text = fs::read_to_string(&document).unwrap();
    fs::write(&document, text.replace("openapi: 3.0.3", "openapi: 3.1.0")).unwrap();
    let broken = xtask(root.path(), &["lint", "flows"]);
    assert_eq!(broken.status.code(), Some(1));
    assert!(printed(&broken).contains("error[openapi-version]"));
}

#[test]
fn codegen_writes_nothing_when_a_rule_is_broken() {
    let root = workspace();
    fs::write(
        root.path().join("spec/flows/openapi.yaml"),
        "openapi: 3.0.3\nopenapi: 3.0.3\n",
    )
    .unwrap();
    let output = xtask(root.path(), &["codegen"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(printed(&output).contains("--> spec/flows/openapi.yaml:2:1"));
    assert!(
        !root
            .path()
            .join("crates/whatsapp-business-simulator")
            .exists()
    );
}

#[test]
fn codegen_is_repeatable_and_its_check_names_the_command() {
    let root = workspace();
    let first = xtask(root.path(), &["codegen"]);
    assert!(first.status.success(), "{}", printed(&first));
    let again = xtask(root.path(), &["codegen"]);
    assert!(
        printed(&again).starts_with("0 written, 0 deleted"),
        "{}",
        printed(&again)
    );
    assert!(xtask(root.path(), &["codegen", "--check"]).status.success());

    let served = root
        .path()
        .join("crates/whatsapp-business-simulator/src/generated");
    assert!(
        fs::read_to_string(served.join("flows.json"))
            .unwrap()
            .starts_with("{\n  \"x-generated\"")
    );
    assert!(
        fs::read_to_string(served.join("catalogs.rs"))
            .unwrap()
            .contains("include_str!(\"flows.json\")")
    );

    fs::write(served.join("flows.json"), "{}\n").unwrap();
    fs::write(served.join("gone.json"), "{}\n").unwrap();
    let drift = xtask(root.path(), &["codegen", "--check"]);
    assert_eq!(drift.status.code(), Some(1));
    let text = printed(&drift);
    for expected in [
        "changed: crates/",
        "-{}",
        "stale: crates/",
        "run `cargo xtask codegen`",
    ] {
        assert!(text.contains(expected), "{expected} is not in\n{text}");
    }
}

#[test]
fn bundle_writes_documents_and_nothing_when_a_rule_is_broken() {
    let root = workspace();
    let bundled = xtask(root.path(), &["bundle"]);
    assert!(bundled.status.success(), "{}", printed(&bundled));
    let folder = root.path().join("target/openapi");
    for file in [
        "README.md",
        "index.json",
        "combined.json",
        "families/flows.json",
    ] {
        assert!(folder.join(file).is_file(), "{file}");
    }

    let document = root.path().join("spec/flows/openapi.yaml");
    let text = fs::read_to_string(&document).unwrap();
    fs::write(&document, text.replace("openapi: 3.0.3", "openapi: 3.1.0")).unwrap();
    let elsewhere = root.path().join("elsewhere");
    let out = elsewhere.to_string_lossy();
    let broken = xtask(root.path(), &["bundle", "--out", &out]);
    assert_eq!(broken.status.code(), Some(1));
    assert!(printed(&broken).contains("error[openapi-version]"));
    assert!(!elsewhere.exists());
}

#[test]
fn families_are_named_when_one_is_unknown() {
    let root = workspace();
    let output = xtask(root.path(), &["codegen", "flow"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(printed(&output).contains("the families are flows"));
}

#[test]
fn the_gates_have_an_order() {
    let root = workspace();
    let output = printed(&xtask(root.path(), &["ci", "--list"]));
    let columns: Vec<Vec<&str>> = output
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    let names: Vec<&str> = columns.iter().map(|row| row[0]).collect();
    let fast = "fmt lint words codegen coverage clippy test";
    assert_eq!(names[..7].join(" "), fast);
    let mut lanes: Vec<&str> = columns.iter().map(|row| row[1]).collect();
    lanes.dedup();
    assert_eq!(lanes, ["fast", "full", "nightly"]);
}
