#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod auth;
mod config;
mod content;
mod download;
mod enums;
pub mod error;
#[rustfmt::skip]
mod generated;
pub mod id;
mod options;
pub mod page;
mod redact;
mod response;
#[doc(hidden)]
pub mod rt;
mod scalar;
mod secret;
#[cfg(test)]
mod test_server;
mod timestamp;
mod transport;
mod usage;

pub use auth::{AccessToken, BoxFuture, TokenSource};
pub use config::{ClientBuilder, ConfigError, GRAPH_VERSION};
pub use content::{Content, FilePart};
pub use download::Download;
pub use enums::{InvalidValue, UnknownValue};
pub use error::{
    BoxError, Error, ErrorClass, GraphError, GraphErrorData, GraphErrorResponse, codes,
};
pub use options::RequestOptions;
pub use response::Response;
pub use scalar::{MessagingProduct, Success};
pub use secret::Secret;
pub use timestamp::Timestamp;
pub use transport::{OperationInfo, Transport};
pub use usage::{Usage, UsageCounts};

/// What an operation returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;
