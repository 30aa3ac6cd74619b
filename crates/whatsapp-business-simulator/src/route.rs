//! Routing of a request to its operation.
//!
//! Graph puts every node at `/{id}`, so several operations share a method and a template. They are
//! distinguished by the id, which the simulator may know, and by the contents of the request.

use std::cmp::Reverse;

use http::Method;
use serde_json::Value;

use crate::catalog::{Catalog, Operation, Parameter};
use crate::check::{Input, check, content_of, value_of};
use crate::error::Refusal;
use crate::problem::Problem;

/// The operation that a request is meant for, and the problems of the request.
#[derive(Debug)]
pub(crate) struct Matched<'c> {
    pub(crate) operation: &'c Operation,
    pub(crate) problems: Vec<Problem>,
}

/// Knowledge about an id in the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Knowledge {
    /// A node of this kind has the id.
    Known,
    /// Nodes of this kind may have ids that the simulator has not seen.
    Possible,
    /// The simulator keeps all nodes of this kind, and none has the id.
    Absent,
}

/// Operations with this method and path, only those with the most literal segments.
pub(crate) fn candidates<'c>(
    catalog: &'c Catalog,
    method: &Method,
    path: &[String],
    has_version: bool,
) -> Result<Vec<&'c Operation>, Refusal> {
    let matching: Vec<(usize, &Operation)> = catalog
        .operations
        .iter()
        .filter(|operation| !operation.is_download())
        // Without a version, the Graph API serves the default one of the app.
        .filter(|operation| !(operation.is_on_api_host && has_version))
        .filter_map(|operation| Some((operation.path.matches(path)?, operation)))
        .collect();
    let most = matching
        .iter()
        .filter(|(_, operation)| operation.method == *method)
        .map(|(literals, _)| *literals)
        .max();
    if let Some(most) = most {
        let best = matching
            .into_iter()
            .filter(|(literals, operation)| *literals == most && operation.method == *method);
        return Ok(best.map(|(_, operation)| operation).collect());
    }
    if matching.is_empty() {
        let message = "is not in the specification; check its last segments";
        return Err(Refusal::unknown_path(Problem::path(message)));
    }
    let mut methods: Vec<&str> = matching
        .iter()
        .map(|(_, operation)| operation.method.as_str())
        .collect();
    methods.sort_unstable();
    methods.dedup();
    let message = format!("{method} is not supported here, but {}", methods.join(", "));
    Err(Refusal::unsupported(method, Problem::path(message)))
}

/// Chooses among candidates of one request.
pub(crate) fn choose<'c>(
    candidates: Vec<&'c Operation>,
    path: &[String],
    input: &Input<'_>,
    knowledge: impl Fn(&str, &str) -> Knowledge,
) -> Result<Matched<'c>, Refusal> {
    let method = candidates
        .first()
        .map(|operation| operation.method.clone())
        .unwrap_or_default();
    let of = |operation: &Operation| {
        let mut parameters = operation.path.parameters(path);
        parameters
            .next()
            .map_or(Knowledge::Known, |(name, id)| knowledge(name, id))
    };
    let known: Vec<&Operation> = candidates
        .iter()
        .copied()
        .filter(|operation| of(operation) == Knowledge::Known)
        .collect();
    let is_known = !known.is_empty();
    let left = if is_known { known } else { candidates };
    // Candidates for the same kind of node leave no doubt about the id.
    let mut nodes: Vec<Option<&str>> = left.iter().map(|operation| operation.node()).collect();
    nodes.dedup();
    let is_certain = is_known || nodes.len() == 1;
    let mut matched: Vec<Matched<'_>> = left
        .into_iter()
        .map(|operation| Matched {
            operation,
            problems: check(operation, input),
        })
        .collect();
    let right = matched
        .iter()
        .filter(|matched| matched.problems.is_empty())
        .count();
    if !is_certain && right != 1 {
        return Err(Refusal::unsupported(&method, Problem::path(UNKNOWN_ID)));
    }
    matched.sort_by_key(|matched| {
        let tags = tag_score(matched.operation, input);
        // A request that expands a field means that field, although an operation on the whole node accepts any.
        let expands = matched.operation.query.iter().any(Parameter::is_expansion);
        (
            !matched.problems.is_empty(),
            Reverse((tags, expands)),
            matched.problems.len(),
        )
    });
    let first = matched.into_iter().next();
    let first = first.filter(|first| of(first.operation) != Knowledge::Absent);
    first.ok_or_else(|| Refusal::unsupported(&method, Problem::path(UNKNOWN_ID)))
}

const UNKNOWN_ID: &str = "no object has this id. Known ids are those that the simulator returned, those \
                          of the specification's examples and those that were set on its builder";

/// Number of constants and tags of the operation's body that the request matches, minus those it contradicts.
fn tag_score(operation: &Operation, input: &Input<'_>) -> i64 {
    let Some(content) = content_of(operation, input.body) else {
        return 0;
    };
    let value = value_of(content, &input.body.content);
    let text = |name: &str| {
        value
            .as_ref()
            .and_then(|value| value.get(name))
            .and_then(Value::as_str)
    };
    let scores = content.tags.iter().map(|(name, values)| match text(name) {
        Some(value) if values.iter().any(|one| one.eq_ignore_ascii_case(value)) => 2,
        Some(_) => -2,
        None if content.required.contains(name) => -1,
        None => 0,
    });
    // Unknown properties of a body count against an operation.
    let unknown = value
        .as_ref()
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter(|(name, _)| {
            !content.properties.is_empty() && !content.properties.contains_key(*name)
        });
    scores.sum::<i64>() - i64::try_from(unknown.count()).unwrap_or(i64::MAX)
}
