use super::*;

/// A workspace with these files, and the family `media` in it.
fn workspace(files: &[(&str, &str)]) -> (tempfile::TempDir, Family) {
    let root = tempfile::tempdir().unwrap();
    let defaults = [
        ("spec/graph-version", "v24.0\n"),
        (
            "spec/common/ids.yaml",
            "MediaId:\n  type: string\nPhone:\n  type: string\n",
        ),
        (
            "spec/common/parameters.yaml",
            "MediaId:\n  name: media_id\n  in: path\n  required: true\n  schema:\n    $ref: ids.yaml#/MediaId\n",
        ),
        (
            "spec/common/responses.yaml",
            "GraphError:\n  description: failed\n  content:\n    application/json:\n      schema: {$ref: 'error.yaml#/Error'}\n",
        ),
        (
            "spec/common/error.yaml",
            "Error:\n  type: object\n  properties:\n    cause: {$ref: '#/Error'}\n",
        ),
    ];
    for (file, text) in defaults.iter().chain(files) {
        let path = root.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let family = Family::new(root.path(), "media");
    (root, family)
}

const MEDIA: &str = "openapi: 3.0.3
info: {title: Media}
paths:
  /{media_id}:
    get:
      operationId: get_media
      parameters:
        - $ref: '../common/parameters.yaml#/MediaId'
      responses:
        '200':
          description: found
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Media'}
        4XX: {$ref: '../common/responses.yaml#/GraphError'}
components:
  schemas:
    Media:
      type: object
      properties:
        id: {$ref: '../common/ids.yaml#/MediaId'}
";

#[test]
fn shared_components_are_copied_when_they_are_used() {
    let (root, family) = workspace(&[("spec/media/openapi.yaml", MEDIA)]);
    let bundled = bundle(root.path(), &family).unwrap();
    let names = |section: &str| -> Vec<String> {
        let all = bundled
            .document
            .pointer(&format!("/components/{section}"))
            .unwrap();
        all.as_object().unwrap().keys().cloned().collect()
    };
    assert_eq!(names("schemas"), ["Media", "Error", "MediaId"]);
    assert_eq!(names("parameters"), ["MediaId"]);
    assert_eq!(names("responses"), ["GraphError"]);
    let at = |pointer: &str| bundled.document.pointer(pointer).unwrap();
    assert_eq!(
        at("/components/schemas/MediaId/x-common"),
        "common/ids.yaml"
    );
    assert_eq!(
        at("/components/schemas/Error/properties/cause/$ref"),
        "#/components/schemas/Error"
    );
    assert_eq!(
        at("/components/schemas/Media/properties/id/$ref"),
        "#/components/schemas/MediaId"
    );
    assert_eq!(at("/info/version"), "v24.0");
    assert_eq!(at("/servers/0/url"), "https://graph.facebook.com/v24.0");
    let place = bundled.origin("/components/schemas/Error/properties/cause/$ref");
    assert_eq!(
        (place.file.as_str(), place.line, place.pointer.as_str()),
        ("spec/common/error.yaml", 4, "/Error/properties/cause/$ref")
    );
    assert_eq!(bundled, bundle(root.path(), &family).unwrap());
}

#[test]
fn examples_are_attached_by_their_names() {
    let (root, family) = workspace(&[
        ("spec/media/openapi.yaml", MEDIA),
        (
            "spec/media/examples/get_media.response.found_it.json",
            "{\"id\": \"1\"}",
        ),
        ("spec/media/examples/get_media.error.expired.json", "{}"),
    ]);
    let bundled = bundle(root.path(), &family).unwrap();
    let found = bundled.document.pointer(
        "/paths/~1{media_id}/get/responses/200/content/application~1json/examples/found_it",
    );
    assert_eq!(
        found,
        Some(&json!({"summary": "Found it", "value": {"id": "1"}}))
    );
    let failed = bundled
        .document
        .pointer("/paths/~1{media_id}/get/responses/4XX")
        .unwrap();
    assert_eq!(failed["x-common"], "common/responses.yaml");
    assert_eq!(
        failed["content"]["application/json"]["examples"]["expired"]["value"],
        json!({})
    );
    let names: Vec<String> = bundled.examples.iter().map(Example::name).collect();
    assert_eq!(
        names,
        ["get_media.error.expired", "get_media.response.found_it"]
    );
    let place = bundled.origin(&format!(
        "{}/examples/found_it/value/id",
        bundled.examples[1].media_type
    ));
    assert_eq!(
        place.file,
        "spec/media/examples/get_media.response.found_it.json"
    );
}

const NEWS: &str = "openapi: 3.0.3
info: {title: News}
paths: {}
x-webhooks:
  media_update:
    summary: Files
    value: {$ref: '#/components/schemas/MediaValue'}
components:
  schemas:
    MediaValue:
      type: object
      properties:
        id: {$ref: '../common/ids.yaml#/MediaId'}
";

#[test]
fn webhooks_have_values_and_examples() {
    let (root, family) = workspace(&[
        ("spec/media/openapi.yaml", NEWS),
        (
            "spec/media/examples/media_update.webhook.gone.json",
            "{\"entry\":\n[]}",
        ),
        ("spec/media/examples/transport/signature.json", "no example"),
    ]);
    let bundled = bundle(root.path(), &family).unwrap();
    let webhook = bundled.document.pointer("/x-webhooks/media_update");
    assert_eq!(
        webhook,
        Some(&json!({
            "summary": "Files",
            "value": {"$ref": "#/components/schemas/MediaValue"},
            "examples": {"gone": {"summary": "Gone", "value": {"entry": []}}},
        }))
    );
    assert!(bundled.target("#/components/schemas/MediaId").is_some());
    let [example] = bundled.examples.as_slice() else {
        panic!("{:?}", bundled.examples);
    };
    assert_eq!(example.name(), "media_update.webhook.gone");
    assert_eq!(example.direction, Direction::Webhook);
    assert_eq!(example.media_type, "/x-webhooks/media_update");
    let place = bundled.origin("/x-webhooks/media_update/examples/gone/value/entry");
    assert_eq!(
        (place.file.as_str(), place.line),
        ("spec/media/examples/media_update.webhook.gone.json", 1)
    );
}

#[test]
fn expansions_use_schemas() {
    let expanding = MEDIA.replace(
        "        - $ref: '../common/parameters.yaml#/MediaId'\n",
        "        - {name: fields, in: query, x-expansion: {field: preview, of: {$ref: '../common/ids.yaml#/Phone'}}}\n",
    );
    let (root, family) = workspace(&[("spec/media/openapi.yaml", &expanding)]);
    let bundled = bundle(root.path(), &family).unwrap();
    let target = bundled
        .document
        .pointer("/paths/~1{media_id}/get/parameters/0/x-expansion/of/$ref");
    assert_eq!(target, Some(&json!("#/components/schemas/Phone")));
    assert!(bundled.target("#/components/schemas/Phone").is_some());
}

fn findings(files: &[(&str, &str)]) -> String {
    let (root, family) = workspace(files);
    bundle(root.path(), &family).unwrap_err().to_string()
}

#[test]
fn examples_of_nothing_are_found() {
    let text = findings(&[
        ("spec/media/openapi.yaml", MEDIA),
        ("spec/media/examples/get_medium.response.a.json", "{}"),
        ("spec/media/examples/get_media.request.a.json", "{}"),
        ("spec/media/examples/get_media.json", "{}"),
        ("spec/media/examples/get_media.webhook.a.json", "{}"),
        (
            "spec/media/examples/get_media.response.broken.json",
            "{\n\"a\"}",
        ),
    ]);
    insta::assert_snapshot!(text, @r"
    spec/media/examples/get_media.json: error[example-name]: the name has another form
        help: examples are named <operationId>.<request|response|error>.<variant>.json or <field>.webhook.<variant>.json
    spec/media/examples/get_media.request.a.json: error[example-name]: `get_media` has no request body
    spec/media/examples/get_media.response.broken.json:2:4: error[broken-json]: not valid JSON: expected `:` at line 2 column 4
    spec/media/examples/get_media.webhook.a.json: error[example-name]: there is no webhook `get_media`
    spec/media/examples/get_medium.response.a.json: error[example-name]: there is no operation `get_medium`
        help: did you mean `get_media`?
    ");
}

#[test]
fn references_lead_somewhere() {
    let schemas = "openapi: 3.0.3
info: {title: Media, version: v23.0}
servers: [{url: 'https://graph.facebook.com/{v}', variables: {v: {default: v24.0}}}, {url: 'https://graph.facebook.com'}]
paths: {}
components:
  schemas:
    Media:
      properties:
        a: {$ref: '#/components/schemas/Mediae'}
        b: {$ref: '../common/ids.yaml#/MediaID'}
        c: {$ref: '../common/missing.yaml#/A'}
        d: {$ref: '../flows/openapi.yaml#/components/schemas/A'}
        e: {$ref: '../common/ids.yaml'}
        f: {$ref: '#/Media'}
        g: {$ref: '../common/ids.yaml#/Phone'}
    Phone:
      discriminator:
        propertyName: type
        mapping: {a: '#/components/schemas/Nowhere'}
";
    insta::assert_snapshot!(findings(&[("spec/media/openapi.yaml", schemas)]), @r"
    spec/common/missing.yaml: error[unreadable-file]: cannot read the file: No such file or directory (os error 2)
    spec/media/openapi.yaml:2:31: error[graph-version]: `v23.0` is not the version of spec/graph-version, v24.0  (at /info/version)
    spec/media/openapi.yaml:3:86: error[graph-version]: `https://graph.facebook.com` is not the version of spec/graph-version, v24.0  (at /servers/1)
    spec/media/openapi.yaml:9:19: error[unresolved-ref]: `#/components/schemas/Mediae` names nothing  (at /components/schemas/Media/properties/a/$ref)
        help: did you mean `Media`?
    spec/media/openapi.yaml:10:19: error[unresolved-ref]: `../common/ids.yaml#/MediaID` names nothing  (at /components/schemas/Media/properties/b/$ref)
        help: did you mean `MediaId`?
    spec/media/openapi.yaml:11:19: error[unresolved-ref]: `../common/missing.yaml#/A` points to spec/common/missing.yaml, which cannot be read  (at /components/schemas/Media/properties/c/$ref)
    spec/media/openapi.yaml:12:19: error[ref-form]: `../flows/openapi.yaml#/components/schemas/A` does not name a component; expected the form `../common/<file>.yaml#/Name`  (at /components/schemas/Media/properties/d/$ref)
    spec/media/openapi.yaml:13:19: error[ref-form]: `../common/ids.yaml` has no `#` part; a whole file is not a component  (at /components/schemas/Media/properties/e/$ref)
    spec/media/openapi.yaml:14:19: error[ref-form]: `#/Media` does not name a component; expected the form `#/components/schemas/Name`  (at /components/schemas/Media/properties/f/$ref)
    spec/media/openapi.yaml:15:19: error[name-clash]: `Phone` of spec/common/ids.yaml has the same name as the family's own  (at /components/schemas/Media/properties/g/$ref)
        help: rename the family's own
    spec/media/openapi.yaml:19:22: error[unresolved-ref]: `#/components/schemas/Nowhere` names nothing  (at /components/schemas/Phone/discriminator/mapping/a)
    ");
}
