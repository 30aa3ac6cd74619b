//! The example payloads of the specification.

use std::path::Path;

use serde_json::Value;
use whatsapp_business_webhooks::{Content, Event, Payload};

/// A payload and the name of its file.
pub(super) struct Sample {
    pub(super) name: String,
    pub(super) body: Value,
}

/// All samples, sorted. None outside of the workspace, which has the specification.
pub(super) fn all() -> Vec<Sample> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec/webhooks/examples");
    let Ok(files) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut samples: Vec<Sample> = files
        .map(|file| file.expect("file").path())
        .filter(|path| path.to_string_lossy().contains(".webhook."))
        .map(|path| Sample {
            name: path
                .file_name()
                .expect("name")
                .to_string_lossy()
                .into_owned(),
            body: serde_json::from_slice(&std::fs::read(&path).expect("read")).expect("JSON"),
        })
        .collect();
    assert!(samples.len() > 150, "{} samples", samples.len());
    samples.sort_by(|a, b| a.name.cmp(&b.name));
    samples
}

pub(super) fn events(body: &[u8]) -> Vec<Event> {
    Payload::parse(body.to_vec())
        .expect("parse")
        .events()
        .collect()
}

/// Calls all methods of an event.
pub(super) fn inspect(event: &Event) {
    let _ = (
        event.metadata(),
        event.raw().as_str(),
        event.time(),
        event.kind(),
    );
    let _ = (event.dedup_key(), format!("{event:?}"));
    match event {
        Event::Message(message) => {
            let sender = message.sender();
            let _ = (sender.key(), message.contact());
            if let Content::Interactive(reply) = message.content() {
                let _ = reply.content();
            }
        }
        Event::Status(status) => {
            let _ = (status.delivery_status(), status.stage());
        }
        Event::MessageEcho(echo) => {
            let _ = echo.content();
        }
        Event::HistoryMessage(message) => {
            let _ = message.content();
        }
        _ => {}
    }
}
