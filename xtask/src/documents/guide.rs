//! The page for people that goes with the documents.

use super::{Document, Role};

const HEAD: &str = "# OpenAPI documents of the WhatsApp Business Platform

OpenAPI 3.0.3 and 3.1, self-contained, generated from the specification by `cargo xtask bundle`. JSON is YAML, too: tools that ask for
YAML read these files. `index.json` lists documents and operations for programs.

| you want to | take |
|---|---|
| generate a client, run a mock server | `plain/<family>.json`, and its parts `plain/<family>-2.json` and so on |
| validate or invent requests | `strict/<family>.json`, with the same parts |
| receive webhooks: types, or a server | `plain/webhooks-inbound.json` |
| read, search, show documentation | `3.1/combined.json` or `combined.json`; `families/<family>.json` for one family |
| use OpenAPI 3.1 | `3.1/`, with the names of `plain/` |
| know what an error code means | `errors.json`, or `errors.md` to read |

Graph puts every node at `/{id}`, and OpenAPI forbids paths that differ only in the name of a parameter. So `combined.json` and
`families/` add `#` and an operation id to such paths. The suffix is never sent, and tools do not know that: they would send it, encode
it, or cut off the query behind it. In `plain/` no path has a suffix; where paths collide, a family has several documents, and each
operation is in exactly one of them. They share server, security and names of schemas.

- The version is in the server URL, the token goes into the header `Authorization: Bearer`.
- What is received is open: expect values that an enumeration does not list, properties that no schema names, and `null` for absence.
- Unions in `strict/` are those of the specification. Most generators and pages fail on an `allOf` that holds a `oneOf`, and on a union of
  unions, so all other documents have neither: a union without a tag is one object of optional properties, and a description says which of
  them belong together; each union with a tag has a discriminator, and its variants are objects.
- `additionalProperties: false` is on objects that only JSON requests have, except parts of an `allOf`.
- `fields` of `strict/` is an enumeration; elsewhere the known names are `x-extensible-enum`, because the platform also takes expansions
  such as `events{delivery_status}`.
- Enumeration values have `x-enum-descriptions` and `x-enum-varnames`, lists in the order of `enum`, and `x-enumDescriptions`, a map.
- `3.1/` has `webhooks`, `const`, `examples`, descriptions next to references, and `null` among the types of received properties. The other
  documents have the webhooks as path items in `x-webhooks`, and as sent, with examples in every spelling, in `x-webhook-fields`.
- `download_media` takes a whole URL as it came, not as a segment of a path.
- `errors.json` lists the error codes: `name`, `title` and `help` for people; `class`, `repeat` (`never`, `later`, `now`), `waitSeconds`,
  `effect` (`refused`: nothing happened; `unknown`: it may have), `limitScope` and `automatic` for what a client does next. A row without
  `subcode` is for all subcodes that have no row. `httpStatus` is the documented one, and responses may have another.
- `x-` extensions say what OpenAPI cannot, such as `x-permissions` and `x-paging`. They can be ignored.
";

/// The page.
pub(super) fn page(documents: &[Document]) -> String {
    let mut page = HEAD.to_owned();
    page.push_str("\n## Documents in plain/\n\n| document | operations |\n|---|---|\n");
    for document in documents {
        if matches!(document.role, Role::Plain | Role::Inbound) {
            let operations: Vec<String> = document
                .operations()
                .map(|operation| format!("`{}`", operation.id))
                .collect();
            let operations = operations.join(", ");
            page.push_str(&format!("| [{0}]({0}) | {operations} |\n", document.file));
        }
    }
    page
}
