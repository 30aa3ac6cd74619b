//! The round trip: a message is sent, its statuses come back, the recipient answers, and is answered.

use std::error::Error;
use std::io;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use whatsapp_business::messages::Message;
use whatsapp_business_simulator::Simulator;
use whatsapp_business_webhooks::axum::router;
use whatsapp_business_webhooks::{Content, Event, Receiver, State, WebhookService};

use crate::messages::describe;
use crate::report::{Need, Report};
use crate::setup::{Setup, ending};

/// Both sides know it; an app has one in its dashboard, the receiver mostly has it from the environment.
const VERIFY_TOKEN: &str = "a-text-of-our-own";

/// Statuses arrive in milliseconds here.
const PATIENCE: Duration = Duration::from_secs(5);

/// Receives webhooks in an axum server of its own.
pub(crate) async fn round_trip(setup: &Setup, report: &mut Report) -> Result<(), Box<dyn Error>> {
    report.section("Webhooks")?;
    let Some(simulator) = setup.simulator() else {
        let reason =
            "the platform needs a public https URL to post to; see whatsapp-business-webhooks";
        report.left_out("statuses, and answers to messages", reason)?;
        return Ok(());
    };
    let mut inbox = Inbox::open(simulator).await?;
    match simulator.verify_webhook(VERIFY_TOKEN).await {
        Ok(()) => report.done("verify the receiver", "answered the challenge")?,
        Err(error) => return Ok(report.unexpected("verify the receiver", error)?),
    }

    let hello = Message::text(&setup.to, "Shall we deliver the lamp tomorrow?");
    let sent = setup.wa.messages().send_message(&setup.from, hello).await;
    report.step("send a text", Need::Always, sent, describe)?;
    for state in [State::Sent, State::Delivered, State::Read] {
        inbox.expect_status(state, report).await?;
    }

    // On the platform a person does this.
    simulator
        .deliver_text_from(setup.to.as_str(), "Yes, at nine, please.")
        .await?;
    inbox.answer(setup, report).await?;
    for state in [State::Sent, State::Delivered, State::Read] {
        inbox.expect_status(state, report).await?;
    }
    simulator.remove_webhook();
    Ok(())
}

/// What the server has received. An application would put it on a durable queue.
struct Inbox {
    events: mpsc::UnboundedReceiver<Event>,
    server: AbortHandle,
}

impl Inbox {
    /// Starts the server, and tells the simulator where it is.
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

    async fn expect_status(&mut self, expected: State<'_>, report: &mut Report) -> io::Result<()> {
        let step = format!("receive the status {expected:?}").to_lowercase();
        match self.next().await {
            Some(Event::Status(status)) if status.state() == expected => {
                let id = ending(status.id.as_str(), 8);
                report.done(&step, format!("message …{id}"))
            }
            Some(other) => report.unexpected(&step, format!("this came instead: {}", other.kind())),
            None => report.unexpected(&step, "nothing came"),
        }
    }

    /// Receives a text, and answers it.
    async fn answer(&mut self, setup: &Setup, report: &mut Report) -> Result<(), Box<dyn Error>> {
        let event = self.next().await;
        let Some(Event::Message(message)) = event else {
            return Ok(report.unexpected("receive a reply", "there is no message")?);
        };
        let Content::Text(text) = message.content() else {
            return Ok(report.unexpected("receive a reply", "it is no text")?);
        };
        report.done("receive a reply", text.body.as_deref().unwrap_or_default())?;

        let messages = setup.wa.messages();
        let sent = message.reply_text(messages, "Nine it is.")?.await;
        report.step("answer it, quoting it", Need::Always, sent, describe)?;
        Ok(())
    }
}

impl Drop for Inbox {
    fn drop(&mut self) {
        self.server.abort();
    }
}
