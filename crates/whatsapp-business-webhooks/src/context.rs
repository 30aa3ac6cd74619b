//! What all events of one change share.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::describe::User;
use crate::hash::{Digest, PartsHasher};
use crate::metadata::Metadata;
use crate::raw::RawJson;
use crate::stored::Parts;
use crate::types::Contact;

/// What all events of one change share.
pub(crate) struct Context {
    pub(crate) metadata: Metadata,
    pub(crate) contacts: Vec<Contact>,
    pub(crate) raw: RawJson,
    /// Positions of contacts by id, when there are many.
    index: HashMap<String, usize>,
    digest: OnceLock<Digest>,
    /// The key of the only event, when it was stored and read back.
    key: OnceLock<Digest>,
    parts: OnceLock<Option<Parts>>,
}

impl Context {
    /// Up to this number of contacts, a linear search is faster than an index.
    const FEW: usize = 8;

    pub(crate) fn new(metadata: Metadata, contacts: Vec<Contact>, raw: RawJson) -> Self {
        let mut index = HashMap::new();
        if contacts.len() > Self::FEW {
            for (position, contact) in contacts.iter().enumerate().rev() {
                let ids = [
                    contact.user_id.as_ref().map(AsRef::as_ref),
                    contact.wa_id.as_ref().map(AsRef::as_ref),
                ];
                for id in ids.into_iter().flatten() {
                    let _: Option<usize> = index.insert(str::to_owned(id), position);
                }
            }
        }
        Self {
            metadata,
            contacts,
            raw,
            index,
            digest: OnceLock::new(),
            key: OnceLock::new(),
            parts: OnceLock::new(),
        }
    }

    /// Digest of the whole change and of what it belongs to. It is computed once: a change can have thousands of events,
    /// and all of their keys need it.
    pub(crate) fn digest(&self) -> &Digest {
        self.digest.get_or_init(|| {
            let mut hasher = PartsHasher::default();
            hasher.optional(self.metadata.owner().map(|owner| owner.as_str()));
            hasher.text(self.metadata.field().as_str());
            hasher.optional(self.metadata.time().map(|time| time.as_str()));
            hasher.text(self.raw.as_str());
            hasher.finish()
        })
    }

    /// The key that the event had when it was stored.
    pub(crate) fn restored_key(&self) -> Option<&Digest> {
        self.key.get()
    }

    pub(crate) fn restore_key(&self, key: Digest) {
        let _ = self.key.set(key);
    }

    /// The parts of the value, which are found once for all events.
    pub(crate) fn parts(&self) -> Option<&Parts> {
        let find = || Parts::of(self.metadata.field(), &self.raw);
        self.parts.get_or_init(find).as_ref()
    }

    /// Position of the contact of a user: the one with the same business-scoped user id, or else the same WhatsApp id.
    pub(crate) fn contact(&self, user: User<'_>) -> Option<usize> {
        let (user_id, wa_id) = (non_empty(user.user_id), non_empty(user.wa_id));
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
            // The number of a message may differ from the WhatsApp id of its sender. A single contact is
            // unambiguous, unless both user ids are present and differ.
            let [contact] = self.contacts.as_slice() else {
                return None;
            };
            (contact.user_id.is_none() || user_id.is_none()).then_some(0)
        })
    }
}

fn non_empty(id: Option<&str>) -> Option<&str> {
    id.filter(|id| !id.is_empty())
}
