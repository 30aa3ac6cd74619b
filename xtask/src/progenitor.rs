//! Everything about progenitor, which writes the structs.
//!
//! What it would misread (unions, open enumerations, compositions, constants, shared schemas) is taken out of its input and
//! emitted by [`crate::emit`]. Its output is changed through `syn` only, and an item or a field that is not expected is an error,
//! so that a new version of it cannot change the crates silently.

mod boxed;
mod input;
mod run;
mod structs;

use std::collections::BTreeSet;

use anyhow::Result;

use crate::model::Api;

/// The structs of a family.
#[derive(Debug)]
pub struct Structs {
    /// The structs, in the order of the specification.
    pub items: Vec<syn::ItemStruct>,
    boxed: BTreeSet<(String, String)>,
}

impl Structs {
    /// Whether a field is a `Box`, or an `Option` of one.
    #[must_use]
    pub fn is_boxed(&self, name: &str, field: &str) -> bool {
        self.boxed.contains(&(name.to_owned(), field.to_owned()))
    }
}

/// Runs progenitor and reworks what it wrote.
///
/// # Errors
///
/// Progenitor wrote something unexpected, or a schema has a name that it changes.
pub fn structs(api: &Api) -> Result<Structs> {
    let items = structs::rework(api, run::types(api)?)?;
    let mut boxed = BTreeSet::new();
    for item in &items {
        for field in &item.fields {
            if let Some(ident) = &field.ident
                && boxed::is_boxed(&field.ty)
            {
                boxed.insert((item.ident.to_string(), ident.to_string()));
            }
        }
    }
    Ok(Structs { items, boxed })
}
