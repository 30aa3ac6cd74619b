//! Requests of other clients, in forms that the platform accepts besides those of the specification.

#![expect(
    clippy::needless_pass_by_value,
    reason = "the values are literals, which read better without references"
)]

use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use whatsapp_business_simulator::Simulator;

use super::client::{get, ok, post, refused, send, text_message};

/// A message with other properties; `null` is sent as it is.
fn with(changes: Value) -> Value {
    let mut message = text_message();
    for (name, value) in changes.as_object().unwrap() {
        message[name] = value.clone();
    }
    message
}

fn of(kind: &str, content: Value) -> Value {
    let mut message = with(json!({ "type": kind, kind: content }));
    message.as_object_mut().unwrap().remove("text");
    message
}

fn template(components: Value) -> Value {
    let template =
        json!({ "name": "offer", "language": { "code": "en" }, "components": components });
    of("template", template)
}

fn button(sub_type: &str, index: Value, parameters: Value) -> Value {
    json!([{ "type": "button", "sub_type": sub_type, "index": index, "parameters": parameters }])
}

fn flow(payload: Value) -> Value {
    let parameters = json!({
        "flow_message_version": "3", "flow_id": "7", "flow_cta": "Book a visit in our shop, or at home",
        "flow_action": "navigate", "flow_action_payload": payload,
    });
    let flow = json!({
        "type": "flow", "body": { "text": "Book" },
        "action": { "name": "flow", "parameters": parameters },
    });
    of("interactive", flow)
}

#[tokio::test]
async fn messages_are_accepted_in_every_documented_form() {
    let simulator = Simulator::start().await.unwrap();
    let payload = json!([{ "type": "payload", "payload": "stop" }]);
    let place = |latitude: Value, longitude: Value| {
        json!({
            "latitude": latitude, "longitude": longitude, "name": "Lamp House", "address": "Ring 1",
        })
    };
    let header = |location: Value| {
        template(
            json!([{ "type": "header", "parameters": [{ "type": "location", "location": location }] }]),
        )
    };
    let mut without_type = text_message();
    without_type.as_object_mut().unwrap().remove("type");
    let date = json!({
        "fallback_value": "25 February", "day_of_week": 4, "year": 2027, "month": 2, "day_of_month": 25,
        "hour": 15, "minute": 33, "calendar": "GREGORIAN",
    });
    for (form, message) in [
        ("a text without a type", without_type),
        (
            "a recipient as a number",
            with(json!({ "to": 15_550_100_042_u64 })),
        ),
        (
            "capitals",
            with(
                json!({ "messaging_product": "WHATSAPP", "recipient_type": "Individual", "type": "TEXT" }),
            ),
        ),
        (
            "null for what is absent",
            with(json!({ "context": null, "text": { "body": "Hi", "preview_url": null } })),
        ),
        (
            "an index as text",
            template(button("quick_reply", json!("0"), payload.clone())),
        ),
        (
            "an index as a number",
            template(button("quick_reply", json!(0), payload.clone())),
        ),
        (
            "a kind of button in capitals",
            template(button("QUICK_REPLY", json!(0), payload)),
        ),
        (
            "a catalog button without parameters",
            template(button("catalog", json!("0"), Value::Null)),
        ),
        (
            "a flow button without parameters",
            template(button("flow", json!(1), Value::Null)),
        ),
        (
            "a location in numbers",
            of("location", place(json!(48.2), json!(16.37))),
        ),
        (
            "a location in text",
            of("location", place(json!("48.2"), json!("16.37"))),
        ),
        (
            "a header location in text",
            header(place(json!("48.2"), json!("16.37"))),
        ),
        (
            "a header location in numbers",
            header(place(json!(48.2), json!(16.37))),
        ),
        (
            "a date with all of its parts",
            template(json!([{
                "type": "Body", "parameters": [{ "type": "date_time", "date_time": date }],
            }])),
        ),
        (
            "flow data as an object",
            flow(json!({ "screen": "START", "data": { "day": 4 } })),
        ),
        (
            "flow data as text",
            flow(json!({ "screen": "START", "data": "{\"day\":4}" })),
        ),
        (
            "an old name of a state",
            of(
                "interactive",
                json!({
                    "type": "order_status", "body": { "text": "On its way" },
                    "action": { "name": "review_order", "parameters": {
                        "reference_id": "A-1", "order": { "status": "partially-shipped" },
                    } },
                }),
            ),
        ),
    ] {
        let response = send(&simulator, &message).await;
        assert_eq!(
            response.status(),
            200,
            "{form}: {}",
            response.text().await.unwrap()
        );
    }
}

#[tokio::test]
async fn what_no_source_shows_is_rejected() {
    let simulator = Simulator::start().await.unwrap();
    let mut image = of("image", json!({ "id": "7" }));
    image.as_object_mut().unwrap().remove("type");
    for (message, place) in [
        (with(json!({ "text": { "body": 5 } })), "/text/body"),
        (with(json!({ "text": { "body": null } })), "/text/body"),
        (with(json!({ "type": "sms" })), "/type"),
        (
            of("location", json!({ "latitude": true, "longitude": 1 })),
            "/location/latitude",
        ),
        (
            flow(json!({ "data": 7 })),
            "/interactive/action/parameters/flow_action_payload/data",
        ),
        (image, "/text"),
    ] {
        let (_, _, details) = refused(send(&simulator, &message).await).await;
        assert!(
            details.starts_with(&format!("{place}: ")),
            "{place}: {details}"
        );
    }
}

#[tokio::test]
async fn a_phone_number_takes_precedence_over_a_user_id() {
    let simulator = Simulator::start().await.unwrap();
    let both = with(json!({ "to": "15550100042", "recipient": "US.1" }));
    let answer = ok(send(&simulator, &both).await).await;
    let contact = json!([{ "input": "15550100042", "wa_id": "15550100042" }]);
    assert_eq!(answer["contacts"], contact);
    let session = json!({ "sdp_type": "offer", "sdp": "v=0" });
    let call = json!({
        "messaging_product": "whatsapp", "action": "connect", "to": "15550100042", "recipient": "US.1",
        "session": session,
    });
    let path = |edge: &str| format!("/{}/{edge}", simulator.phone_number_id());
    let called = post(&simulator, &path("calls"))
        .json(&call)
        .send()
        .await
        .unwrap();
    assert!(ok(called).await["calls"][0]["id"].is_string());
    let block = json!({
        "messaging_product": "whatsapp",
        "block_users": [{ "user": "15550100042", "user_id": "US.1" }],
    });
    let blocked = post(&simulator, &path("block_users"))
        .json(&block)
        .send()
        .await
        .unwrap();
    ok(blocked).await;
    let template = json!({ "name": "offer", "language": { "code": "en" } });
    let marketing = json!({
        "messaging_product": "whatsapp", "to": "15550100042", "recipient": "US.1", "type": "template",
        "template": template,
    });
    let sent = post(&simulator, &path("marketing_messages"))
        .json(&marketing)
        .send()
        .await
        .unwrap();
    ok(sent).await;
}

#[tokio::test]
async fn buttons_of_direct_send_need_a_category() {
    let simulator = Simulator::start().await.unwrap();
    let message = |category: &str| {
        let url = json!({ "display_text": "Track", "url": "https://example.org/1" });
        let buttons = json!([
            { "type": "cta_url", "cta_url": url },
            { "type": "reply", "reply": { "id": "a", "title": "A" } },
        ]);
        let interactive = json!({ "type": "button", "body": { "text": "Today?" }, "action": { "buttons": buttons } });
        let mut message = of("interactive", interactive);
        message["category"] = category.into();
        message
    };
    ok(send(&simulator, &message("UTILITY")).await).await;
    let (_, _, details) = refused(send(&simulator, &message("service")).await).await;
    assert!(
        details.starts_with("/interactive/action/buttons/0/type: must be `reply`"),
        "{details}"
    );
}

#[tokio::test]
async fn an_action_on_a_call_gets_its_own_response() {
    let simulator = Simulator::start().await.unwrap();
    let path = format!("/{}/calls", simulator.phone_number_id());
    for action in ["terminate", "TERMINATE", "reject"] {
        let body =
            json!({ "messaging_product": "whatsapp", "action": action, "call_id": "wacid.x" });
        let answer = ok(post(&simulator, &path).json(&body).send().await.unwrap()).await;
        assert_eq!(answer["success"], true, "{action}: {answer}");
        assert_eq!(answer.get("calls"), None, "{action}");
    }
}

#[tokio::test]
async fn bodies_and_parts_that_may_be_absent() {
    let simulator = Simulator::start().await.unwrap();
    let path = format!("/{}/subscribed_apps", simulator.waba_id());
    ok(post(&simulator, &path).send().await.unwrap()).await;
    ok(post(&simulator, &path)
        .json(&json!({}))
        .send()
        .await
        .unwrap())
    .await;
    let file = Part::bytes(b"not really a document".as_slice())
        .file_name("a.pdf")
        .mime_str("application/pdf")
        .unwrap();
    let form = Form::new()
        .text("messaging_product", "whatsapp")
        .part("file", file);
    let path = format!("/{}/media", simulator.phone_number_id());
    let uploaded = ok(post(&simulator, &path)
        .multipart(form)
        .send()
        .await
        .unwrap())
    .await;
    let id = uploaded["id"].as_str().unwrap();
    let media = ok(get(&simulator, &format!("/{id}")).send().await.unwrap()).await;
    assert_eq!(media["mime_type"], "application/pdf");
}

#[tokio::test]
async fn an_order_of_numbers_may_be_any_text() {
    let simulator = Simulator::start().await.unwrap();
    let path = format!("/{}/phone_numbers", simulator.waba_id());
    for sort in [
        "last_onboarded_time.asc",
        "['last_onboarded_time_ascending']",
    ] {
        let list = get(&simulator, &path).query(&[("sort", sort)]);
        assert!(
            ok(list.send().await.unwrap()).await["data"].is_array(),
            "{sort}"
        );
    }
}

#[tokio::test]
async fn a_default_response_is_a_success() {
    let simulator = Simulator::start().await.unwrap();
    let path = format!(
        "/{}/whatsapp_commerce_settings",
        simulator.phone_number_id()
    );
    let settings = ok(get(&simulator, &path).send().await.unwrap()).await;
    assert_ne!(settings["data"], json!([]));
}

#[tokio::test]
async fn other_families_are_as_tolerant() {
    let simulator = Simulator::start().await.unwrap();
    let template = json!({
        "name": "offer", "language": "en_US", "category": "utility",
        "components": [
            { "type": "body", "text": "Your order is on its way." },
            { "type": "buttons", "buttons": [{ "type": "quick_reply", "text": "Thank you" }] },
        ],
    });
    let path = format!("/{}/message_templates", simulator.waba_id());
    ok(post(&simulator, &path)
        .json(&template)
        .send()
        .await
        .unwrap())
    .await;
    let mut unknown = template;
    unknown["category"] = "utilities".into();
    let response = post(&simulator, &path).json(&unknown).send().await.unwrap();
    let (_, _, details) = refused(response).await;
    assert_eq!(
        details,
        "/category: is not one of the allowed values: `AUTHENTICATION`, `MARKETING`, `UTILITY`"
    );
    let flow = json!({ "application_id": 670_843_887_433_847_u64 });
    let path = "/1384921462349710";
    ok(post(&simulator, path).json(&flow).send().await.unwrap()).await;
}
