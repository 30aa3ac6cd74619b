//! An echo bot: marks every text as read and sends it back.
//!
//! Set `WHATSAPP_ACCESS_TOKEN`, `WHATSAPP_APP_SECRET` and `WHATSAPP_VERIFY_TOKEN`, and `WHATSAPP_BASE_URL` for the simulator.

use tokio::net::TcpListener;
use whatsapp_business_core::{BoxError, ClientBuilder};
use whatsapp_business_messages::Client;
use whatsapp_business_webhooks::{Content, Event, Receiver, WebhookService, axum::router};

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let messages: Client = ClientBuilder::from_env()?.build()?;
    let service = WebhookService::new(Receiver::from_env()?, move |event| {
        echo(messages.clone(), event)
    });
    let listener = TcpListener::bind("127.0.0.1:3000").await?;
    Ok(axum::serve(listener, router("/webhooks", service)).await?)
}

async fn echo(messages: Client, event: Event) -> Result<(), BoxError> {
    if let Event::Message(message) = event
        && let Content::Text(text) = message.content()
    {
        message.typing(&messages)?.await?;
        let body = text.body.as_deref().unwrap_or("...");
        message.reply_text(&messages, body)?.await?;
    }
    Ok(())
}
