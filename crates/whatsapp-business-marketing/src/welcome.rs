//! Welcome message sequences, whose list has two formats.

use serde::{Deserialize, Deserializer};
use whatsapp_business_core::id::{AppId, WabaId, WelcomeMessageSequenceId};
use whatsapp_business_core::rt::{self, QueryParam, encode_path};
use whatsapp_business_core::{Error, OperationInfo, Response};

use crate::Client;
use crate::types::WelcomeMessageSequence;

/// Filter for the welcome message sequences to list.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct WelcomeMessageSequenceFilter {
    /// Only this sequence.
    pub sequence_id: Option<WelcomeMessageSequenceId>,
    /// Maximum number of sequences.
    pub limit: Option<i64>,
    /// Only the sequences that this app has stored.
    pub app_id: Option<AppId>,
}

impl WelcomeMessageSequenceFilter {
    /// All sequences.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Only this sequence.
    #[must_use]
    pub fn sequence_id(mut self, sequence_id: impl Into<WelcomeMessageSequenceId>) -> Self {
        self.sequence_id = Some(sequence_id.into());
        self
    }

    /// Maximum number of sequences.
    #[must_use]
    pub fn limit(mut self, limit: i64) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Only the sequences that this app has stored.
    #[must_use]
    pub fn app_id(mut self, app_id: impl Into<AppId>) -> Self {
        self.app_id = Some(app_id.into());
        self
    }
}

impl Client {
    /// List the welcome message sequences of a WhatsApp Business Account.
    ///
    /// The documented response is a bare list, other lists of the Graph API are in `data`; both are accepted.
    ///
    /// `GET /{waba_id}/welcome_message_sequences`
    ///
    /// # Errors
    ///
    /// See [`Client`]; 4027017 reports a sequence that cannot be loaded.
    ///
    /// # Permissions
    ///
    /// `whatsapp_business_management`
    pub async fn list_welcome_message_sequences(
        &self,
        waba_id: impl Into<WabaId>,
        filter: WelcomeMessageSequenceFilter,
    ) -> Result<Vec<WelcomeMessageSequence>, Error> {
        let transport = self.transport();
        let waba_id = encode_path(waba_id.into().as_str());
        let url = transport.url(format_args!("/{waba_id}/welcome_message_sequences"));
        let request = transport
            .http()
            .get(url)
            .query(&QueryParam::new("sequence_id", &filter.sequence_id))
            .query(&QueryParam::new("limit", &filter.limit))
            .query(&QueryParam::new("app_id", &filter.app_id))
            .build()
            .map_err(rt::Error::<()>::from)?;
        let operation = OperationInfo {
            operation_id: "list_welcome_message_sequences",
        };
        let response = transport.execute(request, &operation).await?;
        let list: Response<List> = Response::from_http(response).await?;
        Ok(list.into_inner().0)
    }
}

/// A list, bare or in `data`.
struct List(Vec<WelcomeMessageSequence>);

impl<'de> Deserialize<'de> for List {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Shape {
            Bare(Vec<WelcomeMessageSequence>),
            Wrapped { data: Vec<WelcomeMessageSequence> },
        }
        Ok(match Shape::deserialize(deserializer)? {
            Shape::Bare(list) | Shape::Wrapped { data: list } => Self(list),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::List;

    #[test]
    fn both_shapes_are_taken() {
        for json in [
            r#"[{"sequence_id": "1", "name": "a"}]"#,
            r#"{"data": [{"sequence_id": "1", "name": "a"}]}"#,
        ] {
            assert_eq!(
                serde_json::from_str::<List>(json).unwrap().0.len(),
                1,
                "{json}"
            );
        }
        assert!(serde_json::from_str::<List>("7").is_err());
    }
}
