//! The date of HTTP headers.

use crate::timestamp::days_from_civil;

/// Unix seconds of a date such as `Sun, 06 Nov 1994 08:49:37 GMT`, the only form that senders may
/// still produce.
pub(super) fn http_date(text: &str) -> Option<u64> {
    let (_, date) = text.split_once(", ")?;
    let mut parts = date.split(' ');
    let day: i64 = parts.next()?.parse().ok()?;
    let month = match parts.next()? {
        "Jan" => 1,
        "Feb" => 2,
        "Mar" => 3,
        "Apr" => 4,
        "May" => 5,
        "Jun" => 6,
        "Jul" => 7,
        "Aug" => 8,
        "Sep" => 9,
        "Oct" => 10,
        "Nov" => 11,
        "Dec" => 12,
        _ => return None,
    };
    let year: i64 = parts.next()?.parse().ok()?;
    let mut time = parts.next()?.splitn(3, ':').map(str::parse::<i64>);
    let mut next = || time.next()?.ok();
    let (hour, minute, second) = (next()?, next()?, next()?);
    // 60 is a leap second.
    let is_time =
        (0..24).contains(&hour) && (0..60).contains(&minute) && (0..=60).contains(&second);
    if parts.next()? != "GMT" || !(1..=9999).contains(&year) || !is_time {
        return None;
    }
    let seconds = days_from_civil(year, month, day)? * 86_400 + hour * 3600 + minute * 60 + second;
    u64::try_from(seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::http_date;

    #[test]
    fn reads_dates() {
        assert_eq!(
            http_date("Sun, 06 Nov 1994 08:49:37 GMT"),
            Some(784_111_777)
        );
        assert_eq!(http_date("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        for wrong in [
            "",
            "Sun, 06 Nov 1994",
            "Sun, 06 Foo 1994 08:49:37 GMT",
            "784111777",
            "Sun, 06 Nov 1994 24:49:37 GMT",
            "Sun, 06 Nov 1994 08:60:37 GMT",
            "Sun, 06 Nov 1994 08:49:61 GMT",
            "Sun, 06 Nov 1994 -1:49:37 GMT",
            "Fri, 01 Jan 2027 9223372036854775807:00:00 GMT",
            "Fri, 01 Jan 2027 00:9223372036854775807:00 GMT",
            "Fri, 01 Jan 2027 00:00:9223372036854775807 GMT",
            "Fri, 9223372036854775807 Jan 2027 00:00:00 GMT",
            "Fri, 01 Jan 9223372036854775807 00:00:00 GMT",
        ] {
            assert_eq!(http_date(wrong), None, "{wrong}");
        }
    }
}
