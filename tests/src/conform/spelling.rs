//! Other spellings of a value, which a type decodes and encodes in the usual one.

use serde_json::Value;
use whatsapp_business_conformance::Outcome;

use crate::json;

/// No type knows a value that begins or ends with this.
const UNKNOWN: char = '\u{1}';

/// Paths of the leaves that were lost; those that were only spelled differently were not.
pub(super) fn lost(
    input: &Value,
    output: &Value,
    reencode: impl Fn(&Value) -> Outcome,
) -> Vec<String> {
    let lost = json::lost(input, output);
    if lost.is_empty() {
        return lost;
    }
    let leaves = json::leaves(input).into_iter();
    let places = leaves
        .map(|(path, _)| path)
        .zip(json::leaf_pointers(input))
        .filter(|(path, _)| lost.contains(path));
    places
        .filter(|(_, pointer)| !is_alias(input, output, pointer, &reencode))
        .map(|(path, _)| path)
        .collect()
}

/// Whether a type replaced a text by another because it knows both, rather than because it has one value for everything.
fn is_alias(
    input: &Value,
    output: &Value,
    pointer: &str,
    reencode: impl Fn(&Value) -> Outcome,
) -> bool {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let (Some(given), Some(usual)) = (text(input.pointer(pointer)), text(output.pointer(pointer)))
    else {
        return false;
    };
    let instead = |text: &str| {
        let mut changed = input.clone();
        *changed.pointer_mut(pointer)? = text.into();
        reencode(&changed).ok()
    };
    let means_the_same = instead(&usual).as_ref() == Some(output);
    // A type that cuts texts off, or replaces all of them, does the same to those that it cannot know.
    let unknown = [format!("{UNKNOWN}{given}"), format!("{given}{UNKNOWN}")];
    means_the_same
        && unknown.iter().all(|unknown| {
            let output = instead(unknown);
            output.is_none_or(|output| text(output.pointer(pointer)).as_ref() != Some(&usual))
        })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A type with a field `kind` that is handled by a function.
    fn typed(kind: fn(&str) -> Option<&str>) -> impl Fn(&Value) -> Outcome {
        move |input| {
            let text = input.pointer("/a/0/kind").and_then(Value::as_str);
            let kept = kind(text.unwrap_or_default()).ok_or("not one of B")?;
            Ok(json!({"a": [{"kind": kept}]}))
        }
    }

    fn lost_by(kind: fn(&str) -> Option<&str>, text: &str) -> Vec<String> {
        let (input, reencode) = (json!({"a": [{"kind": text}]}), typed(kind));
        let output = reencode(&input).unwrap();
        lost(&input, &output, reencode)
    }

    #[test]
    fn a_spelling_that_means_the_same_is_kept() {
        fn open(text: &str) -> Option<&str> {
            Some(if text == "BEE" { "B" } else { text })
        }
        fn closed(text: &str) -> Option<&str> {
            (text == "BEE" || text == "B").then_some("B")
        }
        assert_eq!(lost_by(open, "BEE"), Vec::<String>::new());
        assert_eq!(lost_by(closed, "BEE"), Vec::<String>::new());
    }

    #[test]
    fn a_value_for_many_is_a_loss() {
        assert_eq!(lost_by(|_| Some("UNKNOWN"), "BEE"), ["$.a[0].kind"]);
        assert_eq!(lost_by(|text| text.get(..2), "BEE"), ["$.a[0].kind"]);
    }
}
