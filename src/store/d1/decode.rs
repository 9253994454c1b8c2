//! Records of D1 back into values.

use std::borrow::Cow;

use super::database::Record;
use super::scan::scan;
use crate::schema::table::Unit;
use crate::schema::{Row, Table, Type, Value, Version, stored_text};
use crate::store::range::{self, Wrong, is_long, wrong_value};
use crate::store::{Found, Side, StoreError, Stored};

/// The fields of a record that is one JSON array of texts and nulls.
pub(super) fn fields(record: &Record) -> Result<Vec<Option<String>>, StoreError> {
    serde_json::from_str(&record.json).map_err(|_| garbled())
}

/// A row and its version, from what [`Texts::row`](super::texts::Texts::row) selects.
pub(super) fn stored(table: &'static Table, record: &Record) -> Result<Stored, StoreError> {
    let read = read(table, record, value)?;
    match read.wrong {
        Some(wrong) => Err(wrong_value(table, wrong).into()),
        None => Ok(Stored { row: Row::new(table, read.values), version: read.version }),
    }
}

/// The same of a row that may have a value of another type, and the bytes of its texts and blobs.
pub(super) fn found(table: &'static Table, record: &Record) -> Result<(Found, u64), StoreError> {
    let read = read(table, record, canonical)?;
    let bytes = u64::try_from(read.bytes).unwrap_or(u64::MAX);
    Ok((range::found(table, read.values, read.version, read.wrong)?, bytes))
}

struct Read {
    values: Vec<Value>,
    version: Version,
    /// Of texts and blobs.
    bytes: usize,
    wrong: Option<Wrong>,
}

fn read(
    table: &'static Table,
    record: &Record,
    value: impl Fn(Type, Cow<'_, str>) -> Result<Value, &'static str>,
) -> Result<Read, StoreError> {
    let mut fields = scan(&record.json);
    let mut doubles = record.doubles.iter();
    let mut values = Vec::with_capacity(table.columns.len());
    let (mut bytes, mut wrong) = (0_usize, None);
    for (at, column) in table.columns.iter().enumerate() {
        let decoded = if column.ty == Type::Double {
            double(doubles.next().copied().flatten())
        } else {
            let field = fields.next().ok_or_else(garbled)?;
            if is_long(column.ty) {
                bytes =
                    bytes.saturating_add(field.as_ref().map_or(0, |text| length(column.ty, text)));
            }
            field.map_or(Ok(Value::Null), |text| value(column.ty, text))
        };
        values.push(decoded.unwrap_or_else(|expected| {
            wrong = wrong.or(Some((at, expected)));
            Value::Null
        }));
    }
    match (fields.next(), fields.next()) {
        (Some(Some(version)), None) => {
            let version = Version(version.parse().map_err(|_| garbled())?);
            Ok(Read { values, version, bytes, wrong })
        }
        _ => Err(garbled()),
    }
}

/// Bytes are written as two digits each.
fn length(ty: Type, text: &str) -> usize {
    if matches!(ty, Type::Bytes { .. }) { text.len() / 2 } else { text.len() }
}

fn double(found: Option<f64>) -> Result<Value, &'static str> {
    match found {
        Some(double) if !double.is_finite() => Err("a finite number"),
        found => Ok(found.map_or(Value::Null, Value::Double)),
    }
}

/// A required field.
pub(super) fn text(
    fields: &mut impl Iterator<Item = Option<String>>,
) -> Result<String, StoreError> {
    fields.next().flatten().ok_or_else(garbled)
}

/// A required whole number.
pub(super) fn int(fields: &mut impl Iterator<Item = Option<String>>) -> Result<i64, StoreError> {
    text(fields)?.parse().map_err(|_| garbled())
}

/// A value in its canonical form.
fn canonical(ty: Type, text: Cow<'_, str>) -> Result<Value, &'static str> {
    match value(ty, text)? {
        Value::Text(text) => stored_text(ty, text).map(Value::Text),
        value => Ok(value),
    }
}

fn value(ty: Type, text: Cow<'_, str>) -> Result<Value, &'static str> {
    match ty {
        Type::Int { .. } | Type::BigInt => {
            text.parse().map(Value::Int).map_err(|_| "a whole number")
        }
        Type::Timestamp { unit } => {
            let number: i64 = text.parse().map_err(|_| "a whole number")?;
            let at_ms = match unit {
                Unit::Seconds => number.checked_mul(1000),
                Unit::Milliseconds => Some(number),
            };
            at_ms.map(Value::Int).ok_or("a time")
        }
        Type::Bool => match &*text {
            "0" => Ok(Value::Bool(false)),
            "1" => Ok(Value::Bool(true)),
            _ => Err("0 or 1"),
        },
        Type::Bytes { .. } => unhex(&text).map(Value::Bytes).ok_or("bytes"),
        _ => Ok(Value::Text(text.into_owned())),
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let bytes = pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?));
    if rest.is_empty() { bytes.collect() } else { None }
}

pub(super) fn garbled() -> StoreError {
    StoreError::rejected(Side::D1, "an answer of an unexpected shape: are the migrations applied?")
}

#[cfg(test)]
mod tests {
    use super::super::database::Record;
    use super::*;
    use crate::schema::table::{Column, Default, Events};
    use proptest::prelude::*;

    const fn column(name: &'static str, ty: Type) -> Column {
        Column { name, ty, nullable: true, default: Default::None, secret: false, guarded: false }
    }

    static TABLE: Table = Table {
        name: "t",
        module: "test",
        columns: &[
            column("first", Type::Double),
            column("text", Type::Text),
            column("number", Type::BigInt),
            column("bytes", Type::Bytes { max_bytes: 9 }),
            column("double", Type::Double),
            column("truth", Type::Bool),
            column("at", Type::Timestamp { unit: Unit::Seconds }),
            column("last", Type::Double),
        ],
        key: &[1],
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

    /// The same by way of all texts at once.
    fn plainly(table: &'static Table, record: &Record) -> Option<Stored> {
        let chunks: Vec<Vec<Option<String>>> = serde_json::from_str(&record.json).ok()?;
        let mut texts = chunks.into_iter().flatten();
        let mut doubles = record.doubles.iter();
        let mut values = Vec::new();
        for column in table.columns {
            values.push(match column.ty {
                Type::Double => {
                    doubles.next().copied().flatten().map_or(Value::Null, Value::Double)
                }
                ty => match texts.next()? {
                    None => Value::Null,
                    Some(text) => value(ty, text.into()).ok()?,
                },
            });
        }
        let version = Version(texts.next()??.parse().ok()?);
        texts.next().is_none().then_some(Stored { row: Row::new(table, values), version })
    }

    fn text() -> impl Strategy<Value = Option<String>> {
        prop_oneof![
            Just(None),
            any::<i64>().prop_map(|number| Some(number.to_string())),
            "[01]".prop_map(Some),
            "([0-9A-F]{2}){0,4}".prop_map(Some),
            any::<String>().prop_map(Some),
        ]
    }

    proptest! {
        #[test]
        fn rows_are_read_as_by_way_of_all_texts_at_once(
            texts in proptest::collection::vec(text(), 4..8),
            cut in 0usize..8,
            doubles in proptest::collection::vec(proptest::option::of(-1e300..1e300f64), 0..4),
        ) {
            let (first, second) = texts.split_at(cut.min(texts.len()));
            let json = serde_json::json!([first, second]).to_string();
            let record = Record { json, doubles };
            prop_assert_eq!(stored(&TABLE, &record).ok(), plainly(&TABLE, &record));
        }

        #[test]
        fn rows_that_fit_are_read(
            text in any::<String>(), number in any::<i64>(), truth in any::<bool>(), version in 0i64..,
            bytes in proptest::collection::vec(any::<u8>(), 0..9), double in -1e9..1e9f64,
        ) {
            let hex: String = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
            let truth_text = if truth { "1" } else { "0" };
            let json = serde_json::json!([[text, number.to_string(), hex], [truth_text, "-5", version.to_string()]]);
            let record = Record { json: json.to_string(), doubles: vec![Some(double), None, Some(1.0)] };
            let values = vec![
                Value::Double(double), text.into(), Value::Int(number), Value::Bytes(bytes), Value::Null,
                Value::Bool(truth), Value::Int(-5_000), Value::Double(1.0),
            ];
            let expected = Stored { row: Row::new(&TABLE, values), version: Version(version) };
            prop_assert_eq!(stored(&TABLE, &record).ok(), Some(expected.clone()));
            prop_assert_eq!(plainly(&TABLE, &record), Some(expected));
        }
    }
}
