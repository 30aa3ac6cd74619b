//! The families, by name.

use whatsapp_business_core::rt::conformance::{Answer, Arguments, Direction, Outcome};

/// A family's access by the names of its operations.
#[derive(Clone, Copy, Debug)]
pub struct Family {
    /// Name, as in `spec/`.
    pub name: &'static str,
    /// Ids of its operations.
    pub operations: &'static [&'static str],
    /// Decodes a body and encodes it again.
    pub roundtrip: fn(Direction, &str, &[u8]) -> Option<Vec<Outcome>>,
}

/// All families. The test `every_family_of_the_specification_is_here` keeps the list complete.
pub const FAMILIES: &[Family] = &[
    Family {
        name: "media",
        operations: whatsapp_business_media::conformance::OPERATIONS,
        roundtrip: whatsapp_business_media::conformance::roundtrip,
    },
    Family {
        name: "messages",
        operations: whatsapp_business_messages::conformance::OPERATIONS,
        roundtrip: whatsapp_business_messages::conformance::roundtrip,
    },
    Family {
        name: "templates",
        operations: whatsapp_business_templates::conformance::OPERATIONS,
        roundtrip: whatsapp_business_templates::conformance::roundtrip,
    },
];

/// The family that has an operation.
#[must_use]
pub fn of(operation: &str) -> Option<&'static Family> {
    FAMILIES
        .iter()
        .find(|family| family.operations.contains(&operation))
}

/// Calls an operation of any family. `None` when there is none of that name, or it is written by hand.
pub async fn call(
    client: &whatsapp_business::Client,
    operation: &str,
    arguments: &Arguments,
) -> Option<Answer> {
    match of(operation)?.name {
        "media" => {
            whatsapp_business_media::conformance::call(client.media(), operation, arguments).await
        }
        "messages" => {
            whatsapp_business_messages::conformance::call(client.messages(), operation, arguments)
                .await
        }
        "templates" => {
            whatsapp_business_templates::conformance::call(client.templates(), operation, arguments)
                .await
        }
        _ => None,
    }
}
