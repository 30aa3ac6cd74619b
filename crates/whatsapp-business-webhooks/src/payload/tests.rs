use whatsapp_business_core::Timestamp;

use super::*;
use crate::metadata::Metadata;
use crate::unknown::UnknownReason;

const MESSAGE: &str = r#"{"from":"15550100042","id":"wamid.A","timestamp":"1782900000","type":"text","text":{"body":"hi"}}"#;

fn change(items: &str) -> String {
    format!(
        r#"{{"value":{{"metadata":{{"phone_number_id":"1"}},"messages":[{items}]}},"field":"messages"}}"#
    )
}

fn body(changes: &str) -> String {
    format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"7","changes":[{changes}]}}]}}"#
    )
}

fn kinds(body: &str) -> Vec<&'static str> {
    let payload = Payload::parse(body.to_owned()).expect(body);
    payload.events().map(|event| event.kind()).collect()
}

fn reasons(body: &str) -> Vec<UnknownReason> {
    let payload = Payload::parse(body.to_owned()).expect(body);
    let unknown = payload.events().filter_map(|event| match event {
        Event::Unknown(unknown) => Some(unknown.reason().clone()),
        _ => None,
    });
    unknown.collect()
}

#[test]
fn one_malformed_event_of_a_thousand_does_not_affect_the_others() {
    for (changes_of, malformed) in [
        (1000, "{\"id\":{}}"),
        (1, "5"),
        (10, r#"{"from":"15550100042","text":{"body":"hi"}}"#),
    ] {
        let mut items = vec![MESSAGE.to_owned(); 1000];
        malformed.clone_into(&mut items[500]);
        let changes: Vec<String> = items
            .chunks(changes_of)
            .map(|items| change(&items.join(",")))
            .collect();
        let payload = Payload::parse(body(&changes.join(","))).expect("parse");
        let events: Vec<Event> = payload.events().collect();
        assert_eq!(events.len(), 1000);
        for (index, event) in events.iter().enumerate() {
            match event {
                Event::Message(message) => {
                    assert_ne!(index, 500);
                    assert_eq!(message.id.as_str(), "wamid.A");
                }
                Event::Unknown(unknown) => {
                    assert_eq!((index, unknown.raw().as_str()), (500, malformed));
                }
                other => panic!("{other:?}"),
            }
            assert_eq!(event.metadata().account().map(AsRef::as_ref), Some("7"));
            assert_eq!(
                event.metadata().phone_number_id().map(AsRef::as_ref),
                Some("1")
            );
        }
    }
}

#[test]
fn values_beyond_the_limit_are_decoded_item_by_item() {
    let many = vec![MESSAGE; 5000].join(",");
    assert!(many.len() > 256 * 1024);
    let kinds = kinds(&body(&change(&many)));
    assert_eq!(kinds.len(), 5000);
    assert!(kinds.iter().all(|kind| *kind == "Message"));
}

#[test]
fn the_path_of_an_undecodable_value_is_reported_and_nothing_is_quoted() {
    let malformed = r#"{"id":{"secret":"words"},"type":"text","text":{"body":"hi"}}"#;
    let reasons = reasons(&body(&change(malformed)));
    assert_eq!(
        reasons,
        [UnknownReason::Undecodable {
            path: "$.id".to_owned()
        }]
    );
}

#[test]
fn an_odd_part_of_an_event_costs_itself_and_is_reported() {
    for (part, left_out) in [
        (r#""context":"secret words""#, "$.context"),
        (r#""context":[]"#, "$.context"),
        (r#""context":{"id":{}}"#, "$.context.id"),
        (r#""errors":[7]"#, "$.errors[0]"),
        (r#""timestamp":[1]"#, "$.timestamp"),
        (r#""image":[1,2]"#, "$.image"),
        (
            r#""order":{"product_items":[{"quantity":{}}]}"#,
            "$.order.product_items[0].quantity",
        ),
    ] {
        let odd = format!(r#"{{"id":"wamid.B","type":"text","text":{{"body":"hi"}},{part}}}"#);
        let payload = Payload::parse(body(&change(&format!("{odd},{MESSAGE}")))).expect("parse");
        let events: Vec<Event> = payload.events().collect();
        let [Event::Message(message), Event::Message(_)] = events.as_slice() else {
            panic!("{part}: {events:?}");
        };
        let text = message.text.as_ref().and_then(|text| text.body.as_deref());
        assert_eq!(text, Some("hi"), "{part}");
        assert_eq!(message.left_out(), [left_out], "{part}");
    }
}

#[test]
fn text_that_no_decoder_takes_costs_nothing() {
    let lone = MESSAGE.replace("hi", r"\ud83d");
    let nul = MESSAGE.replace("hi", "\0");
    let contact = r#"{"wa_id":"15550100042","profile":{"name":"\ud83d"}}"#;
    let value = format!(r#"{{"contacts":[{contact}],"messages":[{lone},{nul},{MESSAGE}]}}"#);
    let body = body(&format!(r#"{{"field":"messages","value":{value}}}"#));
    let payload = Payload::parse(format!("\u{feff}{body}")).expect("parse");
    let texts: Vec<Option<String>> = payload.events().map(|event| text(&event)).collect();
    assert_eq!(
        texts,
        ["\u{fffd}", "\0", "hi"].map(|text| Some(text.to_owned()))
    );
    for event in payload.events() {
        let Event::Message(message) = event else {
            panic!("{event:?}");
        };
        let contact = message.contact().expect("contact");
        let name = contact
            .profile
            .as_ref()
            .and_then(|profile| profile.name.as_deref());
        assert_eq!(name, Some("\u{fffd}"));
    }
}

fn text(event: &Event) -> Option<String> {
    match event {
        Event::Message(message) => message.text.as_ref()?.body.clone(),
        _ => None,
    }
}

#[test]
fn a_malformed_change_does_not_affect_the_others() {
    let good = change(MESSAGE);
    let cases = [
        ("5", UnknownReason::Envelope),
        ("null", UnknownReason::Envelope),
        (r#"{"field":"messages"}"#, UnknownReason::Envelope),
        (r#"{"value":{}}"#, UnknownReason::Envelope),
        (r#"{"field":{},"value":{}}"#, UnknownReason::Envelope),
        (r#"{"field":"messages","value":null}"#, UnknownReason::Shape),
        (r#"{"field":"messages","value":[]}"#, UnknownReason::Shape),
        (r#"{"field":"messages","value":"x"}"#, UnknownReason::Shape),
        (
            r#"{"field":"messages","value":{"polls":[1]}}"#,
            UnknownReason::Shape,
        ),
        (
            r#"{"field":"messages","value":{"messages":null}}"#,
            UnknownReason::Shape,
        ),
        (
            r#"{"field":"security","value":{"what":1}}"#,
            UnknownReason::Shape,
        ),
        (r#"{"field":"moon_phase","value":{}}"#, UnknownReason::Field),
        (
            r#"{"field":"consumer_profile","value":{"a":1}}"#,
            UnknownReason::Undocumented,
        ),
        (
            r#"{"field":"security","value":7}"#,
            UnknownReason::Undecodable {
                path: "$".to_owned(),
            },
        ),
    ];
    for (odd, reason) in cases {
        let body = body(&format!("{good},{odd},{good}"));
        assert_eq!(kinds(&body), ["Message", "Unknown", "Message"], "{odd}");
        assert_eq!(reasons(&body), [reason], "{odd}");
    }
}

#[test]
fn entries_are_independent() {
    let good = format!(r#"{{"id":"7","changes":[{}]}}"#, change(MESSAGE));
    for odd in ["5", "[]", "{}", r#"{"id":"8","messaging":[{}]}"#] {
        let body = format!(r#"{{"entry":[{good},{odd},{good}]}}"#);
        let kinds = kinds(&body);
        assert_eq!(
            (kinds[0], kinds[kinds.len() - 1]),
            ("Message", "Message"),
            "{odd}"
        );
        assert!(odd == "[]" || kinds.len() == 3, "{odd}: {kinds:?}");
    }
}

/// Values that no property of the envelope can have, and that decoders take for syntax errors in some places.
const ODDITIES: [&str; 20] = [
    "null",
    "true",
    "-0.0",
    "1e999",
    "-1e999",
    "18446744073709551616",
    r#""""#,
    r#""\ud800""#,
    r#""\udc00\ud800""#,
    r#""\u0000""#,
    "[]",
    "[[]]",
    "{}",
    r#"{"\ud800":"\ud800"}"#,
    r#"[1,"2",null,{}]"#,
    r#"[[1,"2",null,{}]]"#,
    r#"["whatsapp_business_account",[]]"#,
    r#"["messages",{},{}]"#,
    r#"["7",1,[],5]"#,
    r#"[["messages",{"messages":[{}]}]]"#,
];

/// The body with the good message, with an oddity at every place of the envelope.
fn odd_envelopes(odd: &str) -> Vec<(&'static str, String)> {
    let good = change(MESSAGE);
    let entry = |first: &str, changes: &str, last: &str| {
        format!(r#"{{{first}"changes":[{changes}]{last}}}"#)
    };
    let envelope =
        |first: &str, entries: &str, last: &str| format!(r#"{{{first}"entry":[{entries}]{last}}}"#);
    let plain = entry("", &good, "");
    let property = |name: &str| (format!(r#""{name}":{odd},"#), format!(r#","{name}":{odd}"#));
    let mut bodies = Vec::new();
    for name in ["object", "new", "\\ud800", "entry"] {
        let (first, last) = property(name);
        bodies.push(("envelope", envelope(&first, &plain, "")));
        bodies.push(("envelope", envelope("", &plain, &last)));
    }
    for name in ["id", "time", "new", "\\ud800", "changes"] {
        let (first, last) = property(name);
        bodies.push(("entry", envelope("", &entry(&first, &good, ""), "")));
        bodies.push(("entry", envelope("", &entry("", &good, &last), "")));
    }
    for entries in [format!("{odd},{plain}"), format!("{plain},{odd}")] {
        bodies.push(("entries", envelope("", &entries, "")));
    }
    let field = format!(r#"{{"field":{odd},"value":{{}}}}"#);
    let value = format!(r#"{{"field":"messages","value":{odd}}}"#);
    let more = format!(r#"{{"field":"messages","\ud800":{odd},"value":{{}}}}"#);
    for odd in [odd, &field, &value, &more] {
        for changes in [format!("{odd},{good}"), format!("{good},{odd}")] {
            bodies.push(("changes", envelope("", &entry("", &changes, ""), "")));
        }
    }
    let within = good.replacen('{', &format!(r#"{{"\ud800":{odd},"#), 1);
    bodies.push(("change", envelope("", &entry("", &within, ""), "")));
    let within = good.replace(
        r#""messages":["#,
        &format!(r#""\ud800":{odd},"messages":["#),
    );
    bodies.push(("value", envelope("", &entry("", &within, ""), "")));
    let within = good.replace(
        r#""metadata":{"#,
        &format!(r#""metadata":{{"\ud800":{odd},"#),
    );
    bodies.push(("metadata", envelope("", &entry("", &within, ""), "")));
    bodies.push(("bodies", format!("[{odd},{}]", envelope("", &plain, ""))));
    bodies.push(("bodies", format!("[{},{odd}]", envelope("", &plain, ""))));
    bodies
}

#[test]
fn an_oddity_in_the_envelope_does_not_affect_the_message_next_to_it() {
    for odd in ODDITIES {
        let bodies = odd_envelopes(odd);
        assert!(bodies.len() > 30);
        for (place, body) in bodies {
            let payload = Payload::parse(body.clone());
            let payload = payload.unwrap_or_else(|error| panic!("{place}: {error}: {body}"));
            let good = |event: &Event| match event {
                Event::Message(message) => message.id.as_str() == "wamid.A",
                // The message of another product is not decoded, but kept.
                Event::Unknown(unknown) => {
                    *unknown.reason() == UnknownReason::Object
                        && unknown.raw().as_str().contains(MESSAGE)
                }
                _ => false,
            };
            let count = payload.events().filter(good).count();
            assert_eq!(count, 1, "{place}: {body}");
        }
    }
}

#[test]
fn arrays_are_not_taken_for_objects() {
    let value = r#"{"messages":[{"id":"wamid.B"}]}"#;
    for (changes, reason) in [
        (format!(r#"["messages",{value}]"#), UnknownReason::Envelope),
        (
            format!(r#"[["messages",{value}]]"#),
            UnknownReason::Envelope,
        ),
    ] {
        assert_eq!(reasons(&body(&changes)), [reason], "{changes}");
    }
    let entry = format!(r#"{{"entry":[["7",1,[{}]]]}}"#, change(MESSAGE));
    assert_eq!(reasons(&entry), [UnknownReason::Envelope]);
    // The items of an array are bodies of their own.
    let whole = format!("[null,[{}]]", body(&change(MESSAGE)));
    assert_eq!(
        reasons(&whole),
        [UnknownReason::Envelope, UnknownReason::Envelope]
    );
}

#[test]
fn ids_and_times_are_lenient() {
    let body = format!(
        r#"{{"entry":[{{"id":7,"time":"1782900000","changes":[{}]}},{{"id":null,"time":1.5,"changes":{}}}]}}"#,
        change(MESSAGE),
        change(MESSAGE)
    );
    let payload = Payload::parse(body).expect("parse");
    assert_eq!(payload.entries()[0].id(), "7");
    assert_eq!(payload.events().count(), 2);
    let metadata: Vec<Metadata> = payload
        .events()
        .map(|event| event.metadata().clone())
        .collect();
    assert_eq!(
        metadata[0].time().and_then(Timestamp::unix_seconds),
        Some(1_782_900_000)
    );
    assert_eq!(metadata[1].owner(), None);
}

#[test]
fn repeated_names_lose_nothing() {
    let good = change(MESSAGE);
    let twice = format!(
        r#"{{"entry":[{{"id":"1","changes":[{good}]}}],"entry":[{{"id":"2","changes":[{good}],"changes":[{good}]}}]}}"#
    );
    assert_eq!(kinds(&twice).len(), 3);
    let values = format!(
        r#"{{"field":"messages","value":{{"messages":[{MESSAGE}]}},"value":{{"messages":[{MESSAGE}],"messages":[{MESSAGE}]}}}}"#
    );
    assert_eq!(kinds(&body(&values)), ["Message"; 3]);
    let item = r#"{"id":"wamid.B","id":"wamid.C"}"#;
    assert_eq!(
        kinds(&body(&change(&format!("{MESSAGE},{item},{MESSAGE}")))),
        ["Message"; 3]
    );
}

#[test]
fn bodies_without_an_envelope_are_unknown_events() {
    assert_eq!(kinds("{}"), ["Unknown"]);
    assert_eq!(reasons(r#"{"history":[]}"#), [UnknownReason::Envelope]);
    let wrapped = format!("[{},{}]", body(&change(MESSAGE)), body(&change(MESSAGE)));
    assert_eq!(kinds(&wrapped), ["Message", "Message"]);
    assert!(kinds(r#"{"entry":[]}"#).is_empty());
}

#[test]
fn payloads_of_other_products_are_unknown_events() {
    let body = body(&change(MESSAGE)).replace("whatsapp_business_account", "instagram");
    assert_eq!(reasons(&body), [UnknownReason::Object]);
}

#[test]
fn invalid_json_is_an_error_with_a_position() {
    for (body, offset) in [
        ("", 0),
        ("{\"entry\":[}", 10),
        ("{\"entry\":\n[ secret ]}", 13),
        ("{\"entry\":[]} x", 13),
        ("5", 0),
        ("\"secret\"", 0),
        ("null", 0),
    ] {
        let error = Payload::parse(body.to_owned()).expect_err(body);
        assert!(error.offset().abs_diff(offset) <= 1, "{body}: {error}");
        assert!(!error.to_string().contains("secret"), "{error}");
    }
    let truncated = body(&change(MESSAGE));
    for end in 1..truncated.len() {
        assert!(Payload::parse(truncated[..end].to_owned()).is_err());
    }
}

#[test]
fn invalid_utf_8_is_replaced() {
    let mut bytes = body(&change(&format!("{MESSAGE},{MESSAGE}"))).into_bytes();
    let place = bytes
        .windows(4)
        .position(|window| window == b"\"hi\"")
        .expect("body");
    bytes[place + 1] = 0xff;
    let payload = Payload::parse(bytes).expect("parse");
    let texts: Vec<Option<String>> = payload.events().map(|event| text(&event)).collect();
    assert_eq!(texts, [Some("\u{fffd}i".to_owned()), Some("hi".to_owned())]);
}

#[test]
fn deep_and_wide_values_are_decoded() {
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    let item = format!(r#"{{"id":"wamid.B","new":{deep}}}"#);
    let nested = format!(r#"{{"id":"wamid.C","context":{deep}}}"#);
    let items = format!("{MESSAGE},{item},{nested},{MESSAGE}");
    assert_eq!(
        kinds(&body(&change(&items))),
        ["Message", "Message", "Message", "Message"]
    );
    assert!(Payload::parse("[".repeat(200_000)).is_err());
    let _ = Payload::parse(deep).map(|payload| payload.events().count());
    let wide = vec!["0"; 300_000].join(",");
    let payload = Payload::parse(body(&change(&wide))).expect("parse");
    assert_eq!(payload.events().count(), 300_000);
}

#[test]
fn a_quality_event_in_the_status_field_is_recognized() {
    let value =
        r#"{"previous_quality_score":"GREEN","new_quality_score":"RED","message_template_id":1}"#;
    let change = format!(r#"{{"field":"message_template_status_update","value":{value}}}"#);
    assert_eq!(kinds(&body(&change)), ["TemplateQuality"]);
}

#[test]
fn a_malformed_message_of_a_history_does_not_affect_the_others() {
    let message = r#"{"from":"15550100042","id":"wamid.A","type":"text","text":{"body":"hi"}}"#;
    let value = format!(
        r#"{{"history":[{{"metadata":{{"phase":1}},"threads":[{{"id":"15550100042","messages":[{message},{{"id":[]}},{message}]}}]}}]}}"#
    );
    let change = format!(r#"{{"field":"history","value":{value}}}"#);
    let payload = Payload::parse(body(&change)).expect("parse");
    let events: Vec<Event> = payload.events().collect();
    let [Event::History(chunk), Event::Unknown(unknown)] = events.as_slice() else {
        panic!("{events:?}");
    };
    assert_eq!(chunk.threads[0].messages.len(), 2);
    assert_eq!(unknown.raw().as_str(), r#"{"id":[]}"#);
}

#[test]
fn payloads_and_events_can_be_sent_to_other_tasks() {
    fn is_sendable<T: Send + Sync + 'static>() {}
    is_sendable::<Payload>();
    is_sendable::<Event>();
    fn is_send<T: Send>() {}
    is_send::<Events<'_>>();
}
