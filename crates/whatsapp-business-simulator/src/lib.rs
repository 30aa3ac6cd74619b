#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod answer;
mod authorize;
mod body;
mod builder;
mod catalog;
mod check;
mod codes;
mod connection;
mod error;
#[rustfmt::skip]
mod generated {
    //! Written by `cargo xtask codegen` from `spec/`.
    pub(crate) mod catalogs;
    pub(crate) mod codes;
    pub(crate) mod media_types;
    pub(crate) mod versions;
}
mod handle;
mod ids;
mod journal;
mod media;
mod page;
mod problem;
mod route;
mod rules;
mod schema;
mod script;
mod simulator;
mod state;
mod upload;
mod version;
mod webhook;

pub use builder::{Builder, DEFAULT_ACCESS_TOKEN};
pub use error::{StartError, UnknownOperation};
pub use journal::{RecordedBody, RecordedPart, RecordedRequest, Verdict};
pub use problem::{Location, Problem};
pub use script::Canned;
pub use simulator::Simulator;
pub use webhook::{DEFAULT_WEBHOOK_SECRET, Delivery, Webhook, WebhookError};
