//! What every kind of event can report about its data.

use std::borrow::Cow;

use whatsapp_business_core::{GraphError, Timestamp};

use crate::metadata::{Metadata, Owner};
use crate::types::{
    Contact, IncomingMessage,
    account::{
        AccountAlertsValue, AccountEvent, AccountReviewValue, AccountSettingsValue,
        AccountUpdateValue, BusinessCapabilityValue, BusinessStatusValue, BusinessUsernameValue,
        PhoneNumberNameValue, PhoneNumberQualityValue, SecurityValue,
    },
    app::{AppStateChange, HistoryChunk, HistoryMessage, MessageEcho},
    call::{Call, CallDirection, CallStatusUpdate},
    flow::FlowsValue,
    group::GroupEvent,
    partner::{PartnerSolutionsValue, PaymentConfigurationValue},
    routing::{MessagingHandoversValue, StandbyEcho},
    status::MessageStatusUpdate,
    template::{
        TemplateCategoryDetectionValue, TemplateCategoryValue, TemplateComponentsValue,
        TemplateQualityValue, TemplateStatusValue,
    },
    user::{AutomaticEvent, TrackingEvent, UserAction, UserIdUpdate, UserPreference},
};

/// Ids of a user, to find the contact.
#[derive(Clone, Copy, Default)]
pub(crate) struct User<'a> {
    pub(crate) user_id: Option<&'a str>,
    pub(crate) wa_id: Option<&'a str>,
}

/// What distinguishes an event from all others of its kind.
pub(crate) struct Identity<'a> {
    /// Never empty.
    pub(crate) id: &'a str,
    /// Properties that differ between events with the same id.
    pub(crate) parts: Vec<Option<Cow<'a, str>>>,
}

impl<'a> Identity<'a> {
    /// `None` when the id is empty.
    fn new<const N: usize>(id: &'a str, parts: [Option<&'a str>; N]) -> Option<Self> {
        (!id.is_empty()).then(|| Self {
            id,
            parts: parts.map(|part| part.map(Cow::Borrowed)).into(),
        })
    }
}

/// Facts about the data of an event, for all kinds alike.
pub(crate) trait Describe {
    /// When the event happened.
    fn time(&self) -> Option<&Timestamp> {
        None
    }

    /// The user that the event is about.
    fn user(&self) -> User<'_> {
        User::default()
    }

    /// What identifies the event. `None` when it has no id.
    fn identity(&self) -> Option<Identity<'_>> {
        None
    }

    /// Adds metadata that only the value has.
    fn complete(&self, _metadata: &mut Metadata) {}

    /// Contacts that are part of the data. Those of lists are next to them.
    fn contacts(&self) -> &[Contact] {
        &[]
    }
}

fn text<T: AsRef<str>>(value: &Option<T>) -> Option<&str> {
    value.as_ref().map(AsRef::as_ref)
}

impl Describe for IncomingMessage {
    fn time(&self) -> Option<&Timestamp> {
        self.timestamp.as_ref()
    }

    fn user(&self) -> User<'_> {
        User {
            user_id: text(&self.from_user_id),
            wa_id: text(&self.from),
        }
    }

    /// Includes the kind, because a message may arrive as `unsupported` before it arrives with its content.
    fn identity(&self) -> Option<Identity<'_>> {
        Identity::new(self.id.as_str(), [text(&self.kind)])
    }
}

impl Describe for MessageStatusUpdate {
    fn time(&self) -> Option<&Timestamp> {
        self.timestamp.as_ref()
    }

    fn user(&self) -> User<'_> {
        let participant = text(&self.recipient_participant_id);
        // With Direct Send, the id of the recipient may be a business-scoped user id, which has a full stop.
        let recipient = text(&self.recipient_id).filter(|id| id.contains('.'));
        User {
            user_id: text(&self.recipient_participant_user_id)
                .or(text(&self.recipient_user_id))
                .or(recipient),
            wa_id: participant
                .or(text(&self.participant_recipient_id))
                .or(text(&self.recipient_id)),
        }
    }

    fn identity(&self) -> Option<Identity<'_>> {
        let mut identity = Identity::new(
            self.id.as_str(),
            [
                text(&self.status),
                text(&self.recipient_id),
                text(&self.recipient_user_id),
                text(&self.recipient_participant_id),
                text(&self.participant_recipient_id),
                text(&self.recipient_participant_user_id),
            ],
        )?;
        // A payment can have the same status twice: refunds repeat an earlier one.
        let payment = self.payment.as_ref().map(serde_json::to_string);
        let payment = payment.and_then(Result::ok);
        identity.parts.push(payment.map(Cow::Owned));
        Some(identity)
    }
}

impl Describe for Call {
    fn time(&self) -> Option<&Timestamp> {
        self.timestamp.as_ref()
    }

    /// The user may be the caller or the callee; contacts only list users.
    fn user(&self) -> User<'_> {
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

    fn identity(&self) -> Option<Identity<'_>> {
        Identity::new(self.id.as_str(), [text(&self.event)])
    }
}

impl Describe for CallStatusUpdate {
    fn time(&self) -> Option<&Timestamp> {
        self.timestamp.as_ref()
    }

    fn user(&self) -> User<'_> {
        User {
            user_id: text(&self.recipient_user_id),
            wa_id: text(&self.recipient_id),
        }
    }

    fn identity(&self) -> Option<Identity<'_>> {
        Identity::new(self.id.as_str(), [text(&self.status)])
    }
}

impl Describe for MessageEcho {
    fn time(&self) -> Option<&Timestamp> {
        self.timestamp.as_ref()
    }

    fn user(&self) -> User<'_> {
        User {
            user_id: text(&self.to_user_id),
            wa_id: text(&self.to),
        }
    }

    fn identity(&self) -> Option<Identity<'_>> {
        Identity::new(self.id.as_str(), [text(&self.kind)])
    }
}

impl Describe for StandbyEcho {
    fn time(&self) -> Option<&Timestamp> {
        self.timestamp.as_ref()
    }

    fn identity(&self) -> Option<Identity<'_>> {
        Identity::new(self.id.as_str(), [])
    }
}

impl Describe for HistoryMessage {
    fn time(&self) -> Option<&Timestamp> {
        self.timestamp.as_ref()
    }

    fn user(&self) -> User<'_> {
        User {
            user_id: text(&self.to_user_id).or(text(&self.from_user_id)),
            wa_id: text(&self.to).or(text(&self.from)),
        }
    }

    fn identity(&self) -> Option<Identity<'_>> {
        Identity::new(self.id.as_str(), [text(&self.kind)])
    }
}

impl Describe for AppStateChange {
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

impl Describe for UserPreference {
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

impl Describe for UserIdUpdate {
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

/// Kinds with a time, but neither a user with a contact nor an id.
macro_rules! timed {
    ($($data:ty),* $(,)?) => {$(
        impl Describe for $data {
            fn time(&self) -> Option<&Timestamp> {
                self.timestamp.as_ref()
            }
        }
    )*};
}

timed!(AutomaticEvent, GroupEvent, TrackingEvent, UserAction);

/// Kinds with nothing to report.
macro_rules! plain {
    ($($data:ty),* $(,)?) => {$(
        impl Describe for $data {}
    )*};
}

plain!(
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

/// Kinds about a business phone number.
macro_rules! numbered {
    ($($data:ty),* $(,)?) => {$(
        impl Describe for $data {
            fn complete(&self, metadata: &mut Metadata) {
                metadata.display_phone_number.clone_from(&self.display_phone_number);
            }
        }
    )*};
}

numbered!(
    BusinessUsernameValue,
    PhoneNumberNameValue,
    PhoneNumberQualityValue,
    SecurityValue
);

impl Describe for PaymentConfigurationValue {
    fn time(&self) -> Option<&Timestamp> {
        self.updated_timestamp.as_ref()
    }
}

impl Describe for AccountSettingsValue {
    fn time(&self) -> Option<&Timestamp> {
        self.timestamp.as_ref()
    }

    fn complete(&self, metadata: &mut Metadata) {
        let settings = self.phone_number_settings.as_ref();
        metadata.phone_number_id = settings.and_then(|settings| settings.phone_number_id.clone());
    }
}

impl Describe for MessagingHandoversValue {
    fn time(&self) -> Option<&Timestamp> {
        self.timestamp.as_ref()
    }

    fn user(&self) -> User<'_> {
        self.sender
            .as_ref()
            .map_or_else(User::default, |sender| User {
                user_id: text(&sender.user_id),
                wa_id: text(&sender.wa_id).or(text(&sender.phone_number)),
            })
    }

    fn complete(&self, metadata: &mut Metadata) {
        metadata.set_phone_number(self.recipient.as_deref().cloned());
    }

    fn contacts(&self) -> &[Contact] {
        &self.contacts
    }
}

impl Describe for AccountUpdateValue {
    fn complete(&self, metadata: &mut Metadata) {
        metadata.display_phone_number.clone_from(&self.phone_number);
        let Some(Owner::Ambiguous(id)) = &metadata.owner else {
            return;
        };
        let named = self.waba_info.as_ref();
        let account = named.and_then(|named| text(&named.waba_id));
        let portfolio = named.and_then(|named| text(&named.owner_business_id));
        // The ids in the value take precedence over the documentation of the event.
        let is_portfolio = if account == Some(id) {
            false
        } else if portfolio == Some(id) {
            true
        } else {
            match &self.event {
                None | Some(AccountEvent::Unknown(_)) => return,
                Some(event) => is_portfolio_event(event),
            }
        };
        metadata.owner = Some(if is_portfolio {
            Owner::Portfolio(id.into())
        } else {
            Owner::Account(id.into())
        });
    }
}

/// Whether an `account_update` event of this type belongs to a business portfolio.
fn is_portfolio_event(event: &AccountEvent) -> bool {
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
