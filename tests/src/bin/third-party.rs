//! `third-party [PRISM]`: every operation against Prism servers; see `tests/README.md`.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use whatsapp_business_tests::specification::root;
use whatsapp_business_tests::third_party;

/// Path at which `.ci/run` installs Prism.
const INSTALLED: &str = "target/ci/npm/node_modules/.bin/prism";

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let mut out = io::stdout();
    // A named program is expected to run; without a name, a machine without Node skips the run instead of failing.
    let program = match std::env::args_os().nth(1) {
        Some(program) => PathBuf::from(program),
        None => root().join(INSTALLED),
    };
    if std::env::args_os().len() < 2 && !program.is_file() {
        writeln!(out, "skipped: Prism is not installed; see tests/README.md")?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut failed = Ok(());
    let verdicts = third_party::judge(&program, |verdict| {
        if failed.is_ok() {
            failed = writeln!(out, "{verdict}");
        }
    })
    .await?;
    failed?;
    let sum = |count: fn(&third_party::Verdict) -> usize| verdicts.iter().map(count).sum::<usize>();
    let violations = sum(|verdict| verdict.violations.len());
    writeln!(
        out,
        "{} operations, {} calls, {violations} violations",
        sum(|verdict| verdict.operations),
        sum(|verdict| verdict.calls),
    )?;
    Ok(if violations == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
