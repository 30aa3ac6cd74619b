//! Operations that share method and path.

use whatsapp_business_simulator::Simulator;

use super::client::{get, ok, refused};

#[tokio::test]
async fn twins_are_distinguished_by_id_and_query() {
    let simulator = Simulator::builder()
        .node("flow_id", "33")
        .start()
        .await
        .unwrap();
    let operation = async |path: &str| {
        ok(get(&simulator, path).send().await.unwrap()).await;
        let requests = simulator.requests();
        requests.last().unwrap().operation.clone().unwrap()
    };
    let id = |name: &str| simulator.example_id(name).unwrap().to_owned();
    let (media, flow, number) = (id("media_id"), id("flow_id"), id("phone_number_id"));
    assert_eq!(operation(&format!("/{media}")).await, "get_media_url");
    assert_eq!(operation(&format!("/{flow}")).await, "get_flow");
    assert_eq!(operation(&format!("/{number}")).await, "get_phone_number");
    assert_eq!(operation("/33").await, "get_flow", "a node of the builder");

    let (status, code, details) = refused(get(&simulator, "/44").send().await.unwrap()).await;
    assert_eq!((status, code), (400, 100));
    assert!(details.contains("no object has this id"), "{details}");
    let foreign = format!("/{media}?date_format=U");
    let (_, _, details) = refused(get(&simulator, &foreign).send().await.unwrap()).await;
    assert!(
        details.starts_with("query parameter `date_format`: is not a known"),
        "{details}"
    );
}

#[tokio::test]
async fn unknown_properties_can_be_tolerated() {
    let simulator = Simulator::builder()
        .tolerate_unknown(true)
        .start()
        .await
        .unwrap();
    let mut message = super::client::text_message();
    message["text"]["colour"] = "red".into();
    ok(super::client::send(&simulator, &message).await).await;
    message["text"]["body"] = 5.into();
    let (_, _, details) = refused(super::client::send(&simulator, &message).await).await;
    assert_eq!(details, "/text/body: must be of type string, but is number");
}
