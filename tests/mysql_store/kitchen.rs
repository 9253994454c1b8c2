//! A table with a column of every type, and random rows of it.

use proptest::prelude::*;
use tandem::schema::table::{Column, Default, Events, List, Table, Type, Unique, Unit};
use tandem::schema::{Row, Value, canonical_json, check};

const fn column(name: &'static str, ty: Type, nullable: bool) -> Column {
    Column { name, ty, nullable, default: Default::None, secret: false, guarded: false }
}

pub const NO_EVENTS: Events = Events { created: None, updated: None, deleted: None };
pub const BY_KEY: &[List] = &[List { filter: &[], by: None }];

/// Two key columns, one of them a number, so that keys of several parts are covered too.
pub static KITCHEN: Table = Table {
    name: "kitchen `sink`",
    module: "test",
    columns: &[
        column("id", Type::String { max_chars: 40 }, false),
        column("number", Type::Int { min: i64::MIN, max: i64::MAX }, false),
        column("key", Type::String { max_chars: 300 }, true),
        column("text", Type::Text, true),
        column("int", Type::Int { min: -5, max: 7 }, true),
        column("big", Type::BigInt, true),
        column("bool", Type::Bool, true),
        column("s", Type::Timestamp { unit: Unit::Seconds }, true),
        column("ms", Type::Timestamp { unit: Unit::Milliseconds }, true),
        column("day", Type::Date, true),
        column("json", Type::Json, true),
        column("double", Type::Double, true),
        column("money", Type::Decimal { precision: 20, scale: 4 }, true),
        column("wide", Type::Decimal { precision: 64, scale: 30 }, true),
        column("bytes", Type::Bytes { max_bytes: 300 }, true),
        column("enum", Type::Enum { values: &["a", "it's"] }, true),
    ],
    key: &[1, 0],
    scope: None,
    shared: true,
    guarded: false,
    level: 0,
    uniques: &[Unique { name: "kitchen_key", columns: &[2, 1] }],
    references: &[],
    referenced_by: &[],
    lists: BY_KEY,
    events: NO_EVENTS,
};

pub const CREATE_KITCHEN: &str = "CREATE TABLE `kitchen ``sink``` (
  `id` VARCHAR(40) NOT NULL, `number` BIGINT NOT NULL, `key` VARCHAR(300), `text` MEDIUMTEXT, `int` INT,
  `big` BIGINT, `bool` TINYINT(1), `s` DATETIME(3), `ms` DATETIME(3), `day` DATE, `json` JSON, `double` DOUBLE,
  `money` DECIMAL(20,4), `wide` DECIMAL(64,30), `bytes` VARBINARY(300), `enum` VARCHAR(64),
  `_version` BIGINT NOT NULL DEFAULT 0, PRIMARY KEY (`number`, `id`), UNIQUE KEY `kitchen_key` (`key`, `number`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin";

fn text(max: usize) -> impl Strategy<Value = String> {
    let awkward = "['\"`\\\\%_,;#\\-\\n\\r\\t\\x1a\\x01 äß😀\u{301}\u{feff}a-c]";
    prop_oneof![
        proptest::collection::vec(awkward, 0..max.min(12)).prop_map(|parts| parts.concat()),
        proptest::collection::vec(any::<char>(), 0..max)
            .prop_map(|chars| chars.into_iter().filter(|c| *c != '\0').collect()),
    ]
}

fn double() -> impl Strategy<Value = f64> {
    let edges = [
        0.1,
        1e23,
        5e-324,
        f64::MAX,
        f64::MIN,
        f64::MIN_POSITIVE,
        1e15,
        123_456_789_012_345_680.0,
        2f64.powi(63),
        0.30000000000000004,
    ];
    prop_oneof![
        proptest::sample::select(edges.to_vec()),
        any::<f64>().prop_filter("finite", |number| number.is_finite()),
        any::<i32>().prop_map(|number| f64::from(number) / 1000.0),
    ]
}

fn json() -> impl Strategy<Value = String> {
    use serde_json::Value as Json;
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<u64>().prop_map(Json::from),
        double().prop_map(Json::from),
        text(8).prop_map(Json::from),
    ];
    let document = leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            proptest::collection::vec((text(6), inner), 0..4)
                .prop_map(|fields| Json::Object(fields.into_iter().collect())),
        ]
    });
    document.prop_map(|document| document.to_string())
}

fn decimal(whole: usize, fraction: usize) -> impl Strategy<Value = String> {
    let digits =
        |most: usize| proptest::string::string_regex(&format!("[0-9]{{1,{most}}}")).unwrap();
    (any::<bool>(), digits(whole), digits(fraction)).prop_map(|(minus, whole, fraction)| {
        format!("{}{whole}.{fraction}", if minus { "-" } else { "" })
    })
}

fn value(ty: Type) -> BoxedStrategy<Value> {
    match ty {
        Type::String { max_chars } => {
            text(usize::try_from(max_chars).unwrap()).prop_map(Value::from).boxed()
        }
        Type::Text => text(400).prop_map(Value::from).boxed(),
        Type::Int { min, max } => {
            prop_oneof![Just(min), Just(max), min..=max].prop_map(Value::Int).boxed()
        }
        Type::BigInt => any::<i64>().prop_map(Value::Int).boxed(),
        Type::Bool => any::<bool>().prop_map(Value::Bool).boxed(),
        Type::Timestamp { unit } => {
            let (first, last) = (-30_610_224_000_000_i64, 253_402_300_799_999_i64);
            prop_oneof![Just(first), Just(last), Just(-1), first..=last]
                .prop_map(move |at_ms| match unit {
                    Unit::Seconds => Value::Int(at_ms - at_ms.rem_euclid(1000)),
                    Unit::Milliseconds => Value::Int(at_ms),
                })
                .boxed()
        }
        Type::Date => (1000..=9999, 1..=12, 1..=28)
            .prop_map(|(year, month, day)| Value::Text(format!("{year:04}-{month:02}-{day:02}")))
            .boxed(),
        Type::Json => json().prop_map(|text| Value::Text(canonical_json(&text).unwrap())).boxed(),
        Type::Double => double().prop_map(Value::Double).boxed(),
        Type::Decimal { precision, scale } => {
            decimal(usize::from(precision - scale), usize::from(scale))
                .prop_map(Value::from)
                .boxed()
        }
        Type::Bytes { max_bytes } => {
            let most = usize::try_from(max_bytes).unwrap();
            proptest::collection::vec(any::<u8>(), 0..=most).prop_map(Value::Bytes).boxed()
        }
        Type::Enum { values } => proptest::sample::select(values).prop_map(Value::from).boxed(),
        Type::Id { .. } => "[a-z]{1,9}".prop_map(Value::from).boxed(),
    }
}

/// A row of the kitchen sink with this key, in its canonical form.
pub fn kitchen_row(id: String, number: i64) -> impl Strategy<Value = Row> {
    let values: Vec<BoxedStrategy<Value>> = KITCHEN
        .columns
        .iter()
        .map(|column| {
            prop_oneof![1 => Just(Value::Null), 6 => value(column.ty)]
                .prop_map(|value| check(column, value).unwrap_or(Value::Null))
                .boxed()
        })
        .collect();
    values.prop_map(move |mut values| {
        values[0] = Value::Text(id.clone());
        values[1] = Value::Int(number);
        Row::new(&KITCHEN, values).checked().unwrap()
    })
}
