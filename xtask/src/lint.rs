//! The rules of the specification. They check the bundled document, and each finding points to the file that people edit.
//! Whatever the generator cannot handle breaks a rule.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;

use crate::bundle::{Bundled, bundle_with_findings};
use crate::diagnostics::{Diagnostics, Finding, Place, Severity};
use crate::family::Family;
use crate::read::Problem;
use crate::source::Sources;
use crate::words::Words;

mod body;
mod context;
mod description;
mod document;
mod enumeration;
mod example;
mod extension;
mod facts;
mod house_words;
mod keyword;
mod left_out;
mod markdown;
mod operation;
mod parameter;
mod received;
mod response;
mod schema;
mod union;
mod webhook;

use context::Context;

/// A rule of the specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable id in kebab-case.
    pub id: &'static str,
    /// Whether a violation stops the code generation.
    pub severity: Severity,
    /// The requirement, in one line of Markdown.
    pub doc: &'static str,
}

impl Rule {
    pub(crate) const fn error(id: &'static str, doc: &'static str) -> Self {
        Self {
            id,
            severity: Severity::Error,
            doc,
        }
    }

    const fn warning(id: &'static str, doc: &'static str) -> Self {
        Self {
            id,
            severity: Severity::Warning,
            doc,
        }
    }
}

/// Rules of the loading stages, which stop at files that they cannot read.
const LOADING: [Rule; 17] = [
    Rule::error("unreadable-file", "Files exist and are UTF-8."),
    Rule::error("family-without-crate", "Every family has its crate."),
    Rule::error("broken-yaml", "A document is one valid YAML document."),
    Rule::error("yaml-tab", "Indentation is spaces."),
    Rule::error("yaml-key", "Keys are text; statuses are quoted."),
    Rule::error("yaml-duplicate-key", "A key occurs once in its mapping."),
    Rule::error("yaml-anchor", "No anchors and aliases; use `$ref`."),
    Rule::error("yaml-tag", "No YAML tags."),
    Rule::error("broken-json", "Examples are valid JSON."),
    Rule::error("broken-table", "Tables have the columns of their header."),
    Rule::error(
        "ref-form",
        "A `$ref` is `#/components/<section>/<Name>` or `../common/<file>.yaml#/<Name>`.",
    ),
    Rule::error("ref-outside-common", "Families share only `spec/common`."),
    Rule::error("unresolved-ref", "The target of a `$ref` exists."),
    Rule::error(
        "name-clash",
        "Component names of `spec/common` and of the family differ.",
    ),
    Rule::error(
        "graph-version",
        "`info.version` and the servers agree with `spec/graph-version`.",
    ),
    Rule::error(
        "example-name",
        "Examples are named `<operationId>.<request|response|error>.<variant>.json` for an operation with such a body, or `<field>.webhook.<variant>.json` for a webhook.",
    ),
    Rule::error(
        "unknown-family",
        "A family named on the command line exists.",
    ),
];

/// Reports the violations of a group of rules.
type Check = fn(&Context<'_>, &mut Report<'_>);

/// The groups of rules, each in a file of its own.
const GROUPS: [(&[Rule], Check); 14] = [
    (document::RULES, document::check),
    (keyword::RULES, keyword::check),
    (extension::RULES, extension::check),
    (operation::RULES, operation::check),
    (webhook::RULES, webhook::check),
    (parameter::RULES, parameter::check),
    (body::RULES, body::check),
    (response::RULES, response::check),
    (description::RULES, description::check),
    (markdown::RULES, markdown::check),
    (schema::RULES, schema::check),
    (enumeration::RULES, enumeration::check),
    (union::RULES, union::check),
    (received::RULES, received::check),
];

/// Every rule, in the order of the documentation.
pub fn rules() -> impl Iterator<Item = Rule> {
    LOADING
        .into_iter()
        .chain(
            GROUPS
                .into_iter()
                .flat_map(|(rules, _)| rules.iter().copied()),
        )
        .chain(house_words::RULES.iter().copied())
        .chain(example::RULES.iter().copied())
        .chain(left_out::RULES.iter().copied())
        .chain(facts::RULES.iter().copied())
        .chain([UNIQUE, LOWERING])
}

const UNIQUE: Rule = Rule::error(
    "operation-id-unique",
    "An `operationId` is unique across all families.",
);

/// What the other rules accept and the generator cannot express.
const LOWERING: Rule = Rule::error(
    "lowering",
    "Every construct has a form in the generated code.",
);

/// The findings for what the generator cannot express.
#[must_use]
pub fn lowering(bundled: &Bundled, problems: Vec<Problem>) -> Diagnostics {
    problems
        .into_iter()
        .map(|problem| {
            let place = bundled.origin(&problem.pointer);
            Finding::error(LOWERING.id, place, problem.message)
        })
        .collect()
}

/// Collects the findings of one document.
#[derive(Debug)]
struct Report<'a> {
    bundled: &'a Bundled,
    sources: Sources,
    findings: Diagnostics,
}

impl Report<'_> {
    /// A finding at a node of the bundled document.
    fn at(&mut self, rule: &'static str, pointer: &str, message: impl Into<String>) {
        self.push(rule, self.bundled.origin(pointer), message.into(), None);
    }

    /// As [`Report::at`], with what to do about it.
    fn help(
        &mut self,
        rule: &'static str,
        pointer: &str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.push(
            rule,
            self.bundled.origin(pointer),
            message.into(),
            Some(help.into()),
        );
    }

    /// A finding at a part of a text. `text` is the value at `pointer`, and `range` the part, in bytes of `text`.
    fn within(
        &mut self,
        rule: &'static str,
        pointer: &str,
        text: &str,
        range: Range<usize>,
        message: impl Into<String>,
        help: Option<String>,
    ) {
        let place = self.bundled.origin(pointer);
        let place = self.sources.within(&place, text, range);
        self.push(rule, place, message.into(), help);
    }

    fn push(&mut self, rule: &'static str, place: Place, message: String, help: Option<String>) {
        let severity = rules()
            .find(|known| known.id == rule)
            .map_or(Severity::Error, |known| known.severity);
        self.findings.push(Finding {
            place,
            severity,
            rule,
            message,
            help,
        });
    }
}

/// Checks one family against all rules that concern a single family.
#[must_use]
pub fn lint(root: &Path, bundled: &Bundled, words: &Words) -> Diagnostics {
    let context = Context::new(bundled);
    let mut report = Report {
        bundled,
        sources: Sources::new(root),
        findings: Diagnostics::new(),
    };
    for (_, check) in GROUPS {
        check(&context, &mut report);
    }
    house_words::check(words, &context, &mut report);
    example::check(&context, &mut report);
    left_out::check(root, &context, &mut report);
    report.findings
}

/// Bundles and checks families, each alone and all together. Returns the bundled documents and all findings.
#[must_use]
pub fn lint_families(root: &Path, families: &[Family]) -> (Vec<Bundled>, Diagnostics) {
    let mut findings = Diagnostics::new();
    let words = Words::read(root).unwrap_or_else(|broken| {
        findings.merge(broken);
        Words::default()
    });
    let mut documents = Vec::new();
    for family in families {
        match bundle_with_findings(root, family) {
            Ok((bundled, broken)) => {
                findings.merge(broken);
                findings.merge(lint(root, &bundled, &words));
                documents.push(bundled);
            }
            Err(errors) => findings.merge(errors),
        }
    }
    findings.merge(unique(&documents));
    findings.merge(facts::check(root));
    (documents, findings)
}

fn unique(documents: &[Bundled]) -> Diagnostics {
    let mut owners: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let mut findings = Diagnostics::new();
    for bundled in documents {
        for (id, at) in crate::bundle::operations(&bundled.document) {
            let known = owners.entry(id.clone()).or_default();
            if let Some(other) = known.first() {
                let place = bundled.origin(&crate::pointer::join(&at, "operationId"));
                let message = format!("`{id}` is also an operation of {other}");
                findings.push(Finding::error(UNIQUE.id, place, message));
            }
            known.insert(&bundled.family);
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_of_all_families_have_different_ids() {
        let root = tempfile::tempdir().unwrap();
        let family = |name: &str, path: &str| {
            let family = Family::new(root.path(), name);
            std::fs::create_dir_all(&family.spec_dir).unwrap();
            let text = format!(
                "openapi: 3.0.3\ninfo: {{title: A}}\npaths:\n  {path}:\n    get:\n      operationId: get_file\n"
            );
            std::fs::write(family.spec_dir.join("openapi.yaml"), text).unwrap();
            family
        };
        let families = [family("flows", "/a"), family("media", "/b")];
        std::fs::write(root.path().join("spec/graph-version"), "v24.0").unwrap();
        let (_, findings) = lint_families(root.path(), &families);
        let found: Vec<String> = findings
            .iter()
            .filter(|finding| finding.rule == UNIQUE.id)
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            found,
            [
                "spec/media/openapi.yaml:6:20: error[operation-id-unique]: `get_file` is also an operation of flows  \
              (at /paths/~1b/get/operationId)"
            ]
        );
    }
}
