//! Webhooks posted by the simulator.

mod batch;
mod configuration;
mod delivery;
mod error;
mod escape;
mod incoming;
mod outbox;
mod post;
mod status;
mod target;

pub(crate) use configuration::Configured;
pub use configuration::Webhook;
pub use delivery::Delivery;
pub use error::WebhookError;
pub(crate) use outbox::Outbox;
pub(crate) use status::Accepted;

use std::time::SystemTime;

use secrecy::ExposeSecret;
use serde_json::Value;

use crate::simulator::Simulator;

/// The app secret that signs webhooks by default.
pub const DEFAULT_WEBHOOK_SECRET: &str = "SIMULATOR_APP_SECRET";

/// The webhook field of messages and their statuses.
const MESSAGES: &str = "messages";

/// Webhooks.
impl Simulator {
    /// Posts webhooks to this URL from now on, instead of the previous one. Messages sent earlier keep reporting to the
    /// previous URL.
    ///
    /// # Errors
    ///
    /// Returns an error if the URL is not on this computer or cannot be used, or if there is no such status.
    pub fn set_webhook(&self, webhook: impl Into<Webhook>) -> Result<(), WebhookError> {
        let configured = webhook.into().configure(&self.state.catalog)?;
        self.state.outbox.set(Some(configured));
        Ok(())
    }

    /// Stops posting webhooks for messages that are sent from now on.
    pub fn remove_webhook(&self) {
        self.state.outbox.set(None);
    }

    /// The app secret that signs webhooks; the receiver needs it.
    #[must_use]
    pub fn webhook_secret(&self) -> &str {
        self.state.outbox.secret().expose_secret()
    }

    /// Asks the receiver for the challenge, as the platform does when a webhook is configured.
    ///
    /// # Errors
    ///
    /// Returns an error if there is no webhook, if the receiver cannot be reached or takes longer than 20 seconds, or if its
    /// response is anything but 200 and the challenge.
    pub async fn verify_webhook(&self, verify_token: &str) -> Result<(), WebhookError> {
        self.state.outbox.verify(verify_token).await
    }

    /// Posts a payload unchanged. It is retried after a pause when the response is not 200; the result reports the
    /// outcome.
    ///
    /// # Errors
    ///
    /// Returns an error if there is no webhook.
    pub async fn deliver(&self, payload: Value) -> Result<Delivery, WebhookError> {
        self.state.outbox.deliver(payload).await
    }

    /// Posts several payloads as one, with all of their entries.
    ///
    /// # Errors
    ///
    /// Returns an error if there is no webhook, or if the payloads have no entries or different objects.
    pub async fn deliver_batch(
        &self,
        payloads: impl IntoIterator<Item = Value>,
    ) -> Result<Delivery, WebhookError> {
        let payload = batch::merge(payloads)?;
        self.deliver(payload).await
    }

    /// Posts an example of the specification, such as `messages` and `image`. See [`sample`](Self::sample).
    ///
    /// # Errors
    ///
    /// Returns an error if there is no webhook, or no such example.
    pub async fn deliver_sample(
        &self,
        field: &str,
        variant: &str,
    ) -> Result<Delivery, WebhookError> {
        let payload = self.sample(field, variant)?;
        self.deliver(payload).await
    }

    /// Posts a text message from a user to the business phone number of
    /// [`phone_number_id`](Self::phone_number_id).
    ///
    /// The user is identified by a phone number, or by a business-scoped user id, which begins with a country
    /// code and a dot: the message then has no phone number.
    ///
    /// # Errors
    ///
    /// Returns an error if there is no webhook, or if the specification has no example of a text message.
    pub async fn deliver_text_from(
        &self,
        person: &str,
        text: &str,
    ) -> Result<Delivery, WebhookError> {
        let (catalog, ids) = (&self.state.catalog, &self.state.ids);
        let payload = incoming::text(catalog, ids, person, text)?;
        self.deliver(payload).await
    }

    /// Returns an example of a whole payload, by its field, such as `messages`, and the name of the variant, such as
    /// `image`. The ids are those that the simulator knows.
    ///
    /// # Errors
    ///
    /// Returns an error if the specification has no such example.
    pub fn sample(&self, field: &str, variant: &str) -> Result<Value, WebhookError> {
        let sample = self.state.catalog.sample(field, variant);
        sample
            .cloned()
            .ok_or_else(|| WebhookError::unknown(field, variant))
    }

    /// Field and variant of all examples, ordered by field.
    pub fn samples(&self) -> impl Iterator<Item = (&str, &str)> {
        let fields = self.state.catalog.webhooks.iter();
        fields.flat_map(|(field, examples)| {
            examples
                .iter()
                .map(|example| (field.as_str(), example.variant.as_str()))
        })
    }

    /// The posted payloads and their outcomes, in order of completion; only the latest ten thousand. Each payload is listed
    /// once, regardless of retries.
    #[must_use]
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.state.outbox.deliveries()
    }

    /// Clears the recorded deliveries.
    pub fn clear_deliveries(&self) {
        self.state.outbox.clear();
    }

    /// Waits until the statuses of all messages sent so far are delivered or abandoned.
    pub async fn flush_webhooks(&self) {
        self.state.outbox.flush().await;
    }
}

/// The current time as in webhooks: a Unix timestamp in seconds, as text.
fn timestamp() -> Value {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    Value::String(since.unwrap_or_default().as_secs().to_string())
}
