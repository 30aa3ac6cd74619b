//! Ids of the nodes of the Graph API, and of people.
//!
//! Each is a text of its own type, so that they cannot be mixed up. They decode from text and from
//! numbers, and are sent as text, unchanged. None of them is checked locally: the platform decides.
//!
//! ```
//! use whatsapp_business_core::id::{PhoneNumber, PhoneNumberId};
//!
//! let from = PhoneNumberId::from("106540352242922");
//! let to = PhoneNumber::from("15550100042");
//! assert_eq!(from.as_str(), "106540352242922");
//! assert_eq!(format!("{from:?}"), "PhoneNumberId(106540352242922)");
//! assert_eq!(format!("{to:?}"), "PhoneNumber([redacted])"); // a person's
//! ```

mod decode;
#[macro_use]
mod define;

pub(crate) use decode::text;

define_ids! {
    /// Id of a business phone number, the sender of messages. Digits; not the phone number itself.
    PhoneNumberId(shown);
    /// Id of a WhatsApp Business Account (WABA).
    WabaId(shown);
    /// Id of a business portfolio.
    BusinessId(shown);
    /// Id of a Meta app.
    AppId(shown);
    /// Id of a media object. Uploaded media live for 30 days, received media for 7 days.
    MediaId(shown);
    /// Id of a message, beginning with `wamid.`.
    ///
    /// It encodes the recipient, so it is personal data: `Debug` shows its last six characters.
    MessageId(tail);
    /// Id of the history entry of one message.
    MessageHistoryId(shown);
    /// Id of a message template in one language.
    TemplateId(shown);
    /// Id of a resumable upload session, beginning with `upload:`. Used verbatim, including a
    /// `?sig=` part where it has one, which `Debug` hides.
    UploadSessionId(unsigned);
    /// Handle of a file that was uploaded in a resumable session (`4::...`), for template samples
    /// and profile pictures. Not a URL, and not a media id.
    FileHandle(shown);
    /// Id of a flow.
    FlowId(shown);
    /// Id of a group.
    GroupId(shown);
    /// Id of a product catalog.
    CatalogId(shown);
    /// Id of a Meta Business Agent.
    AgentId(shown);
    /// Id of an entry of the allowlist of an agent.
    AgentAllowlistEntryId(shown);
    /// Id of a skill of an agent.
    AgentSkillId(shown);
    /// Id of a frequently asked question of an agent.
    AgentFaqId(shown);
    /// Id of a website that an agent reads.
    AgentWebsiteId(shown);
    /// Id of an event that was reported to an agent.
    AgentEventId(shown);
    /// Phone number of a person or business, with country code. Digits are recommended; a leading
    /// plus sign and separators are tolerated. `Debug` hides it.
    PhoneNumber(hidden);
    /// WhatsApp id of a user (`wa_id`), mostly the phone number in digits. It need not equal the
    /// number that was dialled, and is empty or absent for users known only by a business-scoped
    /// user id. `Debug` hides it.
    WhatsAppId(hidden);
    /// Business-scoped user id (BSUID), a country code, a dot and up to 128 letters or digits, such
    /// as `US.13491208655302741918`. A parent id has `ENT` in the middle. Stable for one user and
    /// one business portfolio. `Debug` hides it.
    UserId(hidden);
    /// Id of a person or system user with access to a business portfolio. Not the business-scoped
    /// id of a WhatsApp user. `Debug` hides it.
    BusinessUserId(hidden);
    /// Id of a node of the Graph API whose kind is open: an account, a phone number, a template, a
    /// flow, an app or a business portfolio.
    NodeId(shown);
    /// Id of a line of credit (extended credit) of a business portfolio.
    ExtendedCreditId(shown);
    /// Id of the record that shares a line of credit with another business (credit allocation
    /// config).
    CreditAllocationConfigId(shown);
    /// Id of a pre-verified phone number, before it becomes a business phone number with an id of
    /// its own.
    PreverifiedPhoneNumberId(shown);
    /// Id of a Multi-Partner Solution.
    SolutionId(shown);
    /// Id of the intent to move an account from one Multi-Partner Solution to another.
    MigrationIntentId(shown);
    /// Id of the migration of an account to another currency or payment method, beginning with
    /// `mig_`.
    AccountMigrationId(shown);
    /// Id of the intent to move an on-behalf-of (OBO) account.
    OboMobilityIntentId(shown);
    /// Id of a QR code and its short link, the 14 capital letters and digits at the end of
    /// `https://wa.me/message/...`.
    QrCodeId(shown);
    /// Id of an in-app signup.
    SignupId(shown);
    /// Id of a customer base, which collects the users who subscribe with a signup.
    MessagingCustomerBaseId(shown);
    /// Id of a call, beginning with `wacid.`. It encodes the other party, so it is treated as
    /// personal data. `Debug` hides it.
    CallId(hidden);
    /// Id of the request of one user to join one group. Opaque. `Debug` hides it.
    JoinRequestId(hidden);
    /// Id of a WhatsApp account number, the record of a phone number in its account.
    AccountNumberId(shown);
    /// Id of the business profile of a phone number.
    BusinessProfileId(shown);
    /// Id of the conversational components of a phone number, which the platform keeps as a bot.
    BotId(shown);
    /// Id of a dataset that collects conversion events.
    DatasetId(shown);
    /// Id of a welcome message sequence, which an ad that opens a chat names.
    WelcomeMessageSequenceId(shown);
    /// Id of a group of message templates.
    TemplateGroupId(shown);
}

#[cfg(test)]
mod tests;
