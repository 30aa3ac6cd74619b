//! Versions of the Graph API, and the headers about them.

#[cfg(feature = "client")]
use http::{HeaderMap, HeaderName};

/// A version of the Graph API. The platform releases several a year, and each is available for about two years.
///
/// Requests with a version that has ended are served by the oldest one that is available.
///
/// ```
/// use whatsapp_business_core::GraphVersion;
///
/// let newest = GraphVersion::all().last().expect("a version");
/// println!("{} since {}", newest.name(), newest.released());
/// assert!(GraphVersion::find("v24.0").is_some());
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct GraphVersion {
    pub(crate) name: &'static str,
    pub(crate) released: &'static str,
    pub(crate) until: Option<&'static str>,
}

impl GraphVersion {
    /// Name, such as `v24.0`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Day of the release in ISO 8601, such as `2025-10-08`.
    #[must_use]
    pub const fn released(&self) -> &'static str {
        self.released
    }

    /// Last day in ISO 8601, such as `2028-02-18`. `None` if it was not announced.
    #[must_use]
    pub const fn until(&self) -> Option<&'static str> {
        self.until
    }
}

#[cfg(feature = "client")]
/// Version of the Graph API that sent the response.
pub(crate) static VERSION: HeaderName = HeaderName::from_static("facebook-api-version");
#[cfg(feature = "client")]
/// Warning of the platform that it used a version other than the requested one.
static VERSION_WARNING: [HeaderName; 2] = [
    HeaderName::from_static("x-ad-api-version-warning"),
    HeaderName::from_static("x-api-version-warning"),
];

#[cfg(feature = "client")]
pub(crate) fn version_warning(headers: &HeaderMap) -> Option<&str> {
    VERSION_WARNING
        .iter()
        .find_map(|name| headers.get(name)?.to_str().ok())
}
