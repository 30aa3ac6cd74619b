//! Media objects: stored, described, downloaded and deleted.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::{HeaderValue, Method, StatusCode};
use serde_json::{Value, json};

use crate::answer::{Answer, Call};
use crate::body::{Content, File, essence};
use crate::error::Refusal;
use crate::generated::media_types::ACCEPTED;
use crate::ids::signature;
use crate::problem::Problem;
use crate::state::State;

/// Path at which the simulator serves files, outside of the versioned paths, as on the platform.
pub(crate) const DOWNLOAD_PATH: &str = "/whatsapp_business/attachments/";

/// The operation that a download counts as.
pub(crate) const DOWNLOAD: &str = "download_media";

/// Path parameter of media objects.
pub(crate) const NODE: &str = "media_id";

/// Maximum number of media objects at a time.
const MAX_OBJECTS: usize = 10_000;

/// One stored file.
#[derive(Clone, Debug)]
struct Media {
    file: File,
    media_type: String,
    owner: Option<String>,
}

/// The media objects of a simulator. Their total size is bounded; the oldest are dropped first.
#[derive(Debug)]
pub(crate) struct MediaStore {
    objects: BTreeMap<String, Media>,
    order: VecDeque<String>,
    capacity: u64,
    held: u64,
    /// The object of the specification's examples, which cannot be deleted.
    permanent: Option<String>,
}

impl MediaStore {
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            objects: BTreeMap::new(),
            order: VecDeque::new(),
            capacity: capacity as u64,
            held: 0,
            permanent: None,
        }
    }

    /// Adds the object of the specification's examples.
    pub(crate) fn add_permanent(&mut self, id: &str, media_type: &str, content: &[u8]) {
        let media = Media {
            file: File::of(content),
            media_type: media_type.to_owned(),
            owner: None,
        };
        self.objects.insert(id.to_owned(), media);
        self.permanent = Some(id.to_owned());
    }

    pub(crate) fn contains(&self, id: &str) -> bool {
        self.objects.contains_key(id)
    }

    fn get(&self, id: &str) -> Option<Media> {
        self.objects.get(id).cloned()
    }

    fn insert(&mut self, id: String, media: Media) {
        self.held += held_by(&media);
        self.objects.insert(id.clone(), media);
        self.order.push_back(id);
        while self.held > self.capacity || self.order.len() > MAX_OBJECTS {
            let Some(oldest) = self.order.pop_front() else {
                break;
            };
            if let Some(media) = self.objects.remove(&oldest) {
                self.held = self.held.saturating_sub(held_by(&media));
            }
        }
    }

    fn remove(&mut self, id: &str) {
        if self.permanent.as_deref() == Some(id) {
            return;
        }
        if let Some(media) = self.objects.remove(id) {
            self.held = self.held.saturating_sub(held_by(&media));
            self.order.retain(|other| other != id);
        }
    }
}

fn held_by(media: &Media) -> u64 {
    media
        .file
        .content
        .as_ref()
        .map_or(0, |content| content.len() as u64)
}

/// `upload_media`: stores the file under a new id.
pub(crate) fn upload(call: &Call<'_>, state: &State) -> Result<Answer, Refusal> {
    let mut answer = call.example()?;
    let Content::Multipart(parts) = &call.body.content else {
        return Ok(Answer::ok(&answer));
    };
    let part = |name: &str| parts.iter().find(|part| part.name == name);
    let Some(file) = part("file") else {
        return Ok(Answer::ok(&answer));
    };
    let media_type = file.content_type.clone().unwrap_or_default();
    check_file(&media_type, file.file.length)?;
    let declared = part("type").and_then(|part| part.text());
    if let Some(declared) = declared.filter(|declared| essence(declared) != essence(&media_type)) {
        // A MIME type is not secret, but a value sent instead of one may be.
        let declared = if ACCEPTED
            .iter()
            .any(|(known, _)| *known == essence(declared))
        {
            essence(declared)
        } else {
            "not an accepted MIME type".to_owned()
        };
        let message = format!(
            "is {declared}, but the file part has the content type {media_type}; make both the same"
        );
        return Err(Refusal::media(Problem::body("/type", message)));
    }
    let id = state.ids.media();
    let media = Media {
        file: file.file.clone(),
        media_type,
        owner: call.path_value("phone_number_id").map(str::to_owned),
    };
    state.media().insert(id.clone(), media);
    if let Some(answer) = answer.as_object_mut() {
        answer.insert("id".to_owned(), json!(id));
    }
    Ok(Answer::ok(&answer))
}

fn check_file(media_type: &str, length: u64) -> Result<(), Refusal> {
    let media_type = essence(media_type);
    let Some((_, limit)) = ACCEPTED.iter().find(|(known, _)| *known == media_type) else {
        let known: Vec<&str> = ACCEPTED.iter().map(|(known, _)| *known).collect();
        let message = format!(
            "has a content type that is not accepted; send one of {}",
            known.join(", ")
        );
        return Err(Refusal::media(Problem::body("/file", message)));
    };
    if length > *limit {
        let message =
            format!("has {length} bytes; files of type {media_type} have at most {limit} bytes");
        return Err(Refusal::media(Problem::body("/file", message)));
    }
    if length == 0 {
        return Err(Refusal::media(Problem::body(
            "/file",
            "is empty; send the bytes of the file",
        )));
    }
    Ok(())
}

/// `get_media_url`: describes a stored file, with a URL on the simulator.
pub(crate) fn describe(call: &Call<'_>, state: &State) -> Result<Answer, Refusal> {
    let mut answer = call.example()?;
    let (id, media) = find(call, state)?;
    let Some(fields) = answer.as_object_mut() else {
        return Ok(Answer::ok(&answer));
    };
    let size = match fields.get("file_size") {
        Some(Value::String(_)) => json!(media.file.length.to_string()),
        _ => json!(media.file.length),
    };
    let described = [
        ("id", json!(id)),
        ("url", json!(download_url(id, state))),
        ("mime_type", json!(media.media_type)),
        ("sha256", json!(media.file.sha256)),
        ("file_size", size),
    ];
    for (name, value) in described {
        fields.insert(name.to_owned(), value);
    }
    Ok(Answer::ok(&answer))
}

/// `delete_media`.
pub(crate) fn delete(call: &Call<'_>, state: &State) -> Result<Answer, Refusal> {
    let answer = call.example()?;
    let (id, _) = find(call, state)?;
    state.media().remove(id);
    Ok(Answer::ok(&answer))
}

fn find<'c>(call: &'c Call<'_>, state: &State) -> Result<(&'c str, Media), Refusal> {
    let method = &call.operation.method;
    let id = call.path_value(NODE).unwrap_or_default();
    let missing =
        "no media object has this id; it was deleted, or never uploaded to this simulator";
    let media = state
        .media()
        .get(id)
        .ok_or_else(|| Refusal::unsupported(method, Problem::path(missing)))?;
    let asked = call.query_value("phone_number_id");
    if let (Some(owner), Some(asked)) = (media.owner.as_deref(), asked)
        && owner != asked
    {
        let message = "is not the phone number that the file was uploaded for";
        return Err(Refusal::unsupported(
            method,
            Problem::query("phone_number_id", message),
        ));
    }
    Ok((id, media))
}

fn download_url(id: &str, state: &State) -> String {
    let expiry = unix_time()
        .saturating_add(state.media_url_lifetime)
        .as_secs()
        .to_string();
    let hash = signature(&["download", id, &expiry]);
    format!(
        "{}{DOWNLOAD_PATH}?mid={id}&ext={expiry}&hash={hash}",
        state.origin
    )
}

/// Responds to a request for a URL that [`describe`] returned.
pub(crate) fn download(
    method: &Method,
    query: &[(String, String)],
    state: &State,
) -> Result<Answer, Refusal> {
    let not_found = |message: &str| {
        Refusal::unsupported(method, Problem::path(message)).with_status(StatusCode::NOT_FOUND)
    };
    if method != Method::GET {
        return Err(not_found("files can only be downloaded, with GET"));
    }
    let value = |name: &str| {
        let found = query.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    };
    let (id, expiry) = (value("mid"), value("ext"));
    if value("hash") != signature(&["download", id, expiry]) {
        return Err(not_found(
            "is not a URL that get_media_url returned; use it verbatim",
        ));
    }
    if expiry
        .parse()
        .is_ok_and(|expiry: u64| expiry < unix_time().as_secs())
    {
        return Err(not_found(
            "the URL has expired; get a new one with get_media_url",
        ));
    }
    let media = state
        .media()
        .get(id)
        .ok_or_else(|| not_found("the file was deleted"))?;
    let content = media.file.content.ok_or_else(|| {
        not_found("the file is too large for the simulator to keep; raise its media capacity")
    })?;
    let content_type = HeaderValue::from_str(&media.media_type)
        .unwrap_or(HeaderValue::from_static("application/octet-stream"));
    Ok(Answer::bytes(StatusCode::OK, content_type, content))
}

fn unix_time() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}
