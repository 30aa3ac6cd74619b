//! Resumable upload sessions.

use std::collections::{BTreeMap, VecDeque};

use serde_json::json;
use sha2::{Digest, Sha256};

use crate::answer::{Answer, Call};
use crate::body::{Content, hex};
use crate::error::Refusal;
use crate::ids::{file_handle, signature};
use crate::problem::Problem;
use crate::state::State;

/// Path parameter of upload sessions.
pub(crate) const NODE: &str = "upload_session_id";

/// Maximum number of open sessions; the oldest are dropped.
const MAX_SESSIONS: usize = 1_000;

/// The upload sessions of a simulator, by the part of their id before `?`.
#[derive(Debug, Default)]
pub(crate) struct Uploads {
    sessions: BTreeMap<String, Session>,
    order: VecDeque<String>,
}

#[derive(Debug)]
struct Session {
    media_type: String,
    length: u64,
    received: u64,
    digest: Sha256,
    signature: Option<String>,
}

impl Uploads {
    pub(crate) fn contains(&self, id: &str) -> bool {
        self.sessions.contains_key(id)
    }

    fn insert(&mut self, id: String, session: Session) {
        self.sessions.insert(id.clone(), session);
        self.order.push_back(id);
        if self.order.len() > MAX_SESSIONS
            && let Some(oldest) = self.order.pop_front()
        {
            self.sessions.remove(&oldest);
        }
    }
}

/// `create_upload_session`.
pub(crate) fn create(call: &Call<'_>, state: &State) -> Result<Answer, Refusal> {
    let mut answer = call.example()?;
    let Some(fields) = answer.as_object_mut() else {
        return Ok(Answer::ok(&answer));
    };
    let mut id = state.ids.upload_session();
    // Some ids of the platform have a signature; the chosen example decides whether this one has.
    let is_signed = fields
        .get("id")
        .and_then(|id| id.as_str())
        .is_some_and(|id| id.contains("?sig="));
    let signature = is_signed.then(|| format!("AR{}", signature(&["upload", &id])));
    let session = Session {
        media_type: call.query_value("file_type").unwrap_or_default().to_owned(),
        length: call
            .query_value("file_length")
            .and_then(|length| length.parse().ok())
            .unwrap_or(0),
        received: 0,
        digest: Sha256::new(),
        signature: signature.clone(),
    };
    state.uploads().insert(id.clone(), session);
    if let Some(signature) = signature {
        id = format!("{id}?sig={signature}");
    }
    fields.insert("id".to_owned(), json!(id));
    Ok(Answer::ok(&answer))
}

/// `upload_file_data`: accepts bytes from the offset on, and returns a handle after the last.
pub(crate) fn append(call: &Call<'_>, state: &State) -> Result<Answer, Refusal> {
    let mut answer = call.example()?;
    let id = call.path_value(NODE).unwrap_or_default();
    let mut uploads = state.uploads();
    // The session of the specification's examples accepts anything.
    let Some(session) = uploads.sessions.get_mut(id) else {
        return Ok(Answer::ok(&answer));
    };
    session.check_signature(call)?;
    let offset = call
        .headers
        .get("file_offset")
        .and_then(|value| value.to_str().ok());
    let offset: Option<u64> = offset.and_then(|offset| offset.parse().ok());
    if offset != Some(session.received) {
        let message = format!(
            "must be {}, the number of bytes received so far; get it with get_upload_session",
            session.received
        );
        return Err(Refusal::invalid(vec![Problem::header(
            "file_offset",
            message,
        )]));
    }
    let (length, digest) = match &call.body.content {
        Content::Binary(file) => (file.length, file.sha256.as_str()),
        _ => (0, ""),
    };
    let total = session.received.saturating_add(length);
    if total > session.length {
        let message = format!(
            "has {length} bytes, which makes {total} in total; file_length announced {}",
            session.length
        );
        return Err(Refusal::invalid(vec![Problem::body("", message)]));
    }
    session.received = total;
    // A digest of digests, so that the bytes themselves need not be kept.
    session.digest.update(digest);
    if total < session.length {
        let message = format!(
            "ends before the file does: {total} of {} bytes were received; get the offset with \
             get_upload_session and send the rest",
            session.length
        );
        return Err(Refusal::invalid(vec![Problem::body("", message)]));
    }
    let handle = file_handle(
        &session.media_type,
        &hex(&session.digest.clone().finalize()),
    );
    if let Some(fields) = answer.as_object_mut() {
        fields.insert("h".to_owned(), json!(handle));
    }
    Ok(Answer::ok(&answer))
}

/// `get_upload_session`: returns the number of bytes received.
pub(crate) fn describe(call: &Call<'_>, state: &State) -> Result<Answer, Refusal> {
    let mut answer = call.example()?;
    let id = call.path_value(NODE).unwrap_or_default();
    let uploads = state.uploads();
    let Some(session) = uploads.sessions.get(id) else {
        return Ok(Answer::ok(&answer));
    };
    session.check_signature(call)?;
    if let Some(fields) = answer.as_object_mut() {
        let id = match &session.signature {
            Some(signature) => format!("{id}?sig={signature}"),
            None => id.to_owned(),
        };
        fields.insert("id".to_owned(), json!(id));
        fields.insert("file_offset".to_owned(), json!(session.received));
    }
    Ok(Answer::ok(&answer))
}

impl Session {
    fn check_signature(&self, call: &Call<'_>) -> Result<(), Refusal> {
        if self.signature.as_deref() == call.query_value("sig") {
            return Ok(());
        }
        let message =
            "is not the signature of the session; use its id verbatim, with the part after `?`";
        Err(Refusal::unsupported(
            &call.operation.method,
            Problem::query("sig", message),
        ))
    }
}
