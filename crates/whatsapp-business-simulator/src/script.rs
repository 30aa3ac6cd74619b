//! Responses configured by a test.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use bytes::Bytes;
use http::header::RETRY_AFTER;
use http::{HeaderName, HeaderValue, StatusCode};
use serde_json::Value;

use crate::answer::Answer;
use crate::codes::{message_of, status_of};
use crate::error::GraphErrorBody;

/// A response that replaces the usual one, see
/// [`Simulator::respond_once`](crate::Simulator::respond_once).
///
/// ```
/// use std::time::Duration;
/// use whatsapp_business_simulator::Canned;
///
/// let overloaded = Canned::graph_error(131_016).with_details("Try again later").after(Duration::from_millis(50));
/// let throttled = Canned::rate_limited(Duration::from_secs(2));
/// let lost = Canned::hang_up();
/// # drop((overloaded, throttled, lost));
/// ```
#[derive(Clone, Debug)]
pub struct Canned {
    action: Action,
    delay: Duration,
    headers: Vec<(HeaderName, HeaderValue)>,
}

#[derive(Clone)]
enum Action {
    Usual,
    Example(String),
    Graph {
        code: i64,
        subcode: Option<i64>,
        /// `None`: as the specification documents it for the code.
        status: Option<StatusCode>,
        message: Option<String>,
        details: String,
    },
    Bytes {
        status: StatusCode,
        content_type: HeaderValue,
        body: Bytes,
    },
    HangUp,
}

impl std::fmt::Debug for Action {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Usual => f.write_str("Usual"),
            Self::Example(variant) => f.debug_tuple("Example").field(variant).finish(),
            Self::Graph {
                code,
                subcode,
                status,
                ..
            } => f
                .debug_struct("Graph")
                .field("code", code)
                .field("subcode", subcode)
                .field("status", status)
                .finish_non_exhaustive(),
            Self::Bytes { status, body, .. } => write!(f, "Bytes({status}, {} bytes)", body.len()),
            Self::HangUp => f.write_str("HangUp"),
        }
    }
}

impl Canned {
    fn new(action: Action) -> Self {
        Self {
            action,
            delay: Duration::ZERO,
            headers: Vec::new(),
        }
    }

    /// The usual response, to add a delay or headers to it.
    #[must_use]
    pub fn usual() -> Self {
        Self::new(Action::Usual)
    }

    /// A response example of the operation, by the name of its variant. An unknown name gives the
    /// usual response.
    #[must_use]
    pub fn example(variant: impl Into<String>) -> Self {
        Self::new(Action::Example(variant.into()))
    }

    /// A Graph API error, with the HTTP status that the platform documents for this code and its subcode.
    #[must_use]
    pub fn graph_error(code: i64) -> Self {
        Self::new(Action::Graph {
            code,
            subcode: None,
            status: None,
            message: None,
            details: String::new(),
        })
    }

    /// Status 429 with error 80007 and a `Retry-After` header in whole seconds.
    #[must_use]
    pub fn rate_limited(retry_after: Duration) -> Self {
        Self::graph_error(80_007)
            .with_status(StatusCode::TOO_MANY_REQUESTS)
            .with_header(RETRY_AFTER, HeaderValue::from(retry_after.as_secs()))
    }

    /// A JSON response with any status.
    #[must_use]
    pub fn json(status: StatusCode, body: &Value) -> Self {
        Self::bytes(
            status,
            HeaderValue::from_static("application/json"),
            body.to_string(),
        )
    }

    /// Any response.
    #[must_use]
    pub fn bytes(status: StatusCode, content_type: HeaderValue, body: impl Into<Bytes>) -> Self {
        Self::new(Action::Bytes {
            status,
            content_type,
            body: body.into(),
        })
    }

    /// Status 200 with a body that is declared as JSON but is not.
    #[must_use]
    pub fn garbage() -> Self {
        let content_type = HeaderValue::from_static("application/json");
        Self::bytes(StatusCode::OK, content_type, "<html>not what you think")
    }

    /// Reads the request, then closes the connection without a response.
    #[must_use]
    pub fn hang_up() -> Self {
        Self::new(Action::HangUp)
    }

    /// Sets the subcode of a Graph error. Other responses stay unchanged.
    #[must_use]
    pub fn with_subcode(mut self, value: i64) -> Self {
        if let Action::Graph { subcode, .. } = &mut self.action {
            *subcode = Some(value);
        }
        self
    }

    /// Sets the message of a Graph error. Other responses stay unchanged.
    #[must_use]
    pub fn with_message(mut self, value: impl Into<String>) -> Self {
        if let Action::Graph { message, .. } = &mut self.action {
            *message = Some(value.into());
        }
        self
    }

    /// Sets `error_data.details` of a Graph error. Other responses stay unchanged.
    #[must_use]
    pub fn with_details(mut self, value: impl Into<String>) -> Self {
        if let Action::Graph { details, .. } = &mut self.action {
            *details = value.into();
        }
        self
    }

    /// Sets the HTTP status. The usual response, examples and hang-ups stay unchanged.
    #[must_use]
    pub fn with_status(mut self, value: StatusCode) -> Self {
        match &mut self.action {
            Action::Graph { status, .. } => *status = Some(value),
            Action::Bytes { status, .. } => *status = value,
            Action::Usual | Action::Example(_) | Action::HangUp => {}
        }
        self
    }

    /// Adds a header, replacing one of the same name.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Waits before responding, or before closing the connection.
    #[must_use]
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    pub(crate) fn delay(&self) -> Duration {
        self.delay
    }

    pub(crate) fn headers(&self) -> &[(HeaderName, HeaderValue)] {
        &self.headers
    }

    pub(crate) fn outcome(&self, trace: &str) -> Outcome {
        match &self.action {
            Action::Usual => Outcome::Usual { variant: None },
            Action::Example(variant) => Outcome::Usual {
                variant: Some(variant.clone()),
            },
            Action::Graph {
                code,
                subcode,
                status,
                message,
                details,
            } => {
                let status = status.unwrap_or_else(|| status_of(*code, *subcode));
                let usual = || message_of(*code, *subcode);
                let error = GraphErrorBody {
                    code: *code,
                    subcode: *subcode,
                    kind: "OAuthException",
                    message: &message.clone().unwrap_or_else(usual),
                    details,
                };
                Outcome::Answer(Box::new(Answer::json(status, &error.to_json(trace))))
            }
            Action::Bytes {
                status,
                content_type,
                body,
            } => Outcome::Answer(Box::new(Answer::bytes(
                *status,
                content_type.clone(),
                body.clone(),
            ))),
            Action::HangUp => Outcome::HangUp,
        }
    }
}

/// The outcome of a canned response.
#[derive(Debug)]
pub(crate) enum Outcome {
    Usual { variant: Option<String> },
    Answer(Box<Answer>),
    HangUp,
}

/// Canned responses that wait for their requests.
#[derive(Debug, Default)]
pub(crate) struct Script {
    once: BTreeMap<String, VecDeque<Canned>>,
    any: VecDeque<Canned>,
    variants: BTreeMap<String, String>,
}

impl Script {
    pub(crate) fn push(&mut self, operation: Option<String>, canned: Canned) {
        match operation {
            Some(operation) => self.once.entry(operation).or_default().push_back(canned),
            None => self.any.push_back(canned),
        }
    }

    pub(crate) fn choose_variant(&mut self, operation: String, variant: String) {
        self.variants.insert(operation, variant);
    }

    pub(crate) fn variant(&self, operation: &str) -> Option<String> {
        self.variants.get(operation).cloned()
    }

    /// The next canned response for an operation: its own first.
    pub(crate) fn next(&mut self, operation: &str) -> Option<Canned> {
        let own = self.once.get_mut(operation).and_then(VecDeque::pop_front);
        own.or_else(|| self.any.pop_front())
    }
}
