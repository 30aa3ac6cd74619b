//! The data of an event with its context.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use whatsapp_business_core::Timestamp;

use crate::context::Context;
use crate::describe::Describe;
use crate::metadata::Metadata;
use crate::raw::RawJson;
use crate::types::Contact;

/// The data of an event as it was received, with its metadata and the contact of the user that it is about.
///
/// It dereferences to the data, a model of [`types`](crate::types): `message.id` is a field of
/// [`IncomingMessage`](crate::types::IncomingMessage), `message.metadata()` a method of this type. It owns its data and
/// is cheap to move, so it can be sent to another task.
#[derive(Clone)]
pub struct Received<T> {
    data: Box<T>,
    context: Arc<Context>,
    /// Position of the contact in the context.
    contact: Option<usize>,
    /// Position of the event in the change.
    index: usize,
    left_out: Box<[String]>,
}

impl<T> Received<T> {
    /// The account, phone number and field that this event belongs to.
    #[must_use]
    pub fn metadata(&self) -> &Metadata {
        &self.context.metadata
    }

    /// Contact of the user that this event is about. `None` when the payload has no contact of this user, as with
    /// failed messages.
    #[must_use]
    pub fn contact(&self) -> Option<&Contact> {
        self.context.contacts.get(self.contact?)
    }

    /// The value of the change that this event is part of, as it was received. The value may contain other events
    /// too.
    #[must_use]
    pub fn raw(&self) -> &RawJson {
        &self.context.raw
    }

    /// Places of what was received and did not fit the type of the data, such as `$.text`; nearly always empty.
    ///
    /// Such a part does not cost the event: an optional field is absent from the data, and an item of a list or map is missing in
    /// it. [`raw`](Self::raw) has them. At most 100 places are listed.
    #[must_use]
    pub fn left_out(&self) -> &[String] {
        &self.left_out
    }

    /// The data without its context.
    #[must_use]
    pub fn into_inner(self) -> T {
        *self.data
    }

    pub(crate) fn context(&self) -> &Context {
        &self.context
    }

    pub(crate) fn index(&self) -> usize {
        self.index
    }

    pub(crate) fn new(data: Box<T>, context: &Arc<Context>, index: usize) -> Self
    where
        T: Describe,
    {
        let contact = context.contact(data.user());
        Self {
            data,
            context: Arc::clone(context),
            contact,
            index,
            left_out: Box::default(),
        }
    }

    pub(crate) fn with_left_out(mut self, left_out: Vec<String>) -> Self {
        self.left_out = left_out.into();
        self
    }

    /// The time of the event itself, or else of its change.
    pub(crate) fn time(&self) -> Option<&Timestamp>
    where
        T: Describe,
    {
        self.data.time().or(self.metadata().time())
    }
}

impl<T> Deref for Received<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.data
    }
}

impl<T: fmt::Debug> fmt::Debug for Received<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("data", &self.data)
            .field("metadata", self.metadata())
            .finish_non_exhaustive()
    }
}
