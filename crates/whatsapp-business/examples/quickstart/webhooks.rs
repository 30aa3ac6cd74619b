//! A round trip: send a message, receive its statuses, receive the reply of the recipient, and reply to it.

use std::error::Error;
use std::io;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use whatsapp_business::messages::Message;
use whatsapp_business::webhooks::axum::router;
use whatsapp_business::webhooks::{Content, DeliveryStatus, Event, Receiver, WebhookService};
use whatsapp_business_simulator::Simulator;

use crate::messages::describe;
use crate::report::{Need, Report};
use crate::setup::{Setup, ending};

/// Configured on both sides: in the dashboard of the app, and usually in the environment of the receiver.
const VERIFY_TOKEN: &str = "my-verify-token";

/// Statuses arrive in milliseconds here.
const PATIENCE: Duration = Duration::from_secs(5);

/// Receives webhooks with an axum server.
pub(crate) async fn round_trip(setup: &Setup, report: &mut Report) -> Result<(), Box<dyn Error>> {
    report.section("Webhooks")?;
    let Some(simulator) = setup.simulator() else {
        let reason =
            "the platform needs a public https URL to post to; see whatsapp-business-webhooks";
        report.left_out("statuses and replies", reason)?;
        return Ok(());
    };
    let mut inbox = Inbox::open(simulator).await?;
    match simulator.verify_webhook(VERIFY_TOKEN).await {
        Ok(()) => report.done("verify the receiver", "returned the challenge")?,
        Err(error) => return Ok(report.unexpected("verify the receiver", error)?),
    }

    let hello = Message::text(&setup.to, "Shall we deliver the lamp tomorrow?");
    let sent = setup.wa.messages().send_message(&setup.from, hello).await;
    report.step("send a text", Need::Always, sent, describe)?;
    for status in [
        DeliveryStatus::Sent,
        DeliveryStatus::Delivered,
        DeliveryStatus::Read,
    ] {
        inbox.expect_status(status, report).await?;
    }

    // On the platform, a user does this.
    simulator
        .deliver_text_from(setup.to.as_str(), "Yes, at nine, please.")
        .await?;
    inbox.reply(setup, report).await?;
    for status in [
        DeliveryStatus::Sent,
        DeliveryStatus::Delivered,
        DeliveryStatus::Read,
    ] {
        inbox.expect_status(status, report).await?;
    }
    simulator.remove_webhook();
    Ok(())
}

/// The events that the server received. An application would use a durable queue.
struct Inbox {
    events: mpsc::UnboundedReceiver<Event>,
    server: AbortHandle,
}

impl Inbox {
    /// Starts the server and registers it with the simulator.
    async fn open(simulator: &Simulator) -> Result<Self, Box<dyn Error>> {
        let receiver = Receiver::builder()
            .app_secret(simulator.webhook_secret())
            .verify_token(VERIFY_TOKEN)
            .build()?;
        let (sender, events) = mpsc::unbounded_channel();
        let service = WebhookService::new(receiver, move |event| {
            let queued = sender.send(event);
            async move { queued }
        });
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/webhooks", listener.local_addr()?);
        let server =
            tokio::spawn(async move { axum::serve(listener, router("/webhooks", service)).await });
        simulator.set_webhook(url)?;
        Ok(Self {
            events,
            server: server.abort_handle(),
        })
    }

    async fn next(&mut self) -> Option<Event> {
        let next = tokio::time::timeout(PATIENCE, self.events.recv()).await;
        next.ok().flatten()
    }

    async fn expect_status(
        &mut self,
        expected: DeliveryStatus<'_>,
        report: &mut Report,
    ) -> io::Result<()> {
        let step = format!("receive the status {expected:?}").to_lowercase();
        match self.next().await {
            Some(Event::Status(status)) if status.delivery_status() == expected => {
                let id = ending(status.id.as_str(), 8);
                report.done(&step, format!("message …{id}"))
            }
            Some(other) => report.unexpected(&step, format!("received {} instead", other.kind())),
            None => report.unexpected(&step, "received nothing"),
        }
    }

    /// Receives a text message and replies to it.
    async fn reply(&mut self, setup: &Setup, report: &mut Report) -> Result<(), Box<dyn Error>> {
        let event = self.next().await;
        let Some(Event::Message(message)) = event else {
            return Ok(report.unexpected("receive a reply", "received no message")?);
        };
        let Content::Text(text) = message.content() else {
            return Ok(report.unexpected("receive a reply", "received another kind of message")?);
        };
        report.done("receive a reply", text.body.as_deref().unwrap_or_default())?;

        let messages = setup.wa.messages();
        let step = "reply to it, quoting it";
        match message.reply_text(messages, "Nine it is.").await {
            Ok(sent) => report.done(step, describe(&sent))?,
            Err(error) => report.unexpected(step, error)?,
        }
        Ok(())
    }
}

impl Drop for Inbox {
    fn drop(&mut self) {
        self.server.abort();
    }
}
