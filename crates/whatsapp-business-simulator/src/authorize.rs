//! Authorization: access tokens and app secret proofs.

use hmac::{Hmac, Mac};
use http::HeaderMap;
use http::header::AUTHORIZATION;
use secrecy::ExposeSecret;
use sha2::Sha256;

use crate::body::hex;
use crate::catalog::Operation;
use crate::error::Refusal;
use crate::problem::Problem;
use crate::state::State;

/// Checks that the request has the expected token, for any operation.
pub(crate) fn authorize(
    headers: &HeaderMap,
    query: &[(String, String)],
    state: &State,
) -> Result<(), Refusal> {
    let value = |name: &str| {
        let found = query.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    };
    if value("access_token").is_some() {
        let message = "may end up in logs; send the token in the header `Authorization: Bearer`";
        return Err(Refusal::token(Problem::query("access_token", message)));
    }
    let refuse = |message: &str| Err(Refusal::token(Problem::header("authorization", message)));
    let Some(header) = headers.get(AUTHORIZATION) else {
        return refuse("is missing; send `Authorization: Bearer` and the access token");
    };
    let Some((scheme, token)) = header
        .to_str()
        .ok()
        .and_then(|header| header.split_once(' '))
    else {
        return refuse("must be a scheme, a space and the access token");
    };
    if !["bearer", "oauth"].contains(&scheme.to_ascii_lowercase().as_str()) {
        return refuse("must have the scheme `Bearer`");
    }
    let expected = state.access_token.expose_secret();
    if token != expected {
        return refuse("has a token that is not the simulator's; see `Simulator::access_token`");
    }
    let Some(secret) = &state.app_secret else {
        return Ok(());
    };
    let Some(proof) = value("appsecret_proof") else {
        let message = "is required, because the simulator has an app secret";
        return Err(Refusal::invalid(vec![Problem::query(
            "appsecret_proof",
            message,
        )]));
    };
    let signed = match value("appsecret_time") {
        Some(time) => format!("{expected}|{time}"),
        None => expected.to_owned(),
    };
    if proof_of(secret.expose_secret(), &signed).as_deref() == Some(proof) {
        return Ok(());
    }
    let message =
        "is not the HMAC-SHA256 of the token with the app secret, in lowercase hexadecimal";
    Err(Refusal::invalid(vec![Problem::query(
        "appsecret_proof",
        message,
    )]))
}

/// Checks the authorization scheme, which depends on the operation.
pub(crate) fn check_scheme(operation: &Operation, headers: &HeaderMap) -> Option<Problem> {
    let scheme = headers
        .get(AUTHORIZATION)?
        .to_str()
        .ok()?
        .split(' ')
        .next()?
        .to_ascii_lowercase();
    let is_wrong = scheme == "oauth" && !operation.accepts_oauth_scheme;
    let message = "must have the scheme `Bearer`; `OAuth` is for upload sessions";
    is_wrong.then(|| Problem::header("authorization", message))
}

fn proof_of(secret: &str, message: &str) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(message.as_bytes());
    Some(hex(&mac.finalize().into_bytes()))
}
