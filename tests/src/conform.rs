//! Checks payloads against the generated types: decodes each file of a manifest, encodes it again and reports what was lost.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;
use whatsapp_business_conformance::{Codec, Direction, Outcome};
use whatsapp_business_core::error::GraphErrorResponse;

use crate::json;

mod spelling;

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
///
/// The type of the operation itself decides. Those of other operations on the same method and path only help to explain a failure.
#[must_use]
pub fn check(kind: &str, operation: &str, bytes: &[u8]) -> (usize, Verdict) {
    let input: Value = match serde_json::from_slice(bytes) {
        Ok(input) => input,
        Err(error) => return (0, Verdict::Fail(format!("not valid JSON: {error}"))),
    };
    let verdict = match kind {
        "request" => by_operation(Direction::Request, operation, &input),
        "response" if operation != "error" => by_operation(Direction::Response, operation, &input),
        "error" | "response" => Ok(by_codec(Codec::of::<GraphErrorResponse>(), &input)),
        "webhook" => Ok(judge(&input, |input| webhook(input).unwrap_or_else(Err))),
        other => Err(format!(
            "`{other}` is no kind; use request, response, error or webhook"
        )),
    };
    let verdict = verdict.unwrap_or_else(Verdict::Fail);
    (json::leaves(&input).len(), verdict)
}

fn by_operation(direction: Direction, operation: &str, input: &Value) -> Result<Verdict, String> {
    let codecs = codecs(direction, operation)?;
    let mut codecs = codecs.into_iter();
    let own = codecs
        .next()
        .ok_or_else(|| format!("`{operation}` has no JSON body in this direction"))?;
    Ok(match by_codec(own, input) {
        Verdict::Fail(error) => {
            let accepts = |twin: Codec| reencode(twin, input).is_ok();
            let hint = if codecs.any(accepts) {
                format!("{error} (another operation of this method and path accepts it)")
            } else {
                error
            };
            Verdict::Fail(hint)
        }
        verdict => verdict,
    })
}

/// The types of an operation: its own, then those of other operations on the same method and path.
fn codecs(direction: Direction, operation: &str) -> Result<Vec<Codec>, String> {
    let family = whatsapp_business_conformance::family_of(operation)
        .ok_or_else(|| format!("no operation `{operation}`"))?;
    Ok((family.codecs)(direction, operation))
}

fn reencode(codec: Codec, input: &Value) -> Outcome {
    (codec.reencode)(input.to_string().as_bytes())
}

fn by_codec(codec: Codec, input: &Value) -> Verdict {
    judge(input, |input| reencode(codec, input))
}

/// Decodes a webhook's envelope and the value of each change by its field.
///
/// # Errors
///
/// Returns an error if it is not a webhook, or if no type has one of its fields.
pub fn webhook(input: &Value) -> Result<Outcome, String> {
    let envelope = codecs(Direction::Request, "receive_webhook")?;
    let envelope = envelope.into_iter().next();
    let Some(Ok(mut output)) = envelope.map(|codec| reencode(codec, input)) else {
        return Err("cannot decode the envelope".to_owned());
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
            let codec = whatsapp_business_conformance::webhook(field)
                .ok_or_else(|| format!("no webhook has the field `{field}`"))?;
            let outcome = reencode(codec, value);
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

/// What became of a payload that `reencode` decodes and encodes again.
fn judge(input: &Value, reencode: impl Fn(&Value) -> Outcome) -> Verdict {
    match reencode(input) {
        Ok(output) => {
            let lost = spelling::lost(input, &output, reencode);
            if lost.is_empty() {
                Verdict::Ok
            } else {
                Verdict::Lost(lost)
            }
        }
        Err(error) => Verdict::Fail(error),
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
    fn twins_do_not_hide_a_failure() {
        let receipt = br#"{"messaging_product":"whatsapp","status":"read","message_id":"wamid.X"}"#;
        assert_eq!(
            check("request", "mark_message_as_read", receipt).1,
            Verdict::Ok
        );
        let Verdict::Fail(error) = check("request", "send_message", receipt).1 else {
            panic!("the type of a message accepts a receipt");
        };
        assert!(error.ends_with("(another operation of this method and path accepts it)"));
        let Verdict::Fail(error) = check("request", "send_message", b"{}").1 else {
            panic!("the type of a message accepts nothing");
        };
        assert!(!error.contains("another operation"), "{error}");
    }

    #[test]
    fn twins_do_not_hide_a_loss() {
        let sent = br#"{"messaging_product":"whatsapp","messages":[{"id":"wamid.X"}],"contacts":[],"success":true}"#;
        assert_eq!(
            check("response", "send_message", sent).1,
            Verdict::Lost(vec!["$.success".to_owned()])
        );
    }

    #[test]
    fn aliases_are_no_loss() {
        // `image/jpg` is another spelling of `image/jpeg`.
        let media = |mime: &str| {
            let text = format!(r#"{{"id":"1","url":"https://example.org","mime_type":"{mime}"}}"#);
            check("response", "get_media_url", text.as_bytes()).1
        };
        assert_eq!(media("image/jpg"), Verdict::Ok);
        assert_eq!(media("image/unheard-of"), Verdict::Ok);
        let template = |kind: &str| {
            let text = format!(
                r#"{{"id":"1","name":"a","language":"en","status":"APPROVED","category":"UTILITY",
                "components":[{{"type":"BUTTONS","buttons":[{{"type":"{kind}","text":"Call","phone_number":"+15550100042"}}]}}]}}"#
            );
            check("response", "get_template", text.as_bytes()).1
        };
        assert_eq!(template("PHONE_NUMBER"), Verdict::Ok);
        assert_eq!(template("PHONE NUMBER"), Verdict::Ok);
    }
}
