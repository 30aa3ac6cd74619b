use super::*;

fn seconds(text: &str) -> Option<i64> {
    Timestamp::from(text).unix_seconds()
}

#[test]
fn reads_every_spelling() {
    for (text, expected) in [
        ("1772357400", 1_772_357_400),
        ("-1", -1),
        ("1772357400.75", 1_772_357_400),
        ("2026-03-01T09:30:00+0000", 1_772_357_400),
        ("2026-03-01T09:30:00+00:00", 1_772_357_400),
        ("2026-03-01T09:30:00Z", 1_772_357_400),
        ("2026-03-01T09:30:00.123Z", 1_772_357_400),
        ("2026-03-01T01:30:00-0800", 1_772_357_400),
        ("2026-03-01T15:00:00+05:30", 1_772_357_400),
        ("2026-03-01 09:30", 1_772_357_400),
        ("2026-03-01", 1_772_323_200),
        ("1970-01-01", 0),
        ("1969-12-31T23:59:59Z", -1),
        ("2000-02-29", 951_782_400),
        ("2024-02-29T00:00:00+01", 1_709_161_200),
        ("1600-01-01", -11_676_096_000),
    ] {
        assert_eq!(seconds(text), Some(expected), "{text}");
    }
}

#[test]
fn understands_nothing_else() {
    for text in [
        "",
        "-",
        "soon",
        "1.2.3",
        "2026-13-01",
        "2026-02-29",
        "2026-03-01T",
        "2026-03-01T25:00:00Z",
        "2026-03-01T09:30:00+25:00",
        "2026-03-01T09:30:00.Z",
        "2026-03-01T9:30Z",
        "20260301T093000",
        "é026-03-01",
        "2026-03-0é",
        "99999999999999999999",
    ] {
        assert_eq!(seconds(text), None, "{text}");
    }
}

#[test]
fn keeps_its_spelling() {
    for json in [
        "1772357400",
        "\"1772357400\"",
        "\"2026-03-01T09:30:00+0000\"",
        "1772357400.5",
        "18446744073709551615",
        "-5",
        "\"later\"",
    ] {
        let time: Timestamp = serde_json::from_str(json).expect(json);
        let again = serde_json::to_string(&time).expect(json);
        assert_eq!(again, json);
    }
    let null: Timestamp = serde_json::from_str("null").expect("null");
    assert_eq!(null.as_str(), "");
}

#[test]
fn converts() {
    let time = Timestamp::from(1_772_357_400);
    assert_eq!(time.to_string(), "1772357400");
    assert_eq!(
        time.system_time().map(Timestamp::from),
        Some(time.clone()),
        "there and back"
    );
    assert_eq!(
        Timestamp::from(-5).system_time().map(Timestamp::from),
        Some(Timestamp::from(-5))
    );
    assert_eq!(format!("{time:?}"), "Timestamp(1772357400)");
    assert_eq!(
        format!("{:?}", Timestamp::from("call +1 555 0100")),
        "Timestamp([redacted])"
    );
}
