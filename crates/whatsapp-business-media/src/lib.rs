#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod download;
#[rustfmt::skip]
#[allow(clippy::all, reason = "emitted by `cargo xtask codegen`; change the specification or the generator")]
#[allow(missing_docs, unreachable_pub, unused_qualifications, reason = "as above")]
mod generated;
pub mod limits;
mod session;

#[cfg(feature = "conformance")]
#[doc(hidden)]
pub use generated::conformance;
pub use generated::{Client, builder, types};
pub use whatsapp_business_core::{Download, FilePart};
