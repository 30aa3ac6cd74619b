//! Every operation against a third-party mock server, which validates requests and responses against the published documents.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use futures_util::{StreamExt as _, stream};
use serde_json::Value;
use whatsapp_business::Client;
use whatsapp_business_conformance::CallError;
use xtask::documents::{self, Document, Role};
use xtask::model::Host;

use crate::prism::Prism;
use crate::relay::{self, Exchange, Relay};
use crate::specification::{Call, Sent, Specification, root};

/// Maximum time for one document; the largest takes a few seconds.
const LIMIT: Duration = Duration::from_secs(180);

/// Servers at a time; each is a process that keeps a core busy while it starts.
const SERVERS: usize = 2;

/// The result of the calls of one document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// The document.
    pub document: String,
    /// Operations that were called.
    pub operations: usize,
    /// Calls that were made.
    pub calls: usize,
    /// Violations, a line each.
    pub violations: Vec<String>,
    /// Form fields that the server cannot read, by operation: they were not validated, unlike the rest of their requests.
    pub unread: BTreeSet<String>,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = if self.violations.is_empty() {
            "ok"
        } else {
            "VIOLATED"
        };
        write!(
            f,
            "{word:<9} {}: {} operations, {} calls",
            self.document, self.operations, self.calls
        )?;
        for violation in &self.violations {
            write!(f, "\n  {violation}")?;
        }
        for field in &self.unread {
            write!(
                f,
                "\n  not validated, Prism reads neither JSON nor repeated parts in forms: {field}"
            )?;
        }
        Ok(())
    }
}

/// Writes the documents, starts a server for each, and makes the calls of every operation that is not written by hand. `report` receives
/// the verdicts in order.
///
/// # Errors
///
/// Returns an error if the specification is invalid, a server does not start, or an operation is in no document.
pub async fn judge(program: &Path, mut report: impl FnMut(&Verdict)) -> Result<Vec<Verdict>> {
    let root = root();
    let folder = root.join(documents::FOLDER);
    let documents =
        documents::documents(&root).map_err(|findings| anyhow::anyhow!("{findings}"))?;
    documents::write(&root, &documents, &folder)?;
    let specifications = Specification::all()?;
    let version = std::fs::read_to_string(root.join("spec/graph-version"))?;
    let version = version.trim();

    let mut calls: Vec<(&Document, Vec<Call>)> = documents
        .iter()
        .filter(|document| document.role == Role::Plain)
        .map(|document| (document, Vec::new()))
        .collect();
    for specification in &specifications {
        for operation in specification.generated() {
            let (_, calls) = calls
                .iter_mut()
                .find(|(document, _)| document.operations().any(|it| it.id == operation.id))
                .with_context(|| format!("{} is in no document", operation.id))?;
            calls.extend(specification.calls(operation, false));
            calls.extend(specification.calls(operation, true));
        }
    }
    calls.retain(|(_, calls)| !calls.is_empty());

    let mut verdicts = Vec::new();
    let mut running = stream::iter(calls)
        .map(|(document, calls)| {
            let path = folder.join(&document.file);
            async move {
                let judged = judge_document(program, &path, version, &calls);
                tokio::time::timeout(LIMIT, judged)
                    .await
                    .with_context(|| format!("{}: longer than {LIMIT:?}", document.file))?
                    .with_context(|| document.file.clone())
            }
        })
        .buffered(SERVERS);
    while let Some(verdict) = running.next().await {
        let verdict = verdict?;
        report(&verdict);
        verdicts.push(verdict);
    }
    Ok(verdicts)
}

async fn judge_document(
    program: &Path,
    document: &Path,
    version: &str,
    calls: &[Call],
) -> Result<Verdict> {
    let server = Prism::start(program, document).await?;
    let relay = Relay::start(server.url(), version).await?;
    let client = Client::builder()
        .access_token("EAAtest")
        .base_url(relay.url())
        .graph_version(version)
        .build()?;
    let name = document.file_name().unwrap_or_default();
    let mut verdict = Verdict {
        document: name.to_string_lossy().into_owned(),
        ..Verdict::default()
    };
    if let Some(call) = calls.iter().find(|call| !call.is_anonymous) {
        refuses_anonymous(&relay, version, call).await?;
    }
    let mut last = "";
    for call in calls {
        let result =
            whatsapp_business_conformance::call(&client, &call.operation, &call.arguments).await;
        let exchanges = relay.take();
        let unread = unread(call, &exchanges);
        if unread.is_empty()
            && let Some(wrong) = complaint(&result, &exchanges)
        {
            let (operation, variant) = (&call.operation, &call.variant);
            verdict
                .violations
                .push(format!("{operation} {variant}: {wrong}"));
        }
        verdict.unread.extend(unread);
        verdict.calls += 1;
        verdict.operations += usize::from(last != call.operation);
        last = &call.operation;
    }
    server.stop().await?;
    Ok(verdict)
}

/// The fields that are the only reason for rejecting a call, as the server cannot read them; empty if it reports anything else.
///
/// Prism treats every form field as a string, and uses only the last of several parts with the same name. So it reports the wrong type for
/// each list and each object.
fn unread(call: &Call, exchanges: &[Exchange]) -> BTreeSet<String> {
    let (Sent::Form(body) | Sent::Multipart(body), [exchange]) = (&call.body, exchanges) else {
        return BTreeSet::new();
    };
    let violations = exchange.violations.as_deref().unwrap_or("[]");
    let violations: Vec<Value> = serde_json::from_str(violations).unwrap_or_default();
    let field = |violation: &Value| {
        let location = violation.get("location")?.as_array()?;
        let [place, part, field] = location.as_slice() else {
            return None;
        };
        let is_type = violation.get("code")? == "type";
        let field = field.as_str()?;
        let sent = body.get(field)?;
        (place == "request" && part == "body" && is_type && (sent.is_array() || sent.is_object()))
            .then(|| format!("{} {field}", call.operation))
    };
    let fields: Option<BTreeSet<String>> = violations.iter().map(field).collect();
    fields.unwrap_or_default()
}

/// The violation of a call, if any.
fn complaint(result: &Result<Value, CallError>, exchanges: &[Exchange]) -> Option<String> {
    let [exchange] = exchanges else {
        return Some(format!("{} requests instead of one", exchanges.len()));
    };
    if !(200..300).contains(&exchange.status) || exchange.violations.is_some() {
        let Exchange { target, status, .. } = exchange;
        let said = [&exchange.violations, &exchange.problem].map(Option::as_deref);
        let said = said.into_iter().flatten().collect::<Vec<_>>().join(" ");
        return Some(format!("{target}: {status} {said}"));
    }
    result.as_ref().err().map(|error| format!("{error:?}"))
}

/// Checks that the server validates: it rejects a call without the token that the document requires.
async fn refuses_anonymous(relay: &Relay, version: &str, call: &Call) -> Result<()> {
    let method = reqwest::Method::from_bytes(call.method.as_bytes())?;
    let version = match call.host {
        Host::Graph => format!("/{version}"),
        Host::Api => String::new(),
    };
    let url = format!("{}{version}{}", relay.url(), call.path);
    relay::client()?.request(method, url).send().await?;
    let exchanges = relay.take();
    let refused = exchanges
        .iter()
        .any(|exchange| exchange.status == 401 && exchange.violations.is_some());
    ensure!(refused, "{} passed without a token", call.operation);
    Ok(())
}
