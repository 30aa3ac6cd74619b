//! Facts about a document that several rules share.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::bundle::Bundled;
use crate::pointer;
use crate::walk::{self, Kind, METHODS};

/// A document, with its operations and what of its schemas is received.
#[derive(Debug)]
pub(super) struct Context<'a> {
    pub(super) bundled: &'a Bundled,
    pub(super) operations: Vec<Operation<'a>>,
    /// Entries of `x-webhooks`: field, entry, pointer.
    pub(super) webhooks: Vec<(&'a str, &'a Value, String)>,
    /// Every node that is not opaque: kind, node, pointer; parents first.
    pub(super) nodes: Vec<(Kind, &'a Value, String)>,
    /// Pointers of all schemas that responses, inbound requests and webhooks use.
    received: BTreeSet<String>,
}

/// An operation.
#[derive(Debug)]
pub(super) struct Operation<'a> {
    /// `operationId`, or the method and path when there is none.
    pub(super) name: String,
    pub(super) method: String,
    pub(super) path: String,
    pub(super) at: String,
    pub(super) node: &'a Value,
    /// Parameters of the path and of the operation, resolved: where each is used, where it is defined, and the parameter.
    pub(super) parameters: Vec<(String, String, &'a Value)>,
    /// The platform is the client: `x-inbound`.
    pub(super) inbound: bool,
}

impl Operation<'_> {
    pub(super) fn is_manual(&self) -> bool {
        self.node.get("x-codegen").and_then(Value::as_str) == Some("manual")
    }
}

impl<'a> Context<'a> {
    pub(super) fn new(bundled: &'a Bundled) -> Self {
        let document = &bundled.document;
        let mut nodes = Vec::new();
        walk::walk(Kind::Root, document, "", &mut |kind, node, at| {
            nodes.push((kind, node, at.to_owned()));
            true
        });
        let mut context = Self {
            bundled,
            operations: Vec::new(),
            webhooks: entries(document, "x-webhooks")
                .map(|(field, node)| (field.as_str(), node, pointer::join("/x-webhooks", field)))
                .collect(),
            nodes,
            received: BTreeSet::new(),
        };
        for (path, item) in entries(document, "paths") {
            let at = pointer::join("/paths", path);
            for method in METHODS {
                if let Some(node) = item.get(method) {
                    let operation = context.operation(method, path, &at, item, node);
                    context.operations.push(operation);
                }
            }
        }
        context.received = context.received();
        context
    }

    fn operation(
        &self,
        method: &str,
        path: &str,
        at: &str,
        item: &'a Value,
        node: &'a Value,
    ) -> Operation<'a> {
        let operation = pointer::join(at, method);
        let mut parameters = Vec::new();
        for (holder, from) in [(at, item), (operation.as_str(), node)] {
            for (index, parameter) in from
                .get("parameters")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .enumerate()
            {
                let used = format!("{holder}/parameters/{index}");
                if let Some((parameter, defined)) = self.follow(parameter, &used) {
                    parameters.push((used, defined, parameter));
                }
            }
        }
        let id = node.get("operationId").and_then(Value::as_str);
        Operation {
            name: id.map_or_else(
                || format!("{} {path}", method.to_uppercase()),
                str::to_owned,
            ),
            method: method.to_owned(),
            path: path.to_owned(),
            at: operation,
            node,
            parameters,
            inbound: flag(node, "x-inbound"),
        }
    }

    /// A node, or what it refers to, with the pointer of the result. `None` if the reference is broken or circular.
    pub(super) fn follow(&self, node: &'a Value, at: &str) -> Option<(&'a Value, String)> {
        let (mut node, mut at) = (node, at.to_owned());
        for _ in 0..32 {
            match walk::reference(node) {
                None => return Some((node, at)),
                Some(reference) => (node, at) = self.bundled.target(reference)?,
            }
        }
        None
    }

    /// The value of a key of a node, with references followed.
    pub(super) fn child(
        &self,
        node: &'a Value,
        at: &str,
        key: &str,
    ) -> Option<(&'a Value, String)> {
        self.follow(node.get(key)?, &pointer::join(at, key))
    }

    pub(super) fn is_received(&self, pointer: &str) -> bool {
        self.received.contains(pointer)
    }

    /// All schemas, with their pointers.
    pub(super) fn schemas(&self) -> impl Iterator<Item = (&'a Value, &str)> {
        self.nodes
            .iter()
            .filter(|(kind, ..)| *kind == Kind::Schema)
            .map(|(_, node, at)| (*node, at.as_str()))
    }

    /// Responses are received, and so are requests that the platform makes and what webhooks carry.
    fn received(&self) -> BTreeSet<String> {
        let mut received = BTreeSet::new();
        for operation in &self.operations {
            let (key, kind) = if operation.inbound {
                ("requestBody", Kind::RequestBody)
            } else {
                ("responses", Kind::Responses)
            };
            if let Some(node) = operation.node.get(key) {
                self.reach(
                    kind,
                    node,
                    &pointer::join(&operation.at, key),
                    &mut received,
                );
            }
        }
        for (_, node, at) in &self.webhooks {
            self.reach(Kind::Webhook, node, at, &mut received);
        }
        received
    }

    /// Adds the pointers of all schemas below a node, through references and the mappings of discriminators.
    fn reach(&self, kind: Kind, node: &'a Value, at: &str, out: &mut BTreeSet<String>) {
        let mut next = Vec::new();
        walk::walk(kind, node, at, &mut |kind, node, at| {
            if let Some(reference) = walk::reference(node).filter(|_| kind.section().is_some()) {
                next.push((kind, reference.to_owned()));
            }
            if kind == Kind::Schema {
                return out.insert(at.to_owned());
            }
            true
        });
        for (kind, reference) in next {
            if let Some((target, at)) = self.bundled.target(&reference) {
                // Schemas are marked when they are walked, other components here; either way each is walked once.
                let fresh = if kind == Kind::Schema {
                    !out.contains(&at)
                } else {
                    out.insert(at.clone())
                };
                if fresh {
                    self.reach(kind, target, &at, out);
                }
            }
        }
    }
}

/// The name of a component, when a pointer is that of a component of a section.
pub(super) fn component<'p>(pointer: &'p str, section: &str) -> Option<&'p str> {
    let name = pointer
        .strip_prefix("/components/")?
        .strip_prefix(section)?
        .strip_prefix('/')?;
    (!name.contains('/')).then_some(name)
}

/// Text under a key.
pub(super) fn text<'v>(node: &'v Value, key: &str) -> Option<&'v str> {
    node.get(key).and_then(Value::as_str)
}

/// Items of a list under a key; none when there is no such list.
pub(super) fn list<'v>(node: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    node.get(key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

/// Entries of a mapping under a key; none when there is no such mapping.
pub(super) fn entries<'v>(
    node: &'v Value,
    key: &str,
) -> impl Iterator<Item = (&'v String, &'v Value)> {
    node.get(key)
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
}

/// Whether a flag is set.
pub(super) fn flag(node: &Value, key: &str) -> bool {
    node.get(key).and_then(Value::as_bool) == Some(true)
}

/// Whether a schema is a constant: a string with a single value and no descriptions, as opposed to an enumeration of one.
pub(super) fn is_constant(schema: &Value) -> bool {
    list(schema, "enum").count() == 1 && schema.get("x-enum-descriptions").is_none()
}
