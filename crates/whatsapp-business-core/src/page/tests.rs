use std::sync::{Arc, Mutex};

use futures_util::TryStreamExt as _;

use super::*;
use crate::error::{Error, Kind};

#[derive(Clone, Debug, Default, serde::Deserialize)]
struct Numbers {
    data: Vec<u32>,
    paging: Option<Paging>,
}

impl Page for Numbers {
    type Item = u32;

    fn items(self) -> Vec<u32> {
        self.data
    }

    fn paging(&self) -> Option<&Paging> {
        self.paging.as_ref()
    }

    fn is_empty(&self) -> bool {
        self.data.is_empty()
    }
}

fn page(data: &[u32], after: Option<&str>, next: Option<&str>) -> Numbers {
    let cursors = after.map(|after| Cursors {
        before: None,
        after: Some(after.to_owned()),
    });
    Numbers {
        data: data.to_vec(),
        paging: Some(Paging {
            cursors,
            next: next.map(Into::into),
            previous: None,
        }),
    }
}

type Asked = Arc<Mutex<Vec<Option<String>>>>;

/// A list of these pages; `None` is a failure.
fn list(start: Option<&str>, pages: Vec<Option<Numbers>>) -> (Pages<Numbers>, Asked) {
    let asked = Asked::default();
    let log = Arc::clone(&asked);
    let mut pages = pages.into_iter();
    let pages = Pages::new(start.map(str::to_owned), move |after| {
        log.lock().expect("log").push(after);
        let page = pages.next().expect("no further page");
        Box::pin(async move {
            tokio::task::yield_now().await;
            page.ok_or_else(|| Error::new(Kind::Timeout))
        })
    });
    (pages, asked)
}

fn asked(asked: &Asked) -> Vec<Option<String>> {
    asked.lock().expect("log").clone()
}

const NEXT: Option<&str> = Some("https://graph.facebook.com/v24.0/1?access_token=secret");

#[tokio::test]
async fn continues_while_next_is_present() {
    let (pages, log) = list(
        None,
        vec![
            Some(page(&[1, 2], Some("a"), NEXT)),
            Some(page(&[], Some("b"), NEXT)),
            Some(page(&[3], Some("c"), None)),
        ],
    );
    let items: Vec<_> = pages.items().try_collect().await.expect("items");
    assert_eq!(items, [1, 2, 3]);
    assert_eq!(
        asked(&log),
        [None, Some("a".to_owned()), Some("b".to_owned())]
    );
}

#[tokio::test]
async fn whole_pages_come_one_by_one() {
    let (mut pages, _) = list(
        Some("s"),
        vec![Some(page(&[1], Some("a"), NEXT)), Some(Numbers::default())],
    );
    assert_eq!(pages.cursor(), Some("s"));
    let first = pages.try_next().await.expect("page").expect("first");
    assert_eq!(first.data, [1]);
    assert_eq!((pages.cursor(), pages.is_done()), (Some("a"), false));
    let second = pages.try_next().await.expect("page").expect("second");
    assert!(second.data.is_empty());
    assert_eq!((pages.cursor(), pages.is_done()), (None, true));
    assert!(pages.try_next().await.expect("end").is_none());
    assert!(pages.try_next().await.expect("end").is_none());
    assert!(!format!("{first:?}").contains("secret"));
}

#[tokio::test]
async fn a_repeated_cursor_is_an_error() {
    for (start, second) in [(None, "a"), (Some("a"), "b")] {
        let (mut pages, _) = list(
            start,
            vec![
                Some(page(&[1], Some(second), NEXT)),
                Some(page(&[2], Some("a"), NEXT)),
            ],
        );
        pages.try_next().await.expect("first");
        // What was received is not lost.
        let page = pages.try_next().await.expect("page").expect("second");
        assert_eq!(page.data, [2]);
        assert_eq!((pages.cursor(), pages.is_done()), (Some(second), false));
        let error = pages.try_next().await.expect_err("repeated");
        assert!(error.is_paging());
        assert_eq!((pages.cursor(), pages.is_done()), (Some(second), false));
        assert!(pages.try_next().await.expect("end").is_none());
    }
}

#[tokio::test]
async fn the_cursor_is_read_from_the_url_when_it_is_nowhere_else() {
    let next = "https://graph.facebook.com/v24.0/1?limit=2&after=QVFI%3D&access_token=secret";
    let (pages, log) = list(
        None,
        vec![
            Some(page(&[1], None, Some(next))),
            Some(page(&[2], None, None)),
        ],
    );
    assert_eq!(
        pages.items().try_collect::<Vec<_>>().await.expect("items"),
        [1, 2]
    );
    assert_eq!(asked(&log)[1].as_deref(), Some("QVFI="));
}

#[tokio::test]
async fn a_page_that_cannot_be_continued_is_returned_before_the_error() {
    for next in [NEXT, Some("not a URL"), Some("/v24.0/1?limit=2")] {
        let (pages, _) = list(None, vec![Some(page(&[1, 2], None, next))]);
        let mut items = pages.items();
        assert_eq!(items.try_next().await.expect("item"), Some(1));
        assert_eq!(items.try_next().await.expect("item"), Some(2));
        let error = items.try_next().await.expect_err("no cursor");
        assert!(error.is_paging(), "{next:?}");
        assert_eq!(items.try_next().await.expect("end"), None);
    }
}

#[tokio::test]
async fn a_list_of_empty_pages_ends() {
    let empty = |number: usize| page(&[], Some(&number.to_string()), NEXT);
    let full = |number: usize| page(&[7], Some(&number.to_string()), NEXT);
    let pages = (0..99).map(empty).chain([full(99)]);
    let pages = pages.chain((100..1_000).map(empty)).map(Some).collect();
    let (pages, log) = list(None, pages);
    let mut items = pages.items();
    assert_eq!(items.try_next().await.expect("item"), Some(7));
    assert!(items.try_next().await.expect_err("endless").is_paging());
    assert_eq!(asked(&log).len(), 200);
}

#[tokio::test]
async fn lists_without_next_continue_by_cursor_until_an_empty_page() {
    let (pages, log) = list(
        None,
        vec![
            Some(page(&[1], Some("a"), None)),
            Some(page(&[2], Some("b"), None)),
            Some(page(&[], Some("c"), None)),
        ],
    );
    let items: Vec<_> = pages
        .continuing(Continue::ByCursor)
        .items()
        .try_collect()
        .await
        .expect("items");
    assert_eq!(items, [1, 2]);
    assert_eq!(asked(&log).len(), 3);
    let (pages, _) = list(
        None,
        vec![
            Some(page(&[1], Some("a"), None)),
            Some(page(&[2], Some("a"), None)),
        ],
    );
    let pages = pages.continuing(Continue::ByCursor);
    assert_eq!(
        pages.items().try_collect::<Vec<_>>().await.expect("items"),
        [1, 2]
    );
}

#[tokio::test]
async fn after_an_error_the_list_is_resumed_by_cursor() {
    let (mut pages, _) = list(None, vec![Some(page(&[1], Some("a"), NEXT)), None]);
    pages.try_next().await.expect("first");
    assert!(pages.try_next().await.expect_err("failure").is_timeout());
    assert_eq!((pages.cursor(), pages.is_done()), (Some("a"), false));
    assert!(pages.try_next().await.expect("end").is_none());
}

#[tokio::test]
async fn items_stop_at_their_limit() {
    let (pages, log) = list(None, vec![Some(page(&[1, 2], Some("a"), NEXT))]);
    let mut items = pages.items().max_items(2);
    assert_eq!(items.cursor(), None);
    assert_eq!(items.try_next().await.expect("item"), Some(1));
    assert_eq!(items.cursor(), None, "the first page is not used up");
    assert_eq!(items.try_next().await.expect("item"), Some(2));
    assert_eq!(items.cursor(), Some("a"));
    assert_eq!(items.try_next().await.expect("item"), None);
    assert_eq!(asked(&log).len(), 1);
}

#[tokio::test]
async fn cancelling_loses_nothing() {
    let (mut pages, log) = list(None, vec![Some(page(&[1], None, None))]);
    {
        let mut waiting = Box::pin(pages.try_next());
        let poll = std::future::poll_fn(|context| {
            std::task::Poll::Ready(waiting.as_mut().poll(context).is_ready())
        });
        assert!(!poll.await);
    }
    assert!(pages.try_next().await.expect("page").is_some());
    assert_eq!(asked(&log).len(), 1);
}

#[test]
fn urls_of_pages_are_secret() {
    let json = r#"{"cursors":{"before":"b","after":1},"next":"https://example.org/?access_token=secret","previous":null,"new":1}"#;
    let paging: Paging = serde_json::from_str(json).expect("decode");
    assert_eq!(
        paging.cursors.as_ref().and_then(|c| c.after.as_deref()),
        Some("1")
    );
    assert!(paging.previous.is_none());
    assert!(!format!("{paging:?}").contains("secret"));
    assert!(
        serde_json::to_string(&paging)
            .expect("encode")
            .contains("secret")
    );
}
