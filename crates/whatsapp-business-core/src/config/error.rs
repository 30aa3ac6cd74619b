//! Configuration errors.

use std::fmt;

use crate::error::BoxError;

/// A setting is missing or invalid. The text names the setting and the remedy; it never contains
/// values of secret settings.
#[derive(Debug)]
pub struct ConfigError {
    setting: &'static str,
    problem: &'static str,
    source: Option<BoxError>,
}

impl ConfigError {
    pub(crate) fn new(setting: &'static str, problem: &'static str) -> Self {
        Self {
            setting,
            problem,
            source: None,
        }
    }

    #[cfg(feature = "reqwest")]
    pub(crate) fn with_source(mut self, source: impl Into<BoxError>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Name of the setting: a method of [`ClientBuilder`](crate::ClientBuilder), or an environment
    /// variable.
    #[must_use]
    pub fn setting(&self) -> &'static str {
        self.setting
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.setting, self.problem)
    }
}

impl std::error::Error for ConfigError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|source| &**source as _)
    }
}
