//! A Prism server: a third-party mock server, which validates requests and its own responses against a document.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

/// Maximum time from start to readiness; two of them share two cores in CI.
const START: Duration = Duration::from_secs(60);

/// The server; it is killed when it is dropped.
#[derive(Debug)]
pub struct Prism {
    url: String,
    process: Child,
    drain: tokio::task::JoinHandle<()>,
}

impl Prism {
    /// Starts the server for a document, on a free port of this machine. It responds to violations with errors.
    ///
    /// # Errors
    ///
    /// Returns an error if the program cannot be started, or does not become ready in a minute.
    pub async fn start(program: &Path, document: &Path) -> Result<Self> {
        let mut process = Command::new(program)
            .args(["mock", "--errors", "--port", "0"])
            .arg(document)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        let output = process.stdout.take().context("Prism has no output")?;
        let mut lines = BufReader::new(output).lines();
        let url = timeout(START, address(&mut lines))
            .await
            .context("Prism did not become ready in time")??;
        // A full pipe would stop it.
        let drain = tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(Self {
            url,
            process,
            drain,
        })
    }

    /// The URL of the server.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Stops the server and waits until it has exited.
    ///
    /// # Errors
    ///
    /// Returns an error if it cannot be stopped.
    pub async fn stop(mut self) -> Result<()> {
        self.drain.abort();
        Ok(self.process.kill().await?)
    }
}

/// Reads up to the line with its URL.
async fn address(lines: &mut Lines<BufReader<ChildStdout>>) -> Result<String> {
    let mut said = Vec::new();
    while let Some(line) = lines.next_line().await? {
        if let Some((_, url)) = line.split_once("Prism is listening on ") {
            return Ok(url.trim().to_owned());
        }
        said.push(line);
    }
    bail!("Prism ended: {}", said.join("\n"))
}
