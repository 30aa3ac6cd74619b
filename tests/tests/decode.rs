//! Whatever JSON is at a place of a response, webhook or error, nothing else is lost.
//!
//! `DECODE_CASES=1000000 cargo test -p whatsapp-business-tests --release --test decode` runs more cases: each test runs that many, first
//! those of examples, then random ones. `DECODE_SEED` changes the random ones. The program `decode` runs them on all cores.

use std::env;
use std::sync::OnceLock;

use anyhow::{Context, Result, ensure};
use whatsapp_business_tests::decoding::run::{self, Outcome};
use whatsapp_business_tests::decoding::subject::{self, Kind, Subject};

/// Cases of a test, unless the environment says otherwise.
const CASES: u64 = 5_000;

fn number(name: &str, default: u64) -> Result<u64> {
    match env::var(name) {
        Ok(text) => text.parse().with_context(|| name.to_owned()),
        Err(_) => Ok(default),
    }
}

/// Runs the cases of a kind of subjects: half of them from examples and fixed instances, half of them random.
fn check(kind: Kind, at_least: usize) -> Result<()> {
    let (cases, seed) = (number("DECODE_CASES", CASES)?, number("DECODE_SEED", 1)?);
    static ALL: OnceLock<Vec<Subject>> = OnceLock::new();
    let all = match ALL.get() {
        Some(all) => all,
        None => {
            let all = subject::all()?;
            ALL.get_or_init(|| all)
        }
    };
    let subjects: Vec<_> = all.iter().filter(|subject| subject.kind == kind).collect();
    ensure!(
        subjects.len() >= at_least,
        "only {} subjects",
        subjects.len()
    );
    let mut outcome = Outcome::default();
    let documents = subjects
        .iter()
        .flat_map(|subject| run::documents(subject, &mut outcome));
    let documents: Vec<_> = documents.collect();
    ensure!(
        documents.len() > subjects.len(),
        "only {} documents",
        documents.len()
    );
    run::all(&documents, cases / 2, &mut outcome);
    let rest = cases.saturating_sub(outcome.cases);
    run::random(&subjects, seed, rest, &mut outcome);
    ensure!(
        outcome.cases >= cases.min(1000),
        "only {} cases",
        outcome.cases
    );
    outcome.into_result().map_err(anyhow::Error::msg)
}

#[test]
fn responses_lose_no_sibling_of_what_is_odd() -> Result<()> {
    check(Kind::Response, 150)
}

#[test]
fn values_of_webhooks_lose_no_sibling_of_what_is_odd() -> Result<()> {
    check(Kind::Value, 25)
}

#[test]
fn payloads_lose_no_event_and_no_sibling_of_what_is_odd() -> Result<()> {
    check(Kind::Payload, 25)
}

#[test]
fn errors_lose_no_sibling_of_what_is_odd() -> Result<()> {
    check(Kind::Error, 15)
}

#[test]
fn clients_lose_no_sibling_of_what_is_odd() -> Result<()> {
    check(Kind::Client, 150)
}
