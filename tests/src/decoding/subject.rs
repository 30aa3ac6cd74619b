//! What is decoded: every response, every value of a webhook, every payload, every error.

use std::sync::Arc;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use whatsapp_business_conformance::{Codec, Direction, family_of};
use whatsapp_business_core::GraphErrorResponse;
use xtask::bundle;

use super::shape::{Reader, ShapeId, Shapes};
use super::transport::Route;
use crate::specification::Specification;

/// How a subject is decoded.
#[derive(Clone, Debug)]
pub enum Decoder {
    /// By its model.
    Model(Codec),
    /// By a client, as the response to a call.
    Route(Box<Route>),
    /// As the payload of a webhook, to events.
    Payload,
}

/// The kinds of subjects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Successful responses, by their models.
    Response,
    /// Values of webhooks, by their models.
    Value,
    /// Payloads of webhooks.
    Payload,
    /// Errors, by their model.
    Error,
    /// Responses and errors, by a client.
    Client,
}

/// Something that is decoded.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Its kind.
    pub kind: Kind,
    /// Operation, or field of the webhook.
    pub name: String,
    /// The shapes of its document.
    pub shapes: Arc<Shapes>,
    /// Its shape.
    pub shape: ShapeId,
    /// Examples, with their files.
    pub examples: Vec<(String, Value)>,
    /// How it is decoded.
    pub decoder: Decoder,
}

/// All subjects.
///
/// # Errors
///
/// Returns an error if the specification is invalid, or has a received type that is outside of its dialect.
pub fn all() -> Result<Vec<Subject>> {
    let specifications = Specification::all()?;
    let mut subjects = Vec::new();
    for specification in &specifications {
        let mut reader = Reader::new(&specification.bundled);
        let mut found = responses(specification, &mut reader)?;
        found.extend(webhooks(specification, &mut reader)?);
        let shapes = Arc::new(reader.finish());
        subjects.extend(found.into_iter().map(|subject| Subject {
            shapes: Arc::clone(&shapes),
            ..subject
        }));
    }
    subjects.extend(errors(&specifications)?);
    Ok(subjects)
}

fn responses(specification: &Specification, reader: &mut Reader<'_>) -> Result<Vec<Subject>> {
    let mut subjects = Vec::new();
    for operation in &specification.api.operations {
        let Some(shape) = reader.response(&operation.path_key, &operation.method)? else {
            continue;
        };
        let family = family_of(&operation.id).context("no family has the operation")?;
        let codecs = (family.codecs)(Direction::Response, &operation.id);
        let codec = codecs.first().context("the operation has no response")?;
        let examples = specification.bundled.examples.iter().filter(|example| {
            example.operation_id == operation.id && example.direction == bundle::Direction::Response
        });
        let examples: Vec<_> = examples
            .map(|example| (example.file.clone(), example.value.clone()))
            .collect();
        let subject = |kind, decoder| Subject {
            kind,
            name: operation.id.clone(),
            shapes: Arc::default(),
            shape,
            examples: examples.clone(),
            decoder,
        };
        subjects.push(subject(Kind::Response, Decoder::Model(*codec)));
        let calls = if operation.manual {
            Vec::new()
        } else {
            specification.calls(operation, false)
        };
        if let Some(call) = calls.into_iter().next() {
            let route = Route::success(&call)?;
            subjects.push(subject(Kind::Client, Decoder::Route(Box::new(route))));
        }
    }
    Ok(subjects)
}

fn webhooks(specification: &Specification, reader: &mut Reader<'_>) -> Result<Vec<Subject>> {
    let values = reader.webhooks()?;
    let mut subjects = Vec::new();
    for (field, shape) in &values {
        let codec = whatsapp_business_conformance::webhook(field).context(field.clone())?;
        let payloads = specification.bundled.examples.iter().filter(|example| {
            example.direction == bundle::Direction::Webhook && example.operation_id == *field
        });
        let payloads: Vec<_> = payloads
            .map(|example| (example.file.clone(), example.value.clone()))
            .collect();
        subjects.push(Subject {
            kind: Kind::Value,
            name: field.clone(),
            shapes: Arc::default(),
            shape: *shape,
            examples: Vec::new(),
            decoder: Decoder::Model(codec),
        });
        // Two changes and more, so that each has siblings.
        let payloads = payloads.iter().map(|(file, payload)| {
            let whole = with_neighbor(payload);
            (file.clone(), whole)
        });
        let shape = reader.payload(values.clone());
        subjects.push(Subject {
            kind: Kind::Payload,
            name: field.clone(),
            shapes: Arc::default(),
            shape,
            examples: payloads.collect(),
            decoder: Decoder::Payload,
        });
    }
    Ok(subjects)
}

/// The payload with one more change in its last entry, and one more entry.
fn with_neighbor(payload: &Value) -> Value {
    let change = json!({"field": "messages", "value": {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550100077", "phone_number_id": "106540352242922"},
        "messages": [{"from": "15550100042", "id": "wamid.NEIGHBOR", "timestamp": "1782900000", "type": "text", "text": {"body": "Hello"}}],
    }});
    let mut payload = payload.clone();
    let Some(entries) = payload.get_mut("entry").and_then(Value::as_array_mut) else {
        return payload;
    };
    let changes = entries
        .last_mut()
        .and_then(|entry| entry.get_mut("changes"));
    if let Some(changes) = changes.and_then(Value::as_array_mut) {
        changes.push(change.clone());
    }
    entries.push(json!({"id": "102290129340398", "changes": [change]}));
    payload
}

fn errors(specifications: &[Specification]) -> Result<Vec<Subject>> {
    let mut subjects = Vec::new();
    for specification in specifications {
        let examples = specification
            .bundled
            .examples
            .iter()
            .filter(|example| example.direction == bundle::Direction::Error);
        let examples: Vec<_> = examples
            .map(|example| (example.file.clone(), example.value.clone()))
            .collect();
        let mut reader = Reader::new(&specification.bundled);
        let Ok(shape) = reader.schema("GraphErrorResponse") else {
            continue;
        };
        let shapes = Arc::new(reader.finish());
        let codec = Codec::of::<GraphErrorResponse>();
        for (kind, decoder) in [
            (Kind::Error, Decoder::Model(codec)),
            (Kind::Client, Decoder::Route(Box::new(Route::error()?))),
        ] {
            subjects.push(Subject {
                kind,
                name: format!("errors of {}", specification.api.family),
                shapes: Arc::clone(&shapes),
                shape,
                examples: examples.clone(),
                decoder,
            });
        }
    }
    Ok(subjects)
}
