//! Calls of operations that this library lacks.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::operation::{Host, Method, OperationInfo};
use crate::options::RequestOptions;
use crate::request::{Request, RequestBuilder, encode_path};
use crate::response::Response;
use crate::transport::Transport;

/// A call of an operation that this library lacks, with access token, timeouts, errors and typed
/// decoding like any other. Created by [`Transport::request`].
#[must_use = "nothing is sent until `send`"]
pub struct RawRequest {
    transport: Transport,
    request: RequestBuilder,
}

impl Transport {
    /// Creates a request to a path below the version segment of the Graph API, from its segments. They are encoded, so
    /// ids need no validation.
    ///
    /// ```no_run
    /// # async fn example(transport: whatsapp_business_core::Transport) -> Result<(), whatsapp_business_core::Error> {
    /// use serde_json::{Value, json};
    /// use whatsapp_business_core::Method;
    ///
    /// let response = transport
    ///     .request(Method::Post, ["102290129340398", "widgets"])
    ///     .query("validate_only", &true)
    ///     .json(&json!({"name": "first"}))
    ///     .send::<Value>()
    ///     .await?;
    /// println!("{} {}", response.status(), response.value());
    /// # Ok(())
    /// # }
    /// ```
    pub fn request<I>(&self, method: Method, path: I) -> RawRequest
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        let mut encoded = String::new();
        for segment in path {
            encoded.push('/');
            encoded.push_str(&encode_path(segment.as_ref()));
        }
        RawRequest {
            transport: self.clone(),
            request: Request::builder(OperationInfo::new(method, "raw_request", ""))
                .verbatim(encoded, ""),
        }
    }
}

impl RawRequest {
    /// Name of the operation in errors and logs; `raw_request` by default.
    pub fn operation(mut self, id: &'static str) -> Self {
        self.request = self.request.operation(id);
        self
    }

    /// Sends the request to this host; [`Host::Graph`] by default.
    pub fn on(mut self, host: Host) -> Self {
        self.request = self.request.on(host);
        self
    }

    /// Sets a header, such as `X-API-Version`. Those that every request has, such as `Authorization`, cannot be set.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    /// Adds a query parameter: scalars as text, lists joined by commas, objects as JSON. `None` and
    /// empty lists add nothing.
    pub fn query<T: Serialize + ?Sized>(mut self, name: &str, value: &T) -> Self {
        self.request = self.request.query(name, value);
        self
    }

    /// Sets a JSON body.
    pub fn json<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        self.request = self.request.json(body);
        self
    }

    /// Sets an `application/x-www-form-urlencoded` body: scalars as text, lists and objects as JSON.
    pub fn form<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        self.request = self.request.form(body);
        self
    }

    /// Sets a `multipart/form-data` body.
    pub fn multipart(mut self, parts: crate::Multipart) -> Self {
        self.request = self.request.multipart(parts);
        self
    }

    /// Sets options of this request.
    pub fn with_options(mut self, options: RequestOptions) -> Self {
        self.transport = self.transport.with_options(options);
        self
    }

    /// Sends the request and decodes the body of its response as `T`, such as `serde_json::Value`.
    ///
    /// # Errors
    ///
    /// When the request cannot be built or delivered, when the response is not a
    /// success, and when its body is not a `T`.
    pub async fn send<T: DeserializeOwned>(self) -> Result<Response<T>, Error> {
        self.transport.send_built(self.request.build()).await
    }
}

impl fmt::Debug for RawRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawRequest")
            .field("request", &self.request)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
