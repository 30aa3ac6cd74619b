//! A hash of a list of parts.

use sha2::{Digest as _, Sha256};

/// A SHA-256 digest.
pub(crate) type Digest = [u8; 32];

/// Hashes parts, each prefixed by its length, so that different lists of parts never have the same bytes.
#[derive(Default)]
pub(crate) struct PartsHasher(Sha256);

impl PartsHasher {
    pub(crate) fn number(&mut self, number: usize) {
        self.bytes(&u64::try_from(number).unwrap_or(u64::MAX).to_be_bytes());
    }

    pub(crate) fn text(&mut self, part: &str) {
        self.number(part.len());
        self.bytes(part.as_bytes());
    }

    pub(crate) fn optional(&mut self, part: Option<&str>) {
        self.bytes(&[u8::from(part.is_some())]);
        self.text(part.unwrap_or_default());
    }

    /// Hashes the digest of other parts. Its size is fixed.
    pub(crate) fn digest(&mut self, digest: &Digest) {
        self.bytes(digest);
    }

    pub(crate) fn finish(self) -> Digest {
        self.0.finalize().into()
    }

    fn bytes(&mut self, bytes: &[u8]) {
        #[cfg(test)]
        work::add(bytes.len());
        self.0.update(bytes);
    }
}

/// Counts hashed bytes, for tests of the work that a key costs.
#[cfg(test)]
pub(crate) mod work {
    use std::cell::Cell;

    thread_local! {
        static BYTES: Cell<usize> = const { Cell::new(0) };
    }

    pub(super) fn add(bytes: usize) {
        BYTES.set(BYTES.get() + bytes);
    }

    /// The result of `run`, and how many bytes it hashes.
    pub(crate) fn of<T>(run: impl FnOnce() -> T) -> (T, usize) {
        let before = BYTES.get();
        let result = run();
        (result, BYTES.get() - before)
    }
}
