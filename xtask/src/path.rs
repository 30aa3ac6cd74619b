//! Paths of operations, as requests have them and as they are compared.

/// A path as a request has it: without `#suffix`.
#[must_use]
pub fn without_suffix(path: &str) -> &str {
    path.split_once('#').map_or(path, |(path, _)| path)
}

/// A path without the names of its parameters and without `#suffix`. Paths of the same shape are the same to OpenAPI.
#[must_use]
pub fn shape(path: &str) -> String {
    let mut shape = String::new();
    let mut inside = false;
    for character in without_suffix(path).chars() {
        match character {
            '{' => inside = true,
            '}' => {
                inside = false;
                shape.push_str("{}");
            }
            _ if inside => {}
            other => shape.push(other),
        }
    }
    shape
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_parameters_and_suffixes_do_not_count() {
        for (path, expected) in [
            ("/{waba_id}/flows", "/{}/flows"),
            ("/{a}/x-{b}.json#get_a", "/{}/x-{}.json"),
            ("/a", "/a"),
        ] {
            assert_eq!(shape(path), expected);
        }
    }
}
