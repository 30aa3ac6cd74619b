//! Conversions into recipients.

use whatsapp_business_core::id::{PhoneNumber, UserId};

use crate::PhoneAndUserRecipient;

/// Phone number and business-scoped user id of the same user.
impl<P: Into<PhoneNumber>, U: Into<UserId>> From<(P, U)> for PhoneAndUserRecipient {
    fn from((phone_number, user_id): (P, U)) -> Self {
        Self::new(phone_number, user_id)
    }
}
