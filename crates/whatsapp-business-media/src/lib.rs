#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "client")]
mod download;
#[rustfmt::skip]
#[allow(clippy::all, reason = "emitted by `cargo xtask codegen`; change the specification or the generator")]
#[allow(missing_docs, unreachable_pub, unused_qualifications, reason = "as above")]
mod generated;
pub mod limits;
mod mime;
#[cfg(feature = "client")]
mod session;

pub use generated::types;
#[cfg(feature = "client")]
pub use generated::{Client, builder};
pub use mime::extension;
pub use whatsapp_business_core::MimeType;
#[cfg(feature = "client")]
pub use whatsapp_business_core::{Download, FilePart, UploadBody};
