//! Processing of a request: read, authorize, route, check, respond, record.

use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State as Shared};
use axum::response::Response;
use http::{HeaderName, HeaderValue};
use serde_json::json;

use crate::answer::{Answer, Call, from_examples};
use crate::authorize::{authorize, check_scheme};
use crate::body::{self, Received};
use crate::check::Input;
use crate::connection::Connection;
use crate::error::Refusal;
use crate::journal::{RecordedRequest, Verdict};
use crate::route::{Matched, candidates, choose};
use crate::script::{Canned, Outcome};
use crate::state::State;
use crate::version::RequestPath;
use crate::{media, upload};

/// Hourly call limit that the usage header reports against.
const HOURLY_CALLS: usize = 5_000;

/// A request without its body.
struct Head {
    method: http::Method,
    path: String,
    query: Vec<(String, String)>,
    headers: http::HeaderMap,
}

/// Handles one request.
pub(crate) async fn handle(
    Shared(state): Shared<Arc<State>>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    request: Request,
) -> Response {
    let head = Head {
        method: request.method().clone(),
        path: request.uri().path().to_owned(),
        query: serde_urlencoded::from_str(request.uri().query().unwrap_or_default())
            .unwrap_or_default(),
        headers: request.headers().clone(),
    };
    let path = RequestPath::read(&head.path, &state.catalog.version);
    let version = path
        .as_ref()
        .map_or(&state.catalog.version, |path| &path.version)
        .clone();
    let trace = state.ids.trace();
    let mut record =
        RecordedRequest::new(head.method.clone(), &head.path, &head.query, &head.headers);
    // The body is read even if the request is rejected, so that the client receives the response.
    let (answer, canned) = match body::read(request, state.media_capacity).await {
        Ok(received) => {
            record.body = (&received).into();
            process(&state, &head, path, &received, &trace, &mut record)
        }
        Err(refusal) => (Err(refusal), None),
    };
    let mut answer = answer.unwrap_or_else(|refusal| {
        let answer = Answer::json(refusal.status, &refusal.body(&trace));
        record.verdict = Verdict::Refused {
            status: refusal.status,
            code: refusal.code,
            problems: refusal.problems,
        };
        Some(answer)
    });
    let calls = {
        let mut journal = state.journal();
        journal.push(record);
        journal.received()
    };
    let delay = canned.as_ref().map(Canned::delay).unwrap_or_default();
    // An accepted message gets its statuses, whether or not its sender waits for the response.
    if let Some(accepted) = answer.as_mut().and_then(|answer| answer.accepted.take()) {
        state.outbox.announce(accepted, delay, &state.catalog);
    }
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    let mut response = answer.map_or_else(
        || {
            connection.cut();
            Response::default()
        },
        Answer::into_response,
    );
    add_headers(&mut response, version, &trace, calls);
    for (name, value) in canned.iter().flat_map(Canned::headers) {
        response.headers_mut().insert(name.clone(), value.clone());
    }
    response
}

/// The response, `None` to hang up, with the canned response that it comes from.
type Processed = (Result<Option<Answer>, Refusal>, Option<Canned>);

fn process(
    state: &State,
    head: &Head,
    path: Result<RequestPath, Refusal>,
    received: &Received,
    trace: &str,
    record: &mut RecordedRequest,
) -> Processed {
    let is_download = head.path == media::DOWNLOAD_PATH;
    let matched = path
        .as_ref()
        .map_err(Clone::clone)
        .and_then(|path| route(state, head, path, received));
    // The journal records the operation of a request without a token too; the response does not name it.
    record.operation = match &matched {
        Ok(matched) => Some(matched.operation.id.clone()),
        Err(_) => is_download.then(|| media::DOWNLOAD.to_owned()),
    };
    let is_public = matched
        .as_ref()
        .is_ok_and(|matched| matched.operation.is_public);
    if !is_public && let Err(refusal) = authorize(&head.headers, &head.query, state) {
        return (Err(refusal), None);
    }
    if is_download {
        return respond(state, media::DOWNLOAD, trace, record, |_| {
            media::download(&head.method, &head.query, state)
        });
    }
    let (path, matched) = match (path, matched) {
        (Ok(path), Ok(matched)) => (path, matched),
        (Err(refusal), _) | (_, Err(refusal)) => return (Err(refusal), None),
    };
    let operation = matched.operation;
    if let Some(problem) = check_scheme(operation, &head.headers) {
        return (Err(Refusal::token(problem)), None);
    }
    if !matched.problems.is_empty() {
        return (Err(Refusal::invalid(matched.problems)), None);
    }
    respond(state, &operation.id, trace, record, |variant| {
        let call = Call {
            operation,
            path: &path.segments,
            query: &head.query,
            headers: &head.headers,
            body: received,
            variant,
            url: format!("{}{}", state.origin, head.path),
            unknown: state.unknown,
        };
        usual(&call, state)
    })
}

/// Responds to a valid request: as the test configured, or as usual.
fn respond(
    state: &State,
    operation: &str,
    trace: &str,
    record: &mut RecordedRequest,
    usual: impl FnOnce(Option<String>) -> Result<Answer, Refusal>,
) -> Processed {
    let (canned, chosen) = {
        let mut script = state.script();
        (script.next(operation), script.variant(operation))
    };
    let Some(canned) = canned else {
        return (usual(chosen).map(Some), None);
    };
    record.verdict = Verdict::Scripted;
    let answer = match canned.outcome(trace) {
        Outcome::Usual { variant } => usual(variant.or(chosen)).map(Some),
        Outcome::Answer(answer) => Ok(Some(*answer)),
        Outcome::HangUp => Ok(None),
    };
    (answer, Some(canned))
}

/// The usual response: from state for the operations that have it, otherwise from the examples.
fn usual(call: &Call<'_>, state: &State) -> Result<Answer, Refusal> {
    match call.operation.id.as_str() {
        "upload_media" => media::upload(call, state),
        "get_media_url" => media::describe(call, state),
        "delete_media" => media::delete(call, state),
        "create_upload_session" => upload::create(call, state),
        "upload_file_data" => upload::append(call, state),
        "get_upload_session" => upload::describe(call, state),
        _ => from_examples(call, &state.ids),
    }
}

fn route<'s>(
    state: &'s State,
    head: &Head,
    path: &RequestPath,
    received: &Received,
) -> Result<Matched<'s>, Refusal> {
    let candidates = candidates(
        &state.catalog,
        &head.method,
        &path.segments,
        path.has_version,
    )?;
    let path = &path.segments;
    let nodes = candidates.iter().filter_map(|operation| operation.node());
    let input = Input {
        query: &head.query,
        headers: &head.headers,
        body: received,
        id_query: nodes.flat_map(|node| state.id_query(node)).collect(),
        unknown: state.unknown,
    };
    choose(candidates, path, &input, |parameter, id| {
        state.knowledge(parameter, id)
    })
}

fn add_headers(response: &mut Response, version: String, trace: &str, calls: usize) {
    let used = (calls.saturating_mul(100) / HOURLY_CALLS).min(100);
    let usage = json!({ "call_count": used, "total_cputime": used, "total_time": used });
    let headers = [
        (HeaderName::from_static("facebook-api-version"), version),
        (HeaderName::from_static("x-fb-trace-id"), trace.to_owned()),
        (HeaderName::from_static("x-app-usage"), usage.to_string()),
    ];
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
}
