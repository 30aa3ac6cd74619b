//! Written by `cargo xtask codegen` from `spec/`.

pub(crate) mod codes;
pub(crate) mod extensions;
pub(crate) mod versions;
