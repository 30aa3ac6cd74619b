use serde::Deserialize;

#[derive(Debug, Default, Deserialize, PartialEq)]
#[serde(default)]
struct Optional {
    #[serde(deserialize_with = "super::option_string")]
    s: Option<String>,
    #[serde(deserialize_with = "super::option_i64")]
    i: Option<i64>,
    #[serde(deserialize_with = "super::option_f64")]
    f: Option<f64>,
    #[serde(deserialize_with = "super::option_bool")]
    b: Option<bool>,
    #[serde(deserialize_with = "super::option_vec")]
    v: Option<Vec<i64>>,
    o: Option<Vec<i64>>,
}

#[derive(Debug, Default, Deserialize, PartialEq)]
struct Required {
    #[serde(deserialize_with = "super::string")]
    s: String,
    #[serde(deserialize_with = "super::i64")]
    i: i64,
    #[serde(deserialize_with = "super::f64")]
    f: f64,
    #[serde(deserialize_with = "super::bool")]
    b: bool,
    #[serde(deserialize_with = "super::vec")]
    v: Vec<String>,
    #[serde(deserialize_with = "super::object")]
    o: serde_json::Map<String, serde_json::Value>,
}

fn optional(json: &str) -> Optional {
    serde_json::from_str(json).expect(json)
}

#[test]
fn spellings_stand_for_each_other() {
    let plain = optional(r#"{"s":"7","i":7,"f":7.5,"b":true,"v":[1],"o":[2]}"#);
    assert_eq!(
        plain,
        optional(r#"{"s":7,"i":"7","f":"7.5","b":"true","v":[1],"o":[2]}"#)
    );
    assert_eq!(plain.i, optional(r#"{"i":7.0}"#).i);
    assert_eq!(plain.i, optional(r#"{"i":" 7.0 "}"#).i);
    assert_eq!(plain.b, optional(r#"{"b":1}"#).b);
    assert_eq!(optional(r#"{"b":"NO"}"#).b, Some(false));
    assert_eq!(optional(r#"{"s":true}"#).s.as_deref(), Some("true"));
    assert_eq!(optional(r#"{"s":1.5}"#).s.as_deref(), Some("1.5"));
    assert_eq!(
        optional(r#"{"s":18446744073709551615}"#).s.as_deref(),
        Some("18446744073709551615")
    );
    assert_eq!(optional(r#"{"f":-3}"#).f, Some(-3.0));
}

#[test]
fn null_and_unreadable_texts_are_absence_where_optional() {
    let none = Optional::default();
    assert_eq!(none, optional("{}"));
    assert_eq!(
        none,
        optional(r#"{"s":null,"i":null,"f":null,"b":null,"v":null,"o":null}"#)
    );
    assert_eq!(none, optional(r#"{"i":"N/A","f":"NaN","b":"maybe"}"#));
    assert_eq!(none, optional(r#"{"i":1.5,"b":2}"#));
    assert_eq!(none, optional(r#"{"i":18446744073709551615}"#));
}

#[test]
fn required_ones_take_null_where_it_has_an_honest_value() {
    let value: Required =
        serde_json::from_str(r#"{"s":null,"i":"1","f":2,"b":null,"v":null,"o":null}"#)
            .expect("decode");
    assert_eq!(
        value,
        Required {
            i: 1,
            f: 2.0,
            ..Required::default()
        }
    );
    for json in [
        r#"{"s":"","i":null,"f":2,"b":true,"v":[],"o":{}}"#,
        r#"{"s":"","i":"N/A","f":2,"b":true,"v":[],"o":{}}"#,
        r#"{"s":{},"i":1,"f":2,"b":true,"v":[],"o":{}}"#,
    ] {
        assert!(serde_json::from_str::<Required>(json).is_err(), "{json}");
    }
}

#[test]
fn errors_do_not_quote_values() {
    let json = r#"{"s":"","i":"15550100042","f":"+1 555 0100","b":true,"v":[],"o":{}}"#;
    let error = serde_json::from_str::<Required>(json).expect_err("not a number");
    assert!(error.to_string().starts_with("not a number"), "{error}");
}

#[test]
fn scalars_in_lists_and_maps_have_all_their_spellings() {
    #[derive(Debug, Deserialize, PartialEq)]
    struct Lists {
        #[serde(deserialize_with = "super::scalars")]
        texts: Vec<String>,
        #[serde(deserialize_with = "super::scalar_lists")]
        sets: Vec<Vec<String>>,
        #[serde(deserialize_with = "super::scalar_map")]
        counts: std::collections::BTreeMap<String, i64>,
    }
    let lists: Lists = serde_json::from_str(
        r#"{"texts":["a",1,null,{}],"sets":[[2,"b"],[]],"counts":{"x":"7","y":8,"z":[]}}"#,
    )
    .unwrap();
    assert_eq!(lists.texts, ["a", "1"]);
    assert_eq!(lists.sets, [vec!["2".to_owned(), "b".to_owned()], vec![]]);
    assert_eq!(
        lists.counts.into_iter().collect::<Vec<_>>(),
        [("x".to_owned(), 7), ("y".to_owned(), 8)]
    );
    let empty: Lists = serde_json::from_str(r#"{"texts":null,"sets":null,"counts":null}"#).unwrap();
    assert_eq!(
        empty,
        Lists {
            texts: vec![],
            sets: vec![],
            counts: Default::default()
        }
    );
}

#[test]
fn an_object_may_be_written_as_text() {
    let read = |o: &str| {
        let json = format!(r#"{{"s":"","i":1,"f":1,"b":true,"v":[],"o":{o}}}"#);
        serde_json::from_str(&json).map(|value: Required| value.o)
    };
    let object = read(r#"{"a":1}"#).unwrap();
    assert_eq!(object.get("a"), Some(&1.into()));
    assert_eq!(read(r#""{\"a\":1}""#).unwrap(), object);
    assert!(read("null").unwrap().is_empty());
    for other in [r#""a""#, r#""[1]""#, "[]", "7"] {
        let error = read(other).unwrap_err().to_string();
        assert!(error.contains("expected an object"), "{error}");
    }
}
