//! JSON as the platform writes it.

use std::io::{self, Write};

use bytes::Bytes;
use serde::Serialize as _;
use serde_json::Value;
use serde_json::ser::{Formatter, Serializer};

/// Writes no spaces, and escapes slashes and all non-ASCII characters, the latter as `\u` and four lowercase hexadecimal digits.
///
/// The signature covers these bytes, so a receiver that decodes and encodes before it verifies fails.
pub(crate) fn escaped(payload: &Value) -> Bytes {
    let mut bytes = Vec::new();
    // Serializing a `Value` into memory cannot fail.
    let _ = payload.serialize(&mut Serializer::with_formatter(&mut bytes, Escaping));
    bytes.into()
}

struct Escaping;

impl Formatter for Escaping {
    fn write_string_fragment<W>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()>
    where
        W: ?Sized + Write,
    {
        for character in fragment.chars() {
            match character {
                '/' => writer.write_all(b"\\/")?,
                _ if character.is_ascii() => write!(writer, "{character}")?,
                _ => {
                    for unit in character.encode_utf16(&mut [0; 2]) {
                        write!(writer, "\\u{unit:04x}")?;
                    }
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn everything_beyond_ascii_is_escaped() {
        let payload = json!({ "é": "Café 👍 a/b \"<%@\n\u{1f}", "ü": [1, 2.5, null, true] });
        let expected =
            r#"{"\u00e9":"Caf\u00e9 \ud83d\udc4d a\/b \"<%@\n\u001f","\u00fc":[1,2.5,null,true]}"#;
        let bytes = escaped(&payload);
        assert_eq!(std::str::from_utf8(&bytes).unwrap(), expected);
        assert_eq!(serde_json::from_slice::<Value>(&bytes).unwrap(), payload);
    }
}
