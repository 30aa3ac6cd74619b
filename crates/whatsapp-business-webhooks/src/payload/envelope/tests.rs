use serde_json::Value;

use super::*;

const PIECES: usize = 50_000;

/// A list of equal pieces.
fn list(piece: &str) -> String {
    format!("[{}]", vec![piece; PIECES].join(","))
}

fn parsed(body: String) -> Vec<Entry> {
    entries(&Bytes::from(body)).expect("JSON")
}

/// Memory of entries and changes, without that of the body.
fn size(entries: &Vec<Entry>) -> usize {
    let changes = entries.iter().map(|entry| {
        let surplus = entry.changes.iter().map(|change| change.raw.as_str().len());
        let surplus = surplus.max().unwrap_or_default();
        entry.changes.capacity() * size_of::<Change>() + surplus
    });
    entries.capacity() * size_of::<Entry>() + changes.sum::<usize>()
}

#[test]
fn malformed_pieces_beyond_the_limit_share_one_change() {
    for (begin, piece, end) in [
        (r#"{"entry":"#, "{}", "}"),
        (r#"{"entry":"#, "1", "}"),
        (r#"{"entry":"#, r#"{"id":"1"}"#, "}"),
        (r#"{"entry":[{"changes":"#, "{}", "}]}"),
        (r#"{"entry":[{"changes":"#, "null", "}]}"),
        (r#"{"entry":[{"changes":"#, r#"{"field":"messages"}"#, "}]}"),
        ("", "{}", ""),
        ("", "[]", ""),
    ] {
        let body = format!("{begin}{}{end}", list(piece));
        let length = body.len();
        let entries = parsed(body);
        let changes: Vec<&Change> = entries.iter().flat_map(Entry::changes).collect();
        assert_eq!(changes.len(), MAX_MALFORMED + 1, "{begin}{piece}");
        assert!(
            changes
                .iter()
                .all(|change| change.rejected == Some(UnknownReason::Envelope))
        );
        let (surplus, own) = changes.split_last().expect("changes");
        assert!(own.iter().all(|change| change.raw.as_str() == piece));
        // Nothing is lost.
        let surplus: Vec<Value> = surplus.raw.decode().expect("array");
        assert_eq!(surplus.len(), PIECES - MAX_MALFORMED);
        let piece: Value = serde_json::from_str(piece).expect("JSON");
        assert!(surplus.iter().all(|value| *value == piece));
        // Memory is that of the limited number, and at most a copy of the body.
        let limited = 2 * MAX_MALFORMED * (size_of::<Entry>() + 4 * size_of::<Change>());
        assert!(
            size(&entries) <= length + limited,
            "{} for {length}",
            size(&entries)
        );
    }
}

#[test]
fn well_formed_changes_do_not_count() {
    let change = r#"{"field":"messages","value":{}}"#;
    // The last one makes the whole body malformed.
    let body = format!(
        r#"{{"entry":[{{"id":"1","changes":{}}},{{}}]}}"#,
        list(change)
    );
    let entries = parsed(body);
    assert_eq!(entries.len(), 2);
    let counts: Vec<usize> = entries.iter().map(|entry| entry.changes.len()).collect();
    assert_eq!(counts, [PIECES, 1]);
}

#[test]
fn as_many_as_the_limit_are_all_changes_of_their_own() {
    for count in [MAX_MALFORMED, MAX_MALFORMED + 1] {
        let entries = parsed(format!(r#"{{"entry":[{}]}}"#, vec!["{}"; count].join(",")));
        assert_eq!(entries.len(), count);
        let last = entries.last().and_then(|entry| entry.changes.first());
        let last = last.map(|change| change.raw.as_str());
        let surplus = if count > MAX_MALFORMED { "[{}]" } else { "{}" };
        assert_eq!(last, Some(surplus));
    }
}
