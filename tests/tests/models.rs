//! The generated models against the specification's examples: nothing is lost, and no addition or deviation of the platform breaks them.

use std::fmt::Write as _;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use whatsapp_business_conformance::{Direction, Outcome, family_of};
use whatsapp_business_tests::conform;
use whatsapp_business_tests::json::pointers;
use whatsapp_business_tests::specification::Specification;
use xtask::bundle::{self, Example};
use xtask::model::{Api, Body, Type};

/// Round-trips an example through the types of its own operation, without its twins.
fn roundtrip(example: &Example, value: &Value) -> Result<Outcome> {
    let direction = match example.direction {
        bundle::Direction::Request => Direction::Request,
        bundle::Direction::Webhook => {
            return conform::webhook(value).map_err(anyhow::Error::msg);
        }
        bundle::Direction::Response | bundle::Direction::Error => Direction::Response,
    };
    let family = family_of(&example.operation_id).context("no family has the operation")?;
    let codecs = (family.codecs)(direction, &example.operation_id);
    let codec = codecs.first().context("the operation has no such body")?;
    Ok((codec.reencode)(&serde_json::to_vec(value)?))
}

/// Whether a model decodes the example: errors are handled by the runtime, files have no model.
fn has_model(api: &Api, example: &Example) -> bool {
    if example.direction == bundle::Direction::Webhook {
        return true;
    }
    let operation = api
        .operations
        .iter()
        .find(|operation| operation.id == example.operation_id);
    operation.is_some_and(|operation| match example.direction {
        bundle::Direction::Request => matches!(operation.body, Body::Json { .. } | Body::Form(_)),
        bundle::Direction::Response => operation
            .response
            .as_ref()
            .is_some_and(|ty| *ty != Type::Binary),
        bundle::Direction::Error | bundle::Direction::Webhook => false,
    })
}

#[test]
fn examples_come_back_whole() -> Result<()> {
    let mut examples = 0;
    for specification in Specification::all()? {
        let mut report = String::new();
        for example in specification
            .bundled
            .examples
            .iter()
            .filter(|example| has_model(&specification.api, example))
        {
            let what = || example.file.clone();
            let output = roundtrip(example, &example.value)
                .with_context(what)?
                .map_err(anyhow::Error::msg)
                .with_context(what)?;
            let lost = specification.lost(&example.value, &output);
            ensure!(lost.is_empty(), "{}: lost {lost:?}", example.file);
            writeln!(
                report,
                "{} {} {}\n{output:#}\n",
                example.operation_id,
                example.direction.word(),
                example.variant
            )?;
            examples += 1;
        }
        insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true}, {
            insta::assert_snapshot!(format!("models__{}", specification.api.family), report);
        });
    }
    ensure!(examples > 700, "only {examples} examples were decoded");
    Ok(())
}

#[test]
fn errors_come_back_whole() -> Result<()> {
    let mut decoded = 0;
    for specification in Specification::all()? {
        let errors = specification
            .bundled
            .examples
            .iter()
            .filter(|example| example.direction == bundle::Direction::Error);
        for example in errors {
            let bytes = serde_json::to_vec(&example.value)?;
            let (_, verdict) = conform::check("error", "-", &bytes);
            ensure!(verdict.to_string() == "ok", "{}: {verdict}", example.file);
            decoded += 1;
        }
    }
    ensure!(decoded > 40, "only {decoded} errors were decoded");
    Ok(())
}

/// Every response example, altered at every place in every way that the platform is known for.
#[test]
fn responses_may_differ_from_the_documentation() -> Result<()> {
    let mut bent = 0;
    for specification in Specification::all()? {
        let responses = specification
            .bundled
            .examples
            .iter()
            .filter(|example| example.direction == bundle::Direction::Response)
            .filter(|example| has_model(&specification.api, example));
        for example in responses {
            for pointer in pointers(&example.value) {
                for (how, value) in bend(&example.value, &pointer) {
                    // A success to a send without a message is none.
                    if how == "null" && pointer == "/messages" && example.file.contains("/send_") {
                        continue;
                    }
                    let outcome = roundtrip(example, &value)?;
                    ensure!(
                        outcome.is_ok(),
                        "{} at {pointer}, {how}: {outcome:?}",
                        example.file
                    );
                    bent += 1;
                }
            }
        }
    }
    ensure!(bent > 1000, "only {bent} variations were tried");
    Ok(())
}

fn bend(document: &Value, pointer: &str) -> Vec<(&'static str, Value)> {
    let put = |value: Value| {
        let mut document = document.clone();
        if let Some(place) = document.pointer_mut(pointer) {
            *place = value;
        }
        document
    };
    let in_list = pointer
        .rsplit('/')
        .next()
        .is_some_and(|step| step.parse::<usize>().is_ok());
    let mut out = Vec::new();
    match document.pointer(pointer) {
        Some(Value::Object(map)) => {
            let mut map = map.clone();
            map.insert("brand_new".to_owned(), json!({"a": [1, null]}));
            out.push(("an unknown field", put(Value::Object(map))));
        }
        Some(Value::String(text)) => {
            out.push(("an unknown value", put(json!("BRAND_NEW"))));
            if text.parse::<u64>().is_ok() {
                out.push((
                    "a number for text",
                    put(text
                        .parse()
                        .map_or(Value::Null, |number: u64| json!(number))),
                ));
            }
        }
        Some(Value::Number(number)) => {
            out.push(("text for a number", put(json!(number.to_string()))))
        }
        Some(Value::Bool(flag)) => out.push(("text for a boolean", put(json!(flag.to_string())))),
        _ => {}
    }
    // List items are not replaced with `null`; a property may always be `null`.
    if !pointer.is_empty() && !in_list {
        out.push(("null", put(Value::Null)));
    }
    out
}
