//! Reading request bodies.

use axum::body::Body;
use axum::extract::{FromRequest, Multipart, Request};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use http::header::CONTENT_TYPE;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::error::Refusal;
use crate::problem::Problem;

/// Maximum size of a request body in bytes: the largest file plus some overhead.
pub(crate) const MAX_BODY: usize = 110 * 1024 * 1024;

/// A received body.
#[derive(Debug)]
pub(crate) struct Received {
    /// Media type without parameters, in lowercase.
    pub(crate) media_type: Option<String>,
    pub(crate) content: Content,
}

#[derive(Debug)]
pub(crate) enum Content {
    Empty,
    Json(Value),
    Form(Vec<(String, String)>),
    Multipart(Vec<Part>),
    Binary(File),
    /// Does not match its content type.
    Unreadable(Problem),
}

/// One part of a multipart body.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) file_name: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) file: File,
}

impl Part {
    pub(crate) fn text(&self) -> Option<&str> {
        self.file
            .content
            .as_deref()
            .and_then(|content| std::str::from_utf8(content).ok())
    }
}

/// Received bytes.
#[derive(Clone, Debug)]
pub(crate) struct File {
    pub(crate) length: u64,
    /// Digest in lowercase hexadecimal.
    pub(crate) sha256: String,
    /// Absent when the file is too large for the simulator to keep.
    pub(crate) content: Option<Bytes>,
}

impl File {
    pub(crate) fn of(content: &[u8]) -> Self {
        let mut reader = Reader::new(content.len());
        reader.push(content);
        reader.finish()
    }
}

/// Reads the body of a request. Files up to `keep` bytes are kept, larger ones only counted.
pub(crate) async fn read(request: Request, keep: usize) -> Result<Received, Refusal> {
    let declared = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let media_type = declared.map(essence);
    let content = match media_type.as_deref() {
        Some("application/json") => read_json(&all(request.into_body()).await?),
        Some("application/x-www-form-urlencoded") => read_form(&all(request.into_body()).await?),
        Some("multipart/form-data") => match Multipart::from_request(request, &()).await {
            Ok(multipart) => read_parts(multipart, keep).await?,
            Err(_) => Content::Unreadable(Problem::header(
                "content-type",
                "multipart/form-data needs a `boundary` parameter",
            )),
        },
        _ => {
            let file = read_file(request.into_body(), keep).await?;
            if file.length == 0 {
                Content::Empty
            } else {
                Content::Binary(file)
            }
        }
    };
    Ok(Received {
        media_type,
        content,
    })
}

/// The media type without parameters, in lowercase.
pub(crate) fn essence(content_type: &str) -> String {
    content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

fn read_json(bytes: &[u8]) -> Content {
    if bytes.is_empty() {
        return Content::Empty;
    }
    match serde_json::from_slice(bytes) {
        Ok(value) => Content::Json(value),
        // The error's own text may quote the body; its position does not.
        Err(error) => Content::Unreadable(Problem::body(
            "",
            format!(
                "is not valid JSON at line {}, column {}",
                error.line(),
                error.column()
            ),
        )),
    }
}

fn read_form(bytes: &[u8]) -> Content {
    if bytes.is_empty() {
        return Content::Empty;
    }
    serde_urlencoded::from_bytes(bytes).map_or_else(
        |_| Content::Unreadable(Problem::body("", "is not a valid URL-encoded form")),
        Content::Form,
    )
}

async fn read_parts(mut multipart: Multipart, keep: usize) -> Result<Content, Refusal> {
    let broken = |reason: &str| Ok(Content::Unreadable(Problem::body("", reason)));
    let mut parts = Vec::new();
    let mut total = 0;
    loop {
        let mut field = match multipart.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => return Ok(Content::Multipart(parts)),
            Err(_) => return broken("is not a valid multipart body, or ended early"),
        };
        let Some(name) = field.name().map(str::to_owned) else {
            return broken(
                "has a part without a name; every part needs `name` in Content-Disposition",
            );
        };
        let file_name = field.file_name().map(str::to_owned);
        let content_type = field.content_type().map(str::to_owned);
        let mut reader = Reader::new(keep);
        loop {
            match field.chunk().await {
                Ok(Some(chunk)) => {
                    total += chunk.len();
                    if total > MAX_BODY {
                        return Err(Refusal::too_large(MAX_BODY));
                    }
                    reader.push(&chunk);
                }
                Ok(None) => break,
                Err(_) => return broken("ended early, in the middle of a part"),
            }
        }
        parts.push(Part {
            name,
            file_name,
            content_type,
            file: reader.finish(),
        });
    }
}

async fn all(body: Body) -> Result<Bytes, Refusal> {
    let file = read_file(body, MAX_BODY).await?;
    Ok(file.content.unwrap_or_default())
}

async fn read_file(body: Body, keep: usize) -> Result<File, Refusal> {
    let mut reader = Reader::new(keep);
    let mut stream = body.into_data_stream();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| Refusal::invalid(vec![Problem::body("", "ended early")]))?;
        reader.push(&chunk);
        if reader.length > MAX_BODY {
            return Err(Refusal::too_large(MAX_BODY));
        }
    }
    Ok(reader.finish())
}

/// Reads a file chunk by chunk.
struct Reader {
    keep: usize,
    length: usize,
    digest: Sha256,
    content: Option<BytesMut>,
}

impl Reader {
    fn new(keep: usize) -> Self {
        Self {
            keep,
            length: 0,
            digest: Sha256::new(),
            content: Some(BytesMut::new()),
        }
    }

    fn push(&mut self, chunk: &[u8]) {
        self.length += chunk.len();
        self.digest.update(chunk);
        if self.length > self.keep {
            self.content = None;
        } else if let Some(content) = &mut self.content {
            content.extend_from_slice(chunk);
        }
    }

    fn finish(self) -> File {
        File {
            length: self.length as u64,
            sha256: hex(&self.digest.finalize()),
            content: self.content.map(BytesMut::freeze),
        }
    }
}

/// Encodes as lowercase hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
