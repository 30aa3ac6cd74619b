//! All gates in order. `gates` lists them, `checks` has those that are more than one command.

mod checks;
mod gates;
mod workspace;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::conform::cargo;
use gates::{Action, GATES, Gate};

/// When a gate runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Before every commit, and in all of the below.
    Fast,
    /// Before every merge.
    Full,
    /// Once a day: too slow for every change, or about the world outside of this repository.
    Nightly,
}

impl Lane {
    /// Whether a run of this lane includes the gates of another.
    #[must_use]
    pub fn includes(self, gate: Self) -> bool {
        match self {
            Self::Fast | Self::Nightly => gate == self,
            Self::Full => gate != Self::Nightly,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Fast => "fast",
            Self::Full => "full",
            Self::Nightly => "nightly",
        }
    }
}

/// The gates to run, and when to stop.
#[derive(Clone, Debug)]
pub struct Selection {
    /// The lane to run.
    pub lane: Lane,
    /// If not empty, these gates instead of those of the lane.
    pub only: Vec<String>,
    /// Gates to leave out.
    pub without: Vec<String>,
    /// Whether to run the gates after a failure, too.
    pub keep_going: bool,
}

impl Selection {
    fn includes(&self, gate: &Gate) -> bool {
        let named = |names: &[String]| names.iter().any(|name| name == gate.name);
        let chosen = if self.only.is_empty() {
            self.lane.includes(gate.lane)
        } else {
            named(&self.only)
        };
        chosen && !named(&self.without)
    }
}

/// Outcome of one gate.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Verdict {
    Passed,
    /// Passed as far as this machine can check it; the text says what was not checked.
    Partly(String),
    Failed,
    /// Nothing was checked, and why.
    Skipped(String),
    /// A gate before failed.
    NotRun,
}

impl Verdict {
    fn of(success: bool) -> Self {
        if success { Self::Passed } else { Self::Failed }
    }

    fn text(&self) -> String {
        match self {
            Self::Passed => "ok".to_owned(),
            Self::Partly(rest) => format!("ok, not checked: {rest}"),
            Self::Failed => "FAILED".to_owned(),
            Self::Skipped(reason) => format!("skipped: {reason}"),
            Self::NotRun => "not run".to_owned(),
        }
    }
}

/// Names of the gates, in order.
pub fn names() -> impl Iterator<Item = &'static str> {
    GATES.iter().map(|gate| gate.name)
}

/// Prints the gates with their lanes.
///
/// # Errors
/// If `out` cannot be written.
pub fn list(out: &mut dyn Write) -> Result<()> {
    for gate in GATES {
        writeln!(
            out,
            "{:<12} {:<8} {}",
            gate.name,
            gate.lane.word(),
            gate.doc
        )?;
    }
    Ok(())
}

/// Runs the selected gates in order. Prints a heading per gate and a summary with times to `out`. Returns whether none failed.
///
/// # Errors
/// If `out` cannot be written.
pub fn ci(root: &Path, selection: &Selection, out: &mut dyn Write) -> Result<bool> {
    let mut results: Vec<(&str, Verdict, Duration)> = Vec::new();
    let mut failed = false;
    for gate in GATES.iter().filter(|gate| selection.includes(gate)) {
        let start = Instant::now();
        let verdict = if failed && !selection.keep_going {
            Verdict::NotRun
        } else {
            writeln!(out, "\n== {} ==", gate.name)?;
            out.flush()?;
            match run(root, gate) {
                Ok(verdict) => verdict,
                Err(error) => {
                    writeln!(out, "error: {error:#}")?;
                    Verdict::Failed
                }
            }
        };
        failed |= verdict == Verdict::Failed;
        results.push((gate.name, verdict, start.elapsed()));
    }
    writeln!(out, "\n== summary ==")?;
    for (name, verdict, elapsed) in &results {
        let seconds = elapsed.as_secs_f64();
        writeln!(out, "{name:<12} {seconds:>7.1} s  {}", verdict.text())?;
    }
    let total: Duration = results.iter().map(|(_, _, elapsed)| *elapsed).sum();
    writeln!(out, "{:<12} {:>7.1} s", "total", total.as_secs_f64())?;
    Ok(!failed)
}

fn run(root: &Path, gate: &Gate) -> Result<Verdict> {
    if let Some(tool) = gate.tool.filter(|tool| !installed(tool)) {
        return Ok(Verdict::Skipped(format!("cargo-{tool} is not installed")));
    }
    let mut command = match gate.action {
        Action::Check(check) => return check(root),
        Action::Cargo(arguments) => with(cargo(), arguments),
        Action::Xtask(arguments) => {
            let mut command = Command::new(std::env::current_exe()?);
            command.arg("--root").arg(root);
            with(command, arguments)
        }
    };
    let status = command.envs(gate.env).current_dir(root).status()?;
    Ok(Verdict::of(status.success()))
}

fn with(mut command: Command, arguments: &[&str]) -> Command {
    command.args(arguments);
    command
}

/// Whether cargo has this subcommand.
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

    fn selection(lane: Lane, only: &[&str], without: &[&str]) -> Vec<&'static str> {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let selection = Selection {
            lane,
            only: owned(only),
            without: owned(without),
            keep_going: false,
        };
        let gates = GATES.iter().filter(|gate| selection.includes(gate));
        gates.map(|gate| gate.name).collect()
    }

    #[test]
    fn the_fast_lane_is_a_part_of_the_full_one() {
        let (fast, full) = (
            selection(Lane::Fast, &[], &[]),
            selection(Lane::Full, &[], &[]),
        );
        assert!(fast.contains(&"clippy"), "{fast:?}");
        assert!(fast.iter().all(|gate| full.contains(gate)), "{full:?}");
        assert!(full.len() > fast.len(), "{full:?}");
    }

    #[test]
    fn every_gate_is_in_the_full_lane_or_in_the_nightly_one() {
        let full = selection(Lane::Full, &[], &[]).len();
        let nightly = selection(Lane::Nightly, &[], &[]).len();
        assert_eq!(full + nightly, GATES.len());
    }

    #[test]
    fn gates_can_be_named_and_left_out() {
        assert_eq!(
            selection(Lane::Fast, &["deny", "fmt"], &[]),
            ["fmt", "deny"]
        );
        assert!(!selection(Lane::Full, &[], &["test"]).contains(&"test"));
    }

    #[test]
    fn a_failure_stops_the_gates_after_it() {
        let selection = Selection {
            lane: Lane::Fast,
            only: vec!["fmt".to_owned(), "deny".to_owned()],
            without: Vec::new(),
            keep_going: false,
        };
        // A folder without a workspace: no gate can pass.
        let folder = tempfile::tempdir().unwrap();
        let mut out = Vec::new();
        assert!(!ci(folder.path(), &selection, &mut out).unwrap());
        let printed = String::from_utf8(out).unwrap();
        assert!(printed.contains("FAILED"), "{printed}");
        assert!(printed.contains("not run"), "{printed}");
        assert!(!printed.contains("== deny =="), "{printed}");
    }
}
