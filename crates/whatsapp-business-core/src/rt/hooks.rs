//! The traits of generated clients.

use super::{Error, OperationInfo};
use crate::error::Error as CoreError;
use crate::transport::Transport;

/// What a generated client knows about itself.
pub trait ClientInfo<Inner> {
    /// Version of the specification.
    fn api_version() -> &'static str;

    /// Address that paths are appended to.
    fn baseurl(&self) -> &str;

    /// Client that requests are built with.
    fn client(&self) -> &reqwest::Client;

    /// What carries the requests.
    fn inner(&self) -> &Inner;
}

impl<T, Inner> ClientInfo<Inner> for &T
where
    T: ClientInfo<Inner>,
{
    fn api_version() -> &'static str {
        T::api_version()
    }

    fn baseurl(&self) -> &str {
        (*self).baseurl()
    }

    fn client(&self) -> &reqwest::Client {
        (*self).client()
    }

    fn inner(&self) -> &Inner {
        (*self).inner()
    }
}

/// How a generated client sends: by the [`Transport`] inside.
#[allow(
    async_fn_in_trait,
    reason = "called on known types only, where Send shows"
)]
pub trait ClientHooks<Inner = Transport>
where
    Inner: AsRef<Transport>,
    Self: ClientInfo<Inner>,
{
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
    async fn exec(
        &self,
        request: reqwest::Request,
        info: &OperationInfo,
    ) -> Result<reqwest::Response, CoreError> {
        self.inner().as_ref().execute(request, info).await
    }
}
