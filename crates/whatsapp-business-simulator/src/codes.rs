//! What the specification knows about error codes: their HTTP statuses and titles.

use http::StatusCode;

use crate::generated::codes::CODES;

/// The HTTP status that the platform documents for a code; 400 for all that have none.
pub(crate) fn status_of(code: i64, subcode: Option<i64>) -> StatusCode {
    find(code, subcode)
        .and_then(|(_, _, status, _)| StatusCode::from_u16(*status).ok())
        .unwrap_or(StatusCode::BAD_REQUEST)
}

/// What a code means, as the message of an error.
pub(crate) fn message_of(code: i64, subcode: Option<i64>) -> String {
    let title = find(code, subcode).map_or("Simulated error", |(_, _, _, title)| title);
    format!("(#{code}) {title}")
}

/// The entry of the subcode, or else that of the code.
fn find(code: i64, subcode: Option<i64>) -> Option<&'static (i64, i64, u16, &'static str)> {
    let exact = |code: i64, subcode: i64| {
        let at = CODES
            .binary_search_by(|(known, sub, ..)| (*known, *sub).cmp(&(code, subcode)))
            .ok()?;
        CODES.get(at)
    };
    exact(code, subcode.unwrap_or_default())
        .or_else(|| exact(code, 0))
        // All of them say that a permission is missing.
        .or_else(|| (200..=299).contains(&code).then(|| exact(200, 0))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_those_of_the_specification() {
        for (code, subcode, status) in [
            (0, None, 401),
            (190, Some(463), 401),
            (251, None, 403),
            (131_031, None, 403),
            (132_001, None, 404),
            (613, None, 429),
            (131_208, None, 429),
            (133_004, None, 503),
            (131_000, None, 500),
            (100, None, 400),
            (100, Some(2_207_013), 422),
            (100, Some(1), 400),
            // Only in webhooks, and not known at all.
            (131_060, None, 400),
            (999_999, None, 400),
        ] {
            assert_eq!(status_of(code, subcode), status, "{code} {subcode:?}");
        }
    }

    #[test]
    fn messages_begin_with_the_code() {
        assert!(
            message_of(131_047, None)
                .starts_with("(#131047) The customer service window is closed")
        );
        assert_eq!(message_of(999_999, Some(1)), "(#999999) Simulated error");
    }
}
