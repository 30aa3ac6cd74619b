//! From the value of a change to its events.
//!
//! A value is decoded in one go, because nearly all values are what they should be. One that is not is taken apart
//! item by item, so that a malformed item costs itself and nothing else.

mod history;
pub(crate) mod loose;
mod place;
mod value;

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::event::Event;
use crate::item::{Item, place_number};
use crate::metadata::Metadata;
use crate::notification::{Context, Notification};
use crate::raw::RawJson;
use crate::types::WebhookField;
use crate::unknown::{Unknown, UnknownReason};

use loose::Object;
use place::place;
use value::Value;

/// Values up to this size are decoded in one go. Larger ones are taken apart item by item, so that memory stays in
/// proportion to what is being looked at.
const IN_ONE_GO: usize = 256 * 1024;

/// From an item to its event, or to several.
pub(crate) type DecodeItem = fn(&RawValue, &Arc<Context>, usize, &mut VecDeque<Event>);

/// The events of one change.
#[derive(Default)]
pub(crate) struct Batch<'a> {
    /// Events that are decoded.
    ready: VecDeque<Event>,
    /// Items that are not.
    items: Option<Items<'a>>,
}

struct Items<'a> {
    context: Arc<Context>,
    items: std::iter::Enumerate<std::vec::IntoIter<(DecodeItem, &'a RawValue)>>,
}

impl<'a> Batch<'a> {
    /// Decodes a value as its field says.
    pub(crate) fn decode(raw: &'a RawJson, metadata: Metadata) -> Self {
        match &metadata.field {
            WebhookField::Messages => Self::list::<value::Messages>(raw, metadata),
            WebhookField::Calls => Self::list::<value::Calls>(raw, metadata),
            WebhookField::SmbMessageEchoes | WebhookField::MessageEchoes => {
                Self::list::<value::MessageEchoes>(raw, metadata)
            }
            WebhookField::SmbAppStateSync => Self::list::<value::AppStateSync>(raw, metadata),
            WebhookField::History => Self::list::<value::History>(raw, metadata),
            WebhookField::Standby => Self::list::<value::Standby>(raw, metadata),
            WebhookField::GroupLifecycleUpdate
            | WebhookField::GroupParticipantsUpdate
            | WebhookField::GroupSettingsUpdate
            | WebhookField::GroupStatusUpdate => Self::list::<value::Groups>(raw, metadata),
            WebhookField::UserPreferences => Self::list::<value::UserPreferences>(raw, metadata),
            WebhookField::UserIdUpdate => Self::list::<value::UserIdUpdate>(raw, metadata),
            WebhookField::AutomaticEvents => Self::list::<value::AutomaticEvents>(raw, metadata),
            WebhookField::TrackingEvents => Self::list::<value::TrackingEvents>(raw, metadata),
            _ => Self::one(whole(raw, metadata)),
        }
    }

    pub(crate) fn one(event: Event) -> Self {
        Self {
            ready: VecDeque::from([event]),
            items: None,
        }
    }

    /// A value that is lists of news.
    fn list<V: Value>(raw: &'a RawJson, metadata: Metadata) -> Self {
        let text = raw.as_str();
        if text.len() <= IN_ONE_GO
            && let Ok(value) = serde_json::from_str::<V>(text)
        {
            let (context, events) = value.open(metadata, raw);
            if events.is_empty() {
                let unknown = unknown(context, raw.clone(), UnknownReason::Shape, 0);
                return Self::one(unknown);
            }
            return Self {
                ready: events,
                items: None,
            };
        }
        Self::item_by_item::<V>(raw, metadata)
    }

    fn item_by_item<V: Value>(raw: &'a RawJson, mut metadata: Metadata) -> Self {
        let value: Option<Object<'a>> = serde_json::from_str(raw.as_str()).ok();
        let mut contacts = Vec::new();
        let mut items = Vec::new();
        if let Some(value) = value {
            place_number(&mut metadata, value.decode("metadata"));
            // Fields of other apps have their lists one level deeper.
            let lists: Vec<Object<'a>> = match V::INSIDE {
                None => vec![value],
                Some(name) => value.all(name).filter_map(Object::of).collect(),
            };
            for (name, list) in lists.iter().flat_map(Object::iter) {
                if name == "contacts" {
                    let list = loose::items(list).into_iter();
                    contacts.extend(list.filter_map(|item| serde_json::from_str(item.get()).ok()));
                } else if let Some((_, decode)) = V::LISTS.iter().find(|(known, _)| *known == name)
                {
                    let list = loose::items(list).into_iter();
                    items.extend(list.map(|item| (*decode, item)));
                }
            }
        }
        let context = Arc::new(Context::new(metadata, contacts, raw.clone()));
        if items.is_empty() {
            let unknown = unknown(context, raw.clone(), UnknownReason::Shape, 0);
            return Self::one(unknown);
        }
        Self {
            ready: VecDeque::new(),
            items: Some(Items {
                context,
                items: items.into_iter().enumerate(),
            }),
        }
    }

    pub(crate) fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some(event);
            }
            let items = self.items.as_mut()?;
            let (index, (decode, item)) = items.items.next()?;
            decode(item, &items.context, index, &mut self.ready);
        }
    }
}

impl fmt::Debug for Batch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let left = self.items.as_ref().map_or(0, |items| items.items.len());
        write!(f, "Batch({} events)", self.ready.len() + left)
    }
}

/// Decodes one item of a list.
fn item<T: Item + DeserializeOwned>(
    raw: &RawValue,
    context: &Arc<Context>,
    index: usize,
    wrap: fn(Notification<T>) -> Event,
) -> Event {
    match serde_json::from_str::<Box<T>>(raw.get()) {
        Ok(item) => wrap(Notification::new(item, context, index)),
        Err(_) => {
            let reason = UnknownReason::Undecodable(place::<T>(raw.get()));
            let raw = context.raw.within(raw.get());
            unknown(Arc::clone(context), raw, reason, index)
        }
    }
}

fn unknown(context: Arc<Context>, raw: RawJson, reason: UnknownReason, index: usize) -> Event {
    Event::Unknown(Unknown {
        context,
        raw,
        reason,
        index,
    })
}

/// A value that is one piece of news.
fn whole(raw: &RawJson, metadata: Metadata) -> Event {
    match &metadata.field {
        WebhookField::AccountAlerts => single(raw, metadata, Event::AccountAlert),
        WebhookField::AccountReviewUpdate => single(raw, metadata, Event::AccountReview),
        WebhookField::AccountUpdate => single(raw, metadata, Event::AccountUpdate),
        WebhookField::AccountSettingsUpdate => single(raw, metadata, Event::AccountSettings),
        WebhookField::BusinessCapabilityUpdate => single(raw, metadata, Event::BusinessCapability),
        WebhookField::BusinessUsernameUpdates => single(raw, metadata, Event::BusinessUsername),
        WebhookField::BusinessStatusUpdate => single(raw, metadata, Event::BusinessStatus),
        WebhookField::PhoneNumberNameUpdate => single(raw, metadata, Event::PhoneNumberName),
        WebhookField::PhoneNumberQualityUpdate => single(raw, metadata, Event::PhoneNumberQuality),
        WebhookField::Security => single(raw, metadata, Event::Security),
        WebhookField::MessageTemplateStatusUpdate => template(raw, metadata),
        WebhookField::MessageTemplateQualityUpdate => single(raw, metadata, Event::TemplateQuality),
        WebhookField::MessageTemplateComponentsUpdate => {
            single(raw, metadata, Event::TemplateComponents)
        }
        WebhookField::TemplateCategoryUpdate => single(raw, metadata, Event::TemplateCategory),
        WebhookField::TemplateCorrectCategoryDetection => {
            single(raw, metadata, Event::TemplateCategoryDetection)
        }
        WebhookField::Flows => single(raw, metadata, Event::Flow),
        WebhookField::PartnerSolutions => single(raw, metadata, Event::PartnerSolution),
        WebhookField::PaymentConfigurationUpdate => {
            single(raw, metadata, Event::PaymentConfiguration)
        }
        WebhookField::MessagingHandovers => single(raw, metadata, Event::Handover),
        WebhookField::ConsumerProfile | WebhookField::CampaignStatusUpdate => {
            refuse(raw, metadata, UnknownReason::Undocumented)
        }
        _ => refuse(raw, metadata, UnknownReason::Field),
    }
}

/// News about templates that are labelled as their status. Those about quality are, in a documented sample.
fn template(raw: &RawJson, metadata: Metadata) -> Event {
    let value = serde_json::from_str::<Object<'_>>(raw.as_str()).ok();
    let has = |name| {
        value
            .as_ref()
            .is_some_and(|value| value.get(name).is_some())
    };
    if !has("event") && has("new_quality_score") {
        single(raw, metadata, Event::TemplateQuality)
    } else {
        single(raw, metadata, Event::TemplateStatus)
    }
}

fn single<T>(raw: &RawJson, mut metadata: Metadata, wrap: fn(Notification<T>) -> Event) -> Event
where
    T: Item + DeserializeOwned + Default + PartialEq,
{
    match serde_json::from_str::<T>(raw.as_str()) {
        Ok(item) if item != T::default() => {
            item.place(&mut metadata);
            let context = Arc::new(Context::new(metadata, Vec::new(), raw.clone()));
            wrap(Notification::new(Box::new(item), &context, 0))
        }
        Ok(_) => refuse(raw, metadata, UnknownReason::Shape),
        Err(_) => {
            let reason = UnknownReason::Undecodable(place::<T>(raw.as_str()));
            refuse(raw, metadata, reason)
        }
    }
}

fn refuse(raw: &RawJson, metadata: Metadata, reason: UnknownReason) -> Event {
    let context = Arc::new(Context::new(metadata, Vec::new(), raw.clone()));
    unknown(context, raw.clone(), reason, 0)
}
