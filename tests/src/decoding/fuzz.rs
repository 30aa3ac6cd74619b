//! Cases that a fuzzer chooses.

use serde::de::IgnoredAny;
pub use whatsapp_business_conformance::Codec;
use whatsapp_business_conformance::{Direction, FAMILIES};

use super::check::Prepared;
use super::oddity::Oddity;
use super::run::{self, Outcome};
use super::subject::{Kind, Subject};

/// The documents of some kinds of subjects, for a fuzzer to choose from.
#[derive(Debug)]
pub struct Documents<'s> {
    documents: Vec<Prepared<'s>>,
    oddities: Vec<Oddity>,
}

impl<'s> Documents<'s> {
    /// All documents of the kinds.
    #[must_use]
    pub fn of(subjects: &'s [Subject], kinds: &[Kind]) -> Self {
        let subjects = subjects
            .iter()
            .filter(|subject| kinds.contains(&subject.kind));
        let mut outcome = Outcome::default();
        let documents = subjects.flat_map(|subject| run::documents(subject, &mut outcome));
        Self {
            documents: documents.collect(),
            oddities: Oddity::all(),
        }
    }

    /// Runs the case that the input chooses: two bytes choose the document, two the place, one the oddity; the rest, if it is JSON, is put
    /// there instead of an oddity. `None` if the input chooses nothing.
    ///
    /// # Errors
    ///
    /// Returns the case, and what was lost.
    pub fn run(&self, input: &[u8]) -> Option<Result<(), String>> {
        let (head, rest) = input.split_first_chunk::<5>()?;
        let [a, b, c, d, oddity] = *head;
        let document = usize::from(u16::from_be_bytes([a, b])) % self.documents.len().max(1);
        let prepared = self.documents.get(document)?;
        let places = prepared.document.places.len().max(1);
        let place = usize::from(u16::from_be_bytes([c, d])) % places;
        let mut text = Vec::new();
        let (checked, what) = if rest.is_empty() {
            let oddity = *self.oddities.get(usize::from(oddity))?;
            (
                prepared.check(place, oddity, &mut text)?,
                oddity.to_string(),
            )
        } else {
            // Where a value ends is clear without knowing what is wrong inside of it.
            let lossy = String::from_utf8_lossy(rest);
            serde_json::from_str::<IgnoredAny>(&lossy).ok()?;
            let checked = prepared.check_given(place, rest, &mut text);
            (checked, lossy.into_owned())
        };
        Some(checked.map_err(|error| {
            let (subject, pointer) = (prepared.subject, prepared.document.pointer(place));
            format!(
                "{:?} {}: {} {pointer}: {what}: {error}",
                subject.kind, subject.name, prepared.name
            )
        }))
    }
}

/// The models of all bodies, of requests too.
#[must_use]
pub fn models() -> Vec<Codec> {
    let mut models = Vec::new();
    for family in FAMILIES {
        for operation in family.operations {
            for direction in [Direction::Request, Direction::Response] {
                models.extend((family.codecs)(direction, operation));
            }
        }
    }
    models
}
