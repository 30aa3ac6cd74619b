//! The cost of decoding webhooks, compared with hand-written structs, `serde_json::Value`, and a scan of the JSON.
//!
//! `cargo bench -p whatsapp-business-webhooks --bench decode` measures and prints the ratios. The budget is 1.3 times
//! the hand-written structs.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark")]
#![allow(missing_docs, unreachable_pub, reason = "a benchmark")]

#[path = "support/hand_written.rs"]
mod hand_written;
#[path = "support/payloads.rs"]
mod payloads;

use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use criterion::{Criterion, Throughput};
use hmac::{Hmac, Mac};
use serde::de::IgnoredAny;
use sha2::Sha256;
use whatsapp_business_core::Secret;
use whatsapp_business_webhooks::Payload;

const CASES: [&str; 4] = ["text", "media", "status", "batch"];

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .sample_size(60)
        .configure_from_args();
    for (case, body) in cases() {
        measure(&mut criterion, case, &body);
    }
    criterion.final_summary();
    report();
}

fn cases() -> [(&'static str, String); 4] {
    [
        (CASES[0], payloads::text()),
        (CASES[1], payloads::media()),
        (CASES[2], payloads::status()),
        (CASES[3], payloads::batch()),
    ]
}

fn measure(criterion: &mut Criterion, case: &str, body: &str) {
    let body = Bytes::copy_from_slice(body.as_bytes());
    let secrets = [Secret::from(payloads::APP_SECRET)];
    let digest = mac(&body).finalize().into_bytes();
    let digits = digest.iter().map(|byte| format!("{byte:02x}"));
    let signature = format!("sha256={}", digits.collect::<String>());
    let events = Payload::parse(body.clone()).unwrap().events().count();
    let by_hand: hand_written::Payload = serde_json::from_slice(&body).unwrap();
    assert_eq!(events, by_hand.count());

    let mut group = criterion.benchmark_group(case);
    group.throughput(Throughput::Bytes(body.len() as u64));
    group.bench_function("by_hand", |bencher| {
        bencher.iter(|| {
            let payload: hand_written::Payload = serde_json::from_slice(black_box(&body)).unwrap();
            black_box(&payload).count()
        });
    });
    group.bench_function("events", |bencher| {
        bencher.iter(|| {
            let payload = Payload::parse(black_box(&body).clone()).unwrap();
            payload.events().map(black_box).count()
        });
    });
    group.bench_function("verified_events", |bencher| {
        bencher.iter(|| {
            let payload =
                Payload::verify_and_parse(&secrets, Some(&signature), black_box(&body).clone());
            payload.unwrap().events().map(black_box).count()
        });
    });
    group.bench_function("verified_by_hand", |bencher| {
        bencher.iter(|| {
            mac(black_box(&body)).verify_slice(&digest).unwrap();
            let payload: hand_written::Payload = serde_json::from_slice(black_box(&body)).unwrap();
            black_box(&payload).count()
        });
    });
    group.bench_function("value", |bencher| {
        bencher.iter(|| serde_json::from_slice::<serde_json::Value>(black_box(&body)).unwrap());
    });
    group.bench_function("scan", |bencher| {
        bencher.iter(|| serde_json::from_slice::<IgnoredAny>(black_box(&body)).unwrap());
    });
    group.finish();
}

fn mac(body: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(payloads::APP_SECRET.as_bytes()).unwrap();
    mac.update(body);
    mac
}

/// Prints the ratios of the medians.
fn report() {
    let target = std::env::var("CARGO_TARGET_DIR").map_or_else(
        |_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"),
        Into::into,
    );
    let median = |case: &str, name: &str| -> Option<f64> {
        let file = target.join(format!("criterion/{case}/{name}/new/estimates.json"));
        let estimates: serde_json::Value =
            serde_json::from_slice(&std::fs::read(file).ok()?).ok()?;
        estimates.pointer("/median/point_estimate")?.as_f64()
    };
    println!(
        "\n{:<8} {:>10} {:>10} {:>26} {:>10} {:>10} {:>20}",
        "payload",
        "by hand",
        "events",
        "events / by hand (<= 1.3)",
        "/ value",
        "/ scan",
        "verified / by hand"
    );
    for case in CASES {
        let names = [
            "by_hand",
            "events",
            "value",
            "scan",
            "verified_events",
            "verified_by_hand",
        ];
        let medians: Option<Vec<f64>> = names.iter().map(|name| median(case, name)).collect();
        let Some(&[by_hand, events, value, scan, verified, verified_by_hand]) = medians.as_deref()
        else {
            continue;
        };
        println!(
            "{case:<8} {:>7.2} us {:>7.2} us {:>26.2} {:>10.2} {:>10.2} {:>20.2}",
            by_hand / 1e3,
            events / 1e3,
            events / by_hand,
            events / value,
            events / scan,
            verified / verified_by_hand
        );
    }
}
