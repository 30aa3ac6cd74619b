//! All kinds of news in one type.

use whatsapp_business_core::{GraphError, Timestamp};

use crate::dedup::{DedupKey, KeyWriter};
use crate::metadata::Metadata;
use crate::notification::Notification;
use crate::raw::RawJson;
use crate::types;
use crate::unknown::Unknown;

/// Defines the enumeration, and what can be asked of every kind.
macro_rules! events {
    ($(#[$meta:meta])* $vis:vis enum $name:ident {
        $($(#[$doc:meta])* $variant:ident($item:ty),)*
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        $vis enum $name {
            $($(#[$doc])* $variant(Notification<$item>),)*
            /// News that this version of the crate has no type for, as they were received.
            Unknown(Unknown),
        }

        impl $name {
            /// Where the news belong: account, phone number, field.
            #[must_use]
            pub fn metadata(&self) -> &Metadata {
                match self {
                    $(Self::$variant(news) => news.metadata(),)*
                    Self::Unknown(news) => news.metadata(),
                }
            }

            /// The value of the change that the news are a part of, as it was received; of unknown news,
            /// themselves.
            #[must_use]
            pub fn raw(&self) -> &RawJson {
                match self {
                    $(Self::$variant(news) => news.raw(),)*
                    Self::Unknown(news) => news.raw(),
                }
            }

            /// When it happened. The order of delivery is not the order of these times.
            #[must_use]
            pub fn time(&self) -> Option<&Timestamp> {
                match self {
                    $(Self::$variant(news) => news.time(),)*
                    Self::Unknown(news) => news.metadata().time(),
                }
            }

            /// Name of the variant, for logs and counters.
            #[must_use]
            pub fn kind(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => stringify!($variant),)*
                    Self::Unknown(_) => "Unknown",
                }
            }

            /// Key that is the same whenever the same event is delivered again, see [`DedupKey`].
            #[must_use]
            pub fn dedup_key(&self) -> DedupKey {
                let key = KeyWriter::new(self.kind());
                match self {
                    $(Self::$variant(news) => key.of(news),)*
                    Self::Unknown(news) => key.of_unknown(news),
                }
            }
        }
    };
}

events! {
    /// One piece of news from the platform.
    ///
    /// The platform adds kinds without notice: match with a last arm, and keep what arrives there.
    ///
    /// ```
    /// use whatsapp_business_webhooks::{Event, Payload, State};
    ///
    /// fn handle(payload: &Payload) {
    ///     for event in payload.events() {
    ///         match event {
    ///             Event::Message(message) => println!("a message from {:?}", message.sender()),
    ///             Event::Status(status) => match status.state() {
    ///                 State::Failed(errors) => println!("{:?} failed: {errors:?}", status.id),
    ///                 state => println!("{:?} is {state:?}", status.id),
    ///             },
    ///             Event::Unknown(unknown) => println!("kept: {:?}", unknown.reason()),
    ///             _ => {}
    ///         }
    ///     }
    /// }
    /// ```
    pub enum Event {
        /// A user has written to a business phone number.
        Message(types::IncomingMessage),
        /// A message of the business was sent, delivered, read, played or paid, or has failed.
        Status(types::MessageStatusUpdate),
        /// A user, who is not named, has acted on a marketing message.
        UserAction(types::UserAction),
        /// The platform reports an error that concerns no single message, such as content that it does not
        /// store any more.
        Error(GraphError),
        /// A call comes in, is connected or is over, or its recording or transcript is there.
        Call(types::Call),
        /// A call of the business rings, or was accepted or rejected.
        CallStatus(types::CallStatusUpdate),
        /// The business has sent a message by other means, such as the WhatsApp Business app.
        Echo(types::MessageEcho),
        /// A contact of the WhatsApp Business app was added, edited or removed.
        AppState(types::AppStateChange),
        /// A part of the message history of the WhatsApp Business app, or the error that it is not shared.
        History(types::HistoryChunk),
        /// One message of the history again, with its media.
        HistoryMessage(types::HistoryMessage),
        /// A message to a conversation that another app has control of. Never answer it.
        StandbyMessage(types::IncomingMessage),
        /// A status in a conversation that another app has control of.
        StandbyStatus(types::MessageStatusUpdate),
        /// A message that the app in control of a conversation has sent.
        StandbyEcho(types::StandbyEcho),
        /// Control of a conversation has passed from one app to another.
        Handover(types::MessagingHandoversValue),
        /// A group was created, changed, suspended or deleted, or its participants have changed.
        Group(types::GroupEvent),
        /// A user has stopped or resumed marketing messages.
        UserPreference(types::UserPreference),
        /// The business-scoped user id of a user has changed.
        UserIdUpdate(types::UserIdUpdate),
        /// The platform has recognised a purchase or a lead in a conversation.
        AutomaticEvent(types::AutomaticEvent),
        /// An event of the tracking of marketing messages.
        TrackingEvent(types::TrackingEvent),
        /// A limit, a profile picture or an official business account has changed.
        AccountAlert(types::AccountAlertsValue),
        /// An account was reviewed.
        AccountReview(types::AccountReviewValue),
        /// An account was verified, shared, restricted, banned, deleted or otherwise changed.
        AccountUpdate(types::AccountUpdateValue),
        /// Settings of a phone number have changed.
        AccountSettings(types::AccountSettingsValue),
        /// The limits of an account or business portfolio have changed.
        BusinessCapability(types::BusinessCapabilityValue),
        /// The username of a phone number was approved, reserved or deleted.
        BusinessUsername(types::BusinessUsernameValue),
        /// The status of a business has changed.
        BusinessStatus(types::BusinessStatusValue),
        /// The display name of a phone number was reviewed.
        PhoneNumberName(types::PhoneNumberNameValue),
        /// The throughput, or formerly the quality or limit, of a phone number has changed.
        PhoneNumberQuality(types::PhoneNumberQualityValue),
        /// The PIN of a phone number was changed, or someone asked to reset it.
        Security(types::SecurityValue),
        /// A template was approved, rejected, paused or otherwise changed its status.
        TemplateStatus(types::TemplateStatusValue),
        /// The quality of a template has changed.
        TemplateQuality(types::TemplateQualityValue),
        /// The components of a template were edited.
        TemplateComponents(types::TemplateComponentsValue),
        /// The category of a template has changed or is about to.
        TemplateCategory(types::TemplateCategoryValue),
        /// The platform takes the category of a template for a wrong one.
        TemplateCategoryDetection(types::TemplateCategoryDetectionValue),
        /// A flow changed its status, or its endpoint or clients have problems.
        Flow(types::FlowsValue),
        /// A Multi-Partner Solution was created or changed.
        PartnerSolution(types::PartnerSolutionsValue),
        /// A payment configuration was created or changed.
        PaymentConfiguration(types::PaymentConfigurationValue),
    }
}
