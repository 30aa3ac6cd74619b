use super::*;

fn message(json: &str) -> IncomingMessage {
    serde_json::from_str(json).expect(json)
}

#[test]
fn the_type_selects_the_content_and_the_content_is_required() {
    let text = message(r#"{"id":"a","type":"text","text":{"body":"hi"},"image":{"id":"1"}}"#);
    assert!(matches!(text.content(), Content::Text(_)));
    let without_content = message(r#"{"id":"a","type":"text","image":{"id":"1"}}"#);
    assert_eq!(without_content.content(), Content::Unknown("text"));
    assert_eq!(message(r#"{"id":"a"}"#).content(), Content::Unknown(""));
    let new = message(r#"{"id":"a","type":"hologram","hologram":{}}"#);
    assert_eq!(new.content(), Content::Unknown("hologram"));
    let none = message(r#"{"id":"a","type":"contacts","contacts":[]}"#);
    assert_eq!(none.content(), Content::Unknown("contacts"));
}

#[test]
fn unsupported_has_former_names_and_optional_details() {
    for kind in ["unsupported", "unknown", "ephemeral"] {
        let message = message(&format!(r#"{{"id":"a","type":"{kind}"}}"#));
        assert_eq!(message.content(), Content::Unsupported(None));
    }
}

#[test]
fn edits_have_their_own_content() {
    let edit = message(
        r#"{"id":"a","type":"edit","edit":{"original_message_id":"b","message":{"type":"text","text":{"body":"hi"}}}}"#,
    );
    let Content::Edit(edit) = edit.content() else {
        panic!("{edit:?}");
    };
    let edited = edit.message.as_ref().expect("message");
    assert!(matches!(edited.content(), Content::Text(_)));
}

#[test]
fn responses_of_flows_are_decoded() {
    let flow = message(
        r#"{"id":"a","type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"response_json":"{\"size\":3}"}}}"#,
    );
    let Content::Interactive(reply) = flow.content() else {
        panic!("{flow:?}");
    };
    let InteractiveContent::Flow(flow) = reply.content() else {
        panic!("{reply:?}");
    };
    let response: serde_json::Value = flow.response().expect("response");
    assert_eq!(response["size"], 3);
    let unknown: InteractiveReply =
        serde_json::from_str(r#"{"type":"mind_reading"}"#).expect("reply");
    assert_eq!(
        unknown.content(),
        InteractiveContent::Unknown("mind_reading")
    );
}
