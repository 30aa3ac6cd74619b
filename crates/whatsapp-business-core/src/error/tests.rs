use std::time::Duration;

use http::{HeaderMap, StatusCode};

use super::codes::{LimitScope, Repeat};
use super::*;

const POST: Call = Call {
    operation: "send_message",
    safe: false,
};
const GET: Call = Call {
    operation: "list_templates",
    safe: true,
};

fn response(status: u16) -> ErrorResponse {
    ErrorResponse {
        status: StatusCode::from_u16(status).expect("status"),
        headers: HeaderMap::new(),
        body: None,
    }
}

fn of(graph: GraphError) -> Error {
    Error::new(Kind::Rejected)
        .with_graph(Some(graph))
        .with_response(response(400))
        .with_call(POST)
}

fn graph(status: u16, code: i64, is_transient: Option<bool>) -> Error {
    let graph = GraphError {
        code: Some(code),
        is_transient,
        ..GraphError::default()
    };
    Error::new(Kind::Rejected)
        .with_graph(Some(graph))
        .with_response(response(status))
        .with_call(POST)
}

fn rejected(status: u16) -> Error {
    Error::new(Kind::Rejected)
        .with_response(response(status))
        .with_call(POST)
}

#[test]
fn it_is_one_word() {
    assert_eq!(size_of::<Error>(), size_of::<usize>());
    assert_eq!(size_of::<Option<Error>>(), size_of::<usize>());
    fn is_shareable<T: Send + Sync + 'static>() {}
    is_shareable::<Error>();
}

#[test]
fn ambiguity_without_a_response() {
    for (kind, ambiguous) in [
        (Kind::Request("x"), false),
        (Kind::Config("x"), false),
        (Kind::Token, false),
        (Kind::Late("x"), false),
        (Kind::Checksum, false),
        (Kind::Connect { timeout: false }, false),
        (Kind::Connect { timeout: true }, false),
        (Kind::File("x"), false),
        (Kind::Paging("x"), false),
        (Kind::Partial, false),
        (Kind::Longer { stated: 1 }, false),
        (Kind::Shorter { stated: 2, read: 1 }, false),
        (Kind::Stream, false),
        (Kind::Timeout, true),
        (Kind::Connection, true),
        (Kind::Body, true),
        (Kind::Decode("x".to_owned()), true),
        (Kind::TooLong { limit: 1 }, true),
    ] {
        let name = kind.to_string();
        let error = Error::new(kind).with_call(POST);
        assert_eq!(error.is_ambiguous(), ambiguous, "{name}");
    }
    for kind in [
        Kind::Timeout,
        Kind::Connection,
        Kind::Body,
        Kind::TooLong { limit: 1 },
    ] {
        assert!(!Error::new(kind).with_call(GET).is_ambiguous());
    }
}

#[test]
fn ambiguity_of_rejections() {
    for (error, ambiguous) in [
        (rejected(302), false),
        (rejected(400), false),
        (rejected(404), false),
        (rejected(408), true),
        (rejected(429), false),
        (rejected(500), true),
        (rejected(502), true),
        (rejected(503), true),
        (rejected(504), true),
        (graph(400, 131_000, None), false),
        (graph(400, 131_056, None), false),
        (graph(422, 613, None), false),
        (graph(400, 999_999, None), false),
        // The platform failed, at whatever point.
        (graph(500, 131_000, None), true),
        (graph(500, 1, Some(true)), true),
        (graph(503, 2, None), true),
        (graph(500, 999_999, None), true),
        // The platform says no, and only the status is odd.
        (graph(500, 3, None), false),
        (graph(500, 131_045, None), false),
        (graph(500, 130_429, None), false),
        (graph(500, 100, None), false),
    ] {
        assert_eq!(error.is_ambiguous(), ambiguous, "{error}");
    }
}

#[test]
fn transience() {
    for (error, transient) in [
        (graph(400, 131_056, Some(false)), true),
        (graph(400, 100, None), false),
        (graph(400, 100, Some(true)), true),
        (graph(500, 1, None), true),
        (graph(400, 1, Some(false)), false),
        (graph(500, 131_000, Some(false)), true),
        (graph(400, 999_999, None), false),
        (rejected(503), true),
        (rejected(400), false),
        (rejected(501), false),
    ] {
        assert_eq!(error.is_transient(), transient, "{error}");
    }
}

#[test]
fn each_class_has_its_predicate() {
    type Predicate = fn(&Error) -> bool;
    let predicates: [(i64, Predicate); 10] = [
        (190, Error::is_auth),
        (10, Error::is_permission),
        (4, Error::is_rate_limited),
        (131_009, Error::is_invalid_request),
        (803, Error::is_not_found),
        (131_026, Error::is_recipient),
        (368, Error::is_policy),
        (132_000, Error::is_template),
        (131_053, Error::is_media),
        (2, Error::is_transient),
    ];
    for (code, _) in predicates {
        let error = graph(400, code, None);
        let found: Vec<_> = predicates
            .iter()
            .filter(|(_, is)| is(&error))
            .map(|(code, _)| *code)
            .collect();
        let expected: &[i64] = if code == 4 { &[4, 2] } else { &[code] };
        assert_eq!(found, expected, "{error}");
    }
    assert!(rejected(401).is_auth() && rejected(403).is_permission());
    // What the platform says counts more than the status.
    assert!(!graph(401, 138_006, None).is_auth());
}

/// A loop that waits while an error is a rate limit ends for every code that waiting does not help.
#[test]
fn rate_limits_have_a_scope_and_end_or_not() {
    for code in codes::all() {
        let error = of(GraphError {
            code: Some(code.code()),
            error_subcode: code.subcode(),
            ..GraphError::default()
        });
        let is_limit = code.class() == ErrorClass::RateLimit;
        let limit = error.rate_limit();
        assert_eq!(limit.is_some(), is_limit, "{code:?}");
        let ends = is_limit && code.repeat() != Repeat::Never;
        assert_eq!(error.is_rate_limited(), ends, "{code:?}");
        let Some(limit) = limit else { continue };
        let scope = limit.scope().expect("a limit has a scope");
        let is_lasting = matches!(scope, LimitScope::Spam | LimitScope::Fixed);
        assert_eq!(limit.is_temporary(), !is_lasting, "{code:?}");
        assert_eq!(limit.backoff(0).is_some(), !is_lasting, "{code:?}");
        assert_eq!(limit.retry_after(), code.wait(), "{code:?}");
        assert!(!error.is_ambiguous() && error.is_transient() == ends);
    }
    for (code, scope, first) in [
        (130_429, LimitScope::Number, Some(1)),
        (131_056, LimitScope::Pair, Some(6)),
        (4, LimitScope::App, Some(1)),
        (80_007, LimitScope::Account, Some(1)),
        (133_016, LimitScope::Number, Some(259_200)),
        (131_048, LimitScope::Spam, None),
        (2_388_019, LimitScope::Fixed, None),
        (139_101, LimitScope::Fixed, None),
        (2_593_107, LimitScope::Fixed, None),
    ] {
        let limit = graph(400, code, None).rate_limit().expect("limit");
        assert_eq!(limit.scope(), Some(scope), "{code}");
        assert_eq!(limit.backoff(0), first.map(Duration::from_secs), "{code}");
        // The same error in a webhook.
        let reported = GraphError {
            code: Some(code),
            ..GraphError::default()
        };
        assert_eq!(reported.rate_limit(), Some(limit), "{code}");
    }
    let unknown = rejected(429).rate_limit().expect("limit");
    assert_eq!((unknown.scope(), unknown.is_temporary()), (None, true));
    let steps = [1, 4, 16, 64, 256, 1024, 3600, 3600];
    for (failures, seconds) in (0..).zip(steps) {
        let step = unknown.backoff(failures);
        assert_eq!(step, Some(Duration::from_secs(seconds)));
    }
    assert_eq!(unknown.backoff(u32::MAX), unknown.backoff(8));
}

#[test]
fn debug_explains_the_error_and_hides_texts() {
    let mut graph_error = GraphError {
        code: Some(100),
        message: "(#100) Invalid parameter".to_owned(),
        ..GraphError::default()
    };
    let details = |error: &GraphError| of(error.clone()).details().map(str::to_owned);
    assert_eq!(
        details(&graph_error).as_deref(),
        Some("(#100) Invalid parameter")
    );
    graph_error.error_user_msg = Some("for people".to_owned());
    assert_eq!(details(&graph_error).as_deref(), Some("for people"));
    graph_error.plain_details = Some("to 15550100042".to_owned());
    assert_eq!(details(&graph_error).as_deref(), Some("to 15550100042"));
    let error = of(graph_error);
    let debug = format!("{error:?}");
    assert!(debug.contains("kind: invalid parameter, status: Some(400), class: Some(InvalidParameter), title: \"A parameter is"), "{debug}");
    assert!(debug.contains("help: Some(\"Correct what"), "{debug}");
    assert!(!debug.contains("15550100042") && !debug.contains("people"));
    let debug = format!("{:?}", graph(400, 999_999, None));
    assert!(debug.contains("kind: rejected by the platform,"), "{debug}");
    let debug = format!("{:?}", rejected(502));
    assert!(debug.contains("kind: rejected without a Graph error,"));
    assert_eq!(rejected(502).details(), None);
}

#[test]
fn display_is_one_line_that_says_what_and_where() {
    for (error, text) in [
        (
            graph(400, 131_056, None),
            "send_message: rate limit reached (code 131056, HTTP 400)",
        ),
        (
            graph(400, 999_999, None),
            "send_message: rejected by the platform (code 999999, HTTP 400)",
        ),
        (
            Error::new(Kind::TooLong { limit: 7 }),
            "request failed: the content is longer than 7 bytes",
        ),
        (
            Error::new(Kind::Token).with_call(GET),
            "list_templates: no access token: the token source failed",
        ),
    ] {
        assert_eq!(error.to_string(), text);
    }
    let error = Error::new(Kind::Token).with_source("the vault is closed");
    assert!(!error.to_string().contains("vault"));
    let source = std::error::Error::source(&error).map(ToString::to_string);
    assert_eq!(source.as_deref(), Some("the vault is closed"));
}

#[test]
fn trace_ids_are_shown_only_when_they_look_like_one() {
    for (trace, printed) in [("AbC1", true), ("15550100042", false), ("a b", false)] {
        let error = Error::new(Kind::Rejected).with_graph(Some(GraphError {
            fbtrace_id: Some(trace.to_owned()),
            ..GraphError::default()
        }));
        assert_eq!(error.to_string().contains(trace), printed);
        assert_eq!(format!("{error:?}").contains(trace), printed);
        assert_eq!(error.trace_id(), Some(trace));
    }
}

#[test]
fn error_objects_decode_from_every_spelling() {
    let plain: GraphErrorResponse = serde_json::from_str(
        r#"{"error":{"message":"m","type":"OAuthException","code":"100","error_subcode":33,
        "is_transient":"false","error_data":"{\"details\":\"d\"}","fbtrace_id":null,"new":[1]}}"#,
    )
    .expect("decode");
    let error = plain.error.expect("error");
    assert_eq!((error.code, error.error_subcode), (Some(100), Some(33)));
    assert_eq!(error.class(), Some(ErrorClass::NotFound));
    assert_eq!(error.is_transient, Some(false));
    let details = |error: &GraphError| error.error_data.clone().and_then(|data| data.details);
    assert_eq!(details(&error).as_deref(), Some("d"));
    for (data, expected) in [
        (r#""text""#, Some("text")),
        (r#"{"details":"d","blame_field_specs":[["a"]]}"#, Some("d")),
        (r#"{"blame_field_specs":null}"#, None),
        ("null", None),
        ("[1]", None),
    ] {
        let json = format!(r#"{{"message":null,"code":131009,"error_data":{data}}}"#);
        let error: GraphError = serde_json::from_str(&json).expect(data);
        assert_eq!(details(&error).as_deref(), expected, "{data}");
        assert_eq!(error.message, "");
    }
}

#[test]
fn an_error_in_text_that_must_be_repaired_is_read() {
    let lone = r#"{"error":{"message":"\ud83d","code":131047}}"#;
    let latin = b"{\"error\":{\"message\":\"\xe9\",\"code\":131047}}";
    for body in [lone.as_bytes(), latin] {
        let error = GraphError::from_body(body).expect("error");
        assert_eq!(
            (error.code, error.message.as_str()),
            (Some(131_047), "\u{fffd}")
        );
        assert!(GraphError::in_success(body).is_some());
    }
}

#[test]
fn problems_of_the_other_host_become_errors() {
    let body = r#"{"title":"Forbidden","detail":"Terms are missing.","type":"about:blank","status":"403"}"#;
    let problem: GraphErrorResponse = serde_json::from_str(body).expect("decode");
    assert_eq!(problem.status, Some(403));
    assert!(!format!("{problem:?}").contains("Terms"), "{problem:?}");
    let error = problem.into_error().expect("error");
    assert_eq!(GraphError::from_body(body.as_bytes()), Some(error.clone()));
    assert_eq!(error.details(), Some("Terms are missing."));
    assert_eq!(error.title.as_deref(), Some("Forbidden"));
    assert_eq!(error.message, "Terms are missing.");
    assert_eq!(error.kind.as_deref(), Some("about:blank"));
    assert_eq!((error.code, error.class()), (None, None));
    for body in [
        "{}",
        r#"{"status":403}"#,
        r#"{"title":null,"detail":[]}"#,
        "[]",
    ] {
        assert_eq!(GraphError::from_body(body.as_bytes()), None, "{body}");
    }
}

#[test]
fn details_are_read_where_they_are() {
    for (json, expected) in [
        (r#"{"code":131051,"title":"t","details":"d"}"#, Some("d")),
        (
            r#"{"code":131051,"details":"old","error_data":{"details":"new"}}"#,
            Some("new"),
        ),
        (
            r#"{"code":131051,"details":"old","error_data":{}}"#,
            Some("old"),
        ),
        (r#"{"code":131051,"details":null}"#, None),
    ] {
        let error: GraphError = serde_json::from_str(json).expect("decode");
        assert_eq!(error.details(), expected, "{json}");
        assert!(!format!("{error:?}").contains("old"));
    }
}

#[cfg(feature = "client")]
#[test]
fn an_error_is_found_alone_or_in_a_list() {
    for (body, code) in [
        (r#"{"error":{"code":190}}"#, Some(190)),
        (
            r#"{"errors":[{"code":"1013","title":"t","details":"d"}]}"#,
            Some(1013),
        ),
        (r#"{"errors":[null,7,{"code":1013}]}"#, Some(1013)),
        (r#"{"error":"text","errors":[{"code":1013}]}"#, Some(1013)),
        (r#"{"error":{"code":190},"errors":"odd"}"#, Some(190)),
        (r#"{"errors":[]}"#, None),
        (r#"{"error":{}}"#, None),
        ("[1]", None),
        ("", None),
    ] {
        let error = GraphError::from_body(body.as_bytes());
        assert_eq!(error.and_then(|error| error.code), code, "{body}");
    }
}

#[test]
fn error_objects_encode_as_they_came_and_print_nothing_personal() {
    let json = r#"{"message":"to 15550100042","type":"OAuthException","code":131026,"error_data":{"messaging_product":"whatsapp","details":"to 15550100042"},"error_user_msg":"15550100042","fbtrace_id":"AbC"}"#;
    let error: GraphError = serde_json::from_str(json).expect("decode");
    assert_eq!(serde_json::to_string(&error).expect("encode"), json);
    let debug = format!("{error:?} {error:#?} {:?}", error.error_data);
    assert!(!debug.contains("15550100042"), "{debug}");
    assert!(debug.contains("131026") && debug.contains("OAuthException"));
}
