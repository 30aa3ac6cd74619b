//! CPU time of a request, compared with the same request written by hand: reqwest, and structs for this one operation.
//!
//! `cargo bench -p whatsapp-business-messages` measures the CPU time of the client's thread, kernel included, and prints the ratios. The
//! server, on the loopback interface, runs on its own thread. The budget is 1.05.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark")]
#![allow(missing_docs, dead_code, reason = "a benchmark")]

use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::{get, post};
use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use criterion::{BenchmarkGroup, Criterion};
use rustix::time::{ClockId, clock_gettime};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use whatsapp_business_core::GRAPH_VERSION;
use whatsapp_business_core::id::{PhoneNumber, PhoneNumberId};
use whatsapp_business_messages::{Client, Message};

const TOKEN: &str = "EAAB0123456789abcdefghijklmnopqrstuvwxyz";
const NUMBER: &str = "106540352242922";
const USER: &str = "15550100042";
const TEXT: &str = "Your order is on its way. It will be at the harbour between ten and eleven.";
const SENT: &str = include_str!("../../../spec/messages/examples/send_message.response.text.json");
const BLOCKED: &str =
    include_str!("../../../spec/messages/examples/list_blocked_users.response.page.json");
const TIMEOUT: Duration = Duration::from_secs(30);
const CASES: [&str; 2] = ["send_message", "list_blocked_users"];

fn main() {
    let mut criterion = Criterion::default()
        .with_measurement(ThreadTime)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(4))
        .sample_size(100)
        .configure_from_args();
    let host = serve();
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().unwrap();
    let builder = Client::builder().access_token(TOKEN).base_url(&host);
    let client = builder.build().unwrap();
    let by_hand = reqwest::Client::new();
    let number = PhoneNumberId::from(NUMBER);
    let user = PhoneNumber::from(USER);

    let mut group = criterion.benchmark_group(CASES[0]);
    measure(&mut group, &runtime, "by_hand", async || {
        let url = format!("{host}/{GRAPH_VERSION}/{number}/messages");
        let request = by_hand.post(url).bearer_auth(TOKEN).timeout(TIMEOUT);
        let response = request.json(&text_by_hand()).send().await.unwrap();
        response
            .error_for_status()
            .unwrap()
            .json::<SentByHand>()
            .await
            .unwrap()
    });
    measure(&mut group, &runtime, "client", async || {
        let message = Message::text(&user, TEXT);
        client.send_message(&number, message).await.unwrap()
    });
    group.finish();

    let mut group = criterion.benchmark_group(CASES[1]);
    measure(&mut group, &runtime, "by_hand", async || {
        let url = format!("{host}/{GRAPH_VERSION}/{number}/block_users");
        let request = by_hand.get(url).bearer_auth(TOKEN).timeout(TIMEOUT);
        let response = request.query(&[("limit", 25)]).send().await.unwrap();
        response
            .error_for_status()
            .unwrap()
            .json::<BlockedByHand>()
            .await
            .unwrap()
    });
    measure(&mut group, &runtime, "client", async || {
        client.list_blocked_users(&number).limit(25).await.unwrap()
    });
    group.finish();
    criterion.final_summary();
    report();
}

fn measure<T>(
    group: &mut BenchmarkGroup<'_, ThreadTime>,
    runtime: &Runtime,
    name: &str,
    request: impl AsyncFn() -> T,
) {
    group.bench_function(name, |bencher| {
        bencher.iter(|| black_box(runtime.block_on(request())));
    });
}

/// Starts a server with prepared responses.
fn serve() -> String {
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = { runtime }.enable_all().build().unwrap();
        runtime.block_on(async {
            let json =
                |body: &'static str| ([(CONTENT_TYPE, "application/json; charset=UTF-8")], body);
            let path = |edge: &str| format!("/{GRAPH_VERSION}/{{id}}/{edge}");
            let router = Router::new()
                .route(&path("messages"), post(async move || json(SENT)))
                .route(&path("block_users"), get(async move || json(BLOCKED)));
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            sender.send(listener.local_addr().unwrap()).unwrap();
            axum::serve(listener, router).await.unwrap();
        });
    });
    format!("http://{}", receiver.recv().unwrap())
}

#[derive(Serialize)]
struct TextByHand<'a> {
    messaging_product: &'a str,
    recipient_type: &'a str,
    to: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    text: BodyByHand<'a>,
}

#[derive(Serialize)]
struct BodyByHand<'a> {
    body: &'a str,
}

fn text_by_hand() -> TextByHand<'static> {
    TextByHand {
        messaging_product: "whatsapp",
        recipient_type: "individual",
        to: USER,
        kind: "text",
        text: BodyByHand { body: TEXT },
    }
}

#[derive(Deserialize)]
struct SentByHand {
    messaging_product: String,
    contacts: Vec<ContactByHand>,
    messages: Vec<MessageByHand>,
}

#[derive(Deserialize)]
struct ContactByHand {
    input: String,
    wa_id: Option<String>,
}

#[derive(Deserialize)]
struct MessageByHand {
    id: String,
    message_status: Option<String>,
}

#[derive(Deserialize)]
struct BlockedByHand {
    data: Vec<UserByHand>,
    paging: Option<PagingByHand>,
}

#[derive(Deserialize)]
struct UserByHand {
    messaging_product: String,
    wa_id: Option<String>,
    user_id: Option<String>,
}

#[derive(Deserialize)]
struct PagingByHand {
    cursors: CursorsByHand,
    next: Option<String>,
    previous: Option<String>,
}

#[derive(Deserialize)]
struct CursorsByHand {
    before: Option<String>,
    after: Option<String>,
}

/// CPU time of the measuring thread. No part of the client runs on another one.
struct ThreadTime;

impl ThreadTime {
    fn now() -> Duration {
        let time = clock_gettime(ClockId::ThreadCPUTime);
        Duration::new(
            time.tv_sec.try_into().unwrap(),
            time.tv_nsec.try_into().unwrap(),
        )
    }
}

impl Measurement for ThreadTime {
    type Intermediate = Duration;
    type Value = Duration;

    fn start(&self) -> Duration {
        Self::now()
    }

    fn end(&self, start: Duration) -> Duration {
        Self::now() - start
    }

    fn add(&self, one: &Duration, other: &Duration) -> Duration {
        *one + *other
    }

    fn zero(&self) -> Duration {
        Duration::ZERO
    }

    fn to_f64(&self, value: &Duration) -> f64 {
        WallTime.to_f64(value)
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        static WALL: WallTime = WallTime;
        WALL.formatter()
    }
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
        "\n{:<20} {:>10} {:>10} {:>28}",
        "request", "by hand", "client", "client / by hand (<= 1.05)"
    );
    for case in CASES {
        if let (Some(by_hand), Some(client)) = (median(case, "by_hand"), median(case, "client")) {
            println!(
                "{case:<20} {:>7.2} us {:>7.2} us {:>28.3}",
                by_hand / 1e3,
                client / 1e3,
                client / by_hand
            );
        }
    }
}
