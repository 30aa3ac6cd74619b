//! Generated ids, cursors and tokens. They depend only on a counter, so that a test sees the same ones
//! in every run.

use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use crate::body::hex;
use crate::catalog::Catalog;

/// The first media id; further ones count up.
const FIRST_MEDIA_ID: u64 = 1_990_000_000_000_001;

/// Generates unique ids.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    next: AtomicU64,
}

impl Ids {
    fn next(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }

    /// Id of a new media object.
    pub(crate) fn media(&self) -> String {
        (FIRST_MEDIA_ID + self.next()).to_string()
    }

    /// Id of a new message, which encodes its recipient as on the platform.
    pub(crate) fn message(&self, recipient: &str) -> String {
        let mut bytes = vec![0x1c, 0x18];
        push_text(&mut bytes, recipient);
        bytes.extend([0x15, 0x02, 0x00, 0x11, 0x18]);
        let mut random = digest(&["message", &self.next().to_string()]).to_uppercase();
        random.truncate(18);
        push_text(&mut bytes, &random);
        bytes.push(0);
        format!("wamid.{}", STANDARD.encode(bytes))
    }

    /// Id of a new message from a user.
    pub(crate) fn incoming_message(&self, sender: &str) -> String {
        let mut bytes = vec![0x1d, 0x18];
        push_text(&mut bytes, sender);
        bytes.extend([0x15, 0x02, 0x00, 0x12, 0x18]);
        let mut random = digest(&["incoming", &self.next().to_string()]).to_uppercase();
        random.truncate(20);
        push_text(&mut bytes, &random);
        format!("wamid.{}", STANDARD.encode(bytes))
    }

    /// Path of a new upload session, without `?sig=`.
    pub(crate) fn upload_session(&self) -> String {
        let id = digest(&["upload", &self.next().to_string()]);
        format!(
            "upload:{}",
            URL_SAFE_NO_PAD.encode(format!("attachment:{id}"))
        )
    }

    /// Trace id of a response.
    pub(crate) fn trace(&self) -> String {
        let mut id = URL_SAFE_NO_PAD.encode(digest(&["trace", &self.next().to_string()]));
        id.truncate(22);
        format!("A{id}")
    }
}

/// Business-scoped user id of the user with a phone number: that of the specification's examples, or one derived from the number.
pub(crate) fn user_id(number: &str, catalog: &Catalog) -> String {
    let example = catalog.sample("messages", "text");
    let contact =
        example.and_then(|example| example.pointer("/entry/0/changes/0/value/contacts/0"));
    let text = |name: &str| contact?.get(name)?.as_str();
    match text("user_id") {
        Some(user) if text("wa_id") == Some(number) => user.to_owned(),
        _ => format!("US.{}", decimal(&["user", number], 20)),
    }
}

/// The number that a webhook receiver has to return.
pub(crate) fn challenge(verify_token: &str) -> String {
    decimal(&["challenge", verify_token], 10)
}

/// Decimal digits, without a leading zero.
fn decimal(parts: &[&str], length: usize) -> String {
    let digits = Sha256::digest(parts.join("|"));
    let mut text = String::from("1");
    text.extend(digits.iter().map(|byte| char::from(b'0' + byte % 10)));
    text.truncate(length);
    text
}

/// Signature of a URL that the simulator returns.
pub(crate) fn signature(parts: &[&str]) -> String {
    let mut signature = digest(parts);
    signature.truncate(24);
    signature
}

/// Handle of an uploaded file.
pub(crate) fn file_handle(media_type: &str, sha256: &str) -> String {
    let mut tail = sha256.to_owned();
    tail.truncate(24);
    format!("4::{}:AR{tail}", STANDARD.encode(media_type))
}

/// Cursor of an item of a list.
pub(crate) fn cursor(index: usize) -> String {
    URL_SAFE_NO_PAD.encode(format!("item:{index}"))
}

/// The index of the item that a cursor points to, if the simulator made it.
pub(crate) fn read_cursor(cursor: &str) -> Option<usize> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    std::str::from_utf8(&bytes)
        .ok()?
        .strip_prefix("item:")?
        .parse()
        .ok()
}

fn digest(parts: &[&str]) -> String {
    hex(&Sha256::digest(parts.join("|")))
}

fn push_text(bytes: &mut Vec<u8>, text: &str) {
    // One byte holds the length.
    let text: Vec<u8> = text.bytes().take(usize::from(u8::MAX)).collect();
    bytes.push(u8::try_from(text.len()).unwrap_or(u8::MAX));
    bytes.extend(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn message_ids_differ_and_encode_the_recipient() {
        let ids = Ids::default();
        let (first, second) = (ids.message("15550100042"), ids.message("15550100042"));
        assert_ne!(first, second);
        let bytes = STANDARD
            .decode(first.strip_prefix("wamid.").unwrap())
            .unwrap();
        assert_eq!(&bytes[..14], b"\x1c\x18\x0b15550100042");
        assert_eq!(
            first.len(),
            "wamid.HBgLMTU1NTAxMDAwNDIVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcA".len()
        );
        assert!(ids.message(&"x".repeat(400)).len() > 300);
    }

    #[test]
    fn cursors_are_read_back() {
        assert_eq!(read_cursor(&cursor(25)), Some(25));
        assert_eq!(read_cursor("25"), None);
        assert_eq!(read_cursor(""), None);
    }
}
