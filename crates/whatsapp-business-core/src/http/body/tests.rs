use futures_util::stream;

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
async fn a_stream_of_another_length_fails() {
    let (_, problem) = read(chunks(["ab", "c"], Some(2)), 10).await;
    assert_eq!(
        problem.as_deref(),
        Some("the stream is longer than its stated length")
    );
    let (text, problem) = read(chunks(["ab", "c"], Some(4)), 10).await;
    assert_eq!(text, "abc");
    assert_eq!(
        problem.as_deref(),
        Some("the stream is shorter than its stated length")
    );
    assert_eq!(read(chunks([], Some(0)), 10).await.1, None);
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
