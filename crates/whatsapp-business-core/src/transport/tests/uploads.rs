//! The resumable upload.

use serde_json::Value;

use crate::UploadBody;
use crate::operation::OperationInfo;
use crate::test_service::{TOKEN, TestService, reply};

const UPLOAD: OperationInfo = OperationInfo::post("upload_part", "");
const STATUS: OperationInfo = OperationInfo::get("get_upload_status", "");

#[tokio::test]
async fn sessions_are_addressed_verbatim() {
    let service = TestService::new([reply(200, r#"{"h":"4::x"}"#), reply(200, "{}")]);
    let transport = service.transport();
    let session = "upload:MTphd==?sig=ARZq_uQ".into();
    let response = transport
        .upload_part::<Value>(&session, 3, UploadBody::bytes("rest"), UPLOAD)
        .await
        .expect("success");
    assert_eq!(response.value()["h"], "4::x");
    transport
        .upload_status::<Value>(&session, STATUS)
        .await
        .expect("success");
    let sent = service.sent();
    assert_eq!(sent[0].target(), "/upload:MTphd==?sig=ARZq_uQ");
    assert_eq!(
        (sent[0].method.as_str(), sent[1].method.as_str()),
        ("POST", "GET")
    );
    assert_eq!(sent[0].header("file_offset"), Some("3"));
    assert_eq!(
        sent[0].header("content-type"),
        Some("application/octet-stream")
    );
    assert_eq!((sent[0].length, sent[0].text()), (Some(4), "rest"));
    assert_eq!(sent[1].target(), sent[0].target());
    for sent in &sent {
        assert_eq!(
            sent.header("authorization"),
            Some(format!("OAuth {TOKEN}").as_str())
        );
    }
}

#[tokio::test]
async fn the_proof_follows_the_signature() {
    let service = TestService::succeeding(2);
    let transport = service.builder().app_secret("Jefe").build().expect("build");
    for (session, start) in [
        ("upload:MTphd?sig=A", "/upload:MTphd?sig=A&appsecret_proof="),
        ("upload:MTphd?", "/upload:MTphd?appsecret_proof="),
    ] {
        transport
            .upload_status::<Value>(&session.into(), STATUS)
            .await
            .expect("success");
        let sent = service.sent().pop().expect("request");
        assert!(sent.target().starts_with(start), "{}", sent.target());
    }
}

#[tokio::test]
async fn other_texts_are_no_sessions() {
    let service = TestService::new([]);
    for id in [
        "",
        "1",
        "upload",
        "upload:a/../../b",
        "upload:..",
        "upload:a#b",
        "upload:a?sig=b#c",
        "upload:a\\b",
        "upload:a b",
        "upload:a{b}",
        "upload:a`b",
        "upload:a?sig=\"",
        "upload:a\r\nb",
        "upload:é",
        "https://example.org/upload:a",
    ] {
        let transport = service.transport();
        for error in [
            transport.upload_status::<Value>(&id.into(), STATUS).await,
            transport
                .upload_part::<Value>(&id.into(), 0, UploadBody::bytes("x"), UPLOAD)
                .await,
        ] {
            let error = error.expect_err(id);
            assert!(error.is_invalid_request() && !error.is_ambiguous(), "{id}");
            assert!(error.operation().is_some());
            assert!(!error.is_transient());
        }
    }
    assert!(service.sent().is_empty());
}

#[cfg(feature = "fs")]
#[tokio::test]
async fn the_rest_of_a_file_is_sent() {
    let service = TestService::succeeding(2);
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("video.mp4");
    std::fs::write(&path, "0123456789").expect("write");
    let session = "upload:MTphd".into();
    let transport = service.transport();
    for (offset, rest) in [(7, "789"), (10, "")] {
        transport
            .upload_part::<Value>(
                &session,
                offset,
                UploadBody::path_from(&path, offset),
                UPLOAD,
            )
            .await
            .expect("success");
        let sent = service.sent().pop().expect("request");
        assert_eq!(
            sent.header("file_offset"),
            Some(offset.to_string().as_str())
        );
        assert_eq!(
            (sent.text(), sent.length),
            (rest, u64::try_from(rest.len()).ok())
        );
    }
    let error = transport
        .upload_part::<Value>(&session, 11, UploadBody::path_from(&path, 11), UPLOAD)
        .await
        .expect_err("too far");
    assert!(error.is_file() && !error.is_ambiguous());
    assert_eq!(
        error.to_string(),
        "upload_part: the file ends before the offset"
    );
    assert_eq!(service.sent().len(), 2);
}
