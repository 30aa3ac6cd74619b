//! What is logged about a call: a span, and one event when the call ends.
//!
//! **Invariant:** ids in the span are those of the business. URLs, texts and ids of people occur nowhere.

use tracing::Span;
use tracing::field::Empty;

use crate::error::{Call, Error};
use crate::operation::OperationInfo;
use crate::redact::Name;
use crate::request::Request;

/// Logs one call.
pub(crate) struct CallLog {
    call: Call,
    span: Span,
}

impl CallLog {
    pub(crate) fn new(info: &OperationInfo) -> Self {
        let call = Call::of(info);
        let span = tracing::debug_span!(
            "request",
            operation = call.operation,
            method = info.method.as_str(),
            phone_number_id = Empty,
            waba_id = Empty,
            status = Empty,
            code = Empty,
        );
        Self { call, span }
    }

    /// With the id of the business phone number or account that the request is for.
    pub(crate) fn of(request: &Request) -> Self {
        let log = Self::new(request.info());
        if !log.span.is_disabled() {
            let (parameter, id) = (
                segment(request.info().path),
                segment(request.path()).unwrap_or_default(),
            );
            match parameter {
                Some("{phone_number_id}") => log.span.record("phone_number_id", id),
                Some("{waba_id}") => log.span.record("waba_id", id),
                _ => &log.span,
            };
        }
        log
    }

    pub(crate) fn span(&self) -> Span {
        self.span.clone()
    }

    pub(crate) fn status(&self, status: http::StatusCode) {
        self.span.record("status", status.as_u16());
    }

    /// Logs what a response has and its value has not.
    pub(crate) fn left_out(&self, places: &[String]) {
        if !places.is_empty() {
            let operation = self.call.operation;
            self.span.in_scope(|| {
                tracing::warn!(
                    operation,
                    ?places,
                    "part of a response does not fit its type"
                );
            });
        }
    }

    /// Logs the outcome.
    pub(crate) fn end<T>(self, result: Result<T, Error>) -> Result<T, Error> {
        match result {
            Ok(value) => {
                self.succeeded();
                Ok(value)
            }
            Err(error) => Err(self.failed(error)),
        }
    }

    pub(crate) fn succeeded(self) {
        self.span.in_scope(|| tracing::debug!("success"));
    }

    pub(crate) fn failed(self, error: Error) -> Error {
        let error = error.with_call(self.call);
        if let Some(code) = error.graph().and_then(|graph| graph.code) {
            self.span.record("code", code);
        }
        self.span.in_scope(|| failure(error))
    }
}

/// Logs a failure outside of the span of a call, because there is no request.
pub(crate) fn failure(error: Error) -> Error {
    // The fields are repeated here, because filters for warnings leave out the span.
    macro_rules! event {
        ($level:ident, $message:literal) => {
            tracing::$level!(
                operation = error.operation(),
                failure = error.kind().name(),
                class = error.class().map(tracing::field::debug),
                status = error.status().map(|status| status.as_u16()),
                code = error.graph().and_then(|graph| graph.code),
                trace = error.trace_id().filter(|id| Name(id).is_printable()),
                $message
            )
        };
    }
    if error.is_decode() {
        event!(warn, "a response cannot be decoded");
    } else if error.is_ambiguous() {
        event!(warn, "a request may have been carried out");
    } else if error.kind().is_token() {
        event!(warn, "there is no access token");
    } else if error.graph().is_some() {
        event!(debug, "rejected");
    } else {
        event!(debug, "failed");
    }
    error
}

/// The first segment of a path.
fn segment(path: &str) -> Option<&str> {
    path.strip_prefix('/')?.split('/').next()
}
