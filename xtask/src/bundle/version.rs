//! The Graph version: `spec/graph-version` is the only place that decides it.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use crate::diagnostics::{Diagnostics, Finding, Place};
use crate::facts::versions;
use crate::load;

/// File that holds the version.
pub(super) const FILE: &str = "spec/graph-version";

/// Fills in `info.version` and `servers` where the document leaves them out, and compares them where it does not.
pub(super) fn apply(
    root: &Path,
    document: &mut Value,
    origins: &BTreeMap<String, Place>,
    findings: &mut Diagnostics,
) {
    let version = match load::text(root, FILE) {
        Ok(text) => text.trim().to_owned(),
        Err(error) => {
            findings.merge(error);
            return;
        }
    };
    if versions::numbers(&version).is_none() {
        let finding = Finding::error(
            "graph-version",
            Place::line(FILE, 1),
            format!("`{version}` is not a version such as v24.0"),
        );
        findings.push(finding);
        return;
    }
    let mut report = |pointer: &str, found: &str| {
        let place = origins.get(pointer).cloned().unwrap_or_default();
        let message = format!("`{found}` is not the version of {FILE}, {version}");
        findings.push(Finding::error("graph-version", place, message));
    };
    match document.pointer("/info/version").and_then(Value::as_str) {
        Some(found) if found != version => report("/info/version", found),
        Some(_) => {}
        None => {
            if let Some(info) = document.get_mut("info").and_then(Value::as_object_mut) {
                info.insert("version".to_owned(), version.clone().into());
            }
        }
    }
    match document.get("servers").and_then(Value::as_array) {
        Some(servers) => {
            for (index, server) in servers.iter().enumerate() {
                let url = address(server);
                if url.rsplit('/').next() != Some(version.as_str()) {
                    report(&format!("/servers/{index}"), &url);
                }
            }
        }
        None => {
            if let Some(root) = document.as_object_mut() {
                let url = format!("https://graph.facebook.com/{version}");
                root.insert("servers".to_owned(), json!([{ "url": url }]));
            }
        }
    }
}

/// URL of a server, with the default values of its variables.
pub(crate) fn address(server: &Value) -> String {
    let url = server
        .get("url")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let variables = server.get("variables").and_then(Value::as_object);
    variables
        .into_iter()
        .flatten()
        .fold(url.to_owned(), |url, (name, variable)| {
            let default = variable
                .get("default")
                .and_then(Value::as_str)
                .unwrap_or_default();
            url.replace(&format!("{{{name}}}"), default)
        })
}
