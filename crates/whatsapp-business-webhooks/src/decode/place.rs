//! Where decoding fails. The messages of the decoder quote values, so only the path is kept.

use std::fmt::Write as _;

use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;

/// Path of the value that cannot be decoded, such as `$.text.body`.
pub(crate) fn place<T: DeserializeOwned>(text: &str) -> String {
    let mut decoder = serde_json::Deserializer::from_str(text);
    match serde_path_to_error::deserialize::<_, T>(&mut decoder) {
        Err(error) => path(error.path()),
        Ok(_) => String::from("$"),
    }
}

fn path(path: &serde_path_to_error::Path) -> String {
    let mut text = String::from("$");
    for segment in path {
        let _ = match segment {
            Segment::Seq { index } => write!(text, "[{index}]"),
            // Only names of properties; a key may be data, such as a phone number.
            Segment::Map { key } | Segment::Enum { variant: key } if is_name(key) => {
                write!(text, ".{key}")
            }
            _ => write!(text, ".*"),
        };
    }
    text
}

fn is_name(key: &str) -> bool {
    key.len() <= 64
        && key.starts_with(|first: char| first.is_ascii_lowercase())
        && key
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
