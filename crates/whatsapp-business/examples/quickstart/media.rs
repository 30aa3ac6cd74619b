//! Files: upload for messages, download, delete; resumable upload for template samples.

use std::io;

use whatsapp_business::FilePart;
use whatsapp_business::id::{FileHandle, MediaId};
use whatsapp_business::media::types::UploadFileType;

use crate::report::{Need, Report};
use crate::setup::Setup;

const PICTURE: &[u8] = include_bytes!("files/picture.png");
const STICKER: &[u8] = include_bytes!("files/sticker.webp");
const NOTE: &[u8] = b"Floor lamp, brass. Two years of warranty.\n";

/// No picture of a message is larger.
const PICTURE_LIMIT: u64 = 5 * 1024 * 1024;

/// What was uploaded, to be named in messages.
pub(crate) struct Files {
    pub(crate) picture: MediaId,
    pub(crate) sticker: MediaId,
    pub(crate) sound: MediaId,
    pub(crate) note: MediaId,
}

/// Uploads four files; `None` when one of them could not be.
pub(crate) async fn upload(setup: &Setup, report: &mut Report) -> io::Result<Option<Files>> {
    report.section("Files")?;
    let silence = silence();
    let mut ids = Vec::new();
    for (step, name, mime_type, content) in [
        ("upload a picture", "picture.png", "image/png", PICTURE),
        ("upload a sticker", "sticker.webp", "image/webp", STICKER),
        ("upload a sound", "silence.mp3", "audio/mpeg", &silence),
        ("upload a document", "note.txt", "text/plain", NOTE),
    ] {
        let file = FilePart::bytes(name, mime_type, content.to_vec());
        let uploaded = setup.wa.media().upload_media(&setup.from, file).await;
        let describe = |media: &MediaId| format!("media id {media}, {} bytes", content.len());
        let uploaded = uploaded.map(|uploaded| uploaded.id);
        match report.step(step, Need::Always, uploaded, describe)? {
            Some(id) => ids.push(id),
            None => return Ok(None),
        }
    }
    let Ok([picture, sticker, sound, note]) = <[MediaId; 4]>::try_from(ids) else {
        return Ok(None);
    };
    Ok(Some(Files {
        picture,
        sticker,
        sound,
        note,
    }))
}

/// Downloads the picture and compares it with what was uploaded.
pub(crate) async fn download(setup: &Setup, files: &Files, report: &mut Report) -> io::Result<()> {
    let media = setup.wa.media();
    let described = media.get_media_url(&files.picture).await;
    report.step("describe the picture", Need::Always, described, |media| {
        let size = media.file_size.unwrap_or_default();
        let kind = media.mime_type.as_deref().unwrap_or("no type");
        let digest = media.sha256.as_deref().unwrap_or("unknown");
        let digest: String = digest.chars().take(8).collect();
        format!("{kind}, {size} bytes, SHA-256 {digest}…")
    })?;
    // Here into memory; `save_to` writes a file, and `chunk` gives piece by piece.
    let downloaded = match media.download(&files.picture).await {
        Ok(download) => download.bytes(PICTURE_LIMIT).await,
        Err(error) => Err(error),
    };
    let step = "download it again";
    match downloaded {
        Ok(bytes) if bytes == PICTURE => report.done(
            step,
            format_args!("{} bytes, equal to what was uploaded", bytes.len()),
        ),
        Ok(bytes) => report.unexpected(step, format_args!("{} bytes that differ", bytes.len())),
        Err(error) => report.unexpected(step, error),
    }
}

/// Uploads the picture as an app's file, in two steps that survive an interruption between them.
pub(crate) async fn resumable_upload(
    setup: &Setup,
    report: &mut Report,
) -> io::Result<Option<FileHandle>> {
    let step = "resumable upload: session";
    let Some(app) = &setup.app else {
        report.left_out(step, "WHATSAPP_APP_ID is not set")?;
        return Ok(None);
    };
    let media = setup.wa.media();
    let length = i64::try_from(PICTURE.len()).unwrap_or(i64::MAX);
    let session = media
        .create_upload_session(app, length, UploadFileType::Png)
        .file_name("picture.png")
        .await;
    let session = report.step(step, Need::IfPossible, session, |_| "opened".to_owned())?;
    let Some(session) = session else {
        return Ok(None);
    };
    let status = media.get_upload_session(&session.id).await;
    let status = report.step(
        "resumable upload: offset",
        Need::IfPossible,
        status,
        |status| {
            format!(
                "{} bytes have arrived",
                status.file_offset.unwrap_or_default()
            )
        },
    )?;
    // Go on where it stopped. For a new session that is the beginning.
    let offset = status
        .and_then(|status| status.file_offset)
        .unwrap_or_default();
    let offset = usize::try_from(offset).unwrap_or_default();
    let rest = PICTURE.get(offset..).unwrap_or_default();
    let uploaded = media
        .upload_file_data(&session.id, offset as u64, rest)
        .await;
    let uploaded = report.step(
        "resumable upload: content",
        Need::IfPossible,
        uploaded,
        |file| format!("file handle of {} characters", file.h.as_str().len()),
    )?;
    Ok(uploaded.map(|file| file.h))
}

/// Deletes what was uploaded.
pub(crate) async fn delete(setup: &Setup, files: &Files, report: &mut Report) -> io::Result<()> {
    report.section("Tidying up")?;
    for (step, id) in [
        ("delete the picture", &files.picture),
        ("delete the sticker", &files.sticker),
        ("delete the sound", &files.sound),
        ("delete the document", &files.note),
    ] {
        let deleted = setup.wa.media().delete_media(id).await;
        report.step(step, Need::Always, deleted, |_| "deleted".to_owned())?;
    }
    Ok(())
}

/// A second of silence: MP3 frames without content, of 32 kbit/s, 44.1 kHz, one channel.
fn silence() -> Vec<u8> {
    const HEADER: [u8; 4] = [0xFF, 0xFB, 0x10, 0xC4];
    let mut frame = HEADER.to_vec();
    frame.resize(104, 0);
    frame.repeat(38)
}
