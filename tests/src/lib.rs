//! Shared code of the tests across crates: calls built from the specification's examples, recording servers, child processes for tests, and the comparison of JSON.

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}

pub mod child;
pub mod conform;
pub mod decoding;
#[cfg(feature = "servers")]
pub mod file_host;
pub mod json;
#[cfg(feature = "servers")]
pub mod prism;
#[cfg(feature = "servers")]
pub mod recorder;
#[cfg(feature = "servers")]
pub mod relay;
pub mod specification;
#[cfg(feature = "servers")]
pub mod third_party;
