//! Failures of an exchange.

use std::fmt;

use crate::error::BoxError;

/// An exchange that ended without a response, or a response whose body ended early.
pub struct HttpError {
    is_sent: bool,
    is_timeout: bool,
    source: BoxError,
}

impl HttpError {
    /// No byte of the request was sent: name resolution, connection or TLS failed. The request may
    /// be repeated.
    pub fn not_sent(source: impl Into<BoxError>) -> Self {
        Self {
            is_sent: false,
            is_timeout: false,
            source: source.into(),
        }
    }

    /// Any other failure, and every uncertain one. The request may have been carried out.
    pub fn maybe_sent(source: impl Into<BoxError>) -> Self {
        Self {
            is_sent: true,
            ..Self::not_sent(source)
        }
    }

    /// Marks the failure as a timeout.
    #[must_use]
    pub fn timed_out(mut self) -> Self {
        self.is_timeout = true;
        self
    }

    /// Whether the request may have been sent.
    #[must_use]
    pub fn is_maybe_sent(&self) -> bool {
        self.is_sent
    }

    /// Whether the timeout expired.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.is_timeout
    }

    pub(crate) fn into_source(self) -> BoxError {
        self.source
    }
}

impl fmt::Display for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match (self.is_sent, self.is_timeout) {
            (false, false) => "no connection",
            (false, true) => "timeout while connecting",
            (true, false) => "connection lost",
            (true, true) => "timeout",
        })
    }
}

impl fmt::Debug for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpError")
            .field("is_maybe_sent", &self.is_sent)
            .field("is_timeout", &self.is_timeout)
            .field("source", &self.source)
            .finish()
    }
}

impl std::error::Error for HttpError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.source)
    }
}
