//! The resumable upload.

use http::HeaderValue;
use serde::de::DeserializeOwned;

use super::{Transport, failure};
use crate::error::{Call, Error, Kind};
use crate::id::UploadSessionId;
use crate::operation::OperationInfo;
use crate::request::{Request, RequestBuilder};
use crate::response::Response;
use crate::upload::UploadBody;

impl Transport {
    /// Sends the rest of a file to a session of the resumable upload, beginning at `offset` bytes
    /// from the start of the file.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send), and when a file cannot be read.
    pub async fn upload_part<T: DeserializeOwned>(
        &self,
        session: &UploadSessionId,
        offset: u64,
        body: UploadBody,
        operation: OperationInfo,
    ) -> Result<Response<T>, Error> {
        let request = session_request(session, operation)
            .and_then(|request| request.bytes(body).build())
            .map(|mut request| {
                request.insert_header("file_offset", HeaderValue::from(offset));
                request
            });
        self.send_built(request).await
    }

    /// Length in bytes of a file that is to be uploaded with [`upload_part`](Self::upload_part).
    ///
    /// # Errors
    ///
    /// When the file cannot be read, and for a stream without a stated length.
    pub async fn upload_length(
        &self,
        body: &UploadBody,
        operation: OperationInfo,
    ) -> Result<u64, Error> {
        let mut deadline = self.deadline(true);
        let length = deadline.limit("opening the content", body.length()).await;
        length
            .and_then(|length| length)
            .map_err(|error| failure(error.with_call(Call::of(&operation))))
    }

    /// Returns the progress of a session of the resumable upload.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send).
    pub async fn upload_status<T: DeserializeOwned>(
        &self,
        session: &UploadSessionId,
        operation: OperationInfo,
    ) -> Result<Response<T>, Error> {
        let request = session_request(session, operation).and_then(RequestBuilder::build);
        self.send_built(request).await
    }
}

/// The id is used verbatim in the URL, because it may contain a query. Characters that an HTTP stack
/// would encode or cut off are rejected.
fn session_request(
    session: &UploadSessionId,
    operation: OperationInfo,
) -> Result<RequestBuilder, Error> {
    let (path, query) = match session.as_str().split_once('?') {
        Some((path, query)) => (path, query),
        None => (session.as_str(), ""),
    };
    let is_usable = |byte: u8| byte.is_ascii_graphic() && !b"\"#<>\\^`{|}".contains(&byte);
    if !path.starts_with("upload:")
        || path.contains('/')
        || path.contains("..")
        || !session.as_str().bytes().all(is_usable)
    {
        return Err(Error::new(Kind::Request(
            "the id of the upload session does not look like `upload:...`",
        ))
        .with_call(Call::of(&operation)));
    }
    Ok(Request::builder(operation.oauth()).verbatim(format!("/{path}"), query))
}
