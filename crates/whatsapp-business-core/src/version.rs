//! Headers of the platform about the version of the Graph API.

use http::{HeaderMap, HeaderName};

/// Version of the Graph API that sent the response.
pub(crate) static VERSION: HeaderName = HeaderName::from_static("facebook-api-version");
/// Warning of the platform that it used a version other than the requested one.
static VERSION_WARNING: [HeaderName; 2] = [
    HeaderName::from_static("x-ad-api-version-warning"),
    HeaderName::from_static("x-api-version-warning"),
];

pub(crate) fn version_warning(headers: &HeaderMap) -> Option<&str> {
    VERSION_WARNING
        .iter()
        .find_map(|name| headers.get(name)?.to_str().ok())
}
