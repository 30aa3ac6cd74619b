use super::*;
use serde_json::json;

#[test]
fn nodes_know_their_places_and_mappings_their_order() {
    let text = "b: 1\na:\n  - x: 'yes'\n  - [1, 2.5,\n     null]\nmulti/line: >\n  folded\n  text\n'200': true\n";
    let document = parse_yaml("a.yaml", text).unwrap();
    assert_eq!(
        document.value,
        json!({"b": 1, "a": [{"x": "yes"}, [1, 2.5, null]], "multi/line": "folded text\n", "200": true})
    );
    assert_eq!(
        document
            .value
            .as_object()
            .unwrap()
            .keys()
            .collect::<Vec<_>>(),
        ["b", "a", "multi/line", "200"]
    );
    let line = |pointer: &str| document.marks.get(pointer).map(|mark| mark.line);
    assert_eq!(line("/b"), Some(1));
    assert_eq!(line("/a"), Some(2));
    assert_eq!(line("/a/0"), Some(3));
    assert_eq!(line("/a/1/2"), Some(5));
    assert_eq!(line("/multi~1line"), Some(6));
    assert_eq!(line("/200"), Some(9));
    let place = |pointer: &str| {
        let place = document.place(pointer);
        (place.line, place.column, place.width)
    };
    assert_eq!(place("/a/0/missing/deeper"), (3, 5, 0));
    assert_eq!(place("/a/0/x"), (3, 8, 5), "a scalar is its value");
    assert_eq!(place("/a"), (2, 1, 1), "anything else is its key");
    assert_eq!(place("/multi~1line"), (6, 1, 10), "a block is its key");
}

fn rules(text: &str) -> Vec<(&'static str, usize)> {
    parse_yaml("a.yaml", text)
        .unwrap_err()
        .iter()
        .map(|f| (f.rule, f.place.line))
        .collect()
}

#[test]
fn what_json_cannot_say_is_refused() {
    assert_eq!(rules("a: 1\nb: 2\na: 3\n"), [("yaml-duplicate-key", 3)]);
    assert_eq!(
        rules("responses:\n  200: {}\n  404: {}\n"),
        [("yaml-key", 2), ("yaml-key", 3)]
    );
    assert_eq!(
        rules("a: &x 1\nb: *x\n"),
        [("yaml-anchor", 1), ("yaml-anchor", 2)]
    );
    assert_eq!(rules("a: !!str 1\n"), [("yaml-tag", 1)]);
    assert_eq!(rules("a: .inf\n"), [("broken-yaml", 1)]);
    assert_eq!(rules("a: 1\n---\nb: 2\n"), [("broken-yaml", 1)]);
}

#[test]
fn broken_yaml_has_its_line() {
    assert_eq!(
        rules("a: 1\nb: [1, 2\nc: 3\n").first().map(|f| f.0),
        Some("broken-yaml")
    );
    assert!(rules("a:\n\tb: 1\n").contains(&("yaml-tab", 2)));
}

#[test]
fn broken_json_has_its_line() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a.json"), "{\n  \"a\": 1,\n}\n").unwrap();
    let findings = json(dir.path(), "a.json").unwrap_err();
    let finding = findings.iter().next().unwrap();
    assert_eq!((finding.rule, finding.place.line), ("broken-json", 3));
}

#[test]
fn tables_have_named_columns() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(
        dir.path().join("a.tsv"),
        "name\treason\nfield\tnot sent\nshort\n\n",
    )
    .unwrap();
    let rows = table(dir.path(), "a.tsv", &["name", "reason"]).unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].1["reason"], "not sent");
    assert_eq!((rows[1].0, rows[1].1["reason"].as_str()), (3, ""));
    assert_eq!(
        table(dir.path(), "a.tsv", &["owner"])
            .unwrap_err()
            .iter()
            .count(),
        1
    );
}
