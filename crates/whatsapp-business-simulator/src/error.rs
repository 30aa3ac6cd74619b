//! Errors: start failures and rejections of requests.

use std::fmt;

use http::StatusCode;
use serde_json::{Map, Value, json};

use crate::problem::Problem;
use crate::webhook::WebhookError;

/// The reason why a simulator could not be started.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The address could not be bound.
    Bind(std::io::Error),
    /// The specification that the crate contains cannot be read, which is a defect of the crate.
    Specification {
        /// What is wrong with it.
        reason: String,
    },
    /// The webhook cannot be used.
    Webhook(WebhookError),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bind(_) => f.write_str("the address of the simulator could not be bound"),
            Self::Specification { reason } => {
                write!(
                    f,
                    "the specification of the simulator cannot be read: {reason}"
                )
            }
            Self::Webhook(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Bind(error) => Some(error),
            _ => None,
        }
    }
}

/// No operation has the given id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownOperation {
    pub(crate) name: String,
}

impl fmt::Display for UnknownOperation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the specification has no operation or example `{}`",
            self.name
        )
    }
}

impl std::error::Error for UnknownOperation {}

/// The rejection of a request, as a Graph API error.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) code: i64,
    pub(crate) subcode: Option<i64>,
    kind: &'static str,
    message: String,
    pub(crate) problems: Vec<Problem>,
}

impl Refusal {
    /// Code 190: no token, or a wrong one.
    pub(crate) fn token(problem: Problem) -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            code: 190,
            subcode: None,
            kind: "OAuthException",
            message: "Invalid OAuth access token".to_owned(),
            problems: vec![problem],
        }
    }

    /// Code 100: invalid parameter.
    pub(crate) fn invalid(problems: Vec<Problem>) -> Self {
        Self::with_code(100, "(#100) Invalid parameter", problems)
    }

    /// Code 100, subcode 33: the object does not exist or does not support the operation.
    pub(crate) fn unsupported(method: &http::Method, problem: Problem) -> Self {
        let method = method.as_str().to_lowercase();
        Self {
            status: StatusCode::BAD_REQUEST,
            code: 100,
            subcode: Some(33),
            kind: "GraphMethodException",
            message: format!(
                "Unsupported {method} request. Object does not exist, cannot be loaded due to \
                 missing permissions, or does not support this operation"
            ),
            problems: vec![problem],
        }
    }

    /// Code 2500: unknown path components.
    pub(crate) fn unknown_path(problem: Problem) -> Self {
        Self::with_code(2500, "Unknown path components", vec![problem])
    }

    /// Code 131053: the file is not accepted.
    pub(crate) fn media(problem: Problem) -> Self {
        Self::with_code(131_053, "(#131053) Media upload error", vec![problem])
    }

    /// The request body is larger than the simulator accepts.
    pub(crate) fn too_large(limit: usize) -> Self {
        let message = format!("is larger than {limit} bytes, the largest body that is accepted");
        Self::invalid(vec![Problem::body("", message)]).with_status(StatusCode::PAYLOAD_TOO_LARGE)
    }

    /// Code 1: the specification has no example to respond with.
    pub(crate) fn no_example(operation: &str) -> Self {
        let message =
            format!("the specification has no response example for `{operation}`; add one");
        Self::with_code(
            1,
            "(#1) An unknown error occurred",
            vec![Problem::path(message)],
        )
        .with_status(StatusCode::INTERNAL_SERVER_ERROR)
    }

    pub(crate) fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    fn with_code(code: i64, message: &str, problems: Vec<Problem>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            code,
            subcode: None,
            kind: "OAuthException",
            message: message.to_owned(),
            problems,
        }
    }

    /// The response body.
    pub(crate) fn body(&self, trace: &str) -> Value {
        let details: Vec<String> = self.problems.iter().map(ToString::to_string).collect();
        GraphErrorBody {
            code: self.code,
            subcode: self.subcode,
            kind: self.kind,
            message: &self.message,
            details: &details.join(" | "),
        }
        .to_json(trace)
    }
}

/// The contents of a Graph error.
pub(crate) struct GraphErrorBody<'e> {
    pub(crate) code: i64,
    pub(crate) subcode: Option<i64>,
    pub(crate) kind: &'e str,
    pub(crate) message: &'e str,
    pub(crate) details: &'e str,
}

impl GraphErrorBody<'_> {
    pub(crate) fn to_json(&self, trace: &str) -> Value {
        let mut error = Map::new();
        error.insert("message".into(), json!(self.message));
        error.insert("type".into(), json!(self.kind));
        error.insert("code".into(), json!(self.code));
        if let Some(subcode) = self.subcode {
            error.insert("error_subcode".into(), json!(subcode));
        }
        if !self.details.is_empty() {
            error.insert(
                "error_data".into(),
                json!({ "messaging_product": "whatsapp", "details": self.details }),
            );
        }
        error.insert("fbtrace_id".into(), json!(trace));
        json!({ "error": error })
    }
}
