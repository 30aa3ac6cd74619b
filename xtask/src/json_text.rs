//! JSON as people write it: on one line where it fits, otherwise a line for each entry.

use serde_json::Value;

/// Columns of a line; a doc comment takes four more.
const WIDTH: usize = 96;

/// Prints a value.
pub(crate) fn pretty(value: &Value) -> String {
    let mut out = String::new();
    write(value, 0, 0, &mut out);
    out
}

/// Writes a value that begins at an indentation, after some characters and before one more.
fn write(value: &Value, indent: usize, before: usize, out: &mut String) {
    let line = one_line(value);
    let entries: Vec<(String, &Value)> = match value {
        Value::Object(map) => {
            let entry = |(name, value): (&String, _)| (format!("{}: ", quoted(name)), value);
            map.iter().map(entry).collect()
        }
        Value::Array(items) => items.iter().map(|item| (String::new(), item)).collect(),
        _ => Vec::new(),
    };
    if entries.is_empty() || indent + before + line.chars().count() < WIDTH {
        out.push_str(&line);
        return;
    }
    let (open, close) = if value.is_array() {
        ('[', ']')
    } else {
        ('{', '}')
    };
    out.push(open);
    let last = entries.len() - 1;
    for (at, (name, value)) in entries.into_iter().enumerate() {
        out.push_str(&format!("\n{:1$}{name}", "", indent + 2));
        write(value, indent + 2, name.chars().count(), out);
        if at < last {
            out.push(',');
        }
    }
    out.push_str(&format!("\n{:indent$}{close}", ""));
}

fn one_line(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let entry =
                |(name, value): (&String, _)| format!("{}: {}", quoted(name), one_line(value));
            let entries: Vec<String> = map.iter().map(entry).collect();
            format!("{{{}}}", entries.join(", "))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(one_line).collect();
            format!("[{}]", items.join(", "))
        }
        scalar => scalar.to_string(),
    }
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn short_values_are_on_one_line() {
        let value = json!({"type": "text", "lines": [1, 2], "none": {}});
        assert_eq!(
            pretty(&value),
            r#"{"type": "text", "lines": [1, 2], "none": {}}"#
        );
    }

    #[test]
    fn long_values_have_a_line_for_each_entry() {
        let text = "x".repeat(60);
        let value = json!({"name": text, "list": [{"a": 1}, {"b": text}]});
        assert_eq!(
            pretty(&value),
            format!(
                "{{\n  \"name\": \"{text}\",\n  \"list\": [{{\"a\": 1}}, {{\"b\": \"{text}\"}}]\n}}"
            )
        );
    }
}
