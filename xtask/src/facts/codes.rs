//! Error codes: `spec/common/errors.tsv` as Rust.

use std::fmt::Write as _;
use std::path::Path;

use heck::ToUpperCamelCase as _;

use super::cells::Cells;
use super::marker;
use crate::diagnostics::Diagnostics;
use crate::load;

/// The table.
pub const TABLE: &str = "spec/common/errors.tsv";

/// The rule for a cell that does not hold what its column is for.
pub(crate) const CELL: &str = "code-cell";

const COLUMNS: [&str; 14] = [
    "code",
    "subcode",
    "name",
    "class",
    "repeat",
    "wait",
    "http",
    "effect",
    "scope",
    "automatic",
    "verified",
    "source",
    "title",
    "help",
];

const CLASSES: [&str; 15] = [
    "auth",
    "call",
    "flow",
    "group",
    "invalid_parameter",
    "media",
    "not_found",
    "payment",
    "permission",
    "policy",
    "rate_limit",
    "recipient",
    "template",
    "temporary_server",
    "unknown",
];
const REPEATS: [&str; 3] = ["never", "later", "now"];
const EFFECTS: [&str; 2] = ["refused", "unknown"];
const SCOPES: [&str; 6] = ["number", "pair", "account", "app", "spam", "fixed"];

/// One row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// Line of the table.
    pub line: usize,
    /// Error code.
    pub code: i64,
    /// Subcode; without one the row is for every subcode that has no row of its own.
    pub subcode: Option<i64>,
    /// Name of the constant.
    pub name: String,
    /// What kind of problem it is, in snake_case.
    pub class: String,
    /// Whether the same request may succeed: `never`, `later` or `now`.
    pub repeat: String,
    /// Documented seconds after which the condition ends.
    pub wait: Option<u32>,
    /// Documented HTTP status.
    pub http: Option<u16>,
    /// Whether the request was carried out: certainly not (`refused`), or perhaps (`unknown`). Without one the HTTP status decides.
    pub effect: Option<String>,
    /// What a limit is counted for.
    pub scope: Option<String>,
    /// Whether a client may wait and repeat by itself.
    pub automatic: bool,
    /// Whether the vendor's documentation or recorded traffic confirms it.
    pub verified: bool,
    /// Where it comes from.
    pub source: String,
    /// What it means, without a full stop.
    pub title: String,
    /// What to do about it, without a full stop.
    pub help: Option<String>,
}

/// Reads the table; empty when there is none.
///
/// # Errors
/// When the file cannot be read, or a cell does not hold what its column is for.
pub fn read(root: &Path) -> Result<Vec<Code>, Diagnostics> {
    if !root.join(TABLE).exists() {
        return Ok(Vec::new());
    }
    let rows = load::table(root, TABLE, &COLUMNS)?;
    let mut findings = Diagnostics::new();
    let mut codes = Vec::new();
    for row in &rows {
        let mut cells = Cells::new(TABLE, CELL, row, &mut findings);
        codes.push(Code {
            line: cells.line(),
            code: cells.some_number("code"),
            subcode: cells.number("subcode"),
            name: cells.text("name"),
            class: cells.some_word("class", &CLASSES),
            repeat: cells.some_word("repeat", &REPEATS),
            wait: cells.number("wait"),
            http: cells.number("http"),
            effect: cells.word("effect", &EFFECTS),
            scope: cells.word("scope", &SCOPES),
            automatic: cells.flag("automatic"),
            verified: cells.flag("verified"),
            source: cells.text("source"),
            title: cells.text("title"),
            help: cells.optional("help"),
        });
    }
    findings.or_value(codes)
}

/// The constants and the table of the core crate.
pub(super) fn core(codes: &[Code]) -> String {
    let mut out = marker(TABLE);
    out.push_str(
        "//! Error codes of the platform: names, and what is known about each.\n\n\
         use crate::error::ErrorClass as Class;\n\
         use crate::error::code::{Effect, ErrorCode, LimitScope, Repeat};\n\n",
    );
    for code in codes.iter().filter(|code| code.subcode.is_none()) {
        constant(&mut out, "", code, code.code);
    }
    out.push_str("/// Subcodes: what `error_subcode` says next to a code.\npub mod subcodes {\n");
    for code in codes {
        if let Some(subcode) = code.subcode {
            constant(&mut out, "    ", code, subcode);
        }
    }
    out.push_str(
        "}\n\n/// Sorted by code and subcode; 0 is every subcode that has no row of its own.\n",
    );
    out.push_str("pub(crate) static TABLE: &[ErrorCode] = &[\n");
    for code in codes {
        row(&mut out, code);
    }
    out.push_str("];\n");
    out
}

fn constant(out: &mut String, indent: &str, code: &Code, value: i64) {
    let class = code.class.to_upper_camel_case();
    let mut lines = vec![format!("{}.", code.title), String::new()];
    let mut facts = Vec::new();
    if code.subcode.is_some() {
        facts.push(format!("Subcode of code {}", code.code));
    }
    if let Some(http) = code.http {
        facts.push(format!("HTTP {http}"));
    }
    facts.push(format!("class [`{class}`](crate::ErrorClass::{class})"));
    let facts = facts.join(", ");
    let mut first = facts.chars();
    let facts: String = first
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(first)
        .collect();
    lines.push(format!("{facts}."));
    if let Some(help) = &code.help {
        lines.push(String::new());
        lines.push(format!("{help}."));
    }
    if !code.verified {
        lines.push(String::new());
        lines.push("The platform's documentation does not confirm this code.".to_owned());
    }
    for line in lines {
        let _ = writeln!(out, "{}", format!("{indent}/// {line}").trim_end());
    }
    let _ = writeln!(out, "{indent}pub const {}: i64 = {value};", code.name);
}

fn row(out: &mut String, code: &Code) {
    let option = |name: &str, word: &Option<String>| match word {
        Some(word) => format!("Some({name}::{})", word.to_upper_camel_case()),
        None => "None".to_owned(),
    };
    let _ = writeln!(
        out,
        "    ErrorCode {{ code: {}, subcode: {}, name: {:?}, title: {:?}, help: {:?}, class: Class::{}, repeat: Repeat::{}, wait: {}, \
         http: {}, effect: {}, scope: {}, automatic: {} }},",
        code.code,
        code.subcode.unwrap_or_default(),
        code.name,
        code.title,
        code.help.as_deref().unwrap_or_default(),
        code.class.to_upper_camel_case(),
        code.repeat.to_upper_camel_case(),
        code.wait.unwrap_or_default(),
        code.http.unwrap_or_default(),
        option("Effect", &code.effect),
        option("LimitScope", &code.scope),
        code.automatic,
    );
}

/// Statuses and titles for the simulator.
pub(super) fn simulator(codes: &[Code]) -> String {
    let mut out = marker(TABLE);
    out.push_str(
        "//! HTTP statuses and titles of error codes.\n\n\
         /// Code, subcode or 0, HTTP status or 0, and title; sorted by code and subcode.\n\
         pub(crate) static CODES: &[(i64, i64, u16, &str)] = &[\n",
    );
    for code in codes {
        let _ = writeln!(
            out,
            "    ({}, {}, {}, {:?}),",
            code.code,
            code.subcode.unwrap_or_default(),
            code.http.unwrap_or_default(),
            code.title
        );
    }
    out.push_str("];\n");
    out
}
