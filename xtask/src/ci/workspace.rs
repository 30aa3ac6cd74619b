//! What `cargo metadata` says about this workspace.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use crate::conform::cargo;

/// The packages of the workspace and of everything that it depends on.
#[derive(Debug)]
pub(super) struct Workspace {
    packages: Vec<Package>,
}

/// One package.
#[derive(Debug)]
pub(super) struct Package {
    pub(super) name: String,
    pub(super) version: String,
    /// The minimum Rust version, if the manifest states it.
    pub(super) rust_version: Option<String>,
    /// Whether it belongs to this workspace.
    pub(super) member: bool,
    /// Whether a registry may have it.
    pub(super) published: bool,
}

impl Workspace {
    /// Reads the manifests and the lock file below `root`.
    pub(super) fn read(root: &Path) -> Result<Self> {
        let output = cargo()
            .args(["metadata", "--format-version", "1", "--all-features"])
            .current_dir(root)
            .stderr(std::process::Stdio::inherit())
            .output()?;
        ensure!(output.status.success(), "cargo metadata failed");
        let metadata: Value = serde_json::from_slice(&output.stdout)?;
        Self::of(&metadata).context("cargo metadata has another form")
    }

    fn of(metadata: &Value) -> Option<Self> {
        let members = metadata.get("workspace_members")?.as_array()?;
        let packages = metadata.get("packages")?.as_array()?.iter();
        let packages = packages.map(|package| {
            let text = |key| Some(package.get(key)?.as_str()?.to_owned());
            Some(Package {
                name: text("name")?,
                version: text("version")?,
                rust_version: text("rust_version"),
                member: members.contains(package.get("id")?),
                // Absent or null: any registry. A list: those, so none if it is empty.
                published: package
                    .get("publish")
                    .and_then(Value::as_array)
                    .is_none_or(|registries| !registries.is_empty()),
            })
        });
        Some(Self {
            packages: packages.collect::<Option<_>>()?,
        })
    }

    /// The packages of this workspace.
    pub(super) fn members(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| package.member)
    }

    /// The packages that this workspace depends on.
    pub(super) fn dependencies(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| !package.member)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn members_and_publication_are_read() {
        let workspace = Workspace::of(&json!({
            "workspace_members": ["a", "b"],
            "packages": [
                {"id": "a", "name": "a", "version": "1.0.0", "rust_version": "1.88", "publish": null},
                {"id": "b", "name": "b", "version": "1.0.0", "rust_version": null, "publish": []},
                {"id": "c", "name": "c", "version": "2.0.0", "rust_version": null, "publish": ["a-registry"]}
            ]
        }))
        .unwrap();
        let published: Vec<_> = workspace
            .members()
            .map(|package| (package.name.as_str(), package.published))
            .collect();
        assert_eq!(published, [("a", true), ("b", false)]);
        assert!(workspace.dependencies().all(|package| package.published));
        assert_eq!(workspace.dependencies().count(), 1);
    }
}
