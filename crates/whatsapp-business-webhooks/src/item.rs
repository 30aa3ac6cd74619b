//! What the kinds of news have in common.

use whatsapp_business_core::{GraphError, Timestamp};

use crate::dedup::KeyWriter;
use crate::metadata::{Metadata, Owner};
use crate::types::{
    AccountAlertsValue, AccountEvent, AccountReviewValue, AccountSettingsValue, AccountUpdateValue,
    AppStateChange, AutomaticEvent, BusinessCapabilityValue, BusinessStatusValue,
    BusinessUsernameValue, Call, CallStatusUpdate, FlowsValue, GroupEvent, HistoryChunk,
    HistoryMessage, IncomingMessage, MessageEcho, MessageStatusUpdate, MessagingHandoversValue,
    PartnerSolutionsValue, PaymentConfigurationValue, PhoneNumberMetadata, PhoneNumberNameValue,
    PhoneNumberQualityValue, SecurityValue, StandbyEcho, TemplateCategoryDetectionValue,
    TemplateCategoryValue, TemplateComponentsValue, TemplateQualityValue, TemplateStatusValue,
    TrackingEvent, UserAction, UserIdUpdate, UserPreference,
};

/// The ids of a user, to find the contact.
#[derive(Clone, Copy, Default)]
pub(crate) struct User<'a> {
    pub(crate) user_id: Option<&'a str>,
    pub(crate) wa_id: Option<&'a str>,
}

/// One piece of news.
pub(crate) trait Item {
    /// When it happened.
    fn time(&self) -> Option<&Timestamp> {
        None
    }

    /// The user that it is about.
    fn user(&self) -> User<'_> {
        User::default()
    }

    /// Writes what tells it from all others of its kind. False when it has nothing of that sort.
    fn identify(&self, _key: &mut KeyWriter) -> bool {
        false
    }

    /// Says where it belongs, if the value itself knows.
    fn place(&self, _metadata: &mut Metadata) {}
}

fn text<T: AsRef<str>>(value: &Option<T>) -> Option<&str> {
    value.as_ref().map(AsRef::as_ref)
}

impl Item for IncomingMessage {
    fn time(&self) -> Option<&Timestamp> {
        self.timestamp.as_ref()
    }

    fn user(&self) -> User<'_> {
        User {
            user_id: text(&self.from_user_id),
            wa_id: text(&self.from),
        }
    }

    /// With the kind, because a message may arrive as `unsupported` before it arrives with its content.
    fn identify(&self, key: &mut KeyWriter) -> bool {
        key.id(self.id.as_str()) && key.part(text(&self.kind))
    }
}

impl Item for MessageStatusUpdate {
    fn time(&self) -> Option<&Timestamp> {
        self.timestamp.as_ref()
    }

    fn user(&self) -> User<'_> {
        let participant = text(&self.recipient_participant_id);
        User {
            user_id: text(&self.recipient_participant_user_id).or(text(&self.recipient_user_id)),
            wa_id: participant
                .or(text(&self.participant_recipient_id))
                .or(text(&self.recipient_id)),
        }
    }

    fn identify(&self, key: &mut KeyWriter) -> bool {
        let _ = key.id(self.id.as_str())
            && key.part(text(&self.status))
            && key.part(text(&self.recipient_id))
            && key.part(text(&self.recipient_user_id))
            && key.part(text(&self.recipient_participant_id))
            && key.part(text(&self.participant_recipient_id))
            && key.part(text(&self.recipient_participant_user_id));
        // States of a payment repeat: refunds come with a state that was there before.
        let payment = self.payment.as_ref().map(serde_json::to_string);
        let payment = payment.and_then(Result::ok);
        key.part(payment.as_deref()) && !self.id.as_str().is_empty()
    }
}

impl Item for Call {
    fn time(&self) -> Option<&Timestamp> {
        self.timestamp.as_ref()
    }

    /// The user may be at either end; contacts have users only.
    fn user(&self) -> User<'_> {
        use crate::types::CallDirection;
        if self.direction == Some(CallDirection::BusinessInitiated) {
            User {
                user_id: text(&self.to_user_id).or(text(&self.from_user_id)),
                wa_id: text(&self.to),
            }
        } else {
            User {
                user_id: text(&self.from_user_id).or(text(&self.to_user_id)),
                wa_id: text(&self.from),
            }
        }
    }

    fn identify(&self, key: &mut KeyWriter) -> bool {
        key.id(self.id.as_str()) && key.part(text(&self.event))
    }
}

impl Item for CallStatusUpdate {
    fn time(&self) -> Option<&Timestamp> {
        self.timestamp.as_ref()
    }

    fn user(&self) -> User<'_> {
        User {
            user_id: text(&self.recipient_user_id),
            wa_id: text(&self.recipient_id),
        }
    }

    fn identify(&self, key: &mut KeyWriter) -> bool {
        key.id(self.id.as_str()) && key.part(text(&self.status))
    }
}

impl Item for MessageEcho {
    fn time(&self) -> Option<&Timestamp> {
        self.timestamp.as_ref()
    }

    fn user(&self) -> User<'_> {
        User {
            user_id: text(&self.to_user_id),
            wa_id: text(&self.to),
        }
    }

    fn identify(&self, key: &mut KeyWriter) -> bool {
        key.id(self.id.as_str()) && key.part(text(&self.kind))
    }
}

impl Item for StandbyEcho {
    fn time(&self) -> Option<&Timestamp> {
        self.timestamp.as_ref()
    }

    fn identify(&self, key: &mut KeyWriter) -> bool {
        key.id(self.id.as_str())
    }
}

impl Item for HistoryMessage {
    fn time(&self) -> Option<&Timestamp> {
        self.timestamp.as_ref()
    }

    fn user(&self) -> User<'_> {
        User {
            user_id: text(&self.to_user_id).or(text(&self.from_user_id)),
            wa_id: text(&self.to).or(text(&self.from)),
        }
    }

    fn identify(&self, key: &mut KeyWriter) -> bool {
        key.id(self.id.as_str()) && key.part(text(&self.kind))
    }
}

impl Item for AppStateChange {
    fn time(&self) -> Option<&Timestamp> {
        self.metadata.as_ref()?.timestamp.as_ref()
    }

    fn user(&self) -> User<'_> {
        self.contact
            .as_ref()
            .map_or_else(User::default, |contact| User {
                user_id: text(&contact.user_id),
                wa_id: text(&contact.phone_number),
            })
    }
}

impl Item for UserPreference {
    fn time(&self) -> Option<&Timestamp> {
        self.timestamp.as_ref()
    }

    fn user(&self) -> User<'_> {
        User {
            user_id: text(&self.user_id),
            wa_id: text(&self.wa_id),
        }
    }
}

impl Item for UserIdUpdate {
    fn time(&self) -> Option<&Timestamp> {
        self.timestamp.as_ref()
    }

    fn user(&self) -> User<'_> {
        User {
            user_id: self.user_id.as_ref().and_then(|id| text(&id.current)),
            wa_id: text(&self.wa_id),
        }
    }
}

/// Kinds that have a time, and neither a user with a contact nor an id.
macro_rules! timed_items {
    ($($item:ty),* $(,)?) => {$(
        impl Item for $item {
            fn time(&self) -> Option<&Timestamp> {
                self.timestamp.as_ref()
            }
        }
    )*};
}

timed_items!(AutomaticEvent, GroupEvent, TrackingEvent, UserAction);

/// Kinds that have nothing in common with the others.
macro_rules! plain_items {
    ($($item:ty),* $(,)?) => {$(
        impl Item for $item {}
    )*};
}

plain_items!(
    AccountAlertsValue,
    AccountReviewValue,
    BusinessCapabilityValue,
    BusinessStatusValue,
    FlowsValue,
    GraphError,
    HistoryChunk,
    PartnerSolutionsValue,
    TemplateCategoryDetectionValue,
    TemplateCategoryValue,
    TemplateComponentsValue,
    TemplateQualityValue,
    TemplateStatusValue,
);

/// Kinds that are about a phone number.
macro_rules! numbered_items {
    ($($item:ty),* $(,)?) => {$(
        impl Item for $item {
            fn place(&self, metadata: &mut Metadata) {
                metadata.display_phone_number.clone_from(&self.display_phone_number);
            }
        }
    )*};
}

numbered_items!(
    BusinessUsernameValue,
    PhoneNumberNameValue,
    PhoneNumberQualityValue,
    SecurityValue
);

impl Item for PaymentConfigurationValue {
    fn time(&self) -> Option<&Timestamp> {
        self.updated_timestamp.as_ref()
    }
}

impl Item for AccountSettingsValue {
    fn time(&self) -> Option<&Timestamp> {
        self.timestamp.as_ref()
    }

    fn place(&self, metadata: &mut Metadata) {
        let settings = self.phone_number_settings.as_ref();
        metadata.phone_number_id = settings.and_then(|settings| settings.phone_number_id.clone());
    }
}

impl Item for MessagingHandoversValue {
    fn time(&self) -> Option<&Timestamp> {
        self.timestamp.as_ref()
    }

    fn place(&self, metadata: &mut Metadata) {
        place_number(metadata, self.recipient.as_deref().cloned());
    }
}

impl Item for AccountUpdateValue {
    fn place(&self, metadata: &mut Metadata) {
        metadata.display_phone_number.clone_from(&self.phone_number);
        let Owner::Unclear(id) = &metadata.owner else {
            return;
        };
        let named = self.waba_info.as_ref();
        let account = named.and_then(|named| text(&named.waba_id));
        let portfolio = named.and_then(|named| text(&named.owner_business_id));
        // What the value names counts more than what the documentation says about the event.
        let is_portfolio = if account == Some(id) {
            false
        } else if portfolio == Some(id) {
            true
        } else {
            match &self.event {
                None | Some(AccountEvent::Unknown(_)) => return,
                Some(event) => is_of_portfolio(event),
            }
        };
        metadata.owner = if is_portfolio {
            Owner::Portfolio(id.into())
        } else {
            Owner::Account(id.into())
        };
    }
}

/// Whether the entry of an event of `account_update` is a business portfolio.
fn is_of_portfolio(event: &AccountEvent) -> bool {
    matches!(
        event,
        AccountEvent::AdAccountLinked
            | AccountEvent::MarketingMessagesTermsSigned
            | AccountEvent::PartnerAdded
            | AccountEvent::PartnerAppInstalled
            | AccountEvent::PartnerAppUninstalled
            | AccountEvent::PartnerClientCertificationNeeded
            | AccountEvent::PartnerClientCertificationStatusUpdate
            | AccountEvent::PartnerRemoved
    )
}

/// Notes the business phone number.
pub(crate) fn place_number(metadata: &mut Metadata, number: Option<PhoneNumberMetadata>) {
    if let Some(number) = number {
        metadata.phone_number_id = number.phone_number_id;
        metadata.display_phone_number = number.display_phone_number;
    }
}
