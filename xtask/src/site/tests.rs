use serde_json::json;

use super::*;

fn code(code: i64, subcode: Option<i64>) -> codes::Code {
    codes::Code {
        line: 2,
        code,
        subcode,
        name: "PAIR_RATE".to_owned(),
        class: "rate_limit".to_owned(),
        repeat: "later".to_owned(),
        wait: Some(60),
        http: Some(400),
        effect: None,
        scope: None,
        automatic: false,
        verified: true,
        source: "guide:errors".to_owned(),
        title: "Too many <messages> in `a`".to_owned(),
        help: None,
    }
}

fn prepared(document: Value) -> Value {
    document::prepare(document, &[code(131056, None), code(4, None)])
}

#[test]
fn paths_are_as_sent_where_they_can_be() {
    let value = prepared(json!({"paths": {
        "/{a}#get_a": {"parameters": [{"name": "a"}], "get": {"operationId": "get_a", "parameters": [{"name": "b"}]}},
        "/{a}#set_a": {"post": {"operationId": "set_a"}},
        "/{a}#list_a": {"get": {"operationId": "list_a"}, "delete": {"operationId": "delete_a"}},
    }}));
    let ids = |pointer: &str| text(&value, pointer).to_owned();
    assert_eq!(ids("/paths/~1{a}/get/operationId"), "get_a");
    assert_eq!(ids("/paths/~1{a}/post/operationId"), "set_a");
    assert_eq!(ids("/paths/~1{a}/delete/operationId"), "delete_a");
    assert_eq!(ids("/paths/~1{a}#list_a/get/operationId"), "list_a");
    assert_eq!(count(value.get("paths")), 4);
    let parameters = value.pointer("/paths/~1{a}/get/parameters");
    assert_eq!(parameters, Some(&json!([{"name": "a"}, {"name": "b"}])));
    assert_eq!(value.pointer("/paths/~1{a}/post/parameters"), None);
}

#[test]
fn facts_of_extensions_are_in_the_text() {
    let value = prepared(json!({"paths": {"/a": {"get": {
        "operationId": "get_a",
        "description": "Fails with 131056, not `131056` or 55555; see [131056](x), or 4.\n",
        "x-permissions": ["one", "two"],
        "x-source": {"verified": false},
    }}}}));
    assert_eq!(
        text(&value, "/paths/~1a/get/description"),
        "Fails with [131056](errors.html#131056), not `131056` or 55555; see [131056](x), or 4.\n\n\
         **Permissions:** `one`, `two`\n\n**Operation id:** `get_a`\n\n\
         **Not confirmed** by the vendor's documentation or recorded traffic"
    );
}

#[test]
fn the_simplest_example_is_first() {
    let body = json!({"content": {"application/json": {"examples": {
        "audio": {"value": 1}, "image": {"value": 123}, "text": {"value": 12345},
    }}}});
    let value = prepared(json!({"paths": {"/a": {"post": {
        "requestBody": body, "responses": {"200": {"content": {"a/b": {"examples": {"all": 10, "one": 1}}}}},
    }}}}));
    let names = |pointer: &str| -> Vec<String> {
        let examples = value.pointer(pointer).and_then(Value::as_object).unwrap();
        examples.keys().cloned().collect()
    };
    let operation = "/paths/~1a/post";
    assert_eq!(
        names(&format!(
            "{operation}/requestBody/content/application~1json/examples"
        )),
        ["text", "audio", "image"]
    );
    assert_eq!(
        names(&format!("{operation}/responses/200/content/a~1b/examples")),
        ["one", "all"]
    );
}

#[test]
fn the_introduction_names_the_version() {
    let value = prepared(json!({"info": {"title": "T", "version": "v99.0"}}));
    let introduction = text(&value, "/info/description");
    assert!(introduction.contains("graph.facebook.com/v99.0/"));
    assert!(!introduction.contains("{{"));
}

#[test]
fn webhooks_are_shown_once_and_without_an_operation_id() {
    let own = json!({"calls": {"post": {"operationId": "calls", "summary": "Own"}}});
    let value =
        prepared(json!({"x-webhook-fields": {"calls": {"summary": "Calls"}}, "webhooks": own}));
    assert_eq!(text(&value, "/webhooks/calls/post/summary"), "Own");
    assert_eq!(text(&value, "/webhooks/calls/post/description"), "");
    assert_eq!(count(value.get("webhooks")), 1);
    assert!(value.get("x-webhook-fields").is_none());
}

/// What the pages take from the document instead of making it.
#[test]
fn the_document_has_webhooks_without_a_token_and_names_for_families_and_values() {
    let documents =
        crate::documents::documents(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))).unwrap();
    let source = documents
        .iter()
        .find(|document| document.file == SOURCE)
        .unwrap();
    let value = &source.value;
    assert_eq!(text(value, "/openapi"), "3.1.0");
    let webhook = value.pointer("/webhooks/messages/post").unwrap();
    assert_eq!(webhook.get("security"), Some(&json!([])));
    let examples = webhook.pointer("/requestBody/content/application~1json/examples");
    assert!(
        examples.is_some_and(|examples| examples.as_object().is_some_and(|all| !all.is_empty()))
    );
    let tags = value.get("tags").and_then(Value::as_array).unwrap();
    let groups = value.get("x-tagGroups").and_then(Value::as_array).unwrap();
    assert!(
        groups
            .iter()
            .all(|group| group.get("name") != Some(&json!("More"))),
        "name the family in a group of about.rs"
    );
    for tag in tags {
        assert!(!text(tag, "/x-displayName").is_empty(), "{tag}");
    }
    let described = value
        .pointer("/components/schemas")
        .and_then(Value::as_object)
        .unwrap();
    for (name, schema) in described
        .iter()
        .filter(|(_, schema)| schema.get("x-enum-descriptions").is_some())
    {
        assert!(
            schema
                .get("x-enumDescriptions")
                .is_some_and(Value::is_object),
            "{name}"
        );
    }
}

#[test]
fn every_code_has_a_row_with_an_address() {
    let page = errors::page(&[code(4, None), code(4, Some(33))]);
    assert!(
        page.contains("<tr id=\"4\">") && page.contains("<tr id=\"4-33\">"),
        "{page}"
    );
    assert!(page.contains("Too many &lt;messages&gt; in <code>a</code>."));
    assert!(
        page.contains("After 60 s")
            && page.contains("rate limit")
            && page.contains("PAIR_<wbr>RATE")
    );
    assert!(page.contains("Search 2 codes") && !page.contains("{{rows}}"));
}

#[test]
fn pages_refer_to_files_of_the_site_only() {
    for page in [
        include_str!("pages/index.html"),
        include_str!("pages/errors.html"),
        include_str!("pages/style.css"),
    ] {
        assert!(!page.contains("://"), "{page}");
    }
}
