//! The single profile of a response.

use crate::types::{BusinessProfile, BusinessProfileEntryField, BusinessProfileList};

impl BusinessProfileEntryField {
    /// All fields of a profile, to request.
    pub const PROFILE: [Self; 7] = [
        Self::About,
        Self::Address,
        Self::Description,
        Self::Email,
        Self::ProfilePictureUrl,
        Self::Websites,
        Self::Vertical,
    ];
}

impl BusinessProfileList {
    /// Returns the profile, which is the entry of the list or nested one level below it; `None` when the list is empty.
    #[must_use]
    pub fn into_profile(self) -> Option<BusinessProfile> {
        let entry = self.data.into_iter().next()?;
        Some(match entry.business_profile {
            Some(profile) => profile,
            None => BusinessProfile {
                messaging_product: entry.messaging_product,
                about: entry.about,
                address: entry.address,
                description: entry.description,
                email: entry.email,
                profile_picture_url: entry.profile_picture_url,
                websites: entry.websites,
                vertical: entry.vertical,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn both_shapes_are_the_same_profile() {
        let profile = json!({
            "messaging_product": "whatsapp",
            "about": "Open all day",
            "address": "1 Main Street",
            "description": "Lamps",
            "email": "shop@example.org",
            "profile_picture_url": "https://example.org/shop.jpg",
            "websites": ["https://example.org"],
            "vertical": "RETAIL",
        });
        for data in [json!([profile]), json!([{"business_profile": profile}])] {
            let list: BusinessProfileList = serde_json::from_value(json!({"data": data})).unwrap();
            let found = list.into_profile().unwrap();
            assert_eq!(serde_json::to_value(found).unwrap(), profile);
        }
        let list: BusinessProfileList = serde_json::from_value(json!({"data": []})).unwrap();
        assert!(list.into_profile().is_none());
    }
}
