//! Paths and queries.

use serde_json::{Value, json};

use crate::operation::{Method, OperationInfo};
use crate::request::encode_path;
use crate::test_service::texts;
use crate::{Error, Operation, Request};

const LIST: OperationInfo = OperationInfo::get("list_templates", "/{waba_id}/message_templates");

/// An operation as the generator writes it.
struct ListTemplates {
    waba_id: String,
    name: Option<String>,
    fields: Vec<&'static str>,
}

impl Operation for ListTemplates {
    type Output = Value;
    const INFO: OperationInfo = LIST;

    fn request(&self) -> Result<Request, Error> {
        Request::builder(Self::INFO)
            .path("waba_id", &self.waba_id)
            .query("name", &self.name)
            .query("fields", &self.fields)
            .build()
    }
}

#[test]
fn equal_arguments_give_equal_requests() {
    let operation = ListTemplates {
        waba_id: "102".to_owned(),
        name: Some("a b&c".to_owned()),
        fields: vec!["id", "name"],
    };
    let request = operation.request().expect("request");
    assert_eq!(request.info(), &LIST);
    assert_eq!(request.info().method, Method::Get);
    assert_eq!(request.path(), "/102/message_templates");
    assert_eq!(request.query(), "name=a+b%26c&fields=id%2Cname");
    assert_eq!(request.payload().as_bytes(), Some(b"".as_slice()));
    assert!(request.headers().is_empty());
    let again = operation.request().expect("request");
    assert_eq!(
        (request.path(), request.query()),
        (again.path(), again.query())
    );
}

#[test]
fn lists_can_be_json() {
    let query = |ids: &[&str]| {
        let request = Request::builder(LIST).path("waba_id", "102");
        let request = request.query_json("ids", ids).build().expect("request");
        request.query().to_owned()
    };
    assert_eq!(query(&["a", "b"]), "ids=%5B%22a%22%2C%22b%22%5D");
    assert_eq!(query(&[]), "");
}

#[test]
fn absent_arguments_leave_no_query() {
    let operation = ListTemplates {
        waba_id: "102".to_owned(),
        name: None,
        fields: Vec::new(),
    };
    assert_eq!(operation.request().expect("request").query(), "");
}

fn path(template: &'static str, arguments: &[(&str, &str)]) -> Result<String, String> {
    let mut builder = Request::builder(OperationInfo::get("get_object", template));
    for (name, value) in arguments {
        builder = builder.path(name, value);
    }
    match builder.build() {
        Ok(request) => Ok(request.path().to_owned()),
        Err(error) => {
            assert!(error.is_invalid_request() && !error.is_ambiguous());
            assert_eq!(error.operation(), Some("get_object"));
            Err(error.to_string())
        }
    }
}

#[test]
fn parameters_are_set_by_name_in_any_order() {
    let template = "/{id}/x/{id_2}/{id_2x}";
    let arguments = [("id_2x", "3"), ("id", "1"), ("id_2", "2")];
    assert_eq!(path(template, &arguments).as_deref(), Ok("/1/x/2/3"));
}

#[test]
fn wrong_and_missing_parameters_are_errors() {
    for (template, arguments, problem) in [
        (
            "/{a}/{b}",
            &[("a", "1")][..],
            "a parameter of the path is not set",
        ),
        (
            "/{a}",
            &[("b", "1"), ("a", "1")],
            "the path has no parameter of that name",
        ),
        (
            "/{a}",
            &[("", "1"), ("a", "1")],
            "the path has no parameter of that name",
        ),
        (
            "/{a}",
            &[("é", "1"), ("a", "1")],
            "the path has no parameter of that name",
        ),
        (
            "/{a}",
            &[("a", "1"), ("a", "2")],
            "the path has no parameter of that name",
        ),
        (
            "/{a}",
            &[("a}", "1"), ("a", "2")],
            "the path has no parameter of that name",
        ),
        ("{a}", &[("a", "1")], "the path does not begin with `/`"),
    ] {
        assert_eq!(
            path(template, arguments),
            Err(format!("get_object: {problem}")),
            "{template} {arguments:?}"
        );
    }
}

#[test]
fn a_value_cannot_hold_a_parameter() {
    let arguments = [("a", "{b}"), ("b", "x")];
    assert_eq!(path("/{a}/{b}", &arguments).as_deref(), Ok("/%7Bb%7D/x"));
}

#[test]
fn hostile_ids_stay_one_segment() {
    for (id, segment) in [
        ("106540352242922", "106540352242922"),
        ("a/b?c#d%e", "a%2Fb%3Fc%23d%25e"),
        ("../x", "..%2Fx"),
        ("%2e%2e", "%252e%252e"),
        ("%00", "%2500"),
        ("...", "..."),
        ("\\", "%5C"),
        ("a b\r\n\t", "a%20b%0D%0A%09"),
        ("é\u{7f}", "%C3%A9%7F"),
        ("<\"^`{|}>", "%3C%22%5E%60%7B%7C%7D%3E"),
        ("!$&'()*+,;=:@[]~_-", "!$&'()*+,;=:@[]~_-"),
    ] {
        assert_eq!(path("/{id}", &[("id", id)]), Ok(format!("/{segment}")));
        assert_eq!(encode_path(id), segment);
    }
}

#[test]
fn impossible_ids_are_rejected() {
    for id in ["", ".", "..", "\0", "a\0b"] {
        let problem = path("/{id}/messages", &[("id", id)]).expect_err(id);
        assert_eq!(
            problem,
            "get_object: an id in the path is empty, consists of dots, or contains a NUL"
        );
    }
}

#[test]
fn encoded_segments_are_the_same_for_every_http_stack() {
    // `http::Uri` keeps a path as it is; `Url` must agree.
    for byte in 0..=0x7f_u8 {
        let id = format!("a{}b", char::from(byte));
        let text = format!("https://graph.facebook.com/v24.0/{}/x", encode_path(&id));
        let uri: http::Uri = text.parse().expect("URI");
        let url: url::Url = text.parse().expect("URL");
        assert_eq!(url.path(), uri.path(), "{byte:#x}");
        assert_eq!(url.path().split('/').count(), 4, "{byte:#x}");
        let mut set = url::Url::parse("https://graph.facebook.com").expect("URL");
        set.set_path(uri.path());
        assert_eq!(set.path(), uri.path(), "{byte:#x}");
    }
}

#[test]
fn query_parameters_have_graph_spelling() {
    for (value, expected) in [
        (json!("a b"), "name=a+b"),
        (json!("a&b=c#d"), "name=a%26b%3Dc%23d"),
        (json!(""), "name="),
        (json!(7), "name=7"),
        (json!(1.5), "name=1.5"),
        (json!(true), "name=true"),
        (json!(null), ""),
        (json!([]), ""),
        (json!([null]), ""),
        (json!(["id", "name"]), "name=id%2Cname"),
        (json!([1, null, 2]), "name=1%2C2"),
        (json!({"a": 1}), "name=%7B%22a%22%3A1%7D"),
        (json!([{"a": 1}]), "name=%5B%7B%22a%22%3A1%7D%5D"),
        (json!([[1], [2]]), "name=%5B%5B1%5D%2C%5B2%5D%5D"),
    ] {
        let request = Request::builder(OperationInfo::get("get_object", "/1"))
            .query("name", &value)
            .build()
            .expect("request");
        assert_eq!(request.query(), expected, "{value}");
    }
}

#[test]
fn hostile_query_names_stay_names() {
    let request = Request::builder(OperationInfo::get("get_object", "/1"))
        .query("a&b=c", "d")
        .query("e", &1)
        .build()
        .expect("request");
    assert_eq!(request.query(), "a%26b%3Dc=d&e=1");
}

#[test]
fn filters_follow_the_expanded_field() {
    let expand = |field, filters: Option<&Value>| {
        Request::builder(OperationInfo::get("get_analytics", "/1"))
            .expansion("fields", field, filters)
            .build()
            .map(|request| {
                let pairs = url::form_urlencoded::parse(request.query().as_bytes());
                pairs
                    .map(|(name, value)| format!("{name}: {value}"))
                    .collect::<Vec<_>>()
            })
    };
    // In alphabetical order, as it depends on a feature of serde_json whether another one is kept.
    let filters =
        json!({"granularity": "DAY", "none": null, "phone_numbers": ["1", "2"], "start": 1});
    assert_eq!(
        expand("analytics", Some(&filters)).expect("request"),
        [r#"fields: analytics.granularity(DAY).phone_numbers(["1","2"]).start(1)"#]
    );
    assert_eq!(
        expand("conversations", Some(&json!({}))).expect("request"),
        ["fields: conversations"]
    );
    assert!(expand("analytics", None).expect("request").is_empty());
    let error = expand("analytics", Some(&json!(7))).expect_err("no object");
    assert!(error.is_invalid_request());
}

/// Cannot be encoded.
struct Unencodable;

impl serde::Serialize for Unencodable {
    fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("no text"))
    }
}

#[test]
fn arguments_that_cannot_be_encoded_are_errors() {
    let builder = || Request::builder(LIST).path("waba_id", "15550100042");
    for (request, problem) in [
        (
            builder().query("a", &Unencodable),
            "a query parameter cannot be encoded",
        ),
        (
            builder().expansion("fields", "a", Some(&Unencodable)),
            "a field expansion cannot be encoded",
        ),
        (builder().json(&Unencodable), "the body cannot be encoded"),
        (builder().form(&Unencodable), "the form cannot be encoded"),
        (builder().form(&json!([1])), "the form cannot be encoded"),
        (
            builder().multipart(crate::Multipart::new().field("a", &Unencodable)),
            "a field cannot be encoded",
        ),
        // The first problem is reported.
        (
            builder()
                .json(&Unencodable)
                .path("wrong", "1")
                .query("a", &Unencodable),
            "the body cannot be encoded",
        ),
    ] {
        let error = request.build().expect_err(problem);
        assert!(error.is_invalid_request() && !error.is_ambiguous());
        assert_eq!(error.to_string(), format!("list_templates: {problem}"));
        assert!(!texts(&error).contains("15550100042"));
    }
}

#[test]
fn debug_output_has_no_arguments() {
    let builder = Request::builder(LIST)
        .path("waba_id", "15550100042")
        .query("to", "15550100042")
        .json(&json!({"to": "15550100042"}));
    let before = format!("{builder:?} {builder:#?}");
    let request = builder.build().expect("request");
    let text = format!("{before} {request:?} {request:#?}");
    assert!(!text.contains("15550100042"), "{text}");
    assert!(
        text.contains("list_templates") && text.contains("Json(20 bytes)"),
        "{text}"
    );
}
