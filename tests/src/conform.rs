//! Checks payloads against the generated types: decodes each file of a manifest, encodes it again and reports what was lost.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;
use whatsapp_business_core::error::GraphErrorResponse;
use whatsapp_business_core::rt::conformance::{Direction, Outcome, reencode};

use crate::{family, json};

/// A row of a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Line in the manifest.
    pub line: usize,
    /// `request`, `response`, `error` or `webhook`.
    pub kind: String,
    /// Operation id or webhook field, or `-`.
    pub operation: String,
    /// The file, as the manifest names it.
    pub path: String,
}

/// The result for a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing was lost.
    Ok,
    /// These JSON paths were dropped.
    Lost(Vec<String>),
    /// It could not be decoded.
    Fail(String),
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ok => f.write_str("ok"),
            Self::Lost(paths) => write!(f, "lost {}", paths.join(" ")),
            Self::Fail(error) => write!(f, "fail {error}"),
        }
    }
}

/// The totals of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Files.
    pub files: usize,
    /// Files that could not be decoded.
    pub failures: usize,
    /// JSON leaves of the input.
    pub leaves: usize,
    /// JSON leaves that were lost.
    pub lost: usize,
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            files,
            failures,
            leaves,
            lost,
        } = self;
        write!(
            f,
            "files {files}, failures {failures}, leaves in {leaves}, leaves lost {lost}"
        )
    }
}

/// A manifest: its path and its rows.
#[derive(Clone, Debug)]
pub struct Manifest {
    folder: PathBuf,
    /// The rows in order.
    pub rows: Vec<Row>,
}

impl Manifest {
    /// Reads a manifest: tab-separated, a header row with the columns `kind`, `operation` and `path` in any order, others ignored.
    /// Empty lines and lines that begin with `#` are skipped.
    ///
    /// # Errors
    ///
    /// Returns an error if the file cannot be read, a column is missing, or a row has too few cells.
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| format!("{}", path.display()))?;
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        Ok(Self {
            folder,
            rows: rows(&text).with_context(|| format!("{}", path.display()))?,
        })
    }

    /// The path of a row's file: as named, or relative to the manifest.
    fn locate(&self, row: &Row) -> PathBuf {
        let beside = self.folder.join(&row.path);
        if beside.exists() {
            beside
        } else {
            PathBuf::from(&row.path)
        }
    }

    /// Checks every row and reports each verdict as it is known.
    pub fn check(&self, mut report: impl FnMut(&Row, &Verdict)) -> Totals {
        let mut totals = Totals::default();
        for row in &self.rows {
            totals.files += 1;
            let verdict = match fs::read(self.locate(row)) {
                Ok(bytes) => {
                    let (leaves, verdict) = check(&row.kind, &row.operation, &bytes);
                    totals.leaves += leaves;
                    verdict
                }
                Err(error) => Verdict::Fail(format!("cannot be read: {error}")),
            };
            match &verdict {
                Verdict::Ok => {}
                Verdict::Lost(paths) => totals.lost += paths.len(),
                Verdict::Fail(_) => totals.failures += 1,
            }
            report(row, &verdict);
        }
        totals
    }
}

fn rows(text: &str) -> Result<Vec<Row>> {
    let mut lines = text
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line.trim_end_matches('\r')))
        .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
    let Some((_, header)) = lines.next() else {
        bail!("the manifest is empty; it begins with the header `kind<TAB>operation<TAB>path`");
    };
    let names: Vec<&str> = header.split('\t').map(str::trim).collect();
    let column = |name: &str| {
        names
            .iter()
            .position(|other| *other == name)
            .with_context(|| {
                format!(
                    "the header has no column `{name}`; it has {}",
                    names.join(", ")
                )
            })
    };
    let (kind, operation, path) = (column("kind")?, column("operation")?, column("path")?);
    lines
        .map(|(line, text)| {
            let cells: Vec<&str> = text.split('\t').map(str::trim).collect();
            let cell = |index: usize| {
                let cell = cells.get(index).copied().filter(|cell| !cell.is_empty());
                cell.map(str::to_owned)
                    .with_context(|| format!("line {line} has too few cells"))
            };
            Ok(Row {
                line,
                kind: cell(kind)?,
                operation: cell(operation)?,
                path: cell(path)?,
            })
        })
        .collect()
}

/// Checks one payload against the types. Also returns its number of leaves.
#[must_use]
pub fn check(kind: &str, operation: &str, bytes: &[u8]) -> (usize, Verdict) {
    let input: Value = match serde_json::from_slice(bytes) {
        Ok(input) => input,
        Err(error) => return (0, Verdict::Fail(format!("not valid JSON: {error}"))),
    };
    let outcomes = match kind {
        "request" => by_operation(Direction::Request, operation, bytes),
        "response" if operation != "error" => by_operation(Direction::Response, operation, bytes),
        "error" | "response" => Ok(vec![reencode::<GraphErrorResponse>(bytes)]),
        "webhook" => webhook(&input, bytes).map(|outcome| vec![outcome]),
        other => Err(format!(
            "`{other}` is no kind; use request, response, error or webhook"
        )),
    };
    let verdict = outcomes.map_or_else(Verdict::Fail, |outcomes| best(&input, outcomes));
    (json::leaves(&input).len(), verdict)
}

fn by_operation(
    direction: Direction,
    operation: &str,
    bytes: &[u8],
) -> Result<Vec<Outcome>, String> {
    let family = family::of(operation).ok_or_else(|| format!("no operation `{operation}`"))?;
    (family.roundtrip)(direction, operation, bytes)
        .ok_or_else(|| format!("`{operation}` has no JSON body in this direction"))
}

/// Decodes a webhook's envelope and the value of each change by its field.
///
/// # Errors
///
/// Returns an error if it is not a webhook, or if no type has one of its fields.
pub fn webhook(input: &Value, bytes: &[u8]) -> Result<Outcome, String> {
    let envelope = by_operation(Direction::Request, "receive_webhook", bytes)?;
    let Some(Ok(mut output)) = envelope.into_iter().next() else {
        return Err("the envelope does not decode".to_owned());
    };
    let mut changes = 0;
    let entries = input
        .get("entry")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    for (at, entry) in entries.enumerate() {
        let list = entry
            .get("changes")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        for (index, change) in list.enumerate() {
            let field = change
                .get("field")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let Some(value) = change.get("value") else {
                continue;
            };
            let outcome = whatsapp_business_webhooks::conformance::webhook(
                field,
                value.to_string().as_bytes(),
            )
            .ok_or_else(|| format!("no webhook has the field `{field}`"))?;
            // The type has one spelling of a field that has several; the receiver also gets the raw change.
            if let Some(place) = output.pointer_mut(&format!("/entry/{at}/changes/{index}/field")) {
                *place = field.into();
            }
            let place = output.pointer_mut(&format!("/entry/{at}/changes/{index}/value"));
            match (outcome, place) {
                (Ok(value), Some(place)) => *place = value,
                (Err(error), _) => return Ok(Err(error)),
                (Ok(_), None) => return Err(format!("change {index} of entry {at} was dropped")),
            }
            changes += 1;
        }
    }
    if changes == 0 {
        return Err("there is no `entry[].changes[]` with a value".to_owned());
    }
    Ok(Ok(output))
}

/// The verdict of the type that preserves the most.
fn best(input: &Value, outcomes: Vec<Outcome>) -> Verdict {
    let mut error = None;
    let mut fewest: Option<Vec<String>> = None;
    for outcome in outcomes {
        match outcome {
            Ok(output) => {
                let lost = json::lost(input, &output);
                if fewest
                    .as_ref()
                    .is_none_or(|fewest| lost.len() < fewest.len())
                {
                    fewest = Some(lost);
                }
            }
            Err(text) => {
                error.get_or_insert(text);
            }
        }
    }
    match fewest {
        Some(lost) if lost.is_empty() => Verdict::Ok,
        Some(lost) => Verdict::Lost(lost),
        None => Verdict::Fail(error.unwrap_or_else(|| "no type accepts it".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_name() {
        let rows =
            rows("# c\npath\tkind\tnote\toperation\n\na.json\trequest\t\tsend_message\n").unwrap();
        let row = Row {
            line: 4,
            kind: "request".to_owned(),
            operation: "send_message".to_owned(),
            path: "a.json".to_owned(),
        };
        assert_eq!(rows, [row]);
    }

    #[test]
    fn an_invalid_manifest_reports_what_is_missing() {
        assert!(rows("").unwrap_err().to_string().contains("header"));
        assert!(
            rows("kind\tpath\n")
                .unwrap_err()
                .to_string()
                .contains("`operation`")
        );
        assert!(
            rows("kind\toperation\tpath\nrequest\n")
                .unwrap_err()
                .to_string()
                .contains("line 2")
        );
    }

    #[test]
    fn a_field_that_no_type_has_is_reported_as_lost() {
        let text = br#"{"success": true, "invented": {"a": [1, 2]}}"#;
        let (leaves, verdict) = check("response", "delete_media", text);
        assert_eq!(leaves, 3);
        assert_eq!(
            verdict,
            Verdict::Lost(vec![
                "$.invented.a[0]".to_owned(),
                "$.invented.a[1]".to_owned()
            ])
        );
    }

    #[test]
    fn undecodable_payloads_fail_with_the_reason() {
        let fail = |kind, operation, text: &str| match check(kind, operation, text.as_bytes()).1 {
            Verdict::Fail(error) => error,
            verdict => panic!("{verdict}"),
        };
        assert!(fail("request", "send_message", "{").contains("not valid JSON"));
        assert!(fail("request", "no_such_operation", "{}").contains("no_such_operation"));
        assert!(fail("guess", "send_message", "{}").contains("guess"));
        assert!(fail("response", "upload_media", "{}").contains("id"));
    }

    #[test]
    fn twins_on_one_path_are_interchangeable() {
        let receipt = br#"{"messaging_product":"whatsapp","status":"read","message_id":"wamid.X"}"#;
        assert_eq!(check("request", "send_message", receipt).1, Verdict::Ok);
        assert_eq!(
            check("response", "send_message", br#"{"success":true}"#).1,
            Verdict::Ok
        );
    }
}
