//! `conform MANIFEST.tsv`: see `cargo xtask conform --help`.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use whatsapp_business_tests::conform::Manifest;

fn main() -> Result<ExitCode> {
    let path = std::env::args_os()
        .nth(1)
        .context("usage: conform MANIFEST.tsv")?;
    let manifest = Manifest::read(Path::new(&path))?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut failed = Ok(());
    let totals = manifest.check(|row, verdict| {
        if failed.is_ok() {
            failed = writeln!(
                out,
                "{verdict}\t{} {} {}",
                row.kind, row.operation, row.path
            );
        }
    });
    failed?;
    writeln!(out, "{totals}")?;
    out.flush()?;
    Ok(if totals.failures == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
