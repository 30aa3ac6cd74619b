//! Files: upload, description, download, deletion.

use std::time::Duration;

use reqwest::multipart::{Form, Part};
use reqwest::{Method, Response, StatusCode};
use whatsapp_business_simulator::Simulator;

use super::client::{get, ok, post, refused, request};

const BYTES: &[u8] = b"not really an image";

fn form(media_type: &str) -> Form {
    let part = Part::bytes(BYTES)
        .file_name("a.png")
        .mime_str(media_type)
        .unwrap();
    Form::new()
        .text("messaging_product", "whatsapp")
        .text("type", "image/png")
        .part("file", part)
}

async fn upload(simulator: &Simulator, form: Form) -> Response {
    let path = format!("/{}/media", simulator.phone_number_id());
    post(simulator, &path).multipart(form).send().await.unwrap()
}

async fn download(simulator: &Simulator, url: &str) -> Response {
    let client = reqwest::Client::new();
    client
        .get(url)
        .bearer_auth(simulator.access_token())
        .send()
        .await
        .unwrap()
}

#[tokio::test]
async fn a_file_is_uploaded_described_downloaded_and_deleted() {
    let simulator = Simulator::start().await.unwrap();
    let id = ok(upload(&simulator, form("image/png")).await).await["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let other = ok(upload(&simulator, form("image/png")).await).await;
    assert_ne!(other["id"], id.as_str());
    let media = ok(get(&simulator, &format!("/{id}")).send().await.unwrap()).await;
    assert_eq!(media["id"], id.as_str());
    assert_eq!(media["mime_type"], "image/png");
    assert_eq!(
        media["sha256"],
        "109bc4102df941d25c700824514023fc0f7ece6a1d389e3133046ae6f270793e"
    );
    let url = media["url"].as_str().unwrap();
    assert!(url.starts_with(simulator.base_url()), "{url}");
    let response = download(&simulator, url).await;
    assert_eq!(response.headers()["content-type"], "image/png");
    assert_eq!(response.bytes().await.unwrap(), BYTES);
    let without_token = reqwest::get(url).await.unwrap();
    assert_eq!(without_token.status(), StatusCode::UNAUTHORIZED);
    let forged = url.replace("mid=1", "mid=2");
    assert_eq!(
        download(&simulator, &forged).await.status(),
        StatusCode::NOT_FOUND
    );
    let deleted = request(&simulator, Method::DELETE, &format!("/{id}"))
        .send()
        .await
        .unwrap();
    assert_eq!(ok(deleted).await["success"], true);
    let (_, code, _) = refused(get(&simulator, &format!("/{id}")).send().await.unwrap()).await;
    assert_eq!(code, 100);
    assert_eq!(
        download(&simulator, url).await.status(),
        StatusCode::NOT_FOUND
    );
    assert_eq!(simulator.requests_for("download_media").len(), 4);
}

#[tokio::test]
async fn the_file_of_the_examples_is_there() {
    let simulator = Simulator::start().await.unwrap();
    let path = format!("/{}", simulator.media_id());
    ok(request(&simulator, Method::DELETE, &path)
        .send()
        .await
        .unwrap())
    .await;
    let media = ok(get(&simulator, &path).send().await.unwrap()).await;
    let bytes = download(&simulator, media["url"].as_str().unwrap())
        .await
        .bytes()
        .await
        .unwrap();
    assert_eq!(media["file_size"], bytes.len());
}

#[tokio::test]
async fn invalid_files_are_rejected() {
    let simulator = Simulator::start().await.unwrap();
    let (_, code, details) = refused(upload(&simulator, form("image/jpeg")).await).await;
    assert_eq!(code, 131_053);
    assert!(details.starts_with("/type: is image/png"), "{details}");
    let (_, code, details) = refused(upload(&simulator, form("image/tiff")).await).await;
    assert_eq!(code, 131_053);
    assert!(details.starts_with("/file: "), "{details}");
    let large = Part::bytes(vec![0; 5 * 1024 * 1024 + 1])
        .file_name("a.png")
        .mime_str("image/png")
        .unwrap();
    let large = Form::new()
        .text("messaging_product", "whatsapp")
        .text("type", "image/png")
        .part("file", large);
    assert_eq!(refused(upload(&simulator, large).await).await.1, 131_053);
    let nameless = Part::bytes(BYTES).mime_str("image/png").unwrap();
    let nameless = Form::new()
        .text("messaging_product", "whatsapp")
        .text("type", "image/png")
        .part("file", nameless);
    let (_, code, details) = refused(upload(&simulator, nameless).await).await;
    assert_eq!(
        (code, details.as_str()),
        (100, "/file: is a file; its part needs a file name")
    );
    let missing = Form::new()
        .text("messaging_product", "whatsapp")
        .text("type", "image/png");
    let (_, _, details) = refused(upload(&simulator, missing).await).await;
    assert_eq!(details, "/file: is required but missing; add it");
    let lifetime = form("image/png").text("ttl_minutes", "soon");
    let (_, _, details) = refused(upload(&simulator, lifetime).await).await;
    assert_eq!(
        details,
        "/ttl_minutes: must be of type integer, but is string"
    );
}

#[tokio::test]
async fn files_belong_to_a_phone_number() {
    let simulator = Simulator::start().await.unwrap();
    let id = ok(upload(&simulator, form("image/png")).await).await["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let own = get(&simulator, &format!("/{id}"))
        .query(&[("phone_number_id", simulator.phone_number_id())]);
    ok(own.send().await.unwrap()).await;
    let other = get(&simulator, &format!("/{id}")).query(&[("phone_number_id", "1")]);
    assert_eq!(refused(other.send().await.unwrap()).await.1, 100);
}

#[tokio::test]
async fn urls_expire_and_capacity_is_limited() {
    let simulator = Simulator::builder()
        .media_url_lifetime(Duration::ZERO)
        .media_capacity(BYTES.len() + 1)
        .start()
        .await
        .unwrap();
    let first = ok(upload(&simulator, form("image/png")).await).await["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let media = ok(get(&simulator, &format!("/{first}")).send().await.unwrap()).await;
    tokio::time::sleep(Duration::from_millis(1100)).await;
    let expired = download(&simulator, media["url"].as_str().unwrap()).await;
    assert_eq!(expired.status(), StatusCode::NOT_FOUND);
    let second = ok(upload(&simulator, form("image/png")).await).await["id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        refused(get(&simulator, &format!("/{first}")).send().await.unwrap())
            .await
            .1,
        100
    );
    ok(get(&simulator, &format!("/{second}")).send().await.unwrap()).await;
}

#[tokio::test]
async fn the_journal_has_the_parts() {
    let simulator = Simulator::start().await.unwrap();
    ok(upload(&simulator, form("image/png")).await).await;
    let requests = simulator.requests_for("upload_media");
    let file = requests[0].body.part("file").unwrap();
    assert_eq!(
        (file.length, file.file_name.as_deref()),
        (BYTES.len() as u64, Some("a.png"))
    );
    assert_eq!(
        requests[0].body.part("type").unwrap().text.as_deref(),
        Some("image/png")
    );
}
