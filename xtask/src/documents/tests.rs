use super::*;

const MEDIA: &str = "openapi: 3.0.3
info: {title: Media, description: Files., version: v24.0}
tags: [{name: media}, {name: own}]
security: [{accessToken: []}]
paths:
  /{media_id}:
    get:
      operationId: get_media
      responses: {'200': {$ref: '#/components/responses/Media'}}
  /{upload_id}#start_upload:
    post:
      operationId: start_upload
      security: [{uploadToken: []}]
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema: {$ref: '#/components/schemas/Upload'}
  /{upload_id}#get_upload:
    get:
      operationId: get_upload
      security: [{uploadToken: []}]
  /{media_id}#preview_media:
    get: {operationId: preview_media}
  /{media_id}/owner:
    get: {operationId: get_owner}
  /hook:
    post:
      operationId: receive_news
      x-inbound: true
      security: []
x-webhooks:
  news: {value: {$ref: '#/components/schemas/News'}}
components:
  securitySchemes:
    accessToken: {type: http, scheme: bearer}
    uploadToken: {type: apiKey, in: header, name: Authorization}
  responses:
    Media:
      content: {application/json: {schema: {$ref: '#/components/schemas/Media'}}}
  schemas:
    Media: {type: object, properties: {state: {$ref: '#/components/schemas/State'}}}
    State: {type: string, enum: [NEW]}
    News: {type: object, properties: {state: {$ref: '#/components/schemas/State'}}}
    Upload:
      type: object
      properties:
        name: {type: string}
        tasks: {type: array, items: {type: string}}
        files: {type: array, items: {type: string, format: binary}}
";

const FLOWS: &str = "openapi: 3.0.3
info: {title: Flows, version: v24.0}
tags: [{name: flows}]
security: [{accessToken: []}]
paths:
  /{flow_id}:
    get:
      operationId: get_flow
      responses: {'200': {$ref: '#/components/responses/Flow'}}
  /{waba_id}/flows:
    get: {operationId: list_flows}
components:
  securitySchemes:
    accessToken: {type: http, scheme: bearer, description: Other words.}
  responses:
    Flow:
      content: {application/json: {schema: {$ref: '#/components/schemas/Flow'}}}
  schemas:
    Flow: {type: object, properties: {media: {$ref: '#/components/schemas/Media'}}}
    Media: {type: object, properties: {state: {$ref: '#/components/schemas/State'}}}
    State: {type: string, enum: [OLD]}
";

fn bundled(family: &str, yaml: &str) -> Bundled {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("spec").join(family);
    fs::create_dir_all(&folder).unwrap();
    fs::write(root.path().join("spec/graph-version"), "v24.0\n").unwrap();
    fs::write(folder.join("openapi.yaml"), yaml).unwrap();
    crate::bundle::bundle(root.path(), &Family::new(root.path(), family)).unwrap()
}

fn rendered() -> Vec<Document> {
    render(
        &[bundled("flows", FLOWS), bundled("media", MEDIA)],
        &About::default(),
    )
}

fn named<'a>(documents: &'a [Document], file: &str) -> &'a Document {
    documents
        .iter()
        .find(|document| document.file == file)
        .unwrap()
}

fn calls(document: &Document) -> Vec<String> {
    document
        .operations()
        .map(|operation| format!("{} {}", operation.method, operation.path))
        .collect()
}

fn keys(document: &Document, pointer: &str) -> Vec<String> {
    let node = document.value.pointer(pointer);
    node.and_then(Value::as_object)
        .into_iter()
        .flat_map(Map::keys)
        .cloned()
        .collect()
}

#[test]
fn plain_documents_have_no_suffixes_and_every_operation_once() {
    let documents = rendered();
    let files: Vec<&str> = documents.iter().map(|it| it.file.as_str()).collect();
    assert_eq!(
        files,
        [
            "3.1/combined.json",
            "3.1/flows.json",
            "3.1/media.json",
            "3.1/media-2.json",
            "3.1/media-3.json",
            "3.1/media-inbound.json",
            "combined.json",
            "families/flows.json",
            "families/media.json",
            "plain/flows.json",
            "plain/media.json",
            "plain/media-2.json",
            "plain/media-3.json",
            "plain/media-inbound.json",
            "strict/flows.json",
            "strict/media.json",
            "strict/media-2.json",
            "strict/media-3.json",
        ]
    );
    assert_eq!(
        calls(named(&documents, "plain/media.json")),
        ["GET /{media_id}", "GET /{media_id}/owner"]
    );
    // One path with two methods.
    assert_eq!(
        calls(named(&documents, "plain/media-2.json")),
        ["POST /{upload_id}", "GET /{upload_id}"]
    );
    assert_eq!(
        calls(named(&documents, "plain/media-3.json")),
        ["GET /{media_id}"]
    );
    let second = named(&documents, "plain/media-2.json");
    assert_eq!(
        second.value.pointer("/info/title").unwrap(),
        "Media, part 2"
    );
    let description = second.value.pointer("/info/description").unwrap();
    assert!(
        description
            .as_str()
            .unwrap()
            .starts_with("Files.\n\nPart 2 of 3: `start_upload`, `get_upload`.")
    );
}

#[test]
fn documents_hold_what_they_use() {
    let documents = rendered();
    let media = named(&documents, "plain/media.json");
    assert_eq!(keys(media, "/components/schemas"), ["Media", "State"]);
    assert_eq!(keys(media, "/components/securitySchemes"), ["accessToken"]);
    let second = named(&documents, "plain/media-2.json");
    assert_eq!(keys(second, "/components/schemas"), ["Upload"]);
    assert_eq!(keys(second, "/components/responses"), [""; 0]);
    // What the document asks for is defined, even if every operation asks for something else.
    assert_eq!(
        keys(second, "/components/securitySchemes"),
        ["accessToken", "uploadToken"]
    );
}

#[test]
fn what_the_platform_calls_is_a_document_of_its_own() {
    let documents = rendered();
    let inbound = named(&documents, "plain/media-inbound.json");
    assert_eq!(calls(inbound), ["POST /hook"]);
    assert_eq!(keys(inbound, "/x-webhook-fields"), ["news"]);
    assert_eq!(keys(inbound, "/components/schemas"), ["State", "News"]);
    assert_eq!(inbound.value.pointer("/servers/0/url").unwrap(), "/");
    // Path items, as tools expect them.
    let body = inbound.value.pointer("/x-webhooks/news/post/requestBody");
    let at = "/content/application~1json/schema/properties/entry/items/properties/changes/items/properties";
    let change = body.unwrap().pointer(at).unwrap();
    assert_eq!(change["field"]["enum"], json!(["news"]));
    assert_eq!(change["value"]["$ref"], "#/components/schemas/News");
    let newer = named(&documents, "3.1/media-inbound.json");
    assert_eq!(keys(newer, "/webhooks"), ["news"]);
    assert!(
        named(&documents, "plain/media.json")
            .value
            .get(WEBHOOKS)
            .is_none()
    );
}

#[test]
fn all_families_fit_in_one_document() {
    let documents = rendered();
    let combined = named(&documents, "combined.json");
    assert_eq!(
        calls(combined),
        [
            "GET /{flow_id}#get_flow",
            "GET /{waba_id}/flows",
            "GET /{media_id}#get_media",
            "POST /{upload_id}#start_upload",
            "GET /{upload_id}#get_upload",
            "GET /{media_id}#preview_media",
            "GET /{media_id}/owner",
            "POST /hook",
        ]
    );
    // `State` differs, and so does `Media`, which reads the same and uses it.
    assert_eq!(
        keys(combined, "/components/schemas"),
        [
            "Flow",
            "FlowsMedia",
            "FlowsState",
            "MediaMedia",
            "MediaState",
            "News",
            "Upload"
        ]
    );
    let target = |pointer: &str| combined.value.pointer(pointer).unwrap();
    assert_eq!(
        target("/components/schemas/FlowsMedia/properties/state/$ref"),
        "#/components/schemas/FlowsState"
    );
    assert_eq!(
        target("/x-webhook-fields/news/value/$ref"),
        "#/components/schemas/News"
    );
    assert_eq!(
        keys(combined, "/components/securitySchemes"),
        ["accessToken", "uploadToken"]
    );
}

#[test]
fn composed_unions_have_no_discriminator() {
    let mut document = json!({"components": {"schemas": {
        "Message": {"allOf": [{"$ref": "#/components/schemas/Options"}, {"$ref": "#/components/schemas/Content"}]},
        "Options": {"type": "object", "properties": {"content": {"$ref": "#/components/schemas/Other"}}},
        "Content": {"oneOf": [], "discriminator": {"propertyName": "type"}},
        "Other": {"oneOf": [], "discriminator": {"propertyName": "type"}},
    }}});
    composition::compose(&mut document);
    let schemas = &document["components"]["schemas"];
    assert_eq!(
        schemas["Content"],
        json!({"oneOf": [], "x-discriminator": {"propertyName": "type"}})
    );
    assert_eq!(schemas["Other"]["discriminator"]["propertyName"], "type");
}

#[test]
fn documents_introduce_themselves() {
    let about = About {
        introduction: "Tokens of {{version}}.\n".to_owned(),
        codes: Vec::new(),
    };
    let documents = render(&[bundled("flows", FLOWS), bundled("media", MEDIA)], &about);
    let info = |file: &str| named(&documents, file).value["info"].clone();
    assert_eq!(
        info("plain/media.json")["description"],
        "Files.\n\nTokens of v24.0.\n"
    );
    assert_eq!(
        info("plain/media.json")["license"]["name"],
        "MIT OR Apache-2.0"
    );
    assert_eq!(
        info("3.1/media.json")["license"]["identifier"],
        "MIT OR Apache-2.0"
    );
    assert!(info("combined.json")["contact"]["url"].is_string());
    assert_eq!(
        named(&documents, "combined.json").value["x-tagGroups"],
        json!([{"name": "Messaging", "tags": ["media", "flows"]}, {"name": "More", "tags": ["own"]}])
    );
    assert_eq!(
        named(&documents, "plain/flows.json")
            .value
            .pointer("/tags/0/x-displayName"),
        Some(&json!("Flows"))
    );
}

#[test]
fn another_host_stays_with_its_operations() {
    let other = FLOWS
        .replace(
            "security:",
            "servers: [{url: 'https://example.org/v24.0'}]\nsecurity:",
        )
        .replace(
            "{operationId: list_flows}",
            "{operationId: list_flows, servers: [{url: 'https://example.com'}]}",
        );
    let documents = render(
        &[bundled("media", MEDIA), bundled("flows", &other)],
        &About::default(),
    );
    let combined = &named(&documents, "combined.json").value;
    assert_eq!(
        combined["servers"][0]["url"],
        "https://graph.facebook.com/v24.0"
    );
    let server = |path: &str| combined.pointer(&format!("/paths/{path}/get/servers/0/url"));
    assert_eq!(
        server("~1{flow_id}#get_flow"),
        Some(&json!("https://example.org/v24.0"))
    );
    assert_eq!(
        server("~1{waba_id}~1flows"),
        Some(&json!("https://example.com"))
    );
    assert_eq!(server("~1{media_id}#get_media"), None);
    let plain = named(&documents, "plain/flows.json");
    let kept = plain
        .value
        .pointer("/paths/~1{waba_id}~1flows/get/servers/0/url");
    assert_eq!(kept, Some(&json!("https://example.com")));
}

#[test]
fn unions_that_are_described_are_referred_to() {
    let mut document = json!({"components": {"schemas": {
        "Setting": {"type": "object", "properties": {
            "gateway": {"description": "Gateway.", "allOf": [{"$ref": "#/components/schemas/Gateway"}]},
            "id": {"description": "Id.", "allOf": [{"$ref": "#/components/schemas/Id"}]},
        }},
        "Gateway": {"oneOf": [], "discriminator": {"propertyName": "type"}},
        "Id": {"type": "string"},
    }}});
    composition::refer(&mut document);
    let properties = &document["components"]["schemas"]["Setting"]["properties"];
    assert_eq!(
        properties["gateway"],
        json!({"$ref": "#/components/schemas/Gateway"})
    );
    assert_eq!(properties["id"]["description"], "Id.");
}

#[test]
fn lists_in_forms_are_json() {
    let documents = rendered();
    let second = named(&documents, "plain/media-2.json");
    let at =
        "/paths/~1{upload_id}/post/requestBody/content/application~1x-www-form-urlencoded/encoding";
    assert_eq!(
        second.value.pointer(at).unwrap(),
        &json!({"tasks": {"contentType": "application/json"}})
    );
}

#[test]
fn lists_of_json_in_queries_have_a_media_type() {
    let list = json!({"type": "array", "items": {"type": "string"}});
    let mut document = json!({"paths": {"/a": {"get": {"parameters": [
        {"name": "ids", "in": "query", "style": "form", "explode": false, "x-json": true, "schema": list},
        {"name": "fields", "in": "query", "style": "form", "explode": false, "schema": list},
    ]}}}});
    let commas = document["paths"]["/a"]["get"]["parameters"][1].clone();
    encoding::parameters(&mut document);
    assert_eq!(
        document["paths"]["/a"]["get"]["parameters"],
        json!([{"name": "ids", "in": "query", "content": {"application/json": {"schema": list}}}, commas])
    );
}

#[test]
fn writing_is_repeatable_and_deletes_only_its_own() {
    let (root, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let read = |file: &str| fs::read_to_string(folder.path().join(file)).ok();
    let documents = rendered();
    let first = write(root.path(), &documents, folder.path()).unwrap();
    assert_eq!((first.files, first.deleted.len()), (20, 0));
    let before = read("index.json").unwrap();
    assert!(before.contains("\"path\": \"/{upload_id}\""));
    assert!(read("README.md").unwrap().contains("`receive_news`"));
    assert!(
        read("plain/media.json")
            .unwrap()
            .starts_with("{\n  \"x-generated\"")
    );

    fs::write(folder.path().join("plain/mine.json"), "{}").unwrap();
    let fewer: Vec<Document> = documents
        .iter()
        .filter(|document| document.file != "plain/media-3.json")
        .cloned()
        .collect();
    let second = write(root.path(), &fewer, folder.path()).unwrap();
    assert_eq!(second.deleted, ["plain/media-3.json"]);
    assert!(read("plain/media-3.json").is_none() && read("plain/mine.json").is_some());

    write(root.path(), &documents, folder.path()).unwrap();
    assert_eq!(read("index.json").unwrap(), before);
}

#[test]
fn error_codes_are_listed_next_to_the_documents() {
    let (root, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fs::create_dir_all(root.path().join("spec/common")).unwrap();
    let table = "code\tsubcode\tname\tclass\trepeat\twait\thttp\teffect\tscope\tautomatic\tverified\tsource\ttitle\thelp\n\
                 100\t33\tOBJECT_NOT_FOUND\tnot_found\tnever\t-\t400\trefused\t-\t-\tno\tseed:1\tIt does not exist\t-\n\
                 131056\t-\tPAIR_RATE\trate_limit\tlater\t6\t400\trefused\tpair\tyes\tyes\tseed:1\tToo many\tWait\n";
    fs::write(root.path().join("spec/common/errors.tsv"), table).unwrap();
    let written = write(root.path(), &[], folder.path()).unwrap();
    assert_eq!(written.files, 4);
    let read = |file: &str| fs::read_to_string(folder.path().join(file)).unwrap();
    let list: Value = serde_json::from_str(&read("errors.json")).unwrap();
    assert_eq!(
        list["codes"],
        json!([
            {"code": 100, "subcode": 33, "name": "OBJECT_NOT_FOUND", "title": "It does not exist", "class": "not_found", "repeat": "never",
             "httpStatus": 400, "effect": "refused", "automatic": false, "verified": false},
            {"code": 131_056, "name": "PAIR_RATE", "title": "Too many", "class": "rate_limit", "repeat": "later", "waitSeconds": 6,
             "httpStatus": 400, "effect": "refused", "limitScope": "pair", "help": "Wait", "automatic": true, "verified": true},
        ])
    );
    let page = read("errors.md");
    assert!(
        page.contains(
            "| 131056 |  | `PAIR_RATE` | 400 | rate_limit | later, 6 s | Too many. Wait. |\n"
        ),
        "{page}"
    );
}

#[test]
fn the_code_of_an_error_names_the_list() {
    let mut document = json!({"components": {"schemas": {"GraphError": {"properties": {"code": {"description": "Error code."}}}}}});
    codes::mention(&mut document, &[]);
    assert_eq!(
        document["components"]["schemas"]["GraphError"]["properties"]["code"]["description"],
        "Error code. `errors.json` of this bundle lists the known ones with their subcodes."
    );
}

#[test]
fn a_list_of_others_deletes_nothing() {
    for file in [
        "../outside.json",
        "plain/../../outside.json",
        "plain/",
        "notes.json",
        "/etc/hosts",
        "plain/a/b.json",
    ] {
        assert!(!is_ours(file), "{file}");
    }
    assert!(
        is_ours("plain/phone-numbers-2.json")
            && is_ours("families/media.json")
            && is_ours("3.1/media.json")
    );
}
