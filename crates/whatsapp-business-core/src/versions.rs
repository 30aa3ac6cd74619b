//! The versions of the Graph API that are known.

use crate::generated::versions::VERSIONS;
use crate::version::GraphVersion;

impl GraphVersion {
    /// The versions that were available when this version of the crate was released, oldest first.
    pub fn all() -> impl DoubleEndedIterator<Item = &'static Self> + ExactSizeIterator {
        VERSIONS.iter()
    }

    /// Finds a version by its name, such as `v24.0`.
    #[must_use]
    pub fn find(name: &str) -> Option<&'static Self> {
        VERSIONS.iter().find(|version| version.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_by_name() {
        let newest = GraphVersion::all().next_back().expect("a version");
        assert_eq!(GraphVersion::find(newest.name()), Some(newest));
        assert_eq!(newest.until(), None);
        assert_eq!(GraphVersion::find("v1.0"), None);
        let ended = GraphVersion::find("v24.0").expect("version");
        assert_eq!(
            (ended.released(), ended.until()),
            ("2025-10-08", Some("2028-02-18"))
        );
    }
}
