//! Paths without what differs between documents that mean the same.

use crate::path;

/// A path, joined to that of its server, without versions, names of parameters, query and `#suffix`.
pub(super) fn shape(server: &str, path: &str) -> String {
    let server = server_path(server);
    let mut segments: Vec<&str> = Vec::new();
    for segment in segments_of(server).chain(segments_of(path)) {
        if segments.is_empty() && is_version(segment) {
            continue;
        }
        segments.push(segment);
    }
    let mut out = String::new();
    for segment in segments {
        out.push('/');
        out.push_str(&path::shape(segment));
    }
    if out.is_empty() {
        out.push('/');
    }
    out
}

/// The path of a URL.
fn server_path(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    match (url.contains("://"), rest.find('/')) {
        (true, Some(at)) => rest.get(at..).unwrap_or_default(),
        (true, None) => "",
        (false, _) => rest,
    }
}

fn segments_of(path: &str) -> impl Iterator<Item = &str> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    path.split('/').filter(|segment| !segment.is_empty())
}

/// `v24.0`, or a parameter for it.
fn is_version(segment: &str) -> bool {
    if let Some(name) = segment
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'))
    {
        return name.to_ascii_lowercase().contains("version");
    }
    segment.strip_prefix('v').is_some_and(|number| {
        !number.is_empty() && number.chars().all(|c| c.is_ascii_digit() || c == '.')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_and_names_do_not_matter() {
        for (server, path) in [
            ("https://graph.facebook.com/v24.0", "/{waba_id}/flows"),
            ("https://graph.facebook.com", "/{Version}/{WABA-ID}/flows/"),
            (
                "https://graph.facebook.com/{api-version}/",
                "/{id}/flows#list_flows",
            ),
            ("/v23.0", "/{id}/flows?fields=name"),
            ("", "{id}/flows"),
        ] {
            assert_eq!(shape(server, path), "/{}/flows", "{server} {path}");
        }
        assert_eq!(shape("https://example.org/base", "/a{b}c"), "/base/a{}c");
        assert_eq!(shape("https://example.org", "/{id}/v1"), "/{}/v1");
        assert_eq!(shape("https://example.org", "/"), "/");
        assert_eq!(shape("", "/video"), "/video");
    }
}
