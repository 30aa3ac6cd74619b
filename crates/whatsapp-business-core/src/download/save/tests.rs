use std::path::Path;
use std::time::Duration;

use futures_util::{StreamExt as _, stream};

use crate::http::{Body, HttpError};
use crate::operation::OperationInfo;
use crate::test_service::{TestService, broken, reply, texts};
use crate::{Download, Error};

async fn open(status: u16, body: impl Into<Body>) -> Result<Download, Error> {
    let operation = OperationInfo::get("download_media", "");
    let service = TestService::new([reply(status, body)]);
    let url = "https://lookaside.fbsbx.com/?mid=7";
    service.transport().download(url, operation).await
}

/// A body of one repeated letter that lets other tasks run between its chunks.
fn slow(letter: &'static str, chunks: usize) -> Body {
    let chunks = stream::repeat(letter).take(chunks).then(|letter| async {
        tokio::task::yield_now().await;
        Ok::<_, std::io::Error>(letter.repeat(1000))
    });
    Body::stream(chunks, None)
}

/// Names of the files in a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("folder");
    let name = |entry: std::fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    let mut names: Vec<_> = entries.map(|entry| name(entry.expect("entry"))).collect();
    names.sort();
    names
}

#[tokio::test]
async fn concurrent_downloads_to_one_path_leave_one_whole_file() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("x");
    for (a, b) in [(100, 60), (60, 100), (80, 80)] {
        let (first, second) = (open(200, slow("a", a)).await, open(200, slow("b", b)).await);
        let (first, second) = tokio::join!(
            first.expect("open").save_to(&path),
            second.expect("open").save_to(&path)
        );
        let lengths = (first.expect("first"), second.expect("second"));
        assert_eq!(lengths, (a as u64 * 1000, b as u64 * 1000));
        let content = std::fs::read_to_string(&path).expect("file");
        let wholes = ["a".repeat(a * 1000), "b".repeat(b * 1000)];
        assert!(wholes.contains(&content), "{} bytes", content.len());
        assert_eq!(names(folder.path()), ["x"]);
    }
}

#[tokio::test]
async fn a_dropped_download_leaves_no_file() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("x");
    std::fs::write(&path, "old").expect("write");
    let parts = stream::repeat_with(|| Ok::<_, std::io::Error>("part")).take(3);
    let body = Body::stream(parts.chain(stream::pending()), None);
    let saving = open(200, body).await.expect("open").save_to(path.clone());
    let saving = tokio::spawn(saving);
    let length = |name| std::fs::metadata(folder.path().join(name)).map_or(0, |file| file.len());
    while !names(folder.path())
        .into_iter()
        .any(|name| length(name) == 12)
    {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    saving.abort();
    assert!(saving.await.expect_err("aborted").is_cancelled());
    assert_eq!(names(folder.path()), ["x"]);
    assert_eq!(std::fs::read(&path).expect("file"), b"old");
}

#[tokio::test]
async fn files_of_others_are_not_touched() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("x");
    let own = folder.path().join("x.part");
    std::fs::write(&own, "own").expect("write");
    for body in [Body::from("new"), broken("n", HttpError::maybe_sent("cut"))] {
        let download = open(200, body).await.expect("open");
        let _ = download.save_to(&path).await;
        assert_eq!(std::fs::read(&own).expect("own"), b"own");
        assert_eq!(std::fs::read(&path).expect("file"), b"new");
        assert_eq!(names(folder.path()), ["x", "x.part"]);
    }
}

#[cfg(unix)]
#[tokio::test]
async fn links_are_replaced_and_never_followed() {
    use std::os::unix::fs::{MetadataExt as _, symlink};

    let folder = tempfile::tempdir().expect("folder");
    let victim = folder.path().join("victim");
    std::fs::write(&victim, "victim").expect("write");
    for name in ["x", "x.part"] {
        symlink(&victim, folder.path().join(name)).expect("link");
    }
    let path = folder.path().join("x");
    let download = open(200, "new").await.expect("open");
    assert_eq!(download.save_to(&path).await.expect("save"), 3);
    assert_eq!(std::fs::read(&victim).expect("victim"), b"victim");
    let saved = std::fs::symlink_metadata(&path).expect("file");
    assert!(saved.is_file());
    // Readable for whom any new file is.
    let any = std::fs::metadata(&victim).expect("victim");
    assert_eq!(saved.mode(), any.mode());
}

#[tokio::test]
async fn only_a_whole_file_replaces_the_old_one() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("x");
    std::fs::write(&path, "old").expect("write");
    for status in [201, 202, 203, 204, 205, 206, 226] {
        let download = open(status, "part").await;
        let error = match download {
            Ok(download) => download.save_to(&path).await.map(|_| ()),
            Err(error) => Err(error),
        };
        let error = error.expect_err("not whole");
        assert_eq!(error.status().map(|found| found.as_u16()), Some(status));
        assert_eq!(
            error.to_string(),
            format!("download_media: the response is not the whole file (HTTP {status})")
        );
        assert!(!error.is_ambiguous() && !error.is_transient());
        assert_eq!(std::fs::read(&path).expect("file"), b"old");
    }
    let download = open(200, "").await.expect("open");
    assert_eq!(download.save_to(&path).await.expect("an empty file"), 0);
    assert_eq!(std::fs::read(&path).expect("file"), b"");
}

#[tokio::test]
async fn failures_leave_no_file_and_no_path() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("Ann");
    std::fs::create_dir(&path).expect("folder");
    let deep = path.join("none").join("x");
    for target in [path.as_path(), deep.as_path(), Path::new("")] {
        let download = open(200, "new").await.expect("open");
        let error = download.save_to(target).await.expect_err("unwritable");
        assert!(error.is_file() && !error.is_ambiguous() && !error.is_transient());
        assert!(std::error::Error::source(&error).is_some());
        let text = texts(&error);
        let folder = folder.path().to_string_lossy().into_owned();
        assert!(!text.contains("Ann") && !text.contains(&folder), "{text}");
    }
    assert_eq!(names(folder.path()), ["Ann"]);
    assert!(names(&path).is_empty());
}
