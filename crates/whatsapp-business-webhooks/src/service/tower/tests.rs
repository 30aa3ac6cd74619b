use std::pin::Pin;

use http_body::Frame;

use super::*;
use crate::signature::SIGNATURE_HEADER;

/// A body that must not be read.
struct Unread;

impl Body for Unread {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        panic!("the body is read");
    }
}

fn headers(signature: Option<&[u8]>) -> HeaderMap {
    let value = signature.map(|signature| {
        let name = http::HeaderName::from_static(SIGNATURE_HEADER);
        (name, signature.try_into().expect("value"))
    });
    value.into_iter().collect()
}

#[tokio::test]
async fn a_body_without_a_well_formed_signature_is_not_read() {
    assert_eq!(
        collect(&headers(None), Unread, 10).await,
        Err(StatusCode::UNAUTHORIZED)
    );
    let digits = "0".repeat(64);
    let malformed = [
        Vec::new(),
        b"\xff".to_vec(),
        b"sha256=".to_vec(),
        b"sha256=00".to_vec(),
        digits.clone().into_bytes(),
        format!("sha1={digits}").into_bytes(),
        format!("SHA256={digits}").into_bytes(),
        format!("sha256={digits}0").into_bytes(),
        format!("sha256= {digits}").into_bytes(),
        format!("sha256={}", &digits[1..]).into_bytes(),
        format!("sha256={}g", &digits[1..]).into_bytes(),
        format!("sha256={digits},sha256={digits}").into_bytes(),
    ];
    for signature in malformed {
        assert_eq!(
            collect(&headers(Some(&signature)), Unread, 10).await,
            Err(StatusCode::FORBIDDEN),
            "{signature:?}"
        );
    }
    // Any other body is read, and its signature is verified then.
    let signature = format!("sha256={digits}");
    let body = Full::new(Bytes::from_static(b"{}"));
    let body = collect(&headers(Some(signature.as_bytes())), body, 10).await;
    assert_eq!(body.as_deref(), Ok(&b"{}"[..]));
    let mut declared = headers(Some(signature.as_bytes()));
    declared.insert(CONTENT_LENGTH, 11.into());
    assert_eq!(
        collect(&declared, Unread, 10).await,
        Err(StatusCode::PAYLOAD_TOO_LARGE)
    );
}
