//! The trait of generated clients.

use super::{Error, OperationInfo};
use crate::error::Error as CoreError;
use crate::transport::Transport;

/// How a generated client sends: by the [`Transport`] inside.
#[allow(
    async_fn_in_trait,
    reason = "called on known types only, where Send shows"
)]
pub trait ClientHooks {
    /// What carries the requests.
    fn inner(&self) -> &Transport;

    /// Before sending; does nothing.
    async fn pre<E>(
        &self,
        _request: &mut reqwest::Request,
        _info: &OperationInfo,
    ) -> Result<(), Error<E>> {
        Ok(())
    }

    /// After sending; does nothing.
    async fn post<E>(
        &self,
        _result: &Result<reqwest::Response, CoreError>,
        _info: &OperationInfo,
    ) -> Result<(), Error<E>> {
        Ok(())
    }

    /// Sends.
    fn exec(
        &self,
        request: reqwest::Request,
        info: &OperationInfo,
    ) -> impl Future<Output = Result<reqwest::Response, CoreError>> + Send {
        self.inner().execute(request, info)
    }
}
