use super::*;

fn entry(name: &str, listed: usize, methods: usize) -> Entry {
    Entry {
        family: Family::new(Path::new(""), name),
        listed,
        methods,
        default: name == "media",
    }
}

fn entries() -> [Entry; 2] {
    [entry("media", 7, 7), entry("qr-codes", 4, 5)]
}

/// Findings of the list of that number, for a file that begins with its first line.
fn findings(number: usize, rest: &str) -> String {
    let list = &LISTS[number];
    let mut findings = Diagnostics::new();
    let text = format!("{}\n{rest}", list.from);
    compare(list, &text, &entries(), &mut findings);
    findings.to_string()
}

#[test]
fn every_list_takes_the_lines_that_it_asks_for() {
    for (number, list) in LISTS.iter().enumerate() {
        let lines: Vec<String> = entries().iter().map(list.line).collect();
        let text = format!("{} sends\n{}\n{}\n", lines[0], lines[1], list.to);
        assert_eq!(findings(number, &text), "", "{}", list.file);
    }
}

#[test]
fn a_line_says_what_the_specification_says() {
    let text = "\
| family | crate | feature | operations | what it does |
|---|---|---|---|---|
| media | [`whatsapp-business-media`](crates/whatsapp-business-media) | `media` | 8 | files |
| qr-codes | [`whatsapp-business-qr-codes`](crates/whatsapp-business-qr-codes) | `qr-codes` | 4 (5) | codes |
<!-- /families -->
| fax | [`whatsapp-business-fax`](crates/whatsapp-business-fax) | `fax` | 1 | not in the list |
";
    insta::assert_snapshot!(findings(0, text), @r"
    README.md:4: error[family-lists]: this is not what spec/media says
        help: begin the line with `| media | [`whatsapp-business-media`](crates/whatsapp-business-media) | `media` | 7 |`
    ");
}

#[test]
fn a_list_has_every_family_once_and_no_other() {
    let text = "    \"fax\",\n    \"media\",\n    \"media\",\n]\n";
    insta::assert_snapshot!(findings(4, text), @r#"
    crates/whatsapp-business/Cargo.toml:1: error[family-lists]: `qr-codes` is not in this list
        help: add a line `"qr-codes",`
    crates/whatsapp-business/Cargo.toml:2: error[family-lists]: there is no spec/fax/openapi.yaml
        help: remove the line
    crates/whatsapp-business/Cargo.toml:4: error[family-lists]: `media` is here twice
        help: remove the line
    "#);
}

#[test]
fn crates_that_are_no_families_may_stand_in_a_list() {
    let text = "\
serde.workspace = true
whatsapp-business = { workspace = true }
whatsapp-business-core.workspace = true
whatsapp-business-media = { workspace = true, optional = true }
whatsapp-business-simulator = { workspace = true, optional = true }
whatsapp-business-qr-codes = { workspace = true, optional = true }
";
    assert_eq!(findings(5, text), "");
}

#[test]
fn a_file_without_its_list_is_a_finding() {
    let mut findings = Diagnostics::new();
    compare(&LISTS[2], "pub struct Client;", &entries(), &mut findings);
    insta::assert_snapshot!(findings, @r"
    crates/whatsapp-business/src/lib.rs: error[family-lists]: the list of the families is not here
        help: it follows a line `families! {`
    ");
}

#[test]
fn the_lists_of_this_workspace_agree() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let coverage = super::super::coverage(root, Path::new("no-such-folder")).unwrap();
    let found: Vec<String> = coverage
        .findings
        .iter()
        .filter(|finding| finding.rule == RULE)
        .map(ToString::to_string)
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}
