//! Resumable uploads: a session, its offset, and the resulting file handle.

use whatsapp_business_core::id::{AppId, FileHandle, UploadSessionId};
use whatsapp_business_core::{Error, OperationInfo, Response, UploadBody};

use crate::Client;
use crate::types::{UploadFileType, UploadStatus, UploadedFile};

impl Client {
    /// Uploads the bytes of a session, from `file_offset` to the end of the file.
    ///
    /// `content` begins at the offset: 0 for a new session, the value returned by [`get_upload_session`](Self::get_upload_session) for an
    /// interrupted one.
    ///
    /// `POST /{upload_session_id}`
    ///
    /// # Errors
    ///
    /// See [`Client`]; also fails if the content cannot be read.
    pub async fn upload_file_data(
        &self,
        upload_session_id: impl Into<UploadSessionId>,
        file_offset: u64,
        content: impl Into<UploadBody>,
    ) -> Result<UploadedFile, Error> {
        let operation = OperationInfo::post("upload_file_data", "/{upload_session_id}");
        let session = upload_session_id.into();
        let uploaded = self
            .transport()
            .upload_part(&session, file_offset, content.into(), operation)
            .await;
        uploaded.map(Response::into_inner)
    }

    /// Returns how many bytes of a session have arrived.
    ///
    /// `GET /{upload_session_id}`
    ///
    /// # Errors
    ///
    /// See [`Client`].
    pub async fn get_upload_session(
        &self,
        upload_session_id: impl Into<UploadSessionId>,
    ) -> Result<UploadStatus, Error> {
        let operation = OperationInfo::get("get_upload_session", "/{upload_session_id}");
        let session = upload_session_id.into();
        let status = self.transport().upload_status(&session, operation).await;
        status.map(Response::into_inner)
    }

    /// Uploads a whole file in its own session and returns its handle, for template samples and profile pictures. The file is
    /// streamed. Its length must be known: state it for a stream.
    ///
    /// If an upload must survive an interruption, use [`create_upload_session`](Self::create_upload_session) and
    /// [`upload_file_data`](Self::upload_file_data).
    ///
    /// # Errors
    ///
    /// See [`Client`]; also fails if the content cannot be read, or is a stream without a stated length.
    pub async fn upload_file(
        &self,
        app_id: impl Into<AppId>,
        file_type: impl Into<UploadFileType>,
        content: impl Into<UploadBody>,
    ) -> Result<FileHandle, Error> {
        let content = content.into();
        let operation = OperationInfo::post("upload_file_data", "/{upload_session_id}");
        let length = self.transport().upload_length(&content, operation).await?;
        let length = i64::try_from(length).unwrap_or(i64::MAX);
        let session = self
            .create_upload_session(app_id, length, file_type)
            .await?;
        Ok(self.upload_file_data(session.id, 0, content).await?.h)
    }
}
