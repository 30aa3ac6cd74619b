//! Classes of errors of the Graph API.

use std::fmt;

/// What kind of problem an error code of the Graph API means.
///
/// A class is derived from code and subcode, never from text. Unknown codes have none.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum ErrorClass {
    /// The access token is missing, invalid, expired or revoked. Get a new one.
    Auth,
    /// The token, the app or the number lacks a permission or a capability.
    Permission,
    /// Too many requests or messages, or a fixed allowance is used up.
    RateLimit,
    /// A parameter is missing, invalid, or not possible in the present state.
    InvalidParameter,
    /// The object does not exist, or the token cannot see it.
    NotFound,
    /// This recipient cannot receive this message.
    Recipient,
    /// The platform restricts the account or rejects the request for reasons of policy or integrity.
    Policy,
    /// The template, or the values for its parameters, cannot be used.
    Template,
    /// Media could not be fetched, uploaded or used.
    Media,
    /// The flow cannot be used, changed or published.
    Flow,
    /// The request does not fit the group or its participants.
    Group,
    /// The call could not be started, joined or kept.
    Call,
    /// A payment method or the terms for payments are missing.
    Payment,
    /// The platform failed or is overloaded; mostly worth repeating later.
    TemporaryServer,
    /// The code is known, but the platform does not say what it means.
    Unknown,
}

impl ErrorClass {
    /// One lower-case phrase, as used in the text of errors.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auth => "access token rejected",
            Self::Permission => "permission missing",
            Self::RateLimit => "rate limit reached",
            Self::InvalidParameter => "invalid parameter",
            Self::NotFound => "object not found",
            Self::Recipient => "recipient cannot receive this",
            Self::Policy => "restricted by policy",
            Self::Template => "template cannot be used",
            Self::Media => "media cannot be used",
            Self::Flow => "flow cannot be used",
            Self::Group => "group request rejected",
            Self::Call => "call failed",
            Self::Payment => "payment problem",
            Self::TemporaryServer => "temporary failure of the platform",
            Self::Unknown => "failure without a published meaning",
        }
    }
}

impl fmt::Display for ErrorClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
