//! What the tests across crates share: access to every family by the names of its operations, calls made from the specification's
//! examples, servers that record what they receive, a process of its own for a test, and the comparison of JSON.

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
