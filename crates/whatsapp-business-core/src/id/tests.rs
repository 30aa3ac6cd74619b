use super::*;

#[test]
fn decode_from_text_and_numbers() {
    for json in ["\"106540352242922\"", "106540352242922"] {
        let id: PhoneNumberId = serde_json::from_str(json).expect(json);
        assert_eq!(id, PhoneNumberId::from("106540352242922"));
        assert_eq!(
            serde_json::to_string(&id).expect("encode"),
            "\"106540352242922\""
        );
    }
    assert_eq!(
        serde_json::from_str::<WabaId>("null").expect("null"),
        WabaId::default()
    );
    assert_eq!(
        serde_json::from_str::<Option<WabaId>>("null").expect("null"),
        None
    );
    assert!(serde_json::from_str::<WabaId>("{}").is_err());
    assert!(serde_json::from_str::<WabaId>("1.5").is_err());
}

#[test]
fn personal_ids_are_hidden() {
    let message = MessageId::from("wamid.HBgLMTU1NTAxMDAwNDIVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcA");
    assert_eq!(format!("{message:?}"), "MessageId(..Y3RTcA)");
    assert_eq!(
        format!("{:?}", MessageId::from("wamid.ab")),
        "MessageId([redacted])"
    );
    assert_eq!(
        format!("{:?}", MessageId::from("éé")),
        "MessageId([redacted])"
    );
    for debug in [
        format!("{:?}", PhoneNumber::from("15550100042")),
        format!("{:?}", WhatsAppId::from("15550100042")),
        format!("{:?}", UserId::from("US.13491208655302741918")),
    ] {
        assert!(debug.ends_with("([redacted])"), "{debug}");
    }
    assert_eq!(format!("{:?}", AppId::from("1")), "AppId(1)");
}

#[test]
fn display_is_verbatim() {
    let session = "upload:MTphdHRhY2htZW50?sig=ARZqkGCA_uQMxC8nHKI";
    assert_eq!(UploadSessionId::from(session).to_string(), session);
    assert_eq!(
        format!("{:?}", UploadSessionId::from(session)),
        "UploadSessionId(upload:MTphdHRhY2htZW50)"
    );
    assert_eq!(PhoneNumber::from("+1 555 0100").to_string(), "+1 555 0100");
}
