//! Credentials and personal data never appear in `Debug` output, errors or logs.

mod models;
mod safe;

use std::error::Error as _;
use std::fmt::{Debug, Display, Write as _};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Result, bail, ensure};
use http::{HeaderValue, StatusCode};
use serde_json::json;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use whatsapp_business::messages::Message;
use whatsapp_business::{AccessToken, Client, Error, FilePart, RequestOptions, Secret, id};
use whatsapp_business_core::UploadBody;
use whatsapp_business_core::error::GraphError;
use whatsapp_business_simulator::{Canned, Simulator};

const TOKEN: &str = "EAAtoken-that-nobody-may-see";
const NUMBER: &str = "15550100042";
const WORDS: &str = "words-that-somebody-wrote";
const SECRETS: [&str; 3] = [TOKEN, NUMBER, WORDS];

/// All output of an error and its sources.
fn said(error: &Error) -> String {
    let mut said = format!("{error} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(error) = source {
        let _ = write!(said, " {error} {error:?} {error:#?}");
        source = error.source();
    }
    said
}

fn check(what: &str, said: &str) -> Result<()> {
    for secret in SECRETS {
        ensure!(!said.contains(secret), "{what} shows {secret}: {said}");
    }
    Ok(())
}

#[test]
fn credentials_are_never_printed() -> Result<()> {
    let shows = |what: &str, value: &dyn Debug| check(what, &format!("{value:?} {value:#?}"));
    let token = AccessToken::new(TOKEN);
    let options = RequestOptions::new().with_access_token(TOKEN);
    let builder = Client::builder().access_token(TOKEN).app_secret(WORDS);
    shows("the token", &token)?;
    shows("a secret", &Secret::new(WORDS))?;
    shows("the options", &options)?;
    shows("the builder", &builder)?;
    let client = builder.build()?;
    shows("the client", &client)?;
    shows("the transport", client.transport())?;
    shows("a transport", &client.transport().with_options(options))?;
    shows("a family", client.messages())?;
    shows("a number", &id::PhoneNumber::from(NUMBER))?;
    shows("a user", &id::UserId::from(WORDS))?;
    shows("a file", &FilePart::bytes(WORDS, "text/plain", WORDS))?;
    shows("content", &UploadBody::from(WORDS.as_bytes()))?;
    let request = client
        .messages()
        .send_message("106540352242922", Message::text(NUMBER, WORDS))
        .with_access_token(TOKEN);
    shows("a request", &request)?;
    let list = client.templates().list_templates("1");
    let list = list.name(WORDS).after(WORDS).with_access_token(TOKEN);
    shows("a list", &list)?;
    shows("items", &list.clone().items())?;
    shows("pages", &list.pages())?;
    let error: GraphError = serde_json::from_value(json!({
        "message": WORDS, "code": 131_047, "error_user_title": NUMBER, "error_user_msg": WORDS,
        "error_data": {"details": WORDS},
    }))?;
    shows("an error", &error)
}

/// Captures everything that any crate logs.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Log {
    fn write(&self, record: impl FnOnce(&mut Line<'_>)) {
        let mut log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        record(&mut Line(&mut log));
    }

    fn text(&self) -> String {
        let log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        log.clone()
    }
}

struct Line<'a>(&'a mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, "{field}={value:?} ");
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.write(|line| span.record(line));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        self.write(|line| values.record(line));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.write(|line| event.record(line));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// A client with all data that must not be shown, and its server.
async fn talkative() -> Result<(Simulator, Client)> {
    let simulator = Simulator::builder().access_token(TOKEN).start().await?;
    let client = Client::builder()
        .access_token(TOKEN)
        .base_url(simulator.base_url())
        .build()?;
    Ok((simulator, client))
}

async fn send(simulator: &Simulator, client: &Client) -> Result<(), Error> {
    let message = Message::text(NUMBER, WORDS);
    let from = simulator.phone_number_id();
    let request = client.messages().send_message(from, message);
    let request = request.with_timeout(Duration::from_millis(500));
    request.await.map(drop)
}

/// The worst responses: those that repeat everything that was sent.
fn faults() -> [Canned; 9] {
    let all = format!("{TOKEN} {NUMBER} {WORDS}");
    let json = HeaderValue::from_static("application/json");
    let answer = |status, body: String| Canned::bytes(status, json.clone(), body);
    [
        Canned::graph_error(131_047)
            .with_message(&all)
            .with_details(&all),
        Canned::graph_error(190).with_message(&all),
        Canned::rate_limited(Duration::from_secs(1)).with_message(&all),
        answer(StatusCode::BAD_GATEWAY, all.clone()),
        answer(StatusCode::OK, format!("\"{all}\"")),
        answer(
            StatusCode::OK,
            json!({"messages": {NUMBER: WORDS}, "contacts": TOKEN}).to_string(),
        ),
        answer(
            StatusCode::OK,
            json!({"error": {"message": all, "code": 1}}).to_string(),
        ),
        Canned::hang_up(),
        Canned::usual().after(Duration::from_secs(20)),
    ]
}

#[tokio::test]
async fn errors_and_logs_contain_no_tokens_numbers_or_words() -> Result<()> {
    let (simulator, client) = talkative().await?;
    let log = Log::default();
    // With a second dispatcher, tests that run in parallel cannot disable what this one listens to.
    let _other = tracing::Dispatch::new(Log::default());
    let guard = tracing::subscriber::set_default(log.clone());

    let mut errors = Vec::new();
    send(&simulator, &client).await?;
    for fault in faults() {
        simulator.respond_once("send_message", fault)?;
        match send(&simulator, &client).await {
            Err(error) => errors.push(error),
            Ok(()) => bail!("a fault was treated as success"),
        }
    }
    errors.extend(local(&simulator, &client).await?);
    drop(guard);

    for error in &errors {
        check("an error", &said(error))?;
        ensure!(!error.to_string().contains('\n'));
    }
    let log = log.text();
    ensure!(log.contains("send_message"), "nothing was logged: {log}");
    check("the log", &log)
}

fn failed<T: Debug>(result: Result<T, Error>) -> Result<Error> {
    match result {
        Err(error) => Ok(error),
        Ok(value) => bail!("no error: {value:?}"),
    }
}

/// Errors that do not come from a response.
async fn local(simulator: &Simulator, client: &Client) -> Result<Vec<Error>> {
    let from = simulator.phone_number_id();
    let message = || Message::text(NUMBER, WORDS);
    let media = client.media();
    let missing = FilePart::path(format!("{WORDS}/{NUMBER}"), "text/plain");
    let token = format!("{TOKEN}\n{WORDS}");
    let other = Client::builder()
        .access_token(TOKEN)
        .base_url("http://127.0.0.1:1")
        .build()?;
    let foreign = format!("https://{WORDS}.example.org/?token={TOKEN}");
    let stored = FilePart::bytes(WORDS, "text/plain", WORDS);
    let id = media.upload_media(from, stored).await?.id;
    let repeated = json!({"data": [{"id": "1"}], "paging": {
        "cursors": {"after": WORDS}, "next": format!("https://example.org/?access_token={TOKEN}"),
    }});
    for _ in 0..2 {
        let page = Canned::json(StatusCode::OK, &repeated);
        simulator.respond_once("list_templates", page)?;
    }
    let mut pages = client
        .templates()
        .list_templates(simulator.waba_id())
        .pages();
    pages.try_next().await?;
    pages.try_next().await?;
    Ok(vec![
        failed(client.messages().send_message("", message()).await)?,
        failed(
            client
                .messages()
                .send_message(from, message())
                .with_access_token(token)
                .await,
        )?,
        failed(other.messages().send_message(from, message()).await)?,
        failed(media.upload_media(from, missing).await)?,
        failed(media.download_media(&foreign).await)?,
        failed(media.download_media(WORDS).await)?,
        failed(media.download(&id).await?.bytes(1).await)?,
        failed(
            media
                .download(&id)
                .await?
                .save_to(format!("{WORDS}/{NUMBER}"))
                .await,
        )?,
        failed(media.get_upload_session(WORDS).await)?,
        failed(
            media
                .upload_file_data(format!("upload:{WORDS}?sig={TOKEN}"), 0, b"x".as_slice())
                .await,
        )?,
        failed(pages.try_next().await)?,
    ])
}

/// A token source whose error must be the source of the client's error.
struct Vault;

#[derive(Debug)]
struct Sealed;

impl Display for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the vault is sealed")
    }
}

impl std::error::Error for Sealed {}

impl whatsapp_business::TokenSource for Vault {
    fn token(
        &self,
    ) -> whatsapp_business_core::BoxFuture<'_, Result<AccessToken, whatsapp_business_core::BoxError>>
    {
        Box::pin(async { Err(Sealed.into()) })
    }
}

#[tokio::test]
async fn a_token_source_that_fails_is_the_source_of_the_error() -> Result<()> {
    let simulator = Simulator::start().await?;
    let builder = Client::builder().token_source(Vault);
    let client = builder.base_url(simulator.base_url()).build()?;
    let error = failed(send(&simulator, &client).await)?;
    ensure!(error.is_auth() && !error.is_ambiguous());
    ensure!(error.source().is_some_and(|source| source.is::<Sealed>()));
    ensure!(!error.to_string().contains("vault is sealed"));
    check("the error", &said(&error))?;
    ensure!(simulator.requests().is_empty());
    Ok(())
}
