//! What an event belongs to.

use whatsapp_business_core::Timestamp;
use whatsapp_business_core::id::{BusinessId, PhoneNumber, PhoneNumberId, WabaId};

use crate::types::{PhoneNumberMetadata, WebhookField};

/// What an event belongs to: a field, an account or business portfolio, and a business phone number.
///
/// ```
/// use whatsapp_business::webhooks::Payload;
///
/// # fn route(payload: &Payload) {
/// for event in payload.events() {
///     // One callback URL serves many accounts and numbers.
///     let (account, number) = (event.metadata().account(), event.metadata().phone_number_id());
/// #   let _ = (account, number);
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Metadata {
    pub(crate) owner: Option<Owner>,
    pub(crate) field: WebhookField,
    pub(crate) time: Option<Timestamp>,
    pub(crate) phone_number_id: Option<PhoneNumberId>,
    pub(crate) display_phone_number: Option<PhoneNumber>,
}

impl Metadata {
    /// The account or business portfolio that the event belongs to. `None` for test deliveries of the dashboard, which
    /// have the id `0`, and for payloads without an id.
    #[must_use]
    pub fn owner(&self) -> Option<&Owner> {
        self.owner.as_ref()
    }

    /// The WhatsApp Business Account. `None` when the event belongs to a business portfolio, or when that is not
    /// certain.
    #[must_use]
    pub fn account(&self) -> Option<&WabaId> {
        match &self.owner {
            Some(Owner::Account(id)) => Some(id),
            _ => None,
        }
    }

    /// The business portfolio. `None` when the event belongs to an account, or when that is not certain.
    #[must_use]
    pub fn portfolio(&self) -> Option<&BusinessId> {
        match &self.owner {
            Some(Owner::Portfolio(id)) => Some(id),
            _ => None,
        }
    }

    /// The field that the app is subscribed to.
    #[must_use]
    pub fn field(&self) -> &WebhookField {
        &self.field
    }

    /// When the change happened. `None` for messages, statuses, calls and groups, whose items have their own times;
    /// [`Event::time`](crate::Event::time) returns either.
    #[must_use]
    pub fn time(&self) -> Option<&Timestamp> {
        self.time.as_ref()
    }

    /// The business phone number. `None` for events about accounts and portfolios.
    #[must_use]
    pub fn phone_number_id(&self) -> Option<&PhoneNumberId> {
        self.phone_number_id.as_ref()
    }

    /// The business phone number as displayed to users. Also present in some events about accounts that concern one
    /// of their numbers.
    #[must_use]
    pub fn display_phone_number(&self) -> Option<&PhoneNumber> {
        self.display_phone_number.as_ref()
    }

    pub(crate) fn set_phone_number(&mut self, number: Option<PhoneNumberMetadata>) {
        if let Some(number) = number {
            self.phone_number_id = number.phone_number_id;
            self.display_phone_number = number.display_phone_number;
        }
    }
}

/// The account or business portfolio that an event belongs to. The platform sends its id as `entry.id`, without the kind
/// of the id.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Owner {
    /// A WhatsApp Business Account.
    Account(WabaId),
    /// A business portfolio: events about partner solutions, and account changes about partners, ad accounts or terms.
    Portfolio(BusinessId),
    /// Either of them: the field or the event is unknown, or not documented.
    Ambiguous(String),
}

impl Owner {
    /// The id as it was received.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Account(id) => id.as_str(),
            Self::Portfolio(id) => id.as_str(),
            Self::Ambiguous(id) => id,
        }
    }

    /// The owner with this `entry.id`, as far as the field decides it.
    pub(crate) fn of(id: &str, field: &WebhookField) -> Option<Self> {
        if id.is_empty() || id == "0" {
            return None;
        }
        Some(match field {
            WebhookField::PartnerSolutions => Self::Portfolio(id.into()),
            // The value of an account update decides, see `describe`.
            WebhookField::AccountUpdate
            | WebhookField::PaymentConfigurationUpdate
            | WebhookField::ConsumerProfile
            | WebhookField::CampaignStatusUpdate
            | WebhookField::Unknown(_) => Self::Ambiguous(id.to_owned()),
            _ => Self::Account(id.into()),
        })
    }
}
