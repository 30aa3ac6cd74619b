//! The stages that turn the specification into the crates of this workspace, and the gates around them.
//!
//! `load -> bundle -> lint -> read -> emit -> write | check`; see `README.md`.

pub mod bundle;
pub mod catalog;
pub mod ci;
pub mod compare;
pub mod conform;
pub mod coverage;
pub mod diagnostics;
pub mod documents;
pub mod emit;
pub mod facts;
pub mod family;
pub mod json_schema;
mod json_text;
pub mod lint;
pub mod load;
pub mod model;
pub mod new_family;
pub mod output;
pub mod path;
pub mod pipeline;
pub mod pointer;
pub mod progenitor;
pub mod read;
pub mod readme;
pub mod rust;
pub mod site;
pub mod source;
mod value;
pub mod walk;
pub mod words;
