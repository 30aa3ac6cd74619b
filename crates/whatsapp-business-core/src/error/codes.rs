//! Error codes of the platform by name, and what is known about each.
//!
//! ```
//! use whatsapp_business_core::{Error, codes};
//!
//! fn next_step(error: &Error) -> &'static str {
//!     match error.graph().and_then(|graph| graph.code) {
//!         Some(codes::OUTSIDE_WINDOW) => "send a template",
//!         Some(codes::PAIR_RATE | codes::THROUGHPUT) => "slow down",
//!         _ => "look at the class of the error",
//!     }
//! }
//!
//! let code = codes::find(codes::PAIR_RATE, None).expect("it is documented");
//! assert_eq!((code.code(), code.name()), (131_056, "PAIR_RATE"));
//! ```
//!
//! Prefer the predicates of [`Error`](crate::Error) and its [`class`](crate::Error::class) where they tell enough: the platform adds codes.

use crate::generated::codes::TABLE;

pub use super::code::{Effect, ErrorCode, LimitScope, Repeat};
pub use crate::generated::codes::*;

/// Codes that all say that a permission is missing, unless an entry of their own says more.
const PERMISSIONS: std::ops::RangeInclusive<i64> = 200..=299;

/// Finds what is known about a code, most specific entry first: that of the subcode, then that of the code.
///
/// `None` when this version of the crate does not know the code.
#[must_use]
pub fn find(code: i64, subcode: Option<i64>) -> Option<&'static ErrorCode> {
    let subcode = subcode.unwrap_or(0);
    exact(code, subcode)
        .or_else(|| exact(code, 0))
        // The platform's documentation prints some subcodes of 100 as if they were codes.
        .or_else(|| exact(INVALID_PARAMETER, code).filter(|entry| entry.subcode != 0))
        .or_else(|| PERMISSIONS.contains(&code).then(|| exact(PERMISSION, 0))?)
}

/// All known codes and subcodes, sorted.
pub fn all() -> impl Iterator<Item = &'static ErrorCode> {
    TABLE.iter()
}

fn exact(code: i64, subcode: i64) -> Option<&'static ErrorCode> {
    let at = TABLE
        .binary_search_by(|entry| (entry.code, entry.subcode).cmp(&(code, subcode)))
        .ok()?;
    TABLE.get(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorClass::{self, *};

    fn class(code: i64, subcode: Option<i64>) -> Option<ErrorClass> {
        find(code, subcode).map(ErrorCode::class)
    }

    #[test]
    fn the_table_can_be_searched() {
        assert!(
            TABLE
                .windows(2)
                .all(|pair| (pair[0].code, pair[0].subcode) < (pair[1].code, pair[1].subcode))
        );
        for entry in all() {
            assert_eq!(find(entry.code(), entry.subcode()), Some(entry));
        }
    }

    #[test]
    fn the_most_specific_entry_wins() {
        assert_eq!(class(100, None), Some(InvalidParameter));
        assert_eq!(class(100, Some(33)), Some(NotFound));
        assert_eq!(class(100, Some(1)), Some(InvalidParameter));
        assert_eq!(class(2_388_019, None), Some(RateLimit));
        assert_eq!(class(33, None), Some(NotFound));
        assert_eq!(class(251, None), Some(Permission));
        assert!(find(300, None).is_none());
        assert!(find(-1, Some(0)).is_none());
        // A code of 0 is no subcode of 100.
        assert_eq!(class(0, None), Some(Auth));
    }

    #[test]
    fn every_documented_rate_limit_is_one() {
        for code in [
            4, 17, 32, 341, 613, 80007, 80008, 130429, 131048, 131056, 131208, 133016, 138005,
        ] {
            assert_eq!(class(code, None), Some(RateLimit), "{code}");
        }
    }

    #[test]
    fn an_entry_tells_what_the_table_says() {
        let pair = find(PAIR_RATE, None).unwrap();
        assert_eq!(pair.wait(), Some(std::time::Duration::from_secs(6)));
        assert_eq!(pair.http_status(), Some(400));
        assert_eq!(pair.effect(), Some(Effect::Refused));
        assert_eq!(pair.limit_scope(), Some(LimitScope::Pair));
        assert_eq!(pair.repeat(), Repeat::Later);
        assert!(pair.is_automatic() && pair.help().is_some() && pair.subcode().is_none());

        let token = find(INVALID_ACCESS_TOKEN, Some(subcodes::TOKEN_EXPIRED)).unwrap();
        assert_eq!(
            (token.name(), token.subcode()),
            ("TOKEN_EXPIRED", Some(463))
        );
        assert_eq!((token.wait(), token.limit_scope()), (None, None));

        let unknown = find(SOMETHING_WENT_WRONG, None).unwrap();
        assert_eq!(unknown.effect(), Some(Effect::Unknown));
        assert_eq!(
            find(MARKETING_UNDOCUMENTED, None).unwrap().http_status(),
            None
        );
        assert_eq!(
            format!("{pair:?}"),
            "ErrorCode { code: 131056, subcode: None, name: \"PAIR_RATE\", class: RateLimit, .. }"
        );
    }
}
