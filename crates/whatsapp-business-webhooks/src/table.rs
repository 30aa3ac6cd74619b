//! The table of events: the kinds of events, and the fields of webhooks that they come from.
//!
//! A kind has documentation, a name and the type of its data. A field contains either lists of items, each an event
//! (`lists`, or `nested` when the lists are one level deeper), or one event (`value`, or `by` when a function chooses
//! its kind). To add an event, add it here and describe its type in `describe`; the compiler finds what is missing,
//! because it checks the fields against those of the specification.

/// Passes the table to the macro `$define`.
macro_rules! events {
    ($define:ident) => {
        $define! {
            kinds {
                /// A user sent a message to a business phone number.
                Message(types::IncomingMessage),
                /// A message of the business was sent, delivered, read, played or paid, or has failed.
                Status(types::status::MessageStatusUpdate),
                /// An anonymous user acted on a marketing message.
                UserAction(types::user::UserAction),
                /// The platform reports an error that is not about a single message, such as content that has expired.
                Error(GraphError),
                /// A call comes in, is connected or has ended, or its recording or transcript is ready.
                Call(types::call::Call),
                /// A call of the business rings, or was accepted or rejected.
                CallStatus(types::call::CallStatusUpdate),
                /// The business sent a message by other means, such as the WhatsApp Business app.
                MessageEcho(types::app::MessageEcho),
                /// A contact of the WhatsApp Business app was added, edited or removed.
                AppStateSync(types::app::AppStateChange),
                /// A part of the message history of the WhatsApp Business app, or the error that the history is not shared.
                History(types::app::HistoryChunk),
                /// One message of the history again, with its media.
                HistoryMessage(types::app::HistoryMessage),
                /// A message in a conversation that another app controls. Do not reply to it.
                StandbyMessage(types::IncomingMessage),
                /// A status in a conversation that another app controls.
                StandbyStatus(types::status::MessageStatusUpdate),
                /// A message sent by the app that controls a conversation.
                StandbyEcho(types::routing::StandbyEcho),
                /// Control of a conversation passed from one responder to another.
                Handover(types::routing::MessagingHandoversValue),
                /// A group was created, changed, suspended or deleted, or its participants changed.
                Group(types::group::GroupEvent),
                /// A user stopped or resumed marketing messages, or subscribed to them with an in-app signup.
                UserPreference(types::user::UserPreference),
                /// The business-scoped user id of a user changed. The platform reports it with a system message instead.
                UserIdUpdate(types::user::UserIdUpdate),
                /// The platform recognized a purchase or a lead in a conversation.
                AutomaticEvent(types::user::AutomaticEvent),
                /// A tracking event of a marketing message.
                TrackingEvent(types::user::TrackingEvent),
                /// A limit, a profile picture or the status of an official business account changed.
                AccountAlert(types::account::AccountAlertsValue),
                /// An account was reviewed.
                AccountReview(types::account::AccountReviewValue),
                /// An account was verified, shared, restricted, banned, deleted or otherwise changed.
                AccountUpdate(types::account::AccountUpdateValue),
                /// Settings of a phone number changed.
                AccountSettings(types::account::AccountSettingsValue),
                /// The limits of an account or business portfolio changed.
                BusinessCapability(types::account::BusinessCapabilityValue),
                /// The username of a phone number was approved, reserved, deleted or revoked.
                BusinessUsername(types::account::BusinessUsernameValue),
                /// The status of a business changed.
                BusinessStatus(types::account::BusinessStatusValue),
                /// The display name of a phone number was reviewed.
                PhoneNumberName(types::account::PhoneNumberNameValue),
                /// The throughput of a phone number changed, or formerly its quality or messaging limit.
                PhoneNumberQuality(types::account::PhoneNumberQualityValue),
                /// The PIN of a phone number was changed, or someone asked to reset it.
                Security(types::account::SecurityValue),
                /// A template was approved, rejected or paused, or its status changed otherwise.
                TemplateStatus(types::template::TemplateStatusValue),
                /// The quality of a template changed.
                TemplateQuality(types::template::TemplateQualityValue),
                /// The components of a template were edited.
                TemplateComponents(types::template::TemplateComponentsValue),
                /// The category of a template changed or is about to change.
                TemplateCategory(types::template::TemplateCategoryValue),
                /// The platform found that the category of a template is wrong.
                TemplateCategoryDetection(types::template::TemplateCategoryDetectionValue),
                /// The status of a flow changed, or its endpoint or clients have problems.
                Flow(types::flow::FlowsValue),
                /// A Multi-Partner Solution was created or changed.
                PartnerSolution(types::partner::PartnerSolutionsValue),
                /// A payment configuration was created or changed.
                PaymentConfiguration(types::partner::PaymentConfigurationValue),
            }
            fields {
                Messages => lists(messages: Message, statuses: Status, user_actions: UserAction, errors: Error),
                Calls => lists(calls: Call, statuses: CallStatus, errors: Error),
                MessageEchoes | SmbMessageEchoes => lists(message_echoes: MessageEcho),
                SmbAppStateSync => lists(state_sync: AppStateSync),
                History => lists(
                    history: History by history::chunk,
                    messages: HistoryMessage,
                    message_echoes: HistoryMessage,
                ),
                Standby => nested(messages: StandbyMessage, statuses: StandbyStatus, message_echoes: StandbyEcho),
                GroupLifecycleUpdate | GroupParticipantsUpdate | GroupSettingsUpdate | GroupStatusUpdate =>
                    lists(groups: Group),
                UserPreferences => lists(user_preferences: UserPreference),
                UserIdUpdate => lists(user_id_update: UserIdUpdate),
                AutomaticEvents => lists(automatic_events: AutomaticEvent),
                TrackingEvents => lists(events: TrackingEvent),
                MessagingHandovers => value(Handover),
                AccountAlerts => value(AccountAlert),
                AccountReviewUpdate => value(AccountReview),
                AccountUpdate => value(AccountUpdate),
                AccountSettingsUpdate => value(AccountSettings),
                BusinessCapabilityUpdate => value(BusinessCapability),
                BusinessUsernameUpdates => value(BusinessUsername),
                BusinessStatusUpdate => value(BusinessStatus),
                PhoneNumberNameUpdate => value(PhoneNumberName),
                PhoneNumberQualityUpdate => value(PhoneNumberQuality),
                Security => value(Security),
                MessageTemplateStatusUpdate => by(template_status),
                MessageTemplateQualityUpdate => value(TemplateQuality),
                MessageTemplateComponentsUpdate => value(TemplateComponents),
                TemplateCategoryUpdate => value(TemplateCategory),
                TemplateCorrectCategoryDetection => value(TemplateCategoryDetection),
                Flows => value(Flow),
                PartnerSolutions => value(PartnerSolution),
                PaymentConfigurationUpdate => value(PaymentConfiguration),
                ConsumerProfile | CampaignStatusUpdate => undocumented(),
            }
        }
    };
}

pub(crate) use events;
