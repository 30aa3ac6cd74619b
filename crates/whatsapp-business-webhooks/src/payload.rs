//! The body of a webhook.

mod entry;
mod envelope;
mod error;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use whatsapp_business_core::Secret;
use whatsapp_business_core::rt::json;

use crate::decode::Batch;
use crate::event::Event;
use crate::signature::verify_signature;

pub use entry::{Change, Entry};
pub use error::{ParseError, VerifyError};

/// The body of a webhook: changes, each with its JSON as it was received, and their events.
///
/// A payload keeps the body and decodes each change when its events are read. It is cheap to clone.
///
/// ```
/// use whatsapp_business::webhooks::{Content, Event, Payload};
///
/// let body = br#"{"object": "whatsapp_business_account", "entry": [{"id": "102290129340398", "changes": [
///     {"field": "messages", "value": {"messaging_product": "whatsapp",
///         "metadata": {"display_phone_number": "15550100077", "phone_number_id": "106540352242922"},
///         "messages": [{"from": "15550100042", "id": "wamid.HBgL", "timestamp": "1782900000",
///             "type": "text", "text": {"body": "Do you deliver to the harbour?"}}]}},
///     {"field": "moon_phase", "value": {"phase": "full"}}]}]}"#;
/// let payload = Payload::parse(&body[..])?;
/// let mut events = payload.events();
/// match events.next() {
///     Some(Event::Message(message)) => match message.content() {
///         Content::Text(text) => assert_eq!(text.body.as_deref(), Some("Do you deliver to the harbour?")),
///         _ => unreachable!(),
///     },
///     _ => unreachable!(),
/// }
/// match events.next() {
///     Some(Event::Unknown(unknown)) => assert_eq!(unknown.raw().as_str(), r#"{"phase": "full"}"#),
///     _ => unreachable!(),
/// }
/// # Ok::<(), whatsapp_business::webhooks::ParseError>(())
/// ```
#[derive(Clone)]
pub struct Payload {
    body: Bytes,
    entries: Arc<Vec<Entry>>,
}

impl Payload {
    /// Parses a body. It does not verify the signature: use [`verify_and_parse`](Self::verify_and_parse) for bodies
    /// from the network.
    ///
    /// JSON that is unknown or malformed is not an error, but an [`Event::Unknown`]. Invalid UTF-8, which the platform
    /// never sends, is replaced by U+FFFD; control characters in strings are escaped, and a byte order mark is removed.
    ///
    /// # Errors
    ///
    /// When the body is not JSON, or neither an object nor an array of objects.
    pub fn parse(body: impl Into<Bytes>) -> Result<Self, ParseError> {
        let body = body.into();
        let parse = |body: Bytes| {
            let entries = Arc::new(envelope::entries(&body)?);
            Ok(Self { body, entries })
        };
        parse(body.clone()).or_else(|error| match json::repaired(&body) {
            Cow::Borrowed(rest) if rest.len() == body.len() => Err(error),
            repaired => parse(Bytes::from(repaired.into_owned())).map_err(|_| error),
        })
    }

    /// Verifies the signature of a body, and parses it.
    ///
    /// # Errors
    ///
    /// Those of [`verify_signature`], or that of [`parse`](Self::parse).
    pub fn verify_and_parse<'s>(
        secrets: impl IntoIterator<Item = &'s Secret>,
        signature: Option<&str>,
        body: impl Into<Bytes>,
    ) -> Result<Self, VerifyError> {
        let body = body.into();
        verify_signature(secrets, signature, &body).map_err(VerifyError::Signature)?;
        Self::parse(body).map_err(VerifyError::Parse)
    }

    /// All events, in the order of the body.
    #[must_use]
    pub fn events(&self) -> Events<'_> {
        Events {
            payload: self,
            entry: 0,
            change: 0,
            batch: Batch::default(),
        }
    }

    /// The entries, usually one per account.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The body as it was received.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }
}

impl<'a> IntoIterator for &'a Payload {
    type Item = Event;
    type IntoIter = Events<'a>;

    fn into_iter(self) -> Events<'a> {
        self.events()
    }
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Payload")
            .field("entries", &self.entries)
            .finish_non_exhaustive()
    }
}

/// Iterator over the events of a payload, see [`Payload::events`]. It decodes the changes one by one.
#[derive(Debug)]
pub struct Events<'a> {
    payload: &'a Payload,
    entry: usize,
    change: usize,
    batch: Batch<'a>,
}

impl Iterator for Events<'_> {
    type Item = Event;

    fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.batch.next() {
                return Some(event);
            }
            let entry = self.payload.entries.get(self.entry)?;
            if let Some(change) = entry.changes().get(self.change) {
                self.change += 1;
                self.batch = change.events(entry);
            } else {
                self.entry += 1;
                self.change = 0;
            }
        }
    }
}

impl std::iter::FusedIterator for Events<'_> {}

#[cfg(test)]
mod tests;
