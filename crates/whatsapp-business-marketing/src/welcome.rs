//! Welcome message sequences, whose list has two formats.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use whatsapp_business_core::id::{AppId, WabaId, WelcomeMessageSequenceId};
use whatsapp_business_core::rt::lenient;
use whatsapp_business_core::{Error, OperationInfo, Request, Response};

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
        let operation = OperationInfo::get(
            "list_welcome_message_sequences",
            "/{waba_id}/welcome_message_sequences",
        );
        let request = Request::builder(operation)
            .path("waba_id", waba_id.into())
            .query("sequence_id", &filter.sequence_id)
            .query("limit", &filter.limit)
            .query("app_id", &filter.app_id)
            .build()?;
        let list: Response<List> = self.transport().send(request).await?;
        Ok(list.into_inner().0)
    }
}

/// A list, bare or in `data`.
struct List(Vec<WelcomeMessageSequence>);

impl<'de> Deserialize<'de> for List {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(VisitList)
    }
}

struct VisitList;

impl<'de> Visitor<'de> for VisitList {
    type Value = List;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list or an object with one")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<List, A::Error> {
        lenient::items(items).map(List)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<List, A::Error> {
        #[derive(Deserialize)]
        struct Wrapped {
            #[serde(deserialize_with = "lenient::vec")]
            data: Vec<WelcomeMessageSequence>,
        }
        let wrapped = Wrapped::deserialize(MapAccessDeserializer::new(map))?;
        Ok(List(wrapped.data))
    }
}

#[cfg(test)]
mod tests {
    use whatsapp_business_core::rt::json;

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

    #[test]
    fn an_odd_item_costs_itself() {
        for json in [
            r#"[7, {"sequence_id": "1", "name": "a"}]"#,
            r#"{"data": [[], {"name": "a"}]}"#,
        ] {
            let decoded = json::decode_str::<List>(json).unwrap();
            assert_eq!(
                (decoded.value.0.len(), decoded.left_out.len()),
                (1, 1),
                "{json}"
            );
        }
    }
}
