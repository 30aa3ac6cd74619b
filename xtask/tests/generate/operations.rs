//! Operations: builders, hosts and bodies.

use serde_json::json;

use super::{document, excerpt};

#[test]
fn a_builder_takes_what_is_required_and_sets_the_rest() {
    let mut document = document(json!({
        "Received": {"type": "object", "description": "A page.", "required": ["data"], "properties": {
            "data": {"type": "array", "description": "Items.", "items": {"$ref": "#/components/schemas/Thing"}},
            "paging": {"$ref": "#/components/schemas/Paging"},
        }},
        "Paging": {"type": "object", "description": "Paging.", "x-common": "common/paging.yaml"},
        "ThingId": {"type": "string", "description": "Id.", "example": "7", "x-common": "common/ids.yaml"},
        "Thing": {"type": "object", "description": "A thing.", "properties": {
            "id": {"type": "string", "description": "Id."},
            "name": {"type": "string", "description": "Name."},
        }},
        "Filter": {"type": "object", "description": "A filter.", "required": ["start"], "properties": {
            "start": {"type": "integer", "description": "Unix seconds."},
        }},
    }));
    let mut get = document["paths"]["/things"]["post"].take();
    get["operationId"] = json!("list_things");
    get["x-paging"] = json!({"items": "data", "by": "cursor"});
    get["security"] = json!([]);
    get["parameters"] = json!([
        {"name": "thing_id", "in": "path", "required": true, "schema": {"$ref": "#/components/schemas/ThingId"}},
        {"name": "after", "in": "query", "schema": {"type": "string"}, "description": "Cursor."},
        {"name": "size", "in": "query", "schema": {"type": "number", "example": 2}, "description": "Least size."},
        {"name": "limit", "in": "query", "schema": {"type": "integer"}, "description": "Most items."},
        {"name": "fields", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}, "description": "Fields."},
        {"name": "kinds", "in": "query", "x-json": true, "schema": {"type": "array", "items": {"type": "string"}}, "description": "Kinds."},
        {"name": "numbers", "in": "query", "required": true, "description": "Numbers.", "schema": {"type": "string"},
            "example": "numbers.start(5)",
            "x-expansion": {"field": "numbers", "of": {"$ref": "#/components/schemas/Filter"}}},
    ]);
    document["paths"] = json!({"/{thing_id}/things#list_things": {"get": get}});
    insta::assert_snapshot!(excerpt(
        &document,
        &["builder.rs", "client.rs", "pages.rs", "enums.rs"]
    ));
}

#[test]
fn the_other_host_has_no_version_and_sends_its_constants() {
    let mut document = document(json!({
        "Widget": {"type": "object", "description": "A thing.", "required": ["id"], "properties": {
            "id": {"type": "string", "description": "Id of it."},
        }},
    }));
    let version = json!({"name": "X-API-Version", "in": "header", "required": true, "description": "Version.",
        "schema": {"type": "string", "enum": ["2.0.0"]}});
    let servers = json!([{"url": "https://api.facebook.com"}]);
    let list = json!({"type": "array", "items": {"$ref": "#/components/schemas/Widget"}});
    document["paths"] = json!({"/widgets": {
        "get": {"operationId": "list_widgets", "summary": "List widgets", "servers": servers, "parameters": [version],
            "responses": {"200": {"description": "All.", "content": {"application/json": {"schema": list}}}}},
        "delete": {"operationId": "delete_widgets", "summary": "Delete widgets", "servers": servers, "parameters": [version],
            "responses": {"204": {"description": "Done."}}},
    }});
    insta::assert_snapshot!(excerpt(&document, &["builder.rs", "client.rs"]));
}

#[test]
fn multipart_bodies_are_streamed_part_by_part() {
    let mut document = document(json!({
        "Upload": {"type": "object", "description": "A file.", "required": ["product", "file", "type"], "properties": {
            "product": {"type": "string", "description": "Product.", "enum": ["mail"]},
            "file": {"type": "string", "format": "binary", "description": "The file."},
            "type": {"type": "string", "description": "MIME type.", "x-mime-of": "file"},
            "days": {"type": "integer", "description": "Days."},
            "more": {"type": "array", "description": "More files.", "items": {"type": "string", "format": "binary"}},
        }},
    }));
    document["paths"]["/things"]["post"]["requestBody"] = json!({"required": true, "content": {
        "multipart/form-data": {
            "schema": {"$ref": "#/components/schemas/Upload"},
            "examples": {"photo": {"value": {"file": "(bytes of a JPEG image)", "type": "image/jpeg", "days": 3}}},
        },
    }});
    insta::assert_snapshot!(excerpt(&document, &["builder.rs", "client.rs"]));
}
