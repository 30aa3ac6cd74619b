//! Holds other OpenAPI documents of the platform against ours, so that a maintainer can follow the vendor.
//!
//! Operations are found by method and by the shape of their path: without versions, and without the names of parameters. All operations
//! of one method and shape are compared together, because Graph reads from the body or the query which one is meant.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::documents::{self, Role};
use files::Files;
use surface::Surface;

mod difference;
mod facts;
mod files;
mod print;
mod shape;
mod surface;

pub use difference::{Change, Comparison, Difference, Kind, Operation};
pub use print::text;
pub use surface::Part;

/// Compares documents, taken together, with the specification of a workspace.
///
/// # Errors
/// When the specification breaks a rule, a document cannot be read, or a reference has no target.
pub fn compare(root: &Path, files: &[PathBuf]) -> Result<Comparison> {
    let documents = documents::documents(root)
        .map_err(|findings| anyhow::anyhow!("the specification breaks a rule\n{findings}"))?;
    let ours = documents
        .into_iter()
        .find(|document| document.role == Role::Combined)
        .context("the specification has no families")?;
    let ours = Files::of(PathBuf::from(&ours.file), ours.value);
    let theirs = files.iter().map(|file| Files::read(file));
    let theirs: Vec<Files> = theirs.collect::<Result<_>>()?;
    compare_files(&[ours], &theirs)
}

fn compare_files(ours: &[Files], theirs: &[Files]) -> Result<Comparison> {
    let (ours, theirs) = (Surface::of(ours)?, Surface::of(theirs)?);
    Ok(Comparison::of(&ours, &theirs))
}

#[cfg(test)]
mod tests;
