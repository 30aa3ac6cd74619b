//! Predicates of errors: what went wrong, and what a caller may conclude.

use http::StatusCode;

use super::codes::Repeat;
use super::{Error, ErrorClass, Kind};

impl Error {
    /// The timeout expired: before the request was sent, while connecting, or later.
    ///
    /// Raise the timeout of the call with [`RequestOptions::with_timeout`] if it was too short.
    /// The request may have been carried out if [`is_ambiguous`](Self::is_ambiguous) is true as well; not if
    /// the time was up before it was sent, for example while the token source or the server was not responding.
    ///
    /// [`RequestOptions::with_timeout`]: crate::RequestOptions::with_timeout
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(
            self.kind(),
            Kind::Late(_) | Kind::Timeout | Kind::Connect { timeout: true }
        )
    }

    /// No connection could be established: name resolution, network, TLS or proxy. Nothing was sent,
    /// so repeating is safe.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        matches!(self.kind(), Kind::Connect { .. })
    }

    /// The access token is missing, invalid or expired, or the token source failed.
    #[must_use]
    pub fn is_auth(&self) -> bool {
        matches!(self.kind(), Kind::Token)
            || self.is_class_or(ErrorClass::Auth, &[StatusCode::UNAUTHORIZED])
    }

    /// The token, the app or the number lacks a permission.
    #[must_use]
    pub fn is_permission(&self) -> bool {
        self.is_class_or(ErrorClass::Permission, &[StatusCode::FORBIDDEN])
    }

    /// The object does not exist, or the token cannot see it.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.is_class_or(
            ErrorClass::NotFound,
            &[StatusCode::NOT_FOUND, StatusCode::GONE],
        )
    }

    /// The request itself is wrong; repeating it unchanged does not help. Also true for requests
    /// that were rejected locally, before anything was sent, and for streams of another length than
    /// stated, whose requests are not sent to their end.
    #[must_use]
    pub fn is_invalid_request(&self) -> bool {
        matches!(
            self.kind(),
            Kind::Request(_) | Kind::Longer { .. } | Kind::Shorter { .. }
        ) || self.is_class_or(
            ErrorClass::InvalidParameter,
            &[
                StatusCode::BAD_REQUEST,
                StatusCode::METHOD_NOT_ALLOWED,
                StatusCode::PAYLOAD_TOO_LARGE,
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                StatusCode::UNPROCESSABLE_ENTITY,
            ],
        )
    }

    /// The template, or the values for its parameters, cannot be used.
    #[must_use]
    pub fn is_template(&self) -> bool {
        self.is_class(ErrorClass::Template)
    }

    /// Media could not be fetched, uploaded or used.
    #[must_use]
    pub fn is_media(&self) -> bool {
        self.is_class(ErrorClass::Media)
    }

    /// This recipient cannot receive this message: not on WhatsApp, outside of the customer
    /// service window, opted out, and the like.
    #[must_use]
    pub fn is_recipient(&self) -> bool {
        self.is_class(ErrorClass::Recipient)
    }

    /// The platform restricts the account or rejects the request for reasons of policy.
    #[must_use]
    pub fn is_policy(&self) -> bool {
        self.is_class(ErrorClass::Policy)
    }

    /// The same request may succeed later, according to the error code, the flag `is_transient`
    /// of the platform, or the kind of failure.
    ///
    /// This says nothing about whether repeating is safe: look at
    /// [`is_ambiguous`](Self::is_ambiguous) first.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self.kind() {
            Kind::Late(_)
            | Kind::Connect { .. }
            | Kind::Timeout
            | Kind::Connection
            | Kind::Body
            | Kind::Checksum => true,
            Kind::Rejected => self.is_transient_rejection(),
            _ => false,
        }
    }

    fn is_transient_rejection(&self) -> bool {
        // Without a code the status is all that is known.
        let Some(graph) = self.graph().filter(|graph| graph.code.is_some()) else {
            return self.status().is_some_and(|status| {
                matches!(
                    status,
                    StatusCode::REQUEST_TIMEOUT
                        | StatusCode::TOO_MANY_REQUESTS
                        | StatusCode::INTERNAL_SERVER_ERROR
                        | StatusCode::BAD_GATEWAY
                        | StatusCode::SERVICE_UNAVAILABLE
                        | StatusCode::GATEWAY_TIMEOUT
                )
            });
        };
        match (graph.is_transient, graph.documented()) {
            (Some(true), _) => true,
            // Code 1 covers malformed requests as well; only the flag separates them.
            (Some(false), _) if graph.code == Some(1) => false,
            (_, Some(entry)) => entry.repeat() != Repeat::Never,
            (_, None) => self.status() == Some(StatusCode::TOO_MANY_REQUESTS),
        }
    }

    /// The response is a success, but cannot be decoded. [`body`](Self::body) has it, and the text
    /// names the position of the problem.
    ///
    /// Please report it: every response of the platform should decode.
    #[must_use]
    pub fn is_decode(&self) -> bool {
        matches!(self.kind(), Kind::Decode(_))
    }

    /// The configuration does not allow the request, for example a media URL on a host that is not
    /// in the list of media hosts. Nothing was sent.
    #[must_use]
    pub fn is_config(&self) -> bool {
        matches!(self.kind(), Kind::Config(_))
    }

    /// The list cannot be continued, because the platform sent a cursor twice or none at all.
    #[must_use]
    pub fn is_paging(&self) -> bool {
        matches!(self.kind(), Kind::Paging(_))
    }

    /// The content is longer than allowed: than the limit passed to a download, or 64 MiB for any other
    /// response.
    #[must_use]
    pub fn is_too_long(&self) -> bool {
        matches!(self.kind(), Kind::TooLong { .. })
    }

    /// The content of a download does not have the SHA-256 that was expected: it was changed or damaged. Repeating the
    /// download is safe.
    #[must_use]
    pub fn is_checksum_mismatch(&self) -> bool {
        matches!(self.kind(), Kind::Checksum)
    }

    /// A local file could not be read or written.
    #[must_use]
    pub fn is_file(&self) -> bool {
        matches!(self.kind(), Kind::File(_))
    }

    /// The request may or may not have been carried out.
    ///
    /// True only for requests that change something (not GET), and only when they may have reached
    /// the platform without a definite rejection: timeouts and lost connections, failures of the
    /// platform itself, and successful responses that could not be read. There is no idempotency
    /// key, so sending again may send twice: find out first, for example from the delivery status
    /// webhooks, or let the user decide.
    ///
    /// False when the content of an upload could not be read to its end: a part of the request may
    /// have been sent, but the platform does not carry out a request without its end. A session of
    /// the resumable upload may keep that part: get its offset before you continue.
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        // Without a call nothing was sent.
        if self.call().is_none_or(|call| call.safe) {
            return false;
        }
        match self.kind() {
            Kind::Timeout
            | Kind::Connection
            | Kind::Body
            | Kind::Decode(_)
            | Kind::TooLong { .. } => true,
            Kind::Rejected => !self.is_definite_rejection(),
            _ => false,
        }
    }

    fn is_definite_rejection(&self) -> bool {
        let Some(status) = self.status() else {
            return false;
        };
        match (self.graph(), self.class()) {
            // A problem of the request or the account is found before the request is carried out.
            (Some(_), Some(class)) if class_is_rejection(class) => true,
            (Some(_), _) => !status.is_server_error(),
            // A proxy sends 408 when it gave up; the request may have been carried out.
            (None, _) => !status.is_server_error() && status != StatusCode::REQUEST_TIMEOUT,
        }
    }

    fn is_class(&self, class: ErrorClass) -> bool {
        self.class() == Some(class)
    }

    /// By class, or by status when there is no class.
    fn is_class_or(&self, class: ErrorClass, statuses: &[StatusCode]) -> bool {
        match self.class() {
            Some(found) => found == class,
            None => self
                .status()
                .is_some_and(|status| statuses.contains(&status)),
        }
    }
}

fn class_is_rejection(class: ErrorClass) -> bool {
    !matches!(
        class,
        ErrorClass::TemporaryServer | ErrorClass::Unknown | ErrorClass::Call
    )
}
