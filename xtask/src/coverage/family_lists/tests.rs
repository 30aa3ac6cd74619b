use super::*;

fn families() -> [Family; 2] {
    ["media", "qr-codes"].map(|name| Family::new(Path::new(""), name))
}

/// Findings of the list of that number, for a file that begins with its first line.
fn findings(number: usize, rest: &str) -> String {
    let list = &LISTS[number];
    let mut findings = Diagnostics::new();
    let text = format!("{}\n{rest}", list.from);
    compare(list, &text, &families(), &mut findings);
    findings.to_string()
}

#[test]
fn every_list_accepts_the_lines_that_it_suggests() {
    for (number, list) in LISTS.iter().enumerate() {
        let lines: Vec<String> = families().iter().map(list.line).collect();
        let text = format!("{} sends\n{}\n{}\n", lines[0], lines[1], list.to);
        assert_eq!(findings(number, &text), "", "{}", list.file);
    }
}

#[test]
fn a_line_matches_the_specification() {
    let text = "\
    media, \"media\", whatsapp_business_files;
    qr_codes, \"qr-codes\", whatsapp_business_qr_codes;
}
    fax, \"fax\", whatsapp_business_fax;
";
    insta::assert_snapshot!(findings(0, text), @r#"
    crates/whatsapp-business/src/lib.rs:2: error[family-lists]: the line does not match spec/media
        help: begin the line with `media, "media", whatsapp_business_media;`
    "#);
}

#[test]
fn a_list_has_every_family_once_and_no_other() {
    let text = "    \"fax\",\n    \"media\",\n    \"media\",\n]\n";
    insta::assert_snapshot!(findings(2, text), @r#"
    crates/whatsapp-business/Cargo.toml:1: error[family-lists]: `qr-codes` is missing from this list
        help: add a line `"qr-codes",`
    crates/whatsapp-business/Cargo.toml:2: error[family-lists]: there is no spec/fax/openapi.yaml
        help: remove the line
    crates/whatsapp-business/Cargo.toml:4: error[family-lists]: `media` is listed twice
        help: remove the line
    "#);
}

#[test]
fn crates_that_are_no_families_are_accepted() {
    let text = "\
serde.workspace = true
whatsapp-business = { workspace = true }
whatsapp-business-core.workspace = true
whatsapp-business-media = { workspace = true, optional = true }
whatsapp-business-simulator = { workspace = true, optional = true }
whatsapp-business-qr-codes = { workspace = true, optional = true }
";
    assert_eq!(findings(3, text), "");
}

#[test]
fn a_file_without_its_list_is_a_finding() {
    let mut findings = Diagnostics::new();
    compare(&LISTS[0], "pub struct Client;", &families(), &mut findings);
    insta::assert_snapshot!(findings, @r"
    crates/whatsapp-business/src/lib.rs: error[family-lists]: the list of families is missing
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
