//! Runs progenitor over the lowered document.

use anyhow::{Context, Result, anyhow};
use openapiv3::OpenAPI;
use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TagStyle};
use quote::quote;

use crate::lower;
use crate::model::{Api, SchemaKind};

/// The low-level client and the structs, as progenitor writes them.
///
/// # Errors
///
/// The lowered document is not what progenitor understands, which is a defect of [`crate::lower`].
pub fn run(api: &Api) -> Result<syn::File> {
    let document = lower::document(api);
    let spec: OpenAPI =
        serde_json::from_value(document).context("the lowered document is not OpenAPI 3.0")?;
    let mut generator = Generator::new(&settings(api));
    let tokens = generator
        .generate_tokens(&spec)
        .map_err(|error| anyhow!("progenitor: {error}"))?;
    syn::parse2(tokens).context("progenitor wrote what is not Rust")
}

fn settings(api: &Api) -> GenerationSettings {
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Positional)
        .with_tag(TagStyle::Merged)
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote! { whatsapp_business_core::Transport })
        .with_map_type("::std::collections::BTreeMap")
        .with_derive("PartialEq");
    let mut replace = |name: &str, path: String| {
        settings.with_replacement(name, path, [progenitor::TypeImpl::Display].into_iter());
    };
    replace(lower::SECRET, "::whatsapp_business_core::Secret".to_owned());
    for value in lower::constants(api) {
        let name = lower::constant_name(&value);
        replace(&name, format!("crate::generated::constants::{name}"));
    }
    for schema in api.schemas.values() {
        match &schema.kind {
            SchemaKind::Core(path) => {
                replace(&schema.name, format!("::whatsapp_business_core::{path}"));
            }
            SchemaKind::Enum(_) => {
                replace(
                    &schema.name,
                    format!("crate::generated::enums::{}", schema.name),
                );
            }
            SchemaKind::Union(_) => {
                replace(
                    &schema.name,
                    format!("crate::generated::unions::{}", schema.name),
                );
            }
            SchemaKind::Object(_) | SchemaKind::Alias(_) => {}
        }
    }
    settings
}
