use super::*;
use crate::test_service::TestService;

fn builder() -> ClientBuilder {
    TestService::new([]).builder().access_token("EAAB-hidden")
}

fn problem(builder: ClientBuilder) -> ConfigError {
    let error = builder.build().expect_err("problem");
    let text = crate::test_service::texts(&error);
    assert!(!text.contains("hidden"), "{text}");
    error
}

#[test]
fn a_token_is_enough() {
    let transport = builder().build().expect("build");
    assert_eq!(
        transport.base_url(),
        format!("https://graph.facebook.com/{GRAPH_VERSION}")
    );
    assert_eq!(transport.graph_version(), GRAPH_VERSION);
}

#[test]
fn the_other_host_follows_the_first() {
    let hosts = |builder: ClientBuilder| {
        let transport = builder.build().expect("build");
        transport.api_base_url().to_owned()
    };
    let api = "https://api.facebook.com";
    assert_eq!(hosts(builder()), api);
    assert_eq!(
        hosts(builder().base_url("https://graph.facebook.com/")),
        api
    );
    // The token of a gateway must not reach the platform.
    let gateway = "https://gateway.example.org/whatsapp";
    assert_eq!(hosts(builder().base_url(gateway)), gateway);
    let both = builder().base_url(gateway).api_base_url("http://[::1]:7/");
    assert_eq!(hosts(both), "http://[::1]:7");
    for url in [
        "api.facebook.com",
        "http://api.facebook.com",
        "https://api.facebook.com/v24.0",
    ] {
        let error = problem(builder().api_base_url(url));
        assert_eq!(error.setting(), "api_base_url", "{url}");
    }
}

#[test]
fn the_default_version_is_that_of_the_specification() {
    assert_eq!(
        GRAPH_VERSION,
        include_str!("../../../../spec/graph-version").trim()
    );
}

#[test]
fn problems_name_the_setting() {
    for (builder, setting) in [
        (ClientBuilder::new(), "access_token"),
        (ClientBuilder::new().access_token(" "), "access_token"),
        (
            ClientBuilder::new().access_token("a\nhidden"),
            "access_token",
        ),
        (builder().app_secret(""), "app_secret"),
        (builder().base_url("graph.facebook.com"), "base_url"),
        (builder().base_url("http://graph.facebook.com"), "base_url"),
        (builder().base_url("ftp://graph.facebook.com"), "base_url"),
        (
            builder().base_url("https://a:hidden@example.org"),
            "base_url",
        ),
        (
            builder().base_url("https://example.org?token=hidden"),
            "base_url",
        ),
        (
            builder().base_url("https://graph.facebook.com/v24.0/"),
            "base_url",
        ),
        (builder().graph_version("24.0"), "graph_version"),
        (builder().graph_version("v24"), "graph_version"),
        (builder().graph_version("v24.0/x"), "graph_version"),
        (builder().graph_version(""), "graph_version"),
        (builder().user_agent(""), "user_agent"),
        (builder().user_agent("a\nb"), "user_agent"),
        (builder().timeout(Duration::ZERO), "timeout"),
        (
            builder().transfer_timeout(Duration::ZERO),
            "transfer_timeout",
        ),
        (
            builder().media_hosts(["https://example.org"]),
            "media_hosts",
        ),
        (builder().media_hosts(["example.org/x"]), "media_hosts"),
        (builder().media_hosts(["example.org:80"]), "media_hosts"),
        (builder().media_hosts([""]), "media_hosts"),
    ] {
        let error = problem(builder);
        assert_eq!(error.setting(), setting);
        assert!(error.to_string().starts_with(setting), "{error}");
    }
}

#[test]
fn base_urls() {
    for (url, base) in [
        ("https://example.org", "https://example.org"),
        ("https://example.org/", "https://example.org"),
        (
            "https://example.org:8443/meta/",
            "https://example.org:8443/meta",
        ),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://127.0.0.1:1", "http://127.0.0.1:1"),
        ("http://[::1]:1", "http://[::1]:1"),
    ] {
        let transport = builder().base_url(url).build().expect(url);
        assert_eq!(transport.base_url(), format!("{base}/{GRAPH_VERSION}"));
    }
}

#[test]
fn the_environment_sets_what_it_has() {
    let read = |name: &str| -> Option<OsString> {
        Some(match name {
            "WHATSAPP_ACCESS_TOKEN" => " EAAB-hidden\n".into(),
            "WHATSAPP_BASE_URL" => "http://localhost:8080".into(),
            "WHATSAPP_GRAPH_VERSION" => "".into(),
            _ => return None,
        })
    };
    let transport: Transport = ClientBuilder::from_variables(read)
        .and_then(|builder| builder.http(TestService::new([])).build())
        .expect("build");
    assert_eq!(
        transport.base_url(),
        format!("http://localhost:8080/{GRAPH_VERSION}")
    );
    let none: Result<Transport, _> =
        ClientBuilder::from_variables(|_| None).and_then(ClientBuilder::build);
    let error = none.expect_err("no token").to_string();
    assert!(error.contains("WHATSAPP_ACCESS_TOKEN"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_not_text_is_named() {
    use std::os::unix::ffi::OsStringExt as _;

    let result: Result<ClientBuilder, _> =
        ClientBuilder::from_variables(|_| Some(OsString::from_vec(vec![0xff])));
    assert_eq!(
        result.expect_err("not UTF-8").setting(),
        "WHATSAPP_ACCESS_TOKEN"
    );
}

#[cfg(not(feature = "reqwest"))]
#[test]
fn without_reqwest_an_http_stack_is_required() {
    let builder = ClientBuilder::<Transport>::new().access_token("EAAB-hidden");
    let error = problem(builder);
    assert_eq!(error.setting(), "http");
    assert!(error.to_string().contains("`reqwest`"), "{error}");
}

#[cfg(feature = "reqwest")]
mod reqwest {
    use super::*;

    fn builder() -> ClientBuilder {
        ClientBuilder::new().access_token("EAAB-hidden")
    }

    #[test]
    fn all_settings_work_together() {
        let transport = builder()
            .connect_timeout(Duration::from_secs(1))
            .proxy("http://user:hidden@proxy.example.org:8080")
            .resolve("graph.facebook.com", ([127, 0, 0, 1], 0).into())
            .pool_idle_timeout(Duration::from_secs(1))
            .pool_max_idle_per_host(1)
            .build();
        assert!(transport.is_ok());
        assert!(builder().no_proxy().build().is_ok());
    }

    #[test]
    fn problems_name_the_setting() {
        for (builder, setting) in [
            (builder().connect_timeout(Duration::ZERO), "connect_timeout"),
            (builder().proxy(""), "proxy"),
            (builder().proxy("http://"), "proxy"),
            (builder().proxy("http://user:hidden@"), "proxy"),
            (builder().proxy("http://user:hidden@proxy:port"), "proxy"),
        ] {
            let error = problem(builder);
            assert_eq!(error.setting(), setting, "{error:?}");
        }
    }

    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    #[test]
    fn certificates_must_be_pem() {
        for pem in [
            "",
            "hidden",
            "-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----\n",
            "-----BEGIN PRIVATE KEY-----\naGlkZGVu\n-----END PRIVATE KEY-----\n",
        ] {
            let error = problem(builder().root_certificate(pem));
            assert_eq!(error.setting(), "root_certificate", "{pem}: {error:?}");
        }
        // It is PEM, but no certificate, which only the TLS library sees.
        let pem = "-----BEGIN CERTIFICATE-----\naGlkZGVu\n-----END CERTIFICATE-----\n";
        let error = problem(builder().root_certificate(pem));
        assert!(
            ["http", "root_certificate"].contains(&error.setting()),
            "{error:?}"
        );
    }

    #[test]
    fn another_http_stack_needs_none_of_them() {
        let builder = builder().proxy("").http(TestService::new([]));
        assert!(builder.build().is_ok());
    }
}
