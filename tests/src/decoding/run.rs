//! Many cases: all of some documents, or random ones that a seed reproduces.

use std::collections::BTreeMap;
use std::fmt;

use super::check::Prepared;
use super::instance::{Extent, Instances};
use super::oddity::Oddity;
use super::random::Random;
use super::subject::{Kind, Subject};

/// What was lost in a case.
#[derive(Clone, Debug)]
pub struct Fault {
    /// Kind and name of the subject.
    pub subject: String,
    /// File of the example, or seed of the instance.
    pub document: String,
    /// JSON pointer of the place.
    pub pointer: String,
    /// The oddity.
    pub oddity: String,
    /// What was lost.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            subject,
            document,
            pointer,
            oddity,
            what,
        } = self;
        write!(f, "{subject}: {document} {pointer}: {oddity}: {what}")
    }
}

/// The outcome of many cases.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Cases: documents that were decoded and compared.
    pub cases: u64,
    /// Documents that the cases were made of.
    pub documents: u64,
    /// Cases with a fault.
    pub failed: u64,
    /// The first fault of each kind, and how many there are.
    faults: BTreeMap<(String, String), (Fault, u64)>,
}

impl Outcome {
    /// The faults: the first at each place of each subject, and how many are like it.
    pub fn faults(&self) -> impl Iterator<Item = (&Fault, u64)> {
        self.faults.values().map(|(fault, count)| (fault, *count))
    }

    /// Adds another outcome.
    pub fn merge(&mut self, other: Self) {
        self.cases += other.cases;
        self.documents += other.documents;
        self.failed += other.failed;
        for (key, (fault, count)) in other.faults {
            self.faults.entry(key).or_insert((fault, 0)).1 += count;
        }
    }

    fn record(&mut self, fault: Fault) {
        self.failed += 1;
        let is_index =
            |step: &str| !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_digit());
        let steps = fault.pointer.split('/');
        let pattern: Vec<_> = steps
            .map(|step| if is_index(step) { "*" } else { step })
            .collect();
        let key = (
            fault.subject.clone(),
            format!("{} {}", pattern.join("/"), fault.oddity),
        );
        self.faults.entry(key).or_insert((fault, 0)).1 += 1;
    }

    /// # Errors
    ///
    /// Returns the faults, the first of many.
    pub fn into_result(self) -> Result<(), String> {
        if self.failed == 0 {
            return Ok(());
        }
        // A few of each oddity show more than many of one.
        let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
        let mut lines = Vec::new();
        for (fault, count) in self.faults() {
            let of_oddity = shown.entry(&fault.oddity).or_default();
            *of_oddity += 1;
            if *of_oddity <= 2 {
                lines.push(format!("{fault} ({count} like it)"));
            }
        }
        Err(format!(
            "{} of {} cases, at {} places:\n{}",
            self.failed,
            self.cases,
            self.faults.len(),
            lines.join("\n")
        ))
    }
}

/// The documents of a subject: its examples, an instance with all properties, and some that are deep. Documents that
/// cannot be decoded as they are become faults.
pub fn documents<'s>(subject: &'s Subject, outcome: &mut Outcome) -> Vec<Prepared<'s>> {
    let mut found = Vec::new();
    let examples = subject.examples.iter().cloned();
    let instances = [
        (1, Extent::All),
        (2, Extent::Deep),
        (3, Extent::Deep),
        (4, Extent::Some(60)),
    ];
    let instances = instances.iter().map(|(seed, extent)| {
        let mut instances = Instances::new(&subject.shapes, *seed, *extent);
        (
            format!("{extent:?} of seed {seed}"),
            instances.instance(subject.shape, 300),
        )
    });
    for (name, mut value) in examples.chain(instances) {
        settle(subject, &mut value);
        outcome.documents += 1;
        match Prepared::new(subject, name.clone(), value) {
            Ok(prepared) => {
                // Examples are compared elsewhere; they have other spellings of values.
                let lost = if name.contains(" of seed ") {
                    prepared.lost()
                } else {
                    Vec::new()
                };
                if !lost.is_empty() {
                    outcome.record(plain(subject, name, format!("lost {lost:?}")));
                }
                found.push(prepared);
            }
            Err(what) => outcome.record(plain(subject, name, what)),
        }
    }
    found
}

/// A client takes a response that has an error for one.
fn settle(subject: &Subject, value: &mut serde_json::Value) {
    let is_response = subject.kind == Kind::Client && !subject.name.starts_with("errors of");
    if let (true, Some(map)) = (is_response, value.as_object_mut()) {
        let _: Option<serde_json::Value> = map.remove("error");
    }
}

fn plain(subject: &Subject, document: String, what: String) -> Fault {
    Fault {
        subject: format!("{:?} {}", subject.kind, subject.name),
        document,
        pointer: String::new(),
        oddity: "as it is".to_owned(),
        what,
    }
}

fn case(
    prepared: &Prepared<'_>,
    place: usize,
    oddity: Oddity,
    text: &mut Vec<u8>,
    outcome: &mut Outcome,
) {
    let Some(checked) = prepared.check(place, oddity, text) else {
        return;
    };
    outcome.cases += 1;
    if let Err(what) = checked {
        outcome.record(Fault {
            subject: format!("{:?} {}", prepared.subject.kind, prepared.subject.name),
            document: prepared.name.clone(),
            pointer: prepared.document.pointer(place),
            oddity: oddity.to_string(),
            what,
        });
    }
}

/// Every oddity at every place of the documents, or `limit` of these cases, evenly distributed.
pub fn all(documents: &[Prepared<'_>], limit: u64, outcome: &mut Outcome) {
    let oddities = Oddity::all();
    let places: usize = documents
        .iter()
        .map(|prepared| prepared.document.places.len())
        .sum();
    let total = u64::try_from(places * oddities.len()).unwrap_or(u64::MAX);
    let mut text = Vec::new();
    let mut number: u64 = 0;
    for prepared in documents {
        for place in 0..prepared.document.places.len() {
            for oddity in &oddities {
                // Those where the fraction of all cases reaches the next whole number, among the limit.
                let before = u128::from(number) * u128::from(limit) / u128::from(total.max(1));
                number += 1;
                let after = u128::from(number) * u128::from(limit) / u128::from(total.max(1));
                if after > before {
                    case(prepared, place, *oddity, &mut text, outcome);
                }
            }
        }
    }
}

/// Cases per random document.
const PER_DOCUMENT: usize = 256;

/// Random cases of random instances of random subjects, until there are this many.
pub fn random(subjects: &[&Subject], seed: u64, cases: u64, outcome: &mut Outcome) {
    let oddities = Oddity::all();
    let mut random = Random::new(seed);
    let mut text = Vec::new();
    let end = outcome.cases + cases;
    while outcome.cases < end {
        let seed = random.number();
        let Some(subject) = random.pick(subjects) else {
            return;
        };
        let Some(prepared) = instance(subject, seed, outcome) else {
            continue;
        };
        for _ in 0..PER_DOCUMENT {
            let place = random.below(prepared.document.places.len());
            if let Some(oddity) = random.pick(&oddities) {
                case(&prepared, place, *oddity, &mut text, outcome);
            }
        }
    }
}

/// The instance of a seed.
fn instance<'s>(subject: &'s Subject, seed: u64, outcome: &mut Outcome) -> Option<Prepared<'s>> {
    let mut random = Random::new(seed);
    let extent = match random.below(4) {
        0 => Extent::All,
        1 => Extent::Deep,
        _ => Extent::Some(20 + random.below(70)),
    };
    let size = 10 + random.below(150);
    let mut value = Instances::new(&subject.shapes, seed, extent).instance(subject.shape, size);
    settle(subject, &mut value);
    outcome.documents += 1;
    match Prepared::new(subject, format!("seed {seed}"), value) {
        Ok(prepared) => Some(prepared),
        Err(what) => {
            // A case like any other, so that a subject that never decodes ends too.
            outcome.cases += 1;
            outcome.record(plain(subject, format!("seed {seed}"), what));
            None
        }
    }
}
