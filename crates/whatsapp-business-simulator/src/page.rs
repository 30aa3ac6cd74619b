//! Lists: filters, pages and fields.

use serde_json::{Map, Value, json};

use crate::catalog::Operation;
use crate::error::Refusal;
use crate::ids::{cursor, read_cursor};
use crate::problem::Problem;

/// Default number of items in a page.
const DEFAULT_LIMIT: usize = 25;

/// Query parameters that select a page or fields, and are not filters.
const NO_FILTERS: [&str; 6] = ["limit", "after", "before", "fields", "first", "last"];

/// Replaces the items of a response with one page. `examples` are all example responses of the
/// specification; their items together are the list. `url` is the URL of the request without its query.
pub(crate) fn paginate(
    answer: &mut Value,
    examples: &[Value],
    path: &[String],
    query: &[(String, String)],
    url: &str,
) -> Result<(), Refusal> {
    let mut items: Vec<Value> = Vec::new();
    for example in examples {
        for item in list(example, path).into_iter().flatten() {
            if !items.contains(item) {
                items.push(item.clone());
            }
        }
    }
    items.retain(|item| passes(item, query));
    let page = Page::read(query, items.len())?;
    let shown: Vec<Value> = items.get(page.start..page.end).unwrap_or_default().to_vec();
    let paging = page.paging(items.len(), query, url);
    let Some(target) = list_mut(answer, path) else {
        return Ok(());
    };
    *target = shown;
    if let Some(answer) = answer.as_object_mut() {
        match paging {
            Some(paging) => answer.insert("paging".to_owned(), paging),
            None => answer.remove("paging"),
        };
    }
    Ok(())
}

/// Whether an item has the values in the query. A list of values means any of them.
fn passes(item: &Value, query: &[(String, String)]) -> bool {
    query.iter().all(|(name, wanted)| {
        if NO_FILTERS.contains(&name.as_str()) {
            return true;
        }
        let actual = match item.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(value @ (Value::Number(_) | Value::Bool(_))) => value.to_string(),
            // A parameter that is not a property of the items is not a filter.
            _ => return true,
        };
        wanted.split(',').any(|wanted| {
            wanted
                .trim_matches(['[', ']', '"'])
                .eq_ignore_ascii_case(&actual)
        })
    })
}

#[derive(Debug, PartialEq, Eq)]
struct Page {
    start: usize,
    end: usize,
    limit: usize,
}

impl Page {
    fn read(query: &[(String, String)], total: usize) -> Result<Self, Refusal> {
        let value = |name: &str| {
            let found = query
                .iter()
                .find(|(key, value)| key == name && !value.is_empty());
            found.map(|(_, value)| value.as_str())
        };
        let refuse =
            |name: &str, message: &str| Refusal::invalid(vec![Problem::query(name, message)]);
        let index = |name: &str| {
            value(name)
                .map(|text| {
                    read_cursor(text).ok_or_else(|| {
                        refuse(
                            name,
                            "is not a cursor of this list; use one from `paging.cursors`",
                        )
                    })
                })
                .transpose()
        };
        let limit = match value("limit") {
            None => DEFAULT_LIMIT,
            Some(text) => match text.parse() {
                Ok(limit @ 1..) => limit,
                _ => return Err(refuse("limit", "must be a whole number of at least 1")),
            },
        };
        let (start, end) = match (index("after")?, index("before")?) {
            (Some(_), Some(_)) => {
                return Err(refuse(
                    "before",
                    "cannot be combined with `after`; use one of them",
                ));
            }
            (None, Some(before)) => {
                let end = before.min(total);
                (end.saturating_sub(limit), end)
            }
            (after, None) => {
                let start = after.map_or(0, |last| last.saturating_add(1)).min(total);
                (start, start.saturating_add(limit).min(total))
            }
        };
        Ok(Self { start, end, limit })
    }

    fn paging(&self, total: usize, query: &[(String, String)], url: &str) -> Option<Value> {
        let last = self.end.checked_sub(1).filter(|last| *last >= self.start)?;
        let (before, after) = (cursor(self.start), cursor(last));
        let mut paging = Map::new();
        // The platform's URLs contain the token. These do not, as they are not meant to be called.
        let link = |name: &str, cursor: &str| {
            let kept = query
                .iter()
                .filter(|(key, _)| !["after", "before", "limit"].contains(&key.as_str()));
            let mut pairs: Vec<(&str, &str)> = kept
                .map(|(key, value)| (key.as_str(), value.as_str()))
                .collect();
            let limit = self.limit.to_string();
            pairs.push(("limit", &limit));
            pairs.push((name, cursor));
            format!(
                "{url}?{}",
                serde_urlencoded::to_string(pairs).unwrap_or_default()
            )
        };
        if self.end < total {
            paging.insert("next".to_owned(), json!(link("after", &after)));
        }
        if self.start > 0 {
            paging.insert("previous".to_owned(), json!(link("before", &before)));
        }
        paging.insert(
            "cursors".to_owned(),
            json!({ "before": before, "after": after }),
        );
        Some(Value::Object(paging))
    }
}

/// Keeps the fields named in the query, of the response or of its list items, and always `id`.
pub(crate) fn select_fields(
    answer: &mut Value,
    operation: &Operation,
    query: &[(String, String)],
    is_strict: bool,
) -> Result<(), Refusal> {
    let is_declared = operation
        .query
        .iter()
        .any(|parameter| parameter.name == "fields" && !parameter.is_expansion());
    let Some((_, wanted)) = query
        .iter()
        .find(|(name, _)| name == "fields" && is_declared)
    else {
        return Ok(());
    };
    let wanted = field_names(wanted);
    let unknown = |name: &&String| {
        let fields = operation.fields.as_ref();
        fields.is_some_and(|fields| name.as_str() != "id" && !fields.contains(*name))
    };
    if let (true, Some(name)) = (is_strict, wanted.iter().find(unknown)) {
        let known = operation
            .fields
            .iter()
            .flatten()
            .map(|name| format!("`{name}`"));
        let known = known.collect::<Vec<_>>().join(", ");
        let message =
            format!("names `{name}`, which does not exist here. Known fields are {known}");
        return Err(Refusal::invalid(vec![Problem::query("fields", message)]));
    }
    let keep = |value: &mut Value| {
        if let Some(object) = value.as_object_mut() {
            object.retain(|name, _| name == "id" || wanted.contains(name));
        }
    };
    match &operation.paged_items {
        Some(path) => list_mut(answer, path).into_iter().flatten().for_each(keep),
        None => match answer.get_mut("data").and_then(Value::as_array_mut) {
            Some(items) => items.iter_mut().for_each(keep),
            None => keep(answer),
        },
    }
    Ok(())
}

/// Top-level names of a field list such as `id,name,health_status{entities},insights.limit(1){value}`.
fn field_names(text: &str) -> Vec<String> {
    let mut names = vec![String::new()];
    let (mut depth, mut is_name) = (0_usize, true);
    for character in text.chars() {
        match character {
            '{' | '(' => {
                depth += 1;
                is_name = false;
            }
            '}' | ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                names.push(String::new());
                is_name = true;
            }
            '.' if depth == 0 => is_name = false,
            _ if depth == 0 && is_name => {
                if let Some(name) = names.last_mut() {
                    name.push(character);
                }
            }
            _ => {}
        }
    }
    names
        .iter()
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect()
}

fn list<'v>(value: &'v Value, path: &[String]) -> Option<&'v Vec<Value>> {
    path.iter()
        .try_fold(value, |value, name| value.get(name))?
        .as_array()
}

fn list_mut<'v>(value: &'v mut Value, path: &[String]) -> Option<&'v mut Vec<Value>> {
    path.iter()
        .try_fold(value, |value, name| value.get_mut(name))?
        .as_array_mut()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    fn page(pairs: &[(&str, &str)]) -> Value {
        let item = |id: u32, status: &str| json!({ "id": id.to_string(), "status": status });
        let examples = [
            json!({ "data": [item(1, "APPROVED"), item(2, "PAUSED"), item(3, "REJECTED")] }),
            json!({ "data": [item(3, "REJECTED"), item(4, "APPROVED"), item(5, "APPROVED")] }),
        ];
        let mut answer = examples[0].clone();
        paginate(
            &mut answer,
            &examples,
            &["data".to_owned()],
            &query(pairs),
            "http://h/p",
        )
        .unwrap();
        answer
    }

    fn ids(page: &Value) -> Vec<&str> {
        page["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["id"].as_str().unwrap())
            .collect()
    }

    #[test]
    fn pages_follow_one_another() {
        assert_eq!(ids(&page(&[])), ["1", "2", "3", "4", "5"]);
        assert!(page(&[])["paging"].get("next").is_none());
        let first = page(&[("limit", "2")]);
        assert_eq!(ids(&first), ["1", "2"]);
        assert!(
            first["paging"]["next"]
                .as_str()
                .unwrap()
                .starts_with("http://h/p?limit=2&after=")
        );
        assert!(first["paging"].get("previous").is_none());
        let after = first["paging"]["cursors"]["after"].as_str().unwrap();
        let second = page(&[("limit", "2"), ("after", after)]);
        assert_eq!(ids(&second), ["3", "4"]);
        let before = second["paging"]["cursors"]["before"].as_str().unwrap();
        assert_eq!(
            ids(&page(&[("limit", "2"), ("before", before)])),
            ["1", "2"]
        );
        let last = page(&[("limit", "2"), ("after", &cursor(3))]);
        assert_eq!(ids(&last), ["5"]);
        assert!(last["paging"].get("next").is_none());
        assert!(last["paging"]["cursors"]["after"].is_string());
        assert!(page(&[("after", &cursor(99))]).get("paging").is_none());
    }

    #[test]
    fn properties_are_filters() {
        assert_eq!(ids(&page(&[("status", "approved")])), ["1", "4", "5"]);
        assert_eq!(ids(&page(&[("status", "PAUSED,REJECTED")])), ["2", "3"]);
        assert_eq!(ids(&page(&[("colour", "red")])).len(), 5);
    }

    #[test]
    fn invalid_pages_are_rejected() {
        for pairs in [[("limit", "0")], [("limit", "x")], [("after", "x")]] {
            assert!(Page::read(&query(&pairs), 5).is_err(), "{pairs:?}");
        }
        assert!(Page::read(&query(&[("after", &cursor(0)), ("before", &cursor(2))]), 5).is_err());
    }

    #[test]
    fn field_lists_are_read() {
        assert_eq!(
            field_names("id, name,health{a,b{c}},insights.limit(1){value},x"),
            ["id", "name", "health", "insights", "x"]
        );
    }
}
