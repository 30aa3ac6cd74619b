use super::*;

fn builder() -> ClientBuilder {
    ClientBuilder::new().access_token("EAAB-hidden")
}

fn problem(builder: ClientBuilder) -> ConfigError {
    let error = builder.build().expect_err("problem");
    for text in [error.to_string(), format!("{error:?}")] {
        assert!(!text.contains("hidden"), "{text}");
    }
    error
}

#[test]
fn a_token_is_enough() {
    let transport = builder().build().expect("build");
    assert_eq!(transport.base_url(), "https://graph.facebook.com/v24.0");
    assert_eq!(transport.graph_version(), GRAPH_VERSION);
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
        (builder().connect_timeout(Duration::ZERO), "connect_timeout"),
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
        ("https://example.org", "https://example.org/v24.0"),
        ("https://example.org/", "https://example.org/v24.0"),
        (
            "https://example.org:8443/meta/",
            "https://example.org:8443/meta/v24.0",
        ),
        ("http://localhost:8080", "http://localhost:8080/v24.0"),
        ("http://127.0.0.1:1", "http://127.0.0.1:1/v24.0"),
        ("http://[::1]:1", "http://[::1]:1/v24.0"),
    ] {
        let transport = builder().base_url(url).build().expect(url);
        assert_eq!(transport.base_url(), base);
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
        .and_then(ClientBuilder::build)
        .expect("build");
    assert_eq!(transport.base_url(), "http://localhost:8080/v24.0");
    let none: Result<Transport, _> =
        ClientBuilder::from_variables(|_| None).and_then(ClientBuilder::build);
    let error = none.expect_err("no token").to_string();
    assert!(error.contains("WHATSAPP_ACCESS_TOKEN"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_no_text_is_named() {
    use std::os::unix::ffi::OsStringExt as _;

    let result: Result<ClientBuilder, _> =
        ClientBuilder::from_variables(|_| Some(OsString::from_vec(vec![0xff])));
    assert_eq!(
        result.expect_err("not UTF-8").setting(),
        "WHATSAPP_ACCESS_TOKEN"
    );
}
