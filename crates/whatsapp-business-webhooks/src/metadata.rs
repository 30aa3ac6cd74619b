//! Where news belong.

use whatsapp_business_core::Timestamp;
use whatsapp_business_core::id::{BusinessId, PhoneNumber, PhoneNumberId, WabaId};

use crate::types::WebhookField;

/// Where news belong: which field, whose account, which phone number.
///
/// ```
/// use whatsapp_business_webhooks::{Event, Payload};
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
    pub(crate) owner: Owner,
    pub(crate) field: WebhookField,
    pub(crate) time: Option<Timestamp>,
    pub(crate) phone_number_id: Option<PhoneNumberId>,
    pub(crate) display_phone_number: Option<PhoneNumber>,
}

impl Metadata {
    /// Whose news they are.
    #[must_use]
    pub fn owner(&self) -> &Owner {
        &self.owner
    }

    /// The WhatsApp Business Account. `None` when the news are those of a business portfolio, or it is not
    /// certain that they are not.
    #[must_use]
    pub fn account(&self) -> Option<&WabaId> {
        match &self.owner {
            Owner::Account(id) => Some(id),
            _ => None,
        }
    }

    /// The business portfolio. `None` when the news are those of an account, or it is not certain that
    /// they are not.
    #[must_use]
    pub fn portfolio(&self) -> Option<&BusinessId> {
        match &self.owner {
            Owner::Portfolio(id) => Some(id),
            _ => None,
        }
    }

    /// The field that the app subscribed to, which names the kind of the news.
    #[must_use]
    pub fn field(&self) -> &WebhookField {
        &self.field
    }

    /// When the change happened. `None` with messages, statuses, calls and groups, whose items have times
    /// of their own; [`Event::time`](crate::Event::time) finds either.
    #[must_use]
    pub fn time(&self) -> Option<&Timestamp> {
        self.time.as_ref()
    }

    /// The business phone number. `None` with news of accounts and portfolios.
    #[must_use]
    pub fn phone_number_id(&self) -> Option<&PhoneNumberId> {
        self.phone_number_id.as_ref()
    }

    /// The business phone number as people write it. Also there in some news of accounts that are about
    /// one of their numbers.
    #[must_use]
    pub fn display_phone_number(&self) -> Option<&PhoneNumber> {
        self.display_phone_number.as_ref()
    }
}

/// Whose news they are. The platform calls it `entry.id`, and does not say of what it is the id.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Owner {
    /// A WhatsApp Business Account.
    Account(WabaId),
    /// A business portfolio: partner solutions, and changes of accounts that are about partners, ad accounts
    /// or terms.
    Portfolio(BusinessId),
    /// One of them: the field or the event is not known, or the documentation does not say.
    Unclear(String),
    /// None: test deliveries of the dashboard, which have the id `0`, and payloads without one.
    Nobody,
}

impl Owner {
    /// The id as it was received; empty where there was none.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Account(id) => id.as_str(),
            Self::Portfolio(id) => id.as_str(),
            Self::Unclear(id) => id,
            Self::Nobody => "",
        }
    }

    /// What an `entry.id` is, by the field alone.
    pub(crate) fn of(id: &str, field: &WebhookField) -> Self {
        match field {
            _ if id.is_empty() || id == "0" => Self::Nobody,
            WebhookField::PartnerSolutions => Self::Portfolio(id.into()),
            // Of changes of accounts the event decides, see `item`.
            WebhookField::AccountUpdate
            | WebhookField::PaymentConfigurationUpdate
            | WebhookField::ConsumerProfile
            | WebhookField::CampaignStatusUpdate
            | WebhookField::Unknown(_) => Self::Unclear(id.to_owned()),
            _ => Self::Account(id.into()),
        }
    }
}
