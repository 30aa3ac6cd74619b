//! Which hosts media may be downloaded from, and which hosts get the access token.

use url::Url;

use super::Transport;
use crate::error::{Error, Kind};
use crate::loopback::is_loopback;

impl Transport {
    /// Checks the URL that a download begins with.
    pub(crate) fn check_media_url(&self, url: &Url) -> Result<(), Error> {
        if !self.is_secure(url) {
            return Err(Error::new(Kind::Config("the media URL is not https")));
        }
        if !self.is_media_host(url) {
            return Err(Error::new(Kind::Config(
                "the host of the media URL is not one of media_hosts",
            )));
        }
        Ok(())
    }

    /// Whether a redirect may lead there.
    pub(crate) fn is_secure(&self, url: &Url) -> bool {
        url.scheme() == "https" && url.host_str().is_some()
            || url.scheme() == "http" && is_loopback(url) && is_loopback(&self.shared.graph.url)
    }

    /// Whether the host gets the access token.
    pub(crate) fn is_media_host(&self, url: &Url) -> bool {
        let base = &self.shared.graph.url;
        let listed = url.port().is_none()
            && url
                .host_str()
                .is_some_and(|host| self.shared.media_hosts.iter().any(|listed| listed == host));
        // In tests one computer has all hosts, on several ports.
        let same_loopback = is_loopback(base) && url.host_str() == base.host_str();
        listed || same_loopback || same_origin(url, base)
    }
}

fn same_origin(a: &Url, b: &Url) -> bool {
    a.scheme() == b.scheme()
        && a.host_str() == b.host_str()
        && a.port_or_known_default() == b.port_or_known_default()
}
