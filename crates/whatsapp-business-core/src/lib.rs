#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "client")]
mod auth;
#[cfg(feature = "client")]
mod config;
#[cfg(feature = "client")]
mod download;
mod enums;
pub mod error;
mod future;
#[cfg(feature = "client")]
#[cfg_attr(docsrs, doc(cfg(feature = "client")))]
pub mod http;
#[rustfmt::skip]
mod generated;
pub mod id;
#[cfg(feature = "client")]
mod loopback;
mod mime;
#[cfg(feature = "client")]
mod operation;
#[cfg(feature = "client")]
mod options;
pub mod page;
#[cfg(feature = "client")]
mod raw;
mod redact;
#[cfg(feature = "client")]
mod request;
#[cfg(feature = "client")]
mod response;
#[doc(hidden)]
pub mod rt;
mod scalar;
mod secret;
mod sha256;
#[cfg(test)]
#[cfg(feature = "reqwest")]
mod test_server;
#[cfg(test)]
#[cfg(feature = "client")]
mod test_service;
#[cfg(feature = "client")]
mod timer;
mod timestamp;
#[cfg(feature = "client")]
mod transport;
#[cfg(feature = "client")]
mod upload;
#[cfg(feature = "client")]
mod usage;
mod version;
mod versions;

pub use enums::{InvalidValue, UnknownValue};
pub use error::{
    BoxError, ErrorClass, GraphError, GraphErrorData, GraphErrorResponse, RateLimit, codes,
};
pub use future::BoxFuture;
pub use mime::MimeType;
pub use scalar::{MessagingProduct, Success};
pub use secret::Secret;
pub use sha256::{InvalidSha256, Sha256};
pub use timestamp::Timestamp;
#[cfg(any(feature = "chrono", feature = "jiff"))]
#[cfg_attr(docsrs, doc(cfg(any(feature = "chrono", feature = "jiff"))))]
pub use timestamp::TryFromTimestampError;
pub use version::GraphVersion;

#[cfg(feature = "client")]
#[cfg_attr(docsrs, doc(cfg(feature = "client")))]
pub use self::client::*;

/// Requests and the transport.
#[cfg(feature = "client")]
mod client {
    pub use crate::auth::{AccessToken, TokenSource};
    pub use crate::config::{ClientBuilder, ConfigError, GRAPH_VERSION};
    pub use crate::download::Download;
    pub use crate::error::Error;
    pub use crate::operation::{
        Authentication, Host, Idempotency, Method, Operation, OperationInfo,
    };
    pub use crate::options::RequestOptions;
    pub use crate::raw::RawRequest;
    pub use crate::request::{Multipart, Payload, Request, RequestBuilder};
    pub use crate::response::Response;
    pub use crate::timer::Timer;
    pub use crate::transport::Transport;
    pub use crate::upload::{FilePart, UploadBody};
    pub use crate::usage::{Usage, UsageCounts};
}

/// Result of an operation.
#[cfg(feature = "client")]
pub type Result<T, E = Error> = std::result::Result<T, E>;
