use super::*;

#[test]
fn debug_shows_neither_names_nor_content() {
    let part = FilePart::new("Ann Smith.pdf", "application/pdf", b"secret".as_slice());
    let debug = format!("{part:?}");
    assert!(
        !debug.contains("Ann") && !debug.contains("secret"),
        "{debug}"
    );
    assert!(debug.contains("6 bytes"));
}

#[cfg(feature = "fs")]
#[test]
fn the_path_contains_the_name() {
    let part = FilePart::path("photos/door.jpg", "image/jpeg");
    assert_eq!((part.name(), part.mime_type()), ("door.jpg", "image/jpeg"));
}

#[cfg(feature = "fs")]
#[tokio::test]
async fn a_missing_file_is_an_error() {
    let error = UploadBody::path("no/such/file")
        .open()
        .await
        .expect_err("missing");
    assert!(error.is_file() && !error.is_ambiguous());
    assert!(!error.to_string().contains("such"));
}

#[cfg(all(feature = "fs", unix))]
#[tokio::test]
async fn only_regular_files_are_opened() {
    let folder = tempfile::tempdir().expect("folder");
    let path = |name: &str| folder.path().join(name);
    let pipe = path("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("mkfifo").success());
    let _socket = std::os::unix::net::UnixListener::bind(path("socket")).expect("socket");
    std::os::unix::fs::symlink(&pipe, path("link")).expect("link");
    for (path, offset) in [
        (folder.path().to_owned(), 0),
        (pipe.clone(), 0),
        (pipe, 7),
        (path("socket"), 0),
        (path("link"), 0),
        ("/dev/null".into(), 0),
        ("/dev/zero".into(), 0),
    ] {
        let opened = UploadBody::path_from(&path, offset).open();
        let opened = tokio::time::timeout(std::time::Duration::from_secs(5), opened).await;
        let error = opened.expect("at once").expect_err("not regular");
        assert!(error.is_file() && !error.is_ambiguous() && !error.is_transient());
        assert_eq!(
            error.to_string(),
            "request failed: the path does not lead to a regular file",
            "{path:?}"
        );
    }
}

#[cfg(all(feature = "fs", target_os = "linux"))]
#[tokio::test]
async fn files_without_a_length_are_not_sent_as_empty() {
    for path in ["/proc/cpuinfo", "/proc/self/status"] {
        assert_eq!(std::fs::metadata(path).expect("file").len(), 0);
        let error = UploadBody::path(path).open().await.expect_err(path);
        assert!(error.is_file() && !error.is_ambiguous());
        assert_eq!(
            error.to_string(),
            "request failed: the file is longer than its size when it was opened"
        );
    }
}

#[cfg(feature = "fs")]
#[tokio::test]
async fn a_file_that_changes_its_length_is_never_sent_as_complete() {
    const LENGTH: u64 = 200_000;
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("x");
    for offset in [0, 1, LENGTH - 1] {
        for new in [0, 1, 100_000, LENGTH - 1, LENGTH, LENGTH + 1, 10 * LENGTH] {
            std::fs::write(&path, vec![b'7'; 200_000]).expect("write");
            let opened = UploadBody::path_from(&path, offset).open().await;
            let mut body = opened.expect("open");
            let stated = body.length().expect("length");
            assert_eq!(stated, LENGTH - offset);
            let file = std::fs::File::options().write(true).open(&path);
            file.expect("file").set_len(new).expect("change");
            let (mut sent, mut problem) = (0, None);
            // As an HTTP stack reads: no further than the stated length.
            while sent < stated && problem.is_none() {
                match body.chunk().await {
                    Ok(chunk) => sent += chunk.expect("chunk").len() as u64,
                    Err(error) => problem = Some(Error::from_content(error)),
                }
            }
            let text = problem.as_ref().map(ToString::to_string);
            let expected = match new.cmp(&LENGTH) {
                std::cmp::Ordering::Less => Some("shorter"),
                std::cmp::Ordering::Equal => None,
                std::cmp::Ordering::Greater => Some("longer"),
            };
            let expected = expected.map(|change| {
                format!("request failed: the file is {change} than its size when it was opened")
            });
            assert_eq!(text, expected, "{offset}, {new}");
            assert_eq!(sent == stated, problem.is_none());
            if let Some(error) = problem {
                assert!(error.is_file() && !error.is_ambiguous() && !error.is_transient());
                let source = std::error::Error::source(&error).map(ToString::to_string);
                let source = source.expect("source");
                assert!(
                    source.contains(&format!("the stated {stated} bytes")),
                    "{source}"
                );
            }
        }
    }
}
