//! Shorthand constructors for the places that a file of a message comes from.

use whatsapp_business_core::id::MediaId;

use crate::MediaSource;

impl MediaSource {
    /// A file that was uploaded to the platform.
    #[must_use]
    pub fn id(id: impl Into<MediaId>) -> Self {
        Self::Id(id.into())
    }

    /// A file on a public web server. The platform fetches it and caches it for 10 minutes.
    #[must_use]
    pub fn link(link: impl Into<String>) -> Self {
        Self::Link(link.into())
    }
}

impl From<&MediaId> for MediaSource {
    fn from(id: &MediaId) -> Self {
        Self::id(id)
    }
}
