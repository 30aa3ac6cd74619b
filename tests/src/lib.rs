//! What the tests across crates share: access to every family by the names of its operations, calls made from the specification's
//! examples, a server that records what it receives, and the comparison of JSON.

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}

pub mod conform;
pub mod family;
pub mod json;
pub mod recorder;
pub mod specification;
