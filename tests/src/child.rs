//! Runs a test once more in a process of its own, where it has environment and memory to itself.

use std::env;
use std::process::Command;

use anyhow::{Result, ensure};

const ARGUMENT: &str = "WHATSAPP_BUSINESS_TESTS_CHILD";

/// What the parent says to the child; `None` in the parent.
#[must_use]
pub fn argument() -> Option<String> {
    env::var(ARGUMENT).ok()
}

/// Runs the test of this name, of the test binary that is running, in a child whose [`argument`] is this one. Variables of this library are
/// what `variables` says, whatever they are here.
///
/// # Errors
///
/// The child cannot be started, or its test fails; then its output is in the error.
pub fn run(test: &str, argument: &str, variables: &[(&str, &str)]) -> Result<()> {
    let mut command = Command::new(env::current_exe()?);
    for (name, _) in env::vars_os() {
        if name.to_string_lossy().starts_with("WHATSAPP_") {
            command.env_remove(name);
        }
    }
    let output = command
        .args(["--exact", test, "--nocapture"])
        .env(ARGUMENT, argument)
        .envs(variables.iter().copied())
        .output()?;
    let printed = String::from_utf8_lossy(&output.stdout);
    ensure!(
        output.status.success() && printed.contains("1 passed"),
        "{test} in a process of its own: {printed}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}
