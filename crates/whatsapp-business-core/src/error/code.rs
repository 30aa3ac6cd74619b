//! What is known about one error code.

use std::fmt;
use std::time::Duration;

use super::ErrorClass;

/// Whether the same request may succeed later.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Repeat {
    /// Not without a change by the caller.
    Never,
    /// After some time.
    Later,
    /// At once.
    Now,
}

/// Whether a request that failed with a code was carried out.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Effect {
    /// The platform refused the request; nothing happened.
    Refused,
    /// The request may have been carried out.
    Unknown,
}

/// What a limit is counted for.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum LimitScope {
    /// One business phone number.
    Number,
    /// One business phone number and one user.
    Pair,
    /// One WhatsApp Business Account.
    Account,
    /// The app, or the user of the access token.
    App,
    /// The reputation of the business phone number; the limit is a consequence of blocks and reports.
    Spam,
    /// A fixed allowance that is used up; waiting does not help.
    Fixed,
}

/// What is known about an error code, or about one of its subcodes.
///
/// Found with [`codes::find`](super::codes::find) or [`GraphError::documented`](crate::GraphError::documented).
#[derive(Clone, Copy, Eq, PartialEq)]
pub struct ErrorCode {
    pub(crate) code: i64,
    /// 0 is every subcode that has no row of its own.
    pub(crate) subcode: i64,
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    /// Empty where there is nothing to say.
    pub(crate) help: &'static str,
    pub(crate) class: ErrorClass,
    pub(crate) repeat: Repeat,
    /// Seconds; 0 where no number is published.
    pub(crate) wait: u32,
    /// 0 where none is documented.
    pub(crate) http: u16,
    pub(crate) effect: Option<Effect>,
    pub(crate) scope: Option<LimitScope>,
    pub(crate) automatic: bool,
}

impl ErrorCode {
    /// The code.
    #[must_use]
    pub const fn code(&self) -> i64 {
        self.code
    }

    /// The subcode; `None` for every subcode without an entry of its own.
    #[must_use]
    pub const fn subcode(&self) -> Option<i64> {
        match self.subcode {
            0 => None,
            subcode => Some(subcode),
        }
    }

    /// Name of its constant in [`codes`](super::codes), such as `THROUGHPUT`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// What it means, in English and without a full stop.
    #[must_use]
    pub const fn title(&self) -> &'static str {
        self.title
    }

    /// What to do about it, in English and without a full stop; `None` where the title says it all.
    #[must_use]
    pub fn help(&self) -> Option<&'static str> {
        Some(self.help).filter(|help| !help.is_empty())
    }

    /// What kind of problem it is.
    #[must_use]
    pub const fn class(&self) -> ErrorClass {
        self.class
    }

    /// Whether the same request may succeed later.
    #[must_use]
    pub const fn repeat(&self) -> Repeat {
        self.repeat
    }

    /// Documented time after which the condition ends.
    #[must_use]
    pub fn wait(&self) -> Option<Duration> {
        (self.wait > 0).then(|| Duration::from_secs(u64::from(self.wait)))
    }

    /// Documented HTTP status. Responses may have another one: decide by code.
    #[must_use]
    pub const fn http_status(&self) -> Option<u16> {
        match self.http {
            0 => None,
            status => Some(status),
        }
    }

    /// Whether the request was carried out; `None` where only the HTTP status of the response can tell.
    #[must_use]
    pub const fn effect(&self) -> Option<Effect> {
        self.effect
    }

    /// What the limit is counted for; `None` for codes that report no limit.
    #[must_use]
    pub const fn limit_scope(&self) -> Option<LimitScope> {
        self.scope
    }

    /// Whether a client may wait and repeat the request by itself.
    #[must_use]
    pub const fn is_automatic(&self) -> bool {
        self.automatic
    }
}

impl fmt::Debug for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ErrorCode")
            .field("code", &self.code)
            .field("subcode", &self.subcode())
            .field("name", &self.name)
            .field("class", &self.class)
            .finish_non_exhaustive()
    }
}
