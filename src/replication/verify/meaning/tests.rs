use super::*;
use crate::schema::table::{Default, Events, Unit};
use crate::schema::{Pk, Table};
use proptest::prelude::*;

fn column(ty: Type) -> &'static Column {
    Box::leak(Box::new(Column {
        name: "c",
        ty,
        nullable: true,
        default: Default::None,
        secret: false,
        guarded: false,
    }))
}

fn are_same(ty: Type, ours: impl Into<Value>, theirs: impl Into<Value>) -> bool {
    let (ours, theirs) = (ours.into(), theirs.into());
    let there = same(column(ty), &ours, &theirs);
    assert_eq!(there, same(column(ty), &theirs, &ours), "either way round");
    there
}

#[test]
fn documents_are_the_same_in_any_order_and_not_with_other_values() {
    let documents = [
        (r#"{"b":1,"a":[1,2.50]}"#, r#"{ "a" : [1, 2.5], "b" : 1 }"#, true),
        (r#"{"a":{"y":1,"x":2}}"#, r#"{"a":{"x":2,"y":1}}"#, true),
        (r#"{"a":1,"a":2}"#, r#"{"a":2}"#, true),
        (r#""\u00e4""#, r#""ä""#, true),
        ("1e3", "1000.0", true),
        // MySQL gives back 0 for the first and -0.0 for the second.
        ("-0", "0", true),
        ("-0.0", "-0.0", true),
        ("[1,2]", "[2,1]", false),
        (r#"{"a":1}"#, r#"{"a":"1"}"#, false),
        (r#"{"a":null}"#, "{}", false),
        ("9007199254740993", "9007199254740992", false),
        // Both databases keep these apart.
        ("1", "1.0", false),
        ("{", "[", false),
        ("{", "{}", false),
    ];
    for (ours, theirs, expected) in documents {
        assert_eq!(are_same(Type::Json, ours, theirs), expected, "{ours} {theirs}");
    }
    assert!(are_same(Type::Json, "no document", "no document"));
    assert!(!are_same(Type::Text, "[1, 2]", "[1,2]"));
}

#[test]
fn decimals_are_the_same_at_their_scale() {
    let money = Type::Decimal { precision: 6, scale: 2 };
    for (ours, theirs, expected) in [
        ("1.50", "1.5", true),
        ("1.50", "001.5000", true),
        ("-0", "0.00", true),
        ("1.50", "1.51", false),
        ("1.50", "-1.50", false),
        ("1.501", "1.50", false),
        ("1.5", "x", false),
    ] {
        assert_eq!(are_same(money, ours, theirs), expected, "{ours} {theirs}");
    }
    assert!(!are_same(Type::String { max_chars: 9 }, "1.50", "1.5"));
}

#[test]
fn what_a_database_could_lose_is_a_difference() {
    let text = Type::Text;
    for (ours, theirs) in [("a", "A"), ("a", "á"), ("a", "a "), ("á", "a\u{301}"), ("", " ")] {
        assert!(!are_same(text, ours, theirs), "{ours:?} {theirs:?}");
    }
    assert!(!are_same(text, "", Value::Null));
    assert!(!are_same(Type::Json, "null", Value::Null));
    assert!(!are_same(Type::BigInt, (1_i64 << 53) + 1, 1_i64 << 53));
    assert!(!are_same(Type::BigInt, 0_i64, Value::Null));
    assert!(!are_same(Type::Timestamp { unit: Unit::Milliseconds }, 1_000_i64, 1_001_i64));
    assert!(!are_same(Type::Bytes { max_bytes: 9 }, vec![1_u8], vec![1_u8, 0]));
    assert!(!are_same(Type::Bytes { max_bytes: 9 }, Vec::<u8>::new(), Value::Null));
    assert!(!are_same(Type::Bool, true, false));
    assert!(!are_same(Type::Double, 0.1, 0.1_f64.next_up()));
    assert!(are_same(Type::Double, 0.0, -0.0));
    assert!(!are_same(Type::Double, 5e-324, 0.0));
}

static PAIRS: Table = Table {
    name: "pairs",
    module: "test",
    columns: &[
        Column {
            name: "text",
            ty: Type::Text,
            nullable: false,
            default: Default::None,
            secret: false,
            guarded: false,
        },
        Column {
            name: "number",
            ty: Type::BigInt,
            nullable: false,
            default: Default::None,
            secret: false,
            guarded: false,
        },
    ],
    key: &[0, 1],
    scope: None,
    shared: true,
    guarded: false,
    level: 0,
    uniques: &[],
    references: &[],
    referenced_by: &[],
    lists: &[],
    events: Events { created: None, updated: None, deleted: None },
};

fn pair(text: &str, number: i64) -> Row {
    Row::new(&PAIRS, vec![text.into(), number.into()])
}

#[test]
fn keys_are_ordered_by_their_columns_and_not_by_their_text() {
    let text = |row: &Row| Pk::of(row).unwrap();
    for (first, second) in [
        (pair("a", 9), pair("a", 10)),
        (pair("a", -1), pair("a", 0)),
        (pair("a!", 1), pair("a+", 1)),
        (pair("a&", 1), pair("a,", 1)),
        (pair("a,", 1), pair("a-", 1)),
        (pair("a", 1), pair("a\u{1}", 1)),
        (pair("Z", 1), pair("a", 1)),
        (pair("a", 1), pair("á", 1)),
        (pair("\u{ffff}", 1), pair("\u{10000}", 1)),
    ] {
        assert!(key_order(&first, &second).is_lt(), "{first:?} {second:?}");
        assert!(key_order(&second, &first).is_gt());
    }
    assert!(text(&pair("a", 9)) > text(&pair("a", 10)), "as texts it is the other way round");
    assert!(text(&pair("a&", 1)) > text(&pair("a,", 1)), "as texts it is the other way round");
}

proptest! {
    #[test]
    fn keys_have_one_order(
        keys in proptest::collection::vec(("[a-c,%\u{e9}]{0,3}", any::<i8>()), 3)
    ) {
        let rows: Vec<Row> = keys.iter().map(|(text, number)| pair(text, (*number).into())).collect();
        for (ours, one) in rows.iter().zip(&keys) {
            for (theirs, other) in rows.iter().zip(&keys) {
                prop_assert_eq!(key_order(ours, theirs), one.cmp(other));
            }
        }
    }

    #[test]
    fn columns_that_differ_are_named(ours in any::<(u8, i64)>(), theirs in any::<(u8, i64)>()) {
        let row = |(text, number): (u8, i64)| pair(&text.to_string(), number);
        let expected: Vec<usize> = [ours.0 != theirs.0, ours.1 != theirs.1]
            .iter().enumerate().filter(|(_, differs)| **differs).map(|(at, _)| at).collect();
        prop_assert_eq!(same_rows(&row(ours), &row(theirs)), expected.is_empty());
        prop_assert_eq!(differing(&row(ours), &row(theirs)), expected);
    }

    /// Whatever the schema's check changes of a value, the value still means the same.
    #[test]
    fn a_value_means_the_same_as_its_canonical_form(
        numbers in proptest::collection::vec(any::<f64>(), 0..4), cents in any::<i32>(),
    ) {
        let document = serde_json::json!({ "b": numbers, "a": cents }).to_string();
        let spaced = document.replace(',', " ,\n");
        let canonical = check(column(Type::Json), spaced.as_str().into()).unwrap();
        prop_assert!(are_same(Type::Json, spaced, canonical));
        let money = Type::Decimal { precision: 12, scale: 2 };
        let text = format!("{}.{:0>2}0", cents / 100, cents % 100).replace(".-", ".").replace(".0-", ".0");
        if let Ok(canonical) = check(column(money), text.as_str().into()) {
            prop_assert!(are_same(money, text, canonical));
        }
    }
}
