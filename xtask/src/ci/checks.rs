//! Gates that are more than one command.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};

use super::workspace::{Package, Workspace};
use super::{Verdict, with};
use crate::conform::cargo;

/// Crates that make HTTP requests or run I/O; without the feature `client` none of them is compiled.
const CLIENT_CRATES: [&str; 6] = [
    "hyper",
    "native-tls",
    "reqwest",
    "rustls",
    "socket2",
    "tokio",
];

/// The facade with models and webhooks, and without `client`.
const TYPES_ONLY: [&str; 5] = [
    "--package",
    "whatsapp-business",
    "--no-default-features",
    "--features",
    "full",
];

const WASM: &str = "wasm32-unknown-unknown";

/// The minimum Rust version is the same everywhere, no dependency needs a newer one, and that toolchain, if it is installed,
/// compiles the workspace.
pub(super) fn msrv(root: &Path) -> Result<Verdict> {
    let workspace = Workspace::read(root)?;
    let mut versions: Vec<_> = workspace
        .members()
        .map(|package| package.rust_version.as_deref())
        .collect();
    versions.sort_unstable();
    versions.dedup();
    let [Some(minimum)] = versions.as_slice() else {
        anyhow::bail!(
            "the packages of the workspace state different minimum Rust versions: {versions:?}"
        );
    };
    for (file, statement) in [
        ("clippy.toml", format!("msrv = \"{minimum}\"")),
        ("README.md", format!("Rust {minimum} or later")),
    ] {
        let text = fs::read_to_string(root.join(file)).with_context(|| file.to_owned())?;
        ensure!(
            text.contains(&statement),
            "{file} does not say `{statement}`"
        );
    }
    let newer: Vec<String> = workspace
        .dependencies()
        .filter(|package| needs_newer(package, minimum))
        .map(|package| format!("{} {}", package.name, package.version))
        .collect();
    ensure!(
        newer.is_empty(),
        "newer than Rust {minimum}: {}",
        newer.join(", ")
    );

    if !lists("rustup", &["toolchain", "list"], |line| {
        line.strip_prefix(minimum)
            .is_some_and(|rest| rest.starts_with(['-', '.']))
    }) {
        let missing = format!("compilation, as Rust {minimum} is not installed");
        return Ok(Verdict::Partly(missing));
    }
    let mut check = Command::new("rustup");
    check.args(["run", minimum, "cargo", "check", "--quiet", "--workspace"]);
    // This process runs under another toolchain, which these would choose again.
    check
        .env_remove("CARGO")
        .env_remove("RUSTC")
        .env_remove("RUSTUP_TOOLCHAIN");
    passes(root, check)
}

fn needs_newer(package: &Package, minimum: &str) -> bool {
    let numbers = |version: &str| -> Vec<u32> {
        let parts = version.split('.').map(|part| part.parse().unwrap_or(0));
        let mut numbers: Vec<u32> = parts.collect();
        numbers.resize(3, 0);
        numbers
    };
    let needed = package.rust_version.as_deref().map(numbers);
    needed.is_some_and(|needed| needed > numbers(minimum))
}

/// Without the feature `client` nothing that sends is compiled, natively and for WebAssembly.
pub(super) fn types_only(root: &Path) -> Result<Verdict> {
    for target in [None, Some(WASM)] {
        let tree = [
            "tree", "--edges", "normal", "--prefix", "none", "--format", "{lib}",
        ];
        let mut tree = with(with(cargo(), &tree), &TYPES_ONLY);
        tree.args(target.map(|target| format!("--target={target}")));
        let output = tree.current_dir(root).stderr(Stdio::inherit()).output()?;
        ensure!(output.status.success(), "cargo tree failed");
        let libraries = String::from_utf8(output.stdout)?.replace('_', "-");
        for name in CLIENT_CRATES {
            // What was printed before has a mark after its name.
            let found = libraries
                .lines()
                .any(|line| line.split(' ').next() == Some(name));
            ensure!(!found, "{name} is compiled without the feature `client`");
        }
    }
    let host = with(cargo(), &["check", "--quiet"]);
    if passes(root, with(host, &TYPES_ONLY))? == Verdict::Failed {
        return Ok(Verdict::Failed);
    }
    if !lists("rustup", &["target", "list", "--installed"], |line| {
        line == WASM
    }) {
        let missing = format!("compilation for {WASM}, which is not installed");
        return Ok(Verdict::Partly(missing));
    }
    let wasm = with(cargo(), &["check", "--quiet", "--target", WASM]);
    passes(root, with(wasm, &TYPES_ONLY))
}

/// Packages every crate that is published. Nothing is compiled; the gate `publish` does that. The lock file has all that is needed, so
/// the registry is not asked.
pub(super) fn package(root: &Path) -> Result<Verdict> {
    let command = with(
        cargo(),
        &[
            "package",
            "--quiet",
            "--no-verify",
            "--offline",
            "--allow-dirty",
        ],
    );
    passes(root, of_published(root, command)?)
}

/// All packages of the workspace but those that no registry may have, which `cargo package` would try, too.
fn of_published(root: &Path, mut command: Command) -> Result<Command> {
    command.arg("--workspace");
    for package in Workspace::read(root)?
        .members()
        .filter(|package| !package.published)
    {
        command.args(["--exclude", &package.name]);
    }
    Ok(command)
}

/// Known vulnerabilities, if the database can be reached.
pub(super) fn advisories(root: &Path) -> Result<Verdict> {
    const DATABASE: &str = "https://github.com/RustSec/advisory-db";
    let mut reach = Command::new("git");
    reach.args(["ls-remote", "--quiet", "--heads", DATABASE]);
    reach.stdout(Stdio::null()).stderr(Stdio::null());
    if passes(root, reach)? == Verdict::Failed {
        return Ok(Verdict::Skipped(format!("{DATABASE} cannot be reached")));
    }
    passes(
        root,
        with(cargo(), &["deny", "--all-features", "check", "advisories"]),
    )
}

/// Compares the public API with that of the last release.
pub(super) fn semver(root: &Path) -> Result<Verdict> {
    let mut tags = Command::new("git");
    tags.args(["tag", "--list", "v*", "--sort=-version:refname", "--merged"]);
    let output = tags.current_dir(root).output()?;
    ensure!(output.status.success(), "git tag failed");
    let tags = String::from_utf8(output.stdout)?;
    let Some(release) = tags.lines().next() else {
        return Ok(Verdict::Skipped(
            "there is no release to compare with".to_owned(),
        ));
    };
    let arguments = ["semver-checks", "--workspace", "--baseline-rev", release];
    passes(root, with(cargo(), &arguments))
}

fn passes(root: &Path, mut command: Command) -> Result<Verdict> {
    let status = command.current_dir(root).status();
    let status =
        status.with_context(|| format!("cannot run {}", command.get_program().display()))?;
    Ok(Verdict::of(status.success()))
}

/// Whether a program prints a certain line; not if it does not exist.
fn lists(program: &str, arguments: &[&str], wanted: impl Fn(&str) -> bool) -> bool {
    let output = Command::new(program)
        .args(arguments)
        .stderr(Stdio::null())
        .output();
    output.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).lines().any(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        let package = |rust_version: Option<&str>| Package {
            name: "a".to_owned(),
            version: "1.0.0".to_owned(),
            rust_version: rust_version.map(str::to_owned),
            member: false,
            published: true,
        };
        for (needed, newer) in [
            (None, false),
            (Some("1.9"), false),
            (Some("1.88"), false),
            (Some("1.88.0"), false),
            (Some("1.88.1"), true),
            (Some("1.100"), true),
        ] {
            assert_eq!(needs_newer(&package(needed), "1.88"), newer, "{needed:?}");
        }
    }
}
