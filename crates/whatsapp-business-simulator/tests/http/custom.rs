//! Custom documents.

use reqwest::Method;
use serde_json::{Value, json};
use whatsapp_business_simulator::Simulator;

use super::client::{get, ok, refused, request};

fn id(name: &str, example: &str) -> Value {
    json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string", "example": example } })
}

fn answer(value: &Value) -> Value {
    json!({ "200": { "content": { "application/json": { "examples": { "a": { "value": value } } } } } })
}

fn document() -> Value {
    json!({
        "info": { "title": "Fruit" },
        "servers": [{ "url": "https://graph.example.org/v9.1" }],
        "paths": {
            "/{apple_id}": {
                "get": { "operationId": "get_apple", "parameters": [
                    id("apple_id", "11"),
                    { "name": "peeled", "in": "query", "schema": { "type": "boolean" } },
                ], "responses": answer(&json!({ "id": "11" })) },
            },
            "/{pear_id}#get_pear": {
                "get": { "operationId": "get_pear", "parameters": [
                    id("pear_id", "22"),
                    { "name": "kinds", "in": "query", "style": "form", "explode": false, "schema":
                        { "type": "array", "items": { "type": "string", "enum": ["a", "b"] } } },
                ], "responses": answer(&json!({ "id": "22" })) },
                "delete": { "operationId": "eat_pear", "parameters": [id("pear_id", "22")],
                    "requestBody": { "required": true, "content": { "application/x-www-form-urlencoded": {
                        "schema": { "type": "object", "required": ["bites"], "properties": {
                            "bites": { "type": "integer" }, "tags": { "type": "array", "items": { "type": "string" } },
                        } },
                    } } },
                    "responses": answer(&json!({ "success": true })) },
            },
            "/shops": { "get": { "operationId": "list_shops", "responses": {} } },
        },
    })
}

async fn start() -> Simulator {
    Simulator::builder()
        .documents([document()])
        .node("pear_id", "33")
        .start()
        .await
        .unwrap()
}

#[tokio::test]
async fn twins_are_distinguished_by_id_and_query() {
    let simulator = start().await;
    assert_eq!(simulator.graph_version(), "v9.1");
    assert_eq!(simulator.example_id("pear_id"), Some("22"));
    assert_eq!(simulator.phone_number_id(), "");
    let answer_of = async |path: &str| {
        let answer = ok(get(&simulator, path).send().await.unwrap()).await;
        answer["id"].as_str().unwrap().to_owned()
    };
    assert_eq!(answer_of("/11").await, "11");
    assert_eq!(answer_of("/22").await, "22");
    assert_eq!(answer_of("/33").await, "22", "a node of the builder");
    assert_eq!(
        answer_of("/44?peeled=true").await,
        "11",
        "only apples are peeled"
    );
    assert_eq!(answer_of("/44?kinds=a,b").await, "22");
    let (_, code, details) = refused(get(&simulator, "/44").send().await.unwrap()).await;
    assert_eq!(code, 100);
    assert!(details.contains("no object has this id"), "{details}");
    let (_, _, details) = refused(get(&simulator, "/22?kinds=a,c").send().await.unwrap()).await;
    assert_eq!(
        details,
        "query parameter `kinds/1`: is not one of the allowed values: `a`, `b`"
    );
    let (_, _, details) = refused(get(&simulator, "/11?kinds=a").send().await.unwrap()).await;
    assert!(
        details.starts_with("query parameter `kinds`: is not a known"),
        "{details}"
    );
}

#[tokio::test]
async fn forms_are_checked() {
    let simulator = start().await;
    let eat = |form: &[(&str, &str)]| request(&simulator, Method::DELETE, "/22").form(form).send();
    ok(eat(&[("bites", "3"), ("tags", "a,b")]).await.unwrap()).await;
    ok(eat(&[("bites", "3"), ("tags", "[\"a\"]")]).await.unwrap()).await;
    let (_, _, details) = refused(eat(&[("bites", "x")]).await.unwrap()).await;
    assert_eq!(details, "/bites: must be of type integer, but is string");
    let (_, _, details) = refused(eat(&[("tags", "a")]).await.unwrap()).await;
    assert_eq!(details, "/bites: is required but missing; add it");
}

#[tokio::test]
async fn a_missing_example_is_reported() {
    let simulator = start().await;
    let (status, code, details) = refused(get(&simulator, "/shops").send().await.unwrap()).await;
    assert_eq!((status, code), (500, 1));
    assert!(details.contains("`list_shops`"), "{details}");
}

#[tokio::test]
async fn broken_documents_do_not_start() {
    let reason = async |change: &dyn Fn(&mut Value)| {
        let mut document = document();
        change(&mut document);
        let result = Simulator::builder().documents([document]).start().await;
        result.unwrap_err().to_string()
    };
    assert_eq!(
        reason(&|document| document["servers"] = json!([])).await,
        "document `Fruit`: has no server URL",
    );
    assert!(
        reason(&|document| document["servers"][0]["url"] = json!("http://a"))
            .await
            .contains("version")
    );
    let pattern = |document: &mut Value| {
        document["paths"]["/{apple_id}"]["get"]["parameters"][1]["schema"] =
            json!({ "type": "string", "pattern": "(" });
    };
    assert!(reason(&pattern).await.contains("a schema of `get_apple`"));
    let nameless = |document: &mut Value| {
        document["paths"]["/shops"]["get"]
            .as_object_mut()
            .unwrap()
            .remove("operationId");
    };
    assert_eq!(
        reason(&nameless).await,
        "document `Fruit`: GET /shops has no operationId"
    );
    let mut other = document();
    other["servers"][0]["url"] = json!("https://graph.example.org/v10.0");
    let error = Simulator::builder()
        .documents([document(), other])
        .start()
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the documents describe different versions of the Graph API"
    );
}
