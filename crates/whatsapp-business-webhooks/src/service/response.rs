//! Responses to the platform, which reads the status, and the body of a challenge.

use bytes::Bytes;
use http::header::{ALLOW, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderMap, HeaderValue, Response, StatusCode};

use crate::challenge::ChallengeError;
use crate::payload::VerifyError;
use crate::signature::{SIGNATURE_HEADER, SignatureError};

/// The header with the signature. A header that is not text is wrong, not missing.
pub(crate) fn signature_of(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(SIGNATURE_HEADER)?;
    Some(value.to_str().unwrap_or_default())
}

pub(crate) fn verify_status(error: &VerifyError) -> StatusCode {
    match error {
        VerifyError::Signature(SignatureError::Missing) => StatusCode::UNAUTHORIZED,
        VerifyError::Signature(SignatureError::NotConfigured) => StatusCode::INTERNAL_SERVER_ERROR,
        VerifyError::Signature(_) => StatusCode::FORBIDDEN,
        VerifyError::Parse(_) => StatusCode::BAD_REQUEST,
    }
}

pub(crate) fn challenge_status(error: ChallengeError) -> StatusCode {
    match error {
        ChallengeError::NotConfigured => StatusCode::INTERNAL_SERVER_ERROR,
        ChallengeError::Malformed => StatusCode::BAD_REQUEST,
        ChallengeError::Mismatch => StatusCode::FORBIDDEN,
    }
}

pub(super) fn status(status: StatusCode) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = status;
    response
}

pub(super) fn method_not_allowed() -> Response<Bytes> {
    let mut response = status(StatusCode::METHOD_NOT_ALLOWED);
    let headers = response.headers_mut();
    headers.insert(ALLOW, HeaderValue::from_static("GET, POST"));
    response
}

pub(super) fn challenge(challenge: Result<String, ChallengeError>) -> Response<Bytes> {
    match challenge {
        Ok(challenge) => {
            let mut response = Response::new(Bytes::from(challenge));
            let headers = response.headers_mut();
            // The text comes from the request: browsers must not render it.
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
            headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
            response
        }
        Err(error) => {
            tracing::warn!(%error, "rejected the verification of the callback URL");
            status(challenge_status(error))
        }
    }
}
