use std::cell::Cell;
use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

use super::*;
use crate::rt::lenient;

#[derive(Debug, Default, Deserialize, PartialEq, Serialize)]
struct Inner {
    #[serde(default, deserialize_with = "lenient::option_string")]
    name: Option<String>,
    #[serde(default, deserialize_with = "lenient::option_i64")]
    count: Option<i64>,
    next: Option<Box<Self>>,
}

#[derive(Debug, Default, Deserialize, PartialEq, Serialize)]
struct Item {
    #[serde(deserialize_with = "lenient::string")]
    id: String,
    inner: Option<Inner>,
}

#[derive(Debug, Default, Deserialize, PartialEq, Serialize)]
struct Page {
    #[serde(deserialize_with = "lenient::vec")]
    data: Vec<Item>,
    #[serde(default, deserialize_with = "lenient::scalars")]
    tags: Vec<String>,
    #[serde(default, deserialize_with = "lenient::map")]
    named: BTreeMap<String, Item>,
    #[serde(default, deserialize_with = "lenient::scalar_map")]
    counts: BTreeMap<String, i64>,
    paging: Option<Inner>,
}

fn page(json: &str) -> (Page, Vec<String>) {
    let decoded: Decoded<Page> = decode_str(json).expect(json);
    (decoded.value, decoded.left_out)
}

fn ids(page: &Page) -> Vec<&str> {
    page.data.iter().map(|item| item.id.as_str()).collect()
}

#[test]
fn one_odd_item_costs_itself() {
    for odd in [
        "7",
        "null",
        "true",
        r#""""#,
        "[]",
        "{}",
        r#"["a"]"#,
        r#"{"id":[]}"#,
        r#"{"id":{"x":1}}"#,
        "[[]]",
    ] {
        let json =
            format!(r#"{{"data":[{{"id":"1"}},{odd},{{"id":"2"}}],"paging":{{"name":"cursor"}}}}"#);
        let (page, left_out) = page(&json);
        assert_eq!(ids(&page), ["1", "2"], "{odd}");
        assert_eq!(left_out, ["$.data[1]"], "{odd}");
        assert_eq!(
            page.paging.and_then(|inner| inner.name).as_deref(),
            Some("cursor")
        );
    }
}

#[test]
fn an_odd_optional_part_is_absent_and_its_siblings_are_kept() {
    for odd in ["7", "true", r#""x""#, r#""""#, "[]", "[1,2,3]", "[{}]"] {
        let json = format!(
            r#"{{"data":[{{"id":"1","inner":{odd}}},{{"id":"2","inner":{{"count":3}}}}]}}"#
        );
        let (page, left_out) = page(&json);
        assert_eq!(ids(&page), ["1", "2"], "{odd}");
        assert_eq!(page.data[0].inner, None, "{odd}");
        assert_eq!(
            page.data[1].inner.as_ref().and_then(|inner| inner.count),
            Some(3)
        );
        assert_eq!(left_out, ["$.data[0].inner"], "{odd}");
    }
    let (page, left_out) =
        page(r#"{"data":[{"id":1,"inner":{"count":"N/A","name":{},"next":{"count":[]}}}]}"#);
    assert_eq!(ids(&page), ["1"]);
    let next = Some(Box::default());
    assert_eq!(
        page.data[0].inner,
        Some(Inner {
            next,
            ..Inner::default()
        })
    );
    assert_eq!(
        left_out,
        [
            "$.data[0].inner.count",
            "$.data[0].inner.name",
            "$.data[0].inner.next.count"
        ]
    );
}

#[test]
fn a_single_value_stands_for_a_list() {
    let (page, left_out) = page(r#"{"data":{"id":"1"},"tags":"a"}"#);
    assert_eq!(ids(&page), ["1"]);
    assert_eq!(page.tags, ["a"]);
    assert_eq!(left_out, Vec::<String>::new());
    for empty in ["null", r#""""#, "{}"] {
        let json = format!(r#"{{"data":{empty},"tags":{empty},"paging":{{"name":"c"}}}}"#);
        let decoded: Decoded<Page> = decode_str(&json).expect(&json);
        assert!(
            decoded.value.data.is_empty() && decoded.value.tags.is_empty(),
            "{empty}"
        );
        assert!(decoded.value.paging.is_some());
    }
}

#[test]
fn maps_lose_their_odd_entries() {
    let (page, mut left_out) = page(
        r#"{"data":[],"named":{"a":{"id":"1"},"b":[]},"counts":{"x":"1","y":{},"z":null},"tags":["a",[],7]}"#,
    );
    assert_eq!(page.named.keys().collect::<Vec<_>>(), ["a"]);
    assert_eq!(page.counts, BTreeMap::from([("x".to_owned(), 1)]));
    assert_eq!(page.tags, ["a", "7"]);
    left_out.sort();
    assert_eq!(left_out, ["$.counts.y", "$.named.b", "$.tags[1]"]);
}

#[test]
fn objects_are_never_decoded_by_position() {
    let error = decode_str::<Page>("[[],[],{},{},null]").expect_err("a list");
    assert_eq!(error, DecodeError::Data { place: "$".into() });
    let (page, _) = page(r#"{"data":[["1",null],{"id":"2","inner":["n",1]}]}"#);
    assert_eq!(ids(&page), ["2"]);
    assert_eq!(page.data[0].inner, None);
}

#[test]
fn text_is_repaired_once() {
    let body = b"{\"data\":[{\"id\":\"\\ud83d\",\"inner\":{\"name\":\"\xff\",\"count\":1e999}},{\"id\":\"a\0b\"}]}";
    let decoded: Decoded<Page> = decode(body).expect("decode");
    let [first, second] = decoded.value.data.as_slice() else {
        panic!("two items");
    };
    assert_eq!(first.id, "\u{fffd}");
    let inner = first.inner.as_ref().expect("inner");
    assert_eq!(
        (inner.name.as_deref(), inner.count),
        (Some("\u{fffd}"), None)
    );
    assert_eq!(second.id, "a\0b");
    assert_eq!(decoded.left_out, ["$.data[0].inner.count"]);
}

#[test]
fn properties_that_occur_twice_have_their_last_value() {
    let (page, _) = page(r#"{"data":[],"data":[{"id":"1","id":"2"}]}"#);
    assert_eq!(ids(&page), ["2"]);
}

#[test]
fn what_is_required_at_the_root_is_an_error_that_names_its_place_and_no_data() {
    for (json, text) in [
        ("{}", "at $"),
        (r#"{"data":[]"#, "it ends early at line 1 column 10"),
        ("<html>", "it is not JSON at line 1 column 1"),
        ("", "it ends early at line 1 column 0"),
        ("7", "at $"),
    ] {
        let error = decode_str::<Page>(json).expect_err(json);
        assert_eq!(error.to_string(), text, "{json}");
    }
    let error =
        decode_str::<BTreeMap<String, Item>>(r#"{"15550100042":{"id":[]}}"#).expect_err("id");
    assert_eq!(error.to_string(), "at $.*.id");
}

#[test]
fn many_odd_parts_are_left_out_with_work_that_grows_with_the_text() {
    let items = vec![r#"{"id":"1","inner":[]},{"id":[]}"#; 5_000].join(",");
    let (page, left_out) = page(&format!(r#"{{"data":[{items}]}}"#));
    assert_eq!(page.data.len(), 5_000);
    assert_eq!(left_out.len(), 100);
    // More odd parts than one unit may lose.
    let fields: Vec<String> = (0..200).map(|n| format!(r#""f{n}":[]"#)).collect();
    let json = format!(r#"{{"a":{{{}}}}}"#, fields.join(","));
    assert!(decode_str::<BTreeMap<String, BTreeMap<String, Option<Inner>>>>(&json).is_err());
}

thread_local! {
    /// Values that were decoded.
    static DECODED: Cell<usize> = const { Cell::new(0) };
}

/// A number that counts how often it is decoded.
#[derive(Debug)]
struct Counted;

impl<'de> Deserialize<'de> for Counted {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        DECODED.set(DECODED.get() + 1);
        u64::deserialize(deserializer).map(|_| Self)
    }
}

#[derive(Debug, Deserialize)]
struct CountedItem {
    #[serde(rename = "n")]
    _n: Option<Counted>,
    #[serde(rename = "items", default, deserialize_with = "lenient::vec")]
    _items: Vec<Counted>,
}

#[derive(Debug, Deserialize)]
struct CountedPage {
    #[serde(rename = "data", deserialize_with = "lenient::vec")]
    _data: Vec<CountedItem>,
}

#[test]
fn each_value_is_decoded_a_fixed_number_of_times() {
    for odd in ["{}", r#"{"n":[]}"#, r#"{"n":1,"items":[1,[],3]}"#, "7"] {
        let work = |count: usize| {
            let even = r#"{"n":1,"items":[1,2,3]},"#.repeat(4);
            let items = vec![format!("{even}{odd}"); count].join(",");
            DECODED.set(0);
            let json = format!(r#"{{"data":[{items}]}}"#);
            let _ = decode_str::<CountedPage>(&json).expect("decode");
            DECODED.get()
        };
        let (small, large) = (work(10), work(1_000));
        assert!(large <= 100 * small, "{odd}: {small} and {large}");
        // At most once in the exact pass, and twice in the tolerant one, per value.
        assert!(small <= 3 * 10 * 20, "{odd}: {small}");
    }
}

#[test]
fn large_texts_have_one_pass() {
    let json = format!(
        r#"{{"data":[{{"id":[]}}],"x":"{}"}}"#,
        "x".repeat(SECOND_PASS)
    );
    let error = decode_str::<Page>(&json).expect_err("too large");
    assert_eq!(error.to_string(), "at $.data[0].id");
}
