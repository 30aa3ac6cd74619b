//! The id of a started call.

use whatsapp_business_core::id::CallId;

use crate::types::CallActionResponse;

impl CallActionResponse {
    /// Id of the started call, for the actions on it and its webhooks. `None` after other actions.
    #[must_use]
    pub fn call_id(&self) -> Option<&CallId> {
        let mut ids = self.calls.iter().map(|call| &call.id);
        ids.find(|id| !id.as_str().is_empty())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_id_is_that_of_the_call() {
        for (json, id) in [
            (
                json!({"messaging_product": "whatsapp", "calls": [{"id": "wacid.1"}]}),
                Some("wacid.1"),
            ),
            (
                json!({"messaging_product": "whatsapp", "success": true}),
                None,
            ),
        ] {
            let response: CallActionResponse = serde_json::from_value(json).unwrap();
            assert_eq!(response.call_id().map(CallId::as_str), id);
        }
    }
}
