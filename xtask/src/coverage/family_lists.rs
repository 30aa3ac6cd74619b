//! Lists of the families that people maintain: in the facade and in the manifests. Each names the families of `spec/`, in the same
//! form. The tables of the READMEs are generated; see `readme`.

use std::path::Path;

use crate::bundle::Bundled;
use crate::diagnostics::{Diagnostics, Finding, Place};
use crate::family::Family;
use crate::load;
use crate::model::SHARED;

/// Rule of the findings.
const RULE: &str = "family-lists";

/// Manifest of the facade.
const FACADE: &str = "crates/whatsapp-business/Cargo.toml";

/// A part of a file with a line per family.
struct List {
    file: &'static str,
    /// Begin of the line before the list.
    from: &'static str,
    /// Begin of the line after it.
    to: &'static str,
    /// The family that a line is about; lines of something else have none.
    name: fn(&str) -> Option<&str>,
    /// How the line of a family begins.
    line: fn(&Family) -> String,
}

const LISTS: [List; 7] = [
    List {
        file: "crates/whatsapp-business/src/lib.rs",
        from: "families! {",
        to: "}",
        name: |line| between(line, ", \"", "\", "),
        line: |family| {
            let Family { name, module, .. } = family;
            format!("{module}, \"{name}\", whatsapp_business_{module};")
        },
    },
    List {
        file: FACADE,
        from: "[features]",
        to: "[dependencies]",
        name: |line| between(line, "[\"dep:whatsapp-business-", "\"]"),
        line: |family| {
            let Family {
                name, crate_name, ..
            } = family;
            format!("{name} = [\"dep:{crate_name}\"]")
        },
    },
    List {
        file: FACADE,
        from: "full = [",
        to: "]",
        name: |line| between(line, "\"", "\","),
        line: |family| format!("\"{}\",", family.name),
    },
    List {
        file: FACADE,
        from: "[dependencies]",
        to: "[",
        name: dependency,
        line: |family| {
            format!(
                "{} = {{ workspace = true, optional = true }}",
                family.crate_name
            )
        },
    },
    List {
        file: "Cargo.toml",
        from: "[workspace.dependencies]",
        to: "[",
        name: dependency,
        line: |family| format!("{0} = {{ path = \"crates/{0}\"", family.crate_name),
    },
    List {
        file: FACADE,
        from: "client = [",
        to: "]",
        name: |line| between(line, "\"whatsapp-business-", "?/"),
        line: |family| format!("\"{}?/client\",", family.crate_name),
    },
    List {
        file: FACADE,
        from: "schemars = [",
        to: "]",
        name: |line| between(line, "\"whatsapp-business-", "?/"),
        line: |family| format!("\"{}?/schemars\",", family.crate_name),
    },
];

/// Reports every list that lacks a family, has one too many, or has a line that does not match the specification.
pub(super) fn check(root: &Path, documents: &[Bundled]) -> Result<Diagnostics, Diagnostics> {
    let families: Vec<Family> = documents
        .iter()
        .map(|bundled| Family::new(root, &bundled.family))
        .collect();
    let mut findings = Diagnostics::new();
    for list in LISTS {
        let text = load::text(root, list.file)?;
        compare(&list, &text, &families, &mut findings);
    }
    Ok(findings)
}

fn compare(list: &List, text: &str, families: &[Family], findings: &mut Diagnostics) {
    let mut report = |line: usize, message: String, help: String| {
        let place = Place::line(list.file, line);
        findings.push(Finding::error(RULE, place, message).help(help));
    };
    let numbered = || text.lines().zip(1..).map(|(line, at)| (at, line.trim()));
    let Some((begin, _)) = numbered().find(|(_, line)| line.starts_with(list.from)) else {
        let message = "the list of families is missing".to_owned();
        report(0, message, format!("it follows a line `{}`", list.from));
        return;
    };
    let mut found: Vec<&str> = Vec::new();
    let lines = numbered()
        .skip(begin)
        .take_while(|(_, line)| !line.starts_with(list.to));
    for (at, line) in lines {
        let Some(name) = (list.name)(line) else {
            continue;
        };
        match families.iter().find(|family| family.name == name) {
            None => report(
                at,
                format!("there is no spec/{name}/openapi.yaml"),
                "remove the line".to_owned(),
            ),
            Some(_) if found.contains(&name) => report(
                at,
                format!("`{name}` is listed twice"),
                "remove the line".to_owned(),
            ),
            Some(family) if !line.starts_with(&(list.line)(family)) => report(
                at,
                format!("the line does not match spec/{name}"),
                format!("begin the line with `{}`", (list.line)(family)),
            ),
            Some(_) => {}
        }
        found.push(name);
    }
    let missing = |family: &&Family| !found.contains(&family.name.as_str());
    for family in families.iter().filter(missing) {
        report(
            begin,
            format!("`{}` is missing from this list", family.name),
            format!("add a line `{}`", (list.line)(family)),
        );
    }
}

/// The text between the first `before` and the `after` that follows it.
fn between<'a>(line: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = line.split_once(before)?;
    rest.split_once(after).map(|(name, _)| name)
}

/// The family of a crate in a table of dependencies.
fn dependency(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("whatsapp-business-")?;
    let name = rest.split([' ', '.', '=']).next()?;
    // Crates of the workspace that are no family.
    (!["conformance", "core", "simulator", SHARED].contains(&name)).then_some(name)
}

#[cfg(test)]
mod tests;
