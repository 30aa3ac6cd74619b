//! Replies to messages.

use std::time::Duration;

use serde_json::{Value, json};
use whatsapp_business_messages::Client;
use whatsapp_business_simulator::Simulator;
use whatsapp_business_webhooks::types::IncomingMessage;
use whatsapp_business_webhooks::{Event, Payload, Received, ReplyError};

use super::client::BODY;

const ID: &str = "wamid.HRgLMTU1NTAxMDAwNDIVAgASGBQwMDAwMDAwNzkzM0FDNEY5OUFGOA==";

fn message(body: String) -> Received<IncomingMessage> {
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
async fn a_reply_is_one_call() {
    let simulator = Simulator::start().await.expect("simulator");
    let client = client(&simulator).await;
    let number = format!("\"{}\"", simulator.phone_number_id());
    let body = BODY.replace("\"106540352242922\"", &number);
    let message = message(body);
    let reply = message.reply_text(&client, "Yes.");
    let reply = reply.map(|request| request.with_timeout(Duration::from_secs(5)));
    reply.await.expect("reply");
    let reaction = message.react(&client, "\u{1F44D}");
    reaction.await.expect("reaction");
    assert_eq!(
        sent(&simulator, "send_message"),
        [
            json!({"messaging_product": "whatsapp", "recipient_type": "individual", "to": "15550100042",
                "context": {"message_id": ID}, "type": "text", "text": {"body": "Yes."}}),
            json!({"messaging_product": "whatsapp", "recipient_type": "individual", "to": "15550100042",
                "type": "reaction", "reaction": {"message_id": ID, "emoji": "\u{1F44D}"}}),
        ]
    );
    message.mark_as_read(&client).await.expect("receipt");
    message.show_typing(&client).await.expect("typing");
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
    let recipient = |message: &Received<IncomingMessage>| {
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
    for (system, name, id) in [
        (
            r#""wa_id":"15550100043","user_id":"GB.2""#,
            "to",
            "15550100043",
        ),
        (r#""new_wa_id":"15550100043""#, "to", "15550100043"),
        (
            r#""user_id":"GB.2","previous_user_id":"US.1""#,
            "recipient",
            "GB.2",
        ),
        (r#""type":"user_identity_changed""#, "to", "15550100042"),
    ] {
        let system = format!("\"system\":{{{system}}},\"type\":\"system\"");
        let changed = message(BODY.replace("\"type\":\"text\"", &system));
        assert_eq!(recipient(&changed)[name], id, "{system}");
    }
    let nobody = message(r#"{"entry":[{"id":"1","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"1"},"messages":[{"id":"a"}]}}]}]}"#.to_owned());
    let reply = nobody.reply_text(&client, "?").await;
    assert!(matches!(reply, Err(ReplyError::MissingSender)));
    let nowhere = message(BODY.replace("phone_number_id", "phone_number_no"));
    let reply = nowhere.react(&client, "?").await;
    assert!(matches!(reply, Err(ReplyError::MissingPhoneNumberId)));
    let receipt = nowhere.mark_as_read(&client).into_request();
    assert!(matches!(receipt, Err(ReplyError::MissingPhoneNumberId)));
    assert!(simulator.requests().is_empty());
}

#[tokio::test]
async fn an_error_of_the_request_is_the_error_of_the_reply() {
    let simulator = Simulator::start().await.expect("simulator");
    let client = client(&simulator).await;
    let message = message(BODY.to_owned());
    let reply = message.reply_text(&client, "?");
    let reply = reply.map(|request| request.with_access_token("wrong"));
    let Err(ReplyError::Request(error)) = reply.await else {
        panic!("the request succeeded");
    };
    assert!(error.is_auth(), "{error}");
}
