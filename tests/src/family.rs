//! The families, by name.

use serde_json::Value;
use whatsapp_business_core::rt::conformance::{Answer, Arguments, Direction, Outcome};

/// Access to a family by the names of its operations.
#[derive(Clone, Copy, Debug)]
pub struct Family {
    /// Name, as in `spec/`.
    pub name: &'static str,
    /// Ids of its operations.
    pub operations: &'static [&'static str],
    /// Decodes a body and encodes it again.
    pub roundtrip: fn(Direction, &str, &[u8]) -> Option<Vec<Outcome>>,
    /// JSON Schemas of the types used for that.
    pub schemas: fn(Direction, &str) -> Option<Vec<Value>>,
}

/// The family that has an operation.
#[must_use]
pub fn of(operation: &str) -> Option<&'static Family> {
    FAMILIES
        .iter()
        .find(|family| family.operations.contains(&operation))
}

macro_rules! families {
    ($($name:literal, $module:ident, $krate:ident;)*) => {
        /// All families. The test `every_family_of_the_specification_is_here` keeps the list complete.
        pub const FAMILIES: &[Family] = &[$(Family {
            name: $name,
            operations: $krate::conformance::OPERATIONS,
            roundtrip: $krate::conformance::roundtrip,
            schemas: $krate::conformance::schemas,
        }),*];

        /// Calls an operation of any family. `None` if there is none of that name, or if it is written by hand.
        pub async fn call(
            client: &whatsapp_business::Client,
            operation: &str,
            arguments: &Arguments,
        ) -> Option<Answer> {
            match of(operation)?.name {
                $($name => $krate::conformance::call(client.$module(), operation, arguments).await,)*
                _ => None,
            }
        }
    };
}

families! {
    "accounts", accounts, whatsapp_business_accounts;
    "analytics", analytics, whatsapp_business_analytics;
    "calling", calling, whatsapp_business_calling;
    "commerce", commerce, whatsapp_business_commerce;
    "flows", flows, whatsapp_business_flows;
    "groups", groups, whatsapp_business_groups;
    "marketing", marketing, whatsapp_business_marketing;
    "media", media, whatsapp_business_media;
    "messages", messages, whatsapp_business_messages;
    "onboarding", onboarding, whatsapp_business_onboarding;
    "phone-numbers", phone_numbers, whatsapp_business_phone_numbers;
    "portfolios", portfolios, whatsapp_business_portfolios;
    "profiles", profiles, whatsapp_business_profiles;
    "qr-codes", qr_codes, whatsapp_business_qr_codes;
    "solutions", solutions, whatsapp_business_solutions;
    "templates", templates, whatsapp_business_templates;
    "webhooks", webhooks, whatsapp_business_webhooks;
}
