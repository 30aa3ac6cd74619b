//! Failures of calls by name.

use whatsapp_business_core::Error;

/// Why a call has no value.
#[derive(Debug)]
#[non_exhaustive]
pub enum CallError {
    /// The arguments do not fit the operation.
    Arguments(String),
    /// The operation failed.
    Operation(Error),
    /// No operation has this name, or it is written by hand.
    NotGenerated,
}
