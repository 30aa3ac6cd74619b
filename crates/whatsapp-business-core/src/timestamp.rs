//! Points in time.

#[cfg(any(feature = "chrono", feature = "jiff"))]
mod convert;
mod parse;

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::{Serialize, Serializer};

#[cfg(any(feature = "chrono", feature = "jiff"))]
#[cfg_attr(docsrs, doc(cfg(any(feature = "chrono", feature = "jiff"))))]
pub use convert::TryFromTimestampError;
#[cfg(feature = "client")]
pub(crate) use parse::days_from_civil;

/// A point in time.
///
/// The platform writes Unix seconds as a number or as text in most places, and ISO 8601 with an
/// offset (`2026-03-01T09:30:00+0000`) in others. All decode to this type, which keeps the
/// spelling, so that encoding returns what was received. Equality compares that spelling;
/// compare [`unix_seconds`](Self::unix_seconds) to compare instants.
///
/// ```
/// use whatsapp_business_core::Timestamp;
///
/// let number: Timestamp = serde_json::from_str("1772357400")?;
/// let text: Timestamp = serde_json::from_str("\"2026-03-01T09:30:00+0000\"")?;
/// assert_eq!(number.unix_seconds(), text.unix_seconds());
/// assert_eq!(serde_json::to_string(&text)?, "\"2026-03-01T09:30:00+0000\"");
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// With the features `jiff` and `chrono` it converts from and to `jiff::Timestamp` and
/// `chrono::DateTime<chrono::Utc>`, to the second.
#[derive(Clone, Default, Eq, Hash, PartialEq)]
pub struct Timestamp {
    text: String,
    /// Whether the spelling is a JSON number.
    number: bool,
}

impl Timestamp {
    /// The spelling: what was received, or Unix seconds in digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Seconds since 1970-01-01 00:00 UTC; fractions are cut off, and a time without an offset is
    /// read as UTC. `None` when the text is neither a number nor ISO 8601.
    #[must_use]
    pub fn unix_seconds(&self) -> Option<i64> {
        parse::unix_seconds(&self.text)
    }

    /// The time as the standard library has it; `None` when the text is not understood or the time
    /// is out of its range.
    #[must_use]
    pub fn system_time(&self) -> Option<SystemTime> {
        let seconds = self.unix_seconds()?;
        let distance = Duration::from_secs(seconds.unsigned_abs());
        if seconds < 0 {
            UNIX_EPOCH.checked_sub(distance)
        } else {
            UNIX_EPOCH.checked_add(distance)
        }
    }
}

impl From<i64> for Timestamp {
    /// From Unix seconds, encoded as a number.
    fn from(seconds: i64) -> Self {
        Self {
            text: seconds.to_string(),
            number: true,
        }
    }
}

impl From<SystemTime> for Timestamp {
    /// To the second, encoded as a number.
    fn from(time: SystemTime) -> Self {
        let seconds = match time.duration_since(UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_secs()).unwrap_or(i64::MAX),
            Err(before) => {
                i64::try_from(before.duration().as_secs()).map_or(i64::MIN, |seconds| -seconds)
            }
        };
        Self::from(seconds)
    }
}

impl From<String> for Timestamp {
    /// Keeps the text as it is, encoded as text.
    fn from(text: String) -> Self {
        Self {
            text,
            number: false,
        }
    }
}

impl From<&str> for Timestamp {
    /// Keeps the text as it is, encoded as text.
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<&Self> for Timestamp {
    fn from(time: &Self) -> Self {
        time.clone()
    }
}

impl std::str::FromStr for Timestamp {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self::from(text))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Text that is no time may be anything.
        if self.unix_seconds().is_some() {
            write!(f, "Timestamp({})", self.text)
        } else {
            f.write_str("Timestamp([redacted])")
        }
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.number {
            if let Ok(seconds) = self.text.parse::<i64>() {
                return serializer.serialize_i64(seconds);
            }
            if let Ok(seconds) = self.text.parse::<u64>() {
                return serializer.serialize_u64(seconds);
            }
            if let Ok(seconds) = self.text.parse::<f64>() {
                return serializer.serialize_f64(seconds);
            }
        }
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Visit)
    }
}

crate::json_schema!(Timestamp, |_| crate::rt::schema::timestamp());

struct Visit;

impl Visitor<'_> for Visit {
    type Value = Timestamp;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a time as a number or text")
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Timestamp, E> {
        Ok(Timestamp::from(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Timestamp, E> {
        Ok(Timestamp {
            text: value.to_string(),
            number: true,
        })
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Timestamp, E> {
        Ok(Timestamp {
            text: value.to_string(),
            number: true,
        })
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Timestamp, E> {
        Ok(Timestamp::from(value))
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<Timestamp, E> {
        Ok(Timestamp::from(value))
    }

    /// `null` is absence; where the field is not optional, the text is empty.
    fn visit_unit<E: de::Error>(self) -> Result<Timestamp, E> {
        Ok(Timestamp::default())
    }
}

#[cfg(test)]
mod tests;
