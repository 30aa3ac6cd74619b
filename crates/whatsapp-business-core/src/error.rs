//! Errors of operations, and the error object of the Graph API.

mod class;
pub(crate) mod code;
pub mod codes;
#[cfg(feature = "client")]
mod content;
#[cfg(feature = "client")]
mod failure;
mod graph;
#[cfg(feature = "client")]
mod kind;
mod limit;
#[cfg(feature = "client")]
mod outcome;

pub use class::ErrorClass;
#[cfg(feature = "client")]
pub(crate) use content::{ContentError, Origin, Problem};
#[cfg(feature = "client")]
pub use failure::Error;
#[cfg(feature = "client")]
pub(crate) use failure::ErrorResponse;
pub use graph::{GraphError, GraphErrorData, GraphErrorResponse};
#[cfg(feature = "client")]
pub(crate) use kind::{Call, Kind};
pub use limit::RateLimit;

/// Any error that can be the source of another one.
pub type BoxError = Box<dyn std::error::Error + Send + Sync + 'static>;

#[cfg(test)]
#[cfg(feature = "client")]
mod tests;
