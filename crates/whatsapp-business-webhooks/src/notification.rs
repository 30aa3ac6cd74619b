//! News with where they belong.

use std::collections::HashMap;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use whatsapp_business_core::Timestamp;

use crate::item::{Item, User};
use crate::metadata::Metadata;
use crate::raw::RawJson;
use crate::types::Contact;

/// One piece of news, with where it belongs, and with the contact of the user that it is about.
///
/// It dereferences to the news, a model of [`types`](crate::types). It is small and owns what it refers to, so it
/// can be sent to another task.
#[derive(Clone)]
pub struct Notification<T> {
    item: Box<T>,
    context: Arc<Context>,
    /// Place of the contact in the context.
    contact: Option<usize>,
    /// Place of the item in the change.
    index: usize,
}

impl<T> Notification<T> {
    /// Where the news belong.
    #[must_use]
    pub fn metadata(&self) -> &Metadata {
        &self.context.metadata
    }

    /// The user that the news are about, from the list of contacts beside them. `None` where the platform sent no
    /// contact of this user, as with failed messages.
    #[must_use]
    pub fn contact(&self) -> Option<&Contact> {
        self.context.contacts.get(self.contact?)
    }

    /// The value of the change that the news are a part of, as it was received. The value may have other news too.
    #[must_use]
    pub fn raw(&self) -> &RawJson {
        &self.context.raw
    }

    /// The news alone.
    #[must_use]
    pub fn into_inner(self) -> T {
        *self.item
    }

    pub(crate) fn context(&self) -> &Context {
        &self.context
    }

    pub(crate) fn index(&self) -> usize {
        self.index
    }

    pub(crate) fn new(item: Box<T>, context: &Arc<Context>, index: usize) -> Self
    where
        T: Item,
    {
        let contact = context.contact(item.user());
        Self {
            item,
            context: Arc::clone(context),
            contact,
            index,
        }
    }

    /// The time of the news themselves, or else that of the change.
    pub(crate) fn time(&self) -> Option<&Timestamp>
    where
        T: Item,
    {
        self.item.time().or(self.metadata().time())
    }
}

impl<T> Deref for Notification<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.item
    }
}

impl<T: fmt::Debug> fmt::Debug for Notification<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notification")
            .field("item", &self.item)
            .field("metadata", self.metadata())
            .finish_non_exhaustive()
    }
}

/// What all news of one change share.
pub(crate) struct Context {
    pub(crate) metadata: Metadata,
    pub(crate) contacts: Vec<Contact>,
    pub(crate) raw: RawJson,
    /// Contacts by id, where they are many.
    index: HashMap<String, usize>,
}

impl Context {
    /// Up to here contacts are found by looking at each.
    const FEW: usize = 8;

    pub(crate) fn new(metadata: Metadata, contacts: Vec<Contact>, raw: RawJson) -> Self {
        let mut index = HashMap::new();
        if contacts.len() > Self::FEW {
            for (place, contact) in contacts.iter().enumerate().rev() {
                let ids = [
                    contact.user_id.as_ref().map(AsRef::as_ref),
                    contact.wa_id.as_ref().map(AsRef::as_ref),
                ];
                for id in ids.into_iter().flatten() {
                    let _: Option<usize> = index.insert(str::to_owned(id), place);
                }
            }
        }
        Self {
            metadata,
            contacts,
            raw,
            index,
        }
    }

    /// The contact of a user: the one with the same business-scoped user id, or else the same WhatsApp id.
    fn contact(&self, user: User<'_>) -> Option<usize> {
        let (user_id, wa_id) = (filled(user.user_id), filled(user.wa_id));
        if user_id.is_none() && wa_id.is_none() {
            return None;
        }
        if self.contacts.len() > Self::FEW {
            let find = |id: Option<&str>| self.index.get(id?).copied();
            return find(user_id).or_else(|| find(wa_id));
        }
        let find = |id: Option<&str>, of: fn(&Contact) -> Option<&str>| {
            let id = id?;
            self.contacts
                .iter()
                .position(|contact| of(contact) == Some(id))
        };
        find(user_id, |contact| {
            contact.user_id.as_ref().map(AsRef::as_ref)
        })
        .or_else(|| find(wa_id, |contact| contact.wa_id.as_ref().map(AsRef::as_ref)))
        .or_else(|| {
            // The number of a message need not equal the WhatsApp id of its sender. With one contact there is
            // no doubt, unless the user ids are there and differ.
            let [contact] = self.contacts.as_slice() else {
                return None;
            };
            (contact.user_id.is_none() || user_id.is_none()).then_some(0)
        })
    }
}

fn filled(id: Option<&str>) -> Option<&str> {
    id.filter(|id| !id.is_empty())
}
