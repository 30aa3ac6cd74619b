//! Responses configured by a test.

use std::time::{Duration, Instant};

use reqwest::StatusCode;
use reqwest::header::{HeaderName, HeaderValue};
use serde_json::{Value, json};
use whatsapp_business_simulator::{Canned, Simulator, Verdict};

use super::client::{ok, refused, send, text_message};

#[tokio::test]
async fn errors_are_given_once_and_in_order() {
    let simulator = Simulator::start().await.unwrap();
    let overloaded = Canned::graph_error(131_016)
        .with_subcode(7)
        .with_details("later")
        .with_message("(#131016) no");
    simulator.respond_once("send_message", overloaded).unwrap();
    simulator
        .respond_once(
            "messages.send_message",
            Canned::rate_limited(Duration::from_secs(2)),
        )
        .unwrap();
    simulator.fail_next(Canned::json(StatusCode::CONFLICT, &json!({ "a": 1 })));
    let mut wrong = text_message();
    wrong["to"] = Value::Null;
    assert_eq!(
        refused(send(&simulator, &wrong).await).await.1,
        100,
        "an invalid request consumes nothing"
    );
    let first = send(&simulator, &text_message()).await;
    assert_eq!(first.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let body: Value = first.json().await.unwrap();
    assert_eq!(body["error"]["error_subcode"], 7);
    assert_eq!(body["error"]["message"], "(#131016) no");
    let second = send(&simulator, &text_message()).await;
    assert_eq!(
        (
            second.status(),
            second.headers()["retry-after"].to_str().unwrap()
        ),
        (StatusCode::TOO_MANY_REQUESTS, "2")
    );
    assert_eq!(
        send(&simulator, &text_message()).await.status(),
        StatusCode::CONFLICT
    );
    ok(send(&simulator, &text_message()).await).await;
    let verdicts: Vec<Verdict> = simulator
        .requests()
        .into_iter()
        .map(|request| request.verdict)
        .collect();
    assert!(matches!(verdicts[0], Verdict::Refused { code: 100, .. }));
    assert_eq!(
        verdicts[1..],
        [
            Verdict::Scripted,
            Verdict::Scripted,
            Verdict::Scripted,
            Verdict::Answered
        ]
    );
    simulator.clear_requests();
    assert!(simulator.requests().is_empty());
}

#[tokio::test]
async fn garbage_hang_ups_and_delays() {
    let simulator = Simulator::start().await.unwrap();
    simulator
        .respond_once("send_message", Canned::garbage())
        .unwrap();
    let garbage = send(&simulator, &text_message()).await;
    assert_eq!(garbage.status(), StatusCode::OK);
    assert!(garbage.json::<Value>().await.is_err());

    simulator
        .respond_once("send_message", Canned::hang_up())
        .unwrap();
    let path = format!("/{}/messages", simulator.phone_number_id());
    let error = super::client::post(&simulator, &path)
        .json(&text_message())
        .send()
        .await
        .unwrap_err();
    assert!(!error.is_connect() && !error.is_status(), "{error:?}");
    assert_eq!(
        simulator.requests_for("send_message").len(),
        2,
        "the request was read"
    );

    let name = HeaderName::from_static("x-app-usage");
    let slow = Canned::usual()
        .after(Duration::from_millis(60))
        .with_header(name, HeaderValue::from_static("{}"));
    simulator.respond_once("send_message", slow).unwrap();
    let start = Instant::now();
    let answer = send(&simulator, &text_message()).await;
    assert!(start.elapsed() >= Duration::from_millis(60));
    assert_eq!(answer.headers()["x-app-usage"], "{}");
    ok(answer).await;
}

#[tokio::test]
async fn unknown_names_are_errors() {
    let simulator = Simulator::start().await.unwrap();
    let error = simulator
        .respond_once("send_massage", Canned::garbage())
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the specification has no operation or example `send_massage`"
    );
    assert!(simulator.example("send_message", "no such").is_err());
    assert!(
        simulator
            .operations()
            .any(|operation| operation == "send_message")
    );
}
