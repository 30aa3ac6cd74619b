//! Reads the files of `spec/`: YAML and JSON into values that know the line of every node, and tables.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::Path;

use saphyr::{Scalar, ScalarStyle};
use saphyr_parser::{Event, Parser, Span};
use serde_json::{Map, Value};

use crate::diagnostics::{Diagnostics, Finding, Place};
use crate::pointer;

/// A file, parsed, with the line of every node.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Path from the root of the workspace.
    pub file: String,
    /// Content. Mappings keep the order of the file.
    pub value: Value,
    /// JSON pointer of each node: line of its key, or of the item itself in a sequence.
    pub lines: BTreeMap<String, usize>,
}

impl Document {
    /// The place of a node; of its closest ancestor when the node is not in the file.
    #[must_use]
    pub fn place(&self, pointer: &str) -> Place {
        let mut at = pointer;
        let line = loop {
            if let Some(line) = self.lines.get(at) {
                break *line;
            }
            match at.rfind('/') {
                Some(end) => at = at.get(..end).unwrap_or_default(),
                None => break 1,
            }
        };
        Place {
            file: self.file.clone(),
            line,
            pointer: pointer.to_owned(),
        }
    }
}

/// Reads and parses a YAML file. `file` is its path from `root`.
///
/// # Errors
/// When the file cannot be read, is not one valid YAML document, repeats a key, has a key that is not text, or uses anchors
/// or tags, which JSON cannot express.
pub fn yaml(root: &Path, file: &str) -> Result<Document, Diagnostics> {
    parse_yaml(file, &text(root, file)?)
}

/// Reads a text file. `file` is its path from `root`.
///
/// # Errors
/// When the file cannot be read or is not UTF-8.
pub fn text(root: &Path, file: &str) -> Result<String, Diagnostics> {
    fs::read_to_string(root.join(file)).map_err(|error| {
        Finding::error(
            "unreadable-file",
            Place::file(file),
            format!("cannot read the file: {error}"),
        )
        .into()
    })
}

/// Reads and parses a JSON file. `file` is its path from `root`. Returns the value, and the line of every node by its pointer.
///
/// # Errors
/// When the file cannot be read, or is not valid JSON; the finding has the line.
pub fn json(root: &Path, file: &str) -> Result<(Value, BTreeMap<String, usize>), Diagnostics> {
    let text = text(root, file)?;
    let value = serde_json::from_str(&text).map_err(|error| {
        let message = format!("not valid JSON at column {}: {error}", error.column());
        Finding::error("broken-json", Place::line(file, error.line()), message)
    })?;
    // All but the most exotic JSON is YAML; without its lines, findings name the file.
    let lines = parse_yaml(file, &text)
        .map(|document| document.lines)
        .unwrap_or_default();
    Ok((value, lines))
}

/// One row of a table: the line it stands in, and its cells by column name.
pub type Row = (usize, BTreeMap<String, String>);

/// Reads a table of tab separated values with a header line. Cells that are missing at the end of a row are empty.
///
/// # Errors
/// When the file cannot be read, has no header with these columns, or a row has more cells than the header.
pub fn table(root: &Path, file: &str, columns: &[&str]) -> Result<Vec<Row>, Diagnostics> {
    let text = text(root, file)?;
    let mut lines = text.lines().enumerate();
    let header: Vec<&str> = lines
        .next()
        .map(|(_, line)| line.split('\t').collect())
        .unwrap_or_default();
    let mut findings = Diagnostics::new();
    for column in columns.iter().filter(|column| !header.contains(column)) {
        findings.push(Finding::error(
            "broken-table",
            Place::line(file, 1),
            format!("there is no column `{column}`"),
        ));
    }
    let mut rows = Vec::new();
    for (index, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        let cells: Vec<&str> = line.split('\t').collect();
        if cells.len() > header.len() {
            let message = format!("{} cells under {} columns", cells.len(), header.len());
            findings.push(Finding::error(
                "broken-table",
                Place::line(file, index + 1),
                message,
            ));
        }
        let row = header
            .iter()
            .zip(cells.into_iter().chain(std::iter::repeat("")))
            .map(|(column, cell)| ((*column).to_owned(), cell.to_owned()))
            .collect();
        rows.push((index + 1, row));
    }
    findings.or_value(rows)
}

/// Parses YAML that was read from `file`.
///
/// # Errors
/// As for [`yaml`].
pub fn parse_yaml(file: &str, text: &str) -> Result<Document, Diagnostics> {
    let mut reader = Reader {
        file,
        lines: BTreeMap::new(),
        findings: Diagnostics::new(),
    };
    for (index, line) in text.lines().enumerate() {
        // The parser tolerates tabs in some places where other tools do not.
        if line.trim_start_matches(' ').starts_with('\t') {
            reader.report("yaml-tab", index + 1, "indented with a tab", String::new());
        }
    }
    let mut value = Value::Null;
    let mut documents = 0;
    let mut events = Parser::new_from_str(text);
    while let Some(event) = events.next() {
        match event {
            Ok((Event::DocumentStart(_), _)) => documents += 1,
            Ok((
                event @ (Event::Scalar(..)
                | Event::SequenceStart(..)
                | Event::MappingStart(..)
                | Event::Alias(_)),
                span,
            )) => match reader.node(&mut events, event, span, String::new()) {
                Some(node) => value = node,
                None => break,
            },
            Ok(_) => {}
            Err(error) => {
                reader.broken(&error);
                break;
            }
        }
    }
    if documents != 1 && reader.findings.is_empty() {
        reader.report(
            "broken-yaml",
            1,
            &format!("{documents} YAML documents where one is expected"),
            String::new(),
        );
    }
    let Reader {
        lines, findings, ..
    } = reader;
    findings.or_value(Document {
        file: file.to_owned(),
        value,
        lines,
    })
}

struct Reader<'a> {
    file: &'a str,
    lines: BTreeMap<String, usize>,
    findings: Diagnostics,
}

type Events<'a> = Parser<'a, saphyr_parser::StrInput<'a>>;

impl Reader<'_> {
    fn report(&mut self, rule: &'static str, line: usize, message: &str, pointer: String) {
        let place = Place {
            file: self.file.to_owned(),
            line,
            pointer,
        };
        self.findings.push(Finding::error(rule, place, message));
    }

    fn broken(&mut self, error: &saphyr::ScanError) {
        let message = format!(
            "not valid YAML at column {}: {}",
            error.marker().col() + 1,
            error.info()
        );
        self.report(
            "broken-yaml",
            error.marker().line(),
            &message,
            String::new(),
        );
    }

    /// The node that begins with `event`, or `None` when the text ends or breaks inside of it.
    fn node(
        &mut self,
        events: &mut Events<'_>,
        event: Event<'_>,
        span: Span,
        at: String,
    ) -> Option<Value> {
        let line = span.start.line();
        self.lines.entry(at.clone()).or_insert(line);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.only_json(anchor, tag.is_some(), line, &at);
                Some(self.scalar(&text, style, line, at))
            }
            Event::SequenceStart(anchor, tag) => {
                self.only_json(anchor, tag.is_some(), line, &at);
                self.sequence(events, &at)
            }
            Event::MappingStart(anchor, tag) => {
                self.only_json(anchor, tag.is_some(), line, &at);
                self.mapping(events, &at)
            }
            _ => {
                self.report(
                    "yaml-anchor",
                    line,
                    "aliases are not used; write a `$ref`",
                    at,
                );
                Some(Value::Null)
            }
        }
    }

    fn only_json(&mut self, anchor: usize, tagged: bool, line: usize, at: &str) {
        if anchor != 0 {
            self.report(
                "yaml-anchor",
                line,
                "anchors are not used; write a `$ref`",
                at.to_owned(),
            );
        }
        if tagged {
            self.report("yaml-tag", line, "tags are not used", at.to_owned());
        }
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, line: usize, at: String) -> Value {
        match Scalar::parse_from_cow_and_metadata(text.into(), style, None) {
            Some(Scalar::Null) => Value::Null,
            Some(Scalar::Boolean(value)) => value.into(),
            Some(Scalar::Integer(value)) => value.into(),
            Some(Scalar::FloatingPoint(value)) => {
                match serde_json::Number::from_f64(value.into_inner()) {
                    Some(number) => number.into(),
                    None => {
                        self.report(
                            "broken-yaml",
                            line,
                            &format!("{text} is not a number that JSON has"),
                            at,
                        );
                        Value::Null
                    }
                }
            }
            Some(Scalar::String(value)) => value.into_owned().into(),
            None => text.into(),
        }
    }

    fn sequence(&mut self, events: &mut Events<'_>, at: &str) -> Option<Value> {
        let mut items = Vec::new();
        loop {
            match self.next(events)? {
                (Event::SequenceEnd, _) => return Some(items.into()),
                (event, span) => {
                    let pointer = pointer::join(at, &items.len().to_string());
                    items.push(self.node(events, event, span, pointer)?);
                }
            }
        }
    }

    fn mapping(&mut self, events: &mut Events<'_>, at: &str) -> Option<Value> {
        let mut map = Map::new();
        let mut seen = HashSet::new();
        loop {
            let (event, span) = self.next(events)?;
            let line = span.start.line();
            let key = match event {
                Event::MappingEnd => return Some(map.into()),
                Event::Scalar(text, style, ..) => {
                    let plain = Scalar::parse_from_cow_and_metadata(text.clone(), style, None);
                    if !matches!(plain, Some(Scalar::String(_)) | None) {
                        self.report(
                            "yaml-key",
                            line,
                            &format!("key {text} is not text; quote it"),
                            at.to_owned(),
                        );
                    }
                    text.into_owned()
                }
                other => {
                    self.report("yaml-key", line, "key is not text", at.to_owned());
                    self.node(events, other, span, at.to_owned())?;
                    String::new()
                }
            };
            let pointer = pointer::join(at, &key);
            if !seen.insert(key.clone()) {
                let message = format!("key `{key}` was given before in this mapping");
                self.report("yaml-duplicate-key", line, &message, pointer.clone());
            }
            self.lines.entry(pointer.clone()).or_insert(line);
            let (event, span) = self.next(events)?;
            let value = self.node(events, event, span, pointer)?;
            map.insert(key, value);
        }
    }

    fn next<'a>(&mut self, events: &mut Events<'a>) -> Option<(Event<'a>, Span)> {
        match events.next()? {
            Ok(next) => Some(next),
            Err(error) => {
                self.broken(&error);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests;
