#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[rustfmt::skip]
#[allow(clippy::all, reason = "emitted by `cargo xtask codegen`; change the specification or the generator")]
#[allow(missing_docs, unreachable_pub, unused_qualifications, reason = "as above")]
mod generated;
mod reach;
mod recipient;
mod sent;
#[cfg(feature = "client")]
mod welcome;

pub use generated::types;
#[cfg(feature = "client")]
pub use generated::{Client, builder};
pub use reach::TargetingSpec;
#[cfg(feature = "client")]
pub use welcome::WelcomeMessageSequenceFilter;
