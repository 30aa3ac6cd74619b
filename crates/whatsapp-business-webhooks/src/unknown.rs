//! Events that this version of the crate has no type for.

use std::fmt;
use std::sync::Arc;

use crate::context::Context;
use crate::metadata::Metadata;
use crate::raw::RawJson;

/// An event that this version of the crate has no type for, as it was received.
///
/// Nothing is lost: [`raw`](Self::raw) is the item when one item of a list cannot be decoded, and the whole value
/// of the change otherwise.
#[derive(Clone)]
pub struct UnknownEvent {
    context: Arc<Context>,
    raw: RawJson,
    reason: UnknownReason,
    /// Position in the change, which distinguishes equal items.
    index: usize,
}

impl UnknownEvent {
    /// The account, phone number and field that this event belongs to.
    #[must_use]
    pub fn metadata(&self) -> &Metadata {
        &self.context.metadata
    }

    /// The event as it was received.
    #[must_use]
    pub fn raw(&self) -> &RawJson {
        &self.raw
    }

    /// Why the event is not typed.
    #[must_use]
    pub fn reason(&self) -> &UnknownReason {
        &self.reason
    }

    /// One item of a change.
    pub(crate) fn item(
        context: Arc<Context>,
        raw: RawJson,
        reason: UnknownReason,
        index: usize,
    ) -> Self {
        Self {
            context,
            raw,
            reason,
            index,
        }
    }

    /// A whole change.
    pub(crate) fn change(metadata: Metadata, raw: &RawJson, reason: UnknownReason) -> Self {
        let context = Context::new(metadata, Vec::new(), raw.clone());
        Self::item(Arc::new(context), raw.clone(), reason, 0)
    }

    pub(crate) fn context(&self) -> &Context {
        &self.context
    }

    pub(crate) fn index(&self) -> usize {
        self.index
    }
}

impl fmt::Debug for UnknownEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnknownEvent")
            .field("reason", &self.reason)
            .field("metadata", self.metadata())
            .field("raw", &self.raw)
            .finish()
    }
}

/// Why an event is not typed.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum UnknownReason {
    /// This version does not know the field.
    Field,
    /// The field is known, but the platform does not document its values.
    Undocumented,
    /// The `object` of the payload is not WhatsApp, as with a page of the same app.
    Object,
    /// The value has none of the properties of its field.
    Shape,
    /// The body, an entry or a change is JSON, but lacks the structure of a webhook. Beyond 1,000 of them in a body, the rest
    /// are one event with a JSON array.
    Envelope,
    /// The value cannot be decoded.
    Undecodable {
        /// Path of the value that does not match its type, such as `$.text.body`. It quotes no data.
        path: String,
    },
}

impl fmt::Display for UnknownReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field => f.write_str("unknown field"),
            Self::Undocumented => f.write_str("the platform does not document this field"),
            Self::Object => f.write_str("the payload is not from WhatsApp"),
            Self::Shape => f.write_str("the value has no known property"),
            Self::Envelope => f.write_str("the payload lacks the structure of a webhook"),
            Self::Undecodable { path } => write!(f, "cannot decode {path}"),
        }
    }
}
