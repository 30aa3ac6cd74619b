//! Multipart bodies, read back by another parser.

use futures_util::stream;
use serde_json::{Value, json};

use crate::operation::OperationInfo;
use crate::test_service::{Sent, TestService};
use crate::{Error, FilePart, Multipart, Request, UploadBody};

const UPLOAD: OperationInfo = OperationInfo::post("upload_media", "/1/media");

/// Name, file name, content type and content of a part.
type Part = (String, Option<String>, Option<String>, String);

async fn send(service: &TestService, parts: Multipart) -> Result<Sent, Error> {
    let request = Request::builder(UPLOAD).multipart(parts).build()?;
    service.transport().send::<Value>(request).await?;
    Ok(service.sent().pop().expect("request"))
}

async fn parse(sent: &Sent) -> Vec<Part> {
    let content_type = sent.header("content-type").expect("content type");
    let boundary = multer::parse_boundary(content_type).expect("boundary");
    let body = stream::iter([Ok::<_, std::io::Error>(sent.body.clone())]);
    let mut parser = multer::Multipart::new(body, boundary);
    let mut parts = Vec::new();
    while let Some(field) = parser.next_field().await.expect("part") {
        parts.push((
            field.name().expect("name").to_owned(),
            field.file_name().map(str::to_owned),
            field.content_type().map(ToString::to_string),
            field.text().await.expect("text"),
        ));
    }
    parts
}

fn field(name: &str, value: &str) -> Part {
    (name.to_owned(), None, None, value.to_owned())
}

#[tokio::test]
async fn parts_arrive_as_they_were_given() {
    let service = TestService::succeeding(1);
    let unsized_stream = stream::iter([Ok::<_, std::io::Error>("stre"), Ok("am")]);
    let parts = Multipart::new()
        .field("messaging_product", "whatsapp")
        .field("ttl_minutes", &Some(60))
        .field("none", &None::<i64>)
        .field("empty", &Vec::<String>::new())
        .field("list", &["a", "b"])
        .field("object", &json!({"a": 1}))
        .field("blank", "")
        .file(
            "file",
            &FilePart::bytes("door.jpg", "image/jpeg", "\r\n--x\r\n"),
        )
        .files(
            "more",
            &[
                FilePart::new(
                    "a.txt",
                    "text/plain",
                    UploadBody::stream(unsized_stream, None),
                ),
                FilePart::bytes("b", "application/vnd.x+json; charset=utf-8", ""),
            ],
        )
        .files("no_files", &[]);
    let sent = send(&service, parts).await.expect("success");
    assert_eq!(sent.length, None, "one part has no known length");
    let file = |name: &str, file_name: &str, content_type: &str, content: &str| {
        (
            name.to_owned(),
            Some(file_name.to_owned()),
            Some(content_type.to_owned()),
            content.to_owned(),
        )
    };
    assert_eq!(
        parse(&sent).await,
        [
            field("messaging_product", "whatsapp"),
            field("ttl_minutes", "60"),
            field("list", r#"["a","b"]"#),
            field("object", r#"{"a":1}"#),
            field("blank", ""),
            file("file", "door.jpg", "image/jpeg", "\r\n--x\r\n"),
            file("more", "a.txt", "text/plain", "stream"),
            file("more", "b", "application/vnd.x+json; charset=utf-8", ""),
        ]
    );
}

#[tokio::test]
async fn the_total_length_is_known_where_all_lengths_are() {
    let service = TestService::succeeding(2);
    let chunks = stream::iter(["12", "345"].map(Ok::<_, std::io::Error>));
    let parts = Multipart::new()
        .field("é", "ü")
        .file("a", &FilePart::bytes("ü.txt", "text/plain", "content"))
        .file(
            "b",
            &FilePart::new("b", "text/plain", UploadBody::stream(chunks, Some(5))),
        );
    let sent = send(&service, parts).await.expect("success");
    assert_eq!(sent.length, u64::try_from(sent.body.len()).ok());
    let empty = send(&service, Multipart::new()).await.expect("success");
    assert_eq!(empty.length, u64::try_from(empty.body.len()).ok());
    assert!(parse(&empty).await.is_empty());
    let boundary = |sent: &Sent| sent.header("content-type").map(str::to_owned);
    assert_ne!(boundary(&sent), boundary(&empty));
}

#[tokio::test]
async fn hostile_names_stay_names() {
    for (name, received) in [
        ("Ann's \u{1f6aa} Tür.jpg", "Ann's \u{1f6aa} Tür.jpg"),
        ("a\"; filename=\"b", "a%22; filename=%22b"),
        (
            "a\r\nContent-Type: text/html\r\n\r\nx",
            "a%0D%0AContent-Type: text/html%0D%0A%0D%0Ax",
        ),
        ("a;b=c", "a;b=c"),
        ("", ""),
    ] {
        let service = TestService::succeeding(1);
        let parts = Multipart::new()
            .file("file", &FilePart::bytes(name, "image/png", "content"))
            .field(
                "after",
                "x\r\n--\r\nContent-Disposition: form-data; name=\"forged\"\r\n\r\ny",
            );
        let sent = send(&service, parts).await.expect("success");
        let parts = parse(&sent).await;
        assert_eq!(parts.len(), 2, "{name}");
        assert_eq!(parts[0].1.as_deref(), Some(received), "{name}");
        assert_eq!(parts[0].2.as_deref(), Some("image/png"), "{name}");
        assert_eq!(parts[0].3, "content", "{name}");
        assert!(parts[1].3.ends_with("\r\n\r\ny"), "{name}");
    }
}

/// Characters that a parser may take for the end of a line or of a text.
fn separators() -> Vec<char> {
    let controls = (0..=0x9f).filter_map(char::from_u32);
    let controls = controls.filter(|character| character.is_control());
    let all: Vec<_> = controls.chain(['\u{2028}', '\u{2029}']).collect();
    assert_eq!(all.len(), 67);
    all
}

#[tokio::test]
async fn heads_of_parts_have_no_control_characters() {
    for separator in separators() {
        let name = format!("a{separator}Content-Type: text/html{separator}{separator}<p>");
        let service = TestService::succeeding(1);
        let parts = Multipart::new().file("file", &FilePart::bytes(&*name, "image/png", "x"));
        let sent = send(&service, parts).await.expect("success");
        let (head, _) = sent.text().split_once("\r\n\r\n").expect("head");
        let lines: Vec<_> = head.split("\r\n").collect();
        assert_eq!(lines.len(), 3, "{separator:?}: {head}");
        for line in lines {
            let is_separator = |character| separators().contains(&character);
            assert!(!line.contains(is_separator), "{separator:?}: {head}");
        }
        let parts = parse(&sent).await;
        assert_eq!(parts[0].2.as_deref(), Some("image/png"), "{separator:?}");
        // No character is lost.
        let received = parts[0].1.as_deref().expect("file name");
        let decoded = percent_encoding::percent_decode_str(received).decode_utf8();
        assert_eq!(decoded.expect("text"), name);
    }
}

#[tokio::test]
async fn mime_types_have_no_control_characters() {
    for separator in separators() {
        for mime_type in [
            format!("image/png{separator}X-Forged: 1"),
            format!("{separator}image/png"),
            format!("image/png{separator}"),
            format!("image/png; charset={separator}utf-8"),
            format!("text/plain;{separator}charset=utf-8"),
        ] {
            let service = TestService::new([]);
            let file = FilePart::bytes("a", &*mime_type, "x");
            let error = send(&service, Multipart::new().file("file", &file)).await;
            let error = error.expect_err(&mime_type);
            assert!(error.is_invalid_request(), "{mime_type:?}");
            assert!(service.sent().is_empty());
        }
    }
}

#[tokio::test]
async fn wrong_mime_types_are_found_before_sending() {
    for mime_type in [
        "no mime type",
        "",
        "image",
        "image/",
        "/png",
        "image/png/x",
        "image/png\r\nX-Forged: 1",
        "image/p\u{e9}g",
        "image/png; x=\n",
        "(image)/png",
    ] {
        let service = TestService::new([]);
        let parts = Multipart::new().file("file", &FilePart::bytes("a", mime_type, "x"));
        let error = send(&service, parts).await.expect_err(mime_type);
        assert!(
            error.is_invalid_request() && !error.is_ambiguous(),
            "{mime_type}"
        );
        assert_eq!(error.operation(), Some("upload_media"));
        assert!(service.sent().is_empty());
    }
}

#[tokio::test]
async fn a_stream_of_another_length_is_not_sent_as_complete() {
    let service = TestService::new([]);
    let chunks = stream::iter([Ok::<_, std::io::Error>("12345")]);
    let file = FilePart::new("a", "text/plain", UploadBody::stream(chunks, Some(4)));
    let error = send(&service, Multipart::new().file("file", &file)).await;
    let error = error.expect_err("too long");
    assert!(error.is_invalid_request() && !error.is_ambiguous());
    assert!(service.sent().is_empty());
}

#[cfg(feature = "fs")]
#[tokio::test]
async fn files_are_streamed_with_their_length() {
    let service = TestService::succeeding(2);
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("door.jpg");
    std::fs::write(&path, vec![b'7'; 300_000]).expect("write");
    let parts = Multipart::new().file("file", &FilePart::path(&path, "image/jpeg"));
    // A file can be sent again, unlike a stream.
    for _ in 0..2 {
        let sent = send(&service, parts.clone()).await.expect("success");
        assert_eq!(sent.length, u64::try_from(sent.body.len()).ok());
        let parts = parse(&sent).await;
        assert_eq!(parts[0].1.as_deref(), Some("door.jpg"));
        assert_eq!(parts[0].3, "7".repeat(300_000));
    }
}

#[cfg(feature = "fs")]
#[tokio::test]
async fn a_missing_file_is_found_before_sending() {
    let service = TestService::new([]);
    let file = FilePart::path("no/such/Ann.jpg", "image/jpeg");
    let error = send(&service, Multipart::new().file("file", &file)).await;
    let error = error.expect_err("missing");
    assert!(error.is_file() && !error.is_ambiguous());
    assert_eq!(error.operation(), Some("upload_media"));
    assert!(!crate::test_service::texts(&error).contains("Ann"));
    assert!(service.sent().is_empty());
}

#[test]
fn debug_output_has_the_names_of_parts_only() {
    let parts = Multipart::new().field("to", "15550100042").file(
        "file",
        &FilePart::bytes("Ann Smith.pdf", "application/pdf", "secret"),
    );
    let text = format!("{parts:?} {parts:#?}");
    for hidden in ["15550100042", "Ann", "secret"] {
        assert!(!text.contains(hidden), "{text}");
    }
    assert_eq!(format!("{parts:?}"), r#"Multipart["to", "file"]"#);
}
