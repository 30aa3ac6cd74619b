//! Comparison of JSON documents by their leaves.

use serde_json::Value;

/// The leaves of a document: JSON paths of its text, numbers and booleans. `null` and empty containers hold no data.
#[must_use]
pub fn leaves(value: &Value) -> Vec<(String, &Value)> {
    let mut out = Vec::new();
    collect("$".to_owned(), value, &mut out);
    out
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
