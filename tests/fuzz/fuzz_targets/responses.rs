//! Any JSON at any place of a response, or of the value of a webhook.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::{Corpus, fuzz_target};
use whatsapp_business_tests::decoding::fuzz::Documents;
use whatsapp_business_tests::decoding::subject::{self, Kind, Subject};

static SUBJECTS: LazyLock<Vec<Subject>> = LazyLock::new(|| subject::all().expect("the specification"));
static DOCUMENTS: LazyLock<Documents<'static>> =
    LazyLock::new(|| Documents::of(&SUBJECTS, &[Kind::Response, Kind::Value]));

fuzz_target!(|input: &[u8]| -> Corpus {
    match DOCUMENTS.run(input) {
        Some(Ok(())) => Corpus::Keep,
        Some(Err(fault)) => panic!("{fault}"),
        None => Corpus::Reject,
    }
});
