//! Versions of the Graph API: `spec/graph-versions.tsv` as Rust.

use std::fmt::Write as _;
use std::path::Path;

use super::cells::Cells;
use super::marker;
use crate::diagnostics::Diagnostics;
use crate::load;

/// The table.
pub const TABLE: &str = "spec/graph-versions.tsv";

/// The rule of the table.
pub(crate) const RULE: &str = "graph-versions";

const COLUMNS: [&str; 4] = ["version", "released", "until", "source"];

/// One row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Line of the table.
    pub line: usize,
    /// Name, such as `v26.0`.
    pub name: String,
    /// Day of the release, in ISO 8601.
    pub released: String,
    /// Last day, in ISO 8601; `None` if it is not announced.
    pub until: Option<String>,
}

impl Version {
    /// Major and minor number.
    #[must_use]
    pub fn numbers(&self) -> Option<(u32, u32)> {
        numbers(&self.name)
    }
}

/// Major and minor number of a version such as `v26.0`.
#[must_use]
pub fn numbers(version: &str) -> Option<(u32, u32)> {
    let (major, minor) = version.strip_prefix('v')?.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

/// Reads the table; empty when there is none.
///
/// # Errors
/// When the file cannot be read, or a cell does not hold what its column is for.
pub fn read(root: &Path) -> Result<Vec<Version>, Diagnostics> {
    if !root.join(TABLE).exists() {
        return Ok(Vec::new());
    }
    let rows = load::table(root, TABLE, &COLUMNS)?;
    let mut findings = Diagnostics::new();
    let mut versions = Vec::new();
    for row in &rows {
        let mut cells = Cells::new(TABLE, RULE, row, &mut findings);
        cells.text("source");
        versions.push(Version {
            line: cells.line(),
            name: cells.text("version"),
            released: cells.text("released"),
            until: cells.optional("until"),
        });
    }
    findings.or_value(versions)
}

/// The table of core.
pub(super) fn core(versions: &[Version]) -> String {
    let mut out = marker(TABLE);
    out.push_str(
        "//! Versions of the Graph API.\n\n\
         use crate::version::GraphVersion;\n\n\
         /// Sorted, oldest first.\n\
         pub(crate) static VERSIONS: &[GraphVersion] = &[\n",
    );
    for version in versions {
        let _ = writeln!(
            out,
            "    GraphVersion {{ name: {:?}, released: {:?}, until: {:?} }},",
            version.name, version.released, version.until
        );
    }
    out.push_str("];\n");
    out
}

/// Names for the simulator.
pub(super) fn simulator(versions: &[Version]) -> String {
    let mut out = marker(TABLE);
    out.push_str(
        "//! Versions of the Graph API that are served.\n\n\
         /// Sorted, oldest first.\n\
         pub(crate) static VERSIONS: &[&str] = &[\n",
    );
    for version in versions {
        let _ = writeln!(out, "    {:?},", version.name);
    }
    out.push_str("];\n");
    out
}
