//! Recipients of a reach estimate.

use serde_json::json;

/// Recipients that a reach estimate is for, as `get_reach_estimate` takes them.
///
/// ```
/// use whatsapp_business_marketing::TargetingSpec;
///
/// let spec = TargetingSpec::countries(["IN"]);
/// assert_eq!(String::from(spec), r#"{"geo_locations":{"countries":["IN"]}}"#);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetingSpec(String);

impl TargetingSpec {
    /// Users in these countries, as two-letter ISO 3166 codes.
    #[must_use]
    pub fn countries(countries: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let countries: Vec<String> = countries.into_iter().map(Into::into).collect();
        Self(json!({"geo_locations": {"countries": countries}}).to_string())
    }
}

impl From<TargetingSpec> for String {
    fn from(spec: TargetingSpec) -> Self {
        spec.0
    }
}
