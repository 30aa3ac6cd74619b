//! The specification as pages to read in a browser: an introduction, the operations by family, the webhooks, and the error codes.
//!
//! Scalar renders the reference from one OpenAPI document. All files are in one folder and refer to each other only, so that they work
//! from a disk, from any server and without a network.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::documents::Document;
use crate::facts::codes;
use crate::walk::METHODS;

mod document;
mod errors;
mod paths;
mod renderer;

/// Where the pages go when nobody says otherwise, from the root of the workspace.
pub const FOLDER: &str = "target/site";

/// The first page.
pub const INDEX: &str = "index.html";

/// The page of the error codes.
const ERRORS: &str = "errors.html";

/// The document that the pages show.
const SOURCE: &str = "3.1/combined.json";

/// What was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pages {
    /// Operations that the pages describe.
    pub operations: usize,
    /// Webhooks that they describe.
    pub webhooks: usize,
}

/// Writes the pages.
///
/// # Errors
/// When the document is not among them, the renderer cannot be fetched, or the file system refuses.
pub fn write(root: &Path, documents: &[Document], folder: &Path) -> Result<Pages> {
    let source = documents
        .iter()
        .find(|document| document.file == SOURCE)
        .context("the specification has no families")?;
    let codes = codes::read(root).map_err(|findings| anyhow::anyhow!("{findings}"))?;
    let document = document::prepare(source.value.clone(), &codes);
    let title = text(&document, "/info/title").to_owned();
    let script = format!("window.specification = {document};\n");
    let page = |template: &str| template.replace("{{title}}", &errors::escape(&title));
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    for (file, text) in [
        (INDEX, page(include_str!("site/pages/index.html"))),
        (ERRORS, page(&errors::page(&codes))),
        ("style.css", include_str!("site/pages/style.css").to_owned()),
        (
            "reference.js",
            include_str!("site/pages/reference.js").to_owned(),
        ),
        ("theme.js", include_str!("site/pages/theme.js").to_owned()),
        ("specification.js", script),
    ] {
        fs::write(folder.join(file), text).with_context(|| file.to_owned())?;
    }
    renderer::place(root, folder)?;
    Ok(Pages {
        operations: count(document.get("paths")),
        webhooks: count(document.get("webhooks")),
    })
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

fn count(items: Option<&Value>) -> usize {
    let items = items.and_then(Value::as_object).into_iter().flatten();
    items
        .filter_map(|(_, item)| item.as_object())
        .flat_map(|item| item.keys())
        .filter(|key| METHODS.contains(&key.as_str()))
        .count()
}

#[cfg(test)]
mod tests;
