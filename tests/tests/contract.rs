//! Every operation over real HTTP: the request it sends, and its handling of responses and faults.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use http::StatusCode;
use serde_json::{Value, json as value};
use whatsapp_business::marketing::WelcomeMessageSequenceFilter;
use whatsapp_business::{Client, Error, GRAPH_VERSION};
use whatsapp_business_conformance::CallError;
use whatsapp_business_simulator::{Canned, Simulator, Verdict};
use whatsapp_business_tests::json;
use whatsapp_business_tests::recorder::{Recorded, Recorder};
use whatsapp_business_tests::specification::{Call, Sent, Specification, filters};
use xtask::bundle::Direction;
use xtask::model::Host;

const TOKEN: &str = "EAAtest";

fn client(base_url: &str, token: &str) -> Result<Client> {
    Ok(Client::builder()
        .access_token(token)
        .base_url(base_url)
        .build()?)
}

/// Makes a call, and fails if the arguments do not fit.
async fn call(client: &Client, call: &Call) -> Result<Result<Value, Error>> {
    match whatsapp_business_conformance::call(client, &call.operation, &call.arguments).await {
        Ok(value) => Ok(Ok(value)),
        Err(CallError::Operation(error)) => Ok(Err(error)),
        Err(error) => bail!("{}: {error:?}", call.operation),
    }
}

/// Checks that the request on the wire matches the specification.
fn check(call: &Call, recorded: &Recorded) -> Result<()> {
    let uri = &recorded.uri;
    ensure!(
        recorded.method.as_str() == call.method,
        "method {}",
        recorded.method
    );
    let path = percent_decoded(uri.path());
    let expected = match call.host {
        Host::Graph => format!("/{GRAPH_VERSION}{}", call.path),
        Host::Api => call.path.clone(),
    };
    ensure!(path == expected, "path {path}");
    let query = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let mut query: Vec<(String, String)> = query.into_owned().collect();
    query.sort();
    // Filters of an expanded field may be in any order.
    for (sent, expected) in query.iter_mut().zip(&call.query) {
        if sent.0 == "fields" && sent.1.contains('(') && filters(&sent.1) == filters(&expected.1) {
            sent.1.clone_from(&expected.1);
        }
    }
    ensure!(
        query == call.query,
        "query {query:?} instead of {:?}",
        call.query
    );
    let header = |name: &str| {
        recorded
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let bearer = format!("Bearer {TOKEN}");
    let expected = if call.is_anonymous {
        None
    } else {
        Some(bearer.as_str())
    };
    ensure!(header("authorization") == expected, "authorization");
    for (name, value) in &call.headers {
        ensure!(header(name) == Some(value), "header {name}");
    }
    ensure!(
        header("api-version").is_none(),
        "progenitor's header was sent"
    );
    let content_type = header("content-type").unwrap_or_default();
    match &call.body {
        Sent::Nothing => ensure!(recorded.body.is_empty(), "a body was sent"),
        Sent::Json(body) => {
            ensure!(
                content_type == "application/json",
                "content type {content_type}"
            );
            let sent: Value = serde_json::from_slice(&recorded.body)?;
            let (lost, added) = (json::lost(body, &sent), json::lost(&sent, body));
            ensure!(lost.is_empty(), "not sent: {lost:?}");
            // Constants and the default kind of recipient are always written.
            let invented: Vec<_> = added
                .iter()
                .filter(|path| *path != "$.recipient_type")
                .collect();
            ensure!(
                invented.is_empty(),
                "sent without being requested: {invented:?}"
            );
        }
        Sent::Form(body) => {
            ensure!(
                content_type == "application/x-www-form-urlencoded",
                "content type {content_type}"
            );
            let sent: serde_json::Map<String, Value> = url::form_urlencoded::parse(&recorded.body)
                .map(|(name, value)| (name.into_owned(), Value::String(value.into_owned())))
                .collect();
            let names: Vec<_> = body
                .as_object()
                .into_iter()
                .flatten()
                .map(|(name, _)| name)
                .collect();
            ensure!(
                sent.keys().collect::<Vec<_>>() == names,
                "fields {:?}",
                sent.keys()
            );
        }
        Sent::Multipart(body) => {
            ensure!(
                content_type.starts_with("multipart/form-data; boundary="),
                "content type {content_type}"
            );
            let sent = String::from_utf8_lossy(&recorded.body);
            for part in sent.split("; name=\"").skip(1) {
                let name = part.split('"').next().unwrap_or_default();
                ensure!(body.get(name).is_some(), "part `{name}` was not requested");
            }
            for (name, value) in body.as_object().into_iter().flatten() {
                ensure!(
                    sent.contains(&format!("name=\"{name}\"")),
                    "no part `{name}`"
                );
                // A list of files is sent file by file.
                let texts = match value {
                    Value::Array(items) if name.ends_with("[]") => items.clone(),
                    other => vec![other.clone()],
                };
                for text in texts {
                    let text = text
                        .as_str()
                        .map_or_else(|| text.to_string(), str::to_owned);
                    ensure!(sent.contains(&text), "part `{name}` has different content");
                }
            }
        }
    }
    Ok(())
}

fn percent_decoded(path: &str) -> String {
    percent_encoding::percent_decode_str(path)
        .decode_utf8_lossy()
        .into_owned()
}

#[tokio::test]
async fn every_operation_sends_the_specified_request_and_keeps_the_whole_response() -> Result<()> {
    let recorder = Recorder::start().await?;
    let client = client(recorder.url(), TOKEN)?;
    let mut calls = 0;
    for specification in Specification::all()? {
        for operation in specification.generated() {
            let responses: Vec<&Value> = specification
                .examples(&operation.id, Direction::Response)
                .map(|(_, value)| value)
                .collect();
            let mut responses = responses.iter().cycle();
            let plain = specification.calls(operation, false);
            for call_made in plain.iter().chain(&specification.calls(operation, true)) {
                let what = || format!("{} {}", operation.id, call_made.variant);
                // Operations without a response body have no example of one.
                let empty = Value::Null;
                let response = match operation.response {
                    Some(_) => responses.next().with_context(what)?,
                    None => &empty,
                };
                let body = operation.response.as_ref().map(|_| response.to_string());
                recorder.answer(&body.unwrap_or_default());
                let answer = call(&client, call_made)
                    .await
                    .with_context(what)?
                    .with_context(what)?;
                let lost = specification.lost(response, &answer);
                ensure!(
                    lost.is_empty(),
                    "{}: lost from the response: {lost:?}",
                    what()
                );
                let requests = recorder.take();
                let [request] = requests.as_slice() else {
                    bail!("{}: {} requests", what(), requests.len())
                };
                check(call_made, request).with_context(what)?;
                calls += 1;
            }
        }
    }
    ensure!(calls > 400, "only {calls} calls were made");
    Ok(())
}

#[tokio::test]
async fn the_simulator_accepts_every_request_and_its_responses_decode() -> Result<()> {
    let simulator = Simulator::start().await?;
    let client = client(simulator.base_url(), simulator.access_token())?;
    let mut calls = 0;
    for specification in Specification::all()? {
        for operation in specification.generated() {
            for call_made in specification.calls(operation, false) {
                simulator.clear_requests();
                let what = || format!("{} {}", operation.id, call_made.variant);
                call(&client, &call_made)
                    .await
                    .with_context(what)?
                    .with_context(what)?;
                let requests = simulator.requests();
                let [request] = requests.as_slice() else {
                    bail!("{}: {} requests", what(), requests.len())
                };
                ensure!(
                    request.operation.as_deref() == Some(&operation.id),
                    "{}: matched to {:?}",
                    what(),
                    request.operation
                );
                ensure!(
                    request.verdict == Verdict::Answered,
                    "{}: {:?}",
                    what(),
                    request.verdict
                );
                calls += 1;
            }
        }
    }
    ensure!(calls > 300, "only {calls} calls were made");
    Ok(())
}

#[tokio::test]
async fn every_operation_classifies_faults_correctly() -> Result<()> {
    let simulator = Simulator::start().await?;
    let client = client(simulator.base_url(), simulator.access_token())?;
    let mut operations = 0;
    for specification in Specification::all()? {
        for operation in specification.generated() {
            let Some(made) = specification.calls(operation, false).into_iter().next() else {
                bail!("{} has no example", operation.id)
            };
            let is_read = operation.method == "GET";
            let fail = async |canned: Canned| -> Result<Error> {
                simulator.respond_once(&operation.id, canned)?;
                match call(&client, &made).await? {
                    Err(error) => Ok(error),
                    Ok(_) => bail!("{}: a fault was treated as success", operation.id),
                }
            };

            let error =
                fail(Canned::graph_error(131_047).with_details("More than 24 hours")).await?;
            ensure!(
                error.graph().and_then(|graph| graph.code) == Some(131_047),
                "{}: {error:?}",
                operation.id
            );
            ensure!(
                !error.is_ambiguous() && !error.is_rate_limited(),
                "{}: {error:?}",
                operation.id
            );
            ensure!(
                error.operation() == Some(&operation.id),
                "{}: {error:?}",
                operation.id
            );
            ensure!(
                !error.to_string().contains("24 hours"),
                "{}: {error}",
                operation.id
            );

            let error = fail(Canned::rate_limited(Duration::from_secs(3))).await?;
            ensure!(
                error.is_rate_limited() && !error.is_ambiguous(),
                "{}: {error:?}",
                operation.id
            );
            ensure!(
                error.retry_after() == Some(Duration::from_secs(3)),
                "{}: {error:?}",
                operation.id
            );

            let body =
                value!({"error": {"message": "Expired", "type": "OAuthException", "code": 190}});
            let error = fail(Canned::json(StatusCode::OK, &body)).await?;
            ensure!(
                error.is_auth() && !error.is_ambiguous(),
                "{}: {error:?}",
                operation.id
            );

            let error = fail(Canned::garbage()).await?;
            ensure!(
                error.is_decode() && error.is_ambiguous() != is_read,
                "{}: {error:?}",
                operation.id
            );

            let error = fail(Canned::hang_up()).await?;
            ensure!(
                !error.is_decode() && error.is_ambiguous() != is_read,
                "{}: {error:?}",
                operation.id
            );
            operations += 1;
        }
    }
    ensure!(operations > 150, "only {operations} operations were called");
    Ok(())
}

#[test]
fn every_family_of_the_specification_is_here() -> Result<()> {
    let specified: Vec<String> = Specification::all()?
        .into_iter()
        .map(|specification| specification.api.family)
        .collect();
    let here: Vec<&str> = whatsapp_business_conformance::FAMILIES
        .iter()
        .map(|family| family.name)
        .collect();
    assert_eq!(specified, here);
    Ok(())
}

/// The operations without a generated method: media operations are called in `media.rs`, the webhook is received in the webhooks crate,
/// and the list of sequences is here.
#[tokio::test]
async fn operations_written_by_hand_are_called_too() -> Result<()> {
    let specifications = Specification::all()?;
    let operations = specifications
        .iter()
        .flat_map(|specification| &specification.api.operations);
    let by_hand: BTreeSet<&str> = operations
        .filter(|operation| operation.manual)
        .map(|operation| operation.id.as_str())
        .collect();
    let expected = BTreeSet::from([
        "download_media",
        "get_upload_session",
        "list_welcome_message_sequences",
        "receive_webhook",
        "upload_file_data",
    ]);
    ensure!(
        by_hand == expected,
        "operations without a test: {by_hand:?}"
    );

    let simulator = Simulator::start().await?;
    let client = client(simulator.base_url(), simulator.access_token())?;
    let filter = WelcomeMessageSequenceFilter::new()
        .sequence_id("7")
        .limit(5)
        .app_id("9");
    client
        .marketing()
        .list_welcome_message_sequences(simulator.waba_id(), filter)
        .await?;
    let requests = simulator.requests();
    let [request] = requests.as_slice() else {
        bail!("{} requests", requests.len())
    };
    ensure!(request.operation.as_deref() == Some("list_welcome_message_sequences"));
    ensure!(
        request.verdict == Verdict::Answered,
        "{:?}",
        request.verdict
    );
    let query: BTreeSet<_> = request
        .query
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    ensure!(query == BTreeSet::from([("app_id", "9"), ("limit", "5"), ("sequence_id", "7")]));
    Ok(())
}
