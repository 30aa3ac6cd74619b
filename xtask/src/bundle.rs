//! Bundles a family into one self-contained document: components of `spec/common` are copied into it, and examples are attached
//! where OpenAPI has them.

use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;

use serde_json::{Map, Value, json};

use crate::diagnostics::{Diagnostics, Finding, Place};
use crate::facts;
use crate::family::Family;
use crate::load::{self, Document};
use crate::pointer;
use crate::walk::{Kind, Section};

mod examples;
mod index;
mod version;

pub use examples::{Direction, Example};
pub(crate) use index::operations;
pub(crate) use version::address;

/// A family in one document.
#[derive(Clone, Debug, PartialEq)]
pub struct Bundled {
    /// Name of the family, with hyphens.
    pub family: String,
    /// The OpenAPI document. References are of the form `#/components/<section>/<Name>`. Components that come from `spec/common`
    /// are marked with `x-common`, the file.
    pub document: Value,
    /// Where each node was written: pointer into `document` to file, line and pointer there.
    pub origins: BTreeMap<String, Place>,
    /// The examples, sorted by file.
    pub examples: Vec<Example>,
}

impl Bundled {
    /// Where a node was written; for a node that the bundler added, the place of its closest ancestor.
    #[must_use]
    pub fn origin(&self, pointer: &str) -> Place {
        let mut at = pointer;
        loop {
            if let Some(place) = self.origins.get(at) {
                return place.clone();
            }
            match at.rfind('/') {
                Some(end) => at = at.get(..end).unwrap_or_default(),
                None => return Place::file(format!("spec/{}/openapi.yaml", self.family)),
            }
        }
    }

    /// The node that a `$ref` names, with its pointer.
    #[must_use]
    pub fn target(&self, reference: &str) -> Option<(&Value, String)> {
        let pointer = reference.strip_prefix('#')?;
        Some((self.document.pointer(pointer)?, pointer.to_owned()))
    }
}

/// Bundles a family.
///
/// # Errors
/// When a file is broken, a reference is broken or points outside of `spec/common`, two sources share a name, an example belongs
/// to no operation, or the version differs from `spec/graph-version`.
pub fn bundle(root: &Path, family: &Family) -> Result<Bundled, Diagnostics> {
    let (bundled, findings) = bundle_with_findings(root, family)?;
    findings.or_value(bundled)
}

/// Bundles a family despite broken references, so that the rules can check the rest of the document.
///
/// # Errors
/// When the family's document is not YAML.
pub fn bundle_with_findings(
    root: &Path,
    family: &Family,
) -> Result<(Bundled, Diagnostics), Diagnostics> {
    let main = load::yaml(root, &family.document())?;
    let mut bundler = Bundler {
        root,
        main: main.file.clone(),
        documents: BTreeMap::new(),
        sources: BTreeMap::new(),
        queue: Vec::new(),
        origins: BTreeMap::new(),
        findings: Diagnostics::new(),
    };
    let mut document = bundler.copy(&main, Kind::Root, &main.value, "", "");
    bundler
        .documents
        .insert(main.file.clone(), Some(Rc::new(main)));
    while let Some((section, name, file, from)) = bundler.queue.pop() {
        bundler.add_component(&mut document, section, &name, &file, &from);
    }
    sort_copied_components(&mut document);
    version::apply(root, &mut document, &bundler.origins, &mut bundler.findings);
    // What is wrong with the table is found where it is held against its rules.
    let _ = facts::media::fill(root, &mut document);
    let examples = examples::attach(
        root,
        family,
        &mut document,
        &mut bundler.origins,
        &mut bundler.findings,
    );
    let Bundler {
        origins, findings, ..
    } = bundler;
    let bundled = Bundled {
        family: family.name.clone(),
        document,
        origins,
        examples,
    };
    Ok((bundled, findings))
}

struct Bundler<'a> {
    root: &'a Path,
    /// The family's own document.
    main: String,
    /// Files read so far; `None` for those that are broken and have been reported.
    documents: BTreeMap<String, Option<Rc<Document>>>,
    /// Component of the bundle: the file that it comes from. Names are unique in a file.
    sources: BTreeMap<(Section, String), String>,
    /// Components of other files that have been referred to and are still to be copied.
    queue: Vec<(Section, String, String, Place)>,
    origins: BTreeMap<String, Place>,
    findings: Diagnostics,
}

impl Bundler<'_> {
    /// Copies a node into the bundle at `to`, with its references rewritten.
    fn copy(
        &mut self,
        document: &Document,
        kind: Kind,
        node: &Value,
        from: &str,
        to: &str,
    ) -> Value {
        self.origins.insert(to.to_owned(), document.place(from));
        match node {
            Value::Object(map) => map
                .iter()
                .map(|(key, child)| {
                    let from = pointer::join(from, key);
                    let to = pointer::join(to, key);
                    let section = match (kind, key.as_str()) {
                        (Kind::Mapping, _) => Some(Section::Schemas),
                        (_, "$ref") => kind.section(),
                        _ => None,
                    };
                    let copied = match (section, child) {
                        (Some(section), Value::String(reference)) => {
                            self.origins.insert(to, document.place(&from));
                            self.rewrite(document, section, reference, &from).into()
                        }
                        _ => self.copy(document, kind.child(key), child, &from, &to),
                    };
                    (key.clone(), copied)
                })
                .collect::<Map<_, _>>()
                .into(),
            Value::Array(items) => items
                .iter()
                .enumerate()
                .map(|(index, child)| {
                    let key = index.to_string();
                    let (from, to) = (pointer::join(from, &key), pointer::join(to, &key));
                    self.copy(document, kind.child(&key), child, &from, &to)
                })
                .collect::<Vec<_>>()
                .into(),
            scalar => scalar.clone(),
        }
    }

    /// The reference as it reads in the bundle. Queues what it names when it comes from another file.
    fn rewrite(
        &mut self,
        document: &Document,
        section: Section,
        reference: &str,
        at: &str,
    ) -> String {
        let place = document.place(at);
        let Some((path, fragment)) = reference.split_once('#') else {
            let message = format!("`{reference}` has no `#` part; a whole file is not a component");
            self.findings
                .push(Finding::error("ref-form", place, message));
            return reference.to_owned();
        };
        let file = if path.is_empty() {
            document.file.clone()
        } else {
            resolve(&document.file, path)
        };
        let local = format!("#/components/{}/", section.key());
        let name = if file == self.main {
            fragment.strip_prefix(local.trim_start_matches('#'))
        } else {
            fragment.strip_prefix('/')
        };
        let Some(name) = name.filter(|name| !name.is_empty() && !name.contains('/')) else {
            let form = if file == self.main {
                format!("`{local}Name`")
            } else {
                "`../common/<file>.yaml#/Name`".to_owned()
            };
            let message =
                format!("`{reference}` does not name a component; expected the form {form}");
            self.findings
                .push(Finding::error("ref-form", place, message));
            return reference.to_owned();
        };
        let rewritten = format!("{local}{name}");
        let name = pointer::unescape(name);
        if file != self.main && !file.starts_with("spec/common/") {
            let finding = Finding::error(
                "ref-outside-common",
                place,
                format!("`{reference}` points to {file}"),
            )
            .help("families share only what is in spec/common");
            self.findings.push(finding);
            return rewritten;
        }
        if file == self.main && document.file != self.main {
            let finding = Finding::error(
                "ref-outside-common",
                place,
                format!("`{reference}` points from spec/common into a family"),
            );
            self.findings.push(finding);
            return rewritten;
        }
        self.check_target(document, &file, section, &name, reference, place);
        rewritten
    }

    fn check_target(
        &mut self,
        document: &Document,
        file: &str,
        section: Section,
        name: &str,
        reference: &str,
        place: Place,
    ) {
        if file == self.main {
            let components = document
                .value
                .get("components")
                .and_then(|all| all.get(section.key()));
            let own = components.and_then(Value::as_object);
            if own.is_none_or(|own| !own.contains_key(name)) {
                let known: Vec<&str> = own
                    .into_iter()
                    .flat_map(Map::keys)
                    .map(String::as_str)
                    .collect();
                self.unresolved(place, reference, name, &known);
            }
            return;
        }
        if !self.read(file) {
            let message = format!("`{reference}` points to {file}, which cannot be read");
            self.findings
                .push(Finding::error("unresolved-ref", place, message));
            return;
        }
        let target = self.documents.get(file).cloned().flatten();
        let map = target.as_ref().and_then(|target| target.value.as_object());
        if map.is_none_or(|map| !map.contains_key(name)) {
            let known: Vec<&str> = map
                .into_iter()
                .flat_map(Map::keys)
                .map(String::as_str)
                .collect();
            self.unresolved(place, reference, name, &known);
            return;
        }
        let key = (section, name.to_owned());
        match self.sources.get(&key) {
            Some(source) if source != file => {
                let message =
                    format!("`{name}` of {file} has the same name as the one of {source}");
                self.findings
                    .push(Finding::error("name-clash", place, message).help("rename one of them"));
            }
            Some(_) => {}
            None => {
                self.sources.insert(key, file.to_owned());
                self.queue
                    .push((section, name.to_owned(), file.to_owned(), place));
            }
        }
    }

    fn unresolved(&mut self, place: Place, reference: &str, name: &str, known: &[&str]) {
        let finding = Finding::error(
            "unresolved-ref",
            place,
            format!("`{reference}` names nothing"),
        );
        let similar = similar::get_close_matches(name, known, 1, 0.6);
        self.findings.push(match similar.first() {
            Some(similar) => finding.help(format!("did you mean `{similar}`?")),
            None => finding,
        });
    }

    /// Makes sure that a file is in `documents`; false when it is broken.
    fn read(&mut self, file: &str) -> bool {
        if !self.documents.contains_key(file) {
            let document = match load::yaml(self.root, file) {
                Ok(document) => Some(Rc::new(document)),
                Err(findings) => {
                    self.findings.merge(findings);
                    None
                }
            };
            self.documents.insert(file.to_owned(), document);
        }
        self.documents.get(file).is_some_and(Option::is_some)
    }

    fn add_component(
        &mut self,
        bundle: &mut Value,
        section: Section,
        name: &str,
        file: &str,
        from: &Place,
    ) {
        let Some(Some(document)) = self.documents.get(file).cloned() else {
            return;
        };
        let at = pointer::join("", name);
        let to = format!("/components/{}/{}", section.key(), pointer::escape(name));
        if bundle.pointer(&to).is_some() {
            let message = format!("`{name}` of {file} has the same name as the family's own");
            self.findings.push(
                Finding::error("name-clash", from.clone(), message).help("rename the family's own"),
            );
        } else if let Some(node) = document.value.pointer(&at) {
            let mut component = self.copy(&document, section.kind(), node, &at, &to);
            if let Value::Object(map) = &mut component {
                let marker = file.strip_prefix("spec/").unwrap_or(file);
                map.insert("x-common".to_owned(), marker.into());
            }
            insert(bundle, section, name, component);
        }
    }
}

fn insert(bundle: &mut Value, section: Section, name: &str, component: Value) {
    let Some(bundle) = bundle.as_object_mut() else {
        return;
    };
    let components = bundle.entry("components").or_insert_with(|| json!({}));
    let Some(components) = components.as_object_mut() else {
        return;
    };
    let section = components.entry(section.key()).or_insert_with(|| json!({}));
    if let Some(section) = section.as_object_mut() {
        section.insert(name.to_owned(), component);
    }
}

/// The family's own components first, as written, then those of `spec/common` by name.
fn sort_copied_components(bundle: &mut Value) {
    let Some(components) = bundle.get_mut("components").and_then(Value::as_object_mut) else {
        return;
    };
    for section in components.values_mut().filter_map(Value::as_object_mut) {
        let (common, mut all): (Vec<_>, Map<_, _>) = {
            let (common, own): (Vec<_>, Vec<_>) = std::mem::take(section)
                .into_iter()
                .partition(|(_, component)| component.get("x-common").is_some());
            (common, own.into_iter().collect())
        };
        let common: BTreeMap<_, _> = common.into_iter().collect();
        all.extend(common);
        *section = all;
    }
}

/// A path relative to the folder of `file`, from the root of the workspace.
fn resolve(file: &str, path: &str) -> String {
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests;
