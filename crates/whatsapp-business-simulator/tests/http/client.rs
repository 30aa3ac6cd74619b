//! A client for the tests.

use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use whatsapp_business_simulator::Simulator;

/// A request to the simulator with its version and token.
pub(super) fn request(simulator: &Simulator, method: Method, path: &str) -> RequestBuilder {
    let path = format!("/{}{path}", simulator.graph_version());
    without_version(simulator, method, &path)
}

/// A request to the host whose paths have no version.
pub(super) fn without_version(simulator: &Simulator, method: Method, path: &str) -> RequestBuilder {
    let url = format!("{}{path}", simulator.base_url());
    // Other members of the workspace build reqwest without its own provider. Installing one twice is harmless.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .build()
        .unwrap()
        .request(method, url)
        .bearer_auth(simulator.access_token())
}

pub(super) fn get(simulator: &Simulator, path: &str) -> RequestBuilder {
    request(simulator, Method::GET, path)
}

pub(super) fn post(simulator: &Simulator, path: &str) -> RequestBuilder {
    request(simulator, Method::POST, path)
}

pub(super) async fn send(simulator: &Simulator, body: &Value) -> Response {
    let path = format!("/{}/messages", simulator.phone_number_id());
    post(simulator, &path).json(body).send().await.unwrap()
}

pub(super) fn text_message() -> Value {
    json!({
        "messaging_product": "whatsapp", "to": "+1 555 010 0042", "type": "text",
        "text": { "body": "Hello" },
    })
}

/// The body of a response that must be 200.
pub(super) async fn ok(response: Response) -> Value {
    let (status, body) = (response.status(), response.text().await.unwrap());
    assert_eq!(status, StatusCode::OK, "{body}");
    serde_json::from_str(&body).unwrap()
}

/// Status, code and details of a response that must be a Graph error.
pub(super) async fn refused(response: Response) -> (u16, i64, String) {
    let status = response.status().as_u16();
    let body: Value = response.json().await.unwrap();
    let error = &body["error"];
    assert!(
        error["message"].is_string() && error["type"].is_string(),
        "{body}"
    );
    assert!(
        error["fbtrace_id"].as_str().is_some_and(|id| id.len() > 10),
        "{body}"
    );
    let details = error.pointer("/error_data/details").and_then(Value::as_str);
    (
        status,
        error["code"].as_i64().unwrap(),
        details.unwrap_or_default().to_owned(),
    )
}
