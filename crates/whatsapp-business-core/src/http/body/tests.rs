use std::cmp::Ordering;

use futures_util::{StreamExt as _, stream};

use super::*;
use crate::http::HttpError;

type Item = Result<&'static str, BoxError>;

fn chunks<const N: usize>(chunks: [&'static str; N], length: Option<u64>) -> Body {
    Body::stream(stream::iter(chunks.map(Item::Ok)), length)
}

/// A stream that must not be polled after its end.
fn panicking(chunks: [&'static str; 2]) -> Body {
    let stream = stream::unfold(chunks.into_iter(), |mut left| async {
        Some((Item::Ok(left.next()?), left))
    });
    Body::stream(stream, None)
}

async fn read(body: Body, limit: usize) -> (String, Option<String>) {
    let (bytes, problem) = body.read(limit).await;
    let text = String::from_utf8(bytes.to_vec()).expect("text");
    (text, problem.map(|problem| problem.to_string()))
}

#[tokio::test]
async fn bodies_are_read_chunk_by_chunk() {
    for mut body in [
        Body::from("ab"),
        chunks(["a", "b"], None),
        chunks(["a", "b"], Some(2)),
        panicking(["a", "b"]),
        Body::new(Body::from("ab")),
        Body::chain(vec![
            Body::empty(),
            Body::from("a"),
            chunks(["", "b"], None),
        ]),
    ] {
        let mut all = Vec::new();
        while let Some(chunk) = body.chunk().await.expect("chunk") {
            all.extend_from_slice(&chunk);
        }
        assert_eq!(all, b"ab");
        // The end stays the end.
        assert!(body.chunk().await.expect("end").is_none());
        assert!(body.is_end_stream());
    }
}

#[tokio::test]
async fn bytes_in_memory_are_seen_without_reading() {
    assert_eq!(Body::empty().as_bytes(), Some(b"".as_slice()));
    assert_eq!(Body::from("ab").as_bytes(), Some(b"ab".as_slice()));
    assert_eq!(chunks(["ab"], None).as_bytes(), None);
    assert!(Body::empty().is_end_stream() && Body::from("").is_end_stream());
    assert!(!Body::from("ab").is_end_stream());
}

#[tokio::test]
async fn lengths_are_those_of_the_rest() {
    assert_eq!(Body::empty().length(), Some(0));
    assert_eq!(Body::from("ab").length(), Some(2));
    assert_eq!(chunks(["ab"], None).length(), None);
    let mut body = Body::chain(vec![
        Body::from("head"),
        chunks(["a", "b"], Some(2)),
        Body::from("tail"),
    ]);
    assert_eq!(body.length(), Some(10));
    body.chunk().await.expect("chunk").expect("head");
    body.chunk().await.expect("chunk").expect("a");
    assert_eq!(body.length(), Some(5));
    assert_eq!(body.size_hint().exact(), Some(5));
    let unknown = Body::chain(vec![Body::from("head"), chunks(["a"], None)]);
    assert_eq!(unknown.length(), None);
    let absurd = Body::chain(vec![Body::from("head"), chunks(["a"], Some(u64::MAX))]);
    assert_eq!(absurd.length(), None);
}

#[tokio::test]
async fn a_stream_of_another_length_is_never_handed_out_as_complete() {
    for parts in [
        &["a"] as &[_],
        &["abc"],
        &["a", "b", "c"],
        &["ab", "", "c", ""],
        &["", "", "abc"],
        &["", ""],
        &[],
    ] {
        let whole = parts.concat();
        let actual = whole.len();
        for stated in 0..6_usize {
            let stream = stream::iter(parts.to_vec()).map(Item::Ok);
            let mut body = Body::stream(stream, u64::try_from(stated).ok());
            // As an HTTP stack reads: no further than the stated length.
            let (mut text, mut problem) = (Vec::new(), None);
            while problem.is_none() && text.len() < stated {
                match body.chunk().await {
                    Ok(Some(chunk)) => text.extend_from_slice(&chunk),
                    Ok(None) => break,
                    Err(error) => problem = Some(error.to_string()),
                }
                assert_eq!(
                    body.length(),
                    Some(0)
                        .filter(|_| problem.is_some())
                        .or(u64::try_from(stated - text.len()).ok())
                );
            }
            // A body without bytes is not read at all; see `UploadBody`.
            if stated == 0 {
                problem = read(body, 10).await.1;
            }
            assert!(whole.as_bytes().starts_with(&text));
            let expected = match actual.cmp(&stated) {
                Ordering::Equal => None,
                Ordering::Greater => Some(format!("longer than the stated {stated} bytes")),
                Ordering::Less => {
                    Some(format!("ended after {actual} of the stated {stated} bytes"))
                }
            };
            assert_eq!(problem, expected, "{parts:?}, {stated}");
            assert_eq!(
                text.len() == stated && stated > 0,
                problem.is_none() && stated > 0
            );
        }
    }
}

#[tokio::test]
async fn a_stream_that_fails_after_its_last_byte_fails() {
    let parts = [Item::Ok("ab"), Err("late".into())];
    let (text, problem) = read(Body::stream(stream::iter(parts), Some(2)), 10).await;
    assert_eq!((text.as_str(), problem.as_deref()), ("", Some("late")));
}

#[tokio::test]
async fn reading_ends_at_the_limit() {
    for (limit, expected) in [(3, "abc"), (4, "abcd"), (5, "abcde"), (6, "abcde")] {
        let body = chunks(["a", "", "bcd", "e"], None);
        let (text, problem) = read(body, limit).await;
        assert_eq!((text.as_str(), problem), (expected, None), "{limit}");
    }
    assert_eq!(read(Body::from("abc"), 2).await.0, "ab");
    assert_eq!(read(Body::empty(), 2).await.0, "");
    let endless = Body::stream(stream::repeat_with(|| Item::Ok("abcd")), None);
    assert_eq!(read(endless, 1 << 20).await.0.len(), 1 << 20);
}

#[tokio::test]
async fn what_was_read_before_a_failure_is_kept() {
    let failing = [Ok("ab"), Err(HttpError::maybe_sent("reset"))];
    let (text, problem) = read(Body::stream(stream::iter(failing), None), 10).await;
    assert_eq!(text, "ab");
    assert_eq!(problem.as_deref(), Some("connection lost"));
    let mut body = Body::stream(stream::iter([Item::Err("reset".into())]), None);
    assert!(body.chunk().await.is_err());
    assert!(body.chunk().await.expect("end").is_none());
}

#[test]
fn bodies_are_shareable_and_hidden() {
    fn is_shareable<T: Send + Sync + 'static>(value: T) -> T {
        value
    }
    let text = format!(
        "{:?} {:?} {:?}",
        is_shareable(Body::from("15550100042")),
        chunks(["15550100042"], Some(11)),
        chunks(["15550100042"], None)
    );
    assert_eq!(text, "Body(11 bytes) Body(11 bytes) Body(stream)");
}
