//! The program that renders the reference in the browser.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

/// Package of npm and its version. It bundles everything that it needs.
const PACKAGE: &str = "@scalar/api-reference@1.76.0";

/// Name of the archive that `npm pack` makes of it.
const ARCHIVE: &str = "scalar-api-reference-1.76.0.tgz";

/// The program in the archive.
const PROGRAM: &str = "package/dist/browser/standalone.js";

/// Where the archive is kept.
const STORE: &str = "target/site-tools";

/// Puts the program next to the pages. Fetches it by npm unless an earlier run did.
pub(super) fn place(root: &Path, folder: &Path) -> Result<()> {
    let store = root.join(STORE).join(ARCHIVE.trim_end_matches(".tgz"));
    let program = store.join(PROGRAM);
    if !program.is_file() {
        fetch(&store)?;
    }
    let target = folder.join("scalar.js");
    fs::copy(&program, &target).with_context(|| program.display().to_string())?;
    Ok(())
}

fn fetch(store: &Path) -> Result<()> {
    fs::create_dir_all(store).with_context(|| store.display().to_string())?;
    run(
        store,
        Command::new("npm").args(["pack", "--silent", PACKAGE]),
        "npm",
    )?;
    run(
        store,
        Command::new("tar").args(["-xzf", ARCHIVE, PROGRAM]),
        "tar",
    )?;
    let archive = store.join(ARCHIVE);
    fs::remove_file(&archive).with_context(|| archive.display().to_string())
}

/// Runs a program without mixing its output with ours.
fn run(folder: &Path, command: &mut Command, name: &str) -> Result<()> {
    let output = command.current_dir(folder).output();
    let output = output.with_context(|| format!("cannot run {name}, which the site needs"))?;
    ensure!(
        output.status.success(),
        "{name} failed: {}",
        String::from_utf8_lossy(&output.stderr).trim()
    );
    Ok(())
}
