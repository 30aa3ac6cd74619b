//! Emits Rust: structs and requests by progenitor, everything else by the modules below.

pub mod builders;
pub mod client;
pub mod conformance;
pub mod constants;
pub mod enums;
pub mod models;
pub mod multipart;
pub mod pages;
pub mod progenitor;
pub mod rust;
pub mod schemas;
pub mod unions;
pub mod webhooks;
