//! The single public key of a response.

use crate::types::{BusinessPublicKey, BusinessPublicKeys};

impl BusinessPublicKeys {
    /// Returns the key, which is in a list or at the top level of the response; `None` when none was set.
    #[must_use]
    pub fn into_key(self) -> Option<BusinessPublicKey> {
        let Self {
            data,
            business_public_key,
            business_public_key_signature_status,
            ..
        } = self;
        let direct = BusinessPublicKey {
            business_public_key,
            business_public_key_signature_status,
        };
        data.into_iter()
            .chain([direct])
            .find(|key| key.business_public_key.is_some())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_key_is_found_in_both_shapes() {
        let key = json!({
            "business_public_key": "-----BEGIN PUBLIC KEY-----",
            "business_public_key_signature_status": "VALID",
        });
        for json in [key.clone(), json!({"data": [key]})] {
            let keys: BusinessPublicKeys = serde_json::from_value(json).unwrap();
            let found = keys.into_key().unwrap();
            assert_eq!(serde_json::to_value(found).unwrap(), key);
        }
        let keys: BusinessPublicKeys = serde_json::from_value(json!({"data": []})).unwrap();
        assert!(keys.into_key().is_none());
    }
}
