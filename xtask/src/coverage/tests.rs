use super::*;
use crate::bundle::bundle;

const MESSAGES: &str = "openapi: 3.0.3
info: {title: Messages}
paths:
  /{phone_number_id}/messages:
    post:
      operationId: send_message
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Message'}}}}
  /{phone_number_id}/messages#mark_as_read:
    post: {operationId: mark_as_read}
components:
  schemas:
    Message: {type: object}
";

fn workspace(files: &[(&str, &str)]) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    let defaults = [
        ("spec/graph-version", "v24.0\n"),
        ("spec/messages/openapi.yaml", MESSAGES),
        (
            "spec/messages/examples/send_message.request.text.json",
            "{}",
        ),
        (
            "spec/coverage/operations.tsv",
            "family\toperation_id\tmethod\tpath\n\
             messages\tsend_message\tPOST\t/{phone_number_id}/messages?kind=any\n\
             phone-numbers\tget_phone_number\tGET\t/{phone_number_id}\n",
        ),
        ("spec/messages/examples/transport/signature.json", "{}"),
        (
            "spec/coverage/message_kinds.tsv",
            "family\tkind\tpart\tschema\texample\n\
             messages\ttext\t\tMessage\tsend_message.request.text\n\
             messages\tinteractive\tflow\n\
             messages\ttemplate\tbody\t\tsend_message.request.text\n",
        ),
        (
            "spec/coverage/webhooks.tsv",
            "family\tkind\tpart\tschema\texample\nwebhooks\tmessages\ttext\n\
             messages\t(envelope)\tsignature\t\ttransport/signature.json\n",
        ),
        (
            "spec/coverage/floor.tsv",
            "family\toperations\tmessage_kinds\ttemplate_components\twebhooks\nmessages\t1\t1\t\t\n",
        ),
    ];
    for (file, text) in defaults.iter().chain(files) {
        let path = root.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    root
}

fn measured(files: &[(&str, &str)]) -> Coverage {
    let root = workspace(files);
    let bundled = bundle(root.path(), &Family::new(root.path(), "messages")).unwrap();
    measure(root.path(), &[bundled], &root.path().join("facts")).unwrap()
}

#[test]
fn rows_are_counted_by_family_and_subject() {
    let coverage = measured(&[]);
    insta::assert_snapshot!(coverage, @r"
    family                      operations       message kinds template components            webhooks
    messages                           1/1                 1/2                 1/1                 1/1
    phone-numbers                      0/1                   -                   -                   -
    webhooks                             -                   -                   -                 0/1
    all                                1/2                 1/2                 1/1                 1/2
    ");
    assert_eq!(coverage.extras, ["messages: mark_as_read"]);
    assert_eq!(
        coverage.missing(false),
        ["messages: message kinds: interactive: flow"]
    );
    assert_eq!(coverage.missing(true).len(), 3);
    assert_eq!(coverage.findings, Diagnostics::new());
}

#[test]
fn promises_are_kept() {
    let coverage = measured(&[
        (
            "spec/coverage/floor.tsv",
            "family\toperations\tmessage_kinds\ttemplate_components\twebhooks\nmessages\t2\tmany\t\t\nflows\t3\nmarketing\t1\n",
        ),
        (
            "spec/coverage/operations.tsv",
            "family\toperation_id\tmethod\tpath\nmessages\tsend_message\tPUT\t/{phone_number_id}/messages\n",
        ),
        (
            "spec/coverage/webhooks.tsv",
            "family\tkind\tpart\tschema\texample\nmessages\ttext\t\tTextMessage\tsend_message.request.fax transport/fax.json\n",
        ),
        (
            "facts/operations.tsv",
            "family\toperation_id\tmethod\tpath\nqr_codes\tlist_qr_codes\tGET\t/{phone_number_id}/message_qrdls\n",
        ),
        (
            "facts/message_types.tsv",
            "type\tinteractive_subtype_or_template_component\ntext\t\nfax\t\n",
        ),
        ("crates/whatsapp-business-flows/Cargo.toml", ""),
        ("facts/webhooks.tsv", "field\tvalue_kind_or_event\ntext\t\n"),
    ]);
    insta::assert_snapshot!(coverage.findings, @r"
    spec/coverage/floor.tsv:2: error[coverage-floor]: `many` is not a count
    spec/coverage/floor.tsv:2: error[coverage-floor]: messages has 0 operations, and had 2
    spec/coverage/floor.tsv:3: error[coverage-floor]: flows has 0 operations, and had 3
    spec/coverage/message_kinds.tsv: error[coverage-facts]: the fact sheet has `fax`, and this list has not
    spec/coverage/operations.tsv: error[coverage-facts]: the fact sheet has `list_qr_codes GET /{}/message_qrdls`, and this list has not
    spec/coverage/operations.tsv:2: error[coverage-operation]: `send_message` is PUT /{phone_number_id}/messages here and POST /{phone_number_id}/messages in the document
    spec/coverage/webhooks.tsv:2: error[coverage-shape]: there is no example `send_message.request.fax` in messages
    spec/coverage/webhooks.tsv:2: error[coverage-shape]: there is no example `transport/fax.json` in messages
    spec/coverage/webhooks.tsv:2: error[coverage-shape]: there is no schema `TextMessage` in messages
    ");
}
