//! The error of all operations.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::{BoxError, Call, ContentError, ErrorClass, GraphError, Kind};
use crate::http::HttpError;
use crate::redact::Name;
use crate::usage;

/// Why an operation failed.
///
/// Branch on the predicates, or on [`class`](Self::class) and [`graph`](Self::graph). `Display` is
/// one line for logs: it names the operation, the kind of problem, codes and the trace id, and never
/// contains bodies, headers, URLs, tokens or anything a person wrote.
///
/// ```
/// # fn handle(error: whatsapp_business_core::Error) {
/// if let Some(wait) = error.rate_limit().and_then(|limit| limit.backoff(0)) {
///     println!("again in {wait:?}"); // never for a limit that waiting does not lift
/// } else if error.is_ambiguous() {
///     // The message may have been sent: do not just send it again.
/// } else if let Some(graph) = error.graph() {
///     eprintln!("code {:?}, trace {:?}", graph.code, graph.fbtrace_id);
/// }
/// # }
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: Kind,
    call: Option<Call>,
    response: Option<ErrorResponse>,
    graph: Option<GraphError>,
    source: Option<BoxError>,
}

/// The response that an error was made from.
pub(crate) struct ErrorResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Bytes>,
}

impl Error {
    pub(crate) fn new(kind: Kind) -> Self {
        Self(Box::new(Inner {
            kind,
            call: None,
            response: None,
            graph: None,
            source: None,
        }))
    }

    pub(crate) fn with_call(mut self, call: Call) -> Self {
        self.0.call.get_or_insert(call);
        self
    }

    pub(crate) fn with_source(mut self, source: impl Into<BoxError>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    pub(crate) fn with_response(mut self, response: ErrorResponse) -> Self {
        self.0.response = Some(response);
        self
    }

    pub(crate) fn with_graph(mut self, graph: Option<GraphError>) -> Self {
        self.0.graph = graph;
        self
    }

    /// From a failure of the HTTP stack.
    pub(crate) fn from_http(error: HttpError) -> Self {
        let kind = ContentError::kind_of(&error).unwrap_or_else(|| Kind::of(&error));
        Self::new(kind).with_source(ContentError::cause(error.into_source()))
    }

    /// From the failure to read content that is to be uploaded.
    pub(crate) fn from_content(error: BoxError) -> Self {
        let kind = ContentError::kind_of(&*error).unwrap_or(Kind::Stream);
        Self::new(kind).with_source(ContentError::cause(error))
    }

    /// From the failure to read a body to its end.
    pub(crate) fn from_body(error: BoxError) -> Self {
        match error.downcast::<HttpError>() {
            Ok(error) if error.is_timeout() => {
                Self::new(Kind::Timeout).with_source(error.into_source())
            }
            Ok(error) => Self::new(Kind::Body).with_source(error.into_source()),
            Err(error) => Self::new(Kind::Body).with_source(error),
        }
    }

    pub(crate) fn kind(&self) -> &Kind {
        &self.0.kind
    }

    pub(crate) fn call(&self) -> Option<Call> {
        self.0.call
    }

    /// The error object of the platform; `None` when the response has none.
    #[must_use]
    pub fn graph(&self) -> Option<&GraphError> {
        self.0.graph.as_ref()
    }

    /// What kind of problem the platform reports; `None` when the response has no error object, or
    /// one with a code that this version of the crate does not know.
    #[must_use]
    pub fn class(&self) -> Option<ErrorClass> {
        self.graph()?.class()
    }

    /// What exactly was wrong, in the words of the platform: the details of the error, else its text for users, else its
    /// message. `None` when the response has no error object.
    ///
    /// For people who develop, not for logs: it may contain phone numbers, which is why `Display` and `Debug` leave it out.
    #[must_use]
    pub fn details(&self) -> Option<&str> {
        let graph = self.graph()?;
        let texts = [
            graph.details(),
            graph.error_user_msg.as_deref(),
            Some(&graph.message),
        ];
        texts.into_iter().flatten().find(|text| !text.is_empty())
    }

    /// HTTP status of the response; `None` without a response.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.response.as_ref().map(|response| response.status)
    }

    /// Headers of the response; `None` without a response.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.response.as_ref().map(|response| &response.headers)
    }

    /// Body of the response as it was received; `None` without a response, or when its body could
    /// not be read. Only the first MiB of the body of an error response is kept.
    ///
    /// It may contain personal data: do not log it unseen.
    #[must_use]
    pub fn body(&self) -> Option<&Bytes> {
        self.0.response.as_ref()?.body.as_ref()
    }

    /// Id of the operation, such as `send_message`; `None` for errors outside of an operation.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.0.call.map(|call| call.operation)
    }

    /// Trace id of the request, for requests to the platform's support.
    #[must_use]
    pub fn trace_id(&self) -> Option<&str> {
        if let Some(id) = self.graph().and_then(|graph| graph.fbtrace_id.as_deref()) {
            return Some(id);
        }
        self.headers()?.get("x-fb-trace-id")?.to_str().ok()
    }

    /// How long to wait before the same request may succeed: the `Retry-After` of the
    /// response, else the time in its usage headers, else the time documented for the error code.
    /// `None` when nothing is known. At most 24 hours, whatever the response names; some documented times are longer.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.headers()
            .and_then(usage::retry_after)
            .or_else(|| {
                self.is_limit()
                    .then(|| usage::time_to_regain_access(self.headers()?))?
            })
            .or_else(|| self.graph()?.documented()?.wait())
    }
}

impl Error {
    /// What went wrong, in a few words.
    fn problem(&self) -> &dyn fmt::Display {
        match self.0.graph.as_ref().map(GraphError::documented) {
            Some(Some(code)) => &code.class,
            Some(None) => &"rejected by the platform",
            None => &self.0.kind,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.operation() {
            Some(operation) => write!(f, "{operation}: ")?,
            None => f.write_str("request failed: ")?,
        }
        self.problem().fmt(f)?;
        let mut separator = " (";
        let mut part = |f: &mut fmt::Formatter<'_>, args: fmt::Arguments<'_>| {
            f.write_str(std::mem::replace(&mut separator, ", "))?;
            f.write_fmt(args)
        };
        if let Some(graph) = &self.0.graph {
            if let Some(code) = graph.code {
                part(f, format_args!("code {code}"))?;
            }
            if let Some(subcode) = graph.error_subcode.filter(|&subcode| subcode != 0) {
                part(f, format_args!("subcode {subcode}"))?;
            }
        }
        if let Some(status) = self.status() {
            part(f, format_args!("HTTP {}", status.as_u16()))?;
        }
        if let Some(trace) = self.trace_id().filter(|id| Name(id).is_printable()) {
            part(f, format_args!("trace {trace}"))?;
        }
        if separator == ", " {
            f.write_str(")")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Error");
        debug
            .field("operation", &self.operation())
            .field("kind", &format_args!("{}", self.problem()))
            .field("status", &self.status())
            .field("class", &self.class());
        if let Some(code) = self.graph().and_then(GraphError::documented) {
            debug
                .field("title", &code.title())
                .field("help", &code.help());
        }
        debug.field("graph", &self.0.graph);
        if let Some(source) = &self.0.source {
            debug.field("source", &format_args!("{source}"));
        }
        debug.finish_non_exhaustive()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_ref().map(|source| &**source as _)
    }
}
