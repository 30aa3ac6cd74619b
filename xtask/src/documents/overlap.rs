//! Unions without a tag whose variants overlap: a value with the properties of one may look like another, too. `oneOf` would refuse it.

use serde_json::Value;

use crate::walk::{self, Kind};

/// Turns `oneOf` of untagged unions into `anyOf`.
pub(super) fn allow(document: &mut Value) {
    let mut unions: Vec<String> = Vec::new();
    walk::walk(Kind::Root, document, "", &mut |kind, node, at| {
        let is_untagged = node.get("x-untagged") == Some(&Value::Bool(true));
        if kind == Kind::Schema && is_untagged && node.get("oneOf").is_some() {
            unions.push(at.to_owned());
        }
        true
    });
    for pointer in unions {
        if let Some(union) = document
            .pointer_mut(&pointer)
            .and_then(Value::as_object_mut)
        {
            let renamed = std::mem::take(union).into_iter().map(|(key, value)| {
                let key = if key == "oneOf" {
                    "anyOf".to_owned()
                } else {
                    key
                };
                (key, value)
            });
            *union = renamed.collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_unions_without_a_tag_change() {
        let untagged =
            |key: &str| json!({"x-untagged": true, key: [{"$ref": "#/components/schemas/A"}]});
        let tagged = json!({"oneOf": [{"$ref": "#/components/schemas/A"}], "discriminator": {"propertyName": "type"}});
        let document = |key: &str| json!({"components": {"schemas": {"A": {"type": "object"}, "B": untagged(key), "C": tagged}}});
        let mut changed = document("oneOf");
        allow(&mut changed);
        assert_eq!(changed, document("anyOf"));
    }
}
