//! All gates in order.

use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::conform::cargo;

/// How a gate is passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    /// A command of cargo.
    Cargo(&'static [&'static str]),
    /// A command of cargo, with an environment variable.
    CargoWith(&'static str, &'static str, &'static [&'static str]),
    /// A command of this program.
    Xtask(&'static [&'static str]),
}

/// A named step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Gate {
    name: &'static str,
    action: Action,
    /// Subcommand of cargo that need not be installed; the gate is skipped without it.
    optional: Option<&'static str>,
}

const fn gate(name: &'static str, action: Action) -> Gate {
    Gate {
        name,
        action,
        optional: None,
    }
}

const GATES: [Gate; 9] = [
    gate("fmt", Action::Cargo(&["fmt", "--all", "--check"])),
    gate("lint", Action::Xtask(&["lint"])),
    gate("words", Action::Xtask(&["words"])),
    gate("codegen", Action::Xtask(&["codegen", "--check"])),
    gate("coverage", Action::Xtask(&["coverage"])),
    gate(
        "clippy",
        Action::Cargo(&[
            "clippy",
            "--quiet",
            "--workspace",
            "--all-targets",
            "--all-features",
            "--",
            "--deny",
            "warnings",
        ]),
    ),
    // Snapshots are compared, never written.
    gate(
        "test",
        Action::CargoWith(
            "CI",
            "true",
            &["test", "--quiet", "--workspace", "--all-features"],
        ),
    ),
    gate(
        "doc",
        Action::CargoWith(
            "RUSTDOCFLAGS",
            "-D warnings",
            &[
                "doc",
                "--quiet",
                "--workspace",
                "--all-features",
                "--no-deps",
            ],
        ),
    ),
    Gate {
        name: "deny",
        action: Action::Cargo(&[
            "deny",
            "--all-features",
            "check",
            "licenses",
            "bans",
            "sources",
        ]),
        optional: Some("deny"),
    },
];

/// Outcome of one gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The gate was passed.
    Passed,
    /// The gate was not passed.
    Failed,
    /// The tool is not installed.
    Skipped,
    /// The caller asked to leave it out.
    LeftOut,
    /// A gate before failed.
    NotRun,
}

impl Verdict {
    fn word(self) -> &'static str {
        match self {
            Self::Passed => "ok",
            Self::Failed => "FAILED",
            Self::Skipped => "skipped, not installed",
            Self::LeftOut => "left out",
            Self::NotRun => "not run",
        }
    }
}

/// Names of the gates, in order.
pub fn names() -> impl Iterator<Item = &'static str> {
    GATES.iter().map(|gate| gate.name)
}

/// Runs the gates, except those named by `without`; stops at the first failure unless `keep_going`. Prints a heading per gate and a
/// summary to `out`. Returns whether all that were not left out were passed.
///
/// # Errors
/// When a command cannot be started, or `out` cannot be written.
pub fn ci(
    root: &Path,
    keep_going: bool,
    without: &[String],
    out: &mut dyn Write,
) -> io::Result<bool> {
    let mut results: Vec<(&str, Verdict, Duration)> = Vec::new();
    for gate in GATES {
        let failed = results
            .iter()
            .any(|(_, verdict, _)| *verdict == Verdict::Failed);
        let start = Instant::now();
        let verdict = if without.iter().any(|name| name == gate.name) {
            Verdict::LeftOut
        } else if failed && !keep_going {
            Verdict::NotRun
        } else {
            writeln!(out, "\n== {} ==", gate.name)?;
            out.flush()?;
            run(root, gate)?
        };
        results.push((gate.name, verdict, start.elapsed()));
    }
    writeln!(out, "\n== summary ==")?;
    for (name, verdict, elapsed) in &results {
        writeln!(
            out,
            "{name:<10} {:>7.1} s  {}",
            elapsed.as_secs_f64(),
            verdict.word()
        )?;
    }
    Ok(!results
        .iter()
        .any(|(_, verdict, _)| matches!(verdict, Verdict::Failed | Verdict::NotRun)))
}

fn run(root: &Path, gate: Gate) -> io::Result<Verdict> {
    if gate.optional.is_some_and(|tool| !installed(tool)) {
        return Ok(Verdict::Skipped);
    }
    let mut command = match gate.action {
        Action::Cargo(arguments) => with(cargo(), arguments),
        Action::CargoWith(name, value, arguments) => {
            let mut command = with(cargo(), arguments);
            command.env(name, value);
            command
        }
        Action::Xtask(arguments) => {
            let mut command = Command::new(std::env::current_exe()?);
            command.arg("--root").arg(root);
            with(command, arguments)
        }
    };
    let status = command.current_dir(root).status()?;
    Ok(if status.success() {
        Verdict::Passed
    } else {
        Verdict::Failed
    })
}

fn with(mut command: Command, arguments: &[&str]) -> Command {
    command.args(arguments);
    command
}

fn installed(tool: &str) -> bool {
    let probe = cargo()
        .args([tool, "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    probe.is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gates_that_are_left_out_are_not_run_and_said_so() {
        let without: Vec<String> = names().map(str::to_owned).collect();
        let mut out = Vec::new();
        // Any gate would fail there.
        let passed = ci(Path::new("no-such-folder"), false, &without, &mut out).unwrap();
        let printed = String::from_utf8(out).unwrap();
        assert!(passed, "{printed}");
        assert_eq!(
            printed.matches("left out").count(),
            without.len(),
            "{printed}"
        );
        assert!(!printed.contains("== fmt =="), "{printed}");
    }
}
