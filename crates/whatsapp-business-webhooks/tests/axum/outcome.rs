//! A bot whose replies fail: which events are delivered again, and what the caller learns.

use std::error::Error as StdError;
use std::fmt;
use std::sync::{Arc, Mutex};

use whatsapp_business_messages::Client;
use whatsapp_business_simulator::{Canned, Simulator};
use whatsapp_business_webhooks::{
    Event, FailureCause, HandlerError, MemoryDeduplicator, Receiver, ReplyError, WebhookService,
    axum,
};

use super::client::serve;

/// An error of an application that has that of the SDK as its source.
#[derive(Debug)]
struct AppError(ReplyError);

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the bot failed")
    }
}

impl StdError for AppError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.0)
    }
}

type Failures = Arc<Mutex<Vec<(FailureCause, bool, String)>>>;

/// What a delivery of one message led to.
struct Run {
    sends: usize,
    attempts: u32,
    delivered: bool,
    failures: Vec<(FailureCause, bool, String)>,
}

/// Delivers a message to a bot that replies. The first reply fails as `canned`.
async fn run(canned: Canned, wrapped: bool) -> Run {
    let simulator = Simulator::start().await.expect("simulator");
    let client = Client::builder()
        .base_url(simulator.base_url())
        .graph_version(simulator.graph_version())
        .access_token(simulator.access_token())
        .build()
        .expect("client");
    let receiver = Receiver::builder()
        .app_secret(simulator.webhook_secret())
        .verify_token("t")
        .build()
        .expect("receiver");
    let failures = Failures::default();
    let seen = Arc::clone(&failures);
    let service = WebhookService::new(receiver, move |event: Event| {
        let client = client.clone();
        async move {
            if let Event::Message(message) = event {
                let reply = message.reply_text(&client, "Yes.").await;
                if wrapped {
                    reply.map_err(AppError)?;
                } else {
                    reply?;
                }
            }
            Ok::<(), HandlerError>(())
        }
    })
    .with_deduplicator(MemoryDeduplicator::default())
    .on_error(move |failure| {
        let report = (
            failure.cause(),
            failure.is_retried(),
            failure.error().to_string(),
        );
        seen.lock().expect("lock").push(report);
    });
    let address = serve(axum::router("/webhooks", service)).await;
    let url = format!("http://{address}/webhooks");
    simulator.set_webhook(url).expect("webhook");
    simulator
        .respond_once("send_message", canned)
        .expect("operation");
    let delivery = simulator.deliver_text_from("15550100042", "Are you open?");
    let delivery = delivery.await.expect("delivery");
    Run {
        sends: simulator.requests_for("send_message").len(),
        attempts: delivery.attempts,
        delivered: delivery.is_delivered(),
        failures: failures.lock().expect("lock").clone(),
    }
}

/// One send, one delivery, and the reason at the hook.
fn assert_discarded(run: &Run, reason: &str) {
    assert_eq!((run.sends, run.attempts, run.delivered), (1, 1, true));
    let [(cause, retried, error)] = run.failures.as_slice() else {
        panic!("{:?}", run.failures);
    };
    assert_eq!((*cause, *retried), (FailureCause::Handler, false));
    assert!(error.contains(reason), "{error}");
}

#[tokio::test]
async fn a_send_without_a_response_is_not_repeated() {
    assert_discarded(&run(Canned::hang_up(), false).await, "connection");
    assert_discarded(&run(Canned::garbage(), false).await, "response");
    assert_discarded(&run(Canned::hang_up(), true).await, "the bot failed");
}

#[tokio::test]
async fn a_send_that_is_refused_for_good_is_not_repeated() {
    assert_discarded(&run(Canned::graph_error(131_047), false).await, "131047");
    assert_discarded(
        &run(Canned::graph_error(131_047), true).await,
        "the bot failed",
    );
}

#[tokio::test]
async fn a_send_that_may_succeed_later_is_repeated() {
    // The throughput of the number.
    let run = run(Canned::graph_error(130_429), false).await;
    assert_eq!((run.sends, run.attempts, run.delivered), (2, 2, true));
    let [(cause, retried, error)] = run.failures.as_slice() else {
        panic!("{:?}", run.failures);
    };
    assert_eq!((*cause, *retried), (FailureCause::Handler, true));
    assert!(error.contains("130429"), "{error}");
}
