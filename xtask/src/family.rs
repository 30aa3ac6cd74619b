//! The families: every folder of `spec/` that holds an `openapi.yaml`, and the crate that belongs to it.

use std::path::{Path, PathBuf};

use crate::diagnostics::{Diagnostics, Finding, Place};

/// An API family: one document and one crate.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Family {
    /// Name with hyphens, such as `phone-numbers`; also the feature of the facade.
    pub name: String,
    /// Folder of the document and its examples.
    pub spec_dir: PathBuf,
    /// Folder of the crate.
    pub crate_dir: PathBuf,
    /// Name of the crate, `whatsapp-business-<name>`.
    pub crate_name: String,
    /// Name in Rust paths, with underscores; also the module of the facade.
    pub module: String,
}

impl Family {
    /// The family of that name, whether or not its folders exist.
    #[must_use]
    pub fn new(root: &Path, name: &str) -> Self {
        let crate_name = format!("whatsapp-business-{name}");
        Self {
            name: name.to_owned(),
            spec_dir: root.join("spec").join(name),
            crate_dir: root.join("crates").join(&crate_name),
            module: name.replace('-', "_"),
            crate_name,
        }
    }

    /// Path of the document from the root of the workspace.
    #[must_use]
    pub fn document(&self) -> String {
        format!("spec/{}/openapi.yaml", self.name)
    }

    /// All families, sorted by name.
    ///
    /// # Errors
    /// When `spec/` cannot be read, or a family has no crate.
    pub fn discover(root: &Path) -> Result<Vec<Self>, Diagnostics> {
        let spec = root.join("spec");
        let entries = std::fs::read_dir(&spec).map_err(|error| {
            Finding::error(
                "unreadable-file",
                Place::file("spec"),
                format!("cannot list the folder: {error}"),
            )
        })?;
        let mut families: Vec<Self> = entries
            .filter_map(Result::ok)
            .filter(|entry| entry.path().join("openapi.yaml").is_file())
            .map(|entry| Self::new(root, &entry.file_name().to_string_lossy()))
            .collect();
        families.sort();
        let missing: Diagnostics = families
            .iter()
            .filter(|family| !family.crate_dir.is_dir())
            .map(|family| {
                Finding::error(
                    "family-without-crate",
                    Place::file(family.document()),
                    format!("there is no crates/{}", family.crate_name),
                )
                .help(format!(
                    "`cargo xtask new-family {}` creates what is missing",
                    family.name
                ))
            })
            .collect();
        missing.or_value(families)
    }

    /// The families that were asked for: the named one, or all of them.
    ///
    /// # Errors
    /// As for [`Family::discover`], and when there is no family of that name.
    pub fn select(root: &Path, name: Option<&str>) -> Result<Vec<Self>, Diagnostics> {
        let mut families = Self::discover(root)?;
        if let Some(name) = name {
            let known: Vec<String> = families.iter().map(|family| family.name.clone()).collect();
            families.retain(|family| family.name == name);
            if families.is_empty() {
                let finding = Finding::error(
                    "unknown-family",
                    Place::file(format!("spec/{name}/openapi.yaml")),
                    format!("there is no family `{name}`"),
                )
                .help(format!("the families are {}", known.join(", ")));
                return Err(finding.into());
            }
        }
        Ok(families)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workspace(families: &[&str], crates: &[&str]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for family in families {
            let dir = root.path().join("spec").join(family);
            std::fs::create_dir_all(&dir).unwrap();
            std::fs::write(dir.join("openapi.yaml"), "openapi: 3.0.3\n").unwrap();
        }
        for name in crates {
            std::fs::create_dir_all(root.path().join("crates").join(name)).unwrap();
        }
        root
    }

    #[test]
    fn families_are_the_folders_with_a_document_sorted() {
        let root = workspace(
            &["phone-numbers", "media"],
            &["whatsapp-business-media", "whatsapp-business-phone-numbers"],
        );
        std::fs::create_dir_all(root.path().join("spec/common")).unwrap();
        let families = Family::discover(root.path()).unwrap();
        assert_eq!(
            families.iter().map(|f| f.name.as_str()).collect::<Vec<_>>(),
            ["media", "phone-numbers"]
        );
        assert_eq!(families[1].module, "phone_numbers");
        assert_eq!(families[1].crate_name, "whatsapp-business-phone-numbers");
    }

    #[test]
    fn a_family_needs_its_crate() {
        let root = workspace(&["media"], &[]);
        let findings = Family::discover(root.path()).unwrap_err();
        assert_eq!(
            findings.to_string(),
            "spec/media/openapi.yaml: error[family-without-crate]: there is no crates/whatsapp-business-media\n    \
             help: `cargo xtask new-family media` creates what is missing\n"
        );
    }

    #[test]
    fn one_family_is_selected_by_name() {
        let root = workspace(&["media"], &["whatsapp-business-media"]);
        assert_eq!(Family::select(root.path(), Some("media")).unwrap().len(), 1);
        assert!(
            Family::select(root.path(), Some("flows"))
                .unwrap_err()
                .to_string()
                .contains("the families are media")
        );
    }
}
