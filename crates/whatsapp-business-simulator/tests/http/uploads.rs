//! Resumable uploads.

use reqwest::RequestBuilder;
use serde_json::Value;
use whatsapp_business_simulator::Simulator;

use super::client::{get, ok, post, refused};

async fn create(simulator: &Simulator) -> String {
    let path = format!("/{}/uploads", simulator.app_id());
    let query = [
        ("file_length", "6"),
        ("file_type", "image/png"),
        ("file_name", "a.png"),
    ];
    let session = ok(post(simulator, &path).query(&query).send().await.unwrap()).await;
    session["id"].as_str().unwrap().to_owned()
}

fn with_oauth(simulator: &Simulator, builder: RequestBuilder) -> RequestBuilder {
    // The builder would add a second header besides the bearer token.
    let mut request = builder.build().unwrap();
    let value = format!("OAuth {}", simulator.access_token())
        .parse()
        .unwrap();
    request.headers_mut().insert("authorization", value);
    RequestBuilder::from_parts(reqwest::Client::new(), request)
}

async fn append(
    simulator: &Simulator,
    session: &str,
    offset: u64,
    bytes: &'static [u8],
) -> reqwest::Response {
    let builder = post(simulator, &format!("/{session}"))
        .header("file_offset", offset)
        .body(bytes);
    with_oauth(simulator, builder).send().await.unwrap()
}

async fn offset(simulator: &Simulator, session: &str) -> Value {
    let builder = get(simulator, &format!("/{session}"));
    ok(with_oauth(simulator, builder).send().await.unwrap()).await["file_offset"].clone()
}

#[tokio::test]
async fn a_file_is_uploaded_in_chunks() {
    let simulator = Simulator::start().await.unwrap();
    for variant in ["plain", "signed"] {
        simulator.example("create_upload_session", variant).unwrap();
        let session = create(&simulator).await;
        assert_eq!(session.contains("?sig="), variant == "signed");
        assert_eq!(offset(&simulator, &session).await, 0);
        let (_, _, details) = refused(append(&simulator, &session, 0, b"abc").await).await;
        assert!(details.contains("3 of 6 bytes"), "{details}");
        assert_eq!(offset(&simulator, &session).await, 3);
        let (_, _, details) = refused(append(&simulator, &session, 0, b"abc").await).await;
        assert!(
            details.starts_with("header `file_offset`: must be 3"),
            "{details}"
        );
        let (_, _, details) = refused(append(&simulator, &session, 3, b"defg").await).await;
        assert!(details.contains("announced 6"), "{details}");
        let handle = ok(append(&simulator, &session, 3, b"def").await).await;
        assert!(handle["h"].as_str().unwrap().starts_with("4::"), "{handle}");
    }
}

#[tokio::test]
async fn sessions_are_used_verbatim() {
    let simulator = Simulator::start().await.unwrap();
    simulator
        .example("create_upload_session", "signed")
        .unwrap();
    let session = create(&simulator).await;
    let cut = session.split('?').next().unwrap();
    assert_eq!(
        refused(append(&simulator, cut, 0, b"abcdef").await).await.1,
        100
    );
    assert_eq!(
        refused(append(&simulator, "upload:unknown", 0, b"abcdef").await)
            .await
            .1,
        100
    );
    let no_offset = post(&simulator, &format!("/{session}")).body("abcdef");
    let (_, _, details) = refused(no_offset.send().await.unwrap()).await;
    assert_eq!(
        details,
        "header `file_offset`: is required but missing; add it"
    );
}

#[tokio::test]
async fn the_query_is_checked() {
    let simulator = Simulator::start().await.unwrap();
    let path = format!("/{}/uploads", simulator.app_id());
    let wrong =
        post(&simulator, &path).query(&[("file_length", "many"), ("file_type", "image/png")]);
    let (_, _, details) = refused(wrong.send().await.unwrap()).await;
    assert_eq!(
        details,
        "query parameter `file_length`: must be of type integer, but is string"
    );
    let (_, _, details) = refused(post(&simulator, &path).send().await.unwrap()).await;
    assert!(details.contains("`file_length`: is required"), "{details}");
    assert!(details.contains("`file_type`: is required"), "{details}");
}
