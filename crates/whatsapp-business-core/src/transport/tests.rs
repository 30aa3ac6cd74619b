mod failures;
mod logs;
mod media;
mod requests;

use reqwest::Method;
use serde_json::Value;

use super::{OperationInfo, Transport};
use crate::error::Error;
use crate::response::Response;

const OPERATION: OperationInfo = OperationInfo {
    operation_id: "send_message",
};

/// Sends a request to a path below the base URL and decodes the answer.
async fn call(transport: &Transport, method: Method, path: &str) -> Result<Response<Value>, Error> {
    let request = transport
        .http()
        .request(method, format!("{}{path}", transport.base_url()))
        .build()
        .expect("request");
    Response::from_http(transport.execute(request, &OPERATION).await?).await
}
