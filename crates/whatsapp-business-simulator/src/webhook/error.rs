//! Errors of webhooks.

use std::{fmt, io};

use http::StatusCode;

/// The reason why a webhook could not be configured, verified or posted.
///
/// A payload that the receiver did not accept is not an error: see [`Delivery`](crate::Delivery).
#[derive(Debug)]
#[non_exhaustive]
pub enum WebhookError {
    /// The URL cannot be used.
    Url {
        /// Reason why it cannot be used.
        reason: &'static str,
    },
    /// No webhook is configured, see [`Simulator::set_webhook`](crate::Simulator::set_webhook).
    NotConfigured,
    /// The specification has no such sample payload.
    UnknownSample {
        /// Its field and variant.
        name: String,
    },
    /// Payloads cannot be posted as one: one has no entries, or their objects differ.
    Batch,
    /// The receiver could not be reached, or did not respond in time, when it was asked for the challenge.
    Unreachable(io::Error),
    /// The receiver rejected the verification.
    Refused {
        /// Status of its response.
        status: StatusCode,
    },
    /// The receiver responded with 200, but not with the challenge alone.
    Challenge,
}

impl WebhookError {
    pub(crate) fn unknown(field: &str, variant: &str) -> Self {
        Self::UnknownSample {
            name: format!("{field}.webhook.{variant}"),
        }
    }
}

impl fmt::Display for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url { reason } => write!(f, "the URL of the webhook {reason}"),
            Self::NotConfigured => f.write_str("the simulator has no webhook to post to"),
            Self::UnknownSample { name } => write!(f, "the specification has no example `{name}`"),
            Self::Batch => {
                f.write_str("payloads of one batch need entries and the same kind of object")
            }
            Self::Unreachable(_) => f.write_str("the webhook receiver did not respond"),
            Self::Refused { status } => {
                write!(
                    f,
                    "the receiver responded with status {status} instead of the challenge"
                )
            }
            Self::Challenge => {
                f.write_str("the receiver responded with something other than the challenge")
            }
        }
    }
}

impl std::error::Error for WebhookError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unreachable(error) => Some(error),
            _ => None,
        }
    }
}
