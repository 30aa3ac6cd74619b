//! The accounts that a customer has shared.

use whatsapp_business_core::id::WabaId;

use crate::types::DebuggedToken;

impl DebuggedToken {
    /// WhatsApp Business Accounts that a customer has shared in Embedded Signup, newest first.
    ///
    /// Empty when the token is not valid or grants access to all accounts of a business portfolio.
    pub fn shared_accounts(&self) -> impl Iterator<Item = WabaId> {
        let scopes = self.data.iter().flat_map(|token| &token.granular_scopes);
        scopes
            .filter(|scope| scope.scope.as_deref() == Some("whatsapp_business_management"))
            .flat_map(|scope| &scope.target_ids)
            .map(|id| WabaId::from(id.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn accounts_are_the_targets_of_one_scope() {
        let token: DebuggedToken = serde_json::from_value(json!({"data": {
            "is_valid": true,
            "granular_scopes": [
                {"scope": "business_management", "target_ids": ["3"]},
                {"scope": "whatsapp_business_management", "target_ids": ["102290129340398", "7"]},
            ],
        }}))
        .unwrap();
        let accounts: Vec<WabaId> = token.shared_accounts().collect();
        assert_eq!(
            accounts,
            [WabaId::from("102290129340398"), WabaId::from("7")]
        );

        let refused: DebuggedToken =
            serde_json::from_value(json!({"data": {"is_valid": false}})).unwrap();
        assert_eq!(refused.shared_accounts().count(), 0);
    }
}
