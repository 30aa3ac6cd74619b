use super::*;
use crate::event::Event;
use crate::payload::Payload;

fn first(body: &str) -> Event {
    let payload = Payload::parse(body.to_owned()).expect(body);
    payload.events().next().expect("event")
}

fn handover(value: &str) -> Received<MessagingHandoversValue> {
    let body = format!(
        r#"{{"entry":[{{"id":"1","changes":[{{"field":"messaging_handovers","value":{value}}}]}}]}}"#
    );
    match first(&body) {
        Event::Handover(handover) => handover,
        other => panic!("{other:?}"),
    }
}

fn message(value: &str) -> Received<IncomingMessage> {
    let body =
        format!(r#"{{"entry":[{{"id":"1","changes":[{{"field":"messages","value":{value}}}]}}]}}"#);
    match first(&body) {
        Event::Message(message) => message,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_type_of_a_handover_selects_its_content() {
    for (kind, taken) in [("control_passed", false), ("control_taken", true)] {
        for typed in [format!(r#""type":"{kind}","#), String::new()] {
            let found = handover(&format!(r#"{{{typed}"{kind}":{{"metadata":"order"}}}}"#));
            let change = match found.content() {
                HandoverContent::Passed(change) if !taken => change,
                HandoverContent::Taken(change) if taken => change,
                other => panic!("{other:?}"),
            };
            assert_eq!(change.metadata.as_deref(), Some("order"));
        }
        let other = handover(&format!(r#"{{"type":"control_lost","{kind}":{{}}}}"#));
        assert_eq!(other.content(), HandoverContent::Unknown("control_lost"));
        let empty = handover(&format!(r#"{{"type":"{kind}"}}"#));
        assert_eq!(empty.content(), HandoverContent::Unknown(kind));
    }
    let both = handover(r#"{"control_passed":{},"control_taken":{}}"#);
    assert_eq!(both.content(), HandoverContent::Unknown(""));
}

#[test]
fn the_user_of_a_handover_has_a_contact() {
    let contacts = r#"[{"user_id":"US.1","profile":{"name":"A"}},{"wa_id":"15550100042","profile":{"name":"B"}}]"#;
    for (sender, name) in [
        (r#"{"user_id":"US.1"}"#, Some("A")),
        (r#"{"phone_number":"15550100042"}"#, Some("B")),
        (r#"{"user_id":"US.2"}"#, None),
    ] {
        let found = handover(&format!(
            r#"{{"sender":{sender},"contacts":{contacts},"control_taken":{{}}}}"#
        ));
        let profile = found.contact().and_then(|contact| contact.profile.as_ref());
        let found = profile.and_then(|profile| profile.name.as_deref());
        assert_eq!(found, name, "{sender}");
    }
}

const SUMMARY: &str = r#"{"type":"summary","summary":{"text":"A refund."}}"#;
const HISTORY: &str =
    r#"{"type":"history","history":{"items":[{"type":"text","text":{"body":"Hello"}}]}}"#;

fn context(json: &str) -> ConversationContext {
    serde_json::from_str(json).expect(json)
}

#[test]
fn the_type_of_a_conversation_selects_its_content() {
    let summary = context(SUMMARY);
    let ConversationContent::Summary(text) = summary.content() else {
        panic!("{summary:?}");
    };
    assert_eq!(text.text.as_deref(), Some("A refund."));
    let history = context(HISTORY);
    let ConversationContent::History([item]) = history.content() else {
        panic!("{history:?}");
    };
    let text = item.text.as_deref().and_then(|text| text.body.as_deref());
    assert_eq!(text, Some("Hello"));
    for json in [SUMMARY, HISTORY] {
        let typed = context(json);
        let (_, untyped) = json.split_once(',').expect("content");
        let untyped = context(&format!("{{{untyped}"));
        assert_eq!(typed.content(), untyped.content());
        assert!(!matches!(typed.content(), ConversationContent::Unknown(_)));
    }
    for (json, kind) in [
        (r#"{"type":"dream","summary":{}}"#, "dream"),
        (r#"{"type":"summary"}"#, "summary"),
        (r#"{"summary":{},"history":{}}"#, ""),
        ("{}", ""),
    ] {
        assert_eq!(context(json).content(), ConversationContent::Unknown(kind));
    }
}

#[test]
fn an_earlier_conversation_is_found_wherever_it_is() {
    for value in [
        format!(r#"{{"control_passed":{{"conversation_context":{SUMMARY}}}}}"#),
        format!(r#"{{"control_taken":{{"conversation_context":{SUMMARY}}}}}"#),
        format!(r#"{{"control_taken":{{}},"conversation_context":{SUMMARY}}}"#),
    ] {
        let handover = handover(&value);
        assert_eq!(handover.earlier_conversation(), Some(&context(SUMMARY)));
    }
    assert_eq!(
        handover(r#"{"control_taken":{}}"#).earlier_conversation(),
        None
    );

    let found = message(&format!(
        r#"{{"messages":[{{"id":"a"}}],"conversation_context":{HISTORY}}}"#
    ));
    assert_eq!(found.earlier_conversation(), Some(context(HISTORY)));
    for value in [
        r#"{"messages":[{"id":"a"}]}"#,
        r#"{"messages":[{"id":"a","text":{"body":"conversation_context"}}]}"#,
        r#"{"messages":[{"id":"a"}],"conversation_context":null}"#,
        r#"{"messages":[{"id":"a"}],"conversation_context":7}"#,
    ] {
        assert_eq!(message(value).earlier_conversation(), None, "{value}");
    }
}

/// Stored events keep it, with what else is next to the messages.
#[test]
fn an_earlier_conversation_survives_storage() {
    let value =
        format!(r#"{{"messages":[{{"id":"a"}},{{"id":"b"}}],"conversation_context":{SUMMARY}}}"#);
    let stored = Event::Message(message(&value)).to_stored();
    let Event::Message(restored) = stored.event() else {
        panic!("{stored:?}");
    };
    assert_eq!(restored.earlier_conversation(), Some(context(SUMMARY)));
}
