//! The error object of the Graph API.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
#[cfg(feature = "client")]
use serde_json::Value;

use super::{ErrorClass, codes};
use crate::redact::{Hidden, Name};
use crate::rt::json;
use crate::rt::lenient;

/// Response to a request that failed: an [`error`](Self::error) of the Graph API, or the other members in their place, from
/// operations outside of the Graph API. [`into_error`](Self::into_error) reads both.
#[derive(Clone, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct GraphErrorResponse {
    /// The error; absent only in responses that do not come from the Graph API itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<GraphError>,
    /// Short name of the problem.
    #[serde(
        default,
        deserialize_with = "lenient::option_string",
        skip_serializing_if = "Option::is_none"
    )]
    pub title: Option<String>,
    /// What exactly was wrong.
    #[serde(
        default,
        deserialize_with = "lenient::option_string",
        skip_serializing_if = "Option::is_none"
    )]
    pub detail: Option<String>,
    /// Type of the problem.
    #[serde(
        rename = "type",
        default,
        deserialize_with = "lenient::option_string",
        skip_serializing_if = "Option::is_none"
    )]
    pub kind: Option<String>,
    /// HTTP status of the response.
    #[serde(
        default,
        deserialize_with = "lenient::option_i64",
        skip_serializing_if = "Option::is_none"
    )]
    pub status: Option<i64>,
}

impl GraphErrorResponse {
    /// The error in the form of the Graph API; `None` if the response describes none.
    #[must_use]
    pub fn into_error(self) -> Option<GraphError> {
        if self.error.is_some() || self.title.is_none() && self.detail.is_none() {
            return self.error;
        }
        let message = self.detail.clone().or_else(|| self.title.clone());
        Some(GraphError {
            message: message.unwrap_or_default(),
            kind: self.kind,
            title: self.title,
            plain_details: self.detail,
            ..GraphError::default()
        })
    }
}

impl fmt::Debug for GraphErrorResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GraphErrorResponse")
            .field("error", &self.error)
            .field("title", &self.title.as_ref().map(|_| Hidden))
            .field("detail", &self.detail.as_ref().map(|_| Hidden))
            .field("kind", &self.kind.as_deref().map(Name))
            .field("status", &self.status)
            .finish()
    }
}

/// Error of the Graph API, in responses and in webhooks.
///
/// Branch on [`code`](Self::code) and [`error_subcode`](Self::error_subcode), or on
/// [`class`](Self::class), never on the texts: they change without notice and may contain phone
/// numbers, which is why `Debug` hides them.
#[derive(Clone, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct GraphError {
    /// What went wrong, for developers. Mostly begins with the code in parentheses. Empty when the
    /// platform sent none.
    #[serde(default, deserialize_with = "text")]
    pub message: String,
    /// Broad kind of the error, such as `OAuthException`.
    #[serde(
        rename = "type",
        default,
        deserialize_with = "lenient::option_string",
        skip_serializing_if = "Option::is_none"
    )]
    pub kind: Option<String>,
    /// Error code; see the platform's list of error codes. Absent only in responses that do not
    /// come from the Graph API itself.
    #[serde(
        default,
        deserialize_with = "lenient::option_i64",
        skip_serializing_if = "Option::is_none"
    )]
    pub code: Option<i64>,
    /// Further division of the code. Absent or 0 when there is none.
    #[serde(
        default,
        deserialize_with = "lenient::option_i64",
        skip_serializing_if = "Option::is_none"
    )]
    pub error_subcode: Option<i64>,
    /// Details, mostly about the parameter that was wrong.
    #[serde(
        default,
        deserialize_with = "error_data",
        skip_serializing_if = "Option::is_none"
    )]
    pub error_data: Option<GraphErrorData>,
    /// Short text that may be shown to the person who caused the request.
    #[serde(
        default,
        deserialize_with = "lenient::option_string",
        skip_serializing_if = "Option::is_none"
    )]
    pub error_user_title: Option<String>,
    /// Longer text that may be shown to the person who caused the request.
    #[serde(
        default,
        deserialize_with = "lenient::option_string",
        skip_serializing_if = "Option::is_none"
    )]
    pub error_user_msg: Option<String>,
    /// True when the same request may succeed later.
    #[serde(
        default,
        deserialize_with = "lenient::option_bool",
        skip_serializing_if = "Option::is_none"
    )]
    pub is_transient: Option<bool>,
    /// Trace id; quote it to the platform's support.
    #[serde(
        default,
        deserialize_with = "lenient::option_string",
        skip_serializing_if = "Option::is_none"
    )]
    pub fbtrace_id: Option<String>,
    /// Address of a page about the error. Seen in errors of webhooks.
    #[serde(
        default,
        deserialize_with = "lenient::option_string",
        skip_serializing_if = "Option::is_none"
    )]
    pub href: Option<String>,
    /// Short name of the error. Seen in errors of webhooks and batches.
    #[serde(
        default,
        deserialize_with = "lenient::option_string",
        skip_serializing_if = "Option::is_none"
    )]
    pub title: Option<String>,
    /// Older spelling of the details in [`error_data`](Self::error_data), next to the code; [`details`](Self::details) reads both.
    #[serde(
        rename = "details",
        default,
        deserialize_with = "lenient::option_string",
        skip_serializing_if = "Option::is_none"
    )]
    pub plain_details: Option<String>,
}

impl GraphError {
    /// What exactly was wrong, in either of the places where the platform and gateways write it. May contain phone numbers.
    #[must_use]
    pub fn details(&self) -> Option<&str> {
        let data = self.error_data.as_ref();
        data.and_then(|data| data.details.as_deref())
            .or(self.plain_details.as_deref())
    }

    /// The error in a body: an object of the Graph API, a list of them from gateways in front of it, or the members of
    /// [`GraphErrorResponse`].
    #[cfg(feature = "client")]
    pub(crate) fn from_body(body: &[u8]) -> Option<Self> {
        let body = json::tree(body)?;
        let listed = body.get("errors").and_then(Value::as_array);
        let errors = body
            .get("error")
            .into_iter()
            .chain(listed.into_iter().flatten());
        errors
            .filter_map(json::from_tree::<Self>)
            .find(|error| error.code.is_some() || !error.message.is_empty())
            .or_else(|| json::from_tree::<GraphErrorResponse>(&body)?.into_error())
    }

    /// The error that a body reports next to a status of success, with its code.
    #[cfg(feature = "client")]
    pub(crate) fn in_success(body: &[u8]) -> Option<Self> {
        let body = json::tree(body)?;
        let error: Self = json::from_tree(body.get("error")?)?;
        error.code.is_some().then_some(error)
    }

    /// What kind of problem the code means; `None` when the code is absent or not known to
    /// this version of the crate.
    #[must_use]
    pub fn class(&self) -> Option<ErrorClass> {
        self.documented().map(codes::ErrorCode::class)
    }

    /// What is known about the code and subcode; `None` when the code is absent or not known to this version of the crate.
    #[must_use]
    pub fn documented(&self) -> Option<&'static codes::ErrorCode> {
        codes::find(self.code?, self.error_subcode)
    }
}

impl fmt::Debug for GraphError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GraphError")
            .field("kind", &self.kind.as_deref().map(Name))
            .field("code", &self.code)
            .field("error_subcode", &self.error_subcode)
            .field("is_transient", &self.is_transient)
            .field("fbtrace_id", &self.fbtrace_id.as_deref().map(Name))
            .finish_non_exhaustive()
    }
}

/// Details of an error.
#[derive(Clone, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct GraphErrorData {
    /// Always `whatsapp`.
    #[serde(
        default,
        deserialize_with = "lenient::option_string",
        skip_serializing_if = "Option::is_none"
    )]
    pub messaging_product: Option<String>,
    /// What exactly was wrong with the request, often with the name of the field. Where the
    /// platform sends a text instead of the whole object, that text.
    #[serde(
        default,
        deserialize_with = "lenient::option_string",
        skip_serializing_if = "Option::is_none"
    )]
    pub details: Option<String>,
    /// Paths of the fields that caused the error, where the platform names them; empty elsewhere.
    #[serde(
        default,
        deserialize_with = "lenient::scalar_lists",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub blame_field_specs: Vec<Vec<String>>,
}

impl fmt::Debug for GraphErrorData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GraphErrorData")
            .field("details", &self.details.as_ref().map(|_| Hidden))
            .finish_non_exhaustive()
    }
}

/// Accepts text; anything else is left out.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    lenient::option_string(deserializer).map(Option::unwrap_or_default)
}

/// Accepts the object, its JSON as text, or any other text.
fn error_data<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<GraphErrorData>, D::Error> {
    let data: Option<Data> = lenient::part(deserializer)?;
    Ok(data.and_then(|Data(data)| data))
}

struct Data(Option<GraphErrorData>);

impl<'de> Deserialize<'de> for Data {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(VisitData).map(Self)
    }
}

impl<'de> lenient::Part<'de> for Data {
    /// Anything but an object and text is absence.
    fn deserialize_plainly<D: Deserializer<'de>>(d: D) -> Result<Option<Self>, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Shape {
            Data(Data),
            Other(IgnoredAny),
        }
        Ok(match Shape::deserialize(d)? {
            Shape::Data(data) => Some(data),
            Shape::Other(_) => None,
        })
    }
}

struct VisitData;

impl<'de> Visitor<'de> for VisitData {
    type Value = Option<GraphErrorData>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or text")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        GraphErrorData::deserialize(MapAccessDeserializer::new(map)).map(Some)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        let data = json::decode_str(text).map(|decoded| decoded.value);
        Ok(Some(data.unwrap_or_else(|_| GraphErrorData {
            details: Some(text.to_owned()),
            ..GraphErrorData::default()
        })))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}
