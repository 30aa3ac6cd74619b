//! Unions without a tag whose variants overlap: a value with the properties of one may look like another, too. `oneOf` would refuse it.

use serde_json::Value;

use crate::walk::Kind;

use super::rewrite::each;

/// Turns `oneOf` of untagged unions into `anyOf`.
pub(super) fn allow(document: &mut Value) {
    each(Kind::Root, document, &mut |kind, node| {
        let is_untagged = node.get("x-untagged") == Some(&Value::Bool(true));
        if kind == Kind::Schema
            && is_untagged
            && let Some(union) = node.as_object_mut()
            && let Some(variants) = union.shift_remove("oneOf")
        {
            union.insert("anyOf".to_owned(), variants);
        }
    });
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
