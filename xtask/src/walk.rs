//! What each node of an OpenAPI document is, so that stages can walk it without mistaking a property that happens to be
//! called `example` or `$ref` for the keyword.

use serde_json::Value;

use crate::pointer;

/// Kind of a node, known from its parent and its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// The document.
    Root,
    /// `paths`
    Paths,
    /// `x-webhooks`: webhooks by field.
    Webhooks,
    /// One webhook: what the changes of a field carry.
    Webhook,
    /// One path.
    PathItem,
    /// One method of a path.
    Operation,
    /// List of parameters.
    Parameters,
    /// A parameter or a header.
    Parameter,
    /// `x-expansion` of a parameter.
    Expansion,
    /// Body of a request.
    RequestBody,
    /// Responses by status.
    Responses,
    /// One response.
    Response,
    /// Headers by name.
    Headers,
    /// Media types by name.
    Content,
    /// One media type.
    MediaType,
    /// A schema.
    Schema,
    /// Schemas by name: `properties`.
    SchemaMap,
    /// List of schemas: `allOf`, `oneOf`, `anyOf`.
    SchemaList,
    /// `discriminator`.
    Discriminator,
    /// `discriminator.mapping`: tag value to schema.
    Mapping,
    /// `components`.
    Components,
    /// One section of the components.
    Section(Section),
    /// Anything that holds no references: texts, examples, extensions.
    Opaque,
}

/// Section of the components.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Section {
    /// `schemas`
    Schemas,
    /// `parameters`
    Parameters,
    /// `responses`
    Responses,
    /// `requestBodies`
    RequestBodies,
    /// `headers`
    Headers,
}

impl Section {
    /// Every section that the dialect knows.
    pub const ALL: [Self; 5] = [
        Self::Schemas,
        Self::Parameters,
        Self::Responses,
        Self::RequestBodies,
        Self::Headers,
    ];

    /// Key below `components`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Schemas => "schemas",
            Self::Parameters => "parameters",
            Self::Responses => "responses",
            Self::RequestBodies => "requestBodies",
            Self::Headers => "headers",
        }
    }

    /// Kind of the components in this section.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self {
            Self::Schemas => Kind::Schema,
            Self::Parameters | Self::Headers => Kind::Parameter,
            Self::Responses => Kind::Response,
            Self::RequestBodies => Kind::RequestBody,
        }
    }
}

/// HTTP methods that a path may have.
pub const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// The successful response of an operation, and its status.
#[must_use]
pub fn success(operation: &Value) -> Option<(&str, &Value)> {
    let responses = operation.get("responses")?.as_object()?;
    responses
        .iter()
        .map(|(status, response)| (status.as_str(), response))
        .find(|(status, _)| status.starts_with('2'))
}

impl Kind {
    /// Kind of the child that is found under `key`.
    #[must_use]
    pub fn child(self, key: &str) -> Self {
        match (self, key) {
            (Self::Root, "paths") => Self::Paths,
            (Self::Root, "x-webhooks") => Self::Webhooks,
            (Self::Root, "components") => Self::Components,
            (Self::Webhooks, _) => Self::Webhook,
            (Self::Webhook, "value") => Self::Schema,
            (Self::Paths, _) if !key.starts_with("x-") => Self::PathItem,
            (Self::PathItem, method) if METHODS.contains(&method) => Self::Operation,
            (Self::PathItem | Self::Operation, "parameters") => Self::Parameters,
            (Self::Parameters, _) => Self::Parameter,
            (Self::Parameter, "x-expansion") => Self::Expansion,
            (Self::Expansion, "of") => Self::Schema,
            (Self::Operation, "requestBody") => Self::RequestBody,
            (Self::Operation, "responses") => Self::Responses,
            (Self::Responses, _) if !key.starts_with("x-") => Self::Response,
            (Self::Response, "headers") => Self::Headers,
            (Self::Headers, _) => Self::Parameter,
            (Self::RequestBody | Self::Response | Self::Parameter, "content") => Self::Content,
            (Self::Content, _) => Self::MediaType,
            (Self::MediaType | Self::Parameter, "schema") => Self::Schema,
            (Self::Schema, "properties") => Self::SchemaMap,
            (Self::Schema, "allOf" | "oneOf" | "anyOf") => Self::SchemaList,
            (Self::Schema, "items" | "additionalProperties" | "not") => Self::Schema,
            (Self::Schema, "discriminator") => Self::Discriminator,
            (Self::SchemaMap | Self::SchemaList, _) => Self::Schema,
            (Self::Discriminator, "mapping") => Self::Mapping,
            (Self::Components, key) => Section::ALL
                .into_iter()
                .find(|section| section.key() == key)
                .map_or(Self::Opaque, Self::Section),
            (Self::Section(section), _) => section.kind(),
            _ => Self::Opaque,
        }
    }

    /// Section that a `$ref` instead of such a node points into; `None` where a `$ref` is not allowed.
    #[must_use]
    pub fn section(self) -> Option<Section> {
        match self {
            Self::Schema => Some(Section::Schemas),
            Self::Parameter => Some(Section::Parameters),
            Self::Response => Some(Section::Responses),
            Self::RequestBody => Some(Section::RequestBodies),
            _ => None,
        }
    }
}

/// Calls `visit` for a node and everything below it that is not opaque, parents first. `visit` says whether to go below.
pub fn walk<'a>(
    kind: Kind,
    node: &'a Value,
    at: &str,
    visit: &mut impl FnMut(Kind, &'a Value, &str) -> bool,
) {
    if kind == Kind::Opaque || !visit(kind, node, at) {
        return;
    }
    match node {
        Value::Object(map) => {
            for (key, child) in map {
                walk(kind.child(key), child, &pointer::join(at, key), visit);
            }
        }
        Value::Array(items) => {
            for (index, child) in items.iter().enumerate() {
                let key = index.to_string();
                walk(kind.child(&key), child, &pointer::join(at, &key), visit);
            }
        }
        _ => {}
    }
}

/// The target of a node that is a reference.
#[must_use]
pub fn reference(node: &Value) -> Option<&str> {
    node.get("$ref").and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn properties_are_not_mistaken_for_keywords() {
        let schema = json!({
            "properties": {"$ref": {"type": "string"}, "example": {"$ref": "#/components/schemas/A"}},
            "example": {"$ref": "not a reference"},
            "x-source": {"$ref": "neither"},
        });
        let mut found = Vec::new();
        walk(Kind::Schema, &schema, "", &mut |kind, node, at| {
            if kind == Kind::Schema && reference(node).is_some() {
                found.push(at.to_owned());
            }
            true
        });
        assert_eq!(found, ["/properties/example"]);
    }

    #[test]
    fn extensions_that_hold_references_are_walked() {
        let document = json!({
            "x-webhooks": {"value": {"value": {"$ref": "A"}, "examples": {"value": {"$ref": "none"}}}},
            "paths": {"/a": {"parameters": [{"x-expansion": {"field": "a", "of": {"$ref": "B"}}}]}},
        });
        let mut found = Vec::new();
        walk(Kind::Root, &document, "", &mut |kind, node, _| {
            found.extend(reference(node).filter(|_| kind == Kind::Schema));
            true
        });
        assert_eq!(found, ["A", "B"]);
    }
}
