//! Calls by the name of an operation.

use serde::Serialize;
use serde_json::Value;
use whatsapp_business::Client;
use whatsapp_business_core::{Error, Response};

use crate::argument::Arguments;
use crate::error::CallError;
use crate::family_of;

/// Calls an operation and encodes its value again.
///
/// # Errors
///
/// Those of the operation, and when it cannot be called by name.
pub async fn call(
    client: &Client,
    operation: &str,
    arguments: &Arguments,
) -> Result<Value, CallError> {
    let family = family_of(operation).ok_or(CallError::NotGenerated)?;
    (family.call)(client, operation, arguments).await
}

/// The value of a response, encoded again.
pub(crate) fn encode<T: Serialize>(result: Result<Response<T>, Error>) -> Result<Value, CallError> {
    let value = result.map_err(CallError::Operation)?.into_inner();
    serde_json::to_value(&value).map_err(|error| CallError::Arguments(error.to_string()))
}
