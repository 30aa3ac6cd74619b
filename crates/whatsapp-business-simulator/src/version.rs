//! Paths of requests: with a version of the Graph API, or without.

use percent_encoding::percent_decode_str;

use crate::error::Refusal;
use crate::generated::versions::VERSIONS;
use crate::problem::Problem;

/// The path of a request.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct RequestPath {
    /// Version of the Graph API that serves it.
    pub(crate) version: String,
    /// Whether it names a version. Paths of the other host do not.
    pub(crate) has_version: bool,
    /// The decoded segments after the version.
    pub(crate) segments: Vec<String>,
}

impl RequestPath {
    /// Reads a path. As on the platform, a version that ended is served by the oldest one, and a path without a version by the default one.
    pub(crate) fn read(path: &str, default: &str) -> Result<Self, Refusal> {
        let mut segments = path
            .split('/')
            .filter(|segment| !segment.is_empty())
            .map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned())
            .peekable();
        let named = segments.next_if(|first| is_version(first));
        let version = match &named {
            Some(named) => served(named)?,
            None => default,
        };
        Ok(Self {
            version: version.to_owned(),
            has_version: named.is_some(),
            segments: segments.collect(),
        })
    }
}

/// The version that serves a named one.
fn served(named: &str) -> Result<&str, Refusal> {
    let (oldest, newest) = (VERSIONS.first(), VERSIONS.last());
    match (oldest, newest) {
        _ if VERSIONS.contains(&named) => Ok(named),
        (Some(oldest), _) if numbers(named).is_some_and(|it| Some(it) < numbers(oldest)) => {
            Ok(oldest)
        }
        (_, newest) => {
            let newest = newest.copied().unwrap_or_default();
            let message = format!("has a version that does not exist; the newest is {newest}");
            Err(Refusal::unknown_path(Problem::path(message)))
        }
    }
}

/// Whether a path segment is a version of the Graph API.
pub(crate) fn is_version(segment: &str) -> bool {
    let numbers = segment
        .strip_prefix('v')
        .and_then(|version| version.split_once('.'));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    numbers.is_some_and(|(major, minor)| is_number(major) && is_number(minor))
}

fn numbers(version: &str) -> Option<(u32, u32)> {
    let (major, minor) = version.strip_prefix('v')?.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_and_none_is_served() {
        let read = |path: &str| RequestPath::read(path, "v24.0");
        for version in VERSIONS {
            let path = read(&format!("/{version}/1/messages")).unwrap();
            assert_eq!((path.version.as_str(), path.has_version), (*version, true));
            assert_eq!(path.segments, ["1", "messages"]);
        }
        let none = read("/1/mess%20ages").unwrap();
        assert_eq!((none.version.as_str(), none.has_version), ("v24.0", false));
        assert_eq!(none.segments, ["1", "mess ages"]);
        for (ended, served) in [("v2.12", VERSIONS[0]), ("v14.0", VERSIONS[0])] {
            assert_eq!(read(&format!("/{ended}/1")).unwrap().version, served);
        }
        for missing in ["v99.0", "v24.1", "v24.99999999999"] {
            assert_eq!(read(&format!("/{missing}/1")).unwrap_err().code, 2500);
        }
    }
}
