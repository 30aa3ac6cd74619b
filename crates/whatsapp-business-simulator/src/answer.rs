//! Responses: from the specification's examples, completed with values from the request.

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, StatusCode};
use serde_json::{Value, json};

use crate::body::{Content, Received};
use crate::catalog::{Example, Operation};
use crate::error::Refusal;
use crate::ids::Ids;
use crate::page::{paginate, select_fields};
use crate::schema::Unknown;
use crate::webhook::Accepted;

/// A response before its headers.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) content_type: HeaderValue,
    pub(crate) body: Bytes,
    /// The message that was accepted, for webhooks.
    pub(crate) accepted: Option<Accepted>,
}

impl Answer {
    pub(crate) fn json(status: StatusCode, body: &Value) -> Self {
        Self::bytes(
            status,
            HeaderValue::from_static("application/json; charset=UTF-8"),
            body.to_string(),
        )
    }

    pub(crate) fn ok(body: &Value) -> Self {
        Self::json(StatusCode::OK, body)
    }

    /// A success without a body.
    pub(crate) fn empty(status: StatusCode) -> Self {
        Self::bytes(status, HeaderValue::from_static(""), Bytes::new())
    }

    pub(crate) fn bytes(
        status: StatusCode,
        content_type: HeaderValue,
        body: impl Into<Bytes>,
    ) -> Self {
        Self {
            status,
            content_type,
            body: body.into(),
            accepted: None,
        }
    }

    pub(crate) fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        if !self.content_type.is_empty() {
            response
                .headers_mut()
                .insert(CONTENT_TYPE, self.content_type);
        }
        response
    }
}

/// A valid request, for the code that responds to it.
#[derive(Debug)]
pub(crate) struct Call<'c> {
    pub(crate) operation: &'c Operation,
    /// Decoded segments of the path, without the version.
    pub(crate) path: &'c [String],
    pub(crate) query: &'c [(String, String)],
    pub(crate) headers: &'c http::HeaderMap,
    pub(crate) body: &'c Received,
    /// Name of the example to respond with, if the test chose one.
    pub(crate) variant: Option<String>,
    /// URL of the request without its query.
    pub(crate) url: String,
    pub(crate) unknown: Unknown,
}

impl Call<'_> {
    /// Value of a path parameter.
    pub(crate) fn path_value(&self, name: &str) -> Option<&str> {
        let mut parameters = self.operation.path.parameters(self.path);
        parameters
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    }

    /// Value of a query parameter.
    pub(crate) fn query_value(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The example to respond with.
    pub(crate) fn example(&self) -> Result<Value, Refusal> {
        let chosen = self.variant.as_deref();
        let responses = &self.operation.responses;
        responses
            .iter()
            .find(|example| Some(example.variant.as_str()) == chosen)
            .or_else(|| {
                responses
                    .iter()
                    .min_by_key(|example| self.distance(example))
            })
            .map(|example| example.value.clone())
            .ok_or_else(|| Refusal::no_example(&self.operation.id))
    }

    /// How far an example is from the request: in recipient, kind, action and additional properties. Successes are closest.
    fn distance(&self, example: &Example) -> (bool, bool, bool, bool, bool, usize) {
        let action = match &self.body.content {
            Content::Json(request) => request.get("action").and_then(Value::as_str),
            _ => None,
        };
        let is_for_action =
            action.is_some_and(|action| example.variant.starts_with(&action.to_ascii_lowercase()));
        let is_usual = ["ok", "default"].contains(&example.variant.as_str());
        let of_message = example
            .value
            .pointer("/messages/0")
            .zip(Sent::read(self.body));
        let Some((message, sent)) = of_message else {
            return (false, false, false, !is_for_action, !is_usual, 0);
        };
        let is_for_user = example.value.pointer("/contacts/0/user_id").is_some();
        (
            message.get("group_id").is_some() != sent.is_to_group,
            is_for_user != sent.is_to_user,
            !example.variant.starts_with(&sent.kind),
            !is_for_action,
            !is_usual,
            message.as_object().map_or(0, serde_json::Map::len),
        )
    }
}

/// Properties of a sent message.
pub(crate) struct Sent<'r> {
    pub(crate) recipient: String,
    /// Whether the recipient is a user id instead of a phone number.
    pub(crate) is_to_user: bool,
    pub(crate) is_to_group: bool,
    /// Kind of the message in lowercase; text when absent.
    pub(crate) kind: String,
    /// Tracking data that the sender wants repeated in the statuses.
    pub(crate) tracking: Option<&'r Value>,
}

impl<'r> Sent<'r> {
    pub(crate) fn read(body: &'r Received) -> Option<Self> {
        let Content::Json(request) = &body.content else {
            return None;
        };
        let text = |name: &str| match request.get(name)? {
            Value::String(text) => Some(text.clone()),
            // An id may be a number.
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let number = text("to");
        let is_to_user = number.is_none();
        Some(Self {
            recipient: number.or_else(|| text("recipient"))?,
            is_to_user,
            is_to_group: text("recipient_type")
                .is_some_and(|kind| kind.eq_ignore_ascii_case("group")),
            kind: text("type").map_or_else(|| "text".to_owned(), |kind| kind.to_ascii_lowercase()),
            tracking: request.get("biz_opaque_callback_data"),
        })
    }
}

/// Responds from the examples alone, without state.
pub(crate) fn from_examples(call: &Call<'_>, ids: &Ids) -> Result<Answer, Refusal> {
    let status = StatusCode::from_u16(call.operation.status).unwrap_or(StatusCode::OK);
    if status == StatusCode::NO_CONTENT {
        return Ok(Answer::empty(status));
    }
    let mut answer = call.example()?;
    if call.operation.answers_bytes {
        let bytes = answer
            .as_str()
            .map_or_else(|| answer.to_string(), str::to_owned);
        let content_type = HeaderValue::from_static("application/octet-stream");
        return Ok(Answer::bytes(StatusCode::OK, content_type, bytes));
    }
    if let Some(items) = &call.operation.paged_items {
        // A test that chooses an example wants only that list.
        let examples: Vec<Value> = match &call.variant {
            Some(_) => vec![answer.clone()],
            None => call
                .operation
                .responses
                .iter()
                .map(|example| example.value.clone())
                .collect(),
        };
        paginate(&mut answer, &examples, items, call.query, &call.url)?;
    }
    select_fields(
        &mut answer,
        call.operation,
        call.query,
        call.unknown == Unknown::Refuse,
    )?;
    fill_in_recipient(&mut answer, call.body, ids);
    let mut ok = Answer::json(status, &answer);
    ok.accepted = Accepted::read(call, &answer);
    Ok(ok)
}

/// Fills in the recipient of the request and a new message id, in responses to sent messages.
fn fill_in_recipient(answer: &mut Value, body: &Received, ids: &Ids) {
    let Some(sent) = Sent::read(body) else { return };
    let Some(message) = answer
        .pointer_mut("/messages/0")
        .and_then(Value::as_object_mut)
    else {
        return;
    };
    message.insert("id".to_owned(), json!(ids.message(&sent.recipient)));
    if let Some(group) = message.get_mut("group_id") {
        *group = json!(sent.recipient);
    }
    let Some(contact) = answer
        .pointer_mut("/contacts/0")
        .and_then(Value::as_object_mut)
    else {
        return;
    };
    contact.insert("input".to_owned(), json!(sent.recipient));
    if sent.is_to_user {
        // A user who is known only by a user id has no WhatsApp id.
        contact.remove("wa_id");
        contact.insert("user_id".to_owned(), json!(sent.recipient));
    } else {
        let digits = || {
            sent.recipient
                .chars()
                .filter(char::is_ascii_digit)
                .collect()
        };
        let wa_id = if sent.is_to_group {
            sent.recipient.clone()
        } else {
            digits()
        };
        contact.insert("wa_id".to_owned(), json!(wa_id));
        contact.remove("user_id");
    }
}
