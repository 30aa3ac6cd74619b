//! The report: a line per step, and a summary.

use std::fmt::Display;
use std::io::{self, Write as _};
use std::process::ExitCode;
use std::time::Instant;

use whatsapp_business::Error;

/// Where a step has to work.
#[derive(Clone, Copy)]
pub(crate) enum Need {
    /// Everywhere.
    Always,
    /// On the simulator; the real platform may refuse it, because the account is not set up for it.
    IfPossible,
}

/// What happened so far.
pub(crate) struct Report {
    is_real: bool,
    start: Instant,
    done: u32,
    refused: u32,
    left_out: u32,
    unexpected: u32,
}

impl Report {
    pub(crate) fn new(is_real: bool) -> Self {
        Self {
            is_real,
            start: Instant::now(),
            done: 0,
            refused: 0,
            left_out: 0,
            unexpected: 0,
        }
    }

    /// Begins a group of steps.
    pub(crate) fn section(&self, title: &str) -> io::Result<()> {
        writeln!(io::stdout(), "\n{title}")
    }

    /// A remark of its own.
    pub(crate) fn note(&self, text: impl Display) -> io::Result<()> {
        writeln!(io::stdout(), "\n{text}")
    }

    /// Reports a step, and gives its result back when it was done.
    pub(crate) fn step<T>(
        &mut self,
        step: &str,
        need: Need,
        result: Result<T, Error>,
        describe: impl FnOnce(&T) -> String,
    ) -> io::Result<Option<T>> {
        match result {
            Ok(value) => {
                self.done(step, describe(&value))?;
                Ok(Some(value))
            }
            Err(error) => {
                // A refusal of the platform is an answer. No token, no connection, no readable answer: that is not.
                let is_answer = error.graph().is_some() && !error.is_auth();
                if self.is_real && is_answer && matches!(need, Need::IfPossible) {
                    self.refused(step, error)?;
                } else {
                    self.unexpected(step, error)?;
                }
                Ok(None)
            }
        }
    }

    /// A step that was done.
    pub(crate) fn done(&mut self, step: &str, text: impl Display) -> io::Result<()> {
        self.done += 1;
        line(step, "ok", text)
    }

    /// A step that was refused, as it had to be or may be.
    pub(crate) fn refused(&mut self, step: &str, text: impl Display) -> io::Result<()> {
        self.refused += 1;
        line(step, "refused", text)
    }

    /// A step that cannot be tried.
    pub(crate) fn left_out(&mut self, step: &str, text: impl Display) -> io::Result<()> {
        self.left_out += 1;
        line(step, "left out", text)
    }

    /// A step that went wrong.
    pub(crate) fn unexpected(&mut self, step: &str, text: impl Display) -> io::Result<()> {
        self.unexpected += 1;
        line(step, "FAILED", text)
    }

    /// The summary, and the exit code.
    pub(crate) fn finish(self) -> io::Result<ExitCode> {
        let seconds = self.start.elapsed().as_secs_f64();
        let steps = self.done + self.refused + self.left_out + self.unexpected;
        writeln!(
            io::stdout(),
            "\n{steps} {} in {seconds:.1} s: {} ok, {} refused as expected, {} left out, {} failed",
            if steps == 1 { "step" } else { "steps" },
            self.done,
            self.refused,
            self.left_out,
            self.unexpected
        )?;
        Ok(if self.unexpected == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}

fn line(step: &str, outcome: &str, text: impl Display) -> io::Result<()> {
    writeln!(io::stdout(), "  {step:<36} {outcome:<9} {text}")
}
