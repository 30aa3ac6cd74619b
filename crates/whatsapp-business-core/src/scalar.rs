//! Small models that every family shares.

use serde::{Deserialize, Serialize};

use crate::rt::lenient;

crate::open_enum! {
    /// The messaging product that an object belongs to.
    pub enum MessagingProduct {
        /// WhatsApp, the only product of this API.
        WhatsApp = "whatsapp",
    }
}

/// Confirmation of a change.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Success {
    /// True when the change was made.
    #[serde(deserialize_with = "lenient::bool")]
    pub success: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn success_takes_every_spelling_of_true() {
        for json in ["true", "\"true\"", "\"success\"", "1", "\"1\""] {
            let json = format!("{{\"success\":{json}}}");
            assert!(
                serde_json::from_str::<Success>(&json).expect(&json).success,
                "{json}"
            );
        }
        assert!(
            !serde_json::from_str::<Success>(r#"{"success":null}"#)
                .expect("null")
                .success
        );
        assert!(serde_json::from_str::<Success>("{}").is_err());
    }
}
