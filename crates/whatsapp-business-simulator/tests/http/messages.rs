//! Sending messages, and everything that can be wrong with a request.

use reqwest::Method;
use serde_json::json;
use whatsapp_business_simulator::{Location, Simulator, Verdict};

use super::client::{get, ok, post, refused, request, send, text_message};

#[tokio::test]
async fn each_message_has_its_recipient_and_id() {
    let simulator = Simulator::start().await.unwrap();
    let first = ok(send(&simulator, &text_message()).await).await;
    let second = ok(send(&simulator, &text_message()).await).await;
    assert_eq!(
        first["contacts"][0],
        json!({ "input": "+1 555 010 0042", "wa_id": "15550100042" })
    );
    assert!(
        first["messages"][0]["id"]
            .as_str()
            .unwrap()
            .starts_with("wamid.")
    );
    assert_ne!(first["messages"][0]["id"], second["messages"][0]["id"]);
    assert_eq!(
        first["messages"][0].as_object().unwrap().len(),
        1,
        "no group or template properties"
    );
    let mut message = text_message();
    message["recipient_type"] = json!("group");
    message["to"] = json!("Y2FwaV9ncm91cDox");
    let group = ok(send(&simulator, &message).await).await;
    assert_eq!(group["messages"][0]["group_id"], "Y2FwaV9ncm91cDox");
    assert_eq!(group["contacts"][0]["wa_id"], "Y2FwaV9ncm91cDox");
    let user = json!({
        "messaging_product": "whatsapp", "recipient": "US.1349", "type": "text", "text": { "body": "Hi" },
    });
    let user = ok(send(&simulator, &user).await).await;
    assert_eq!(
        user["contacts"][0],
        json!({ "input": "US.1349", "user_id": "US.1349" })
    );
}

#[tokio::test]
async fn responses_have_the_headers_of_the_platform() {
    let simulator = Simulator::start().await.unwrap();
    let response = send(&simulator, &text_message()).await;
    let header = |name: &str| response.headers()[name].to_str().unwrap();
    assert_eq!(header("facebook-api-version"), simulator.graph_version());
    assert!(!header("x-fb-trace-id").is_empty());
    assert!(header("x-app-usage").contains("\"call_count\":0"));
    assert!(header("content-type").starts_with("application/json"));
}

#[tokio::test]
async fn a_long_button_title_is_named() {
    let simulator = Simulator::start().await.unwrap();
    let button =
        json!({ "type": "reply", "reply": { "id": "a", "title": "A title that is too long" } });
    let message = json!({
        "messaging_product": "whatsapp", "to": "15550100042", "type": "interactive",
        "interactive": { "type": "button", "body": { "text": "?" }, "action": { "buttons": [button] } },
    });
    let (status, code, details) = refused(send(&simulator, &message).await).await;
    assert_eq!((status, code), (400, 100));
    assert_eq!(
        details,
        "/interactive/action/buttons/0/reply/title: is longer than 20 characters (it has 24); shorten it",
    );
    let requests = simulator.requests_for("send_message");
    let Verdict::Refused { problems, .. } = &requests[0].verdict else {
        panic!("not rejected")
    };
    assert_eq!(problems[0].location, Location::Body);
    assert_eq!(
        problems[0].pointer,
        "/interactive/action/buttons/0/reply/title"
    );
}

#[tokio::test]
async fn unknown_properties_are_rejected_or_tolerated() {
    let mut message = text_message();
    message["text"]["preview_urls"] = json!(true);
    let strict = Simulator::start().await.unwrap();
    let (_, _, details) = refused(send(&strict, &message).await).await;
    assert_eq!(
        details,
        "/text/preview_urls: is not a known property; did you mean `preview_url`?"
    );
    let tolerant = Simulator::builder()
        .tolerate_unknown(true)
        .start()
        .await
        .unwrap();
    ok(send(&tolerant, &message).await).await;
}

#[tokio::test]
async fn tokens_are_checked() {
    let simulator = Simulator::builder()
        .access_token("EAAG-secret")
        .start()
        .await
        .unwrap();
    let path = format!(
        "{}/{}/123/messages",
        simulator.base_url(),
        simulator.graph_version()
    );
    let client = reqwest::Client::new();
    let missing = refused(
        client
            .post(&path)
            .json(&text_message())
            .send()
            .await
            .unwrap(),
    )
    .await;
    assert_eq!((missing.0, missing.1), (401, 190));
    assert!(
        missing.2.starts_with("header `authorization`: is missing"),
        "{}",
        missing.2
    );
    let wrong = client
        .post(&path)
        .bearer_auth("other")
        .json(&text_message());
    let (status, code, details) = refused(wrong.send().await.unwrap()).await;
    assert_eq!((status, code), (401, 190));
    assert!(
        !details.contains("other") && !details.contains("EAAG"),
        "{details}"
    );
    let query = client.post(&path).query(&[("access_token", "EAAG-secret")]);
    let (status, _, details) = refused(query.json(&text_message()).send().await.unwrap()).await;
    assert_eq!(status, 401);
    assert!(
        details.starts_with("query parameter `access_token`"),
        "{details}"
    );
    let scheme = client
        .post(&path)
        .header("authorization", "OAuth EAAG-secret")
        .json(&text_message());
    assert_eq!(refused(scheme.send().await.unwrap()).await.0, 401);
    ok(client
        .post(&path)
        .bearer_auth("EAAG-secret")
        .json(&text_message())
        .send()
        .await
        .unwrap())
    .await;
    let journal = format!("{:?} {:?}", simulator.requests(), simulator);
    assert!(
        !journal.contains("EAAG-secret") && !journal.contains("15550100042"),
        "{journal}"
    );
    assert!(
        simulator
            .requests()
            .iter()
            .all(|request| !request.headers.contains_key("authorization"))
    );
    assert_eq!(
        simulator.requests()[2].query_value("access_token"),
        Some("[redacted]")
    );
}

#[tokio::test]
async fn proofs_of_the_app_secret_are_checked() {
    let simulator = Simulator::builder()
        .app_secret("app-secret")
        .access_token("token")
        .start()
        .await
        .unwrap();
    let path = format!("/{}/messages", simulator.phone_number_id());
    let without = post(&simulator, &path).json(&text_message());
    assert!(
        refused(without.send().await.unwrap())
            .await
            .2
            .contains("appsecret_proof")
    );
    let with = |proof: &str| {
        post(&simulator, &path)
            .query(&[("appsecret_proof", proof)])
            .json(&text_message())
    };
    assert_eq!(refused(with("00").send().await.unwrap()).await.1, 100);
    let proof = "4b062935fec529e51d39e89ee371a452c231b1e0c5549ac72d83fc4f3a0b0471";
    ok(with(proof).send().await.unwrap()).await;
}

#[tokio::test]
async fn paths_and_methods_are_checked() {
    let simulator = Simulator::start().await.unwrap();
    let id = simulator.phone_number_id();
    let (status, code, _) = refused(
        request(&simulator, Method::PUT, &format!("/{id}/messages"))
            .send()
            .await
            .unwrap(),
    )
    .await;
    assert_eq!((status, code), (400, 100));
    let (_, code, details) = refused(
        get(&simulator, &format!("/{id}/massages"))
            .send()
            .await
            .unwrap(),
    )
    .await;
    assert_eq!(code, 2500, "{details}");
    let at = |version: &str| {
        let url = format!("{}{version}/{id}/messages", simulator.base_url());
        reqwest::Client::new()
            .post(url)
            .bearer_auth(simulator.access_token())
            .json(&text_message())
    };
    // A version that ended is served by the oldest one, and none by the default.
    for (version, served) in [
        ("/v24.0", "v24.0"),
        ("/v1.0", "v21.0"),
        ("", simulator.graph_version()),
    ] {
        let response = at(version).send().await.unwrap();
        assert_eq!(response.headers()["facebook-api-version"], served);
        ok(response).await;
    }
    let (_, code, details) = refused(at("/v99.0").send().await.unwrap()).await;
    assert_eq!(code, 2500);
    assert!(details.contains(simulator.graph_version()), "{details}");
    let (_, code, _) = refused(get(&simulator, "/999").send().await.unwrap()).await;
    assert_eq!(code, 100, "an unknown id");
}

#[tokio::test]
async fn queries_and_content_types_are_checked() {
    let simulator = Simulator::start().await.unwrap();
    let path = format!("/{}/messages", simulator.phone_number_id());
    let with_query = post(&simulator, &path)
        .query(&[("fast", "1")])
        .json(&text_message());
    let (_, _, details) = refused(with_query.send().await.unwrap()).await;
    assert_eq!(
        details,
        "query parameter `fast`: is not a known property; remove it"
    );
    let no_body = refused(post(&simulator, &path).send().await.unwrap()).await;
    assert!(no_body.2.contains("application/json"), "{}", no_body.2);
    let form = post(&simulator, &path).form(&[("to", "1")]);
    let (_, _, details) = refused(form.send().await.unwrap()).await;
    assert!(
        details.starts_with("header `content-type`: is `application/x-www-form-urlencoded`"),
        "{details}"
    );
    let broken = post(&simulator, &path)
        .header("content-type", "application/json")
        .body("{\"to\": ");
    let (_, _, details) = refused(broken.send().await.unwrap()).await;
    assert_eq!(details, "body: is not valid JSON at line 1, column 7");
    let body = get(&simulator, &format!("/{}", simulator.media_id())).json(&json!({ "a": 1 }));
    assert!(
        refused(body.send().await.unwrap())
            .await
            .2
            .contains("takes no body")
    );
}

#[tokio::test]
async fn operations_on_one_path_are_distinguished_by_the_body() {
    let simulator = Simulator::start().await.unwrap();
    let read =
        json!({ "messaging_product": "whatsapp", "status": "read", "message_id": "wamid.HBg" });
    let answer = ok(send(&simulator, &read).await).await;
    assert_eq!(answer, json!({ "success": true }));
    let wrong = json!({ "messaging_product": "whatsapp", "status": "read" });
    let (_, _, details) = refused(send(&simulator, &wrong).await).await;
    assert_eq!(details, "/message_id: is required but missing; add it");
    let mut nobody = text_message();
    nobody.as_object_mut().unwrap().remove("to");
    let (_, _, details) = refused(send(&simulator, &nobody).await).await;
    assert_eq!(details, "body: needs one of `recipient`, `to`; add it");
}

#[tokio::test]
async fn it_stops_when_it_is_shut_down_or_dropped() {
    let simulator = Simulator::start().await.unwrap();
    ok(send(&simulator, &text_message()).await).await;
    let url = simulator.base_url().to_owned();
    simulator.shutdown().await;
    assert!(reqwest::get(&url).await.unwrap_err().is_connect());
    let simulator = Simulator::start().await.unwrap();
    let address = simulator.address();
    assert_eq!(
        Simulator::builder()
            .bind(address)
            .start()
            .await
            .err()
            .map(|error| error.to_string()),
        Some("the address of the simulator could not be bound".to_owned())
    );
    drop(simulator);
    for _ in 0..100 {
        if Simulator::builder().bind(address).start().await.is_ok() {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("the port is still bound");
}
