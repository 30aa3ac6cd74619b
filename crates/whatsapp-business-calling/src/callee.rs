//! Conversions into the user to call.

use whatsapp_business_core::id::{PhoneNumber, UserId};

use crate::types::{Callee, CalleeByPhoneAndUserId};

/// A phone number and the business-scoped user id of the same user. The phone number takes precedence.
impl<P: Into<PhoneNumber>, U: Into<UserId>> From<(P, U)> for Callee {
    fn from((phone_number, user_id): (P, U)) -> Self {
        Self::PhoneAndUser(CalleeByPhoneAndUserId::new(phone_number, user_id))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_user_is_called_by_phone_number_and_user_id_together() {
        let callee = Callee::from(("15550100042", "US.1"));
        let json = json!({"to": "15550100042", "recipient": "US.1"});
        assert_eq!(serde_json::to_value(&callee).unwrap(), json);
        assert_eq!(serde_json::from_value::<Callee>(json).unwrap(), callee);
    }
}
