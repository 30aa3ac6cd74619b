//! Rate limit headers.

mod date;

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::HeaderMap;
use http::header::RETRY_AFTER;
use serde::Deserialize;

use crate::rt::lenient;

/// Share of the hourly allowance of calls that is used up.
///
/// Read from the headers `X-App-Usage` and `X-Business-Use-Case-Usage` of a response,
/// whether it is a success or an error. The platform sends them only after a number of calls.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Usage {
    /// Use by the whole app.
    pub app: Option<UsageCounts>,
    /// Use by business object, mostly the WhatsApp Business Account; the key is its id.
    pub business: BTreeMap<String, Vec<UsageCounts>>,
}

/// Counters of one rate limit; calls are rejected when one of them reaches 100.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[non_exhaustive]
pub struct UsageCounts {
    /// Kind of the limit, such as `whatsapp_business_management`; absent for apps.
    #[serde(rename = "type", default, deserialize_with = "lenient::option_string")]
    pub kind: Option<String>,
    /// Calls, in percent of the allowance.
    #[serde(default, deserialize_with = "lenient::option_f64")]
    pub call_count: Option<f64>,
    /// Processor time, in percent of the allowance.
    #[serde(default, deserialize_with = "lenient::option_f64")]
    pub total_cputime: Option<f64>,
    /// Elapsed time, in percent of the allowance.
    #[serde(default, deserialize_with = "lenient::option_f64")]
    pub total_time: Option<f64>,
    /// Minutes until calls are accepted again; 0 or absent while they are.
    #[serde(default, deserialize_with = "lenient::option_i64")]
    pub estimated_time_to_regain_access: Option<i64>,
}

impl Usage {
    /// Reads the usage headers; `None` when they are absent or cannot be parsed.
    #[must_use]
    pub fn from_headers(headers: &HeaderMap) -> Option<Self> {
        let app = json(headers, "x-app-usage");
        let business = json(headers, "x-business-use-case-usage");
        (app.is_some() || business.is_some()).then(|| Self {
            app,
            business: business.unwrap_or_default(),
        })
    }
}

fn json<T: serde::de::DeserializeOwned>(headers: &HeaderMap, name: &str) -> Option<T> {
    serde_json::from_slice(headers.get(name)?.as_bytes()).ok()
}

/// Longest waiting time that is passed on: the limits of the platform are those of a second, an hour or a day. A longer one is a
/// mistake, and might overflow the clock of the caller.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// Waiting time of the `Retry-After` header, in seconds or as a date; at most [`LONGEST_WAIT`].
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More than a `u64` holds is the longest time as well.
        text.parse().map_or(LONGEST_WAIT, Duration::from_secs)
    } else {
        let at = UNIX_EPOCH.checked_add(Duration::from_secs(date::http_date(text)?))?;
        at.duration_since(SystemTime::now()).unwrap_or_default()
    };
    Some(wait.min(LONGEST_WAIT))
}

/// Longest waiting time that the usage headers name; at most [`LONGEST_WAIT`].
pub(crate) fn time_to_regain_access(headers: &HeaderMap) -> Option<Duration> {
    let usage = Usage::from_headers(headers)?;
    usage
        .app
        .iter()
        .chain(usage.business.values().flatten())
        .filter_map(|counts| counts.estimated_time_to_regain_access)
        .filter_map(|minutes| u64::try_from(minutes).ok())
        .filter(|&minutes| minutes > 0)
        .max()
        .map(|minutes| Duration::from_secs(minutes.saturating_mul(60)).min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(
            name.parse().expect("header name"),
            value.parse().expect("header value"),
        )])
    }

    #[test]
    fn reads_retry_after() {
        assert_eq!(
            retry_after(&headers("retry-after", "7")),
            Some(Duration::from_secs(7))
        );
        assert_eq!(
            retry_after(&headers("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT")),
            Some(Duration::ZERO)
        );
        assert_eq!(retry_after(&headers("retry-after", "soon")), None);
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }

    #[test]
    fn no_waiting_time_is_longer_than_a_day() {
        for text in [
            "86401",
            "18446744073709551615",
            "99999999999999999999999",
            "Fri, 31 Dec 9999 23:59:60 GMT",
        ] {
            let wait = retry_after(&headers("retry-after", text));
            assert_eq!(wait, Some(LONGEST_WAIT), "{text}");
        }
        for text in ["-1", "+7", "7.5", ""] {
            assert_eq!(retry_after(&headers("retry-after", text)), None, "{text}");
        }
        let usage = format!(r#"{{"estimated_time_to_regain_access":{}}}"#, i64::MAX);
        let wait = time_to_regain_access(&headers("x-app-usage", &usage));
        assert_eq!(wait, Some(LONGEST_WAIT));
    }

    #[test]
    fn reads_usage() {
        let mut map = headers("x-app-usage", r#"{"call_count":28,"total_time":"25"}"#);
        map.insert(
            "x-business-use-case-usage",
            r#"{"102290129340398":[{"type":"whatsapp","call_count":100,"estimated_time_to_regain_access":12}]}"#
                .parse()
                .expect("header value"),
        );
        let usage = Usage::from_headers(&map).expect("usage");
        assert_eq!(usage.app.and_then(|app| app.total_time), Some(25.0));
        assert_eq!(usage.business["102290129340398"][0].call_count, Some(100.0));
        assert_eq!(
            time_to_regain_access(&map),
            Some(Duration::from_secs(12 * 60))
        );
        assert!(Usage::from_headers(&headers("x-app-usage", "none")).is_none());
    }
}
