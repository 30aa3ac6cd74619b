//! The gates.
//!
//! Clippy, tests and documentation select the same features, those that `--workspace` with development dependencies gives, so that
//! each crate is checked once and built once. The package `whatsapp-business-tests` turns on every feature that can be on together;
//! the gate `features` compiles the others.

use std::path::Path;

use anyhow::Result;

use super::{Lane, Verdict, checks};

/// How a gate is passed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Action {
    /// A command of cargo.
    Cargo(&'static [&'static str]),
    /// A command of this program.
    Xtask(&'static [&'static str]),
    /// More than one command.
    Check(fn(&Path) -> Result<Verdict>),
}

/// A named step.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gate {
    pub(super) name: &'static str,
    pub(super) lane: Lane,
    pub(super) doc: &'static str,
    pub(super) action: Action,
    /// Environment variable of the command.
    pub(super) env: Option<(&'static str, &'static str)>,
    /// Subcommand of cargo that need not be installed; the gate is skipped without it.
    pub(super) tool: Option<&'static str>,
}

const fn gate(name: &'static str, lane: Lane, action: Action, doc: &'static str) -> Gate {
    Gate {
        name,
        lane,
        doc,
        action,
        env: None,
        tool: None,
    }
}

impl Gate {
    const fn env(mut self, name: &'static str, value: &'static str) -> Self {
        self.env = Some((name, value));
        self
    }

    const fn tool(mut self, tool: &'static str) -> Self {
        self.tool = Some(tool);
        self
    }
}

pub(super) const GATES: &[Gate] = &[
    gate(
        "fmt",
        Lane::Fast,
        Action::Cargo(&["fmt", "--all", "--check"]),
        "the format of the code",
    ),
    gate(
        "lint",
        Lane::Fast,
        Action::Xtask(&["lint"]),
        "the rules of the specification",
    ),
    gate(
        "words",
        Lane::Fast,
        Action::Xtask(&["words"]),
        "the words and the spelling of prose and comments",
    ),
    gate(
        "codegen",
        Lane::Fast,
        Action::Xtask(&["codegen", "--check"]),
        "the generated code is that of the specification",
    ),
    gate(
        "coverage",
        Lane::Fast,
        Action::Xtask(&["coverage"]),
        "no operation or webhook is lost, and the lists of families agree",
    ),
    gate(
        "clippy",
        Lane::Fast,
        Action::Cargo(&[
            "clippy",
            "--quiet",
            "--workspace",
            "--all-targets",
            "--",
            "--deny",
            "warnings",
        ]),
        "no warning of the compiler or Clippy",
    ),
    // Snapshots are compared, never written.
    gate(
        "test",
        Lane::Fast,
        Action::Cargo(&["test", "--quiet", "--workspace"]),
        "the tests",
    )
    .env("CI", "true"),
    // The examples bring in the development dependencies, and with them the features of the gates above.
    gate(
        "doc",
        Lane::Full,
        Action::Cargo(&[
            "doc",
            "--quiet",
            "--workspace",
            "--lib",
            "--examples",
            "--no-deps",
        ]),
        "no warning of rustdoc",
    )
    .env("RUSTDOCFLAGS", "-D warnings"),
    gate(
        "msrv",
        Lane::Full,
        Action::Check(checks::msrv),
        "the minimum Rust version is stated once and fits the dependencies",
    ),
    gate(
        "types-only",
        Lane::Full,
        Action::Check(checks::types_only),
        "models and webhooks build without an HTTP client, also for WebAssembly",
    ),
    // What `--workspace` turns on must not hide that an example or a test of the facade needs it.
    gate(
        "defaults",
        Lane::Full,
        Action::Cargo(&[
            "check",
            "--quiet",
            "--package",
            "whatsapp-business",
            "--all-targets",
        ]),
        "the facade and its examples compile with the default features",
    ),
    // The manifests of families differ only in names, so those of the facade are enough. Clippy checks all families together.
    gate(
        "features",
        Lane::Full,
        Action::Cargo(&[
            "hack",
            "check",
            "--quiet",
            "--each-feature",
            "--exclude-all-features",
            "--exclude-features",
            "full",
            "--package",
            "whatsapp-business-core",
            "--package",
            "whatsapp-business-webhooks",
            "--package",
            "whatsapp-business",
        ]),
        "each feature compiles on its own",
    )
    .tool("hack"),
    gate(
        "package",
        Lane::Full,
        Action::Check(checks::package),
        "every published crate can be packaged",
    ),
    gate(
        "deny",
        Lane::Full,
        Action::Cargo(&[
            "deny",
            "--all-features",
            "check",
            "licenses",
            "bans",
            "sources",
        ]),
        "licences, duplicates and sources of the dependencies",
    )
    .tool("deny"),
    gate(
        "advisories",
        Lane::Nightly,
        Action::Check(checks::advisories),
        "no dependency has a known vulnerability",
    )
    .tool("deny"),
    gate(
        "semver",
        Lane::Nightly,
        Action::Check(checks::semver),
        "the public API changes as the version says",
    )
    .tool("semver-checks"),
    // As docs.rs does, with both TLS libraries.
    gate(
        "all-features",
        Lane::Nightly,
        Action::Cargo(&[
            "check",
            "--quiet",
            "--workspace",
            "--all-targets",
            "--all-features",
        ]),
        "all features compile together",
    ),
    // One folder for all of them: what several crates depend on is compiled once.
    gate(
        "publish",
        Lane::Nightly,
        Action::Cargo(&[
            "publish",
            "--quiet",
            "--workspace",
            "--dry-run",
            "--allow-dirty",
        ]),
        "every published crate compiles from its package, in the order of publication",
    )
    .env("CARGO_TARGET_DIR", "target/publish"),
    gate(
        "bench",
        Lane::Nightly,
        Action::Cargo(&["bench", "--quiet", "--workspace", "--no-run"]),
        "the benchmarks compile",
    ),
];
