//! Requests of a client as the generator writes it.

#[cfg(feature = "client")]
#[expect(
    dead_code,
    unreachable_pub,
    reason = "the macros are meant for public types"
)]
mod generated {
    use std::time::Duration;

    use futures_util::TryStreamExt as _;
    use serde::Deserialize;
    use serde_json::Value;

    use crate::error::Error;
    use crate::operation::{Operation, OperationInfo};
    use crate::page::{Page, Paging};
    use crate::test_service::{TestService, reply};
    use crate::{Request, RequestOptions, Success, Transport};

    #[derive(Clone)]
    struct EditTemplate {
        transport: Transport,
        template_id: crate::id::TemplateId,
        fields: Vec<String>,
        body: Value,
    }

    impl Operation for EditTemplate {
        type Output = Success;
        const INFO: OperationInfo = OperationInfo::post("edit_template", "/{template_id}");

        fn request(&self) -> Result<Request, Error> {
            Request::builder(Self::INFO)
                .path("template_id", &self.template_id)
                .query("fields", &self.fields)
                .form(&self.body)
                .build()
        }
    }

    crate::request_builder!(EditTemplate { template_id });

    fn edit(transport: &Transport, id: &str) -> EditTemplate {
        EditTemplate {
            transport: transport.clone(),
            template_id: id.into(),
            fields: vec!["id".to_owned(), "name".to_owned()],
            body: serde_json::json!({"name": "a b"}),
        }
    }

    fn is_send<T: Send>(value: T) -> T {
        value
    }

    #[tokio::test]
    async fn requests_are_sent_and_awaited() {
        let service = TestService::new([
            reply(200, r#"{"success":true}"#),
            reply(201, r#"{"success":true}"#),
            reply(400, r#"{"error":{"code":132000}}"#),
        ]);
        let transport = service.transport();
        let response = is_send(edit(&transport, "7").send())
            .await
            .expect("success");
        assert!(response.into_inner().success);
        let sent = &service.sent()[0];
        assert_eq!(sent.target(), "/7?fields=id%2Cname");
        assert_eq!(sent.body, b"name=a+b");
        assert!(edit(&transport, "7").await.expect("success").success);
        let error = edit(&transport, "7").await.expect_err("400");
        assert_eq!(
            error.to_string(),
            "edit_template: template cannot be used (code 132000, HTTP 400)"
        );
        let error = edit(&transport, "").await.expect_err("id");
        assert!(error.is_invalid_request());
        assert_eq!(error.operation(), Some("edit_template"));
        assert_eq!(service.sent().len(), 3);
    }

    #[tokio::test]
    async fn requests_have_options() {
        let service = TestService::succeeding(2);
        let transport = service.transport();
        let request = edit(&transport, "7")
            .with_access_token("tenant")
            .with_timeout(Duration::from_secs(3));
        request.await.expect("success");
        let options = RequestOptions::new().with_timeout(Duration::from_secs(4));
        let request = edit(&transport, "7")
            .with_access_token("tenant")
            .with_options(options);
        request.await.expect("success");
        for (sent, seconds) in service.sent().iter().zip([3, 4]) {
            assert_eq!(sent.header("authorization"), Some("Bearer tenant"));
            assert_eq!(sent.timeout, Duration::from_secs(seconds));
        }
    }

    #[test]
    fn debug_output_has_path_parameters_only() {
        let request = edit(&TestService::new([]).transport(), "7");
        assert_eq!(
            format!("{request:?}"),
            "EditTemplate { template_id: TemplateId(7), .. }"
        );
    }

    #[derive(Debug, Deserialize)]
    struct Names {
        data: Vec<String>,
        paging: Option<Paging>,
    }

    impl Page for Names {
        type Item = String;

        fn items(self) -> Vec<String> {
            self.data
        }

        fn paging(&self) -> Option<&Paging> {
            self.paging.as_ref()
        }
    }

    #[derive(Clone)]
    struct ListNames {
        transport: Transport,
        after: Option<String>,
    }

    impl Operation for ListNames {
        type Output = Names;
        const INFO: OperationInfo = OperationInfo::get("list_names", "/names");

        fn request(&self) -> Result<Request, Error> {
            Request::builder(Self::INFO)
                .query("after", &self.after)
                .build()
        }
    }

    crate::request_builder!(ListNames {});
    crate::pages!(ListNames, Names, ByNext);

    #[tokio::test]
    async fn lists_are_read_over_all_pages() {
        let next = r#"{"data":["a","b"],"paging":{"cursors":{"after":"x y"},"next":"https://example.org/"}}"#;
        let service = TestService::new([reply(200, next), reply(200, r#"{"data":["c"]}"#)]);
        let list = ListNames {
            transport: service.transport(),
            after: Some("start".to_owned()),
        };
        let names: Vec<_> = is_send(list.items()).try_collect().await.expect("names");
        assert_eq!(names, ["a", "b", "c"]);
        let targets: Vec<_> = service
            .sent()
            .iter()
            .map(|sent| sent.target().to_owned())
            .collect();
        assert_eq!(targets, ["/names?after=start", "/names?after=x+y"]);
    }
}

#[test]
fn hidden_text_stays_hidden() {
    assert_eq!(format!("{:?}", super::REDACTED), "[redacted]");
    assert_eq!(format!("{:?}", super::hidden("secret")), "[redacted]");
    assert_eq!(
        format!("{:?}", super::hidden_option(&Some("secret"))),
        "Some([redacted])"
    );
    assert_eq!(format!("{:?}", super::hidden_option(&None::<u8>)), "None");
    assert_eq!(
        format!("{:?}", super::hidden_list(&vec![1, 2, 3])),
        "[3 redacted]"
    );
}
