//! Bodies other than multipart.

use futures_util::stream;
use serde_json::{Value, json};

use crate::operation::OperationInfo;
use crate::request::RequestBuilder;
use crate::test_service::TestService;
use crate::{Multipart, Payload, Request, UploadBody};

const POST: OperationInfo = OperationInfo::post("create_object", "/1/objects");

fn bytes(builder: RequestBuilder) -> String {
    let request = builder.build().expect("request");
    let bytes = request.payload().as_bytes().expect("in memory");
    String::from_utf8(bytes.to_vec()).expect("text")
}

#[test]
fn json_and_forms_are_seen_without_sending() {
    assert_eq!(bytes(Request::builder(POST)), "");
    let body = json!({"text": "é"});
    assert_eq!(bytes(Request::builder(POST).json(&body)), r#"{"text":"é"}"#);
    let body = json!({"a": "b c&d", "list": ["MANAGE"], "none": null, "n": 7, "o": {"p": true}});
    let form = bytes(Request::builder(POST).form(&body));
    let mut fields: Vec<_> = form.split('&').collect();
    fields.sort_unstable();
    assert_eq!(
        fields,
        [
            "a=b+c%26d",
            "list=%5B%22MANAGE%22%5D",
            "n=7",
            "o=%7B%22p%22%3Atrue%7D"
        ]
    );
    assert_eq!(bytes(Request::builder(POST).form(&Value::Null)), "");
    assert_eq!(
        bytes(Request::builder(POST).form(&json!({"none": null}))),
        ""
    );
}

#[test]
fn files_are_not_in_memory() {
    let request = Request::builder(POST).bytes(b"abc".as_slice()).build();
    assert!(request.expect("request").payload().as_bytes().is_none());
    let request = Request::builder(POST).multipart(Multipart::new()).build();
    assert!(request.expect("request").payload().as_bytes().is_none());
}

#[tokio::test]
async fn each_kind_has_its_content_type_and_length() {
    let service = TestService::succeeding(4);
    let transport = service.transport();
    for (builder, content_type, body) in [
        (Request::builder(POST), None, ""),
        (
            Request::builder(POST).json(&1),
            Some("application/json"),
            "1",
        ),
        (
            Request::builder(POST).form(&json!({"a": 1})),
            Some("application/x-www-form-urlencoded"),
            "a=1",
        ),
        (
            Request::builder(POST).bytes(b"abc".as_slice()),
            Some("application/octet-stream"),
            "abc",
        ),
    ] {
        let request = builder.build().expect("request");
        transport.send::<Value>(request).await.expect("success");
        let sent = service.sent().pop().expect("request");
        assert_eq!(sent.method, "POST");
        assert_eq!(sent.header("content-type"), content_type);
        assert_eq!(sent.text(), body);
        assert_eq!(sent.length, u64::try_from(body.len()).ok());
    }
}

#[tokio::test]
async fn a_stream_is_sent_once() {
    let service = TestService::succeeding(1);
    let transport = service.transport();
    let chunks = ["ab", "c"].map(Ok::<_, std::io::Error>);
    let body = UploadBody::stream(stream::iter(chunks), Some(3));
    let request = Request::builder(POST).bytes(body).build().expect("request");
    let again = request.clone();
    transport.send::<Value>(request).await.expect("success");
    assert_eq!(service.sent()[0].text(), "abc");
    assert_eq!(service.sent()[0].length, Some(3));
    let error = transport.send::<Value>(again).await.expect_err("twice");
    assert_eq!(
        error.to_string(),
        "create_object: a stream can be sent only once"
    );
    assert!(error.is_invalid_request() && !error.is_ambiguous() && !error.is_transient());
    assert_eq!(service.sent().len(), 1);
}

#[tokio::test]
async fn bytes_are_sent_as_often_as_needed() {
    let service = TestService::succeeding(2);
    let request = Request::builder(POST)
        .bytes(vec![7; 3])
        .build()
        .expect("request");
    for _ in 0..2 {
        let request = request.clone();
        service
            .transport()
            .send::<Value>(request)
            .await
            .expect("success");
    }
    assert_eq!(service.sent()[1].body, [7; 3]);
}

#[tokio::test]
async fn a_stream_that_fails_is_the_source_of_the_error() {
    let service = TestService::new([]);
    let chunks = [Ok("ab"), Err(std::io::Error::other("disk"))];
    let body = UploadBody::stream(stream::iter(chunks), None);
    let request = Request::builder(POST).bytes(body).build().expect("request");
    let error = service
        .transport()
        .send::<Value>(request)
        .await
        .expect_err("disk");
    assert_eq!(
        error.to_string(),
        "create_object: the stream of the upload failed"
    );
    // What was sent of the request has no end.
    assert!(!error.is_ambiguous() && !error.is_connect() && !error.is_transient());
    let source = std::error::Error::source(&error).map(ToString::to_string);
    assert_eq!(source.as_deref(), Some("disk"));
}

#[test]
fn debug_output_has_kinds_and_lengths_only() {
    let stream = || stream::iter([Ok::<_, std::io::Error>("secret")]);
    let texts = [
        format!("{:?}", Payload::Empty),
        format!("{:?}", Payload::Json("secret".into())),
        format!("{:?}", Payload::Form("secret".to_owned())),
        format!("{:?}", Payload::Bytes(UploadBody::bytes("secret"))),
        format!(
            "{:?}",
            Payload::Bytes(UploadBody::stream(stream(), Some(6)))
        ),
        format!("{:?}", Payload::Bytes(UploadBody::stream(stream(), None))),
        format!(
            "{:?}",
            Payload::Multipart(Multipart::new().field("name", "secret"))
        ),
    ];
    assert_eq!(
        texts,
        [
            "Empty",
            "Json(6 bytes)",
            "Form(6 bytes)",
            "UploadBody(6 bytes)",
            "UploadBody(stream of 6 bytes)",
            "UploadBody(stream)",
            r#"Multipart["name"]"#
        ]
    );
}
