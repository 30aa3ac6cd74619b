//! Text forms of arguments: segments of paths, query parameters, fields of forms.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::Serialize;
use serde::ser::Error as _;
use serde_json::{Error, Value};

/// Replaces an id that cannot be a segment of a path; no id contains a NUL.
pub(super) const IMPOSSIBLE_SEGMENT: &str = "%00";

/// Characters that a segment of a path must not contain unencoded.
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

/// Encodes one segment of a path. An empty segment and those of dots would address another object
/// whatever their encoding; they become one that `build` rejects.
pub(crate) fn encode_path(segment: &str) -> Cow<'_, str> {
    if matches!(segment, "" | "." | "..") {
        return Cow::Borrowed(IMPOSSIBLE_SEGMENT);
    }
    utf8_percent_encode(segment, SEGMENT).into()
}

/// A query parameter: scalars as text, lists joined by commas, objects as JSON; `None` for absent
/// values and empty lists.
pub(super) fn query_text(value: Value) -> Option<String> {
    let items = match value {
        // Most parameters are absent.
        Value::Array(items) if items.is_empty() => return None,
        Value::Array(items) if !items.iter().any(|item| item.is_object() || item.is_array()) => {
            items
        }
        other => return form_text(other),
    };
    let items: Vec<_> = items.into_iter().filter_map(form_text).collect();
    (!items.is_empty()).then(|| items.join(","))
}

/// A field of a form: scalars as text, lists and objects as JSON; `None` for `null`.
pub(super) fn form_text(value: Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    }
}

/// A form of the fields of an object.
pub(super) fn form<T: Serialize + ?Sized>(body: &T) -> Result<String, Error> {
    let fields = match serde_json::to_value(body)? {
        Value::Null => return Ok(String::new()),
        Value::Object(fields) => fields,
        _ => return Err(Error::custom("a form must be an object")),
    };
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in fields {
        if let Some(text) = form_text(value) {
            form.append_pair(&name, &text);
        }
    }
    Ok(form.finish())
}

/// A field expansion: `field.name(value).name(value)`; lists as JSON.
pub(super) fn expansion<T: Serialize>(field: &str, filters: &T) -> Result<String, Error> {
    let Value::Object(filters) = serde_json::to_value(filters)? else {
        return Err(Error::custom("the filters must be an object"));
    };
    let mut out = field.to_owned();
    for (name, value) in filters {
        if let Some(text) = form_text(value) {
            out.push_str(&format!(".{name}({text})"));
        }
    }
    Ok(out)
}
