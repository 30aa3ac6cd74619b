//! Conversions into recipients.

use whatsapp_business_core::id::{PhoneNumber, UserId};

use crate::types::Recipient;

/// A phone number and the business-scoped user id of the same user. The phone number takes precedence.
impl<P: Into<PhoneNumber>, U: Into<UserId>> From<(P, U)> for Recipient {
    fn from(phone_and_user: (P, U)) -> Self {
        Self::PhoneAndUser(phone_and_user.into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_user_is_addressed_by_phone_number_and_user_id_together() {
        let recipient = Recipient::from(("15550100042", "US.1"));
        let json =
            json!({"recipient_type": "individual", "to": "15550100042", "recipient": "US.1"});
        assert_eq!(serde_json::to_value(&recipient).unwrap(), json);
        assert_eq!(
            serde_json::from_value::<Recipient>(json).unwrap(),
            recipient
        );
    }
}
