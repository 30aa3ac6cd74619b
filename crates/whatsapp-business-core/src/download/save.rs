//! Downloads to files: the content is in a file of its own until it is complete.

use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempPath;
use tokio::fs::File;
use tokio::io::AsyncWriteExt as _;

use super::Download;
use crate::error::{Error, Kind};

impl Download {
    /// Writes the content to a file and returns its length in bytes. An existing file
    /// is replaced only when the download is complete; until then the content is in a new file with a
    /// random name in the same folder, which is removed when the download fails or its future is
    /// dropped. Of several downloads to one path, the last to complete remains.
    ///
    /// # Errors
    ///
    /// When a file cannot be written ([`is_file`](Error::is_file)), and as [`chunk`](Self::chunk).
    #[cfg_attr(docsrs, doc(cfg(feature = "fs")))]
    pub async fn save_to(mut self, path: impl AsRef<Path>) -> Result<u64, Error> {
        let path = path.as_ref().to_owned();
        let part = blocking(|| Part::create(path)).await;
        let mut part = part.map_err(|error| self.unwritable(&error))?;
        let mut length = 0;
        while let Some(chunk) = std::future::poll_fn(|context| self.poll_content(context)).await {
            let chunk = chunk?;
            let written = part.file.write_all(&chunk).await;
            written.map_err(|error| self.unwritable(&error))?;
            length += u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        }
        let completed = async {
            part.file.flush().await?;
            blocking(|| part.complete()).await
        };
        completed.await.map_err(|error| self.unwritable(&error))?;
        self.succeed();
        Ok(length)
    }

    fn unwritable(&mut self, error: &io::Error) -> Error {
        let source = without_path(error);
        self.fail(Error::new(Kind::File("the file cannot be written")).with_source(source))
    }
}

/// A file whose content is not complete. Dropping it removes it.
struct Part {
    file: File,
    path: TempPath,
    target: PathBuf,
}

impl Part {
    /// Creates a file next to the target: a rename does not cross file systems.
    fn create(target: PathBuf) -> io::Result<Self> {
        // The working directory may change meanwhile.
        let target = std::path::absolute(target)?;
        let folder = target.parent().unwrap_or(&target);
        let mut builder = tempfile::Builder::new();
        builder.prefix(".download-").suffix(".part");
        // As `File::create` does: the umask applies.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let (file, path) = builder.tempfile_in(folder)?.into_parts();
        Ok(Self {
            file: File::from_std(file),
            path,
            target,
        })
    }

    /// Replaces the target.
    fn complete(self) -> io::Result<()> {
        let Self { file, path, target } = self;
        // Not every system renames open files.
        drop(file);
        path.persist(target).map_err(|error| error.error)
    }
}

/// Runs calls that block on a thread for them.
async fn blocking<T: Send + 'static>(
    run: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(run)
        .await
        .unwrap_or_else(|error| Err(io::Error::other(error)))
}

/// The same error without the path, which may be personal data.
fn without_path(error: &io::Error) -> io::Error {
    let inner = error.get_ref().and_then(std::error::Error::source);
    let inner = inner.and_then(|inner| inner.downcast_ref::<io::Error>());
    error
        .raw_os_error()
        .or_else(|| inner?.raw_os_error())
        .map_or_else(|| error.kind().into(), io::Error::from_raw_os_error)
}

#[cfg(test)]
mod tests;
