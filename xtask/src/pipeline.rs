//! The stages in order: bundle, lint, read, emit, and only then write or compare.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use crate::bundle::{self, Bundled};
use crate::diagnostics::Diagnostics;
use crate::family::Family;
use crate::lint;
use crate::model::Schema;
use crate::output::{Changes, Drift, FileSet};
use crate::{catalog, emit, facts, read, readme};

/// Folder of the operations by name, in the crate of the conformance tests.
const CONFORMANCE: &str = "crates/whatsapp-business-conformance/src/generated";

/// What became of the generated files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// They were written.
    Written(Changes),
    /// They were compared.
    Compared(Vec<Drift>),
}

/// Why there is no outcome.
#[derive(Debug)]
pub enum Failure {
    /// The specification is wrong.
    Specification(Diagnostics),
    /// A stage is wrong: it cannot handle what the rules accept. The name of the family, and what happened.
    Stage(String, anyhow::Error),
    /// The file system refused.
    Files(io::Error),
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Specification(findings) => findings.fmt(f),
            Self::Stage(family, error) => write!(f, "cannot generate {family}: {error:#}"),
            Self::Files(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Failure {}

impl From<Diagnostics> for Failure {
    fn from(findings: Diagnostics) -> Self {
        Self::Specification(findings)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Files(error)
    }
}

/// Generates all files of one family, or of all of them, in memory. The same specification gives the same bytes.
///
/// # Errors
/// All findings, when the specification breaks a rule; or the failure of a stage.
pub fn generate(root: &Path, family: Option<&str>) -> Result<FileSet, Failure> {
    let all = Family::discover(root)?;
    let families = Family::select(root, family)?;
    let (documents, findings) = lint::lint_families(root, &families);
    findings.or_value(())?;
    let documents = with_others(root, &all, documents)?;
    let platform = read::all(&documents).map_err(|problems| {
        let mut findings = Diagnostics::new();
        for (at, problem) in problems {
            if let Some(bundled) = documents.get(at) {
                findings.merge(lint::lowering(bundled, vec![problem]));
            }
        }
        findings
    })?;
    let mut files = FileSet::new();
    let is_selected = |name: &str| families.iter().any(|family| family.name == name);
    let shared = Some(&platform.shared).filter(|api| api.defined().any(Schema::is_type));
    let selected = || {
        platform
            .families
            .iter()
            .filter(|api| is_selected(&api.family))
    };
    for api in selected().chain(shared) {
        let folder = format!(
            "crates/{}/src/generated",
            Family::new(root, &api.family).crate_name
        );
        let emitted =
            emit::files(api).map_err(|error| Failure::Stage(api.family.clone(), error))?;
        for (name, text) in emitted {
            files.insert(format!("{folder}/{name}"), text);
        }
        files.own(folder);
    }
    for api in selected() {
        let module = Family::new(root, &api.family).module;
        files.insert(
            format!("{CONFORMANCE}/{module}.rs"),
            emit::conformance::emit(api),
        );
    }
    let names: Vec<String> = all.iter().map(|family| family.name.clone()).collect();
    files.insert(
        format!("{CONFORMANCE}/mod.rs"),
        emit::conformance::index(&names),
    );
    for (path, text) in facts::files(root)? {
        files.insert(path, text);
    }
    let selected = documents
        .iter()
        .filter(|bundled| is_selected(&bundled.family));
    let catalogs = catalog::files(&all, selected);
    for (path, text) in catalogs.map_err(|(family, error)| Failure::Stage(family, error))? {
        files.insert(path, text);
    }
    if family.is_none() {
        files.own(catalog::FOLDER);
        files.own(CONFORMANCE.to_owned());
        for (path, text) in readme::readmes(root, &documents)? {
            files.amend(path, text);
        }
    }
    Ok(files)
}

/// The checked documents and those of the other families, in the order of the families: shared types are those of all of them.
fn with_others(
    root: &Path,
    all: &[Family],
    checked: Vec<Bundled>,
) -> Result<Vec<Bundled>, Diagnostics> {
    let mut checked: BTreeMap<String, Bundled> = checked
        .into_iter()
        .map(|bundled| (bundled.family.clone(), bundled))
        .collect();
    all.iter()
        .map(|family| match checked.remove(&family.name) {
            Some(bundled) => Ok(bundled),
            None => bundle::bundle(root, family),
        })
        .collect()
}

/// Generates, and writes what differs; or with `check`, only compares.
///
/// # Errors
/// When the specification breaks a rule, or files cannot be read or written.
pub fn run(root: &Path, family: Option<&str>, check: bool) -> Result<Outcome, Failure> {
    let files = generate(root, family)?;
    Ok(if check {
        Outcome::Compared(files.check(root)?)
    } else {
        Outcome::Written(files.write(root)?)
    })
}
