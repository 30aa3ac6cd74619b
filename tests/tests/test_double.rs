//! Application tests without a server: a test double instead of the HTTP stack records the requests and gives the responses.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::{Value, json};
use whatsapp_business::http::{Body, HeaderMap, HttpError, HttpService, Request, Response};
use whatsapp_business::messages::Message;
use whatsapp_business::{
    BoxFuture, Client, Error, GRAPH_VERSION, Method, Operation, OperationInfo,
};

/// A request as it would go over the network.
#[derive(Debug)]
struct Sent {
    method: String,
    url: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Sent {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    fn json(&self) -> Result<Value> {
        Ok(serde_json::from_slice(&self.body)?)
    }
}

/// The test double. Clones share their requests and responses, so that a test keeps one and the client gets the other.
#[derive(Clone, Debug, Default)]
struct TestDouble {
    sent: Arc<Mutex<Vec<Sent>>>,
    responses: Arc<Mutex<VecDeque<(u16, Value)>>>,
}

impl TestDouble {
    /// Adds a response; each is given once, in order.
    fn respond(&self, status: u16, body: Value) {
        let responses = self.responses.lock();
        responses
            .unwrap_or_else(PoisonError::into_inner)
            .push_back((status, body));
    }

    /// The requests since the last call.
    fn take(&self) -> Vec<Sent> {
        std::mem::take(&mut *self.sent.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A client that sends to the test double.
    fn client(&self) -> Result<Client> {
        let builder = Client::builder().access_token("EAAtest");
        Ok(builder.http(self.clone()).build()?)
    }
}

impl HttpService for TestDouble {
    fn call(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, HttpError>> {
        Box::pin(async move {
            let (parts, mut body) = request.into_parts();
            let mut bytes = Vec::new();
            while let Some(chunk) = body.chunk().await.map_err(HttpError::maybe_sent)? {
                bytes.extend_from_slice(&chunk);
            }
            self.sent
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(Sent {
                    method: parts.method.to_string(),
                    url: parts.uri.to_string(),
                    headers: parts.headers,
                    body: bytes,
                });
            let next = self
                .responses
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .pop_front();
            let (status, body) = next.ok_or_else(|| HttpError::not_sent("no response is left"))?;
            let response = Response::builder().status(status);
            response
                .body(Body::from(body.to_string()))
                .map_err(HttpError::maybe_sent)
        })
    }
}

/// The only request that was sent.
fn only(double: &TestDouble) -> Result<Sent> {
    let mut sent = double.take();
    ensure!(sent.len() == 1, "{} requests", sent.len());
    sent.pop().context("no request")
}

#[tokio::test]
async fn a_message_is_recorded_and_accepted() -> Result<()> {
    let double = TestDouble::default();
    let wa = double.client()?;
    double.respond(
        200,
        json!({
            "messaging_product": "whatsapp",
            "contacts": [{"input": "15550100042", "wa_id": "15550100042"}],
            "messages": [{"id": "wamid.HBgLMTU1NTAxMDAwNDIVAgARGBI"}],
        }),
    );

    let message = Message::text("15550100042", "Your order is on its way.");
    let accepted = wa
        .messages()
        .send_message("106540352242922", message)
        .await?;
    let id = accepted.messages.first().map(|message| message.id.as_str());
    ensure!(id == Some("wamid.HBgLMTU1NTAxMDAwNDIVAgARGBI"));

    let sent = only(&double)?;
    ensure!(sent.method == "POST");
    ensure!(
        sent.url == format!("https://graph.facebook.com/{GRAPH_VERSION}/106540352242922/messages")
    );
    ensure!(sent.header("authorization") == Some("Bearer EAAtest"));
    ensure!(sent.header("content-type") == Some("application/json"));
    let expected = json!({
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "15550100042",
        "type": "text",
        "text": {"body": "Your order is on its way."},
    });
    ensure!(sent.json()? == expected, "{}", sent.json()?);
    Ok(())
}

#[tokio::test]
async fn a_lost_connection_is_an_error_that_may_be_retried() -> Result<()> {
    let double = TestDouble::default();
    let message = Message::text("15550100042", "Hello");
    let sending = double
        .client()?
        .messages()
        .send_message("106540352242922", message)
        .send()
        .await;
    let error = sending.err().context("there was no response")?;
    ensure!(error.is_connect() && !error.is_ambiguous(), "{error:?}");
    Ok(())
}

/// What the made-up operations below return.
#[derive(Debug, Deserialize, PartialEq)]
struct Widget {
    id: String,
    color: String,
}

/// An operation that the library lacks, called once.
#[tokio::test]
async fn a_raw_request_has_the_token_typed_responses_and_graph_errors() -> Result<()> {
    let double = TestDouble::default();
    let wa = double.client()?;
    double.respond(200, json!({"id": "7", "color": "green"}));
    double.respond(
        400,
        json!({"error": {"message": "(#100) Invalid parameter", "type": "OAuthException", "code": 100, "fbtrace_id": "AbC"}}),
    );

    let request = || {
        wa.request(Method::Post, ["made-up", "path"])
            .operation("paint_widget")
            .query("validate_only", &true)
            .json(&json!({"color": "green"}))
    };
    let widget = request().send::<Widget>().await?;
    ensure!(widget.value().color == "green");
    let error = request()
        .send::<Widget>()
        .await
        .err()
        .context("an error was expected")?;
    ensure!(error.operation() == Some("paint_widget"));
    ensure!(error.status().is_some_and(|status| status == 400));
    let graph = error.graph().context("no error object")?;
    ensure!(
        graph.code == Some(100) && graph.fbtrace_id.as_deref() == Some("AbC"),
        "{graph:?}"
    );

    let sent = double.take();
    ensure!(sent.len() == 2);
    for request in &sent {
        let url =
            format!("https://graph.facebook.com/{GRAPH_VERSION}/made-up/path?validate_only=true");
        ensure!(
            request.method == "POST" && request.url == url,
            "{}",
            request.url
        );
        ensure!(request.header("authorization") == Some("Bearer EAAtest"));
        ensure!(request.json()? == json!({"color": "green"}));
    }
    Ok(())
}

/// An operation that the library lacks, called often.
struct GetWidget {
    id: String,
}

impl Operation for GetWidget {
    type Output = Widget;
    const INFO: OperationInfo = OperationInfo::get("get_widget", "/{widget_id}");

    fn request(&self) -> Result<whatsapp_business::Request, Error> {
        whatsapp_business::Request::builder(Self::INFO)
            .path("widget_id", &self.id)
            .query("fields", "id,color")
            .build()
    }
}

#[tokio::test]
async fn an_operation_of_your_own_is_called_like_any_other() -> Result<()> {
    let double = TestDouble::default();
    double.respond(200, json!({"id": "7", "color": "green"}));

    let operation = GetWidget { id: "7".to_owned() };
    let widget = double.client()?.call(&operation).await?.into_inner();
    ensure!(
        widget
            == Widget {
                id: "7".to_owned(),
                color: "green".to_owned()
            }
    );

    let sent = only(&double)?;
    ensure!(sent.method == "GET" && sent.body.is_empty());
    ensure!(sent.url == format!("https://graph.facebook.com/{GRAPH_VERSION}/7?fields=id%2Ccolor"));
    ensure!(sent.header("authorization") == Some("Bearer EAAtest"));
    Ok(())
}
