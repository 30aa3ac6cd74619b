//! Any JSON at any place of an error, by its model and by a client; of a response, by a client.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::{Corpus, fuzz_target};
use whatsapp_business_tests::decoding::fuzz::Documents;
use whatsapp_business_tests::decoding::subject::{self, Kind, Subject};

static SUBJECTS: LazyLock<Vec<Subject>> = LazyLock::new(|| subject::all().expect("the specification"));
static DOCUMENTS: LazyLock<Documents<'static>> =
    LazyLock::new(|| Documents::of(&SUBJECTS, &[Kind::Error, Kind::Client]));

fuzz_target!(|input: &[u8]| -> Corpus {
    match DOCUMENTS.run(input) {
        Some(Ok(())) => Corpus::Keep,
        Some(Err(fault)) => panic!("{fault}"),
        None => Corpus::Reject,
    }
});
