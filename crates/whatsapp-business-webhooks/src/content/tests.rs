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
    let unnamed = message(r#"{"id":"a","type":"","hologram":{}}"#);
    assert_eq!(unnamed.content(), Content::Unknown(""));
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

/// JSON of every kind of content, with the kind that `content()` reports.
const KINDS: [(&str, &str, &str); 16] = [
    ("text", r#"{"body":"hi"}"#, "Text"),
    ("image", r#"{"id":"1"}"#, "Image"),
    ("video", r#"{"id":"1"}"#, "Video"),
    ("audio", r#"{"id":"1"}"#, "Audio"),
    ("document", r#"{"id":"1"}"#, "Document"),
    ("sticker", r#"{"id":"1"}"#, "Sticker"),
    (
        "location",
        r#"{"latitude":1.5,"longitude":2.5}"#,
        "Location",
    ),
    (
        "contacts",
        r#"[{"name":{"formatted_name":"Ann"}}]"#,
        "Contacts",
    ),
    ("button", r#"{"text":"Yes"}"#, "Button"),
    ("interactive", r#"{"type":"list_reply"}"#, "Interactive"),
    ("order", r#"{"catalog_id":"1"}"#, "Order"),
    ("reaction", r#"{"message_id":"b"}"#, "Reaction"),
    ("unsupported", r#"{"type":"poll"}"#, "Unsupported"),
    ("edit", r#"{"original_message_id":"b"}"#, "Edit"),
    ("revoke", r#"{"original_message_id":"b"}"#, "Revoke"),
    ("system", r#"{"body":"new number"}"#, "System"),
];

/// Kinds that are all in the type.
const TYPES_ONLY: [(&str, &str); 5] = [
    ("unsupported", "Unsupported"),
    ("unknown", "Unsupported"),
    ("ephemeral", "Unsupported"),
    ("request_welcome", "RequestWelcome"),
    ("media_placeholder", "MediaPlaceholder"),
];

type Name = fn(&str) -> String;

/// The models of messages, with the kinds of `KINDS` that the platform does not send in them.
fn models() -> [(&'static str, Name, &'static [&'static str]); 4] {
    fn variant(content: Content<'_>) -> String {
        let debug = format!("{content:?}");
        let end = debug.find('(').unwrap_or(debug.len());
        debug.get(..end).unwrap_or_default().to_owned()
    }
    fn decoded<T: DeserializeOwned>(json: &str) -> T {
        serde_json::from_str(json).expect(json)
    }
    [
        (
            "incoming",
            |json| variant(decoded::<IncomingMessage>(json).content()),
            &[],
        ),
        (
            "history",
            |json| variant(decoded::<HistoryMessage>(json).content()),
            &[],
        ),
        (
            "echo",
            |json| variant(decoded::<MessageEcho>(json).content()),
            &["system"],
        ),
        (
            "edited",
            |json| variant(decoded::<EditedMessage>(json).content()),
            &["system", "edit", "revoke"],
        ),
    ]
}

#[test]
fn the_models_of_messages_agree_on_the_kinds() {
    for (model, content, absent) in models() {
        for (kind, json, name) in KINDS {
            let name = if absent.contains(&kind) {
                "Unknown"
            } else {
                name
            };
            let typed = content(&format!(r#"{{"id":"a","type":"{kind}","{kind}":{json}}}"#));
            assert_eq!(typed, name, "{kind} in {model}");
            for untyped in ["", r#""type":null,"#, r#""type":"","#] {
                let json = format!(r#"{{"id":"a",{untyped}"{kind}":{json}}}"#);
                assert_eq!(content(&json), name, "{json} in {model}");
            }
            // More than one content has no meaning without a type.
            if kind != "text" && !absent.contains(&kind) {
                let json = format!(r#"{{"id":"a","text":{{"body":"hi"}},"{kind}":{json}}}"#);
                assert_eq!(content(&json), "Unknown", "{json} in {model}");
            }
        }
        for (kind, name) in TYPES_ONLY {
            let json = format!(r#"{{"id":"a","type":"{kind}","errors":[{{"code":131051}}]}}"#);
            assert_eq!(content(&json), name, "{kind} in {model}");
        }
    }
}

/// Its properties are not documented, so they may be elsewhere, and nothing of them may be printed.
#[test]
fn a_product_needs_no_properties_and_hides_those_it_has() {
    let reply = |json: &str| serde_json::from_str::<InteractiveReply>(json).expect(json);
    let bare = reply(r#"{"type":"product"}"#);
    assert_eq!(bare.content(), InteractiveContent::Product);
    let full = reply(r#"{"type":"product","product":{"title":"Red kettle"}}"#);
    assert_eq!(full.product.get("title"), Some(&"Red kettle".into()));
    assert!(!format!("{full:?} {:?}", full.content()).contains("kettle"));
}

#[test]
fn replies_without_a_type_are_the_only_one() {
    for kind in [
        "button_reply",
        "list_reply",
        "nfm_reply",
        "call_permission_reply",
        "payment_method",
        "product",
    ] {
        let reply = |json: &str| serde_json::from_str::<InteractiveReply>(json).expect(json);
        let typed = reply(&format!(r#"{{"type":"{kind}","{kind}":{{"id":"1"}}}}"#));
        let untyped = reply(&format!(r#"{{"{kind}":{{"id":"1"}}}}"#));
        assert_eq!(typed.content(), untyped.content());
        assert!(
            !matches!(typed.content(), InteractiveContent::Unknown(_)),
            "{kind}"
        );
    }
    let two: InteractiveReply =
        serde_json::from_str(r#"{"button_reply":{},"list_reply":{}}"#).expect("reply");
    assert_eq!(two.content(), InteractiveContent::Unknown(""));
}
