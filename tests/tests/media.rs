//! Media over real HTTP: uploads, both steps of a download, and the resumable upload.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use futures_util::{TryStreamExt as _, stream};
use http::{HeaderValue, StatusCode};
use whatsapp_business::id::{MediaId, PhoneNumberId};
use whatsapp_business::media::types::UploadFileType;
use whatsapp_business::{Client, FilePart};
use whatsapp_business_core::UploadBody;
use whatsapp_business_simulator::{Canned, RecordedBody, Simulator};
use whatsapp_business_tests::child;
use whatsapp_business_tests::file_host::FileHost;

const TOKEN: &str = "EAAtest";
const MB: u64 = 1024 * 1024;

fn client(base_url: &str, token: &str) -> Result<Client> {
    Ok(Client::builder()
        .access_token(token)
        .base_url(base_url)
        .build()?)
}

fn of(simulator: &Simulator) -> Result<(Client, PhoneNumberId)> {
    Ok((
        client(simulator.base_url(), simulator.access_token())?,
        simulator.phone_number_id().into(),
    ))
}

/// Bytes in which all chunks differ.
fn content(length: u32) -> Vec<u8> {
    (0..length).flat_map(u32::to_be_bytes).collect()
}

fn pieces(content: &[u8]) -> Vec<Result<Bytes, std::io::Error>> {
    let pieces = content.chunks(1000).map(Bytes::copy_from_slice);
    pieces.map(Ok).collect()
}

#[tokio::test]
async fn files_arrive_from_memory_from_disk_and_from_streams() -> Result<()> {
    let simulator = Simulator::start().await?;
    let (client, from) = of(&simulator)?;
    let content = content(5000);
    let length = u64::try_from(content.len())?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("stored.txt");
    std::fs::write(&path, &content)?;
    let sized = UploadBody::stream(stream::iter(pieces(&content)), Some(length));
    let unsized_ = UploadBody::stream(stream::iter(pieces(&content)), None);
    for file in [
        FilePart::bytes("stored.txt", "text/plain", content.clone()),
        FilePart::path(&path, "text/plain"),
        FilePart::new("stored.txt", "text/plain", sized),
        FilePart::new("stored.txt", "text/plain", unsized_),
    ] {
        let what = format!("{file:?}");
        simulator.clear_requests();
        let uploaded = client.media().upload_media(&from, file).await;
        let id = uploaded.with_context(|| what.clone())?.id;
        let requests = simulator.requests();
        let part = requests
            .first()
            .and_then(|request| request.body.part("file"));
        let part = part.context("no part")?;
        ensure!(part.length == length, "{what}: {} bytes", part.length);
        ensure!(part.file_name.as_deref() == Some("stored.txt"), "{what}");
        ensure!(part.content_type.as_deref() == Some("text/plain"), "{what}");

        let media = client.media().get_media_url(&id).await?;
        ensure!(
            media.id == id && media.mime_type.as_deref() == Some("text/plain"),
            "{what}"
        );
        ensure!(media.file_size == Some(i64::try_from(length)?), "{what}");
        ensure!(media.sha256.as_ref() == Some(&part.sha256), "{what}");
        let download = client.media().download_media(&media.url).await?;
        ensure!(download.content_length() == Some(length), "{what}");
        ensure!(download.content_type() == Some("text/plain"), "{what}");
        ensure!(download.bytes(MB).await? == content, "{what}");
    }
    Ok(())
}

#[tokio::test]
async fn settings_of_an_upload_are_separate_parts() -> Result<()> {
    let simulator = Simulator::start().await?;
    let (client, from) = of(&simulator)?;
    let file = FilePart::bytes("a.txt", "text/plain", "content");
    client
        .media()
        .upload_media(&from, file)
        .ttl_minutes(90)
        .await?;
    let requests = simulator.requests();
    let request = requests.first().context("no request")?;
    let text = |name: &str| {
        request
            .body
            .part(name)
            .and_then(|part| part.text.as_deref())
    };
    ensure!(text("messaging_product") == Some("whatsapp"));
    ensure!(text("type") == Some("text/plain"));
    ensure!(text("ttl_minutes") == Some("90"));
    Ok(())
}

#[tokio::test]
async fn a_download_is_read_whole_in_pieces_or_to_a_file() -> Result<()> {
    let simulator = Simulator::start().await?;
    let (client, from) = of(&simulator)?;
    let content = content(100_000);
    let file = FilePart::bytes("a.txt", "text/plain", content.clone());
    let id = client.media().upload_media(&from, file).await?.id;

    let whole = client.media().download(&id).await?.bytes(MB).await?;
    ensure!(whole == content);
    let pieces: Vec<Bytes> = client.media().download(&id).await?.try_collect().await?;
    ensure!(pieces.len() > 1 && pieces.concat() == content);
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("a.txt");
    let length = client.media().download(&id).await?.save_to(&path).await?;
    ensure!(length == u64::try_from(content.len())? && std::fs::read(&path)? == content);
    ensure!(std::fs::read_dir(folder.path())?.count() == 1);

    let download = client.media().download(&id).await?;
    let error = download.bytes(1000).await.expect_err("too long");
    ensure!(error.is_too_long() && error.operation() == Some("download_media"));
    Ok(())
}

#[tokio::test]
async fn a_download_is_checked_against_the_digest_of_its_description() -> Result<()> {
    let simulator = Simulator::start().await?;
    let (client, from) = of(&simulator)?;
    let file = FilePart::bytes("a.txt", "text/plain", "content");
    let id = client.media().upload_media(&from, file).await?.id;
    let text = HeaderValue::from_static("text/plain");
    let other = || Canned::bytes(StatusCode::OK, text.clone(), "contenT");
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("a.txt");

    simulator.respond_once("download_media", other())?;
    let saved = client.media().download(&id).await?.save_to(&path).await;
    let error = saved.expect_err("another digest");
    ensure!(error.is_checksum_mismatch() && !error.is_ambiguous());
    ensure!(std::fs::read_dir(folder.path())?.count() == 0);

    // By its URL, with the digest in the base64 of webhooks.
    let url = client.media().get_media_url(&id).await?.url;
    let digest = "7XACtDnprIRfIjV9giusFERzD722AW0+yUMil7nsn3M=".parse()?;
    let download = client.media().download_media(&url).await?;
    ensure!(download.with_sha256(digest).bytes(MB).await? == "content");
    simulator.respond_once("download_media", other())?;
    let download = client.media().download_media(&url).await?;
    let error = download.with_sha256(digest).bytes(MB).await;
    ensure!(error.expect_err("another digest").is_checksum_mismatch());
    Ok(())
}

#[tokio::test]
async fn an_expired_url_is_requested_again() -> Result<()> {
    let simulator = Simulator::start().await?;
    let (client, from) = of(&simulator)?;
    let file = FilePart::bytes("a.txt", "text/plain", "content");
    let id = client.media().upload_media(&from, file).await?.id;
    let text = HeaderValue::from_static("text/plain");
    let gone = || Canned::bytes(StatusCode::NOT_FOUND, text.clone(), "Not Found");
    let missing = Canned::graph_error(100).with_subcode(33);

    for gone in [gone(), missing.with_status(StatusCode::NOT_FOUND)] {
        simulator.clear_requests();
        simulator.respond_once("download_media", gone)?;
        let download = client.media().download(&id).await?;
        ensure!(download.bytes(MB).await? == "content");
        ensure!(simulator.requests_for("get_media_url").len() == 2);
        ensure!(simulator.requests_for("download_media").len() == 2);
    }

    simulator.clear_requests();
    simulator.respond_once("download_media", gone())?;
    simulator.respond_once("download_media", gone())?;
    let error = client.media().download(&id).await.expect_err("gone");
    ensure!(error.is_not_found());
    ensure!(simulator.requests_for("download_media").len() == 2);

    simulator.clear_requests();
    simulator.respond_once("download_media", Canned::graph_error(190))?;
    let error = client.media().download(&id).await.expect_err("refused");
    ensure!(error.is_auth());
    ensure!(simulator.requests_for("download_media").len() == 1);
    Ok(())
}

#[tokio::test]
async fn the_url_of_a_media_object_ends() -> Result<()> {
    let lifetime = Duration::ZERO;
    let simulator = Simulator::builder().media_url_lifetime(lifetime);
    let simulator = simulator.start().await?;
    let (client, _) = of(&simulator)?;
    let media = client.media().get_media_url(simulator.media_id()).await?;
    // The time is in whole seconds.
    tokio::time::sleep(Duration::from_millis(1100)).await;
    let download = client.media().download_media(&media.url).await;
    ensure!(download.expect_err("expired").is_not_found());
    Ok(())
}

#[tokio::test]
async fn what_was_deleted_is_gone() -> Result<()> {
    let simulator = Simulator::start().await?;
    let (client, from) = of(&simulator)?;
    let file = FilePart::bytes("a.txt", "text/plain", "content");
    let id = client.media().upload_media(&from, file).await?.id;
    let deleted = client.media().delete_media(&id).phone_number_id(&from);
    ensure!(deleted.await?.success);
    let error = client.media().download(&id).await.expect_err("deleted");
    ensure!(error.operation() == Some("get_media_url") && error.graph().is_some());
    let error = client.media().delete_media(&id).await.expect_err("deleted");
    ensure!(error.graph().is_some() && !error.is_ambiguous());
    Ok(())
}

#[tokio::test]
async fn hosts_that_are_not_media_hosts_are_never_contacted() -> Result<()> {
    let (graph, foreign) = (FileHost::start().await?, FileHost::start().await?);
    let client = client(&graph.url(), TOKEN)?;
    for url in [
        format!("{}{}", foreign.other_url(), FileHost::file(10)),
        "https://example.org/file".to_owned(),
        "https://lookaside.fbsbx.com.example.org/file".to_owned(),
        "http://lookaside.fbsbx.com/file".to_owned(),
    ] {
        let error = client.media().download_media(&url).await;
        let error = error.expect_err("another host");
        ensure!(
            error.is_config() && !error.is_ambiguous(),
            "{url}: {error:?}"
        );
        ensure!(!error.to_string().contains("example"), "{error}");
    }
    for url in ["", "file", "//lookaside.fbsbx.com/file"] {
        let error = client.media().download_media(url).await;
        ensure!(error.expect_err("no URL").is_invalid_request(), "{url}");
    }
    ensure!(foreign.take().is_empty() && graph.take().is_empty());
    Ok(())
}

#[tokio::test]
async fn a_redirect_to_another_host_does_not_get_the_token() -> Result<()> {
    let (graph, foreign) = (FileHost::start().await?, FileHost::start().await?);
    let client = client(&graph.url(), TOKEN)?;
    let target = format!("{}{}", foreign.other_url(), FileHost::file(10));
    let url = format!("{}{}", graph.url(), FileHost::redirect(&target));
    let download = client.media().download_media(&url).await?;
    ensure!(download.bytes(10).await?.len() == 10);
    let sent = |host: &FileHost| -> Vec<Option<String>> {
        let seen = host.take().into_iter();
        seen.map(|seen| seen.authorization).collect()
    };
    ensure!(sent(&graph) == [Some(format!("Bearer {TOKEN}"))]);
    ensure!(sent(&foreign) == [None]);

    // A redirect that comes back does not leak: the token is sent only to allowed hosts.
    let back = format!("{}{}", graph.url(), FileHost::file(3));
    let there = format!("{}{}", foreign.other_url(), FileHost::redirect(&back));
    let url = format!("{}{}", graph.url(), FileHost::redirect(&there));
    client.media().download_media(&url).await?.bytes(3).await?;
    ensure!(sent(&graph).len() == 2);
    ensure!(sent(&foreign) == [None]);

    let plain = FileHost::redirect("http://media.example.org/file");
    let url = format!("{}{plain}", graph.url());
    let error = client.media().download_media(&url).await;
    let error = error.expect_err("not https");
    ensure!(error.status() == Some(StatusCode::FOUND), "{error:?}");

    let round = format!("{}{}", graph.url(), FileHost::redirect(""));
    let error = client.media().download_media(&round).await;
    let error = error.expect_err("an endless redirect");
    ensure!(
        error.status() == Some(StatusCode::FOUND) && graph.take().len() < 20,
        "{error:?}"
    );
    Ok(())
}

#[tokio::test]
async fn an_interrupted_upload_resumes_where_it_stopped() -> Result<()> {
    let simulator = Simulator::start().await?;
    let (client, _) = of(&simulator)?;
    let media = client.media();
    let content = content(50_000);
    let (first, rest) = content.split_at(120_000);
    let length = u64::try_from(content.len())?;
    let offset = u64::try_from(first.len())?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("sample.pdf");
    std::fs::write(&path, &content)?;

    let app = simulator.app_id();
    let session = media
        .create_upload_session(app, i64::try_from(length)?, UploadFileType::Pdf)
        .file_name("sample.pdf")
        .await?
        .id;

    // The source ends early.
    let mut broken = pieces(first);
    broken.push(Err(std::io::Error::other("the disk was removed")));
    let broken = UploadBody::stream(stream::iter(broken), Some(length));
    let error = media.upload_file_data(&session, 0, broken).await;
    let error = error.expect_err("broken off");
    ensure!(
        !error.is_ambiguous() && error.graph().is_none(),
        "{error:?}"
    );

    // Only a part of it arrives.
    let part = media.upload_file_data(&session, 0, first.to_vec()).await;
    ensure!(part.expect_err("not all").is_invalid_request());
    let status = media.get_upload_session(&session).await?;
    ensure!(status.id == session && status.file_offset == Some(i64::try_from(offset)?));

    simulator.clear_requests();
    let tail = UploadBody::path_from(&path, offset);
    let handle = media.upload_file_data(&session, offset, tail).await?.h;
    ensure!(!handle.as_str().is_empty());
    let requests = simulator.requests_for("upload_file_data");
    let request = requests.first().context("no request")?;
    ensure!(request.authorization_scheme.as_deref() == Some("OAuth"));
    let header = request.headers.get("file_offset");
    ensure!(header.is_some_and(|value| *value == offset.to_string()));
    let RecordedBody::Binary { length, .. } = request.body else {
        anyhow::bail!("{:?}", request.body)
    };
    ensure!(length == u64::try_from(rest.len())?);
    Ok(())
}

#[tokio::test]
async fn a_whole_file_is_uploaded_at_once() -> Result<()> {
    let simulator = Simulator::start().await?;
    let (client, _) = of(&simulator)?;
    let app = simulator.app_id();
    let content = content(100);
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("a.png");
    std::fs::write(&path, &content)?;
    let stated = UploadBody::stream(stream::iter(pieces(&content)), Some(400));
    for body in [
        UploadBody::from(content.clone()),
        UploadBody::path(&path),
        stated,
    ] {
        simulator.clear_requests();
        let upload = client.media().upload_file(app, "image/png", body);
        ensure!(!upload.await?.as_str().is_empty());
        let asked = simulator.requests_for("create_upload_session");
        let asked = asked.first().context("no session")?;
        ensure!(asked.query_value("file_length") == Some("400"));
        ensure!(asked.query_value("file_type") == Some("image/png"));
        let sent = simulator.requests_for("upload_file_data");
        let sent = sent.first().context("nothing was sent")?;
        let RecordedBody::Binary { length, .. } = sent.body else {
            anyhow::bail!("{:?}", sent.body)
        };
        ensure!(length == 400);
    }
    // A session needs the length, so nothing is sent without it.
    simulator.clear_requests();
    let endless = UploadBody::stream(stream::iter(pieces(&content)), None);
    let upload = client.media().upload_file(app, "image/png", endless);
    let error = upload.await.expect_err("no length");
    ensure!(error.is_invalid_request() && error.operation() == Some("upload_file_data"));
    let missing = UploadBody::path(folder.path().join("missing.png"));
    let upload = client.media().upload_file(app, "image/png", missing);
    ensure!(upload.await.expect_err("no file").is_file());
    ensure!(simulator.requests().is_empty());
    Ok(())
}

/// Peak memory of this process so far, in bytes.
fn peak_memory() -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
    Ok(kilobytes.context("no VmHWM")?.parse::<u64>()? * 1024)
}

/// Uploads a file from disk, downloads one of the same length to disk, and returns the length of the latter.
async fn transfer(url: &str, length: u64) -> Result<u64> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("large.pdf");
    std::fs::File::create(&path)?.set_len(length)?;
    let client = client(url, TOKEN)?;
    let file = FilePart::path(&path, "application/pdf");
    let uploaded = client.media().upload_media("106540352242922", file).await?;
    ensure!(uploaded.id == MediaId::from("1037543291543636"));
    let url = format!("{url}{}", FileHost::file(length));
    Ok(client
        .media()
        .download_media(&url)
        .await?
        .save_to(&path)
        .await?)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[cfg_attr(not(target_os = "linux"), ignore = "memory is read from /proc")]
async fn transfers_of_100_mb_take_less_than_16_mb_of_memory() -> Result<()> {
    const LENGTH: u64 = 100 * MB;
    if let Some(url) = child::argument() {
        transfer(&url, MB).await?;
        let before = peak_memory()?;
        ensure!(transfer(&url, LENGTH).await? == LENGTH);
        let grown = peak_memory()?.saturating_sub(before);
        ensure!(grown < 16 * MB, "memory grew by {grown} bytes");
        return Ok(());
    }
    let host = FileHost::start().await?;
    let url = host.url();
    let test = "transfers_of_100_mb_take_less_than_16_mb_of_memory";
    tokio::task::spawn_blocking(move || child::run(test, &url, &[])).await??;
    let received = host.take().into_iter().map(|seen| seen.received).max();
    ensure!(received.is_some_and(|received| received > LENGTH));
    Ok(())
}
