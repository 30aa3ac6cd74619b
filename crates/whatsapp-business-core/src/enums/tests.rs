#![expect(unreachable_pub, reason = "the macros make public items")]

use super::UnknownValue;

crate::open_enum! {
    /// State of a message.
    pub enum State {
        /// Sent.
        Sent = "sent" | "ACCEPTED",
        /// Seen.
        Read = "read",
    }
}

crate::closed_enum! {
    /// Order.
    pub enum Order {
        /// Up.
        Up = "asc" | "ascending",
        /// Down.
        Down = "desc",
    }
}

crate::constants! {
    Kind = "text",
}

fn decode(json: &str) -> State {
    serde_json::from_str(json).expect(json)
}

#[test]
fn known_values_ignore_case_and_aliases() {
    for json in [
        "\"sent\"",
        "\"SENT\"",
        "\"Sent\"",
        "\"accepted\"",
        "\"s\\u0065nt\"",
    ] {
        assert_eq!(decode(json), State::Sent, "{json}");
    }
    assert_eq!(State::from("READ"), State::Read);
    assert_eq!("read".parse::<State>(), Ok(State::Read));
    assert_eq!(State::Read.to_string(), "read");
    assert!(State::Read.is_known());
    assert!(State::Read < State::Sent);
}

#[test]
fn unknown_values_round_trip() {
    for text in ["played", "PLAYED", "", "a b", "+1 555 0100"] {
        let json = serde_json::to_string(text).expect("json");
        let state = decode(&json);
        assert!(!state.is_known());
        assert_eq!(state.as_str(), text);
        assert_eq!(serde_json::to_string(&state).expect("encode"), json);
        assert_eq!(state, State::from(text.to_owned()));
    }
}

#[test]
fn every_scalar_decodes() {
    for (json, text) in [
        ("7", "7"),
        ("-7", "-7"),
        ("true", "true"),
        ("1.5", "1.5"),
        ("null", ""),
    ] {
        assert_eq!(decode(json).as_str(), text);
    }
    assert_eq!(decode("null"), State::default());
    assert_eq!(
        serde_json::from_str::<Option<State>>("null").expect("null"),
        None
    );
    assert!(serde_json::from_str::<State>("{}").is_err());
}

#[test]
fn debug_shows_names_only() {
    assert_eq!(format!("{:?}", State::Sent), "Sent");
    assert_eq!(format!("{:?}", State::from("played")), "Unknown(played)");
    for text in ["", "15550100042", "call me", &"x".repeat(65)] {
        assert_eq!(format!("{:?}", State::from(text)), "Unknown(..)");
    }
}

#[test]
fn closed_values_are_strict() {
    assert_eq!("ASC".parse(), Ok(Order::Up));
    assert_eq!(Order::try_from("ascending"), Ok(Order::Up));
    assert_eq!(
        serde_json::to_string(&Order::Down).expect("json"),
        "\"desc\""
    );
    let error = serde_json::from_str::<Order>("\"sideways\"").expect_err("closed");
    assert!(error.to_string().starts_with("not one of `asc`, `desc`"));
    assert!(!error.to_string().contains("sideways"));
}

#[test]
fn constants_are_checked() {
    assert_eq!(serde_json::to_string(&Kind).expect("json"), "\"text\"");
    assert_eq!(
        serde_json::from_str::<Kind>("\"TEXT\"").expect("kind"),
        Kind
    );
    assert!(serde_json::from_str::<Kind>("\"image\"").is_err());
    assert_eq!(Kind.as_str(), "text");
}

#[test]
fn unknown_value_is_opaque() {
    let State::Unknown(value) = State::from("later") else {
        panic!("unknown");
    };
    let value: UnknownValue = value;
    assert_eq!(value.as_str(), "later");
}
