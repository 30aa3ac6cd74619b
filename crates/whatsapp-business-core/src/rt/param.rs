//! Parameters of paths and queries.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::ser::{Error as _, SerializeSeq as _};
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::transport::IMPOSSIBLE_SEGMENT;

/// What a segment of a path must not contain as it is.
const SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'/')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// One segment of a path. What can be none (nothing, one dot, two dots) becomes one that the
/// transport refuses, because no encoding would keep it from addressing another object.
#[must_use]
pub fn encode_path(segment: &str) -> String {
    if matches!(segment, "" | "." | "..") {
        return IMPOSSIBLE_SEGMENT.to_owned();
    }
    utf8_percent_encode(segment, SEGMENT).to_string()
}

/// A query parameter: scalars as text, lists joined by commas, objects as JSON, `None` and empty
/// lists not at all.
#[derive(Debug)]
pub struct QueryParam<'a, T> {
    name: &'a str,
    value: &'a T,
}

impl<'a, T> QueryParam<'a, T> {
    /// A parameter of this name and value.
    #[must_use]
    pub fn new(name: &'a str, value: &'a T) -> Self {
        Self { name, value }
    }
}

impl<T: Serialize> Serialize for QueryParam<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value = serde_json::to_value(self.value).map_err(S::Error::custom)?;
        let text = query_text(value);
        let mut pairs = serializer.serialize_seq(Some(usize::from(text.is_some())))?;
        if let Some(text) = text {
            pairs.serialize_element(&(self.name, text))?;
        }
        pairs.end()
    }
}

fn query_text(value: Value) -> Option<String> {
    let Value::Array(items) = value else {
        return form_text(value);
    };
    if items.iter().any(|item| item.is_object() || item.is_array()) {
        return form_text(Value::Array(items));
    }
    let items: Vec<_> = items.into_iter().filter_map(form_text).collect();
    (!items.is_empty()).then(|| items.join(","))
}

/// A field of a form: scalars as text, lists and objects as JSON, `null` not at all.
pub(super) fn form_text(value: Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    }
}

/// The fields of a form.
pub(super) fn form_fields<T: Serialize + ?Sized>(
    body: &T,
) -> Result<Vec<(Cow<'static, str>, String)>, serde_json::Error> {
    match serde_json::to_value(body)? {
        Value::Null => Ok(Vec::new()),
        Value::Object(fields) => Ok(fields
            .into_iter()
            .filter_map(|(name, value)| Some((Cow::Owned(name), form_text(value)?)))
            .collect()),
        _ => Err(serde_json::Error::custom("a form must be an object")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn query(value: &Value) -> String {
        let request = reqwest::Client::new()
            .get("http://localhost/")
            .query(&QueryParam::new("name", value))
            .build()
            .expect("request");
        request.url().query().unwrap_or_default().to_owned()
    }

    #[test]
    fn query_parameters_have_graph_spelling() {
        for (value, expected) in [
            (json!("a b"), "name=a+b"),
            (json!(7), "name=7"),
            (json!(1.5), "name=1.5"),
            (json!(true), "name=true"),
            (json!(null), ""),
            (json!([]), ""),
            (json!(["id", "name"]), "name=id%2Cname"),
            (json!([1, null, 2]), "name=1%2C2"),
            (json!({"a": 1}), "name=%7B%22a%22%3A1%7D"),
            (json!([{"a": 1}]), "name=%5B%7B%22a%22%3A1%7D%5D"),
        ] {
            assert_eq!(query(&value), expected, "{value}");
        }
    }

    #[test]
    fn path_segments_stay_one_segment() {
        assert_eq!(encode_path("106540352242922"), "106540352242922");
        assert_eq!(encode_path("a/b?c#d%e"), "a%2Fb%3Fc%23d%25e");
        assert_eq!(encode_path("../x"), "..%2Fx");
        assert_eq!(encode_path("\\"), "%5C");
        for impossible in ["", ".", "..", "\0"] {
            assert_eq!(encode_path(impossible), IMPOSSIBLE_SEGMENT);
        }
    }
}
