//! Runs progenitor over its input.

use anyhow::{Context, Result, anyhow, bail};
use openapiv3::OpenAPI;
use progenitor::{GenerationSettings, Generator};

use super::input;
use crate::model::{Api, SchemaKind, constant_name};

/// The items of the module `types` that progenitor writes.
pub(super) fn types(api: &Api) -> Result<Vec<syn::Item>> {
    let document = input::document(api);
    let spec: OpenAPI =
        serde_json::from_value(document).context("the input of progenitor is not OpenAPI 3.0")?;
    let tokens = Generator::new(&settings(api))
        .generate_tokens(&spec)
        .map_err(|error| anyhow!("progenitor: {error}"))?;
    let file: syn::File = syn::parse2(tokens).context("progenitor wrote what is not Rust")?;
    for item in file.items {
        if let syn::Item::Mod(module) = item
            && module.ident == "types"
            && let Some((_, items)) = module.content
        {
            return Ok(items);
        }
    }
    bail!("progenitor wrote no module `types`")
}

fn settings(api: &Api) -> GenerationSettings {
    let mut settings = GenerationSettings::new();
    settings
        .with_map_type("::std::collections::BTreeMap")
        .with_derive("PartialEq");
    let mut replace = |name: &str, path: String| {
        settings.with_replacement(name, path, [progenitor::TypeImpl::Display].into_iter());
    };
    replace(input::SECRET, "::whatsapp_business_core::Secret".to_owned());
    for value in api.constants() {
        let name = constant_name(&value);
        replace(&name, format!("super::constants::{name}"));
    }
    for schema in api.schemas.values() {
        match &schema.kind {
            SchemaKind::Core(path) => {
                replace(&schema.name, format!("::whatsapp_business_core::{path}"));
            }
            SchemaKind::Enum(_) | SchemaKind::Union(_) => {
                replace(&schema.name, format!("types::{}", schema.name));
            }
            SchemaKind::Object(_) if schema.shared => {
                replace(&schema.name, format!("types::{}", schema.name));
            }
            SchemaKind::Object(_) | SchemaKind::Alias(_) => {}
        }
    }
    settings
}
