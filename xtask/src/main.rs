//! `cargo xtask`: generates the crates of this workspace from `spec/`, and runs the gates.

use std::io::{self, IsTerminal as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use clap::builder::PossibleValuesParser;
use clap::{Parser, Subcommand};
use xtask::ci::{self, Lane, Selection};
use xtask::diagnostics::{Diagnostics, Severity};
use xtask::family::Family;
use xtask::pipeline::{self, Outcome};
use xtask::{compare, conform, coverage, documents, lint, new_family, site, words};

/// Generates the crates of this workspace from `spec/`, and runs the gates.
#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    version,
    max_term_width = 100
)]
struct Cli {
    /// Root of the workspace; found from the current folder when left out.
    #[arg(long, global = true, value_name = "DIR")]
    root: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Generate `crates/*/src/generated/` from the specification.
    ///
    /// Also writes the generated tables of the READMEs, unless a family is named. Nothing is written when the specification
    /// breaks a rule. Files that are no longer generated are deleted.
    Codegen {
        /// Only this family, such as `phone-numbers`.
        family: Option<String>,
        /// Write nothing; print what differs, and fail when something does.
        #[arg(long)]
        check: bool,
    },
    /// Check the specification against its rules.
    ///
    /// Prints every finding with the line that it points at. Fails on errors, not on warnings.
    Lint {
        /// Only this family, such as `phone-numbers`.
        family: Option<String>,
        /// List the rules instead.
        #[arg(long)]
        rules: bool,
    },
    /// Check the words and the spelling of Markdown, YAML documents and comments.
    ///
    /// `spec/words.tsv` lists words to avoid with better ones.
    Words,
    /// Measure how much of the platform the specification covers.
    ///
    /// Fails when a count is below its floor in `spec/coverage/floor.tsv`, a list names something that is not there, or the families
    /// of the facade and the manifests differ from those of the specification.
    Coverage {
        /// Fact sheets; their lists must be covered by those of `spec/coverage`. Ignored when there is no such folder.
        #[arg(long, value_name = "DIR", default_value = "../shared/facts")]
        facts: PathBuf,
        /// Also list missing rows of families without a document.
        #[arg(long)]
        all: bool,
    },
    /// Write the specification as self-contained OpenAPI documents, for users of other languages.
    ///
    /// Nothing is written when the specification breaks a rule. The folder gets a README.md that says which document is for what.
    Bundle {
        /// Folder to write to [default: target/openapi of the workspace]
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// Compare other OpenAPI documents of the platform with the specification.
    ///
    /// Prints what either lacks: operations, found by method and shape of the path, and their parameters, properties, values and
    /// requirements. Fails when something differs. Several documents are compared as one.
    Compare {
        /// OpenAPI 3.0 or 3.1, YAML or JSON; other files that it refers to are read as well.
        #[arg(value_name = "OPENAPI.yaml", required = true)]
        documents: Vec<PathBuf>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Decode and encode documents from elsewhere with the generated crates.
    Conform {
        /// Table of the documents to try.
        #[arg(value_name = "MANIFEST.tsv")]
        manifest: PathBuf,
    },
    /// Write the specification as pages to read in a browser, without a server and without a network.
    ///
    /// Fetches the renderer once, by npm.
    Site {
        /// Folder to write to [default: target/site of the workspace]
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// Start a family: a document and a crate in the shape of the others.
    NewFamily {
        /// Lower case words with hyphens, such as `phone-numbers`.
        name: String,
    },
    /// Run the gates in order: by default those that must pass before a merge.
    Ci {
        /// Only the gates that are quick enough for every commit.
        #[arg(long, conflicts_with = "nightly")]
        fast: bool,
        /// Only the gates that run once a day.
        #[arg(long)]
        nightly: bool,
        /// This gate, whatever its lane; can be given several times.
        #[arg(long, value_name = "GATE", conflicts_with_all = ["fast", "nightly"], value_parser = PossibleValuesParser::new(ci::names()))]
        only: Vec<String>,
        /// Leave this gate out; can be given several times.
        #[arg(long, value_name = "GATE", value_parser = PossibleValuesParser::new(ci::names()))]
        without: Vec<String>,
        /// Run the gates after a failure, too.
        #[arg(long)]
        keep_going: bool,
        /// List the gates and their lanes instead.
        #[arg(long)]
        list: bool,
    },
}

fn main() -> ExitCode {
    let mut out = io::stdout().lock();
    match run(Cli::parse(), &mut out) {
        Ok(code) => code,
        Err(error) => {
            // Nothing can be done when that fails, too.
            let _ = writeln!(io::stderr(), "error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli, out: &mut dyn Write) -> Result<ExitCode> {
    let root = match cli.root {
        Some(root) => root,
        None => find_root()?,
    };
    match cli.command {
        Command::Codegen { family, check } => generate(&root, family.as_deref(), check, out),
        Command::Lint { rules: true, .. } => {
            for rule in lint::rules() {
                writeln!(
                    out,
                    "{:<24} {:<8} {}",
                    rule.id,
                    rule.severity.to_string(),
                    rule.doc
                )?;
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Lint {
            family,
            rules: false,
        } => check(&root, family.as_deref(), out),
        Command::Words => {
            let findings = words::gate::check(&root).unwrap_or_else(|broken| broken);
            report(&root, &findings, out)
        }
        Command::Coverage { facts, all } => count(&root, &root.join(facts), all, out),
        Command::Bundle { out: folder } => {
            let folder = folder.unwrap_or_else(|| root.join(documents::FOLDER));
            publish(&root, &folder, out)
        }
        Command::Conform { manifest } => {
            let code = conform::conform(&root, &manifest).context("cannot start cargo")?;
            Ok(ExitCode::from(u8::try_from(code).unwrap_or(1)))
        }
        Command::Compare { documents, json } => {
            let comparison = compare::compare(&root, &documents)?;
            if json {
                writeln!(out, "{:#}", serde_json::to_value(&comparison)?)?;
            } else {
                write!(out, "{}", compare::text(&comparison))?;
            }
            Ok(exit(comparison.is_empty()))
        }
        Command::Site { out: folder } => {
            let folder = folder.unwrap_or_else(|| root.join(site::FOLDER));
            let documents = match documents::documents(&root) {
                Ok(documents) => documents,
                Err(findings) => return report(&root, &findings, out),
            };
            let pages = site::write(&root, &documents, &folder)?;
            writeln!(
                out,
                "wrote {} operations and {} webhooks; open {}",
                pages.operations,
                pages.webhooks,
                folder.join(site::INDEX).display()
            )?;
            Ok(ExitCode::SUCCESS)
        }
        Command::NewFamily { name } => {
            let started = new_family::new_family(&root, &name)?;
            for file in &started.files {
                writeln!(out, "wrote {file}")?;
            }
            writeln!(out, "\nleft by hand:")?;
            for step in &started.left {
                writeln!(out, "- {step}")?;
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Ci { list: true, .. } => {
            ci::list(out)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Ci {
            fast,
            nightly,
            only,
            without,
            keep_going,
            list: false,
        } => {
            let lane = match (fast, nightly) {
                (true, _) => Lane::Fast,
                (_, true) => Lane::Nightly,
                _ => Lane::Full,
            };
            let selection = Selection {
                lane,
                only,
                without,
                keep_going,
            };
            Ok(exit(ci::ci(&root, &selection, out)?))
        }
    }
}

/// The folder of the workspace that the current folder is in.
fn find_root() -> Result<PathBuf> {
    let current = std::env::current_dir().context("cannot tell the current folder")?;
    let root = current
        .ancestors()
        .find(|folder| folder.join("xtask/Cargo.toml").is_file() && folder.join("spec").is_dir());
    root.map(Path::to_path_buf)
        .context("this is not a folder of the workspace; name its root with --root")
}

fn exit(success: bool) -> ExitCode {
    if success {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn generate(
    root: &Path,
    family: Option<&str>,
    check: bool,
    out: &mut dyn Write,
) -> Result<ExitCode> {
    let start = Instant::now();
    let outcome = match pipeline::run(root, family, check) {
        Ok(outcome) => outcome,
        Err(pipeline::Failure::Specification(findings)) => return report(root, &findings, out),
        Err(failure) => return Err(failure.into()),
    };
    let seconds = start.elapsed().as_secs_f64();
    match outcome {
        Outcome::Written(changes) => {
            for path in &changes.written {
                writeln!(out, "wrote {path}")?;
            }
            for path in &changes.deleted {
                writeln!(out, "deleted {path}")?;
            }
            let (written, deleted, unchanged) = (
                changes.written.len(),
                changes.deleted.len(),
                changes.unchanged,
            );
            writeln!(
                out,
                "{written} written, {deleted} deleted, {unchanged} unchanged, in {seconds:.1} s"
            )?;
        }
        Outcome::Compared(drift) if drift.is_empty() => {
            writeln!(out, "no drift, in {seconds:.1} s")?
        }
        Outcome::Compared(drift) => {
            for item in &drift {
                write!(out, "{item}")?;
            }
            let family = family
                .map(|family| format!(" {family}"))
                .unwrap_or_default();
            bail!(
                "{} generated files are not what the specification says; run `cargo xtask codegen{family}`",
                drift.len()
            );
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn publish(root: &Path, folder: &Path, out: &mut dyn Write) -> Result<ExitCode> {
    let documents = match documents::documents(root) {
        Ok(documents) => documents,
        Err(findings) => return report(root, &findings, out),
    };
    let written = documents::write(root, &documents, folder)
        .with_context(|| format!("cannot write to {}", folder.display()))?;
    for file in &written.deleted {
        writeln!(out, "deleted {file}")?;
    }
    let (files, folder) = (written.files, folder.display());
    writeln!(out, "wrote {files} files to {folder}")?;
    Ok(ExitCode::SUCCESS)
}

fn check(root: &Path, family: Option<&str>, out: &mut dyn Write) -> Result<ExitCode> {
    let families = match Family::select(root, family) {
        Ok(families) => families,
        Err(findings) => return report(root, &findings, out),
    };
    let (_, findings) = lint::lint_families(root, &families);
    report(root, &findings, out)
}

/// Prints findings with their number; fails when one is an error.
fn report(root: &Path, findings: &Diagnostics, out: &mut dyn Write) -> Result<ExitCode> {
    let styled = io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    write!(out, "{}", findings.render(root, styled))?;
    let (errors, warnings) = (
        findings.count(Severity::Error),
        findings.count(Severity::Warning),
    );
    writeln!(out, "{errors} errors, {warnings} warnings")?;
    Ok(exit(errors == 0))
}

fn count(root: &Path, facts: &Path, all: bool, out: &mut dyn Write) -> Result<ExitCode> {
    let coverage = match coverage::coverage(root, facts) {
        Ok(coverage) => coverage,
        Err(findings) => return report(root, &findings, out),
    };
    write!(out, "{coverage}")?;
    for (heading, names) in [
        ("missing", coverage.missing(all)),
        ("not in a list", coverage.extras),
    ] {
        for name in names {
            writeln!(out, "{heading}: {name}")?;
        }
    }
    if coverage.findings.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    report(root, &coverage.findings, out)
}
