//! Paths as they are sent, as far as a document can have them.

use serde_json::{Map, Value, json};

use crate::walk::METHODS;

/// Removes the `#suffix` of paths. Two operations of one method and path would be one to a renderer, so the second keeps it.
pub(super) fn unsuffix(paths: Map<String, Value>) -> Map<String, Value> {
    let mut plain: Map<String, Value> = Map::new();
    for (path, mut item) in paths {
        own_parameters(&mut item);
        let sent = path.split('#').next().unwrap_or_default();
        match plain.get_mut(sent).and_then(Value::as_object_mut) {
            None => {
                plain.insert(sent.to_owned(), item);
            }
            Some(first) => {
                let Value::Object(item) = item else { continue };
                let mut rest = Map::new();
                for (method, operation) in item {
                    if first.contains_key(&method) {
                        rest.insert(method, operation);
                    } else {
                        first.insert(method, operation);
                    }
                }
                for (method, operation) in rest {
                    let id = operation.get("operationId").and_then(Value::as_str);
                    let path = format!("{sent}#{}", id.unwrap_or(&method));
                    plain.insert(path, json!({ method: operation }));
                }
            }
        }
    }
    plain
}

/// Moves parameters of a path to its operations, which may end up under another path.
fn own_parameters(item: &mut Value) {
    let Some(item) = item.as_object_mut() else {
        return;
    };
    let Some(Value::Array(shared)) = item.shift_remove("parameters") else {
        return;
    };
    for (_, operation) in item
        .iter_mut()
        .filter(|(key, _)| METHODS.contains(&key.as_str()))
    {
        let own = operation.get("parameters").and_then(Value::as_array);
        let all: Vec<Value> = shared
            .iter()
            .chain(own.into_iter().flatten())
            .cloned()
            .collect();
        if let Some(operation) = operation.as_object_mut() {
            operation.insert("parameters".to_owned(), all.into());
        }
    }
}
