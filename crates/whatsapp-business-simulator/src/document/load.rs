//! Loading of OpenAPI documents into the catalog.

use std::collections::{BTreeMap, BTreeSet};

use http::Method;
use serde_json::{Map, Value};

use super::{
    Catalog, Example, Operation, Parameter, PathTemplate, RequestBody, RequestContent, Segment,
    ValueType,
};
use crate::error::StartError;
use crate::schema::{Components, Schema, Unknown, convert};

/// Loads documents, each with the name of its family.
pub(crate) fn load(documents: &[(String, Value)], unknown: Unknown) -> Result<Catalog, StartError> {
    let mut catalog = Catalog {
        operations: Vec::new(),
        version: String::new(),
        example_ids: BTreeMap::new(),
        webhooks: BTreeMap::new(),
    };
    for (family, document) in documents {
        let loader = Loader {
            family,
            components: Components::new(document),
            unknown,
        };
        let version = loader.version()?;
        if catalog.version.is_empty() {
            catalog.version = version;
        } else if catalog.version != version {
            return Err(StartError::Versions);
        }
        loader.paths(&mut catalog)?;
        let webhooks = document.get("x-webhooks").and_then(Value::as_object);
        for (field, webhook) in webhooks.into_iter().flatten() {
            let known = catalog.webhooks.entry(field.clone()).or_default();
            known.extend(examples(webhook));
        }
    }
    Ok(catalog)
}

struct Loader<'d> {
    family: &'d str,
    components: Components<'d>,
    unknown: Unknown,
}

impl<'d> Loader<'d> {
    fn error(&self, reason: impl Into<String>) -> StartError {
        StartError::Document {
            document: self.family.to_owned(),
            reason: reason.into(),
        }
    }

    /// The last segment of the server URL, with its variables substituted.
    fn version(&self) -> Result<String, StartError> {
        let server = self.components.root().pointer("/servers/0");
        let mut url = server
            .and_then(|server| server.get("url"))
            .and_then(Value::as_str)
            .ok_or_else(|| self.error("has no server URL"))?
            .to_owned();
        let variables = server
            .and_then(|server| server.get("variables"))
            .and_then(Value::as_object);
        for (name, variable) in variables.into_iter().flatten() {
            if let Some(default) = variable.get("default").and_then(Value::as_str) {
                url = url.replace(&format!("{{{name}}}"), default);
            }
        }
        let last = url
            .trim_end_matches('/')
            .rsplit('/')
            .next()
            .unwrap_or_default();
        if is_version(last) {
            Ok(last.to_owned())
        } else {
            Err(self.error("the server URL does not end in a Graph API version such as `v24.0`"))
        }
    }

    fn paths(&self, catalog: &mut Catalog) -> Result<(), StartError> {
        let paths = self
            .components
            .root()
            .get("paths")
            .and_then(Value::as_object);
        for (key, item) in paths.ok_or_else(|| self.error("has no paths"))? {
            let item = item
                .as_object()
                .ok_or_else(|| self.error(format!("path `{key}` is not an object")))?;
            for (method, operation) in item {
                let Some(method) = method_of(method) else {
                    continue;
                };
                // Requests from the platform are not for the simulator to serve.
                if operation.get("x-inbound").is_some() {
                    continue;
                }
                let operation =
                    self.operation(key, method, item, operation, &mut catalog.example_ids)?;
                catalog.operations.push(operation);
            }
        }
        Ok(())
    }

    fn operation(
        &self,
        key: &str,
        method: Method,
        item: &'d Map<String, Value>,
        operation: &'d Value,
        example_ids: &mut BTreeMap<String, String>,
    ) -> Result<Operation, StartError> {
        let id = operation
            .get("operationId")
            .and_then(Value::as_str)
            .ok_or_else(|| self.error(format!("{method} {key} has no operationId")))?;
        let (mut query, mut headers) = (Vec::new(), Vec::new());
        let parameters = [item.get("parameters"), operation.get("parameters")];
        for parameter in parameters
            .into_iter()
            .flatten()
            .filter_map(Value::as_array)
            .flatten()
        {
            let parameter = self.components.resolve(parameter);
            let text = |key: &str| parameter.get(key).and_then(Value::as_str);
            let name = text("name")
                .ok_or_else(|| self.error(format!("`{id}` has a parameter without a name")))?;
            let read = || Parameter::read(self.components, name, parameter, self.unknown);
            match text("in") {
                Some("query") => query.push(read()),
                Some("header") => headers.push(read()),
                Some("path") => {
                    if let Some(example) = self.node_example(parameter) {
                        example_ids.entry(name.to_owned()).or_insert(example);
                    }
                }
                _ => {
                    let reason = format!("parameter `{name}` of `{id}` has an unknown location");
                    return Err(self.error(reason));
                }
            }
        }
        let success = self.success(operation);
        let json = success.and_then(|content| content.get("application/json"));
        let paged_items: Option<Vec<String>> = operation
            .pointer("/x-paging/items")
            .and_then(Value::as_str)
            .map(|path| path.split('.').map(str::to_owned).collect());
        let responses = success
            .into_iter()
            .flat_map(|content| content.values())
            .flat_map(examples);
        Ok(Operation {
            id: id.to_owned(),
            family: self.family.to_owned(),
            method,
            path: PathTemplate::parse(key),
            query,
            headers,
            body: self.request_body(operation),
            accepts_oauth_scheme: self.accepts_oauth_scheme(operation),
            is_public: operation
                .get("security")
                .and_then(Value::as_array)
                .is_some_and(Vec::is_empty),
            responses: responses.collect(),
            answers_bytes: json.is_none() && success.is_some(),
            fields: json
                .and_then(|content| content.get("schema"))
                .and_then(|schema| self.fields(schema, paged_items.as_deref())),
            paged_items,
        })
    }

    /// Path parameters are the well-known nodes. A `media_url` is a URL, not a node.
    fn node_example(&self, parameter: &'d Value) -> Option<String> {
        let schema = parameter
            .get("schema")
            .map(|schema| self.components.resolve(schema));
        let example = parameter
            .get("example")
            .or_else(|| schema.and_then(|schema| schema.get("example")))?;
        let example = example
            .as_str()
            .map_or_else(|| example.to_string(), str::to_owned);
        (!example.contains("://")).then_some(example)
    }

    fn success(&self, operation: &'d Value) -> Option<&'d Map<String, Value>> {
        let responses = operation.get("responses")?.as_object()?;
        let (_, success) = responses
            .iter()
            .find(|(status, _)| status.starts_with('2'))?;
        self.components.resolve(success).get("content")?.as_object()
    }

    fn request_body(&self, operation: &'d Value) -> Option<RequestBody> {
        let body = self.components.resolve(operation.get("requestBody")?);
        let content = body
            .get("content")
            .and_then(Value::as_object)
            .into_iter()
            .flatten();
        Some(RequestBody {
            required: body
                .get("required")
                .and_then(Value::as_bool)
                .unwrap_or_default(),
            content: content
                .map(|(media_type, content)| self.request_content(media_type, content))
                .collect(),
        })
    }

    fn request_content(&self, media_type: &str, content: &'d Value) -> RequestContent {
        let components = self.components;
        let any = Value::Bool(true);
        let declared = content.get("schema");
        let names = declared.and_then(|schema| components.declared_in(schema));
        let mut properties = BTreeMap::new();
        let mut files = BTreeSet::new();
        for name in names.into_iter().flatten() {
            let Some(schema) = declared.and_then(|schema| components.property(schema, &name))
            else {
                continue;
            };
            let format = components
                .resolve(schema)
                .get("format")
                .and_then(Value::as_str);
            if format == Some("binary") {
                files.insert(name.clone());
            }
            properties.insert(name, ValueType::of(components, schema));
        }
        let owned = |names: BTreeSet<&str>| names.into_iter().map(str::to_owned).collect();
        RequestContent {
            media_type: media_type.to_owned(),
            schema: Schema::new(convert(components, declared.unwrap_or(&any), self.unknown)),
            properties,
            files,
            required: declared
                .map(|schema| owned(components.required(schema)))
                .unwrap_or_default(),
            tags: declared
                .map(|schema| components.tags(schema))
                .into_iter()
                .flatten()
                .map(|(name, values)| (name.to_owned(), owned(values)))
                .collect(),
        }
    }

    fn accepts_oauth_scheme(&self, operation: &'d Value) -> bool {
        let root = self.components.root();
        let schemes = root.pointer("/components/securitySchemes");
        let security = operation.get("security").or_else(|| root.get("security"));
        let requirements = security.and_then(Value::as_array).into_iter().flatten();
        requirements
            .filter_map(Value::as_object)
            .flat_map(Map::keys)
            .any(|name| {
                let scheme = schemes.and_then(|schemes| schemes.get(name));
                let kind = scheme.and_then(|scheme| scheme.get("type"));
                kind.and_then(Value::as_str) == Some("apiKey")
            })
    }

    /// Declared names of the response object, or of the items of its list.
    fn fields(&self, schema: &'d Value, items: Option<&[String]>) -> Option<BTreeSet<String>> {
        let mut schema = schema;
        for name in items.into_iter().flatten() {
            schema = self.components.property(schema, name)?;
        }
        if items.is_some() {
            schema = self.components.resolve(schema).get("items")?;
        }
        self.components.declared_in(schema)
    }
}

/// Whether a path segment is a version of the Graph API.
pub(crate) fn is_version(segment: &str) -> bool {
    let numbers = segment
        .strip_prefix('v')
        .and_then(|version| version.split_once('.'));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    numbers.is_some_and(|(major, minor)| is_number(major) && is_number(minor))
}

fn method_of(key: &str) -> Option<Method> {
    match key {
        "get" => Some(Method::GET),
        "post" => Some(Method::POST),
        "put" => Some(Method::PUT),
        "patch" => Some(Method::PATCH),
        "delete" => Some(Method::DELETE),
        _ => None,
    }
}

fn examples(content: &Value) -> Vec<Example> {
    let named = content
        .get("examples")
        .and_then(Value::as_object)
        .into_iter()
        .flatten();
    let single = content.get("example").map(|value| Example {
        variant: "example".to_owned(),
        value: value.clone(),
    });
    named
        .filter_map(|(variant, example)| {
            let value = example.get("value")?.clone();
            Some(Example {
                variant: variant.clone(),
                value,
            })
        })
        .chain(single)
        .collect()
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
}
