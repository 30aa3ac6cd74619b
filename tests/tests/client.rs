//! The client from a caller's point of view: configuration, call options, lists, and response metadata.

use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use http::{HeaderName, HeaderValue, StatusCode};
use serde_json::{Value, json};
use whatsapp_business::messages::Message;
use whatsapp_business::templates::types::TemplateStatus;
use whatsapp_business::{Client, ConfigError, GRAPH_VERSION};
use whatsapp_business_simulator::{Canned, Simulator};
use whatsapp_business_tests::child;
use whatsapp_business_tests::recorder::{Recorded, Recorder};

const TOKEN: &str = "EAAtest";

fn client(base_url: &str, token: &str) -> Result<Client> {
    Ok(Client::builder()
        .access_token(token)
        .base_url(base_url)
        .build()?)
}

fn of(simulator: &Simulator) -> Result<Client> {
    client(simulator.base_url(), simulator.access_token())
}

fn header<'a>(request: &'a Recorded, name: &str) -> Option<&'a str> {
    request.headers.get(name)?.to_str().ok()
}

/// Reads a list without items, and returns the request.
async fn ask(client: &Client, recorder: &Recorder) -> Result<Recorded> {
    recorder.answer(r#"{"data":[]}"#);
    client.templates().list_templates("1").await?;
    recorder.take().pop().context("no request")
}

#[tokio::test]
async fn a_client_is_made_of_the_environment() -> Result<()> {
    let Some(case) = child::argument() else {
        let test = "a_client_is_made_of_the_environment";
        let all = [
            ("WHATSAPP_ACCESS_TOKEN", " EAAenvironment\n"),
            ("WHATSAPP_APP_SECRET", "secret"),
            ("WHATSAPP_BASE_URL", "http://127.0.0.1:9/graph/"),
            ("WHATSAPP_GRAPH_VERSION", "v23.0"),
        ];
        child::run(test, "all", &all)?;
        child::run(test, "token", &[("WHATSAPP_ACCESS_TOKEN", "EAA")])?;
        child::run(test, "empty", &[("WHATSAPP_ACCESS_TOKEN", " ")])?;
        let version = [
            ("WHATSAPP_ACCESS_TOKEN", "EAA"),
            ("WHATSAPP_GRAPH_VERSION", "24"),
        ];
        return child::run(test, "version", &version);
    };
    let client = Client::from_env();
    let setting = |client: Result<Client, ConfigError>| client.err().map(|error| error.setting());
    match case.as_str() {
        "all" => {
            let client = client?;
            ensure!(client.transport().base_url() == "http://127.0.0.1:9/graph/v23.0");
            ensure!(client.transport().graph_version() == "v23.0");
            let printed = format!("{client:?}");
            ensure!(!printed.contains("EAA") && printed.contains("has_app_secret: true"));
        }
        "token" => {
            let url = format!("https://graph.facebook.com/{GRAPH_VERSION}");
            ensure!(client?.transport().base_url() == url);
        }
        "empty" => ensure!(setting(client) == Some("access_token")),
        "version" => ensure!(setting(client) == Some("graph_version")),
        other => bail!("no case {other}"),
    }
    Ok(())
}

#[test]
fn errors_of_configuration_name_the_setting_and_no_value() {
    let builder = || Client::builder().access_token(TOKEN);
    for (builder, setting) in [
        (Client::builder(), "access_token"),
        (Client::builder().access_token(""), "access_token"),
        (Client::builder().access_token("EAAtest\nx"), "access_token"),
        (builder().app_secret(""), "app_secret"),
        (builder().base_url("graph.facebook.com"), "base_url"),
        (builder().base_url("http://graph.facebook.com"), "base_url"),
        (builder().base_url("http://192.168.0.1"), "base_url"),
        (builder().base_url("ftp://127.0.0.1"), "base_url"),
        (
            builder().base_url("https://EAAtest@example.org"),
            "base_url",
        ),
        (builder().base_url("https://example.org/v24.0"), "base_url"),
        (
            builder().base_url("https://example.org/?EAAtest"),
            "base_url",
        ),
        (builder().graph_version("24.0"), "graph_version"),
        (builder().graph_version("v24.0/.."), "graph_version"),
        (builder().user_agent(""), "user_agent"),
        (builder().timeout(Duration::ZERO), "timeout"),
        (
            builder().transfer_timeout(Duration::ZERO),
            "transfer_timeout",
        ),
        (builder().connect_timeout(Duration::ZERO), "connect_timeout"),
        (
            builder().media_hosts(["https://example.org"]),
            "media_hosts",
        ),
    ] {
        let error = builder.build().expect_err(setting);
        let text = error.to_string();
        assert_eq!(error.setting(), setting, "{text}");
        assert!(text.starts_with(setting), "{text}");
        assert!(!format!("{text} {error:?}").contains("EAAtest"), "{text}");
    }
}

#[tokio::test]
async fn plain_http_is_for_this_computer_only() -> Result<()> {
    for url in ["http://127.0.0.1:1", "http://localhost", "http://[::1]:1"] {
        client(url, TOKEN).context(url)?;
    }
    for url in [
        "http://example.org",
        "http://127.0.0.1.example.org",
        "http://0.0.0.0",
    ] {
        ensure!(client(url, TOKEN).is_err(), "{url}");
    }
    Ok(())
}

#[tokio::test]
async fn address_version_and_agent_are_as_configured() -> Result<()> {
    let recorder = Recorder::start().await?;
    let plain = client(recorder.url(), TOKEN)?;
    let request = ask(&plain, &recorder).await?;
    ensure!(request.uri.path() == format!("/{GRAPH_VERSION}/1/message_templates"));
    let agent = header(&request, "user-agent").unwrap_or_default();
    ensure!(agent.starts_with("whatsapp-business/"), "{agent}");
    ensure!(header(&request, "authorization") == Some("Bearer EAAtest"));

    let custom = Client::builder()
        .access_token(TOKEN)
        .app_secret("secret")
        .base_url(format!("{}/proxy/", recorder.url()))
        .graph_version("v23.0")
        .user_agent("shop/1.0")
        .build()?;
    let request = ask(&custom, &recorder).await?;
    ensure!(request.uri.path() == "/proxy/v23.0/1/message_templates");
    ensure!(header(&request, "user-agent") == Some("shop/1.0"));
    let query = request.uri.query().unwrap_or_default();
    let proof = query.strip_prefix("appsecret_proof=").unwrap_or_default();
    ensure!(proof.len() == 64, "{query}");
    Ok(())
}

#[tokio::test]
async fn a_call_may_have_a_token_of_its_own() -> Result<()> {
    let recorder = Recorder::start().await?;
    let client = client(recorder.url(), TOKEN)?;
    recorder.answer(r#"{"data":[]}"#);
    let list = client.templates().list_templates("1");
    list.clone().with_access_token("EAAtenant").await?;
    list.clone().await?;
    let mut items = list.with_access_token("EAAtenant").items();
    ensure!(items.try_next().await?.is_none());
    let requests = recorder.take();
    let tokens: Vec<_> = requests
        .iter()
        .filter_map(|request| header(request, "authorization"))
        .collect();
    ensure!(tokens == ["Bearer EAAtenant", "Bearer EAAtest", "Bearer EAAtenant"]);

    let error = client
        .templates()
        .list_templates("1")
        .with_access_token("EAA\ntenant");
    let error = error.await.expect_err("not a token");
    ensure!(error.is_invalid_request() && !format!("{error} {error:?}").contains("tenant"));
    ensure!(recorder.take().is_empty());
    Ok(())
}

#[tokio::test]
async fn an_id_stays_one_segment_of_the_path() -> Result<()> {
    let recorder = Recorder::start().await?;
    let client = client(recorder.url(), TOKEN)?;
    recorder.answer(r#"{"data":[]}"#);
    let list = async |id: &str| client.templates().list_templates(id).await;
    for (id, segment) in [
        ("1/2", "1%2F2"),
        ("a b", "a%20b"),
        ("1?x=y#z", "1%3Fx=y%23z"),
        ("ü%", "%C3%BC%25"),
    ] {
        list(id).await?;
        let request = recorder.take().pop().context("no request")?;
        ensure!(request.uri.query().is_none(), "{id}: {}", request.uri);
        let (path, sent) = (
            format!("/{GRAPH_VERSION}/{segment}/message_templates"),
            request.uri.path(),
        );
        ensure!(sent.eq_ignore_ascii_case(&path), "{id}: {sent}");
    }
    for id in ["", ".", ".."] {
        let error = list(id).await.expect_err("no id");
        ensure!(error.is_invalid_request() && !error.is_ambiguous(), "{id}");
    }
    ensure!(recorder.take().is_empty());
    Ok(())
}

#[tokio::test]
async fn a_response_has_its_metadata() -> Result<()> {
    let simulator = Simulator::start().await?;
    let client = of(&simulator)?;
    let usage = r#"{"call_count":28,"total_time":1,"total_cputime":2}"#;
    let canned = Canned::usual()
        .with_header(
            HeaderName::from_static("x-app-usage"),
            HeaderValue::from_static(usage),
        )
        .with_header(
            HeaderName::from_static("x-ad-api-version-warning"),
            HeaderValue::from_static("upgraded"),
        );
    simulator.respond_once("send_message", canned)?;
    let message = Message::text("15550100042", "Hello");
    let from = simulator.phone_number_id();
    let response = client.messages().send_message(from, message).send().await?;
    ensure!(response.status() == StatusCode::OK);
    ensure!(response.headers().contains_key("x-app-usage"));
    ensure!(response.graph_version() == Some(simulator.graph_version()));
    ensure!(response.version_warning() == Some("upgraded"));
    ensure!(response.usage().is_some());
    let body: Value = serde_json::from_slice(response.body())?;
    let id = body.pointer("/messages/0/id").and_then(Value::as_str);
    let sent = response.value().messages.first().context("no message")?;
    ensure!(id == Some(sent.id.as_str()));
    ensure!(response.map(|sent| sent.messages.len()).into_inner() == 1);
    Ok(())
}

#[tokio::test]
async fn a_send_that_takes_too_long_may_have_happened() -> Result<()> {
    let simulator = Simulator::start().await?;
    let client = of(&simulator)?;
    let slow = || Canned::usual().after(Duration::from_secs(20));
    let short = Duration::from_millis(200);

    simulator.respond_once("send_message", slow())?;
    let message = Message::text("15550100042", "Hello");
    let from = simulator.phone_number_id();
    let sent = client.messages().send_message(from, message);
    let error = sent.with_timeout(short).await.expect_err("too slow");
    ensure!(error.is_timeout() && error.is_ambiguous() && error.is_transient());
    ensure!(error.status().is_none() && error.graph().is_none());
    ensure!(simulator.requests_for("send_message").len() == 1);

    simulator.respond_once("get_template", slow())?;
    let read = client.templates().get_template(simulator.template_id());
    let error = read.with_timeout(short).await.expect_err("too slow");
    ensure!(error.is_timeout() && !error.is_ambiguous());

    let unreachable = client_of_a_closed_port().await?;
    let message = Message::text("15550100042", "Hello");
    let sent = unreachable.messages().send_message(from, message).await;
    let error = sent.expect_err("nobody is there");
    ensure!(error.is_connect() && !error.is_ambiguous() && error.is_transient());
    Ok(())
}

/// A client for a port on which nothing is listening any more.
async fn client_of_a_closed_port() -> Result<Client> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    client(&url, TOKEN)
}

#[tokio::test]
async fn a_list_is_read_over_all_its_pages() -> Result<()> {
    let simulator = Simulator::start().await?;
    let client = of(&simulator)?;
    let list = client.templates().list_templates(simulator.waba_id());
    let mut whole = Vec::new();
    for template in list.clone().limit(1000).await?.data {
        whole.push(template.id);
    }
    ensure!(whole.len() > 4, "only {} templates", whole.len());

    simulator.clear_requests();
    let mut items = list.clone().limit(3).items();
    let mut one_by_one = Vec::new();
    while let Some(template) = items.try_next().await? {
        one_by_one.push(template.id);
    }
    ensure!(one_by_one == whole);
    ensure!(simulator.requests_for("list_templates").len() == whole.len().div_ceil(3));

    let mut pages = list.clone().limit(2).pages();
    let first = pages.try_next().await?.context("no page")?;
    ensure!(first.data.len() == 2 && !pages.is_done());
    let cursor = pages.cursor().context("no cursor")?.to_owned();
    let mut resumed = list.clone().limit(2).after(cursor).items();
    let third = resumed.try_next().await?.context("no third template")?;
    ensure!(Some(&third.id) == whole.get(2));

    let approved = list.clone().status([TemplateStatus::Approved]).limit(2);
    let mut approved = approved.items().max_items(3);
    let mut count = 0;
    while let Some(template) = approved.try_next().await? {
        ensure!(template.status == Some(TemplateStatus::Approved));
        count += 1;
    }
    ensure!(count == 3);
    Ok(())
}

fn page(ids: &[&str], after: &str, next: Option<&str>) -> Canned {
    let data: Vec<Value> = ids.iter().map(|id| json!({ "id": id })).collect();
    let mut paging = json!({"cursors": {"before": "B", "after": after}});
    if let (Some(next), Some(paging)) = (next, paging.as_object_mut()) {
        paging.insert("next".to_owned(), json!(next));
    }
    Canned::json(StatusCode::OK, &json!({"data": data, "paging": paging}))
}

#[tokio::test]
async fn the_url_of_the_next_page_is_never_followed() -> Result<()> {
    let simulator = Simulator::start().await?;
    let client = of(&simulator)?;
    let next = Some("https://example.org/v24.0/1?after=E2&access_token=EAAleaked");
    simulator.respond_once("list_templates", page(&["1"], "E1", next))?;
    // A page may be empty in the middle.
    simulator.respond_once("list_templates", page(&[], "E2", next))?;
    simulator.respond_once("list_templates", page(&["2"], "E3", None))?;
    let list = client.templates().list_templates(simulator.waba_id());
    let mut items = list.name("hello").items();
    let mut ids = Vec::new();
    while let Some(template) = items.try_next().await? {
        ids.push(template.id.to_string());
    }
    ensure!(ids == ["1", "2"]);
    let requests = simulator.requests_for("list_templates");
    let asked: Vec<_> = requests
        .iter()
        .map(|request| (request.query_value("after"), request.query_value("name")))
        .collect();
    let name = Some("hello");
    ensure!(asked == [(None, name), (Some("E1"), name), (Some("E2"), name)]);
    Ok(())
}

#[tokio::test]
async fn a_cursor_that_comes_again_ends_the_list() -> Result<()> {
    let simulator = Simulator::start().await?;
    let client = of(&simulator)?;
    let next = Some("https://example.org/?access_token=EAAleaked");
    for _ in 0..2 {
        simulator.respond_once("list_templates", page(&["1"], "E1", next))?;
    }
    let list = client.templates().list_templates(simulator.waba_id());
    let mut pages = list.pages();
    // The second page has what was asked for; only what follows it is unknown.
    ensure!(pages.try_next().await?.is_some());
    ensure!(pages.try_next().await?.is_some());
    let error = pages.try_next().await.expect_err("again");
    ensure!(error.is_paging() && !error.is_ambiguous());
    ensure!(!format!("{error} {error:?} {pages:?}").contains("EAAleaked"));
    ensure!(pages.try_next().await?.is_none());
    ensure!(simulator.requests_for("list_templates").len() == 2);
    Ok(())
}

#[tokio::test]
async fn a_list_without_next_urls_goes_on_by_its_cursors() -> Result<()> {
    let simulator = Simulator::start().await?;
    let client = of(&simulator)?;
    let blocked = |number: &str, after: &str| {
        let page = json!({"data": [{"wa_id": number}], "paging": {"cursors": {"after": after}}});
        Canned::json(StatusCode::OK, &page)
    };
    simulator.respond_once("list_blocked_users", blocked("15550100001", "E1"))?;
    simulator.respond_once("list_blocked_users", blocked("15550100002", "E2"))?;
    simulator.respond_once("list_blocked_users", page(&[], "E2", None))?;
    let from = simulator.phone_number_id();
    let mut users = client.messages().list_blocked_users(from).items();
    let mut numbers = Vec::new();
    while let Some(user) = users.try_next().await? {
        numbers.push(user.wa_id.context("no number")?.to_string());
    }
    ensure!(numbers == ["15550100001", "15550100002"]);
    let requests = simulator.requests_for("list_blocked_users");
    let after: Vec<_> = requests.iter().map(|r| r.query_value("after")).collect();
    ensure!(after == [None, Some("E1"), Some("E2")]);
    Ok(())
}
