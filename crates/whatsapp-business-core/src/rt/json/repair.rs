//! Repairs text that is JSON by its grammar, or nearly, and that no decoder takes.

use std::borrow::Cow;

/// The text with U+FFFD for what is not UTF-8 and for lone surrogates, escapes for control characters in strings, strings for
/// numbers that no float holds, `null` for what is nested too deep, and without a byte order mark.
pub(super) fn text(body: &[u8]) -> Repaired<'_> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let text = match String::from_utf8_lossy(body) {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    };
    match Repair::of(&text) {
        Some((text, is_cut)) => Repaired {
            text: Cow::Owned(text),
            is_cut,
        },
        None => Repaired {
            text,
            is_cut: false,
        },
    }
}

/// Repaired text.
pub(super) struct Repaired<'a> {
    pub(super) text: Cow<'a, [u8]>,
    /// Whether something was nested too deep.
    pub(super) is_cut: bool,
}

/// How deep values are nested; decoders end at 128, and models far before.
const DEPTH: usize = 100;

struct Repair<'a> {
    rest: &'a [u8],
    /// What was repaired, and the unchanged text before it.
    done: Vec<u8>,
    /// Start of the text that is not in `done` yet.
    unchanged: &'a [u8],
    depth: usize,
    /// Start of a value that is nested too deep.
    cut: Option<&'a [u8]>,
    is_cut: bool,
}

impl<'a> Repair<'a> {
    /// `None` when nothing had to be repaired.
    fn of(text: &'a [u8]) -> Option<(Vec<u8>, bool)> {
        let mut repair = Self {
            rest: text,
            done: Vec::new(),
            unchanged: text,
            depth: 0,
            cut: None,
            is_cut: false,
        };
        let mut in_string = false;
        while let Some(&byte) = repair.rest.first() {
            match byte {
                b'"' => {
                    in_string = !in_string;
                    repair.skip(1);
                }
                b'[' | b'{' if !in_string => repair.open(),
                b']' | b'}' if !in_string => repair.close(),
                b'\\' if in_string => repair.escape(),
                0..0x20 if in_string => {
                    repair.replace(1, format!("\\u{byte:04x}").as_bytes());
                }
                b'-' | b'0'..=b'9' if !in_string => repair.number(),
                _ => repair.skip(1),
            }
        }
        if repair.done.is_empty() {
            return None;
        }
        repair.done.extend_from_slice(repair.unchanged);
        Some((repair.done, repair.is_cut))
    }

    fn skip(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or_default();
    }

    /// Replaces the next bytes, unless they are inside of what is cut out.
    fn replace(&mut self, count: usize, with: &[u8]) {
        let start = self.rest;
        self.skip(count);
        if self.cut.is_none() {
            self.replace_from(start, with);
        }
    }

    /// Replaces what is between a start and the rest.
    fn replace_from(&mut self, start: &[u8], with: &[u8]) {
        let before = self.unchanged.len() - start.len();
        self.done.extend(self.unchanged.iter().take(before));
        self.done.extend_from_slice(with);
        self.unchanged = self.rest;
    }

    fn open(&mut self) {
        if self.depth == DEPTH {
            self.cut = Some(self.rest);
        }
        self.depth += 1;
        self.skip(1);
    }

    fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.skip(1);
        if self.depth == DEPTH
            && let Some(start) = self.cut.take()
        {
            self.replace_from(start, b"null");
            self.is_cut = true;
        }
    }

    /// An escape; one of a surrogate without its other half is replaced.
    fn escape(&mut self) {
        match unicode_escape(self.rest) {
            Some(0xD800..0xDC00) => {
                let next = self.rest.get(6..).and_then(unicode_escape);
                if matches!(next, Some(0xDC00..0xE000)) {
                    self.skip(12);
                } else {
                    self.replace(6, b"\\ufffd");
                }
            }
            Some(0xDC00..0xE000) => self.replace(6, b"\\ufffd"),
            _ => self.skip(2),
        }
    }

    fn number(&mut self) {
        let end = self
            .rest
            .iter()
            .position(|byte| !matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E'));
        let number = self
            .rest
            .get(..end.unwrap_or(self.rest.len()))
            .unwrap_or_default();
        let text = std::str::from_utf8(number).unwrap_or_default();
        if text.parse().is_ok_and(f64::is_infinite) {
            self.replace(number.len(), format!("\"{text}\"").as_bytes());
        } else {
            self.skip(number.len());
        }
    }
}

/// The code unit of `\uXXXX` at the beginning of a text.
fn unicode_escape(text: &[u8]) -> Option<u16> {
    let digits = text.strip_prefix(b"\\u")?.get(..4)?;
    let digits = std::str::from_utf8(digits).ok()?;
    let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_hex.then(|| u16::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repaired(body: &[u8]) -> String {
        String::from_utf8(text(body).text.into_owned()).unwrap()
    }

    #[test]
    fn what_decodes_is_not_touched() {
        for body in [
            &br#"{"a":"\ud83d\ude00 \\ud800 \"\u00e9","b":[-1.5e300,0,true]}"#[..],
            "{\"\u{1f600}\":\"\u{e9}\"}".as_bytes(),
            b"",
        ] {
            assert!(matches!(text(body).text, Cow::Borrowed(_)), "{body:?}");
        }
    }

    #[test]
    fn text_that_no_decoder_takes_is_repaired_and_the_rest_is_kept() {
        for (body, expected) in [
            (&br#"["\ud83d","x"]"#[..], r#"["\ufffd","x"]"#),
            (br#"["\ude00\ud83d\ude00"]"#, r#"["\ufffd\ud83d\ude00"]"#),
            (br#"["\uD83D\uD83D\uDE00"]"#, r#"["\ufffd\uD83D\uDE00"]"#),
            (br#"["\\\ud83d"]"#, r#"["\\\ufffd"]"#),
            (b"[\"a\0b\nc\"]\n", "[\"a\\u0000b\\u000ac\"]\n"),
            (b"[\"\xff\"]", "[\"\u{fffd}\"]"),
            (b"\xef\xbb\xbf{}", "{}"),
            (b"[1e999,-1e999,1]", r#"["1e999","-1e999",1]"#),
        ] {
            let text = repaired(body);
            assert_eq!(text, expected);
            serde_json::from_str::<serde_json::Value>(&text).unwrap();
        }
    }

    #[test]
    fn what_is_nested_too_deep_is_cut_out() {
        let nested = |depth| format!("{}\"]\"{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(repaired(nested(100).as_bytes()), nested(100));
        let deep = format!(r#"[{},"\ud800"]"#, nested(100_000));
        let expected = format!(r#"[{}null{},"\ufffd"]"#, "[".repeat(99), "]".repeat(99));
        assert_eq!(repaired(deep.as_bytes()), expected);
    }

    #[test]
    fn any_bytes_can_be_repaired() {
        for body in [
            &b"\\"[..],
            b"\"\\",
            b"\"\\u12",
            b"\"\\u\xff\xff\xff\xff",
            b"-",
            b"1e",
            b"\"",
        ] {
            let _ = text(body);
        }
    }
}
