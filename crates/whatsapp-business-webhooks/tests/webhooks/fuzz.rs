//! Random damage to the bytes of samples: nothing panics.
//!
//! `WEBHOOKS_FUZZ_SECONDS` sets the duration, `WEBHOOKS_FUZZ_SEED` repeats a run.

use std::panic::catch_unwind;
use std::time::{Duration, Instant};

use whatsapp_business_webhooks::Payload;

use super::samples::{all, inspect};

/// A small generator (SplitMix64), so that a seed reproduces a run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        value ^ (value >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % (limit.max(1) as u64)).expect("in range")
    }
}

/// Pieces of JSON, and bytes that are not JSON.
const PIECES: &[&[u8]] = &[
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"\"",
    b"\\",
    b"\\u",
    b"\\ud800",
    b"\\u0000",
    b"null",
    b"true",
    b"-",
    b"1e999",
    b"9223372036854775808",
    b"\xff",
    b"\xc3",
    b"\x00",
    b"\n",
    b"{}",
    b"[]",
    b"\"\"",
    b"{\"id\":",
    b"\"entry\":[",
    b"\"changes\":[",
    b"\"value\":",
    b"\"messages\":[",
    b"\"type\":\"",
    b"[[[[[[[[[[[[[[[[",
    b"\xef\xbb\xbf",
];

fn damage(body: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    for _ in 0..=random.below(6) {
        let at = random.below(body.len() + 1);
        let end = (at + random.below(40)).min(body.len());
        match random.below(7) {
            0 => drop(body.drain(at..end)),
            1 => {
                let piece = PIECES[random.below(PIECES.len())];
                drop(body.splice(at..at, piece.iter().copied()));
            }
            2 => {
                let copy = body[at..end].to_vec();
                drop(body.splice(at..at, copy));
            }
            3 if at < body.len() => body[at] ^= 1 << random.below(8),
            4 if at < body.len() => body[at] = u8::try_from(random.below(256)).expect("byte"),
            5 => body.truncate(at),
            _ => {
                let from = random.below(other.len() + 1);
                let to = (from + random.below(200)).min(other.len());
                drop(body.splice(at..end, other[from..to].iter().copied()));
            }
        }
    }
}

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn damaged_bytes_never_panic() {
    let mut corpus: Vec<Vec<u8>> = all()
        .iter()
        .map(|sample| sample.body.to_string().into())
        .collect();
    corpus.push(br#"{"entry":[{"id":"1","changes":[{"field":"messages","value":{"messages":[{"id":"a"}]}}]}]}"#.to_vec());
    let limit = Duration::from_secs(setting("WEBHOOKS_FUZZ_SECONDS").unwrap_or(3));
    let start = Instant::now();
    let mut seed = setting("WEBHOOKS_FUZZ_SEED").unwrap_or(1);
    while start.elapsed() < limit {
        let mut random = Random(seed);
        let mut body = corpus[random.below(corpus.len())].clone();
        let other = corpus[random.below(corpus.len())].clone();
        damage(&mut body, &other, &mut random);
        let outcome = catch_unwind(|| {
            if let Ok(payload) = Payload::parse(body) {
                payload.events().for_each(|event| inspect(&event));
            }
        });
        assert!(outcome.is_ok(), "WEBHOOKS_FUZZ_SEED={seed} panics");
        seed += 1;
    }
}
