//! The stages that turn the specification into the crates of this workspace, and the gates around them.
//!
//! `load -> bundle -> lint -> lower -> generate -> refine -> format -> write | check`; see `README.md`.

pub mod bundle;
pub mod catalog;
pub mod ci;
pub mod codegen;
pub mod conform;
pub mod coverage;
pub mod diagnostics;
pub mod documents;
pub mod emit;
pub mod facts;
pub mod family;
pub mod format;
pub mod generate;
pub mod json_schema;
pub mod lint;
pub mod load;
pub mod lower;
pub mod model;
pub mod new_family;
pub mod outline;
pub mod output;
pub mod pointer;
pub mod refine;
pub mod walk;
