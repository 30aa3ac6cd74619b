//! The tables of facts: error codes, media types and versions.

use std::collections::BTreeMap;
use std::path::Path;

use super::Rule;
use crate::diagnostics::{Diagnostics, Finding, Place};
use crate::facts::codes::{self, Code};
use crate::facts::media::{self, MediaType};
use crate::facts::versions::{self, Version};
use crate::load;

pub(super) const RULES: &[Rule] = &[
    Rule::error(
        codes::CELL,
        "Cells of `common/errors.tsv` hold what their column is for: numbers, known words, and `-` where there is nothing.",
    ),
    Rule::error(
        "code-order",
        "Error codes are sorted by code and subcode, and none is there twice.",
    ),
    Rule::error(
        "code-name",
        "Names of error codes are in SCREAMING_SNAKE_CASE and differ from each other.",
    ),
    Rule::error(
        "code-text",
        "`title` and `help` of an error code begin with a capital and end without a full stop.",
    ),
    Rule::error(
        "code-http",
        "The HTTP status of an error code is 400 to 599, or 206 where parts succeeded.",
    ),
    Rule::error(
        "code-limit",
        "An error code with a `wait`, or that is repeated automatically, has `repeat` `later`; what is repeated automatically, or has the class `rate_limit`, has a `scope`. A rate limit with the scope `spam` or `fixed` has `repeat` `never`.",
    ),
    Rule::error(
        media::RULE,
        "`media/types.tsv` is sorted by kind and MIME type, each MIME type once, in lower case, with its extension and its maximum size in bytes.",
    ),
    Rule::error(
        versions::RULE,
        "`graph-versions.tsv` is sorted, oldest version first, with dates in ISO 8601, and has the version of `graph-version`.",
    ),
];

/// Holds the tables against their rules.
pub(super) fn check(root: &Path) -> Diagnostics {
    let mut findings = Diagnostics::new();
    match codes::read(root) {
        Ok(codes) => check_codes(&codes, &mut findings),
        Err(broken) => findings.merge(broken),
    }
    match media::read(root) {
        Ok(types) => check_types(&types, &mut findings),
        Err(broken) => findings.merge(broken),
    }
    match versions::read(root) {
        Ok(versions) if versions.is_empty() => {}
        Ok(versions) => check_versions(root, &versions, &mut findings),
        Err(broken) => findings.merge(broken),
    }
    findings
}

fn check_versions(root: &Path, versions: &[Version], findings: &mut Diagnostics) {
    let mut complain = |line, message: String| {
        let place = Place::line(versions::TABLE, line);
        findings.push(Finding::error(versions::RULE, place, message));
    };
    let mut last: Option<&Version> = None;
    for version in versions {
        let name = &version.name;
        if version.numbers().is_none() {
            complain(
                version.line,
                format!("`{name}` is not a version such as v24.0"),
            );
        }
        if last.is_some_and(|last| {
            last.numbers() >= version.numbers() || last.released >= version.released
        }) {
            complain(version.line, format!("`{name}` is out of order"));
        }
        last = Some(version);
        let dates = [Some(&version.released), version.until.as_ref()];
        for date in dates.into_iter().flatten().filter(|date| !is_date(date)) {
            complain(
                version.line,
                format!("`{date}` is not a date such as 2026-07-29"),
            );
        }
        if version
            .until
            .as_ref()
            .is_some_and(|until| *until <= version.released)
        {
            complain(version.line, format!("`{name}` ends before it begins"));
        }
    }
    let default = load::text(root, "spec/graph-version").unwrap_or_default();
    let default = default.trim();
    if !versions.iter().any(|version| version.name == default) {
        complain(
            1,
            format!("the version of spec/graph-version, {default}, is missing"),
        );
    }
}

/// Whether a text has the form of a date in ISO 8601.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let is_number = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
    matches!(parts.as_slice(), [year, month, day]
        if year.len() == 4 && month.len() == 2 && day.len() == 2)
        && parts.iter().all(is_number)
}

fn check_codes(codes: &[Code], findings: &mut Diagnostics) {
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    let mut last = None;
    for code in codes {
        let mut complain = |rule, message: String| {
            findings.push(Finding::error(
                rule,
                Place::line(codes::TABLE, code.line),
                message,
            ));
        };
        let key = (code.code, code.subcode.unwrap_or_default());
        if last.is_some_and(|last| last >= key) {
            let (code, subcode) = key;
            complain(
                "code-order",
                format!("code {code}, subcode {subcode} is out of order, or repeated"),
            );
        }
        last = Some(key);
        if !is_screaming(&code.name) {
            complain(
                "code-name",
                format!("`{}` is not in SCREAMING_SNAKE_CASE", code.name),
            );
        }
        if let Some(line) = names.insert(&code.name, code.line) {
            complain(
                "code-name",
                format!("`{}` is also the name in line {line}", code.name),
            );
        }
        for (column, text) in [("title", Some(&code.title)), ("help", code.help.as_ref())] {
            if text.is_some_and(|text| text.ends_with('.') || !begins_well(text)) {
                complain(
                    "code-text",
                    format!("`{column}` does not begin with a capital, or ends in a full stop"),
                );
            }
        }
        if code
            .http
            .is_some_and(|http| http != 206 && !(400..600).contains(&http))
        {
            complain(
                "code-http",
                "`http` is not the status of an error".to_owned(),
            );
        }
        if (code.wait.is_some() || code.automatic) && code.repeat != "later" {
            complain(
                "code-limit",
                format!("`repeat` is `{}`, not `later`", code.repeat),
            );
        }
        if code.automatic && code.scope.is_none() {
            complain(
                "code-limit",
                "is repeated automatically, but has no `scope`".to_owned(),
            );
        }
        if code.class == "rate_limit" {
            match code.scope.as_deref() {
                None => complain(
                    "code-limit",
                    "is a rate limit, but has no `scope`".to_owned(),
                ),
                Some(scope @ ("spam" | "fixed")) if code.repeat != "never" => complain(
                    "code-limit",
                    format!(
                        "`repeat` is `{}`, but waiting does not lift a limit with the scope `{scope}`",
                        code.repeat
                    ),
                ),
                Some(_) => {}
            }
        }
    }
}

fn check_types(types: &[MediaType], findings: &mut Diagnostics) {
    let mut last: Option<(&str, &str)> = None;
    let mut lines: BTreeMap<&str, usize> = BTreeMap::new();
    for media in types {
        let mut complain = |message: String| {
            findings.push(Finding::error(
                media::RULE,
                Place::line(media::TABLE, media.line),
                message,
            ));
        };
        let key = (media.kind.as_str(), media.mime.as_str());
        if last.is_some_and(|last| last > key) {
            complain(format!("`{}` is out of order", media.mime));
        }
        last = Some(key);
        if let Some(line) = lines.insert(&media.mime, media.line) {
            complain(format!("`{}` is also in line {line}", media.mime));
        }
        let parts: Vec<&str> = media.mime.split('/').collect();
        let plain = media
            .mime
            .bytes()
            .all(|byte| !byte.is_ascii_uppercase() && byte.is_ascii_graphic());
        if parts.len() != 2 || parts.contains(&"") || !plain {
            complain(format!("`{}` is not a MIME type in lower case", media.mime));
        }
        let is_extension = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        if !media.extension.bytes().all(is_extension) {
            complain("`extension` is not of lower-case letters and digits".to_owned());
        }
        if media.bytes == 0
            || media
                .animated
                .is_some_and(|animated| animated <= media.bytes)
        {
            complain("`bytes` is 0, or `animated` is not larger".to_owned());
        }
    }
}

fn is_screaming(name: &str) -> bool {
    name.split('_').all(|word| {
        !word.is_empty()
            && word
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    }) && name.starts_with(|first: char| first.is_ascii_uppercase())
}

fn begins_well(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_uppercase() || first == '`')
}
