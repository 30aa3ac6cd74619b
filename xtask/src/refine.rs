//! Reworks what progenitor wrote, through `syn` only: the low-level client moves onto our runtime, the structs get our manners.

pub(crate) mod boxed;
mod low_level;
mod types;

use anyhow::{Result, bail};

use crate::model::Api;

/// What progenitor wrote, reworked.
#[derive(Debug)]
pub struct Refined {
    /// The low-level client: one positional method per operation.
    pub low_level: syn::File,
    /// The structs.
    pub types: syn::File,
}

/// Reworks the output of progenitor.
///
/// # Errors
///
/// Something that a pass looks for is not there: progenitor has changed, or a schema has a name that it changes.
pub fn refine(api: &Api, mut file: syn::File) -> Result<Refined> {
    let mut types = None;
    file.items.retain_mut(|item| match item {
        syn::Item::Mod(module) if module.ident == "types" => {
            types = module.content.take().map(|(_, items)| items);
            false
        }
        _ => true,
    });
    let Some(types) = types else {
        bail!("progenitor wrote no module `types`")
    };
    Ok(Refined {
        low_level: low_level::refine(api, file)?,
        types: types::refine(api, types)?,
    })
}
