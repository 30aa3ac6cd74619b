//! Every request example of the specification is a valid request.

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Map, Value};
use whatsapp_business_simulator::Simulator;

use super::client::request;

fn documents() -> Vec<Value> {
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

fn resolve<'d>(document: &'d Value, mut value: &'d Value) -> &'d Value {
    while let Some(reference) = value.get("$ref").and_then(Value::as_str) {
        value = document.pointer(reference.trim_start_matches('#')).unwrap();
    }
    value
}

/// A value that the schema of a required parameter allows.
fn sample(document: &Value, schema: &Value) -> String {
    let schema = resolve(document, schema);
    if let Some(first) = schema.pointer("/enum/0").or(schema.get("example")) {
        return first
            .as_str()
            .map_or_else(|| first.to_string(), str::to_owned);
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("integer" | "number") => schema
            .get("minimum")
            .map_or("1".to_owned(), Value::to_string),
        Some("boolean") => "true".to_owned(),
        Some("array") => sample(document, &schema["items"]),
        _ => "sample".to_owned(),
    }
}

type Pairs = Vec<(String, String)>;

/// Path and required query and headers of an operation.
fn address(document: &Value, key: &str, operation: &Value) -> (String, Pairs, Pairs) {
    let mut path = key.split('#').next().unwrap().to_owned();
    let (mut query, mut headers) = (Vec::new(), Vec::new());
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let parameter = resolve(document, parameter);
        let name = parameter["name"].as_str().unwrap();
        let value = sample(document, &parameter["schema"]);
        match parameter["in"].as_str().unwrap() {
            "path" => path = path.replace(&format!("{{{name}}}"), &value),
            "query" if parameter["required"] == true => query.push((name.to_owned(), value)),
            "header" if parameter["required"] == true => headers.push((name.to_owned(), value)),
            _ => {}
        }
    }
    (path, query, headers)
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

fn form(document: &Value, schema: &Value, example: &Map<String, Value>) -> Form {
    let properties = &resolve(document, schema)["properties"];
    let is_file = |schema: &Value| schema["format"] == "binary";
    let mut form = Form::new();
    for (name, value) in example {
        let schema = &properties[name];
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
    for document in documents() {
        for (key, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let id = operation["operationId"].as_str().unwrap();
                let (path, query, headers) = address(&document, key, operation);
                // Skip absolute URLs and requests from the platform.
                if path.contains("://") || operation["x-inbound"] == true {
                    continue;
                }
                let simulator = Simulator::start().await.unwrap();
                let method: Method = method.to_uppercase().parse().unwrap();
                let builder = || {
                    let mut builder = request(&simulator, method.clone(), &path).query(&query);
                    for (name, value) in &headers {
                        builder = builder.header(name, value);
                    }
                    builder
                };
                let content = operation
                    .pointer("/requestBody/content")
                    .and_then(Value::as_object);
                let mut requests = Vec::new();
                for (media_type, content) in content.into_iter().flatten() {
                    for (variant, example) in content["examples"].as_object().into_iter().flatten()
                    {
                        let value = &example["value"];
                        requests.push((
                            variant.clone(),
                            match media_type.as_str() {
                                "application/json" => builder().json(value),
                                "multipart/form-data" => builder().multipart(form(
                                    &document,
                                    &content["schema"],
                                    value.as_object().unwrap(),
                                )),
                                "application/x-www-form-urlencoded" => {
                                    builder().form(&fields(value.as_object().unwrap()))
                                }
                                _ => builder().body(value.to_string()),
                            },
                        ));
                    }
                }
                if content.is_none() {
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
    }
    assert!(
        failures.is_empty(),
        "{} of {count}:\n{}",
        failures.len(),
        failures.join("\n")
    );
    assert!(count > 0, "there are no examples");
}
