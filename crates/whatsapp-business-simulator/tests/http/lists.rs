//! Lists of the specification.

use serde_json::Value;
use whatsapp_business_simulator::Simulator;

use super::client::{get, ok, refused};

async fn list(simulator: &Simulator, query: &[(&str, &str)]) -> Value {
    let path = format!("/{}/message_templates", simulator.waba_id());
    ok(get(simulator, &path).query(query).send().await.unwrap()).await
}

#[tokio::test]
async fn pages_are_followed_to_the_end() {
    let simulator = Simulator::start().await.unwrap();
    let all = list(&simulator, &[]).await;
    let all: Vec<Value> = all["data"].as_array().unwrap().clone();
    assert!(all.len() > 1, "the specification shows several templates");
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let mut query = vec![("limit", "1")];
        query.extend(after.as_deref().map(|after| ("after", after)));
        let page = list(&simulator, &query).await;
        seen.extend(page["data"].as_array().unwrap().iter().cloned());
        if page["paging"].get("next").is_none() {
            break;
        }
        after = page
            .pointer("/paging/cursors/after")
            .and_then(Value::as_str)
            .map(str::to_owned);
    }
    assert_eq!(seen, all);
}

#[tokio::test]
async fn fields_and_filters_apply() {
    let simulator = Simulator::start().await.unwrap();
    let page = list(&simulator, &[("fields", "name"), ("limit", "1")]).await;
    let item = page["data"][0].as_object().unwrap();
    assert!(
        item.keys().all(|name| name == "id" || name == "name"),
        "{page}"
    );
    let path = format!("/{}/message_templates", simulator.waba_id());
    let wrong = get(&simulator, &path).query(&[("fields", "nam")]);
    let (_, _, details) = refused(wrong.send().await.unwrap()).await;
    assert!(
        details.starts_with("query parameter `fields`: names `nam`"),
        "{details}"
    );
    let name = list(&simulator, &[]).await["data"][0]["name"]
        .as_str()
        .unwrap()
        .to_owned();
    let named = list(&simulator, &[("name", &name)]).await;
    assert!(
        named["data"]
            .as_array()
            .unwrap()
            .iter()
            .all(|item| item["name"] == name.as_str())
    );
    let none = list(&simulator, &[("name", "no_such_template")]).await;
    assert!(none["data"].as_array().unwrap().is_empty());
}
