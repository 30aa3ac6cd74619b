//! Comparison of JSON documents by their leaves.

use serde_json::Value;

/// The leaves of a document: JSON paths of its text, numbers and booleans. `null` and empty containers hold no data.
#[must_use]
pub fn leaves(value: &Value) -> Vec<(String, &Value)> {
    let mut out = Vec::new();
    collect("$".to_owned(), value, &mut out);
    out
}

/// JSON pointers of the leaves, in the order of [`leaves`].
#[must_use]
pub fn leaf_pointers(value: &Value) -> Vec<String> {
    match value {
        Value::Null => Vec::new(),
        Value::Object(map) => map
            .iter()
            .flat_map(|(name, value)| {
                let name = name.replace('~', "~0").replace('/', "~1");
                below(&name, value)
            })
            .collect(),
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items
                .flat_map(|(index, value)| below(&index.to_string(), value))
                .collect()
        }
        _ => vec![String::new()],
    }
}

fn below(step: &str, value: &Value) -> Vec<String> {
    let pointers = leaf_pointers(value).into_iter();
    pointers
        .map(|pointer| format!("/{step}{pointer}"))
        .collect()
}

/// JSON pointers of a document and of everything in it.
#[must_use]
pub fn pointers(value: &Value) -> Vec<String> {
    let mut out = Vec::new();
    let mut todo = vec![(String::new(), value)];
    while let Some((pointer, value)) = todo.pop() {
        match value {
            Value::Object(map) => {
                todo.extend(map.iter().map(|(name, value)| {
                    (
                        format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1")),
                        value,
                    )
                }));
            }
            Value::Array(items) => {
                todo.extend(
                    items
                        .iter()
                        .enumerate()
                        .map(|(index, value)| (format!("{pointer}/{index}"), value)),
                );
            }
            _ => {}
        }
        out.push(pointer);
    }
    out
}

fn collect<'a>(path: String, value: &'a Value, out: &mut Vec<(String, &'a Value)>) {
    match value {
        Value::Null => {}
        Value::Object(map) => {
            for (name, value) in map {
                collect(format!("{path}.{name}"), value, out);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                collect(format!("{path}[{index}]"), value, out);
            }
        }
        _ => out.push((path, value)),
    }
}

/// Paths of the leaves of `input` that are missing from `output`, or have a different value there.
///
/// The same value in another spelling is not a loss: `7` and `"7"`, `"body"` and `"BODY"`, `10.0` and `10`.
#[must_use]
pub fn lost(input: &Value, output: &Value) -> Vec<String> {
    let kept = leaves(output);
    leaves(input)
        .into_iter()
        .filter(|(path, value)| {
            !kept
                .iter()
                .any(|(other, kept)| other.eq_ignore_ascii_case(path) && same(value, kept))
        })
        .map(|(path, _)| path)
        .collect()
}

fn same(a: &Value, b: &Value) -> bool {
    if a == b {
        return true;
    }
    let number = |value: &Value| match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    match (a, b) {
        (Value::String(a), Value::String(b)) => a.eq_ignore_ascii_case(b),
        (Value::Bool(flag), Value::String(text)) | (Value::String(text), Value::Bool(flag)) => {
            text.eq_ignore_ascii_case(if *flag { "true" } else { "false" })
        }
        (Value::Number(_), _) | (_, Value::Number(_)) => {
            number(a).is_some() && number(a) == number(b)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn pointers_of_leaves_are_in_the_order_of_the_leaves() {
        let value = json!({"a/b": [1, {"c~": "x"}], "n": null, "e": {}, "d": true});
        let pointers = leaf_pointers(&value);
        assert_eq!(pointers, ["/a~1b/0", "/a~1b/1/c~0", "/d"]);
        let found = pointers.iter().filter_map(|pointer| value.pointer(pointer));
        assert!(found.eq(leaves(&value).into_iter().map(|(_, leaf)| leaf)));
    }

    #[test]
    fn what_is_missing_is_named_by_its_path() {
        let input = json!({"a": {"b": [1, {"c": "x"}]}, "n": null, "e": []});
        assert_eq!(lost(&input, &json!({"a": {"b": [1, {}]}})), ["$.a.b[1].c"]);
        assert_eq!(lost(&input, &input), Vec::<String>::new());
    }

    #[test]
    fn another_value_is_a_loss_and_another_spelling_is_not() {
        assert_eq!(lost(&json!({"a": "x"}), &json!({"a": "y"})), ["$.a"]);
        assert_eq!(
            lost(&json!({"a": 1}), &json!({"a": "1"})),
            Vec::<String>::new()
        );
        assert_eq!(
            lost(&json!({"a": "body"}), &json!({"a": "BODY"})),
            Vec::<String>::new()
        );
        assert_eq!(lost(&json!({"a": true}), &json!({"a": false})), ["$.a"]);
    }
}
