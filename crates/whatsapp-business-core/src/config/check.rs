//! Validates settings.

use http::uri::{Authority, Scheme};
use http::{HeaderValue, Uri};
use url::Url;

use super::ConfigError;
use crate::auth::Credential;
use crate::loopback::is_loopback;

pub(super) fn credential(credential: &Credential) -> Result<(), ConfigError> {
    let Credential::Token(token) = credential else {
        return Ok(());
    };
    if token.expose().is_empty() {
        return Err(ConfigError::new("access_token", "is empty"));
    }
    match token.header("Bearer") {
        Ok(_) => Ok(()),
        Err(_) => Err(ConfigError::new(
            "access_token",
            "contains invalid characters, such as line breaks",
        )),
    }
}

/// The URL without a trailing slash.
pub(super) fn base_url(setting: &'static str, text: &str) -> Result<Url, ConfigError> {
    let error = |problem| Err(ConfigError::new(setting, problem));
    let Ok(mut url) = Url::parse(text) else {
        return error("is not a URL; write it with its scheme, as in https://graph.facebook.com");
    };
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&url) => {}
        "http" => return error("must be https, because it gets the access token"),
        _ => return error("must be an https URL"),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return error("must not contain a user name or a password");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return error("must not contain a query or a fragment");
    }
    let path = url.path().trim_end_matches('/').to_owned();
    if path.rsplit('/').next().is_some_and(is_version) {
        return error("must not contain the version; set graph_version instead");
    }
    url.set_path(&path);
    Ok(url)
}

/// Scheme, host and port.
pub(super) fn origin(setting: &'static str, url: &Url) -> Result<(Scheme, Authority), ConfigError> {
    let parts = Uri::try_from(url.as_str()).map(Uri::into_parts).ok();
    parts
        .and_then(|parts| parts.scheme.zip(parts.authority))
        .ok_or_else(|| ConfigError::new(setting, "is too long or contains invalid characters"))
}

pub(super) fn graph_version(version: &str) -> Result<(), ConfigError> {
    if is_version(version) {
        Ok(())
    } else {
        Err(ConfigError::new(
            "graph_version",
            "must look like v24.0: a `v`, a number, a dot and a number",
        ))
    }
}

fn is_version(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    text.strip_prefix('v')
        .and_then(|numbers| numbers.split_once('.'))
        .is_some_and(|(major, minor)| digits(major) && digits(minor))
}

pub(super) fn user_agent(text: &str) -> Result<HeaderValue, ConfigError> {
    match HeaderValue::from_str(text) {
        // The media hosts reject downloads without one.
        Ok(value) if !text.trim().is_empty() => Ok(value),
        _ => Err(ConfigError::new(
            "user_agent",
            "must be printable ASCII and not empty",
        )),
    }
}

/// The host in lower case.
pub(super) fn media_host(host: &str) -> Result<String, ConfigError> {
    // Parsed as the host of a URL, it must not change.
    let host = host.to_ascii_lowercase();
    let parsed = Url::parse(&format!("https://{host}/")).ok();
    match parsed.as_ref().and_then(Url::host_str) {
        Some(found) if found == host => Ok(host),
        _ => Err(ConfigError::new(
            "media_hosts",
            "must be host names, without scheme, port and path",
        )),
    }
}
