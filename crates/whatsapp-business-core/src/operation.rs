//! Operations as data, independent of token, clock and network.

mod info;

use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::request::Request;

pub use info::{Authentication, Host, Idempotency, Method, OperationInfo};

/// An operation of the platform with its arguments.
///
/// The request builders of the API families implement it. It does no I/O: [`request`](Self::request)
/// describes the request, [`Transport::call`](crate::Transport::call) sends it and decodes the response.
///
/// Implement it for an operation that this library lacks, or see
/// [`RawRequest`](crate::RawRequest) for a single call.
///
/// ```
/// use serde::Deserialize;
/// use whatsapp_business_core::{Error, Operation, OperationInfo, Request};
///
/// struct GetWidget {
///     id: String,
/// }
///
/// #[derive(Deserialize)]
/// struct Widget {
///     name: String,
/// }
///
/// impl Operation for GetWidget {
///     type Output = Widget;
///     const INFO: OperationInfo = OperationInfo::get("get_widget", "/{widget_id}");
///
///     fn request(&self) -> Result<Request, Error> {
///         Request::builder(Self::INFO)
///             .path("widget_id", &self.id)
///             .query("fields", "name")
///             .build()
///     }
/// }
///
/// let request = GetWidget { id: "7".to_owned() }.request()?;
/// assert_eq!((request.path(), request.query()), ("/7", "fields=name"));
/// # Ok::<(), Error>(())
/// ```
pub trait Operation {
    /// What a successful response decodes to.
    type Output: DeserializeOwned;

    /// Description of the operation.
    const INFO: OperationInfo;

    /// Describes the request. Equal arguments give equal requests; nothing is sent.
    ///
    /// # Errors
    ///
    /// When an argument cannot be encoded, or an id cannot be a segment of the path.
    fn request(&self) -> Result<Request, Error>;
}
