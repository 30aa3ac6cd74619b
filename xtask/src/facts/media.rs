//! Media types: `spec/media/types.tsv` as Rust, and as the table of a description.

use std::fmt::Write as _;
use std::path::Path;

use heck::ToUpperCamelCase as _;
use serde_json::Value;

use super::cells::Cells;
use super::marker;
use crate::diagnostics::Diagnostics;
use crate::load;

/// The table.
pub const TABLE: &str = "spec/media/types.tsv";

/// The line of a description that the bundler replaces by the table.
const MARKER: &str = "{{types.tsv}}";

/// The rule of the table.
pub(crate) const RULE: &str = "media-type";

const COLUMNS: [&str; 7] = [
    "kind",
    "mime",
    "extension",
    "bytes",
    "animated",
    "note",
    "source",
];

const KINDS: [&str; 5] = ["audio", "document", "image", "sticker", "video"];

const KB: u64 = 1024;
const MB: u64 = 1024 * KB;

/// One row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaType {
    /// Line of the table.
    pub line: usize,
    /// Kind of message that shows it.
    pub kind: String,
    /// MIME type.
    pub mime: String,
    /// Usual extension of its files, without a dot.
    pub extension: String,
    /// Maximum size in bytes.
    pub bytes: u64,
    /// Maximum size in bytes when it is animated.
    pub animated: Option<u64>,
    /// Further conditions.
    pub note: Option<String>,
}

/// Reads the table; empty when there is none.
///
/// # Errors
/// When the file cannot be read, or a cell does not hold what its column is for.
pub fn read(root: &Path) -> Result<Vec<MediaType>, Diagnostics> {
    if !root.join(TABLE).exists() {
        return Ok(Vec::new());
    }
    let rows = load::table(root, TABLE, &COLUMNS)?;
    let mut findings = Diagnostics::new();
    let mut types = Vec::new();
    for row in &rows {
        let mut cells = Cells::new(TABLE, RULE, row, &mut findings);
        cells.text("source");
        types.push(MediaType {
            line: cells.line(),
            kind: cells.some_word("kind", &KINDS),
            mime: cells.text("mime"),
            extension: cells.text("extension"),
            bytes: cells.some_number("bytes"),
            animated: cells.number("animated"),
            note: cells.optional("note"),
        });
    }
    findings.or_value(types)
}

/// Replaces the marker in descriptions by the table.
///
/// # Errors
/// As for [`read`].
pub(crate) fn fill(root: &Path, document: &mut Value) -> Result<(), Diagnostics> {
    let types = read(root)?;
    if !types.is_empty() {
        fill_node(&page(&types), document);
    }
    Ok(())
}

fn fill_node(table: &str, node: &mut Value) {
    match node {
        Value::String(text) if text.contains(MARKER) => *text = text.replace(MARKER, table),
        Value::Array(items) => items.iter_mut().for_each(|item| fill_node(table, item)),
        Value::Object(map) => map.values_mut().for_each(|item| fill_node(table, item)),
        _ => {}
    }
}

/// The table in Markdown, a row per kind and size.
fn page(types: &[MediaType]) -> String {
    let mut rows: Vec<(&str, String, Vec<String>)> = Vec::new();
    for media in types {
        let size = match media.animated {
            Some(animated) => format!("{}, {} when animated", size(media.bytes), size(animated)),
            None => size(media.bytes),
        };
        let note = media.note.as_ref().map(|note| format!(" ({note})"));
        let mime = format!("`{}`{}", media.mime, note.unwrap_or_default());
        match rows.last_mut() {
            Some((kind, of, mimes)) if *kind == media.kind && *of == size => mimes.push(mime),
            _ => rows.push((&media.kind, size, vec![mime])),
        }
    }
    let rows: Vec<String> = rows
        .into_iter()
        .map(|(kind, size, mimes)| format!("| {kind} | {} | {size} |", mimes.join(", ")))
        .collect();
    format!(
        "| kind | MIME types | maximum size |\n|---|---|---|\n{}",
        rows.join("\n")
    )
}

fn size(bytes: u64) -> String {
    match bytes {
        _ if bytes.is_multiple_of(MB) => format!("{} MB", bytes / MB),
        _ if bytes.is_multiple_of(KB) => format!("{} KB", bytes / KB),
        _ => format!("{bytes} bytes"),
    }
}

/// The table of the media crate.
pub(super) fn media(types: &[MediaType]) -> String {
    let mut out = marker(TABLE);
    out.push_str(
        "//! MIME types that the platform accepts.\n\n\
         use super::media_type::{MediaKind, MediaType};\n\n\
         /// Sorted by kind and MIME type.\n\
         pub(crate) static TYPES: &[MediaType] = &[\n",
    );
    for media in types {
        let _ = writeln!(
            out,
            "    MediaType {{ kind: MediaKind::{}, mime: {:?}, extension: {:?}, bytes: {}, animated: {:?} }},",
            media.kind.to_upper_camel_case(),
            media.mime,
            media.extension,
            media.bytes,
            media.animated
        );
    }
    out.push_str("];\n");
    out
}

/// Extensions for core.
pub(super) fn core(types: &[MediaType]) -> String {
    let mut out = marker(TABLE);
    out.push_str(
        "//! Extensions of MIME types.\n\n\
         /// MIME types with the usual extension of their files, without a dot.\n\
         pub(crate) static EXTENSIONS: &[(&str, &str)] = &[\n",
    );
    for media in types {
        let _ = writeln!(out, "    ({:?}, {:?}),", media.mime, media.extension);
    }
    out.push_str("];\n");
    out
}

/// MIME types and sizes for the simulator.
pub(super) fn simulator(types: &[MediaType]) -> String {
    let mut out = marker(TABLE);
    out.push_str(
        "//! MIME types that are accepted.\n\n\
         /// MIME types with their maximum size in bytes: the larger one, where animated files may be larger.\n\
         pub(crate) static ACCEPTED: &[(&str, u64)] = &[\n",
    );
    for media in types {
        let largest = media.animated.unwrap_or_default().max(media.bytes);
        let _ = writeln!(out, "    ({:?}, {largest}),", media.mime);
    }
    out.push_str("];\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn media(
        kind: &str,
        mime: &str,
        bytes: u64,
        animated: Option<u64>,
        note: Option<&str>,
    ) -> MediaType {
        MediaType {
            line: 2,
            kind: kind.to_owned(),
            mime: mime.to_owned(),
            extension: "bin".to_owned(),
            bytes,
            animated,
            note: note.map(str::to_owned),
        }
    }

    #[test]
    fn the_table_of_a_description_has_a_row_per_kind_and_size() {
        let types = [
            media("audio", "audio/aac", 16 * MB, None, None),
            media("audio", "audio/ogg", 16 * MB, None, Some("Opus")),
            media("sticker", "image/webp", 100 * KB, Some(500 * KB), None),
        ];
        let mut document =
            serde_json::json!({"paths": [{"description": format!("Kinds:\n\n{MARKER}\n\nMore.")}]});
        fill_node(&page(&types), &mut document);
        assert_eq!(
            document["paths"][0]["description"],
            "Kinds:\n\n| kind | MIME types | maximum size |\n|---|---|---|\n\
             | audio | `audio/aac`, `audio/ogg` (Opus) | 16 MB |\n\
             | sticker | `image/webp` | 100 KB, 500 KB when animated |\n\nMore."
        );
    }
}
