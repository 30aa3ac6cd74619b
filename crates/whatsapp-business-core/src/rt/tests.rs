//! A client as the generator writes it, on a real server.

use futures_util::TryStreamExt as _;

use super::{
    ByteStream, ClientHooks, Error, OperationInfo, QueryParam, RequestBuilderExt as _,
    ResponseValue, encode_path, reqwest,
};
use crate::test_server::{Act, TestServer};
use crate::{GraphErrorResponse, Success, Transport};

#[derive(Clone, Debug)]
struct Client {
    inner: Transport,
}

impl From<Transport> for Client {
    fn from(inner: Transport) -> Self {
        Self { inner }
    }
}

impl ClientHooks for Client {
    fn inner(&self) -> &Transport {
        &self.inner
    }
}

impl Client {
    async fn edit<'a>(
        &'a self,
        id: &'a crate::id::TemplateId,
        fields: Option<&'a Vec<String>>,
        body: &'a serde_json::Value,
    ) -> Result<ResponseValue<Success>, Error<GraphErrorResponse>> {
        let url = self
            .inner
            .url(format_args!("/{}", encode_path(id.as_str())));
        let mut header_map = reqwest::header::HeaderMap::with_capacity(2usize);
        header_map.append("offset", 3.to_string().try_into()?);
        let mut request = self
            .inner
            .http()
            .post(url)
            .header(
                reqwest::header::ACCEPT,
                reqwest::header::HeaderValue::from_static("application/json"),
            )
            .form_urlencoded(&body)?
            .query(&QueryParam::new("fields", &fields))
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "edit_template",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200u16 => ResponseValue::from_response(response).await,
            400u16..=499u16 => Err(Error::ErrorResponse(
                ResponseValue::from_response(response).await?,
            )),
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }

    async fn fetch(&self) -> Result<ResponseValue<ByteStream>, Error<()>> {
        let mut request = self
            .inner
            .http()
            .get(self.inner.url(format_args!("/x")))
            .build()?;
        let info = OperationInfo {
            operation_id: "fetch",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        Ok(ResponseValue::stream(result?))
    }
}

fn is_send<T: Send>(value: T) -> T {
    value
}

#[tokio::test]
async fn generated_methods_fit() {
    let server = TestServer::start(vec![
        Act::json(200, r#"{"success":true}"#),
        Act::json(201, r#"{"success":true}"#),
        Act::json(400, r#"{"error":{"code":132000}}"#),
        Act::json(200, "0123"),
    ])
    .await;
    let client: Client = server.transport().into();
    let id = "7".into();
    let fields = vec!["id".to_owned(), "name".to_owned()];
    let body = serde_json::json!({"name": "a b"});
    let answer = is_send(client.edit(&id, Some(&fields), &body)).await;
    let answer = answer.expect("answer").map(|success| success.success);
    assert!(answer.into_inner());
    let asked = &server.asked()[0];
    assert_eq!(asked.target(), "/v24.0/7?fields=id%2Cname");
    assert_eq!(asked.header("offset"), Some("3"));
    assert_eq!(asked.body, b"name=a+b");
    let error = client.edit(&id, None, &body).await.expect_err("201");
    let error = crate::Error::from(error);
    assert!(error.is_decode() && error.is_ambiguous());
    assert_eq!(server.asked()[1].target(), "/v24.0/7");
    let error = client.edit(&id, None, &body).await.expect_err("400");
    assert_eq!(
        crate::Error::from(error).to_string(),
        "edit_template: template cannot be used (code 132000, HTTP 400)"
    );
    let stream = client.fetch().await.expect("stream").into_inner();
    let chunks: Vec<_> = stream.try_collect().await.expect("chunks");
    assert_eq!(chunks.concat(), b"0123");
    let empty = client.edit(&"".into(), None, &body).await.expect_err("id");
    assert!(crate::Error::from(empty).is_invalid_request());
    assert_eq!(server.asked().len(), 4);
}

#[test]
fn declared_errors_are_understood() {
    let response = ResponseValue::from_parts(
        (),
        reqwest::StatusCode::BAD_REQUEST,
        reqwest::header::HeaderMap::new(),
        bytes::Bytes::from_static(br#"{"error":{"code":4}}"#),
    );
    let error: crate::Error = Error::ErrorResponse(response).into();
    assert!(error.is_rate_limited());
    let error: Error<()> = reqwest::header::HeaderValue::from_str("\n")
        .expect_err("header")
        .into();
    assert!(crate::Error::from(error).is_invalid_request());
}

#[test]
fn withheld_text_stays_withheld() {
    assert_eq!(format!("{:?}", super::REDACTED), "[redacted]");
    assert_eq!(format!("{:?}", super::redacted_list(3)), "[3 redacted]");
}
