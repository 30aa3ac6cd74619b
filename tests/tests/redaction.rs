//! Credentials and personal data never appear in `Debug` output, errors or logs.

use std::collections::BTreeMap;
use std::error::Error as _;
use std::fmt::{Debug, Display, Write as _};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use http::{HeaderValue, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use whatsapp_business::messages::Message;
use whatsapp_business::{
    AccessToken, Client, Error, FilePart, RequestOptions, Secret, id, media, messages, templates,
};
use whatsapp_business_core::error::{GraphError, GraphErrorResponse};
use whatsapp_business_core::{Content, Success};
use whatsapp_business_simulator::{Canned, Simulator};
use whatsapp_business_tests::json::leaves;
use whatsapp_business_tests::specification::Specification;
use xtask::bundle::Direction;

const TOKEN: &str = "EAAtoken-that-nobody-may-see";
const NUMBER: &str = "15550100042";
const WORDS: &str = "words-that-somebody-wrote";
const SECRETS: [&str; 3] = [TOKEN, NUMBER, WORDS];

/// Properties whose texts may be printed: names of things, kinds and codes, ids of objects of the business. A name with another meaning
/// elsewhere is qualified by its parent property.
const SAFE: &[&str] = &[
    "after",
    "android_deep_link",
    "android_fallback_playstore_url",
    "before",
    "catalog_id",
    "configuration_name",
    "currency",
    "cursor",
    "fbtrace_id",
    "flow_id",
    "flow_name",
    "h",
    "header_handle",
    "key",
    "language",
    "languages",
    "library_template_name",
    "meta_app_id",
    "migrated_templates",
    "mime_type",
    "navigate_screen",
    "order_by_relative_metric",
    "package_name",
    "param_name",
    "parameter_name",
    "payment_configuration",
    "payment_type",
    "product_retailer_id",
    "product_set_id",
    "reference_id",
    "retailer_id",
    "screen",
    "signature_hash",
    "source_waba_id",
    "sub_type",
    "template_ids",
    "thumbnail_product_retailer_id",
    "timestamp",
    "type",
    ".id",
    ".name",
    "action.name",
    "application.id",
    "application.name",
    "audio.id",
    "buttons.autofill_text",
    "buttons.url",
    "currency.code",
    "data.footer",
    "data.header",
    "data.id",
    "data.name",
    "document.id",
    "entities.id",
    "gif.id",
    "image.id",
    "language.code",
    "node.id",
    "sticker.id",
    "template.name",
    "url.base_url",
    "video.id",
];

/// Prefix of group ids. They identify no person, and may appear in place of phone numbers.
const GROUP: &str = "Y2FwaV9ncm91cDo";

fn print<T: DeserializeOwned + Debug>(value: &Value) -> Result<String> {
    let value: T = serde_json::from_value(value.clone())?;
    Ok(format!("{value:?} {value:#?}"))
}

/// The `Debug` output of an example; `None` if its operation has no model here.
fn printed(direction: Direction, operation: &str, value: &Value) -> Result<Option<String>> {
    macro_rules! models {
        ($($direction:ident { $($operation:literal: $model:ty,)* })*) => {
            match (direction, operation) {
                $($((Direction::$direction, $operation) => print::<$model>(value)?,)*)*
                (Direction::Error, _) => print::<GraphErrorResponse>(value)?,
                _ => return Ok(None),
            }
        };
    }
    use media::types as m;
    use messages::types as s;
    use templates::types as t;
    Ok(Some(models! {
        Request {
            "send_message": s::Message,
            "mark_message_as_read": s::ReadReceipt,
            "send_encrypted_message": s::EncryptedMessage,
            "block_users": s::BlockRequest,
            "unblock_users": s::BlockRequest,
            "create_template": t::CreateTemplateRequest,
            "update_template": t::UpdateTemplateRequest,
            "upsert_templates": t::UpsertTemplatesRequest,
            "migrate_templates": t::MigrateTemplatesRequest,
        }
        Response {
            "send_message": s::SendMessageResponse,
            "mark_message_as_read": Success,
            "send_encrypted_message": s::EncryptedMessageResponse,
            "list_message_history": s::MessageHistoryPage,
            "list_message_history_events": s::MessageHistoryEventPage,
            "list_blocked_users": s::BlockedUserPage,
            "block_users": s::BlockUsersResponse,
            "unblock_users": s::UnblockUsersResponse,
            "upload_media": m::UploadedMedia,
            "get_media_url": m::Media,
            "delete_media": Success,
            "create_upload_session": m::UploadSession,
            "upload_file_data": m::UploadedFile,
            "get_upload_session": m::UploadStatus,
            "list_templates": t::TemplatePage,
            "create_template": t::CreatedTemplate,
            "delete_template": Success,
            "get_template": t::Template,
            "update_template": t::UpdatedTemplate,
            "upsert_templates": t::UpsertedTemplates,
            "preview_templates": t::TemplatePreviews,
            "migrate_templates": t::MigratedTemplates,
            "search_template_library": t::LibraryTemplatePage,
            "compare_templates": t::TemplateComparison,
        }
    }))
}

/// The last names of a JSON path, without positions: `components.text`.
fn names(path: &str) -> (String, String) {
    let mut names = path
        .rsplit(['.', '$'])
        .map(|name| name.split('[').next().unwrap_or_default());
    let last = names.next().unwrap_or_default();
    let around = names.next().unwrap_or_default();
    (last.to_owned(), format!("{around}.{last}"))
}

/// Whether a text occurs in another one as a separate word.
fn stands_in(text: &str, printed: &str) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    printed.match_indices(text).any(|(at, _)| {
        let before = printed.get(..at).and_then(|text| text.chars().next_back());
        let after = printed.get(at + text.len()..);
        !is_part(before) && !is_part(after.and_then(|text| text.chars().next()))
    })
}

#[test]
fn models_print_no_user_content() -> Result<()> {
    let mut texts = 0;
    let mut shown = BTreeMap::new();
    let mut unused = SAFE.to_vec();
    for specification in Specification::all()? {
        for example in &specification.bundled.examples {
            let what = || example.file.clone();
            let operation = example.operation_id.as_str();
            let printed = printed(example.direction, operation, &example.value);
            let Some(printed) = printed.with_context(what)? else {
                continue;
            };
            for (path, value) in leaves(&example.value) {
                let (Value::String(text), (name, around)) = (value, names(&path)) else {
                    continue;
                };
                // A letter or two occur in anything.
                if text.len() < 3 || text.starts_with(GROUP) {
                    continue;
                }
                let safe = SAFE.iter().find(|safe| **safe == name || **safe == around);
                if let Some(safe) = safe {
                    unused.retain(|unused| unused != safe);
                    continue;
                }
                texts += 1;
                if stands_in(text, &printed) {
                    shown.insert(around, format!("{text} ({})", example.file));
                }
            }
        }
    }
    ensure!(shown.is_empty(), "printed: {shown:#?}");
    ensure!(unused.is_empty(), "no example has {unused:?}");
    ensure!(texts > 500, "only {texts} texts were looked for");
    Ok(())
}

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
    shows("content", &Content::from(WORDS.as_bytes()))?;
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
