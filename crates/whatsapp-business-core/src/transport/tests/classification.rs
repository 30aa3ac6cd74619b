//! Errors that are made from failures of the HTTP stack.

use crate::error::Error;
use crate::http::HttpError;
use crate::operation::Method;
use crate::test_service::{Outcome, TestService, broken, call, reply, texts};

/// Predicates that decide about a repetition.
#[derive(Debug, Default, PartialEq)]
struct Verdict {
    connect: bool,
    timeout: bool,
    ambiguous: bool,
    transient: bool,
}

fn verdict(error: &Error) -> Verdict {
    Verdict {
        connect: error.is_connect(),
        timeout: error.is_timeout(),
        ambiguous: error.is_ambiguous(),
        transient: error.is_transient(),
    }
}

async fn fail(method: Method, outcome: Outcome) -> Error {
    let transport = TestService::new([outcome]).transport();
    call(&transport, method, "/1").await.expect_err("failure")
}

/// A body that reports an error is an error, also with a status of success and for a model that would take anything.
#[tokio::test]
async fn an_error_in_a_success_is_an_error() {
    let error = r#"{"message":"expired","type":"OAuthException","code":190,"fbtrace_id":"A"}"#;
    for body in [
        format!(r#"{{"error":{error}}}"#),
        format!(r#"{{"data":[],"error":{error}}}"#),
        format!("{{ \"error\" :\n {error} }}"),
    ] {
        for status in [200, 201, 202] {
            let transport = TestService::new([reply(status, body.clone())]).transport();
            let error = call(&transport, Method::Post, "/1").await;
            let error = error.expect_err("rejection");
            assert!(error.is_auth() && !error.is_ambiguous(), "{error:?}");
            assert_eq!(error.graph().and_then(|graph| graph.code), Some(190));
            assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
            assert_eq!(error.body().map(|body| &**body), Some(body.as_bytes()));
        }
    }
}

/// What only looks like one is not.
#[tokio::test]
async fn another_use_of_the_name_is_no_error() {
    for body in [
        r#"{"error":null}"#,
        r#"{"error":"INVALID_PROPERTY"}"#,
        r#"{"error":{}}"#,
        r#"{"data":[{"error":{"code":190}}]}"#,
        r#"{"message":"the \"error\" is yours"}"#,
        // The documented partial success of blocking.
        r#"{"block_users":{"added_users":[]},"error":{"code":139100}}"#,
    ] {
        let transport = TestService::new([reply(200, body)]).transport();
        let response = call(&transport, Method::Post, "/1").await;
        assert!(response.is_ok(), "{body}: {response:?}");
    }
}

#[tokio::test]
async fn failures_are_classified_by_what_may_have_been_sent() {
    type Failure = fn() -> HttpError;
    let failures: [(Failure, Verdict, &str); 4] = [
        (
            || HttpError::not_sent("refused"),
            Verdict {
                connect: true,
                transient: true,
                ..Verdict::default()
            },
            "send_message: no connection",
        ),
        (
            || HttpError::not_sent("refused").timed_out(),
            Verdict {
                connect: true,
                timeout: true,
                transient: true,
                ..Verdict::default()
            },
            "send_message: timeout while connecting",
        ),
        (
            || HttpError::maybe_sent("reset"),
            Verdict {
                ambiguous: true,
                transient: true,
                ..Verdict::default()
            },
            "send_message: connection lost",
        ),
        (
            || HttpError::maybe_sent("late").timed_out(),
            Verdict {
                timeout: true,
                ambiguous: true,
                transient: true,
                ..Verdict::default()
            },
            "send_message: timeout",
        ),
    ];
    for (failure, expected, text) in failures {
        for method in [Method::Post, Method::Put, Method::Delete] {
            let error = fail(method, Err(failure())).await;
            assert_eq!(verdict(&error), expected, "{text}");
            assert_eq!(error.to_string(), text);
            assert!(error.status().is_none() && error.body().is_none());
            let source = std::error::Error::source(&error).map(ToString::to_string);
            assert!(source.is_some_and(|source| !text.contains(&source)));
        }
        let get = fail(Method::Get, Err(failure())).await;
        let expected = Verdict {
            ambiguous: false,
            ..expected
        };
        assert_eq!(verdict(&get), expected, "{text}");
    }
}

#[tokio::test]
async fn bodies_that_end_early_are_ambiguous() {
    for (error, timeout, text) in [
        (
            HttpError::maybe_sent("reset"),
            false,
            "send_message: the response body ended early (HTTP 200)",
        ),
        (
            HttpError::maybe_sent("late").timed_out(),
            true,
            "send_message: timeout (HTTP 200)",
        ),
    ] {
        let error = fail(
            Method::Post,
            reply(200, broken(r#"{"to":"15550100042"#, error)),
        )
        .await;
        let expected = Verdict {
            timeout,
            ambiguous: true,
            transient: true,
            ..Verdict::default()
        };
        assert_eq!(verdict(&error), expected);
        assert_eq!(error.to_string(), text);
        assert!(error.body().is_none());
        assert!(!texts(&error).contains("15550100042"));
    }
    let body = broken("{", HttpError::maybe_sent("reset"));
    let get = fail(Method::Get, reply(200, body)).await;
    assert!(!get.is_ambiguous() && get.is_transient());
    // Part of the body of an error is better than nothing.
    let body = broken(r#"{"error":{"code":190}}"#, HttpError::maybe_sent("reset"));
    let error = fail(Method::Post, reply(400, body)).await;
    assert!(error.is_auth() && !error.is_ambiguous());
}

#[test]
fn failures_describe_themselves() {
    for (error, maybe_sent, timeout, text) in [
        (HttpError::not_sent("cause"), false, false, "no connection"),
        (
            HttpError::not_sent("cause").timed_out(),
            false,
            true,
            "timeout while connecting",
        ),
        (
            HttpError::maybe_sent("cause"),
            true,
            false,
            "connection lost",
        ),
        (
            HttpError::maybe_sent("cause").timed_out(),
            true,
            true,
            "timeout",
        ),
    ] {
        assert_eq!(
            (error.is_maybe_sent(), error.is_timeout()),
            (maybe_sent, timeout)
        );
        assert_eq!(error.to_string(), text);
        assert!(format!("{error:?}").contains("cause"));
        let source = std::error::Error::source(&error).map(ToString::to_string);
        assert_eq!(source.as_deref(), Some("cause"));
    }
}
