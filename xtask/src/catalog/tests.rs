use super::*;

/// The catalog of a document that the bundler made.
fn read(document: Value) -> Result<Value> {
    catalog(&Bundled {
        family: "fruit".to_owned(),
        document,
        origins: BTreeMap::new(),
        examples: Vec::new(),
    })
}

fn document() -> Value {
    json!({
        "info": {"title": "Fruit", "version": "v9.1"},
        "security": [{"accessToken": []}],
        "paths": {
            "/{pear_id}#get_pear": {
                "get": {
                    "operationId": "get_pear",
                    "parameters": [
                        {"$ref": "#/components/parameters/PearId"},
                        {"name": "kinds", "in": "query", "explode": false, "schema": {"type": "array", "items": {"type": "integer"}}},
                        {"name": "fields", "in": "query", "x-expansion": {"field": "seeds", "of": {"$ref": "#/components/schemas/Seeds"}},
                         "schema": {"type": "string"}},
                        {"name": "X-Ripe", "in": "header", "required": true, "schema": {"type": "boolean"}},
                    ],
                    "x-paging": {"items": "data"},
                    "responses": {"200": {"content": {"application/json": {
                        "schema": {"$ref": "#/components/schemas/Page"},
                        "examples": {"two": {"value": {"data": [1, 2]}}, "none": {"value": null}},
                    }}}},
                },
            },
            "/{apple_id}": {
                "post": {
                    "operationId": "eat_apple",
                    "security": [],
                    "requestBody": {"required": true, "content": {"multipart/form-data": {"schema": {"$ref": "#/components/schemas/Eat"}}}},
                    "responses": {"200": {"content": {"application/octet-stream": {}}}},
                },
                "get": {"operationId": "receive_apple", "x-inbound": true},
            },
        },
        "x-webhooks": {"fruit": {"examples": {"ripe": {"value": {"entry": []}}}}},
        "components": {
            "securitySchemes": {"accessToken": {"type": "http"}},
            "parameters": {"PearId": {"name": "pear_id", "in": "path", "schema": {"type": "string"}, "example": "22"}},
            "schemas": {
                "Page": {"type": "object", "properties": {"data": {"type": "array", "items": {"$ref": "#/components/schemas/Pear"}}}},
                "Pear": {"type": "object", "properties": {"id": {"type": "string"}, "weight": {"type": "number"}}},
                "Seeds": {"type": "object", "properties": {"since": {"type": "integer"}}},
                "Eat": {"type": "object", "required": ["bites"], "properties": {
                    "bites": {"type": "integer"}, "way": {"type": "string", "enum": ["raw"]},
                    "knife": {"type": "string", "format": "binary"},
                }},
            },
        },
    })
}

#[test]
fn operations_have_all_that_a_request_is_checked_with() {
    let read = read(document()).unwrap();
    assert_eq!(read["version"], "v9.1");
    assert_eq!(read["example_ids"], json!({"pear_id": "22"}));
    assert_eq!(
        read["webhooks"],
        json!({"fruit": [{"variant": "ripe", "value": {"entry": []}}]})
    );
    let closed = |schema: Value, names: &[&str]| {
        let mut schema = schema;
        schema["unevaluatedProperties"] = false.into();
        schema["x-declared"] = json!(names);
        schema
    };
    let eat = closed(
        json!({"type": "object", "required": ["bites"], "properties": {
            "bites": {"type": "integer"}, "way": {"type": "string", "enum": ["raw"]}, "knife": {},
        }}),
        &["bites", "knife", "way"],
    );
    let seeds = closed(
        json!({"type": "object", "properties": {"since": {"type": "integer"}}}),
        &["since"],
    );
    assert_eq!(
        read["operations"],
        json!([
            {
                "id": "eat_apple", "method": "POST", "path": "/{apple_id}",
                "body": {"required": true, "content": [{
                    "media_type": "multipart/form-data",
                    "schema": {"$ref": "#/$defs/closed.Eat", "$defs": {"closed.Eat": eat}},
                    "properties": {"bites": "integer", "knife": "text", "way": "text"},
                    "files": ["knife"], "required": ["bites"], "tags": {"way": ["raw"]},
                }]},
                "is_public": true, "answers_bytes": true,
            },
            {
                "id": "get_pear", "method": "GET", "path": "/{pear_id}#get_pear",
                "query": [
                    {"name": "kinds", "kind": {"list": "integer"}, "schema": {"type": "array", "items": {"type": "integer"}}},
                    {"name": "fields", "kind": {"expansion": {"field": "seeds", "filters": {"since": "integer"}}}, "explode": true,
                     "schema": {"$ref": "#/$defs/closed.Seeds", "$defs": {"closed.Seeds": seeds}}},
                ],
                "headers": [{"name": "X-Ripe", "required": true, "kind": "boolean", "explode": true, "schema": {"type": "boolean"}}],
                "paged_items": ["data"], "fields": ["id", "weight"],
                "responses": [{"variant": "none", "value": null}, {"variant": "two", "value": {"data": [1, 2]}}],
            },
        ])
    );
}

#[test]
fn what_cannot_be_read_is_named() {
    let reason = |change: fn(&mut Value)| {
        let mut document = document();
        change(&mut document);
        format!("{:#}", read(document).unwrap_err())
    };
    assert_eq!(
        reason(|document| {
            document["paths"]["/{apple_id}"]["post"]
                .as_object_mut()
                .unwrap()
                .shift_remove("operationId");
        }),
        "post /{apple_id}: there is no operationId"
    );
    assert_eq!(
        reason(|document| document["components"]["parameters"]["PearId"]["in"] = "cookie".into()),
        "get /{pear_id}#get_pear: parameter `pear_id` is in `cookie`"
    );
    assert_eq!(
        reason(|document| document["info"] = json!({})),
        "there is no version"
    );
}
