//! The JSON Schemas of the generated models accept all of the specification's examples, and reject what decoding rejects.

use std::collections::HashMap;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use whatsapp_business::messages::Message;
use whatsapp_business_conformance::{Codec, Direction, family_of};
use whatsapp_business_core::rt::schemars::generate::SchemaSettings;
use whatsapp_business_tests::specification::Specification;
use xtask::bundle::{self, Example};
use xtask::model::{Api, Body};

/// The schemas of a body and their types, compiled once per operation.
#[derive(Default)]
struct Schemas(HashMap<(String, bool), Vec<jsonschema::Validator>>);

impl Schemas {
    /// Validators of an operation's types in a direction; none if it has no model.
    fn of(&mut self, direction: Direction, operation: &str) -> Result<&[jsonschema::Validator]> {
        let key = (operation.to_owned(), direction == Direction::Request);
        if !self.0.contains_key(&key) {
            let family = family_of(operation).context("no family has the operation")?;
            let codecs = (family.codecs)(direction, operation);
            let schemas = codecs.iter().map(|codec| validator(&(codec.schema)()));
            let validators = schemas.collect::<Result<_>>()?;
            self.0.insert(key.clone(), validators);
        }
        Ok(self.0.get(&key).map(Vec::as_slice).unwrap_or_default())
    }
}

fn validator(schema: &Value) -> Result<jsonschema::Validator> {
    jsonschema::meta::validate(schema).map_err(|error| anyhow::anyhow!("{error}"))?;
    jsonschema::validator_for(schema).map_err(|error| anyhow::anyhow!("{error}"))
}

fn verdict(validator: &jsonschema::Validator, value: &Value) -> Result<(), String> {
    let errors: Vec<String> = validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    if errors.is_empty() {
        Ok(())
    } else {
        Err(errors.join("\n  "))
    }
}

/// The direction in which an example is the JSON of one type. The parts of a multipart body are several.
fn direction(api: &Api, example: &Example) -> Option<Direction> {
    let is_multipart = || {
        let mut operations = api.operations.iter();
        operations.any(|operation| {
            operation.id == example.operation_id && matches!(operation.body, Body::Multipart(_))
        })
    };
    match example.direction {
        bundle::Direction::Request => (!is_multipart()).then_some(Direction::Request),
        bundle::Direction::Response => Some(Direction::Response),
        bundle::Direction::Error | bundle::Direction::Webhook => None,
    }
}

#[test]
fn schemas_accept_every_body_of_the_examples() -> Result<()> {
    let mut schemas = Schemas::default();
    let (mut taken, mut refused) = (0, Vec::new());
    for specification in Specification::all()? {
        for example in &specification.bundled.examples {
            let Some(direction) = direction(&specification.api, example) else {
                continue;
            };
            // The types of twins come after that of the operation itself.
            let validators = schemas.of(direction, &example.operation_id)?;
            let verdicts: Vec<_> = validators
                .iter()
                .map(|validator| verdict(validator, &example.value))
                .collect();
            match verdicts.first() {
                Some(Err(errors)) => refused.push(format!("{}\n  {errors}", example.file)),
                Some(Ok(())) => taken += 1,
                None => {}
            }
        }
    }
    ensure!(refused.is_empty(), "{}", refused.join("\n"));
    ensure!(taken > 300, "only {taken} examples have a schema");
    Ok(())
}

#[test]
fn schemas_accept_every_error_of_the_examples() -> Result<()> {
    let schema = (Codec::of::<whatsapp_business_core::GraphErrorResponse>().schema)();
    let validator = validator(&schema)?;
    let mut taken = 0;
    for specification in Specification::all()? {
        for example in &specification.bundled.examples {
            if example.direction == bundle::Direction::Error {
                verdict(&validator, &example.value)
                    .map_err(anyhow::Error::msg)
                    .with_context(|| example.file.clone())?;
                taken += 1;
            }
        }
    }
    ensure!(taken > 40, "only {taken} errors");
    Ok(())
}

#[test]
fn schemas_accept_every_webhook_of_the_examples() -> Result<()> {
    let mut validators = HashMap::new();
    let (mut taken, mut refused) = (0, Vec::new());
    for specification in Specification::all()? {
        let webhooks = specification
            .bundled
            .examples
            .iter()
            .filter(|example| example.direction == bundle::Direction::Webhook);
        for example in webhooks {
            for change in changes(&example.value) {
                let field = change.get("field").and_then(Value::as_str);
                let field = field.with_context(|| example.file.clone())?;
                if !validators.contains_key(field) {
                    let codec = whatsapp_business_conformance::webhook(field)
                        .with_context(|| format!("no schema for `{field}`"))?;
                    validators.insert(field.to_owned(), validator(&(codec.schema)())?);
                }
                let value = change.get("value").unwrap_or(&Value::Null);
                match validators
                    .get(field)
                    .map(|validator| verdict(validator, value))
                {
                    Some(Ok(())) => taken += 1,
                    Some(Err(errors)) => {
                        refused.push(format!("{} {field}\n  {errors}", example.file));
                    }
                    None => {}
                }
            }
        }
    }
    ensure!(refused.is_empty(), "{}", refused.join("\n"));
    ensure!(validators.len() > 20, "only {} fields", validators.len());
    ensure!(taken > 240, "only {taken} values");
    Ok(())
}

fn changes(payload: &Value) -> impl Iterator<Item = &Value> {
    payload
        .get("entry")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.get("changes")?.as_array())
        .flatten()
}

/// Every request example, corrupted at every place: the schema rejects what its type does not decode.
#[test]
fn schemas_reject_invalid_requests() -> Result<()> {
    let mut schemas = Schemas::default();
    let (mut absent, mut wrong, mut missed) = (0, 0, Vec::new());
    for specification in Specification::all()? {
        let requests =
            specification.bundled.examples.iter().filter(|example| {
                direction(&specification.api, example) == Some(Direction::Request)
            });
        for example in requests {
            let operation = example.operation_id.as_str();
            let family = family_of(operation).context("no family has the operation")?;
            let codecs = (family.codecs)(Direction::Request, operation);
            let validators = schemas.of(Direction::Request, operation)?;
            for (how, value) in spoiled(&example.value) {
                let bytes = serde_json::to_vec(&value)?;
                for (codec, validator) in codecs.iter().zip(validators) {
                    let outcome = (codec.reencode)(&bytes);
                    if outcome.is_ok() {
                        continue;
                    }
                    if validator.is_valid(&value) {
                        missed.push(format!("{} {how}: {outcome:?}", example.file));
                    } else if how.starts_with("without") {
                        absent += 1;
                    } else {
                        wrong += 1;
                    }
                }
            }
        }
    }
    ensure!(missed.is_empty(), "accepted:\n{}", missed.join("\n"));
    ensure!(absent > 500, "only {absent} requests lacked something");
    ensure!(wrong > 500, "only {wrong} requests had something wrong");
    Ok(())
}

/// Copies of the value without each of its properties, and with each of its texts and objects replaced.
fn spoiled(value: &Value) -> Vec<(String, Value)> {
    let mut out = Vec::new();
    for pointer in whatsapp_business_tests::json::pointers(value) {
        let changed = |change: &dyn Fn(&mut Value)| {
            let mut value = value.clone();
            value.pointer_mut(&pointer).map(change);
            value
        };
        match value.pointer(&pointer) {
            Some(Value::Object(map)) => {
                for name in map.keys() {
                    let without = changed(&|place| {
                        place.as_object_mut().map(|map| map.remove(name));
                    });
                    out.push((format!("without {pointer}/{name}"), without));
                }
                out.push((
                    format!("text instead of {pointer}"),
                    changed(&|place| *place = json!("text")),
                ));
            }
            Some(Value::Array(_)) => out.push((
                format!("text instead of {pointer}"),
                changed(&|place| *place = json!("text")),
            )),
            Some(Value::String(_)) => {
                out.push((
                    format!("another text at {pointer}"),
                    changed(&|place| *place = json!("no such value")),
                ));
                out.push((
                    format!("an object at {pointer}"),
                    changed(&|place| *place = json!({})),
                ));
            }
            _ => {}
        }
    }
    out
}

/// The serialization schema of a message accepts the encoded message, including constants, and only text as ids.
#[test]
fn the_schema_of_a_request_accepts_the_encoded_request() -> Result<()> {
    let settings = SchemaSettings::default().for_serialize();
    let schema = settings.into_generator().into_root_schema_for::<Message>();
    let validator = validator(schema.as_value())?;
    // The examples of rustdoc are not part of the descriptions.
    ensure!(!schema.as_value().to_string().contains("# JSON"));
    let mut taken = 0;
    for specification in Specification::all()? {
        for (variant, example) in specification.examples("send_message", bundle::Direction::Request)
        {
            let message: Message = serde_json::from_value(example.clone())?;
            let mut sent = serde_json::to_value(&message)?;
            verdict(&validator, &sent)
                .map_err(anyhow::Error::msg)
                .with_context(|| variant.to_owned())?;
            for name in ["to", "recipient"] {
                if let Some(id) = sent.get_mut(name) {
                    *id = json!(7);
                }
            }
            ensure!(!validator.is_valid(&sent), "{variant}: a number as an id");
            taken += 1;
        }
    }
    ensure!(taken > 20, "only {taken} messages");
    Ok(())
}
