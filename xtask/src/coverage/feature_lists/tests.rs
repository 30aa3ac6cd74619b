use super::*;

const MANIFEST: &str = r#"
[package]
name = "x"

[features]
default = ["tls", "fax"]
## TLS.
tls = ["client", "dep:tls"]
client = [
    "core/client",
    "other?/client",
]
fax = ["dep:fax"]
full = ["fax"]

[dependencies]
serde = ["none"]
"#;

fn findings(readme: &str) -> String {
    let mut findings = Diagnostics::new();
    compare(
        "README.md",
        readme,
        &Features::read(MANIFEST),
        &mut findings,
    );
    findings.to_string()
}

#[test]
fn tables_together_list_every_feature() {
    let readme = "\
# X

| feature | default | module |
|---|---|---|
| `fax` | yes | `fax` |

| feature | default | meaning |
|---|---|---|
| `tls` | yes | TLS |
| `client` | yes | requests |
| `full` | no | everything |

| `other` | tables | count not |
";
    assert_eq!(findings(readme), "");
    assert_eq!(findings("# No table\n"), "");
}

#[test]
fn every_difference_is_reported() {
    let readme = "\
| feature | default | meaning |
|---|---|---|
| `tls` | no | TLS |
| `full` | no | everything |
| `full` | no | everything |
| `telex` | no | telex |
";
    insta::assert_snapshot!(findings(readme), @r"
    README.md:1: error[feature-lists]: the feature `client` is missing from the table
    README.md:1: error[feature-lists]: the feature `fax` is missing from the table
    README.md:3: error[feature-lists]: the default of `tls` is `yes`
    README.md:5: error[feature-lists]: `full` is listed twice
    README.md:6: error[feature-lists]: the crate has no feature `telex`
    ");
}
