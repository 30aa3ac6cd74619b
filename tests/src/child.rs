//! Runs a test again in its own process, with its own environment and memory.

use std::env;
use std::process::Command;

use anyhow::{Result, ensure};

const ARGUMENT: &str = "WHATSAPP_BUSINESS_TESTS_CHILD";

/// The argument from the parent, in the child; `None` in the parent.
#[must_use]
pub fn argument() -> Option<String> {
    env::var(ARGUMENT).ok()
}

/// Runs the test with this name, from the running test binary, in a child process with this [`argument`]. In the child, environment
/// variables of this library are only those in `variables`.
///
/// # Errors
///
/// Returns an error if the child cannot be started, or if its test fails; the error then has its output.
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
        "{test} in its own process: {printed}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}
