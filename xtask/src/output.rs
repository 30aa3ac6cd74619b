//! The generated files: kept in memory until all of them exist, then written or compared with the file system.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use similar::TextDiff;

/// Generated files by path from the root of the workspace, and the folders that hold nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileSet {
    files: BTreeMap<String, Vec<u8>>,
    /// Files of people of which a part is generated; never deleted.
    amended: BTreeMap<String, Vec<u8>>,
    owned: BTreeSet<String>,
}

/// Result of writing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files that were created or changed.
    pub written: Vec<String>,
    /// Files that are no longer generated.
    pub deleted: Vec<String>,
    /// Number of files that were up to date.
    pub unchanged: usize,
}

/// A file that differs from what would be generated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Drift {
    /// The content differs.
    Changed {
        /// Path from the root of the workspace.
        path: String,
        /// Unified diff from the file to what would be generated.
        diff: String,
    },
    /// The file does not exist.
    Missing {
        /// Path from the root of the workspace.
        path: String,
    },
    /// The file is no longer generated.
    Stale {
        /// Path from the root of the workspace.
        path: String,
    },
}

impl std::fmt::Display for Drift {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Changed { path, diff } => write!(f, "changed: {path}\n{diff}"),
            Self::Missing { path } => writeln!(f, "missing: {path}"),
            Self::Stale { path } => writeln!(f, "stale: {path} (nothing generates it)"),
        }
    }
}

impl FileSet {
    /// No files.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes over a folder: files in it that are not in the set are stale. Only folders of the form
    /// `crates/<crate>/src/generated` can be taken over; other paths are ignored.
    pub fn own(&mut self, folder: impl Into<String>) {
        let folder = folder.into();
        if is_generated(&folder) {
            self.owned.insert(folder);
        }
    }

    /// Adds a file.
    pub fn insert(&mut self, path: impl Into<String>, content: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), content.into());
    }

    /// Adds a README with a new text. Only its generated parts may differ from what is there; other files are ignored.
    pub fn amend(&mut self, path: impl Into<String>, text: impl Into<Vec<u8>>) {
        let path = path.into();
        if path == "README.md" || path.ends_with("/README.md") {
            self.amended.insert(path, text.into());
        }
    }

    /// Adds the files and folders of another set.
    pub fn merge(&mut self, other: Self) {
        self.files.extend(other.files);
        self.amended.extend(other.amended);
        self.owned.extend(other.owned);
    }

    /// The files, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files
            .iter()
            .map(|(path, content)| (path.as_str(), content.as_slice()))
    }

    /// Number of files.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are no files.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Writes the files that differ, and deletes stale ones.
    ///
    /// # Errors
    /// When a file is outside the generated folders, or the file system fails.
    pub fn write(&self, root: &Path) -> io::Result<Changes> {
        self.only_generated()?;
        let mut changes = Changes::default();
        for (path, content) in self.files.iter().chain(&self.amended) {
            let target = root.join(path);
            if read(&target)?.as_ref() == Some(content) {
                changes.unchanged += 1;
                continue;
            }
            if let Some(folder) = target.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::write(&target, content)?;
            changes.written.push(path.clone());
        }
        for path in self.stale(root)? {
            fs::remove_file(root.join(&path))?;
            changes.deleted.push(path);
        }
        Ok(changes)
    }

    /// Compares the files with the file system. Writes nothing.
    ///
    /// # Errors
    /// As for [`FileSet::write`].
    pub fn check(&self, root: &Path) -> io::Result<Vec<Drift>> {
        self.only_generated()?;
        let mut drift = Vec::new();
        for (path, content) in self.files.iter().chain(&self.amended) {
            match read(&root.join(path))? {
                None => drift.push(Drift::Missing { path: path.clone() }),
                Some(found) if found != *content => {
                    drift.push(Drift::Changed {
                        path: path.clone(),
                        diff: diff(path, &found, content),
                    });
                }
                Some(_) => {}
            }
        }
        drift.extend(
            self.stale(root)?
                .into_iter()
                .map(|path| Drift::Stale { path }),
        );
        Ok(drift)
    }

    fn only_generated(&self) -> io::Result<()> {
        match self.files.keys().find(|path| {
            !path
                .rsplit_once('/')
                .is_some_and(|(folder, _)| inside_generated(folder))
        }) {
            Some(path) => Err(io::Error::other(format!(
                "{path} is not below crates/<crate>/src/generated"
            ))),
            None => Ok(()),
        }
    }

    fn stale(&self, root: &Path) -> io::Result<Vec<String>> {
        let mut found = Vec::new();
        for folder in &self.owned {
            list(root, folder, &mut found)?;
        }
        found.retain(|path| !self.files.contains_key(path));
        found.sort();
        Ok(found)
    }
}

/// Whether a path is `crates/<crate>/src/generated`.
fn is_generated(folder: &str) -> bool {
    matches!(folder.split('/').collect::<Vec<_>>().as_slice(), ["crates", name, "src", "generated"] if is_name(name))
}

fn inside_generated(folder: &str) -> bool {
    let parts: Vec<&str> = folder.split('/').collect();
    matches!(parts.as_slice(), ["crates", name, "src", "generated", rest @ ..] if is_name(name) && rest.iter().all(|part| is_name(part)))
}

fn is_name(part: &str) -> bool {
    !part.is_empty() && part != "." && part != ".."
}

fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(content) => Ok(Some(content)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn list(root: &Path, folder: &str, found: &mut Vec<String>) -> io::Result<()> {
    let entries = match fs::read_dir(root.join(folder)) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            list(root, &path, found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}

fn diff(path: &str, found: &[u8], expected: &[u8]) -> String {
    let (found, expected) = (
        String::from_utf8_lossy(found),
        String::from_utf8_lossy(expected),
    );
    let diff = TextDiff::from_lines(found.as_ref(), expected.as_ref());
    diff.unified_diff()
        .context_radius(3)
        .header(path, "generated")
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOLDER: &str = "crates/whatsapp-business-media/src/generated";

    fn set(files: &[(&str, &str)]) -> FileSet {
        let mut set = FileSet::new();
        set.own(FOLDER);
        for (name, content) in files {
            set.insert(format!("{FOLDER}/{name}"), *content);
        }
        set
    }

    fn on_disk(root: &Path, name: &str) -> Option<String> {
        fs::read_to_string(root.join(FOLDER).join(name)).ok()
    }

    #[test]
    fn only_differences_are_written_and_stale_files_deleted() {
        let root = tempfile::tempdir().unwrap();
        let old = set(&[("a.rs", "a\n"), ("b/c.rs", "c\n"), ("gone.rs", "")]);
        assert_eq!(old.write(root.path()).unwrap().written.len(), 3);
        fs::write(root.path().join(FOLDER).join("../lib.rs"), "by hand").unwrap();

        let new = set(&[("a.rs", "a\n"), ("b/c.rs", "changed\n")]);
        let changes = new.write(root.path()).unwrap();
        assert_eq!(changes.written, [format!("{FOLDER}/b/c.rs")]);
        assert_eq!(changes.deleted, [format!("{FOLDER}/gone.rs")]);
        assert_eq!(changes.unchanged, 1);
        assert_eq!(on_disk(root.path(), "b/c.rs").unwrap(), "changed\n");
        assert_eq!(on_disk(root.path(), "../lib.rs").unwrap(), "by hand");
        assert_eq!(new.check(root.path()).unwrap(), []);
    }

    #[test]
    fn check_reports_each_kind_of_drift_and_writes_nothing() {
        let root = tempfile::tempdir().unwrap();
        set(&[("a.rs", "one\ntwo\n"), ("stale.rs", "")])
            .write(root.path())
            .unwrap();
        let drift = set(&[("a.rs", "one\n2\n"), ("new.rs", "")])
            .check(root.path())
            .unwrap();
        let text: String = drift.iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(text, @r"
        changed: crates/whatsapp-business-media/src/generated/a.rs
        --- crates/whatsapp-business-media/src/generated/a.rs
        +++ generated
        @@ -1,2 +1,2 @@
         one
        -two
        +2
        missing: crates/whatsapp-business-media/src/generated/new.rs
        stale: crates/whatsapp-business-media/src/generated/stale.rs (nothing generates it)
        ");
        assert_eq!(on_disk(root.path(), "a.rs").unwrap(), "one\ntwo\n");
        assert_eq!(on_disk(root.path(), "new.rs"), None);
    }

    #[test]
    fn a_readme_is_amended_and_never_deleted() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("README.md"), "old\n").unwrap();
        let mut set = set(&[]);
        set.amend("README.md", "new\n");
        set.amend("Cargo.toml", "");
        assert_eq!(set.check(root.path()).unwrap().len(), 1);
        assert_eq!(set.write(root.path()).unwrap().written, ["README.md"]);
        assert_eq!(set.check(root.path()).unwrap(), []);
        assert!(!root.path().join("Cargo.toml").exists());
    }

    #[test]
    fn files_of_people_are_out_of_reach() {
        let root = tempfile::tempdir().unwrap();
        for path in [
            "crates/a/src/lib.rs",
            "spec/media/openapi.yaml",
            "crates/a/src/generated/../lib.rs",
            "a.rs",
        ] {
            let mut set = FileSet::new();
            set.insert(path, "");
            assert!(set.write(root.path()).is_err(), "{path}");
            assert!(set.check(root.path()).is_err(), "{path}");
        }
        fs::create_dir_all(root.path().join("crates/a/src")).unwrap();
        fs::write(root.path().join("crates/a/src/lib.rs"), "").unwrap();
        let mut greedy = FileSet::new();
        greedy.own("crates/a/src");
        assert_eq!(greedy.write(root.path()).unwrap(), Changes::default());
        assert!(root.path().join("crates/a/src/lib.rs").exists());
    }
}
