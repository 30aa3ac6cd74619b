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

fn documents(combined: Value) -> Vec<Document> {
    let document = |file: &str, role: Role, family: Option<&str>, value: Value| Document {
        file: file.to_owned(),
        role,
        family: family.map(str::to_owned),
        value,
    };
    let family = json!({"info": {"title": "QR codes"}});
    vec![
        document("combined.json", Role::Combined, None, combined),
        document(
            "families/qr-codes.json",
            Role::Family,
            Some("qr-codes"),
            family,
        ),
    ]
}

fn prepared(document: Value) -> Value {
    document::prepare(
        document.clone(),
        &documents(document),
        &[code(131056, None), code(4, None)],
    )
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
fn families_and_values_have_names() {
    let value = prepared(json!({
        "info": {"title": "T", "version": "v99.0"},
        "tags": [{"name": "qr-codes"}, {"name": "media", "x-displayName": "Files"}],
        "components": {"schemas": {"A": {"enum": ["B"], "x-enum-descriptions": {"B": "The second."}}}},
    }));
    assert_eq!(text(&value, "/tags/0/x-displayName"), "QR codes");
    assert_eq!(text(&value, "/tags/1/x-displayName"), "Files");
    assert_eq!(
        text(&value, "/components/schemas/A/x-enumDescriptions/B"),
        "The second."
    );
    let introduction = text(&value, "/info/description");
    assert!(introduction.contains("graph.facebook.com/v99.0/"));
    assert!(!introduction.contains("{{"));
}

#[test]
fn webhooks_are_requests_with_examples() {
    let fields = json!({"calls": {"summary": "Calls", "value": {"$ref": "#/C"}, "examples": {"one": {"value": {}}}}});
    let value = prepared(json!({"x-webhook-fields": fields}));
    let media = "/webhooks/calls/post/requestBody/content/application~1json";
    let property = format!(
        "{media}/schema/properties/entry/items/properties/changes/items/properties/value/$ref"
    );
    assert_eq!(text(&value, &property), "#/C");
    assert!(value.pointer(&format!("{media}/examples/one")).is_some());
    assert_eq!(count(value.get("webhooks")), 1);
    assert_eq!(
        value.pointer("/webhooks/calls/post/security"),
        Some(&json!([]))
    );
    assert_eq!(text(&value, "/webhooks/calls/post/description"), "");

    // Those of the document win.
    let own = json!({"calls": {"post": {"summary": "Own"}}});
    let value = prepared(json!({"x-webhook-fields": fields, "webhooks": own}));
    assert_eq!(text(&value, "/webhooks/calls/post/summary"), "Own");
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
