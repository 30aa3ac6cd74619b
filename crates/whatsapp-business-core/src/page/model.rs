//! How the platform describes the position of a page.

use serde::{Deserialize, Serialize};

use crate::rt::lenient;
use crate::secret::Secret;

/// Position of a page in a list. There are more pages as long as `next` is present; a last page
/// may still have cursors.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Paging {
    /// Cursors around the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursors: Option<Cursors>,
    /// URL of the next page. Absent on the last page. It may carry credentials, so this crate
    /// pages by `cursors.after` instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Secret>,
    /// URL of the previous page. Absent on the first page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<Secret>,
}

/// Opaque cursors around a page.
#[derive(Clone, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Cursors {
    /// Cursor of the first item of the page; pass it as `before` for the previous page.
    #[serde(
        default,
        deserialize_with = "lenient::option_string",
        skip_serializing_if = "Option::is_none"
    )]
    pub before: Option<String>,
    /// Cursor of the last item of the page; pass it as `after` for the next page.
    #[serde(
        default,
        deserialize_with = "lenient::option_string",
        skip_serializing_if = "Option::is_none"
    )]
    pub after: Option<String>,
}

impl Paging {
    /// The cursor of the next page, from the cursors or else from the URL of the next page, which
    /// is parsed but never followed.
    #[cfg(feature = "client")]
    pub(super) fn after(&self) -> Option<String> {
        let after = self.cursors.as_ref().and_then(|c| c.after.clone());
        after.filter(|cursor| !cursor.is_empty()).or_else(|| {
            let url = url::Url::parse(self.next.as_ref()?.expose()).ok()?;
            let (_, cursor) = url.query_pairs().find(|(name, _)| name == "after")?;
            (!cursor.is_empty()).then(|| cursor.into_owned())
        })
    }

    #[cfg(feature = "client")]
    pub(super) fn has_next(&self) -> bool {
        self.next
            .as_ref()
            .is_some_and(|url| !url.expose().is_empty())
    }
}
