//! Operations as the documents describe them.

mod load;
mod parameter;

use std::collections::{BTreeMap, BTreeSet};

use http::Method;
use serde_json::Value;

pub(crate) use load::{is_version, load};
pub(crate) use parameter::{Parameter, ValueType};

use crate::schema::Schema;

/// The contents of one set of documents.
#[derive(Debug)]
pub(crate) struct Catalog {
    pub(crate) operations: Vec<Operation>,
    /// Graph API version, such as `v24.0`.
    pub(crate) version: String,
    /// Path parameters and the ids of their known nodes.
    pub(crate) example_ids: BTreeMap<String, String>,
    /// Webhook fields and examples of whole payloads.
    pub(crate) webhooks: BTreeMap<String, Vec<Example>>,
}

impl Catalog {
    /// Finds the example of a payload.
    pub(crate) fn sample(&self, field: &str, variant: &str) -> Option<&Value> {
        let examples = self.webhooks.get(field)?;
        let example = examples.iter().find(|example| example.variant == variant)?;
        Some(&example.value)
    }

    /// Finds operations by id, or by family and id (`media.upload_media`).
    pub(crate) fn by_name(&self, name: &str) -> impl Iterator<Item = &Operation> {
        self.operations.iter().filter(move |operation| {
            operation.id == name
                || name
                    .split_once('.')
                    .is_some_and(|(family, id)| operation.family == family && operation.id == id)
        })
    }
}

/// One operation.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) family: String,
    pub(crate) method: Method,
    pub(crate) path: PathTemplate,
    pub(crate) query: Vec<Parameter>,
    pub(crate) headers: Vec<Parameter>,
    pub(crate) body: Option<RequestBody>,
    /// The token may have the scheme `OAuth` as well as `Bearer`.
    pub(crate) accepts_oauth_scheme: bool,
    /// No token is needed: the request has other credentials.
    pub(crate) is_public: bool,
    pub(crate) responses: Vec<Example>,
    /// The success response is bytes, not JSON.
    pub(crate) answers_bytes: bool,
    /// Dotted path of the list in the response.
    pub(crate) paged_items: Option<Vec<String>>,
    /// Names of the fields that the response, or an item of its list, may have. `None`: any.
    pub(crate) fields: Option<BTreeSet<String>>,
}

/// A template such as `/{waba_id}/message_templates`.
#[derive(Debug)]
pub(crate) struct PathTemplate {
    pub(crate) segments: Vec<Segment>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Segment {
    Literal(String),
    Parameter(String),
}

impl PathTemplate {
    pub(crate) fn parse(key: &str) -> Self {
        // The suffix distinguishes twins in the document and is never sent.
        let template = key.split('#').next().unwrap_or_default();
        let segments = template
            .split('/')
            .filter(|segment| !segment.is_empty())
            .map(|segment| {
                match segment
                    .strip_prefix('{')
                    .and_then(|segment| segment.strip_suffix('}'))
                {
                    Some(name) => Segment::Parameter(name.to_owned()),
                    None => Segment::Literal(segment.to_owned()),
                }
            })
            .collect();
        Self { segments }
    }

    /// Number of literal segments when the path has this form.
    pub(crate) fn matches(&self, path: &[String]) -> Option<usize> {
        if path.len() != self.segments.len() {
            return None;
        }
        let mut literals = 0;
        for (segment, part) in self.segments.iter().zip(path) {
            match segment {
                Segment::Literal(text) if text == part => literals += 1,
                Segment::Literal(_) => return None,
                Segment::Parameter(_) => {}
            }
        }
        Some(literals)
    }

    /// Names and values of the parameters of a path that has this form.
    pub(crate) fn parameters<'p>(
        &'p self,
        path: &'p [String],
    ) -> impl Iterator<Item = (&'p str, &'p str)> {
        self.segments
            .iter()
            .zip(path)
            .filter_map(|(segment, value)| match segment {
                Segment::Parameter(name) => Some((name.as_str(), value.as_str())),
                Segment::Literal(_) => None,
            })
    }
}

/// The body that a request may have.
#[derive(Debug)]
pub(crate) struct RequestBody {
    pub(crate) required: bool,
    pub(crate) content: Vec<RequestContent>,
}

/// One content type of a request.
#[derive(Debug)]
pub(crate) struct RequestContent {
    pub(crate) media_type: String,
    pub(crate) schema: Schema,
    /// Top-level properties and the types of their texts, for forms and multipart bodies.
    pub(crate) properties: BTreeMap<String, ValueType>,
    /// Top-level properties that are files.
    pub(crate) files: BTreeSet<String>,
    pub(crate) required: BTreeSet<String>,
    /// Properties that accept only certain texts, which distinguish operations.
    pub(crate) tags: BTreeMap<String, BTreeSet<String>>,
}

/// An example of a response.
#[derive(Debug)]
pub(crate) struct Example {
    pub(crate) variant: String,
    pub(crate) value: Value,
}
