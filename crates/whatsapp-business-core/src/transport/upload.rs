//! The resumable upload.

use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use reqwest::{Method, Request, Url};
use serde::de::DeserializeOwned;

use super::{OperationInfo, Scheme, Transport};
use crate::content::Content;
use crate::error::{Call, Error, Kind};
use crate::id::UploadSessionId;
use crate::response::Response;

impl Transport {
    /// Sends what follows an offset of a file to a session of the resumable upload.
    ///
    /// `content` begins at `offset`, which counts bytes from the beginning of the file.
    ///
    /// # Errors
    ///
    /// As [`execute`](Self::execute), and when a file cannot be read or the answer does not decode.
    pub async fn upload_part<T: DeserializeOwned>(
        &self,
        session: &UploadSessionId,
        offset: u64,
        content: Content,
        operation: &OperationInfo,
    ) -> Result<Response<T>, Error> {
        let in_call = |error: Error| {
            error.with_call(Call {
                operation: operation.operation_id,
                safe: false,
            })
        };
        let mut request = Request::new(Method::POST, self.session_url(session).map_err(in_call)?);
        let (body, length) = content.into_body().await.map_err(in_call)?;
        let headers = request.headers_mut();
        headers.insert("file_offset", HeaderValue::from(offset));
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/octet-stream"),
        );
        if let Some(length) = length {
            headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
        }
        *request.body_mut() = Some(body);
        let response = self.execute_as(request, operation, Scheme::OAuth).await?;
        Response::from_http(response).await
    }

    /// Asks a session of the resumable upload how far it is.
    ///
    /// # Errors
    ///
    /// As [`execute`](Self::execute), and when the answer does not decode.
    pub async fn upload_status<T: DeserializeOwned>(
        &self,
        session: &UploadSessionId,
        operation: &OperationInfo,
    ) -> Result<Response<T>, Error> {
        let url = self.session_url(session).map_err(|error| {
            error.with_call(Call {
                operation: operation.operation_id,
                safe: true,
            })
        })?;
        let request = Request::new(Method::GET, url);
        let response = self.execute_as(request, operation, Scheme::OAuth).await?;
        Response::from_http(response).await
    }

    /// The id goes into the URL as it is, because it may bring a query along.
    fn session_url(&self, session: &UploadSessionId) -> Result<Url, Error> {
        let id = session.as_str();
        let (path, _) = id.split_once('?').unwrap_or((id, ""));
        if !path.starts_with("upload:") || path.contains(['/', '\\', '#']) || path.contains("..") {
            return Err(Error::new(Kind::Request(
                "the id of the upload session does not look like `upload:...`",
            )));
        }
        Url::parse(&format!("{}/{id}", self.base_url()))
            .map_err(|_| Error::new(Kind::Request("the id of the upload session is not usable")))
    }
}
