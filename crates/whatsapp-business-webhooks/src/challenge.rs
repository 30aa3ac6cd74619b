//! Verification of the callback URL by the platform.

use std::borrow::Cow;
use std::fmt;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use whatsapp_business_core::Secret;

/// The longest challenge that is accepted. The platform sends about ten digits.
const MAX_CHALLENGE: usize = 1024;

/// Verifies the query of a verification request and returns the challenge to respond with.
///
/// `query` is the part of the URL after the question mark, as it was received. `verify_token` is the text that was
/// entered next to the callback URL; it is compared in constant time, without the white space around it. Respond with
/// status 200 and the challenge as the whole body, as plain text.
///
/// ```
/// use whatsapp_business::Secret;
/// use whatsapp_business::webhooks::verify_challenge;
///
/// let query = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=my-verify-token";
/// let challenge = verify_challenge(query, &Secret::from("my-verify-token"))?;
/// assert_eq!(challenge, "1158201444");
/// # Ok::<(), whatsapp_business::webhooks::ChallengeError>(())
/// ```
///
/// # Errors
///
/// [`ChallengeError::NotConfigured`] with a blank `verify_token`; [`ChallengeError::Mismatch`] when the token does not
/// match; [`ChallengeError::Malformed`] when a parameter is missing, repeated or invalid. Other parameters are ignored.
pub fn verify_challenge(query: &str, verify_token: &Secret) -> Result<String, ChallengeError> {
    let verify_token = verify_token.expose().trim();
    if verify_token.is_empty() {
        return Err(ChallengeError::NotConfigured);
    }
    let parameters: Vec<(Cow<'_, str>, Cow<'_, str>)> =
        serde_urlencoded::from_str(query).map_err(|_| ChallengeError::Malformed)?;
    let only = |wanted: &str| {
        let mut values = parameters.iter().filter(|(name, _)| name == wanted);
        match (values.next(), values.next()) {
            (Some((_, value)), None) => Ok(value.as_ref()),
            // Repeated parameters are ambiguous.
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
    // Digests, because a comparison in constant time needs equal lengths.
    let (given, expected) = (Sha256::digest(token.trim()), Sha256::digest(verify_token));
    if given.ct_eq(&expected).into() {
        Ok(challenge.to_owned())
    } else {
        Err(ChallengeError::Mismatch)
    }
}

/// Why a verification request is rejected.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ChallengeError {
    /// No verify token is configured, or it is blank.
    NotConfigured,
    /// The query is not a verification request.
    Malformed,
    /// The verify token does not match.
    Mismatch,
}

impl fmt::Display for ChallengeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotConfigured => "no verify token is configured",
            Self::Malformed => "the query is not a verification request",
            Self::Mismatch => "the verify token does not match",
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
    fn the_challenge_is_returned() {
        assert_eq!(verify(QUERY).as_deref(), Ok("1158201444"));
        let more = format!("utm=1&{QUERY}&hub.other=2");
        assert_eq!(verify(&more).as_deref(), Ok("1158201444"));
        let plus = QUERY.replace("%20", "+");
        assert_eq!(verify(&plus).as_deref(), Ok("1158201444"));
        let encoded = QUERY.replace("hub.mode", "hub%2Emode");
        assert_eq!(verify(&encoded).as_deref(), Ok("1158201444"));
    }

    #[test]
    fn another_token_is_rejected() {
        for token in ["", "a", "a%20text%2Bxx", "A%20text%2Bx", "%00"] {
            let query = QUERY.replace("a%20text%2Bx", token);
            assert_eq!(verify(&query), Err(ChallengeError::Mismatch), "{token}");
        }
    }

    #[test]
    fn malformed_queries_are_rejected() {
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
        let rejected = verify_challenge(query, &Secret::from(""));
        assert_eq!(rejected, Err(ChallengeError::NotConfigured));
    }
}
