//! Every request example of the specification is a valid request.

use std::path::Path;

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Map, Value};
use whatsapp_business_simulator::Simulator;

use super::client::{request, without_version};

/// The catalogs that the simulator reads.
fn catalogs() -> Vec<Value> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/generated");
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let json = files.filter(|path| {
        path.extension()
            .is_some_and(|extension| extension == "json")
    });
    json.map(|path| serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap())
        .collect()
}

/// Variants and values of the request examples of an operation, from the specification.
fn examples(family: &str, id: &str) -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../spec")
        .join(family)
        .join("examples");
    let start = format!("{id}.request.");
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter_map(|path| {
            let name = path.file_name()?.to_string_lossy().into_owned();
            let variant = name.strip_prefix(&start)?.strip_suffix(".json")?.to_owned();
            let value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
            Some((variant, value))
        })
        .collect()
}

/// Follows references inside of a schema.
fn resolve<'s>(root: &'s Value, mut value: &'s Value) -> &'s Value {
    while let Some(reference) = value.get("$ref").and_then(Value::as_str) {
        value = root.pointer(reference.trim_start_matches('#')).unwrap();
    }
    value
}

/// A value that the schema of a required parameter allows.
fn sample(root: &Value, schema: &Value) -> String {
    let schema = resolve(root, schema);
    if let Some(first) = schema.pointer("/enum/0") {
        return first
            .as_str()
            .map_or_else(|| first.to_string(), str::to_owned);
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("integer" | "number") => schema
            .get("minimum")
            .map_or("1".to_owned(), Value::to_string),
        Some("boolean") => "true".to_owned(),
        Some("array") => sample(root, &schema["items"]),
        _ => "sample".to_owned(),
    }
}

type Pairs = Vec<(String, String)>;

/// Path of an operation.
fn path(operation: &Value, ids: &Value) -> String {
    let template = operation["path"].as_str().unwrap();
    let segments = template.split('#').next().unwrap().split('/').skip(1);
    segments
        .map(|segment| {
            let name = segment.trim_start_matches('{').trim_end_matches('}');
            let value = match ids[name].as_str() {
                Some(id) if name != segment => id,
                None if name != segment => "sample",
                _ => segment,
            };
            format!("/{value}")
        })
        .collect()
}

/// Names and values of the required ones of some parameters.
fn required(parameters: &Value) -> Pairs {
    let parameters = parameters.as_array().into_iter().flatten();
    parameters
        .filter(|parameter| parameter["required"] == true)
        .map(|parameter| {
            let name = parameter["name"].as_str().unwrap().to_owned();
            (name, text(parameter))
        })
        .collect()
}

/// The text of a parameter: a sample, or an expanded field with the filters that it needs.
fn text(parameter: &Value) -> String {
    let root = &parameter["schema"];
    let Some(field) = parameter.pointer("/kind/expansion/field") else {
        return sample(root, root);
    };
    let mut text = field.as_str().unwrap().to_owned();
    let filters = resolve(root, root);
    for name in filters["required"].as_array().into_iter().flatten() {
        let name = name.as_str().unwrap();
        let schema = resolve(root, &filters["properties"][name]);
        let value = match schema["type"].as_str() {
            Some("array") => format!("[\"{}\"]", sample(root, schema)),
            _ => sample(root, schema),
        };
        text.push_str(&format!(".{name}({value})"));
    }
    text
}

/// Fields of a form; lists are JSON.
fn fields(example: &Map<String, Value>) -> Pairs {
    let text = |value: &Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    example
        .iter()
        .map(|(name, value)| (name.clone(), text(value)))
        .collect()
}

fn form(content: &Value, example: &Map<String, Value>) -> Form {
    let root = &content["schema"];
    let properties = &resolve(root, root)["properties"];
    // A file may be anything.
    let is_file = |schema: &Value| schema.as_object().is_some_and(Map::is_empty);
    let mut form = Form::new();
    for (name, value) in example {
        let schema = resolve(root, &properties[name]);
        let values = match value {
            Value::Array(values) if is_file(&schema["items"]) => values.clone(),
            other => vec![other.clone()],
        };
        for value in values {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            form = if is_file(schema) || is_file(&schema["items"]) {
                let media_type = example.get("type").and_then(Value::as_str);
                let part = Part::bytes(text.into_bytes())
                    .file_name("file")
                    .mime_str(media_type.unwrap_or("application/octet-stream"))
                    .unwrap();
                form.part(name.clone(), part)
            } else {
                form.text(name.clone(), text)
            };
        }
    }
    form
}

#[tokio::test]
async fn all_request_examples_are_accepted() {
    let mut failures = Vec::new();
    let mut count = 0;
    let mut ids = Map::new();
    for catalog in catalogs() {
        ids.extend(catalog["example_ids"].as_object().unwrap().clone());
    }
    let ids = Value::from(ids);
    for catalog in catalogs() {
        let family = catalog["family"].as_str().unwrap();
        for operation in catalog["operations"].as_array().unwrap() {
            let id = operation["id"].as_str().unwrap();
            // Skip what is called at an absolute URL.
            if operation["path"].as_str().unwrap().contains("{media_url}") {
                continue;
            }
            let path = path(operation, &ids);
            let (query, headers) = (
                required(&operation["query"]),
                required(&operation["headers"]),
            );
            let simulator = Simulator::start().await.unwrap();
            let method: Method = operation["method"].as_str().unwrap().parse().unwrap();
            let builder = || {
                let mut builder = if operation["is_on_api_host"] == true {
                    without_version(&simulator, method.clone(), &path)
                } else {
                    request(&simulator, method.clone(), &path)
                };
                builder = builder.query(&query);
                for (name, value) in &headers {
                    builder = builder.header(name, value);
                }
                builder
            };
            let content = operation.pointer("/body/content/0");
            let mut requests = Vec::new();
            if let Some(content) = content {
                for (variant, value) in examples(family, id) {
                    let request = match content["media_type"].as_str().unwrap() {
                        "application/json" => builder().json(&value),
                        "multipart/form-data" => {
                            builder().multipart(form(content, value.as_object().unwrap()))
                        }
                        "application/x-www-form-urlencoded" => {
                            builder().form(&fields(value.as_object().unwrap()))
                        }
                        _ => builder().body(value.to_string()),
                    };
                    requests.push((variant, request));
                }
                assert!(!requests.is_empty(), "{id} has no request example");
            } else {
                requests.push(("no body".to_owned(), builder()));
            }
            for (variant, request) in requests {
                count += 1;
                let response = request.send().await.unwrap();
                if !response.status().is_success() {
                    failures.push(format!(
                        "{id} {variant}: {}",
                        response.text().await.unwrap()
                    ));
                }
                let requests = simulator.requests();
                let taken = requests
                    .last()
                    .and_then(|request| request.operation.as_deref());
                if taken != Some(id) {
                    failures.push(format!("{id} {variant}: matched to {taken:?}"));
                }
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} of {count}:\n{}",
        failures.len(),
        failures.join("\n")
    );
    assert!(count > 150, "there are only {count} examples");
}
