//! The question by which the platform makes sure that a callback URL belongs to who entered it.

use std::borrow::Cow;
use std::fmt;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use whatsapp_business_core::Secret;

/// Longest challenge that is answered. The platform sends about ten digits.
const MAX_CHALLENGE: usize = 1024;

/// Checks the query of a verification request, and gives the challenge to answer with.
///
/// `query` is the part of the URL after the question mark, as it was received. `verify_token` is the
/// text that was entered beside the callback URL; it is compared in constant time. Answer status 200
/// with the challenge as the whole body, as plain text.
///
/// ```
/// use whatsapp_business_core::Secret;
/// use whatsapp_business_webhooks::verify_challenge;
///
/// let query = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=a-text-of-our-own";
/// let challenge = verify_challenge(query, &Secret::from("a-text-of-our-own"))?;
/// assert_eq!(challenge, "1158201444");
/// # Ok::<(), whatsapp_business_webhooks::ChallengeError>(())
/// ```
///
/// # Errors
///
/// [`ChallengeError::NotConfigured`] with an empty `verify_token`. [`ChallengeError::Mismatch`] when the
/// token is another. [`ChallengeError::Malformed`] when a parameter is missing, repeated or not what
/// the platform sends; parameters of other names are ignored.
pub fn verify_challenge(query: &str, verify_token: &Secret) -> Result<String, ChallengeError> {
    if verify_token.expose().is_empty() {
        return Err(ChallengeError::NotConfigured);
    }
    let parameters: Vec<(Cow<'_, str>, Cow<'_, str>)> =
        serde_urlencoded::from_str(query).map_err(|_| ChallengeError::Malformed)?;
    let only = |wanted: &str| {
        let mut values = parameters.iter().filter(|(name, _)| name == wanted);
        match (values.next(), values.next()) {
            (Some((_, value)), None) => Ok(value.as_ref()),
            // Of two values nobody can tell which one the platform means.
            _ => Err(ChallengeError::Malformed),
        }
    };
    let (mode, token, challenge) = (
        only("hub.mode")?,
        only("hub.verify_token")?,
        only("hub.challenge")?,
    );
    let is_challenge = (1..=MAX_CHALLENGE).contains(&challenge.len())
        && challenge.bytes().all(|byte| byte.is_ascii_graphic());
    if mode != "subscribe" || !is_challenge {
        return Err(ChallengeError::Malformed);
    }
    // Digests, because only texts of one length can be compared in constant time.
    let (given, expected) = (Sha256::digest(token), Sha256::digest(verify_token.expose()));
    if given.ct_eq(&expected).into() {
        Ok(challenge.to_owned())
    } else {
        Err(ChallengeError::Mismatch)
    }
}

/// Why a verification request is refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ChallengeError {
    /// There is no verify token to compare with, or it is empty.
    NotConfigured,
    /// The query is not the one of a verification request.
    Malformed,
    /// The verify token is another.
    Mismatch,
}

impl fmt::Display for ChallengeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotConfigured => "no verify token is configured",
            Self::Malformed => "the query is not that of a verification request",
            Self::Mismatch => "the verify token of the request is another",
        })
    }
}

impl std::error::Error for ChallengeError {}

#[cfg(test)]
mod tests {
    use super::*;

    const QUERY: &str = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=a%20text%2Bx";

    fn verify(query: &str) -> Result<String, ChallengeError> {
        verify_challenge(query, &Secret::from("a text+x"))
    }

    #[test]
    fn the_challenge_is_given_back() {
        assert_eq!(verify(QUERY).as_deref(), Ok("1158201444"));
        let more = format!("utm=1&{QUERY}&hub.other=2");
        assert_eq!(verify(&more).as_deref(), Ok("1158201444"));
        let plus = QUERY.replace("%20", "+");
        assert_eq!(verify(&plus).as_deref(), Ok("1158201444"));
        let encoded = QUERY.replace("hub.mode", "hub%2Emode");
        assert_eq!(verify(&encoded).as_deref(), Ok("1158201444"));
    }

    #[test]
    fn another_token_is_refused() {
        for token in ["", "a", "a%20text%2Bxx", "A%20text%2Bx", "%00"] {
            let query = QUERY.replace("a%20text%2Bx", token);
            assert_eq!(verify(&query), Err(ChallengeError::Mismatch), "{token}");
        }
    }

    #[test]
    fn odd_queries_are_refused() {
        let twice = |name: &str| format!("{QUERY}&{name}=1158201444");
        let queries = [
            String::new(),
            "&&==".to_owned(),
            "hub.mode=subscribe".to_owned(),
            QUERY.replace("subscribe", "unsubscribe"),
            QUERY.replace("1158201444", ""),
            QUERY.replace("1158201444", "a%0D%0Ab"),
            QUERY.replace("1158201444", &"1".repeat(1025)),
            QUERY.replace("1158201444", "%FF%FE"),
            twice("hub.challenge"),
            twice("hub.mode"),
            twice("hub.verify_token"),
            twice("hub%2everify_token"),
            QUERY.replace('.', "_"),
            QUERY.replace("hub.", "HUB."),
        ];
        for query in queries {
            assert_eq!(verify(&query), Err(ChallengeError::Malformed), "{query}");
        }
    }

    #[test]
    fn nothing_is_accepted_without_a_token() {
        let query = "hub.mode=subscribe&hub.challenge=1&hub.verify_token=";
        let refused = verify_challenge(query, &Secret::from(""));
        assert_eq!(refused, Err(ChallengeError::NotConfigured));
    }
}
