//! Conversions between [`Timestamp`] and the types of time crates.

use std::fmt;

use super::Timestamp;

/// A [`Timestamp`] that cannot be converted: its text is not a time, or out of the range of the other type. Printed, it does not contain the
/// text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TryFromTimestampError(());

impl fmt::Display for TryFromTimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text is not a time, or is out of range")
    }
}

impl std::error::Error for TryFromTimestampError {}

/// Conversions in both directions. Fractions of seconds are cut off.
macro_rules! convert {
    ($other:ty, $feature:literal, $seconds:expr, $from_seconds:expr) => {
        #[cfg_attr(docsrs, doc(cfg(feature = $feature)))]
        impl From<$other> for Timestamp {
            /// To the second, encoded as a number.
            fn from(time: $other) -> Self {
                Self::from($seconds(time))
            }
        }

        #[cfg_attr(docsrs, doc(cfg(feature = $feature)))]
        impl TryFrom<&Timestamp> for $other {
            type Error = TryFromTimestampError;

            fn try_from(time: &Timestamp) -> Result<Self, Self::Error> {
                let seconds = time.unix_seconds();
                seconds
                    .and_then($from_seconds)
                    .ok_or(TryFromTimestampError(()))
            }
        }

        #[cfg_attr(docsrs, doc(cfg(feature = $feature)))]
        impl TryFrom<Timestamp> for $other {
            type Error = TryFromTimestampError;

            fn try_from(time: Timestamp) -> Result<Self, Self::Error> {
                Self::try_from(&time)
            }
        }
    };
}

#[cfg(feature = "jiff")]
convert!(
    jiff::Timestamp,
    "jiff",
    |time: jiff::Timestamp| time.as_second(),
    |seconds| jiff::Timestamp::from_second(seconds).ok()
);

#[cfg(feature = "chrono")]
convert!(
    chrono::DateTime<chrono::Utc>,
    "chrono",
    |time: chrono::DateTime<chrono::Utc>| time.timestamp(),
    |seconds| chrono::DateTime::from_timestamp(seconds, 0)
);

#[cfg(test)]
mod tests {
    use super::*;

    /// Converts both ways and back, for times and for what is none.
    #[allow(dead_code, reason = "the time crates are optional")]
    fn round_trips<T>()
    where
        T: TryFrom<Timestamp, Error = TryFromTimestampError> + Into<Timestamp>,
        T: for<'a> TryFrom<&'a Timestamp, Error = TryFromTimestampError>,
    {
        for (text, seconds) in [
            ("1772357400", 1_772_357_400),
            ("2026-03-01T09:30:00.75+0000", 1_772_357_400),
            ("1969-12-31T23:59:59Z", -1),
        ] {
            let time = Timestamp::from(text);
            let back: Timestamp = T::try_from(&time).unwrap().into();
            assert_eq!(back, Timestamp::from(seconds), "{text}");
            assert!(T::try_from(time).is_ok());
        }
        for text in ["", "soon", "9223372036854775807", "-9223372036854775808"] {
            let error = T::try_from(Timestamp::from(text)).err();
            assert_eq!(error, Some(TryFromTimestampError(())), "{text}");
        }
    }

    #[cfg(feature = "jiff")]
    #[test]
    fn jiff_converts() {
        round_trips::<jiff::Timestamp>();
    }

    #[cfg(feature = "chrono")]
    #[test]
    fn chrono_converts() {
        round_trips::<chrono::DateTime<chrono::Utc>>();
    }
}
