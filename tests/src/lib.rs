//! Shared code of the tests across crates: access to every family by the names of its operations, calls built from the specification's
//! examples, recording servers, child processes for tests, and the comparison of JSON.

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}

pub mod child;
pub mod conform;
pub mod family;
pub mod file_host;
pub mod json;
pub mod prism;
pub mod recorder;
pub mod relay;
pub mod specification;
pub mod third_party;
