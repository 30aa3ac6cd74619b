//! Reads the files of `spec/`: YAML and JSON into values that know where each node is written, and tables.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::path::Path;

use saphyr::{Scalar, ScalarStyle};
use saphyr_parser::{Event, Parser, Span};
use serde_json::{Map, Value};

use crate::diagnostics::{Diagnostics, Finding, Place};
use crate::pointer;

/// Where a node is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// Width in characters; 0 for the rest of the line.
    pub width: usize,
}

impl Mark {
    /// The first line, where there is nothing better.
    const LINE_1: Self = Self {
        line: 1,
        column: 0,
        width: 0,
    };

    /// The place of a node with this mark.
    #[must_use]
    pub fn place(self, file: &str, pointer: &str) -> Place {
        Place {
            file: file.to_owned(),
            line: self.line,
            column: self.column,
            width: self.width,
            pointer: pointer.to_owned(),
        }
    }
}

impl From<Span> for Mark {
    fn from(span: Span) -> Self {
        let (start, end) = (span.start, span.end);
        Self {
            line: start.line(),
            column: start.col() + 1,
            width: match start.line() == end.line() {
                true => end.col().saturating_sub(start.col()),
                false => 0,
            },
        }
    }
}

/// Marks of nodes by their JSON pointers: of the value of a scalar, of the key of everything else.
pub type Marks = BTreeMap<String, Mark>;

/// A file, parsed, with the mark of every node.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Path from the root of the workspace.
    pub file: String,
    /// Content. Mappings keep the order of the file.
    pub value: Value,
    /// Where each node is written.
    pub marks: Marks,
}

impl Document {
    /// The place of a node; of its closest ancestor when the node is not in the file.
    #[must_use]
    pub fn place(&self, pointer: &str) -> Place {
        let mut at = pointer;
        let mark = loop {
            if let Some(mark) = self.marks.get(at) {
                break *mark;
            }
            match at.rfind('/') {
                Some(end) => at = at.get(..end).unwrap_or_default(),
                None => break Mark::LINE_1,
            }
        };
        mark.place(&self.file, pointer)
    }
}

/// Reads and parses a YAML file. `file` is its path from `root`.
///
/// # Errors
/// When the file cannot be read or is not one valid YAML document, or when it has duplicate keys, keys that are not text,
/// anchors or tags, which JSON cannot express.
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

/// Reads and parses a JSON file. `file` is its path from `root`. Returns the value and the marks of its nodes.
///
/// # Errors
/// When the file cannot be read or is not valid JSON.
pub fn json(root: &Path, file: &str) -> Result<(Value, Marks), Diagnostics> {
    let text = text(root, file)?;
    let value = serde_json::from_str(&text).map_err(|error| {
        let mark = Mark {
            line: error.line(),
            column: error.column(),
            width: 1,
        };
        Finding::error(
            "broken-json",
            mark.place(file, ""),
            format!("not valid JSON: {error}"),
        )
    })?;
    // JSON is YAML, apart from rare escapes. Without marks, findings name only the file.
    let marks = parse_yaml(file, &text)
        .map(|document| document.marks)
        .unwrap_or_default();
    Ok((value, marks))
}

/// Files of a folder with an extension, sorted; empty when there is no such folder.
#[must_use]
pub fn files(dir: &Path, extension: &str) -> BTreeSet<String> {
    let Ok(entries) = std::fs::read_dir(dir) else {
        return BTreeSet::new();
    };
    entries
        .filter_map(Result::ok)
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| {
            Path::new(name)
                .extension()
                .is_some_and(|it| it == extension)
        })
        .collect()
}

/// One row of a table: its line, and its cells by column name.
pub type Row = (usize, BTreeMap<String, String>);

/// Reads a table of tab-separated values with a header line. Cells missing at the end of a row are empty.
///
/// # Errors
/// When the file cannot be read, a column is missing, or a row has more cells than the header.
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
            format!("column `{column}` is missing"),
        ));
    }
    let mut rows = Vec::new();
    for (index, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        let cells: Vec<&str> = line.split('\t').collect();
        if cells.len() > header.len() {
            let message = format!("row has {} cells for {} columns", cells.len(), header.len());
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
        marks: Marks::new(),
        findings: Diagnostics::new(),
    };
    for (index, line) in text.lines().enumerate() {
        // The parser tolerates tabs in some places where other tools do not.
        if line.trim_start_matches(' ').starts_with('\t') {
            let mark = Mark {
                line: index + 1,
                column: line.chars().take_while(|c| *c == ' ').count() + 1,
                width: 1,
            };
            reader.report("yaml-tab", mark, "indented with a tab", "");
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
            )) => match reader.node(&mut events, event, span, None, "") {
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
            Mark::LINE_1,
            &format!("expected one YAML document, found {documents}"),
            "",
        );
    }
    let Reader {
        marks, findings, ..
    } = reader;
    findings.or_value(Document {
        file: file.to_owned(),
        value,
        marks,
    })
}

struct Reader<'a> {
    file: &'a str,
    marks: Marks,
    findings: Diagnostics,
}

type Events<'a> = Parser<'a, saphyr_parser::StrInput<'a>>;

impl Reader<'_> {
    fn report(&mut self, rule: &'static str, mark: Mark, message: &str, pointer: &str) {
        let place = mark.place(self.file, pointer);
        self.findings.push(Finding::error(rule, place, message));
    }

    fn broken(&mut self, error: &saphyr::ScanError) {
        let mark = Mark {
            line: error.marker().line(),
            column: error.marker().col() + 1,
            width: 1,
        };
        let message = format!("not valid YAML: {}", error.info());
        self.report("broken-yaml", mark, &message, "");
    }

    /// The node that begins with `event`, or `None` when the text ends or breaks inside of it. `key` is the key of the node in its
    /// mapping.
    fn node(
        &mut self,
        events: &mut Events<'_>,
        event: Event<'_>,
        span: Span,
        key: Option<Mark>,
        at: &str,
    ) -> Option<Value> {
        let mark = match (&event, key) {
            (Event::Scalar(text, style, ..), Some(key)) => {
                let block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
                if block || text.is_empty() {
                    key
                } else {
                    span.into()
                }
            }
            (Event::SequenceStart(..) | Event::MappingStart(..), None) => Mark {
                width: 0,
                ..span.into()
            },
            (Event::SequenceStart(..) | Event::MappingStart(..), Some(key)) => key,
            _ => span.into(),
        };
        self.marks.entry(at.to_owned()).or_insert(mark);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.only_json(anchor, tag.is_some(), mark, at);
                Some(self.scalar(&text, style, mark, at))
            }
            Event::SequenceStart(anchor, tag) => {
                self.only_json(anchor, tag.is_some(), mark, at);
                self.sequence(events, at)
            }
            Event::MappingStart(anchor, tag) => {
                self.only_json(anchor, tag.is_some(), mark, at);
                self.mapping(events, at)
            }
            _ => {
                self.report(
                    "yaml-anchor",
                    mark,
                    "aliases are not used; write a `$ref`",
                    at,
                );
                Some(Value::Null)
            }
        }
    }

    fn only_json(&mut self, anchor: usize, tagged: bool, mark: Mark, at: &str) {
        if anchor != 0 {
            self.report(
                "yaml-anchor",
                mark,
                "anchors are not used; write a `$ref`",
                at,
            );
        }
        if tagged {
            self.report("yaml-tag", mark, "tags are not used", at);
        }
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, mark: Mark, at: &str) -> Value {
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
                            mark,
                            &format!("JSON has no number `{text}`"),
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
                    items.push(self.node(events, event, span, None, &pointer)?);
                }
            }
        }
    }

    fn mapping(&mut self, events: &mut Events<'_>, at: &str) -> Option<Value> {
        let mut map = Map::new();
        let mut seen = HashSet::new();
        loop {
            let (event, span) = self.next(events)?;
            let mark = Mark::from(span);
            let key = match event {
                Event::MappingEnd => return Some(map.into()),
                Event::Scalar(text, style, ..) => {
                    let plain = Scalar::parse_from_cow_and_metadata(text.clone(), style, None);
                    if !matches!(plain, Some(Scalar::String(_)) | None) {
                        self.report(
                            "yaml-key",
                            mark,
                            &format!("key {text} is not text; quote it"),
                            at,
                        );
                    }
                    text.into_owned()
                }
                other => {
                    self.report("yaml-key", mark, "key is not text", at);
                    self.node(events, other, span, None, at)?;
                    String::new()
                }
            };
            let pointer = pointer::join(at, &key);
            if !seen.insert(key.clone()) {
                let message = format!("key `{key}` is already in this mapping");
                self.report("yaml-duplicate-key", mark, &message, &pointer);
            }
            let (event, span) = self.next(events)?;
            let value = self.node(events, event, span, Some(mark), &pointer)?;
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
