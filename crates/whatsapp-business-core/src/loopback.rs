//! The loopback interface, on which tests need no TLS.

use std::net::IpAddr;

use url::Url;

/// Whether a URL leads to this computer.
pub(crate) fn is_loopback(url: &Url) -> bool {
    let Some(host) = url.host_str() else {
        return false;
    };
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || address.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
