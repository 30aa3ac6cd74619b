//! A client whose responses are given, without sockets.

use std::cell::RefCell;

use anyhow::Result;
use serde_json::{Value, json};
use whatsapp_business::http::{Body, HttpError, HttpService, Request, Response};
use whatsapp_business::{BoxFuture, Client, Method};
use whatsapp_business_conformance::{Arguments, CallError};

use crate::specification::Call;

thread_local! {
    /// The next response of this thread: its status and body.
    static NEXT: RefCell<(u16, Vec<u8>)> = const { RefCell::new((200, Vec::new())) };
    static RUNTIME: RefCell<Option<tokio::runtime::Runtime>> = const { RefCell::new(None) };
}

#[derive(Debug)]
struct Given;

impl HttpService for Given {
    fn call(&self, _: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, HttpError>> {
        Box::pin(async {
            let (status, body) = NEXT.with_borrow(Clone::clone);
            let mut response = Response::new(Body::from(body));
            if let Ok(status) = status.try_into() {
                *response.status_mut() = status;
            }
            Ok(response)
        })
    }
}

/// A call of a client.
#[derive(Clone, Debug)]
pub struct Route {
    client: Client,
    /// Operation and arguments; `None` for an error, which is the same for all.
    call: Option<(String, Arguments)>,
}

impl Route {
    /// A call that succeeds.
    ///
    /// # Errors
    ///
    /// Returns an error if there is no client.
    pub fn success(call: &Call) -> Result<Self> {
        Ok(Self {
            client: Client::builder()
                .access_token("EAAtest")
                .http(Given)
                .build()?,
            call: Some((call.operation.clone(), call.arguments.clone())),
        })
    }

    /// A call that fails.
    ///
    /// # Errors
    ///
    /// Returns an error if there is no client.
    pub fn error() -> Result<Self> {
        Ok(Self {
            client: Client::builder()
                .access_token("EAAtest")
                .http(Given)
                .build()?,
            call: None,
        })
    }

    /// The value that the client makes of a body: that of the response, or the error of the platform.
    ///
    /// # Errors
    ///
    /// Returns the error of a call that should have succeeded.
    pub fn decode(&self, body: &[u8]) -> Result<Value, String> {
        let status = if self.call.is_some() { 200 } else { 400 };
        NEXT.set((status, body.to_vec()));
        let outcome = wait(async {
            match &self.call {
                Some((operation, arguments)) => {
                    let call =
                        whatsapp_business_conformance::call(&self.client, operation, arguments);
                    call.await
                }
                None => {
                    let request = self.client.request(Method::Get, ["1"]);
                    match request.send::<Value>().await {
                        Ok(response) => Ok(response.into_inner()),
                        Err(error) => Err(CallError::Operation(error)),
                    }
                }
            }
        })?;
        match outcome {
            Ok(value) => Ok(value),
            Err(CallError::Operation(error)) if self.call.is_none() => {
                let graph =
                    serde_json::to_value(error.graph()).map_err(|error| error.to_string())?;
                // Nothing of a body may be in the error itself.
                let printed = format!("{error} {error:?}");
                if printed.contains(super::oddity::CANARY) {
                    return Err(printed);
                }
                Ok(json!({"error": graph}))
            }
            Err(CallError::Operation(error)) => Err(format!("{error} {error:?}")),
            Err(error) => Err(format!("{error:?}")),
        }
    }
}

fn wait<F: Future>(future: F) -> Result<F::Output, String> {
    RUNTIME.with_borrow_mut(|runtime| {
        if runtime.is_none() {
            let built = tokio::runtime::Builder::new_current_thread()
                .enable_time()
                .build();
            *runtime = Some(built.map_err(|error| error.to_string())?);
        }
        let runtime = runtime.as_ref().ok_or("no runtime")?;
        Ok(runtime.block_on(future))
    })
}
