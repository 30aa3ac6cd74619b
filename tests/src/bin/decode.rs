//! `decode CASES [SEED]`: random cases of everything that is decoded, on all cores. Prints the faults and the number of cases per second.

use std::io::{self, Write};
use std::process::ExitCode;
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result, anyhow};
use whatsapp_business_tests::decoding::run::{self, Outcome};
use whatsapp_business_tests::decoding::subject::{self, Kind};

fn main() -> Result<ExitCode> {
    let mut arguments = std::env::args().skip(1);
    let mut number = |default: Option<u64>| match arguments.next() {
        Some(text) => text
            .parse()
            .with_context(|| format!("`{text}` is no number")),
        None => default.context("usage: decode CASES [SEED]"),
    };
    let (cases, seed) = (number(None)?, number(Some(1))?);
    let all = subject::all()?;
    // A client takes most of the time for what is not decoding; the tests have cases of it.
    let subjects: Vec<_> = all
        .iter()
        .filter(|subject| subject.kind != Kind::Client)
        .collect();
    let cores = u64::try_from(thread::available_parallelism()?.get())?;
    let begin = Instant::now();
    let outcome = thread::scope(|scope| {
        let run = |core| {
            let subjects = subjects.as_slice();
            move || {
                let mut outcome = Outcome::default();
                // Seeds of cores do not overlap: each is the start of its own sequence.
                run::random(
                    subjects,
                    seed ^ (core << 48),
                    cases.div_ceil(cores),
                    &mut outcome,
                );
                outcome
            }
        };
        let threads: Vec<_> = (0..cores).map(|core| scope.spawn(run(core))).collect();
        let mut outcome = Outcome::default();
        for thread in threads {
            outcome.merge(thread.join().map_err(|_| anyhow!("a thread panicked"))?);
        }
        Ok::<_, anyhow::Error>(outcome)
    })?;
    let seconds = begin.elapsed().as_secs_f64();
    let mut out = io::stdout().lock();
    for (fault, count) in outcome.faults() {
        writeln!(out, "{fault} ({count} like it)")?;
    }
    writeln!(
        out,
        "cases {}, documents {}, faults {}, seconds {seconds:.1}, cases per second {:.0}",
        outcome.cases,
        outcome.documents,
        outcome.failed,
        outcome.cases as f64 / seconds
    )?;
    Ok(if outcome.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
