//! Payloads as the platform sends them: without whitespace, and with the field after the value.

/// Key of [`sign`].
pub const APP_SECRET: &str = "9b0f7c1e5a2d4836b1c0de24f7a96e35";

const METADATA: &str = r#""messaging_product":"whatsapp","metadata":{"display_phone_number":"15550100077","phone_number_id":"106540352242922"}"#;
const CONTACT: &str = r#""contacts":[{"profile":{"name":"Ada Fictional","username":"@ada.fictional"},"wa_id":"15550100042","user_id":"US.13491208655302741918"}]"#;

fn body(changes: &str) -> String {
    format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"102290129340398","changes":[{changes}]}}]}}"#
    )
}

fn change(list: &str, items: &str) -> String {
    format!(r#"{{"value":{{{METADATA},{CONTACT},"{list}":[{items}]}},"field":"messages"}}"#)
}

fn header(number: usize) -> String {
    format!(
        r#""from":"15550100042","from_user_id":"US.13491208655302741918","id":"wamid.HRgLMTU1NTAxMDAwNDIVAgASGBQwMDAwMDAwNzkzM0FDN{number:08}","timestamp":"1782900000""#
    )
}

fn text_item(number: usize) -> String {
    format!(
        r#"{{{},"type":"text","text":{{"body":"Do you deliver to the harbour, and what would it cost?"}}}}"#,
        header(number)
    )
}

fn image_item(number: usize) -> String {
    format!(
        r#"{{{},"type":"image","image":{{"caption":"The door at the back","mime_type":"image/jpeg","sha256":"m2Qd1bJ0lTq3m8c0x3kT8xwYz4n1o7h0cHqvVYd0u6E=","id":"1037543291543636","url":"https://lookaside.example.org/whatsapp_business/attachments/?mid=1037543291543636&ext=1782900300&hash=ATtAF"}}}}"#,
        header(number)
    )
}

fn status_item(number: usize) -> String {
    format!(
        r#"{{"id":"wamid.HBgLMTU1NTAxMDAwNDIVAgARGBI5QTNDQTVCM0Q0Q0Q2RT{number:08}","status":"delivered","timestamp":"1782900000","recipient_id":"15550100042","recipient_user_id":"US.13491208655302741918","conversation":{{"id":"f2a1c5d4b3e2f1a0c5d4b3e2f1a0c5d4","origin":{{"type":"utility"}}}},"pricing":{{"billable":true,"pricing_model":"PMP","type":"regular","category":"utility"}}}}"#
    )
}

/// One text message.
pub fn text() -> String {
    body(&change("messages", &text_item(1)))
}

/// One image.
pub fn media() -> String {
    body(&change("messages", &image_item(1)))
}

/// One status.
pub fn status() -> String {
    body(&change("statuses", &status_item(1)))
}

/// 100 events: 50 statuses in one change, and texts and images in one change each.
pub fn batch() -> String {
    let statuses: Vec<String> = (0..50).map(status_item).collect();
    let mut changes = vec![change("statuses", &statuses.join(","))];
    changes.extend((0..25).map(|number| change("messages", &text_item(number))));
    changes.extend((0..25).map(|number| change("messages", &image_item(number))));
    body(&changes.join(","))
}
