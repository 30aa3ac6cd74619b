//! The stage at which an operation failed.

use std::fmt;

use crate::http::HttpError;
use crate::operation::OperationInfo;

/// The operation that an error belongs to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Call {
    pub(crate) operation: &'static str,
    /// Whether the operation changes nothing, so that its outcome is never in doubt.
    pub(crate) safe: bool,
}

impl Call {
    pub(crate) const fn of(info: &OperationInfo) -> Self {
        Self {
            operation: info.id,
            safe: info.is_safe(),
        }
    }
}

/// The stage at which an operation failed.
pub(crate) enum Kind {
    /// The request could not be built, or was rejected before it was sent.
    Request(&'static str),
    /// The configuration does not allow the request.
    Config(&'static str),
    /// The token source failed.
    Token,
    /// The timeout expired before the request was sent.
    Late(&'static str),
    /// There was no connection, so nothing was sent.
    Connect { timeout: bool },
    /// The timeout expired after the request may have been sent.
    Timeout,
    /// The connection was lost after the request may have been sent.
    Connection,
    /// The response is not a success.
    Rejected,
    /// The response is a success, but not the whole file.
    Partial,
    /// The response is a success, but its body ended early.
    Body,
    /// The response is a success, but cannot be decoded.
    Decode(String),
    /// The content of a download is not the expected one.
    Checksum,
    /// The list cannot be continued.
    Paging(&'static str),
    /// The body of the response is longer than allowed.
    TooLong { limit: u64 },
    /// The uploaded stream has more bytes than stated; the request was not sent to its end.
    Longer { stated: u64 },
    /// The uploaded stream has fewer bytes than stated; the request was not sent to its end.
    Shorter { stated: u64, read: u64 },
    /// The uploaded stream failed; the request was not sent to its end.
    Stream,
    /// A local file could not be read or written.
    #[cfg_attr(
        not(any(feature = "fs", test)),
        expect(dead_code, reason = "only files fail like this")
    )]
    File(&'static str),
}

impl Kind {
    pub(crate) fn of(error: &HttpError) -> Self {
        match (error.is_maybe_sent(), error.is_timeout()) {
            (false, timeout) => Self::Connect { timeout },
            (true, true) => Self::Timeout,
            (true, false) => Self::Connection,
        }
    }

    /// One word for logs. They are part of the documentation.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Request(_) => "invalid_request",
            Self::Config(_) => "config",
            Self::Token => "token",
            Self::Late(_) | Self::Connect { timeout: true } | Self::Timeout => "timeout",
            Self::Connect { timeout: false } => "connect",
            Self::Connection => "connection",
            Self::Rejected => "rejected",
            Self::Partial => "partial",
            Self::Body => "body",
            Self::Decode(_) => "decode",
            Self::Paging(_) => "paging",
            Self::TooLong { .. } => "too_long",
            Self::Longer { .. } | Self::Shorter { .. } | Self::Stream => "stream",
            Self::Checksum => "checksum",
            Self::File(_) => "file",
        }
    }

    pub(crate) fn is_token(&self) -> bool {
        matches!(self, Self::Token)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(what) | Self::Config(what) | Self::Paging(what) | Self::File(what) => {
                f.write_str(what)
            }
            Self::Token => f.write_str("no access token: the token source failed"),
            Self::Late(what) => write!(f, "timeout while {what}"),
            Self::Connect { timeout: false } => f.write_str("no connection"),
            Self::Connect { timeout: true } => f.write_str("timeout while connecting"),
            Self::Timeout => f.write_str("timeout"),
            Self::Connection => f.write_str("connection lost"),
            Self::Rejected => f.write_str("rejected without a Graph error"),
            Self::Partial => f.write_str("the response is not the whole file"),
            Self::Body => f.write_str("the response body ended early"),
            Self::Decode(place) => write!(f, "cannot decode the response: {place}"),
            Self::Checksum => f.write_str("the content does not have the expected SHA-256"),
            Self::Longer { stated } => {
                write!(
                    f,
                    "the stream is longer than its stated length of {stated} bytes"
                )
            }
            Self::Shorter { stated, read } => {
                write!(
                    f,
                    "the stream ended after {read} of its stated {stated} bytes"
                )
            }
            Self::Stream => f.write_str("the stream of the upload failed"),
            Self::TooLong { limit } => write!(f, "the content is longer than {limit} bytes"),
        }
    }
}
