//! Creates a family: a document and a crate in the form of the others.

use std::fs;
use std::io;
use std::path::Path;

use crate::family::Family;
use crate::load;
use crate::model::SHARED;

/// The created files, and the steps that are left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Started {
    /// Files that were created or changed, as paths from the root of the workspace.
    pub files: Vec<String>,
    /// Steps for the maintainer.
    pub left: Vec<String>,
}

/// Names of other crates, folders of `spec/` and modules.
const RESERVED: [&str; 8] = [
    "core",
    SHARED,
    "simulator",
    "conformance",
    "tests",
    "common",
    "coverage",
    "generated",
];

/// Creates `spec/<name>` and `crates/whatsapp-business-<name>`, and adds the crate to the dependencies of the workspace.
///
/// # Errors
/// When the name is invalid, the document or the crate exists, or files cannot be written. Nothing is overwritten.
pub fn new_family(root: &Path, name: &str) -> io::Result<Started> {
    validate(name)?;
    let family = Family::new(root, name);
    for folder in [&family.spec_dir, &family.crate_dir] {
        if folder.exists() {
            let shown = folder.strip_prefix(root).unwrap_or(folder).display();
            return Err(invalid(format!("{shown} exists; nothing was changed")));
        }
    }
    let version =
        load::text(root, "spec/graph-version").map_err(|findings| invalid(findings.to_string()))?;
    let manifest = with_dependency(&fs::read_to_string(root.join("Cargo.toml"))?, &family)?;
    let title = title(name);
    let crate_dir = format!("crates/{}", family.crate_name);
    let files = [
        (family.document(), document(&family, &title, version.trim())),
        (
            format!("{crate_dir}/Cargo.toml"),
            cargo_toml(&family, &title),
        ),
        (format!("{crate_dir}/README.md"), readme(&family, &title)),
        (format!("{crate_dir}/src/lib.rs"), LIB.to_owned()),
        ("Cargo.toml".to_owned(), manifest),
    ];
    fs::create_dir_all(family.spec_dir.join("examples"))?;
    fs::create_dir_all(family.crate_dir.join("src"))?;
    let mut written = Vec::new();
    for (path, text) in files {
        fs::write(root.join(&path), text)?;
        written.push(path);
    }
    let Family {
        name,
        crate_name,
        module,
        ..
    } = &family;
    let left = vec![
        format!(
            "spec/{name}/openapi.yaml: describe the family, add its operations, schemas and examples (spec/README.md)"
        ),
        format!("crates/{crate_name}/README.md: say what it is for, with an example"),
        format!(
            "crates/whatsapp-business/Cargo.toml: feature `{name}` with `dep:{crate_name}`, also in `full`"
        ),
        format!(
            "crates/whatsapp-business/src: `pub use {} as {module};` and the accessor of the client",
            crate_name.replace('-', "_")
        ),
        "crates/whatsapp-business/Cargo.toml: the crate in `client` and `schemars`".to_owned(),
        "spec/coverage: the operations of the family, and their floor".to_owned(),
        format!("cargo xtask lint {name}; cargo xtask codegen {name}"),
    ];
    Ok(Started {
        files: written,
        left,
    })
}

fn validate(name: &str) -> io::Result<()> {
    let letters = name
        .chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    let hyphens = !name.starts_with('-') && !name.ends_with('-') && !name.contains("--");
    if !letters || !hyphens || !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        return Err(invalid(format!(
            "`{name}` is not a family name: lower case words with hyphens, such as `phone-numbers`"
        )));
    }
    if RESERVED.contains(&name) || syn::parse_str::<syn::Ident>(&name.replace('-', "_")).is_err() {
        return Err(invalid(format!("`{name}` is reserved")));
    }
    Ok(())
}

fn invalid(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, message)
}

/// `phone-numbers` in words: `Phone numbers`.
fn title(name: &str) -> String {
    let words = name.replace('-', " ");
    let mut characters = words.chars();
    characters
        .next()
        .map(|first| first.to_uppercase().chain(characters).collect())
        .unwrap_or_default()
}

/// The manifest of the workspace with the crate among its members' dependencies, in alphabetical order.
fn with_dependency(manifest: &str, family: &Family) -> io::Result<String> {
    let name = &family.crate_name;
    let entry = format!(
        "{name} = {{ path = \"crates/{name}\", version = \"=VERSION\", default-features = false }}"
    );
    let is_member =
        |line: &&str| line.starts_with("whatsapp-business-") && line.contains("path = \"crates/");
    let members: Vec<&str> = manifest.lines().filter(is_member).collect();
    let version = members
        .iter()
        .find_map(|line| line.split("version = \"=").nth(1)?.split('"').next());
    let (Some(version), Some(last)) = (version, members.last()) else {
        return Err(invalid(
            "Cargo.toml has no dependencies of the form `whatsapp-business-<name> = { path = .. }`"
                .to_owned(),
        ));
    };
    let entry = entry.replace("VERSION", version);
    let before = members.iter().find(|line| **line > entry.as_str());
    let mut out = String::new();
    for line in manifest.lines() {
        if Some(&line) == before {
            out.push_str(&format!("{entry}\n"));
        }
        out.push_str(&format!("{line}\n"));
        if before.is_none() && line == *last {
            out.push_str(&format!("{entry}\n"));
        }
    }
    Ok(out)
}

fn document(family: &Family, title: &str, version: &str) -> String {
    let name = &family.name;
    format!(
        "openapi: 3.0.3
info:
  title: {title}
  version: {version}
  description: {title} of the WhatsApp Business Platform.
servers:
  - url: https://graph.facebook.com/{{version}}
    description: Graph API.
    variables:
      version:
        default: {version}
        description: Version of the Graph API.
security:
  - accessToken: []
tags:
  - name: {name}
    description: Operations on {lower}.
paths: {{}}
components:
  securitySchemes:
    accessToken:
      type: http
      scheme: bearer
      description: Access token of a system user, a user or the app.
  schemas: {{}}
",
        lower = title.to_lowercase(),
    )
}

fn cargo_toml(family: &Family, title: &str) -> String {
    format!(
        "[package]
name = \"{}\"
description = \"{title} of the WhatsApp Business Platform (unofficial)\"
version.workspace = true
edition.workspace = true
rust-version.workspace = true
license.workspace = true
repository.workspace = true
keywords.workspace = true
categories.workspace = true
authors.workspace = true

[lints]
workspace = true

[package.metadata.docs.rs]
all-features = true
rustdoc-args = [\"--cfg\", \"docsrs\"]

[features]
default = [\"rustls\"]
## Requests, over any HTTP stack. Without it there are only models.
client = [\"whatsapp-business-core/client\"]
## Requests with reqwest and TLS by rustls.
rustls = [\"client\", \"whatsapp-business-core/rustls\"]
## Requests with reqwest and TLS by the library of the operating system.
native-tls = [\"client\", \"whatsapp-business-core/native-tls\"]
## JSON Schema of the models: `schemars::JsonSchema` of schemars 1.
schemars = [\"dep:schemars\", \"whatsapp-business-core/schemars\"]
## Conversions between `Timestamp` and `jiff::Timestamp` of jiff 1.
jiff = [\"whatsapp-business-core/jiff\"]
## Conversions between `Timestamp` and `chrono::DateTime<chrono::Utc>` of chrono 0.4.
chrono = [\"whatsapp-business-core/chrono\"]

[dependencies]
schemars = {{ workspace = true, optional = true }}
serde.workspace = true
serde_json.workspace = true
whatsapp-business-core.workspace = true

[dev-dependencies]
tokio = {{ workspace = true, features = [\"macros\", \"rt-multi-thread\"] }}
",
        family.crate_name
    )
}

fn readme(family: &Family, title: &str) -> String {
    format!(
        "# {}

{title} of the [WhatsApp Business Platform](https://developers.facebook.com/documentation/business-messaging/whatsapp). Unofficial.

Applications use this family through the crate `whatsapp-business`, feature `{}`. Requests, models and pages in `src/generated/` come from
`spec/{}`; change them there.
",
        family.crate_name, family.name, family.name
    )
}

const LIB: &str = "#![doc = include_str!(\"../README.md\")]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[rustfmt::skip]
#[allow(clippy::all, reason = \"emitted by `cargo xtask codegen`; change the specification or the generator\")]
#[allow(missing_docs, unreachable_pub, unused_qualifications, reason = \"as above\")]
mod generated;

pub use generated::types;
#[cfg(feature = \"client\")]
pub use generated::{Client, builder};
";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint;

    const MANIFEST: &str = "[workspace.dependencies]
whatsapp-business-core = { path = \"crates/whatsapp-business-core\", version = \"=0.2.0\", default-features = false }
whatsapp-business-simulator = { path = \"crates/whatsapp-business-simulator\", version = \"=0.2.0\", default-features = false }
xtask = { path = \"xtask\", version = \"=0.2.0\" }
";

    fn workspace() -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("spec")).unwrap();
        fs::write(root.path().join("spec/graph-version"), "v24.0\n").unwrap();
        fs::write(root.path().join("Cargo.toml"), MANIFEST).unwrap();
        root
    }

    #[test]
    fn a_new_family_breaks_no_rule() {
        let root = workspace();
        let started = new_family(root.path(), "phone-numbers").unwrap();
        assert!(
            started
                .files
                .iter()
                .all(|file| root.path().join(file).is_file())
        );
        let families = Family::discover(root.path()).unwrap();
        let (documents, findings) = lint::lint_families(root.path(), &families);
        assert_eq!(findings.to_string(), "");
        assert_eq!(documents[0].family, "phone-numbers");
        let manifest = fs::read_to_string(root.path().join("Cargo.toml")).unwrap();
        let lines: Vec<&str> = manifest.lines().collect();
        assert!(lines[2].starts_with("whatsapp-business-phone-numbers = { path = \"crates/whatsapp-business-phone-numbers\", version = \"=0.2.0\""));
        assert_eq!(lines.len(), MANIFEST.lines().count() + 1);
    }

    #[test]
    fn the_last_in_the_alphabet_goes_last() {
        let root = workspace();
        let family = Family::new(root.path(), "webhooks");
        let manifest = with_dependency(MANIFEST, &family).unwrap();
        assert!(
            manifest
                .lines()
                .nth(3)
                .unwrap()
                .starts_with("whatsapp-business-webhooks = ")
        );
    }

    #[test]
    fn nothing_is_overwritten() {
        let root = workspace();
        new_family(root.path(), "flows").unwrap();
        let before = fs::read_to_string(root.path().join("Cargo.toml")).unwrap();
        assert!(
            new_family(root.path(), "flows")
                .unwrap_err()
                .to_string()
                .contains("spec/flows exists")
        );
        assert_eq!(
            fs::read_to_string(root.path().join("Cargo.toml")).unwrap(),
            before
        );
    }

    #[test]
    fn names_are_words_with_hyphens() {
        let root = workspace();
        for name in [
            "", "Flows", "qr_codes", "-a", "a-", "a--b", "9a", "core", "type", "a/b", "..",
        ] {
            assert!(new_family(root.path(), name).is_err(), "{name}");
        }
    }
}
