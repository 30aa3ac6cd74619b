//! `multipart/form-data` bodies. Files are streamed.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::{BuildHasher as _, Hasher as _};

use bytes::Bytes;
use http::HeaderValue;
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use serde::Serialize;

use super::encode::form_text;
use crate::error::{Error, Kind};
use crate::http::Body;
use crate::upload::FilePart;

/// Parts of a `multipart/form-data` body, in the order in which they are sent.
#[derive(Clone, Default)]
pub struct Multipart {
    parts: Vec<Part>,
    /// Whether a field could not be encoded.
    is_broken: bool,
}

#[derive(Clone)]
struct Part {
    name: &'static str,
    value: Value,
}

#[derive(Clone)]
enum Value {
    Text(String),
    File(FilePart),
}

impl Multipart {
    /// Creates a body without parts.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a field: scalars as text, lists and objects as JSON. `None` and empty lists add nothing.
    #[must_use]
    pub fn field<T: Serialize + ?Sized>(mut self, name: &'static str, value: &T) -> Self {
        match serde_json::to_value(value) {
            Ok(serde_json::Value::Array(items)) if items.is_empty() => {}
            Ok(value) => {
                if let Some(text) = form_text(value) {
                    let value = Value::Text(text);
                    self.parts.push(Part { name, value });
                }
            }
            Err(_) => self.is_broken = true,
        }
        self
    }

    /// Adds a file.
    #[must_use]
    pub fn file(mut self, name: &'static str, file: &FilePart) -> Self {
        let value = Value::File(file.clone());
        self.parts.push(Part { name, value });
        self
    }

    /// Adds files under one name. An empty list adds nothing.
    #[must_use]
    pub fn files<'a>(
        self,
        name: &'static str,
        files: impl IntoIterator<Item = &'a FilePart>,
    ) -> Self {
        files
            .into_iter()
            .fold(self, |parts, file| parts.file(name, file))
    }

    pub(super) fn problem(&self) -> Option<Error> {
        self.is_broken
            .then(|| Error::new(Kind::Request("a field cannot be encoded")))
    }

    /// Opens the files. Returns the body and its content type.
    pub(super) async fn open(self) -> Result<(Body, Option<HeaderValue>), Error> {
        let boundary = boundary();
        let mut bodies = Vec::new();
        let mut text = String::new();
        for Part { name, value } in self.parts {
            text.push_str(&format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"",
                quoted(name)
            ));
            match value {
                Value::Text(value) => text.push_str(&format!("\r\n\r\n{value}\r\n")),
                Value::File(file) => {
                    let mime_type = mime_type(&file)?;
                    text.push_str(&format!(
                        "; filename=\"{}\"\r\nContent-Type: {mime_type}\r\n\r\n",
                        quoted(file.name())
                    ));
                    bodies.push(Body::from(Bytes::from(std::mem::take(&mut text))));
                    bodies.push(file.body.open().await?);
                    text.push_str("\r\n");
                }
            }
        }
        text.push_str(&format!("--{boundary}--\r\n"));
        bodies.push(Body::from(Bytes::from(text)));
        let content_type = format!("multipart/form-data; boundary={boundary}");
        Ok((
            Body::chain(bodies),
            HeaderValue::try_from(content_type).ok(),
        ))
    }
}

/// The MIME type of a file, if it is one and printable ASCII.
fn mime_type(file: &FilePart) -> Result<&str, Error> {
    let text = file.mime_type();
    let is_token = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && !b"\"(),/:;<=>?@[\\]{}".contains(&byte))
    };
    let essence = text.split(';').next().unwrap_or_default().trim();
    let is_valid = essence
        .split_once('/')
        .is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype));
    if is_valid && text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        Ok(text)
    } else {
        Err(Error::new(Kind::Request(
            "the MIME type of a file is invalid; it must look like `image/jpeg`",
        )))
    }
}

/// Text inside quotation marks. Quotation marks and line breaks are encoded as browsers encode them,
/// and so are all other control characters, which some parsers take for the end of the text.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' | '\0'..='\x1f' | '\x7f'..='\u{9f}' | '\u{2028}' | '\u{2029}' => {
                let mut buffer = [0; 4];
                let bytes = character.encode_utf8(&mut buffer).as_bytes();
                out.extend(percent_encode(bytes, NON_ALPHANUMERIC));
            }
            other => out.push(other),
        }
    }
    out
}

/// A boundary that no content contains: 128 random bits.
fn boundary() -> String {
    let random = || RandomState::new().build_hasher().finish();
    format!("{:016x}-{:016x}", random(), random())
}

impl fmt::Debug for Multipart {
    /// Shows only the names of the parts.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Multipart")?;
        f.debug_list()
            .entries(self.parts.iter().map(|part| part.name))
            .finish()
    }
}
