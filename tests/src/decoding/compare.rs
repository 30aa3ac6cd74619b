//! Comparison of what was decoded, except below one place.

use serde_json::Value;

use super::document::{Step, pointer};

/// Whether the value holds no data.
#[must_use]
pub fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(map) => map.values().all(is_empty),
        Value::Array(items) => items.iter().all(is_empty),
        _ => false,
    }
}

/// Checks that `got` is `base`, except below `path`, which may be absent or anything.
///
/// # Errors
///
/// Returns the JSON pointer of a difference.
pub fn same_outside(base: &Value, got: &Value, path: &[&Step]) -> Result<(), String> {
    let mut at = Vec::new();
    outside(base, got, path, &mut at).map_err(|what| {
        let at: Vec<&Step> = at.iter().collect();
        format!("{what} at {}", pointer(&at))
    })
}

/// Whether there is nothing at the path: it is absent, or empty. For an item, whether the list is shorter than in `base`.
#[must_use]
pub fn is_absent(base: &Value, got: &Value, path: &[&Step]) -> bool {
    let (mut base, mut got) = (base, got);
    for step in path {
        let pair = match step {
            Step::Name(name) => (member(base, name), member(got, name)),
            Step::Index(index) => {
                let length = |value: &Value| value.as_array().map_or(0, Vec::len);
                if length(got) < length(base) {
                    return true;
                }
                (base.get(index), got.get(index))
            }
        };
        match pair {
            (_, None) => return true,
            (next, Some(next_got)) => {
                base = next.unwrap_or(&Value::Null);
                got = next_got;
            }
        }
    }
    is_empty(got)
}

/// A property, in the spelling of its name that was decoded.
fn member<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    let map = value.as_object()?;
    map.get(name).or_else(|| {
        let mut members = map.iter();
        let (_, value) = members.find(|(other, _)| other.eq_ignore_ascii_case(name))?;
        Some(value)
    })
}

/// Whether all data of the value is below the path.
fn is_only(value: &Value, path: &[&Step]) -> bool {
    let Some((step, rest)) = path.split_first() else {
        return true;
    };
    match (value, step) {
        (Value::Object(map), Step::Name(name)) => map.iter().all(|(other, value)| {
            if other.eq_ignore_ascii_case(name) {
                is_only(value, rest)
            } else {
                is_empty(value)
            }
        }),
        (Value::Array(items), Step::Index(index)) => items.iter().enumerate().all(|(at, value)| {
            if at == *index {
                is_only(value, rest)
            } else {
                is_empty(value)
            }
        }),
        _ => is_empty(value),
    }
}

fn outside(
    base: &Value,
    got: &Value,
    path: &[&Step],
    at: &mut Vec<Step>,
) -> Result<(), &'static str> {
    let Some((step, rest)) = path.split_first() else {
        return Ok(());
    };
    match (base, got, step) {
        (Value::Object(base), Value::Object(got), Step::Name(skipped)) => {
            let is_skipped = |name: &str| name.eq_ignore_ascii_case(skipped);
            for (name, value) in base {
                at.push(Step::Name(name.clone()));
                match got.get(name) {
                    Some(got) if is_skipped(name) => outside(value, got, rest, at)?,
                    None if is_skipped(name) => {
                        if !is_only(value, rest) {
                            return Err("lost");
                        }
                    }
                    Some(got) => same(value, got, at)?,
                    None if is_empty(value) => {}
                    None => return Err("lost"),
                }
                at.pop();
            }
            for (name, value) in got {
                if !is_skipped(name) && !base.contains_key(name) && !is_empty(value) {
                    at.push(Step::Name(name.clone()));
                    return Err("invented");
                }
            }
            Ok(())
        }
        (Value::Array(base), Value::Array(got), Step::Index(skipped)) => {
            let dropped = rest.is_empty() && got.len() + 1 == base.len();
            if !dropped && got.len() != base.len() && *skipped < base.len() {
                return Err("another number of items");
            }
            for (index, value) in base.iter().enumerate() {
                at.push(Step::Index(index));
                let other = index - usize::from(dropped && index > *skipped);
                match got.get(other) {
                    _ if index == *skipped && dropped => {}
                    Some(got) if index == *skipped => outside(value, got, rest, at)?,
                    Some(got) => same(value, got, at)?,
                    None => return Err("lost"),
                }
                at.pop();
            }
            // One more item may have been added at the end.
            let most = base.len() + usize::from(*skipped >= base.len());
            if got.len() > most {
                return Err("more items");
            }
            Ok(())
        }
        // Nothing at all is the same as without anything else.
        (base, got, _) if is_empty(got) && is_only(base, path) => Ok(()),
        (base, got, _) => same(base, got, at),
    }
}

fn same(base: &Value, got: &Value, at: &mut Vec<Step>) -> Result<(), &'static str> {
    if base == got {
        return Ok(());
    }
    match (base, got) {
        (Value::Object(base), Value::Object(got)) => {
            for (name, value) in base {
                at.push(Step::Name(name.clone()));
                match got.get(name) {
                    Some(got) => same(value, got, at)?,
                    None if is_empty(value) => {}
                    None => return Err("lost"),
                }
                at.pop();
            }
            let invented = got
                .iter()
                .find(|(name, value)| !base.contains_key(*name) && !is_empty(value));
            if let Some((name, _)) = invented {
                at.push(Step::Name(name.clone()));
                return Err("invented");
            }
            Ok(())
        }
        (Value::Array(base), Value::Array(got)) if base.len() == got.len() => {
            for (index, (value, got)) in base.iter().zip(got).enumerate() {
                at.push(Step::Index(index));
                same(value, got, at)?;
                at.pop();
            }
            Ok(())
        }
        (Value::Array(_), Value::Array(_)) => Err("another number of items"),
        (base, got) if is_empty(base) && is_empty(got) => Ok(()),
        (_, got) if is_empty(got) => Err("lost"),
        _ => Err("changed"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn name(name: &str) -> Step {
        Step::Name(name.to_owned())
    }

    #[test]
    fn siblings_must_be_the_same_and_the_place_may_be_anything() {
        let base = json!({"a": [{"b": 1, "c": 2}, {"b": 3}], "d": 4});
        let (a, b, zero) = (name("a"), name("b"), Step::Index(0));
        let check = |got, path: &[&Step]| same_outside(&base, &got, path);
        let path = [&a, &zero, &b];
        assert_eq!(
            check(json!({"a": [{"c": 2}, {"b": 3}], "d": 4}), &path),
            Ok(())
        );
        assert_eq!(
            check(json!({"a": [{"b": [9], "c": 2}, {"b": 3}], "d": 4}), &path),
            Ok(())
        );
        assert_eq!(
            check(json!({"a": [{}, {"b": 3}], "d": 4}), &path),
            Err("lost at /a/0/c".to_owned())
        );
        assert_eq!(
            check(json!({"a": [{"b": 3}], "d": 4}), &path),
            Err("another number of items at /a".to_owned())
        );
        assert_eq!(check(json!({"a": [{"b": 3}], "d": 4}), &path[..2]), Ok(()));
        assert_eq!(
            check(json!({"a": [{"b": 4}], "d": 4}), &path[..2]),
            Err("changed at /a/1/b".to_owned())
        );
        assert_eq!(check(json!({"d": 4}), &path[..1]), Ok(()));
        assert_eq!(
            check(json!({"d": 4}), &path[..2]),
            Err("lost at /a".to_owned())
        );
        assert_eq!(
            check(json!({"d": 4, "e": 5}), &path[..1]),
            Err("invented at /e".to_owned())
        );
    }

    #[test]
    fn what_is_left_out_is_absent() {
        let base = json!({"a": [{"b": 1}, {"b": 2}]});
        let (a, b, zero) = (name("a"), name("b"), Step::Index(0));
        assert!(is_absent(&base, &json!({"a": [{"b": 2}]}), &[&a, &zero]));
        assert!(is_absent(
            &base,
            &json!({"a": [{}, {"b": 2}]}),
            &[&a, &zero, &b]
        ));
        assert!(!is_absent(
            &base,
            &json!({"a": [{"b": 7}, {"b": 2}]}),
            &[&a, &zero]
        ));
    }
}
