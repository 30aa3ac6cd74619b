use super::*;
use crate::event::Event;
use crate::payload::Payload;

fn message(contacts: &str, message: &str) -> Received<IncomingMessage> {
    let body = format!(
        r#"{{"entry":[{{"id":"1","changes":[{{"field":"messages","value":{{"contacts":{contacts},"messages":[{message}]}}}}]}}]}}"#
    );
    match Payload::parse(body).expect("parse").events().next() {
        Some(Event::Message(message)) => message,
        other => panic!("{other:?}"),
    }
}

fn keys(message: &Received<IncomingMessage>) -> Vec<String> {
    message.sender().keys().map(|key| key.to_string()).collect()
}

#[test]
fn the_key_works_with_either_id() {
    let both = message(
        "[]",
        r#"{"id":"a","from":"15550100042","from_user_id":"US.1"}"#,
    );
    assert_eq!(keys(&both), ["user:US.1", "phone:15550100042"]);
    let user = message("[]", r#"{"id":"a","from":"","from_user_id":"US.1"}"#);
    assert_eq!(keys(&user), ["user:US.1"]);
    let phone = message("[]", r#"{"id":"a","from":"+1 555-0100-042"}"#);
    assert_eq!(keys(&phone), ["phone:15550100042"]);
    let nobody = message("[]", r#"{"id":"a"}"#);
    assert_eq!(nobody.sender().key(), None);
}

#[test]
fn a_system_message_has_the_user_before_the_change() {
    let system = |ids: &str| {
        message(
            "[]",
            &format!(
                r#"{{"id":"a","from":"15550100042","from_user_id":"GB.2","type":"system","system":{{"type":"user_changed_user_id",{ids}}}}}"#
            ),
        )
    };
    let both = system(
        r#""user_id":"GB.2","previous_user_id":"US.1","parent_user_id":"GB.ENT.2","previous_parent_user_id":"US.ENT.1""#,
    );
    assert_eq!(keys(&both), ["user:US.1", "phone:15550100042"]);
    let parent = both.sender().parent_user_id().cloned();
    assert_eq!(parent.as_ref().map(AsRef::as_ref), Some("US.ENT.1"));
    // Before August 2026.
    let older = system(r#""user_id":"GB.2""#);
    assert_eq!(keys(&older), ["user:GB.2", "phone:15550100042"]);
}

#[test]
fn the_contact_is_found_by_either_id() {
    let contacts = r#"[{"wa_id":"1","user_id":"US.1","profile":{"name":"A","username":"@a"}},
        {"wa_id":"2","profile":{"name":"B"}}]"#;
    let name = |from: &str| {
        let message = message(contacts, &format!(r#"{{"id":"a",{from}}}"#));
        message.sender().name().map(str::to_owned)
    };
    assert_eq!(name(r#""from_user_id":"US.1""#).as_deref(), Some("A"));
    assert_eq!(name(r#""from":"2""#).as_deref(), Some("B"));
    assert_eq!(name(r#""from":"3""#), None);
    assert_eq!(
        name(r#""from":"2","from_user_id":"US.1""#).as_deref(),
        Some("A")
    );
}

#[test]
fn the_only_contact_belongs_to_the_sender_unless_the_ids_differ() {
    let other_number = r#"[{"wa_id":"5521","profile":{"name":"A"}}]"#;
    let found = message(
        other_number,
        r#"{"id":"a","from":"55921","from_user_id":"BR.1"}"#,
    );
    assert_eq!(found.sender().name(), Some("A"));
    assert_eq!(keys(&found), ["user:BR.1", "phone:5521", "phone:55921"]);
    let other_user = r#"[{"user_id":"BR.2","profile":{"name":"A"}}]"#;
    let not_found = message(
        other_user,
        r#"{"id":"a","from":"55921","from_user_id":"BR.1"}"#,
    );
    assert!(not_found.contact().is_none());
}

#[test]
fn many_contacts_are_found_too() {
    let contacts: Vec<String> = (0..100)
        .map(|number| format!(r#"{{"wa_id":"{number}","profile":{{"name":"n{number}"}}}}"#))
        .collect();
    let contacts = format!("[{}]", contacts.join(","));
    let found = message(&contacts, r#"{"id":"a","from":"77","from_user_id":"US.1"}"#);
    assert_eq!(found.sender().name(), Some("n77"));
    assert!(
        message(&contacts, r#"{"id":"a","from":"100"}"#)
            .contact()
            .is_none()
    );
}

#[test]
fn personal_data_is_not_printed() {
    let contacts = r#"[{"wa_id":"15550100042","profile":{"name":"Ada","username":"@ada"}}]"#;
    let message = message(
        contacts,
        r#"{"id":"a","from":"15550100042","from_user_id":"US.1349"}"#,
    );
    let sender = message.sender();
    let printed = format!("{sender:?} {:?} {:?}", sender.key(), message);
    for hidden in ["15550100042", "Ada", "@ada", "1349"] {
        assert!(!printed.contains(hidden), "{printed}");
    }
}
