//! Runs the conformance binary of the tests package, which knows the families; this package does not depend on them.

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::Command;

/// `cargo`, as the one that runs this command when there is one.
#[must_use]
pub fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")))
}

/// Decodes and encodes the documents that a manifest lists. Returns the exit code of the binary; 1 when a signal ended it.
///
/// # Errors
/// When cargo cannot be started.
pub fn conform(root: &Path, manifest: &Path) -> io::Result<i32> {
    // Relative to where the caller stands, which need not be the root.
    let manifest = std::path::absolute(manifest)?;
    let status = cargo()
        .args([
            "run",
            "--quiet",
            "--package",
            "whatsapp-business-tests",
            "--bin",
            "conform",
            "--",
        ])
        .arg(manifest)
        .current_dir(root)
        .status()?;
    Ok(status.code().unwrap_or(1))
}
