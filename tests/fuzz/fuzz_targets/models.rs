//! Any bytes as any body: no model panics. Two bytes choose the model.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::{Corpus, fuzz_target};
use whatsapp_business_tests::decoding::fuzz;

static MODELS: LazyLock<Vec<fuzz::Codec>> = LazyLock::new(fuzz::models);

fuzz_target!(|input: &[u8]| -> Corpus {
    let Some((head, body)) = input.split_first_chunk::<2>() else {
        return Corpus::Reject;
    };
    let model = usize::from(u16::from_be_bytes(*head)) % MODELS.len();
    match (MODELS[model].decode)(body) {
        Ok(decoded) => {
            let again = serde_json::to_vec(&decoded.value).expect("encode");
            let again = (MODELS[model].decode)(&again).expect("what was encoded is decoded");
            assert_eq!(decoded.value, again.value);
            Corpus::Keep
        }
        Err(_) => Corpus::Keep,
    }
});
