//! The extractors.

use ::axum::Router;
use ::axum::extract::FromRef;
use ::axum::routing::get;
use whatsapp_business_webhooks::Receiver;
use whatsapp_business_webhooks::axum::{Challenge, VerifiedPayload};

use super::client::{BODY, SECRET, get as get_path, post, receiver, serve, signature};

/// A state that contains the receiver.
#[derive(Clone)]
struct State {
    receiver: Receiver,
}

impl FromRef<State> for Receiver {
    fn from_ref(state: &State) -> Self {
        state.receiver.clone()
    }
}

async fn verify(Challenge(challenge): Challenge) -> String {
    challenge
}

async fn receive(
    VerifiedPayload(payload): VerifiedPayload,
) -> Result<(), ::axum::http::StatusCode> {
    assert_eq!(payload.events().count(), 1);
    Ok(())
}

#[tokio::test]
async fn handlers_receive_verified_payloads() {
    let state = State {
        receiver: receiver(),
    };
    let routes = Router::new().route("/webhooks", get(verify).post(receive));
    let address = serve(routes.with_state(state)).await;
    let body = BODY.as_bytes();
    assert_eq!(
        post(&address, Some(&signature(SECRET, body)), body).await,
        200
    );
    assert_eq!(
        post(&address, Some(&signature("guess", body)), body).await,
        403
    );
    assert_eq!(post(&address, None, body).await, 401);
    assert_eq!(
        post(&address, Some(&signature(SECRET, b"[")), b"[").await,
        400
    );
    let path = "/webhooks?hub.mode=subscribe&hub.challenge=7&hub.verify_token=my-verify-token";
    assert!(get_path(&address, path).await.1.ends_with("\r\n\r\n7"));
    assert_eq!(
        get_path(&address, &path.replace("my-verify-token", "another-token"))
            .await
            .0,
        403
    );
}
