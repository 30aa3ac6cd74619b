//! Addresses on this computer.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use http::Uri;
use http::uri::Scheme;

use super::error::WebhookError;

/// The destination of webhooks: an HTTP server on this computer.
pub(crate) struct Target {
    /// Addresses to try in order. Names are never resolved, so that nothing leaves this computer.
    pub(crate) addresses: Vec<SocketAddr>,
    /// Value of the `Host` header.
    pub(crate) authority: String,
    pub(crate) path_and_query: String,
}

impl Target {
    pub(crate) fn parse(url: &str) -> Result<Self, WebhookError> {
        let refuse = |reason| WebhookError::Url { reason };
        let uri: Uri = url.parse().map_err(|_| {
            refuse("is not an absolute URL such as `http://127.0.0.1:3000/webhooks`")
        })?;
        if uri.scheme() != Some(&Scheme::HTTP) {
            return Err(refuse("must have the scheme `http`: there is no TLS"));
        }
        let authority = uri.authority().ok_or_else(|| refuse("has no host"))?;
        if authority.as_str().contains('@') {
            return Err(refuse("must not have a user or password"));
        }
        let hosts = loopback(authority.host()).ok_or_else(|| {
            refuse("must be on this computer: its host `localhost`, 127.x.x.x or [::1]")
        })?;
        let port = authority.port_u16().unwrap_or(80);
        let path_and_query = uri.path_and_query();
        Ok(Self {
            addresses: hosts
                .into_iter()
                .map(|host| SocketAddr::new(host, port))
                .collect(),
            authority: authority.to_string(),
            path_and_query: path_and_query.map_or_else(|| "/".to_owned(), ToString::to_string),
        })
    }
}

fn loopback(host: &str) -> Option<Vec<IpAddr>> {
    if host.eq_ignore_ascii_case("localhost") {
        return Some(vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]);
    }
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let address: IpAddr = bare.parse().ok()?;
    address.is_loopback().then(|| vec![address])
}

/// The URL may contain a token.
impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target")
            .field("addresses", &self.addresses)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_computer_is_a_target() {
        let target = Target::parse("http://localhost:3000/hook?a=b").unwrap();
        let expected = ["127.0.0.1:3000", "[::1]:3000"].map(|address| address.parse().unwrap());
        assert_eq!(target.addresses, expected);
        assert_eq!(target.authority, "localhost:3000");
        assert_eq!(target.path_and_query, "/hook?a=b");
        assert_eq!(
            Target::parse("http://127.0.0.9").unwrap().path_and_query,
            "/"
        );
        let v6 = Target::parse("http://[::1]/").unwrap();
        assert_eq!(v6.addresses, ["[::1]:80".parse().unwrap()]);
        for url in [
            "http://example.org/hook",
            "http://localhost.example.org/",
            "http://192.168.0.1/",
            "http://0.0.0.0/",
            "http://2130706433/",
            "http://[::ffff:10.0.0.1]/",
            "https://localhost/",
            "http://user:secret@localhost/",
            "localhost:3000",
            "/hook",
            "",
        ] {
            let error = Target::parse(url).unwrap_err().to_string();
            assert!(
                error.starts_with("the URL of the webhook "),
                "{url}: {error}"
            );
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
