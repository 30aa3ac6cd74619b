//! JSON pointers (RFC 6901) as text.

/// The pointer of `key` below `parent`.
#[must_use]
pub fn join(parent: &str, key: &str) -> String {
    format!("{parent}/{}", escape(key))
}

/// A key as it is written in a pointer.
#[must_use]
pub fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// A key as it was before it was written in a pointer.
#[must_use]
pub fn unescape(key: &str) -> String {
    key.replace("~1", "/").replace("~0", "~")
}

/// The keys of a pointer, unescaped.
pub fn keys(pointer: &str) -> impl Iterator<Item = String> {
    pointer.split('/').skip(1).map(unescape)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_escaped() {
        let pointer = join(&join("", "/{a}~b"), "get");
        assert_eq!(pointer, "/~1{a}~0b/get");
        assert_eq!(keys(&pointer).collect::<Vec<_>>(), ["/{a}~b", "get"]);
    }
}
