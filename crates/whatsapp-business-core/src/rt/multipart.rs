//! Multipart requests.

use std::fmt;

use reqwest::RequestBuilder;
use reqwest::multipart::{self, Part};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::param::form_text;
use crate::content::FilePart;
use crate::error::{Call, Error, Kind};
use crate::response::Response;
use crate::transport::{OperationInfo, Transport};

/// The parts of a request, in their order. Files are streamed.
#[derive(Default)]
pub struct Form(Vec<(&'static str, Value)>);

enum Value {
    Constant(&'static str),
    Text(String),
    File(FilePart),
}

impl Form {
    /// No parts.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a field that is always the same.
    pub fn text(&mut self, name: &'static str, value: &'static str) {
        self.0.push((name, Value::Constant(value)));
    }

    /// Adds a field: scalars as text, lists and objects as JSON, `null` not at all.
    ///
    /// # Errors
    ///
    /// When the value cannot be encoded.
    pub fn value<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        let value = serde_json::to_value(value).map_err(|error| {
            Error::new(Kind::Request("a field cannot be encoded")).with_source(error)
        })?;
        if let Some(text) = form_text(value) {
            self.0.push((name, Value::Text(text)));
        }
        Ok(())
    }

    /// Adds a file.
    pub fn file(&mut self, name: &'static str, file: FilePart) {
        self.0.push((name, Value::File(file)));
    }

    /// The body of the request; files are opened here.
    async fn into_body(self) -> Result<multipart::Form, Error> {
        let mut form = multipart::Form::new();
        for (name, value) in self.0 {
            let part = match value {
                Value::Constant(text) => Part::text(text),
                Value::Text(text) => Part::text(text),
                Value::File(file) => part(file).await?,
            };
            form = form.part(name, part);
        }
        Ok(form)
    }
}

impl fmt::Debug for Form {
    /// Shows the names of the parts only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|(name, _)| name))
            .finish()
    }
}

async fn part(file: FilePart) -> Result<Part, Error> {
    let (body, length) = file.content.into_body().await?;
    match length {
        Some(length) => Part::stream_with_length(body, length),
        None => Part::stream(body),
    }
    .file_name(file.name)
    .mime_str(&file.mime_type)
    .map_err(|_| Error::new(Kind::Request("the MIME type of a file is none")))
}

/// Sends a request with these parts and decodes the answer.
///
/// # Errors
///
/// When a file cannot be read, and those of [`Transport::execute`] and of decoding.
pub async fn send<T: DeserializeOwned>(
    transport: &Transport,
    operation_id: &'static str,
    request: RequestBuilder,
    form: Form,
) -> Result<Response<T>, Error> {
    let call = Call {
        operation: operation_id,
        safe: false,
    };
    let in_call = |error: Error| error.with_call(call);
    let form = form.into_body().await.map_err(in_call)?;
    let request = request
        .multipart(form)
        .build()
        .map_err(|error| in_call(Error::from_http(error)))?;
    let response = transport
        .execute(request, &OperationInfo { operation_id })
        .await?;
    Response::from_http(response).await
}
