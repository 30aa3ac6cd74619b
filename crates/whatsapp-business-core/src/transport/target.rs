//! Where requests may go.

use std::net::IpAddr;

use reqwest::Url;

use super::{Scheme, Transport};
use crate::error::{Error, Kind};

/// Stands in a path for an id that cannot be one segment of it; no id contains a NUL.
pub(crate) const IMPOSSIBLE_SEGMENT: &str = "%00";

impl Transport {
    /// Refuses URLs that are not below the base URL. They come from ids that are empty or that
    /// climb in the path, and would reach another object than the caller means.
    pub(super) fn check_graph_url(&self, url: &Url) -> Result<(), Error> {
        let below = url.as_str().strip_prefix(self.base_url());
        if !below.is_some_and(|rest| rest.starts_with('/')) {
            return Err(Error::new(Kind::Request(
                "the URL is not one of the Graph API",
            )));
        }
        if url.path().contains(IMPOSSIBLE_SEGMENT) {
            return Err(Error::new(Kind::Request(
                "an id in the path is empty, consists of dots, or contains a NUL",
            )));
        }
        Ok(())
    }

    /// Whether media may be fetched from there at first.
    pub(crate) fn check_media_url(&self, url: &Url) -> Result<(), Error> {
        if !self.is_secure(url) {
            return Err(Error::new(Kind::Config("the media URL is not https")));
        }
        if self.media_scheme(url) == Scheme::Anonymous {
            return Err(Error::new(Kind::Config(
                "the host of the media URL is not one of media_hosts",
            )));
        }
        Ok(())
    }

    /// Whether a redirect may lead there.
    pub(crate) fn is_secure(&self, url: &Url) -> bool {
        url.scheme() == "https" && url.host_str().is_some()
            || is_loopback(url) && is_loopback(&self.shared.base)
    }

    /// The token goes to hosts on the list only.
    pub(crate) fn media_scheme(&self, url: &Url) -> Scheme {
        let base = &self.shared.base;
        let listed = url.port().is_none()
            && url
                .host_str()
                .is_some_and(|host| self.shared.media_hosts.iter().any(|listed| listed == host));
        // In tests one computer plays all hosts, on several ports.
        let same_loopback = is_loopback(base) && url.host_str() == base.host_str();
        if listed || same_loopback || same_origin(url, base) {
            Scheme::Bearer
        } else {
            Scheme::Anonymous
        }
    }
}

fn same_origin(a: &Url, b: &Url) -> bool {
    a.scheme() == b.scheme()
        && a.host_str() == b.host_str()
        && a.port_or_known_default() == b.port_or_known_default()
}

/// Whether a URL leads to this computer.
pub(crate) fn is_loopback(url: &Url) -> bool {
    let Some(host) = url.host_str() else {
        return false;
    };
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || address.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
