use proptest::prelude::*;

use super::*;
use crate::http::json;
use crate::schema::table::{Default, Unit};
use crate::schema::{canonical_json, write_json};

fn column_of(ty: Type, nullable: bool) -> &'static Column {
    let column =
        Column { name: "c", ty, nullable, default: Default::None, secret: false, guarded: false };
    Box::leak(Box::new(column))
}

fn read(ty: Type, text: &str) -> Result<Value, Problem> {
    value(column_of(ty, true), &json::parse(text.as_bytes()).unwrap(), "/c")
}

/// The value as an answer would carry it, read as if a client had sent that back.
fn round_trip(column: &'static Column, kept: &Value) -> Result<Value, Problem> {
    let mut text = String::new();
    write_json(&mut text, column, kept);
    value(column, &json::parse(text.as_bytes()).unwrap(), "/c")
}

const SECONDS: Type = Type::Timestamp { unit: Unit::Seconds };
const MILLIS: Type = Type::Timestamp { unit: Unit::Milliseconds };
const INT: Type = Type::Int { min: i32::MIN as i64, max: i32::MAX as i64 };

fn any_document() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<u64>().prop_map(Into::into),
        any::<f64>().prop_filter("JSON has no others", |n| n.is_finite()).prop_map(Into::into),
        ".{0,12}".prop_map(serde_json::Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(serde_json::Value::from),
            prop::collection::btree_map(".{0,6}", inner, 0..6)
                .prop_map(|map| map.into_iter().collect::<serde_json::Map<_, _>>().into()),
        ]
    })
}

fn any_typed_value() -> impl Strategy<Value = (Type, Value)> {
    let second =
        (-30_610_224_000i64..=253_402_300_799).prop_map(|s| (SECONDS, Value::Int(s * 1000)));
    let milli =
        (-30_610_224_000_000i64..=253_402_300_799_999).prop_map(|ms| (MILLIS, Value::Int(ms)));
    prop_oneof![
        any::<i64>().prop_map(|n| (Type::BigInt, Value::Int(n))),
        any::<i32>().prop_map(|n| (INT, Value::Int(n.into()))),
        any::<bool>().prop_map(|truth| (Type::Bool, Value::Bool(truth))),
        any::<f64>()
            .prop_filter("not kept", |n| n.is_finite())
            .prop_map(|n| (Type::Double, Value::Double(n + 0.0))),
        "[^\0]{0,40}".prop_map(|text| (Type::Text, Value::Text(text))),
        prop::collection::vec(any::<u8>(), 0..64)
            .prop_map(|bytes| (Type::Bytes { max_bytes: 64 }, Value::Bytes(bytes))),
        (any::<i32>(), 0u8..100).prop_map(|(whole, cents)| {
            let ty = Type::Decimal { precision: 12, scale: 2 };
            (ty, Value::Text(format!("{whole}.{cents:02}")))
        }),
        (1000i32..=9999, 1u8..=12, 1u8..=28)
            .prop_map(|(y, m, d)| (Type::Date, Value::Text(format!("{y}-{m:02}-{d:02}")))),
        second,
        milli,
    ]
}

proptest! {
    #[test]
    fn a_value_comes_back_from_its_json((ty, kept) in any_typed_value()) {
        prop_assert_eq!(round_trip(column_of(ty, false), &kept).unwrap(), kept);
    }

    #[test]
    fn a_document_comes_back_from_its_json(document in any_document()) {
        let kept = Value::Text(canonical_json(&document.to_string()).unwrap());
        let back = round_trip(column_of(Type::Json, false), &kept);
        if document.is_null() {
            prop_assert!(back.is_err());
        } else {
            prop_assert_eq!(back.unwrap(), kept);
        }
    }

    #[test]
    fn no_input_is_kept_other_than_it_is_read_back(text in "[-0-9.eE\"TZ:+ a-z\\\\{}\\[\\]]{0,24}", (ty, _) in any_typed_value()) {
        let column = column_of(ty, true);
        if let Ok(node) = json::parse(text.as_bytes())
            && let Ok(kept) = value(column, &node, "/c")
        {
            prop_assert_eq!(round_trip(column, &kept).unwrap(), kept);
        }
    }
}

#[test]
fn wrong_types_are_named_with_their_field() {
    for (ty, text) in [
        (INT, "\"5\""),
        (INT, "1.5"),
        (INT, "true"),
        (INT, "2147483648"),
        (Type::BigInt, "9007199254740993"),
        (Type::BigInt, "\"05\""),
        (Type::BigInt, "\"9223372036854775808\""),
        (Type::Bool, "1"),
        (Type::Bool, "\"true\""),
        (Type::Double, "\"1\""),
        (SECONDS, "1700000000"),
        (SECONDS, "\"2026-11-21\""),
        (SECONDS, "\"2026-11-21T13:00:00.5Z\""),
        (MILLIS, "\"2026-11-21T13:00:00.0001Z\""),
        (Type::Date, "\"2026-02-30\""),
        (Type::Decimal { precision: 4, scale: 2 }, "1.5"),
        (Type::Decimal { precision: 4, scale: 2 }, "\"100\""),
        (Type::Bytes { max_bytes: 3 }, "\"AAAAAA==\""),
        (Type::Bytes { max_bytes: 3 }, "\"!\""),
        (Type::Text, "5"),
        (Type::Text, "\"\\u0000\""),
        (Type::Enum { values: &["a", "b"] }, "\"c\""),
        (Type::Id { prefix: "x" }, "\"\""),
    ] {
        let problem = read(ty, text).unwrap_err();
        assert_eq!(
            (problem.kind, problem.field.as_deref()),
            (Kind::InvalidValue, Some("/c")),
            "{text}"
        );
    }
    let required = value(column_of(INT, false), &Node::Null, "/c").unwrap_err();
    assert!(required.detail.contains("required"));
    let problem = column(crate::schema::table("team").unwrap(), "nope", "/nope").unwrap_err();
    assert_eq!((problem.kind, problem.field.as_deref()), (Kind::UnknownField, Some("/nope")));
}

#[test]
fn numbers_may_be_written_in_other_ways() {
    assert_eq!(read(INT, "1.0").unwrap(), Value::Int(1));
    assert_eq!(read(INT, "1e3").unwrap(), Value::Int(1000));
    assert_eq!(read(INT, "-0.0").unwrap(), Value::Int(0));
    assert_eq!(read(Type::BigInt, "9007199254740992").unwrap(), Value::Int(MAX_EXACT));
    assert_eq!(read(Type::BigInt, "\"-9223372036854775808\"").unwrap(), Value::Int(i64::MIN));
}

#[test]
fn an_increment_is_for_whole_numbers_only() {
    let by = |ty: Type, text: &str| {
        increment(column_of(ty, true), &json::parse(text.as_bytes()).unwrap(), "/c")
    };
    assert_eq!(by(INT, r#"{"$increment": -5}"#), Ok(Some(-5)));
    assert_eq!(by(Type::BigInt, r#"{"$increment": "9007199254740993"}"#), Ok(Some(MAX_EXACT + 1)));
    assert_eq!(by(INT, "5"), Ok(None));
    assert_eq!(by(Type::Json, r#"{"$increment": 5}"#), Ok(None));
    assert_eq!(by(Type::Double, r#"{"$increment": 5}"#), Ok(None));
    for wrong in
        [r#"{"$increment": 1.5}"#, r#"{"$decrement": 1}"#, "{}", r#"{"$increment": 1, "a": 2}"#]
    {
        assert_eq!(by(INT, wrong).unwrap_err().kind, Kind::InvalidValue, "{wrong}");
    }
}

#[test]
fn parameters_are_read_by_their_columns_type() {
    let of = |ty: Type, text: &str| parameter(column_of(ty, true), text).map_err(|p| p.field);
    assert_eq!(of(INT, "5"), Ok(Value::Int(5)));
    assert_eq!(of(Type::BigInt, "-5"), Ok(Value::Int(-5)));
    assert_eq!(of(Type::Bool, "false"), Ok(Value::Bool(false)));
    assert_eq!(of(Type::Text, "5"), Ok("5".into()));
    assert_eq!(of(SECONDS, "1970-01-01T00:00:01Z"), Ok(Value::Int(1000)));
    assert_eq!(of(Type::Bool, "0"), Err(Some("c".to_owned())));
    assert_eq!(of(INT, "five"), Err(Some("c".to_owned())));
}
