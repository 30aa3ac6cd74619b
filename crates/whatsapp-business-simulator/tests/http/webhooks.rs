//! Webhooks: statuses of sent messages, samples, retries.

use std::time::Duration;

use http::StatusCode;
use serde_json::{Value, json};
use whatsapp_business_simulator::{
    Canned, DEFAULT_WEBHOOK_SECRET, Simulator, StartError, Webhook, WebhookError,
};

use super::client::{ok, post, send, text_message};
use super::receiver::{Receiver, SECRET, VERIFY_TOKEN};

async fn start() -> (Simulator, Receiver) {
    let receiver = Receiver::start().await;
    let webhook = Webhook::new(&receiver.url).delay(Duration::from_millis(1));
    let simulator = Simulator::builder()
        .webhook(webhook)
        .webhook_secret(SECRET)
        .start();
    (simulator.await.unwrap(), receiver)
}

fn value(payload: &Value) -> &Value {
    &payload["entry"][0]["changes"][0]["value"]
}

/// The statuses of all payloads, in order.
fn statuses(payloads: &[Value]) -> Vec<&Value> {
    let lists = payloads
        .iter()
        .map(|payload| value(payload)["statuses"].as_array().unwrap());
    lists.flatten().collect()
}

#[tokio::test]
async fn a_sent_message_gets_its_statuses_in_order() {
    let (simulator, receiver) = start().await;
    let mut message = text_message();
    message["biz_opaque_callback_data"] = json!("Straße/7");
    let answer = ok(post(&simulator, "/555000111/messages")
        .json(&message)
        .send()
        .await
        .unwrap())
    .await;
    simulator.flush_webhooks().await;

    let payloads = receiver.payloads();
    let statuses = statuses(&payloads);
    assert_eq!(statuses.len(), 3);
    for (item, expected) in statuses.iter().zip(["sent", "delivered", "read"]) {
        assert_eq!(item["status"], expected);
        assert_eq!(item["id"], answer["messages"][0]["id"]);
        assert_eq!(item["recipient_id"], "15550100042");
        assert_eq!(item["recipient_user_id"], "US.13491208655302741918");
        assert_eq!(item["biz_opaque_callback_data"], "Straße/7");
        let time: u64 = item["timestamp"].as_str().unwrap().parse().unwrap();
        assert!(time > 1_700_000_000);
    }
    assert_eq!(statuses[0]["pricing"]["category"], "service");
    assert_eq!(statuses[0]["pricing"]["billable"], false);
    for payload in &payloads {
        assert_eq!(payload["object"], "whatsapp_business_account");
        assert_eq!(payload["entry"][0]["id"], simulator.waba_id());
        assert_eq!(value(payload)["metadata"]["phone_number_id"], "555000111");
        assert_eq!(value(payload)["contacts"][0]["wa_id"], "15550100042");
    }
    let body = receiver.bodies()[0].clone();
    assert!(body.is_ascii(), "escaped as on the platform");
    assert!(String::from_utf8_lossy(&body).contains("\"Stra\\u00dfe\\/7\""));

    let deliveries = simulator.deliveries();
    assert_eq!(deliveries.len(), 3);
    assert!(deliveries.iter().all(|done| done.is_delivered()));
    assert_eq!(deliveries[0].payload, payloads[0]);
    assert_eq!(
        deliveries[0].message_id(),
        answer["messages"][0]["id"].as_str()
    );
    simulator.clear_deliveries();
    assert!(simulator.deliveries().is_empty());
}

#[tokio::test]
async fn each_contact_has_its_own_user_id() {
    let (simulator, receiver) = start().await;
    let mut message = text_message();
    message["to"] = json!("+1 555 010 0043");
    ok(send(&simulator, &message).await).await;
    simulator.flush_webhooks().await;
    simulator
        .deliver_text_from("15550100043", "Hi")
        .await
        .unwrap();
    let payloads = receiver.payloads();
    let user = &value(&payloads[0])["statuses"][0]["recipient_user_id"];
    assert_ne!(user, "US.13491208655302741918");
    assert_eq!(value(&payloads[3])["messages"][0]["from_user_id"], *user);
    let contact = &value(&payloads[3])["contacts"][0];
    assert_eq!(contact["user_id"], *user);
    assert_eq!(contact["wa_id"], "15550100043");
    assert!(contact["profile"].get("username").is_none());
}

#[tokio::test]
async fn users_without_a_number_are_identified_by_their_id() {
    let (simulator, receiver) = start().await;
    let message = json!({
        "messaging_product": "whatsapp", "recipient": "US.1349", "type": "text", "text": { "body": "Hi" },
    });
    ok(send(&simulator, &message).await).await;
    simulator.flush_webhooks().await;
    let payloads = receiver.payloads();
    for item in statuses(&payloads) {
        assert_eq!(item["recipient_user_id"], "US.1349");
        assert!(item.get("recipient_id").is_none());
        assert!(item.get("recipient_parent_user_id").is_none());
    }
    for payload in &payloads {
        let contact = &value(payload)["contacts"][0];
        assert_eq!(contact["user_id"], "US.1349");
        assert!(contact.get("wa_id").is_none());
        assert!(contact.get("parent_user_id").is_none());
    }
    assert!(!String::from_utf8_lossy(&receiver.bodies()[1]).contains("15550100042"));
}

#[tokio::test]
async fn a_parent_id_is_reported_as_one() {
    let (simulator, receiver) = start().await;
    let message = json!({
        "messaging_product": "whatsapp", "recipient": "US.ENT.1349", "type": "text", "text": { "body": "Hi" },
    });
    ok(send(&simulator, &message).await).await;
    simulator.flush_webhooks().await;
    let payloads = receiver.payloads();
    let sent = value(&payloads[0]);
    let status = &sent["statuses"][0];
    assert_eq!(status["recipient_parent_user_id"], "US.ENT.1349");
    let contact = &sent["contacts"][0];
    assert_eq!(contact["parent_user_id"], "US.ENT.1349");
    assert_eq!(contact["user_id"], status["recipient_user_id"]);
    assert!(contact.get("wa_id").is_none());
}

#[tokio::test]
async fn groups_report_each_participant() {
    let (simulator, receiver) = start().await;
    let mut message = text_message();
    message["recipient_type"] = json!("group");
    message["to"] = json!("Y2FwaV9ncm91cDox");
    ok(send(&simulator, &message).await).await;
    simulator.flush_webhooks().await;
    let payloads = receiver.payloads();
    let counts = payloads
        .iter()
        .map(|payload| value(payload)["statuses"].as_array().unwrap().len());
    assert_eq!(counts.collect::<Vec<_>>(), [1, 2, 2]);
    for item in statuses(&payloads) {
        assert_eq!(item["recipient_id"], "Y2FwaV9ncm91cDox");
        assert_eq!(item["recipient_type"], "group");
        assert_eq!(item["pricing"]["category"], "group_service");
        assert_eq!(item["pricing"]["type"], "free_group_customer_service");
        assert_eq!(item["pricing"]["billable"], false);
        let is_sent = item["status"] == "sent";
        assert_eq!(item.get("recipient_participant_id").is_none(), is_sent);
    }
}

#[tokio::test]
async fn marketing_messages_have_statuses_too() {
    let (simulator, receiver) = start().await;
    let message = json!({
        "messaging_product": "whatsapp", "recipient_type": "individual", "to": "15550100042", "type": "template",
        "template": { "name": "autumn_offer", "language": { "code": "en_US" } },
    });
    let path = format!("/{}/marketing_messages", simulator.phone_number_id());
    ok(post(&simulator, &path).json(&message).send().await.unwrap()).await;
    simulator.flush_webhooks().await;
    let payloads = receiver.payloads();
    let statuses = statuses(&payloads);
    assert_eq!(statuses.len(), 3);
    assert_eq!(statuses[0]["pricing"]["category"], "marketing_lite");
}

#[tokio::test]
async fn only_accepted_messages_have_statuses() {
    let (simulator, receiver) = start().await;
    // Rejected, failed, held.
    send(&simulator, &json!({ "messaging_product": "whatsapp" })).await;
    simulator
        .respond_once("send_message", Canned::graph_error(131_016))
        .unwrap();
    send(&simulator, &text_message()).await;
    simulator
        .respond_once("send_message", Canned::example("template_paused"))
        .unwrap();
    ok(send(&simulator, &text_message()).await).await;
    let read =
        json!({ "messaging_product": "whatsapp", "status": "read", "message_id": "wamid.1" });
    ok(send(&simulator, &read).await).await;
    simulator.flush_webhooks().await;
    assert!(receiver.bodies().is_empty());

    simulator.remove_webhook();
    ok(send(&simulator, &text_message()).await).await;
    simulator.flush_webhooks().await;
    assert!(receiver.bodies().is_empty() && simulator.deliveries().is_empty());
    let error = simulator.deliver(json!({})).await.unwrap_err();
    assert!(matches!(error, WebhookError::NotConfigured));
}

#[tokio::test]
async fn statuses_can_be_chosen() {
    let (simulator, receiver) = start().await;
    let webhook = Webhook::new(&receiver.url).statuses(["sent", "failed"]);
    simulator.set_webhook(webhook).unwrap();
    ok(send(&simulator, &text_message()).await).await;
    simulator.flush_webhooks().await;
    let payloads = receiver.payloads();
    let statuses = statuses(&payloads);
    assert_eq!(
        (&statuses[0]["status"], &statuses[1]["status"]),
        (&json!("sent"), &json!("failed"))
    );
    assert_eq!(statuses[1]["errors"][0]["code"], 131_026);
    let unknown = Webhook::new(&receiver.url).statuses(["lost"]);
    let error = simulator.set_webhook(unknown).unwrap_err().to_string();
    assert_eq!(
        error,
        "the specification has no example `messages.webhook.status_lost`"
    );
}

#[tokio::test]
async fn rejected_payloads_are_retried() {
    let (simulator, receiver) = start().await;
    receiver.answer([500, 202]);
    let done = simulator
        .deliver_text_from("15550100042", "Hi")
        .await
        .unwrap();
    assert_eq!((done.attempts, done.status), (3, Some(StatusCode::OK)));
    let bodies = receiver.bodies();
    assert!(bodies.len() == 3 && bodies.iter().all(|body| body == &bodies[0]));

    receiver.answer([503; 4]);
    let lost = simulator
        .deliver_text_from("15550100042", "Hi")
        .await
        .unwrap();
    assert!(!lost.is_delivered());
    assert_eq!(
        (lost.attempts, lost.status),
        (4, Some(StatusCode::SERVICE_UNAVAILABLE))
    );
    assert_eq!(simulator.deliveries(), [done, lost]);

    // Nothing is listening any more.
    let webhook = Webhook::new(&receiver.url).attempts(2);
    drop(receiver);
    tokio::time::sleep(Duration::from_millis(50)).await;
    simulator.set_webhook(webhook).unwrap();
    let lost = simulator
        .deliver_text_from("15550100042", "Hi")
        .await
        .unwrap();
    assert_eq!((lost.attempts, lost.status), (2, None));
}

#[tokio::test]
async fn users_send_messages() {
    let (simulator, receiver) = start().await;
    let first = simulator
        .deliver_text_from("+1 555 010 0042", "Grüße")
        .await
        .unwrap();
    let second = simulator
        .deliver_text_from("US.1349", "Hello")
        .await
        .unwrap();
    assert_ne!(first.message_id(), second.message_id());
    let payloads = receiver.payloads();
    let message = &value(&payloads[0])["messages"][0];
    assert_eq!(message["from"], "15550100042");
    assert_eq!(message["text"], json!({ "body": "Grüße" }));
    assert_eq!(message["id"].as_str(), first.message_id());
    assert!(message["id"].as_str().unwrap().starts_with("wamid.HRg"));
    let message = &value(&payloads[1])["messages"][0];
    assert_eq!(message["from_user_id"], "US.1349");
    assert!(message.get("from").is_none());
    assert!(value(&payloads[1])["contacts"][0].get("wa_id").is_none());
    assert!(!format!("{first:?}").contains("1555"), "{first:?}");
}

#[tokio::test]
async fn every_sample_can_be_delivered() {
    let (simulator, receiver) = start().await;
    let samples: Vec<_> = simulator.samples().collect();
    assert!(samples.len() > 150);
    for (field, variant) in &samples {
        let done = simulator.deliver_sample(field, variant).await.unwrap();
        assert!(done.is_delivered(), "{field} {variant}");
    }
    let expected = samples
        .iter()
        .map(|(field, variant)| simulator.sample(field, variant).unwrap());
    assert_eq!(receiver.payloads(), expected.collect::<Vec<_>>());
    let error = simulator
        .deliver_sample("messages", "nothing")
        .await
        .unwrap_err();
    assert!(matches!(error, WebhookError::UnknownSample { .. }));
}

#[tokio::test]
async fn samples_have_ids_that_the_simulator_knows() {
    let simulator = Simulator::start().await.unwrap();
    let image = simulator.sample("messages", "image").unwrap();
    assert_eq!(image["entry"][0]["id"], simulator.waba_id());
    assert_eq!(
        value(&image)["metadata"]["phone_number_id"],
        simulator.phone_number_id()
    );
    assert_eq!(
        value(&image)["messages"][0]["image"]["id"],
        simulator.media_id()
    );
    let template = simulator
        .sample("message_template_status_update", "approved")
        .unwrap();
    let id = &value(&template)["message_template_id"];
    assert_eq!(id.to_string(), simulator.template_id());
}

#[tokio::test]
async fn payloads_are_batched() {
    let (simulator, receiver) = start().await;
    let samples = ["text", "image", "status_read"]
        .map(|variant| simulator.sample("messages", variant).unwrap());
    let done = simulator.deliver_batch(samples.clone()).await.unwrap();
    assert!(done.is_delivered());
    let payloads = receiver.payloads();
    let entries = payloads[0]["entry"].as_array().unwrap();
    assert_eq!(payloads.len(), 1);
    assert_eq!(entries.len(), 3);
    assert_eq!(entries[1], samples[1]["entry"][0]);
    let error = simulator.deliver_batch([json!({})]).await.unwrap_err();
    assert!(matches!(error, WebhookError::Batch));
}

#[tokio::test]
async fn the_receiver_is_verified() {
    let (simulator, receiver) = start().await;
    simulator.verify_webhook(VERIFY_TOKEN).await.unwrap();
    let error = simulator.verify_webhook("another").await.unwrap_err();
    assert!(matches!(error, WebhookError::Refused { status } if status == 403));
    simulator
        .set_webhook(format!("{}?prefix=x", receiver.url))
        .unwrap();
    let error = simulator.verify_webhook(VERIFY_TOKEN).await.unwrap_err();
    assert!(matches!(error, WebhookError::Challenge));
    simulator
        .set_webhook(receiver.url.replace("/webhooks", "/elsewhere"))
        .unwrap();
    let error = simulator.verify_webhook(VERIFY_TOKEN).await.unwrap_err();
    assert!(matches!(error, WebhookError::Refused { status } if status == 404));
}

#[tokio::test]
async fn webhooks_stay_on_this_computer() {
    let builder = Simulator::builder().webhook("http://example.org/webhooks");
    let error = builder.start().await.unwrap_err();
    assert!(matches!(
        error,
        StartError::Webhook(WebhookError::Url { .. })
    ));
    let expected =
        "the URL of the webhook must be on this computer: its host `localhost`, 127.x.x.x or [::1]";
    assert_eq!(error.to_string(), expected);
}

#[tokio::test]
async fn the_secret_has_a_default() {
    let simulator = Simulator::start().await.unwrap();
    assert_eq!(simulator.webhook_secret(), DEFAULT_WEBHOOK_SECRET);
    let simulator = Simulator::builder()
        .app_secret(SECRET)
        .start()
        .await
        .unwrap();
    assert_eq!(simulator.webhook_secret(), SECRET);
    let webhook = Webhook::new("http://localhost/?token=secret");
    assert!(!format!("{webhook:?}").contains("secret"));
}

#[tokio::test]
async fn a_delayed_response_precedes_its_statuses() {
    let (simulator, receiver) = start().await;
    let slow = Canned::usual().after(Duration::from_millis(100));
    simulator.respond_once("send_message", slow).unwrap();
    let (message, half) = (text_message(), Duration::from_millis(50));
    let (answer, early) = tokio::join!(send(&simulator, &message), async {
        tokio::time::sleep(half).await;
        receiver.bodies().len()
    });
    assert_eq!(early, 0);
    ok(answer).await;
    simulator.flush_webhooks().await;
    assert_eq!(receiver.bodies().len(), 3);
}
