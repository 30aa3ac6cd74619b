//! Rules of the platform that no schema states, because they depend on other properties.

use serde_json::Value;

use crate::problem::Problem;

/// Buttons of an ordinary message, URL buttons of a Direct Send message.
const MAX_BUTTONS: usize = 3;
const MAX_URL_BUTTONS: usize = 2;

/// Characters of a Direct Send text, and lifetime of an authentication message in seconds.
const MAX_DIRECT_TEXT: usize = 1024;
const MAX_AUTHENTICATION_TTL: i64 = 900;

/// The problems of a body that conforms to the schema of its operation.
pub(crate) fn check(operation: &str, body: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    if operation == "send_message" {
        direct_send(body, &mut problems);
    }
    problems
}

/// Which buttons, texts and lifetimes need a category, and which a category excludes.
fn direct_send(body: &Value, problems: &mut Vec<Problem>) {
    let text = |pointer: &str| body.pointer(pointer).and_then(Value::as_str);
    let is = |pointer: &str, word: &str| {
        text(pointer).is_some_and(|text| text.eq_ignore_ascii_case(word))
    };
    let mut report = |pointer: String, message: String| {
        problems.push(Problem::body(pointer, message));
    };
    let is_authentication = is("/category", "authentication");
    let is_direct = is_authentication || is("/category", "utility");
    let ttl = body.get("ttl_seconds").and_then(Value::as_i64);
    if ttl.is_some() && !is_direct {
        let message = "needs the `category` `utility` or `authentication`; remove it, or add that";
        report("/ttl_seconds".to_owned(), message.to_owned());
    }
    if is_authentication && ttl.is_some_and(|ttl| ttl > MAX_AUTHENTICATION_TTL) {
        let message =
            format!("is greater than {MAX_AUTHENTICATION_TTL}, the largest value allowed");
        report("/ttl_seconds".to_owned(), message);
    }
    let length = text("/text/body").map_or(0, |text| text.chars().count());
    if is_direct && length > MAX_DIRECT_TEXT {
        let message = format!(
            "is longer than {MAX_DIRECT_TEXT} characters, the most without a template (it has {length}); shorten it"
        );
        report("/text/body".to_owned(), message);
    }
    if !is("/interactive/type", "button") {
        return;
    }
    let place = "/interactive/action/buttons";
    let buttons = body.pointer(place).and_then(Value::as_array);
    let buttons = buttons.map(Vec::as_slice).unwrap_or_default();
    let urls: Vec<usize> = (0..buttons.len())
        .filter(|index| is(&format!("{place}/{index}/type"), "cta_url"))
        .collect();
    if is_direct {
        if urls.len() > MAX_URL_BUTTONS {
            let message = format!(
                "has more than {MAX_URL_BUTTONS} URL buttons (it has {}); remove some",
                urls.len()
            );
            report(place.to_owned(), message);
        }
        return;
    }
    if buttons.len() > MAX_BUTTONS {
        let message = format!(
            "has more than {MAX_BUTTONS} items (it has {}); remove some, or add the `category` `utility`",
            buttons.len()
        );
        report(place.to_owned(), message);
    }
    for index in urls {
        let message = "must be `reply`, unless the `category` is `utility`";
        report(format!("{place}/{index}/type"), message.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn places(body: &Value) -> Vec<String> {
        let problems = check("send_message", body);
        problems
            .into_iter()
            .map(|problem| problem.pointer)
            .collect()
    }

    #[test]
    fn buttons_of_direct_send_need_a_category() {
        let reply = json!({"type": "reply", "reply": {"id": "a", "title": "A"}});
        let url = json!({"type": "CTA_URL", "cta_url": {"display_text": "B", "url": "https://example.org"}});
        let message = |category: &str, buttons: &[&Value]| json!({"category": category, "interactive": {"type": "button", "action": {"buttons": buttons}}});
        let four = [&reply; 4];
        let place = "/interactive/action/buttons";
        assert_eq!(places(&message("service", &four[..3])), [""; 0]);
        assert_eq!(places(&message("service", &four)), [place]);
        assert_eq!(places(&message("Utility", &four)), [""; 0]);
        let mixed = [&url, &reply];
        assert_eq!(
            places(&message("service", &mixed)),
            [format!("{place}/0/type")]
        );
        assert_eq!(places(&message("utility", &mixed)), [""; 0]);
        assert_eq!(places(&message("utility", &[&url; 3])), [place]);
    }

    #[test]
    fn lifetimes_and_lengths_depend_on_the_category() {
        let message = |category: &str, ttl: i64| json!({"category": category, "ttl_seconds": ttl});
        assert_eq!(places(&message("utility", 43_200)), [""; 0]);
        assert_eq!(places(&message("authentication", 900)), [""; 0]);
        assert_eq!(places(&message("authentication", 901)), ["/ttl_seconds"]);
        assert_eq!(places(&json!({"ttl_seconds": 60})), ["/ttl_seconds"]);
        let long = "a".repeat(1025);
        let text = |category: &str| json!({"category": category, "text": {"body": long}});
        assert_eq!(places(&text("service")), [""; 0]);
        assert_eq!(places(&text("utility")), ["/text/body"]);
        assert_eq!(check("send_marketing_message", &text("utility")), []);
    }
}
