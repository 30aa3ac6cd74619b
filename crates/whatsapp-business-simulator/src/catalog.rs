//! The operations and examples of the specification, as `cargo xtask codegen` writes them.

mod parameter;

use std::collections::{BTreeMap, BTreeSet};

use http::Method;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

pub(crate) use parameter::{Parameter, ValueType};

use crate::schema::{Schema, Unknown};

/// The contents of the specification, or of one family of it.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Catalog {
    family: String,
    pub(crate) operations: Vec<Operation>,
    /// Graph API version, such as `v24.0`.
    pub(crate) version: String,
    /// Path parameters and the ids of their known nodes.
    pub(crate) example_ids: BTreeMap<String, String>,
    /// Webhook fields and examples of whole payloads.
    pub(crate) webhooks: BTreeMap<String, Vec<Example>>,
}

impl Catalog {
    /// Reads the catalogs of several families into one.
    pub(crate) fn read(families: &[&str], unknown: Unknown) -> serde_json::Result<Self> {
        let mut all = Self::default();
        for text in families {
            let mut family: Self = serde_json::from_str(text)?;
            for operation in &mut family.operations {
                operation.family.clone_from(&family.family);
                if unknown == Unknown::Tolerate {
                    operation.schemas().for_each(Schema::tolerate_unknown);
                }
            }
            all.version = family.version;
            all.operations.append(&mut family.operations);
            for (parameter, id) in family.example_ids {
                all.example_ids.entry(parameter).or_insert(id);
            }
            for (field, mut examples) in family.webhooks {
                all.webhooks.entry(field).or_default().append(&mut examples);
            }
        }
        Ok(all)
    }

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
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Operation {
    pub(crate) id: String,
    #[serde(skip)]
    pub(crate) family: String,
    #[serde(deserialize_with = "method")]
    pub(crate) method: Method,
    pub(crate) path: PathTemplate,
    /// The operation is not in the Graph API: its path has no version.
    #[serde(default)]
    pub(crate) is_on_api_host: bool,
    /// HTTP status of a success.
    #[serde(default = "ok")]
    pub(crate) status: u16,
    #[serde(default)]
    pub(crate) query: Vec<Parameter>,
    #[serde(default)]
    pub(crate) headers: Vec<Parameter>,
    pub(crate) body: Option<RequestBody>,
    /// The token may have the scheme `OAuth` as well as `Bearer`.
    #[serde(default)]
    pub(crate) accepts_oauth_scheme: bool,
    /// No token is needed: the request has other credentials.
    #[serde(default)]
    pub(crate) is_public: bool,
    #[serde(default)]
    pub(crate) responses: Vec<Example>,
    /// The success response is bytes, not JSON.
    #[serde(default)]
    pub(crate) answers_bytes: bool,
    /// Dotted path of the list in the response.
    pub(crate) paged_items: Option<Vec<String>>,
    /// Names of the fields that the response, or an item of its list, may have. `None`: any.
    pub(crate) fields: Option<BTreeSet<String>>,
}

fn ok() -> u16 {
    200
}

fn method<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Method, D::Error> {
    let name = String::deserialize(deserializer)?;
    name.parse().map_err(serde::de::Error::custom)
}

impl Operation {
    /// Name of the first path parameter: the kind of node that the request is about.
    pub(crate) fn node(&self) -> Option<&str> {
        self.path.segments.iter().find_map(|segment| match segment {
            Segment::Parameter(name) => Some(name.as_str()),
            Segment::Literal(_) => None,
        })
    }

    /// Whether the operation is called at a URL from another response, not at a node.
    pub(crate) fn is_download(&self) -> bool {
        self.answers_bytes && self.path.segments.len() == 1
    }

    /// The schemas of everything that a request may have.
    fn schemas(&mut self) -> impl Iterator<Item = &mut Schema> {
        let parameters = self.query.iter_mut().chain(&mut self.headers);
        let contents = self.body.iter_mut().flat_map(|body| &mut body.content);
        parameters
            .map(|parameter| &mut parameter.schema)
            .chain(contents.map(|content| &mut content.schema))
    }
}

/// A template such as `/{waba_id}/message_templates`.
#[derive(Debug, Deserialize)]
#[serde(from = "String")]
pub(crate) struct PathTemplate {
    pub(crate) segments: Vec<Segment>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Segment {
    Literal(String),
    Parameter(String),
}

impl From<String> for PathTemplate {
    fn from(key: String) -> Self {
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
}

impl PathTemplate {
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
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RequestBody {
    pub(crate) required: bool,
    pub(crate) content: Vec<RequestContent>,
}

/// One content type of a request.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RequestContent {
    pub(crate) media_type: String,
    pub(crate) schema: Schema,
    /// Top-level properties and the types of their texts, for forms and multipart bodies.
    #[serde(default)]
    pub(crate) properties: BTreeMap<String, ValueType>,
    /// Top-level properties that are files.
    #[serde(default)]
    pub(crate) files: BTreeSet<String>,
    #[serde(default)]
    pub(crate) required: BTreeSet<String>,
    /// Properties that accept only certain texts, which distinguish operations.
    #[serde(default)]
    pub(crate) tags: BTreeMap<String, BTreeSet<String>>,
}

/// An example of a response.
#[derive(Debug, Deserialize)]
pub(crate) struct Example {
    pub(crate) variant: String,
    pub(crate) value: Value,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generated::catalogs::CATALOGS;
    use crate::version::is_version;

    #[test]
    fn the_schemas_of_the_specification_compile() {
        let mut catalog = Catalog::read(CATALOGS, Unknown::Refuse).unwrap();
        assert!(catalog.operations.len() > 100 && is_version(&catalog.version));
        for operation in &mut catalog.operations {
            let id = operation.id.clone();
            for schema in operation.schemas() {
                assert_eq!(schema.compile().err(), None, "{id}");
            }
        }
    }
}
