//! The parts of a value that is lists, from which a value with one item is made.

use serde_json::value::RawValue;
use whatsapp_business_core::rt::json;

use crate::decode::loose::{self, Object};
use crate::raw::RawJson;
use crate::table::events;
use crate::types::{Contact, WebhookField};

/// The property that contains the lists, unless it is the value itself, and the names of the lists.
type Lists = (Option<&'static str>, &'static [&'static str]);

/// The lists of a field.
macro_rules! lists {
    ($field:ident lists($($list:ident: $kind:ident $(by $decode:path)?),* $(,)?)) => {
        Some((None, &[$(stringify!($list)),*]))
    };
    ($field:ident nested($($list:ident: $kind:ident),* $(,)?)) => {
        Some((Some("standby"), &[$(stringify!($list)),*]))
    };
    ($field:ident $how:ident $what:tt) => {
        None
    };
}

/// Defines the function that finds the lists of a field.
macro_rules! define_lists {
    (kinds $kinds:tt fields { $($field:ident $(| $same:ident)* => $how:ident $what:tt,)* }) => {
        fn lists(field: &WebhookField) -> Option<Lists> {
            match field {
                $(WebhookField::$field $(| WebhookField::$same)* => lists!($field $how $what),)*
                WebhookField::Unknown(_) => None,
            }
        }
    };
}

events!(define_lists);

type Property = (String, RawJson);

/// The parts of a value.
pub(crate) struct Parts {
    inside: Option<&'static str>,
    outer: Vec<Property>,
    /// What is next to the lists.
    inner: Vec<Property>,
    contacts: Vec<RawJson>,
    /// The items with the position and the name of their lists, in the order of the value.
    items: Vec<(usize, &'static str, RawJson)>,
    /// Positions of the items, list by list.
    by_list: Vec<usize>,
}

impl Parts {
    /// `None` when the value is not lists.
    pub(crate) fn of(field: &WebhookField, raw: &RawJson) -> Option<Self> {
        let (inside, names) = lists(field)?;
        let value: Object<'_> = serde_json::from_str(raw.as_str()).ok()?;
        let mut parts = Self {
            inside,
            outer: Vec::new(),
            inner: Vec::new(),
            contacts: Vec::new(),
            items: Vec::new(),
            by_list: Vec::new(),
        };
        if let Some(inside) = inside {
            for (name, value) in value.iter() {
                match Object::of(value) {
                    Some(object) if name == inside => parts.read(&object, names, raw),
                    _ => parts.outer.push(property(name, value, raw)),
                }
            }
        } else {
            parts.read(&value, names, raw);
        }
        let mut order: Vec<(usize, usize)> =
            parts.items.iter().map(|item| item.0).zip(0..).collect();
        order.sort_unstable();
        parts.by_list = order.into_iter().map(|(_, at)| at).collect();
        Some(parts)
    }

    fn read(&mut self, object: &Object<'_>, names: &[&'static str], raw: &RawJson) {
        for (name, value) in object.iter() {
            if let Some((list, known)) = names.iter().enumerate().find(|(_, known)| **known == name)
            {
                let items = loose::items(value).into_iter();
                self.items
                    .extend(items.map(|item| (list, *known, raw.within(item.get()))));
            } else if name == "contacts" {
                let items = loose::items(value).into_iter();
                let contacts = items.filter(|item| is_contact(item));
                self.contacts
                    .extend(contacts.map(|item| raw.within(item.get())));
            } else {
                self.inner.push(property(name, value, raw));
            }
        }
    }

    /// Whether the value has at most one item and one contact, so that nothing can be left out.
    pub(crate) fn is_single(&self) -> bool {
        self.items.len() <= 1 && self.contacts.len() <= 1
    }

    /// Values with only the item at `index`: counted in the order of the value, and list by list. Decoding uses either.
    pub(crate) fn with_only(&self, index: usize, contact: Option<usize>) -> Vec<String> {
        let in_order = Some(index).filter(|at| *at < self.items.len());
        let by_list = self.by_list.get(index).copied();
        let by_list = by_list.filter(|at| Some(*at) != in_order);
        let contact = contact.and_then(|position| self.contacts.get(position));
        let found = in_order.into_iter().chain(by_list);
        found
            .filter_map(|at| self.items.get(at))
            .map(|(_, list, item)| self.text(list, item, contact))
            .collect()
    }

    fn text(&self, list: &str, item: &RawJson, contact: Option<&RawJson>) -> String {
        let mut inner: Vec<String> = self.inner.iter().map(written).collect();
        if let Some(contact) = contact {
            inner.push(format!("\"contacts\":[{}]", contact.as_str()));
        }
        inner.push(format!("\"{list}\":[{}]", item.as_str()));
        let inner = format!("{{{}}}", inner.join(","));
        let Some(inside) = self.inside else {
            return inner;
        };
        let mut outer: Vec<String> = self.outer.iter().map(written).collect();
        outer.push(format!("\"{inside}\":{inner}"));
        format!("{{{}}}", outer.join(","))
    }
}

fn property(name: &str, value: &RawValue, raw: &RawJson) -> Property {
    (name.to_owned(), raw.within(value.get()))
}

fn written((name, value): &Property) -> String {
    format!(
        "{}:{}",
        serde_json::Value::from(name.as_str()),
        value.as_str()
    )
}

/// Contacts that cannot be decoded are left out when a value is decoded, too.
fn is_contact(raw: &RawValue) -> bool {
    json::decode_str::<Contact>(raw.get()).is_ok()
}
