//! What this version of the crate cannot type.

use std::fmt;
use std::sync::Arc;

use crate::metadata::Metadata;
use crate::notification::Context;
use crate::raw::RawJson;

/// News that this version of the crate has no type for, as they were received.
///
/// Nothing is lost: [`raw`](Self::raw) is the item where one item of a list could not be decoded, and
/// the whole value of the change otherwise.
#[derive(Clone)]
pub struct Unknown {
    pub(crate) context: Arc<Context>,
    pub(crate) raw: RawJson,
    pub(crate) reason: UnknownReason,
    /// Place in the change, to tell equal items apart.
    pub(crate) index: usize,
}

impl Unknown {
    /// Where the news belong.
    #[must_use]
    pub fn metadata(&self) -> &Metadata {
        &self.context.metadata
    }

    /// The news as they were received.
    #[must_use]
    pub fn raw(&self) -> &RawJson {
        &self.raw
    }

    /// Why they are not typed.
    #[must_use]
    pub fn reason(&self) -> &UnknownReason {
        &self.reason
    }
}

impl fmt::Debug for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unknown")
            .field("reason", &self.reason)
            .field("metadata", self.metadata())
            .field("raw", &self.raw)
            .finish()
    }
}

/// Why news are not typed.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum UnknownReason {
    /// The field is not known to this version.
    Field,
    /// The field is known, but the platform does not document what its values are.
    Undocumented,
    /// The payload is not one of WhatsApp (`object` is another), such as that of a page of the same app.
    Object,
    /// The value has none of the properties that its field has.
    Shape,
    /// The body or an entry is JSON, but not built as webhooks are.
    Envelope,
    /// It does not decode. The text names the place, as in `$.text.body`, and quotes nothing.
    Undecodable(String),
}

impl fmt::Display for UnknownReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field => f.write_str("the field is unknown"),
            Self::Undocumented => f.write_str("the values of the field are not documented"),
            Self::Object => f.write_str("the payload is not one of WhatsApp"),
            Self::Shape => f.write_str("the value has no known property"),
            Self::Envelope => f.write_str("the payload is not built as webhooks are"),
            Self::Undecodable(place) => write!(f, "it does not decode at {place}"),
        }
    }
}
