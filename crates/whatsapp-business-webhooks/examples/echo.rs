//! An echo bot: marks every text message as read and sends its text back.
//!
//! Set `WHATSAPP_ACCESS_TOKEN`, `WHATSAPP_APP_SECRET` and `WHATSAPP_VERIFY_TOKEN`, and `WHATSAPP_BASE_URL` to use the simulator.

#![expect(clippy::print_stderr, reason = "an example")]

use tokio::net::TcpListener;
use whatsapp_business::messages::Client;
use whatsapp_business::webhooks::{
    Content, Event, HandlerError, MemoryDeduplicator, Receiver, WebhookService, axum::router,
};
use whatsapp_business::{BoxError, ClientBuilder};

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let messages: Client = ClientBuilder::from_env()?.build()?;
    let service = WebhookService::new(Receiver::from_env()?, move |event| {
        echo(messages.clone(), event)
    })
    .with_deduplicator(MemoryDeduplicator::default())
    .on_error(|failure| eprintln!("{failure:?}: {}", failure.error()));
    let listener = TcpListener::bind("127.0.0.1:3000").await?;
    Ok(axum::serve(listener, router("/webhooks", service)).await?)
}

async fn echo(messages: Client, event: Event) -> Result<(), HandlerError> {
    if let Event::Message(message) = event
        && let Content::Text(text) = message.content()
    {
        // The reply does not depend on it.
        let _ = message.show_typing(&messages).await;
        let body = text.body.as_deref().unwrap_or("...");
        message.reply_text(&messages, body).await?;
    }
    Ok(())
}
