//! Validation errors in words: where, what was expected, how to fix it.

use std::collections::BTreeSet;

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use serde_json::Value;

use crate::problem::Problem;

/// Maximum length of lists of allowed values and known names.
const MAX_NAMES: usize = 24;

/// Maximum length of names that are compared with the known ones; longer ones are not typos.
const MAX_COMPARED: usize = 64;

/// Keyword that lists the declared properties next to `unevaluatedProperties`.
const DECLARED: &str = "x-declared";

/// Accepts unknown properties, wherever a schema has this keyword.
pub(super) fn open(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if map.remove(DECLARED).is_some() {
                map.remove("unevaluatedProperties");
            }
            map.values_mut().for_each(open);
        }
        Value::Array(items) => items.iter_mut().for_each(open),
        _ => {}
    }
}

/// Explains all errors of one value. `schema` is the JSON Schema that they come from.
pub(super) fn explain<'e>(
    errors: impl Iterator<Item = ValidationError<'e>>,
    schema: &Value,
) -> Vec<Problem> {
    let errors: Vec<ValidationError<'e>> = errors.collect();
    let mut problems = Vec::new();
    let mut unknown = Vec::new();
    for error in &errors {
        match error.kind() {
            Kind::UnevaluatedProperties { unexpected }
            | Kind::AdditionalProperties { unexpected } => {
                unknown.push((error, unexpected));
            }
            _ => explain_one(error, &mut problems),
        }
    }
    // Innermost first: an object that fails makes the object around it fail.
    unknown.sort_by_key(|(error, _)| {
        std::cmp::Reverse(error.instance_path().as_str().matches('/').count())
    });
    let mut strangers = Vec::new();
    let mut failed: Vec<String> = Vec::new();
    for (error, names) in unknown {
        let at = error.instance_path().as_str();
        let declared = declared_beside(schema, error.schema_path().as_str());
        // A part that fails does not count as evaluated, so its properties look unknown as well.
        let has_failed_part = problems
            .iter()
            .any(|problem| is_within(&problem.pointer, at))
            || failed
                .iter()
                .any(|inner| inner != at && is_within(inner, at));
        for name in names {
            let is_declared = declared.contains(&name.as_str());
            if !(is_declared && has_failed_part) {
                strangers.push(Problem::body(
                    child(at, name),
                    unknown_property(name, is_declared, &declared),
                ));
            }
        }
        failed.push(at.to_owned());
    }
    problems.append(&mut strangers);
    let mut unique: Vec<Problem> = Vec::new();
    for problem in problems {
        if !unique.contains(&problem) {
            unique.push(problem);
        }
    }
    unique
}

fn explain_one(error: &ValidationError<'_>, problems: &mut Vec<Problem>) {
    let at = error.instance_path().as_str();
    match error.kind() {
        Kind::AnyOf { context } | Kind::OneOfNotValid { context } => {
            explain_variants(at, context, problems);
        }
        Kind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            problems.push(Problem::body(
                child(at, name),
                "is required but missing; add it",
            ));
        }
        kind => problems.push(Problem::body(at, sentence(kind, error.instance()))),
    }
}

/// Reports why a value is not the variant that it is closest to.
fn explain_variants(at: &str, variants: &[Vec<ValidationError<'_>>], problems: &mut Vec<Problem>) {
    let missing: Vec<BTreeSet<&str>> = variants
        .iter()
        .filter_map(|errors| missing_only(at, errors))
        .collect();
    if missing.len() == variants.len() && missing.len() > 1 {
        // An alternative that requires all of another one and more is redundant.
        let shortest = missing.iter().enumerate().filter(|(index, names)| {
            !missing.iter().enumerate().any(|(other, fewer)| {
                fewer.is_subset(names) && (fewer.len() < names.len() || other < *index)
            })
        });
        let alternatives: Vec<String> = shortest
            .map(|(_, names)| {
                let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                names.join(" and ")
            })
            .collect();
        let message = format!("needs one of {}; add it", alternatives.join(", "));
        problems.push(Problem::body(at, message));
        return;
    }
    let mut types: Vec<String> = Vec::new();
    for errors in variants {
        match errors.as_slice() {
            [only] if only.instance_path().as_str() == at => match only.kind() {
                Kind::Type { kind } => types.push(type_names(kind)),
                _ => break,
            },
            _ => break,
        }
    }
    if types.len() == variants.len() && !types.is_empty() {
        types.dedup();
        problems.push(Problem::body(
            at,
            format!("must be of type {}", types.join(" or ")),
        ));
        return;
    }
    let closest = variants.iter().min_by_key(|errors| distance(at, errors));
    for error in closest.into_iter().flatten() {
        explain_one(error, problems);
    }
}

/// The properties that a value lacks, if that is all that keeps it from being a variant.
fn missing_only<'e>(at: &str, errors: &'e [ValidationError<'_>]) -> Option<BTreeSet<&'e str>> {
    errors
        .iter()
        .map(|error| match error.kind() {
            Kind::Required { property } if error.instance_path().as_str() == at => {
                property.as_str()
            }
            _ => None,
        })
        .collect()
}

/// How far a value is from a variant: first by what distinguishes variants, then by everything.
fn distance(at: &str, errors: &[ValidationError<'_>]) -> (usize, usize, usize) {
    let count = |test: &dyn Fn(&Kind, &str) -> bool| {
        errors
            .iter()
            .filter(|error| test(error.kind(), error.instance_path().as_str()))
            .count()
    };
    let contradictions = count(&|kind, path| match kind {
        Kind::FalseSchema | Kind::Constant { .. } | Kind::Custom { .. } => true,
        Kind::Type { .. } => path == at,
        _ => false,
    });
    let missing = count(&|kind, path| path == at && matches!(kind, Kind::Required { .. }));
    (contradictions, missing, errors.len())
}

fn sentence(kind: &Kind, value: &Value) -> String {
    match kind {
        Kind::MaxLength { limit } => {
            format!(
                "is longer than {limit} characters (it has {}); shorten it",
                characters(value)
            )
        }
        Kind::MinLength { limit: 1 } => "is empty; at least 1 character is needed".to_owned(),
        Kind::MinLength { limit } => {
            format!(
                "is shorter than {limit} characters (it has {})",
                characters(value)
            )
        }
        Kind::MaxItems { limit } => {
            format!(
                "has more than {limit} items (it has {}); remove some",
                items(value)
            )
        }
        Kind::MinItems { limit } => {
            format!(
                "has fewer than {limit} items (it has {}); add some",
                items(value)
            )
        }
        Kind::MaxProperties { limit } => format!("has more than {limit} properties"),
        Kind::MinProperties { limit } => format!("has fewer than {limit} properties"),
        Kind::Maximum { limit } => format!("is greater than {limit}, the largest value allowed"),
        Kind::Minimum { limit } => format!("is less than {limit}, the smallest value allowed"),
        Kind::ExclusiveMaximum { limit } => format!("must be less than {limit}"),
        Kind::ExclusiveMinimum { limit } => format!("must be greater than {limit}"),
        Kind::MultipleOf { multiple_of } => format!("must be a multiple of {multiple_of}"),
        Kind::Pattern { pattern } => format!("does not match the pattern {pattern}"),
        Kind::UniqueItems => "has the same item more than once".to_owned(),
        Kind::FalseSchema => {
            "may not be combined with the other properties here; remove it".to_owned()
        }
        Kind::Type { kind } => {
            format!(
                "must be of type {}, but is {}",
                type_names(kind),
                type_of(value)
            )
        }
        // Of an enumeration.
        Kind::Custom { message, .. } => message.clone(),
        Kind::Constant { expected_value } => format!("must be `{}`", plain(expected_value)),
        Kind::OneOfMultipleValid { .. } => {
            "fits several variants; remove what belongs to others".to_owned()
        }
        Kind::Not { .. } => "has a combination of values that is not allowed".to_owned(),
        other => format!("does not meet `{}` of its schema", other.keyword()),
    }
}

/// Reports that a value is not in an enumeration. Values that differ only in case are listed once.
pub(super) fn allowed(values: &[Value]) -> String {
    let mut options: Vec<String> = Vec::new();
    for value in values.iter().map(plain) {
        if !options
            .iter()
            .any(|other| other.eq_ignore_ascii_case(&value))
        {
            options.push(value);
        }
    }
    options.sort_unstable();
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    match options.as_slice() {
        [only] => format!("must be `{only}`"),
        several => format!("is not one of the allowed values: {}", names(several)),
    }
}

/// Reports that a name is unknown, and which name may have been meant.
pub(crate) fn unknown_property(name: &str, is_declared: bool, declared: &[&str]) -> String {
    if is_declared {
        return "does not belong to this kind of object; remove it, or change the property that says \
                of which kind the object is"
            .to_owned();
    }
    let comparable = declared.iter().filter(|_| name.len() <= MAX_COMPARED);
    let similar = comparable.map(|known| (edits(name, known), known)).min();
    match similar {
        Some((distance, known)) if distance <= 1 + name.chars().count() / 4 => {
            format!("is not a known property; did you mean `{known}`?")
        }
        _ if declared.is_empty() => "is not a known property; remove it".to_owned(),
        _ => format!(
            "is not a known property; remove it. Known properties are {}",
            names(declared)
        ),
    }
}

fn declared_beside<'s>(schema: &'s Value, keyword_path: &str) -> Vec<&'s str> {
    let Some((parent, _)) = keyword_path.rsplit_once('/') else {
        return Vec::new();
    };
    schema
        .pointer(parent)
        .and_then(|schema| schema.get(DECLARED))
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

fn is_within(pointer: &str, parent: &str) -> bool {
    pointer
        .strip_prefix(parent)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn child(parent: &str, name: &str) -> String {
    format!("{parent}/{}", name.replace('~', "~0").replace('/', "~1"))
}

fn names(names: &[&str]) -> String {
    let listed: Vec<String> = names
        .iter()
        .take(MAX_NAMES)
        .map(|name| format!("`{name}`"))
        .collect();
    match names.len().checked_sub(MAX_NAMES) {
        Some(more @ 1..) => format!("{} and {more} more", listed.join(", ")),
        _ => listed.join(", "),
    }
}

fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn characters(value: &Value) -> usize {
    value.as_str().map_or(0, |text| text.chars().count())
}

fn items(value: &Value) -> usize {
    value.as_array().map_or(0, Vec::len)
}

fn type_names(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Single(kind) => kind.to_string(),
        TypeKind::Multiple(kinds) => kinds
            .iter()
            .map(|kind| kind.to_string())
            .collect::<Vec<_>>()
            .join(" or "),
    }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null (leave the property out instead)",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Edits (insert, remove, replace) between two names, without regard to case.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.to_lowercase().chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (line, left) in a.to_lowercase().chars().enumerate() {
        let mut next = vec![line + 1];
        for ((right, above), pair) in b.iter().zip(row.iter().skip(1)).zip(row.iter()) {
            let before = next.last().copied().unwrap_or_default();
            let replaced = pair + usize::from(left != *right);
            next.push(replaced.min(above + 1).min(before + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
