//! Answers to messages.

use serde_json::{Value, json};
use whatsapp_business_messages::Client;
use whatsapp_business_simulator::Simulator;
use whatsapp_business_webhooks::types::IncomingMessage;
use whatsapp_business_webhooks::{Event, Notification, Payload, ReplyError};

use super::client::BODY;

const ID: &str = "wamid.HRgLMTU1NTAxMDAwNDIVAgASGBQwMDAwMDAwNzkzM0FDNEY5OUFGOA==";

fn message(body: String) -> Notification<IncomingMessage> {
    match Payload::parse(body).expect("parse").events().next() {
        Some(Event::Message(message)) => message,
        other => panic!("{other:?}"),
    }
}

async fn client(simulator: &Simulator) -> Client {
    let builder = Client::builder()
        .base_url(simulator.base_url())
        .graph_version(simulator.graph_version())
        .access_token(simulator.access_token());
    builder.build().expect("client")
}

fn sent(simulator: &Simulator, operation: &str) -> Vec<Value> {
    let requests = simulator.requests_for(operation).into_iter();
    requests
        .filter_map(|request| request.body.as_json().cloned())
        .collect()
}

#[tokio::test]
async fn a_message_is_answered_in_one_call() {
    let simulator = Simulator::start().await.expect("simulator");
    let client = client(&simulator).await;
    let number = format!("\"{}\"", simulator.phone_number_id());
    let body = BODY.replace("\"106540352242922\"", &number);
    let message = message(body);
    message
        .reply_text(&client, "Yes.")
        .expect("reply")
        .await
        .expect("send");
    message
        .reaction(&client, "\u{1F44D}")
        .expect("reaction")
        .await
        .expect("send");
    assert_eq!(
        sent(&simulator, "send_message"),
        [
            json!({"messaging_product": "whatsapp", "recipient_type": "individual", "to": "15550100042",
                "context": {"message_id": ID}, "type": "text", "text": {"body": "Yes."}}),
            json!({"messaging_product": "whatsapp", "recipient_type": "individual", "to": "15550100042",
                "type": "reaction", "reaction": {"message_id": ID, "emoji": "\u{1F44D}"}}),
        ]
    );
    message
        .read_receipt(&client)
        .expect("receipt")
        .await
        .expect("send");
    message
        .typing(&client)
        .expect("typing")
        .await
        .expect("send");
    assert_eq!(
        sent(&simulator, "mark_message_as_read"),
        [
            json!({"messaging_product": "whatsapp", "status": "read", "message_id": ID}),
            json!({"messaging_product": "whatsapp", "status": "read", "message_id": ID,
                "typing_indicator": {"type": "text"}}),
        ]
    );
}

#[tokio::test]
async fn the_recipient_is_the_group_the_number_or_the_user() {
    let simulator = Simulator::start().await.expect("simulator");
    let client = client(&simulator).await;
    let recipient = |message: &Notification<IncomingMessage>| {
        let to = message.recipient().expect("recipient");
        serde_json::to_value(to).expect("encode")
    };
    let group = message(BODY.replace("\"type\":\"text\"", "\"group_id\":\"G1\",\"type\":\"text\""));
    assert_eq!(recipient(&group)["to"], "G1");
    let hidden = BODY
        .replace("\"from\":\"15550100042\",", "")
        .replace("\"wa_id\":\"15550100042\",", "");
    let hidden = message(hidden);
    assert_eq!(recipient(&hidden)["recipient"], "US.13491208655302741918");
    let nobody = message(r#"{"entry":[{"id":"1","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"1"},"messages":[{"id":"a"}]}}]}]}"#.to_owned());
    assert_eq!(
        nobody.reply_text(&client, "?").err(),
        Some(ReplyError::NoSender)
    );
    let nowhere = message(BODY.replace("phone_number_id", "phone_number_no"));
    assert_eq!(
        nowhere.reply_text(&client, "?").err(),
        Some(ReplyError::NoNumber)
    );
    assert_eq!(
        nowhere.read_receipt(&client).err(),
        Some(ReplyError::NoNumber)
    );
}
