use serde_json::json;

use super::*;

const OURS: &str = "openapi: 3.0.3
info: {title: Ours, version: v24.0}
servers: [{url: https://graph.example.org/v24.0}]
paths:
  /{phone_number_id}/messages:
    post:
      operationId: send_message
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Message'}}}}
      responses:
        '200': {content: {application/json: {schema: {$ref: '#/components/schemas/Sent'}}}}
        4XX: {content: {application/json: {schema: {$ref: '#/components/schemas/Error'}}}}
  /{phone_number_id}/messages#mark_message_as_read:
    post:
      operationId: mark_message_as_read
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Receipt'}}}}
  /{waba_id}/flows:
    get:
      operationId: list_flows
      parameters:
        - {name: limit, in: query, schema: {type: integer}}
        - {name: fields, in: query, required: true, schema: {type: array, items: {type: string, enum: [id, name]}}}
components:
  schemas:
    Message:
      allOf: [{$ref: '#/components/schemas/Options'}, {$ref: '#/components/schemas/Content'}]
    Options:
      type: object
      required: [to]
      properties: {to: {type: string}, reply: {$ref: '#/components/schemas/Message'}}
    Content: {oneOf: [{$ref: '#/components/schemas/Text'}, {$ref: '#/components/schemas/Image'}]}
    Text:
      type: object
      required: [type, text]
      properties:
        type: {type: string, enum: [text]}
        text: {type: object, required: [body], properties: {body: {type: string}}}
    Image:
      type: object
      required: [type]
      properties:
        type: {type: string, enum: [image]}
        image: {type: object, properties: {kind: {$ref: '#/components/schemas/Kind'}}}
    Kind: {type: string, enum: [image/jpeg], x-aliases: {image/jpg: image/jpeg}}
    Receipt:
      type: object
      required: [status]
      properties: {status: {type: string, enum: [read]}}
    Sent: {type: object, properties: {messages: {type: array, items: {type: object, properties: {id: {type: string}}}}}}
    Error: {type: object, properties: {code: {type: integer}}}
";

/// The same in other words: a version in the path, other names of parameters, one operation for two, OpenAPI 3.1.
const SAME: &str = r##"{
  "openapi": "3.1.0", "info": {"title": "Theirs", "version": "1"},
  "servers": [{"url": "https://graph.example.org"}],
  "paths": {
    "/{Version}/{Phone-Number-ID}/messages": {
      "post": {
        "parameters": [{"name": "Authorization", "in": "header", "schema": {"type": "string"}}],
        "requestBody": {"$ref": "#/components/requestBodies/Any"},
        "responses": {"200": {"$ref": "#/components/responses/Sent"}, "default": {"description": "An error."}}
      }
    },
    "/{Version}/{WABA-ID}/flows": {
      "parameters": [{"name": "limit", "in": "query", "schema": {"type": ["integer", "null"]}}],
      "get": {
        "parameters": [{"$ref": "#/components/parameters/Fields"}],
        "responses": {}
      }
    }
  },
  "components": {
    "parameters": {"Fields": {
      "name": "fields", "in": "query", "required": true,
      "schema": {"type": "array", "items": {"type": "string", "enum": ["ID", "name"]}}
    }},
    "responses": {"Sent": {"content": {"application/json": {"schema": {
      "type": "object",
      "properties": {"messages": {"type": "array", "items": {"type": "object", "properties": {"id": {"type": "string"}}}}}
    }}}}},
    "requestBodies": {"Any": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Any"}}}}},
    "schemas": {"Any": {
      "type": "object",
      "properties": {
        "to": {"type": "string"},
        "reply": {"type": "object", "required": ["to", "type"], "properties": {
          "to": {"type": "string"},
          "type": {"enum": ["text", "image"]},
          "text": {"$ref": "#/components/schemas/Text"},
          "image": {"$ref": "#/components/schemas/Image"}
        }},
        "status": {"const": "read"},
        "type": {"enum": ["text", "image"]},
        "text": {"$ref": "#/components/schemas/Text"},
        "image": {"anyOf": [{"$ref": "#/components/schemas/Image"}, {"type": "null"}]}
      }
    },
    "Text": {"type": "object", "required": ["body"], "properties": {"body": {"type": "string"}}},
    "Image": {"type": "object", "properties": {"kind": {"enum": ["image/jpg", "image/jpeg"]}}}}
  }
}"##;

fn document(name: &str, text: &str) -> Files {
    Files::of(PathBuf::from(name), files::parse(text).unwrap())
}

fn of(theirs: &str) -> Comparison {
    compare_files(
        &[document("ours.yaml", OURS)],
        &[document("theirs.json", theirs)],
    )
    .unwrap()
}

/// The differences of an edited copy of [`SAME`], a line for each.
fn edited(from: &str, to: &str) -> Vec<String> {
    assert!(SAME.contains(from), "{from}");
    let comparison = of(&SAME.replace(from, to));
    let lines = comparison.differences().map(|difference| {
        let kind = serde_json::to_value(difference.kind).unwrap();
        let values = difference.values.join(",");
        let line = format!(
            "{} {} {} {values}",
            difference.part,
            difference.name,
            kind.as_str().unwrap()
        );
        line.trim_end().to_owned()
    });
    lines.collect()
}

#[test]
fn a_document_has_everything_that_it_has() {
    assert!(
        compare_files(&[document("a", OURS)], &[document("b", OURS)])
            .unwrap()
            .is_empty()
    );
}

#[test]
fn other_words_are_no_difference() {
    let comparison = of(SAME);
    let lines: Vec<&str> = comparison
        .differences()
        .map(|it| it.name.as_str())
        .collect();
    assert_eq!(lines, Vec::<&str>::new(), "{}", text(&comparison));
    assert_eq!((comparison.shared, comparison.is_empty()), (2, true));
}

#[test]
fn properties_that_one_lacks_are_named_once() {
    assert_eq!(
        edited(
            r#""status": {"const": "read"},"#,
            r#""typing": {"type": "object", "properties": {"type": {"type": "string"}}},"#
        ),
        ["request status only_here", "request typing only_there"]
    );
    assert_eq!(
        edited(
            r#"{"id": {"type": "string"}}"#,
            r#"{"wamid": {"type": "string"}}"#
        ),
        [
            "response messages[].id only_here",
            "response messages[].wamid only_there"
        ]
    );
}

#[test]
fn values_and_requirements_are_compared() {
    assert_eq!(
        edited(
            r#""type": {"enum": ["text", "image"]},
        "text""#,
            r#""type": {"enum": ["text", "video"]},
        "text""#
        ),
        [
            "request type values_only_there video",
            "request type values_only_here image"
        ]
    );
    assert_eq!(
        edited(r#"["image/jpg", "image/jpeg"]"#, r#"["image/png"]"#),
        [
            "request image.kind values_only_there image/png",
            "request image.kind values_only_here image/jpeg",
        ]
    );
    assert_eq!(
        edited(r#""required": ["body"], "#, ""),
        ["request text.body required_here"]
    );
}

#[test]
fn parameters_are_compared() {
    assert_eq!(
        edited(
            r#""name": "limit", "in": "query","#,
            r#""name": "after", "in": "query", "required": true,"#
        ),
        ["query after only_there", "query limit only_here"]
    );
    assert_eq!(
        edited(r#""in": "query", "required": true,"#, r#""in": "query","#),
        ["query fields required_here"]
    );
}

#[test]
fn errors_are_compared_once() {
    assert_eq!(
        edited(
            r#"{"description": "An error."}"#,
            r#"{"content": {"a/b": {"schema": {"properties": {"code": {}, "trace": {}}}}}}"#
        ),
        ["error trace only_there"]
    );
}

#[test]
fn operations_that_one_lacks_are_named() {
    let comparison = of(&SAME.replace("/{WABA-ID}/flows", "/{WABA-ID}/templates"));
    let paths = |operations: &[Operation]| -> Vec<String> {
        let paths = operations.iter();
        paths
            .map(|it| format!("{} {}", it.method, it.path))
            .collect()
    };
    assert_eq!(
        paths(&comparison.only_there),
        ["GET /{Version}/{WABA-ID}/templates"]
    );
    assert_eq!(paths(&comparison.only_here), ["GET /{waba_id}/flows"]);
    let text = text(&comparison);
    assert!(
        text.contains("  - GET /{waba_id}/flows  list_flows\n"),
        "{text}"
    );
    assert!(
        text.contains("1 in both, 1 only there, 1 only here"),
        "{text}"
    );
}

#[test]
fn text_groups_differences_by_operation() {
    let comparison = of(&SAME.replace(r#""status": {"const": "read"},"#, ""));
    let text = text(&comparison);
    assert!(
        text.starts_with(
            "POST /{phone_number_id}/messages  send_message, mark_message_as_read\n  request\n    - status\n"
        ),
        "{text}"
    );
    let json = serde_json::to_value(&comparison).unwrap();
    let difference = json!({"part": "request", "name": "status", "kind": "only_here"});
    assert_eq!(json.pointer("/changes/0/differences/0"), Some(&difference));
}

#[test]
fn references_lead_to_other_files() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let file = folder.path().join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, text).unwrap();
        file
    };
    write(
        "schemas/a.yaml",
        "A: {properties: {b: {$ref: '../b.json#/B'}}}\n",
    );
    write(
        "b.json",
        r##"{"B": {"properties": {"a": {"$ref": "schemas/a.yaml#/A"}, "c": {"enum": [1]}}}}"##,
    );
    let root = write(
        "openapi.yaml",
        "x-base: &base {type: object}
paths:
  /a:
    get:
      responses:
        200: {content: {application/json: {schema: {<<: *base, allOf: [{$ref: 'schemas/a.yaml#/A'}]}}}}
",
    );
    let surface = Surface::of(&[Files::read(&root).unwrap()]).unwrap();
    let group = &surface.groups[&("/a".to_owned(), "GET".to_owned())];
    let places: Vec<String> = group.parts[&Part::Response]
        .0
        .keys()
        .map(|it| it.join("."))
        .collect();
    assert_eq!(places, ["", "b", "b.a", "b.c"]);

    write("b.json", "{}");
    let error = Surface::of(&[Files::read(&root).unwrap()]).unwrap_err();
    assert!(
        format!("{error:#}").contains("`../b.json#/B` has no target"),
        "{error:#}"
    );
}

#[test]
fn other_files_are_no_documents() {
    for text in ["{}", "a: b", "- 1"] {
        let error = Surface::of(&[document("x.yaml", text)]).unwrap_err();
        assert!(error.to_string().contains("x.yaml is no OpenAPI document"));
    }
    assert!(files::parse("a: [").is_err());
}
