#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod callee;
#[rustfmt::skip]
#[allow(clippy::all, reason = "emitted by `cargo xtask codegen`; change the specification or the generator")]
#[allow(missing_docs, unreachable_pub, unused_qualifications, reason = "as above")]
mod generated;
mod permission;
mod started;

pub use generated::types;
#[cfg(feature = "client")]
pub use generated::{Client, builder};
