//! Where on its way an operation failed.

use std::fmt;

/// The operation that an error belongs to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Call {
    pub(crate) operation: &'static str,
    /// GET and HEAD change nothing, so their outcome is never in doubt.
    pub(crate) safe: bool,
}

/// Where on its way an operation failed.
pub(crate) enum Kind {
    /// The request could not be built, or was refused before it was sent.
    Request(&'static str),
    /// The configuration does not allow the request.
    Config(&'static str),
    /// The token source failed.
    Token,
    /// No connection came about, so nothing was sent.
    Connect { timeout: bool },
    /// The time ran out after the request may have been sent.
    Timeout,
    /// The connection was lost after the request may have been sent.
    Connection,
    /// The answer is not a success.
    Refused,
    /// The answer is a success, but its body could not be read to the end.
    Body,
    /// The answer is a success of a shape that does not decode.
    Decode(String),
    /// The list cannot be continued.
    Paging(&'static str),
    /// The body is longer than the caller allows.
    TooLong { limit: u64 },
    /// A local file could not be read or written.
    #[cfg_attr(
        not(any(feature = "fs", test)),
        expect(dead_code, reason = "only files fail so")
    )]
    File(&'static str),
}

impl Kind {
    pub(crate) fn of(error: &reqwest::Error) -> Self {
        if error.is_builder() {
            Self::Request("the request could not be built")
        } else if error.is_connect() {
            Self::Connect {
                timeout: error.is_timeout(),
            }
        } else if error.is_timeout() {
            Self::Timeout
        } else {
            Self::Connection
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(what) | Self::Config(what) | Self::Paging(what) | Self::File(what) => {
                f.write_str(what)
            }
            Self::Token => f.write_str("no access token: the token source failed"),
            Self::Connect { timeout: false } => f.write_str("no connection"),
            Self::Connect { timeout: true } => f.write_str("timeout while connecting"),
            Self::Timeout => f.write_str("timeout"),
            Self::Connection => f.write_str("connection lost"),
            Self::Refused => f.write_str("refused without an error of the platform"),
            Self::Body => f.write_str("the answer broke off"),
            Self::Decode(place) => write!(f, "the answer does not decode: {place}"),
            Self::TooLong { limit } => write!(f, "the content is longer than {limit} bytes"),
        }
    }
}
