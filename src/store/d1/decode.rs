//! Records of D1 back into values.

use super::database::Record;
use crate::schema::table::Unit;
use crate::schema::{DecodeError, Row, Table, Type, Value, Version};
use crate::store::{Side, StoreError, Stored};

/// The fields of a record that is one JSON array of texts and nulls.
pub(super) fn fields(record: &Record) -> Result<Vec<Option<String>>, StoreError> {
    serde_json::from_str(&record.json).map_err(|_| garbled())
}

/// A row and its version, from what [`row_columns`](super::sql::row_columns) selects.
pub(super) fn stored(table: &'static Table, record: &Record) -> Result<Stored, StoreError> {
    let chunks: Vec<Vec<Option<String>>> =
        serde_json::from_str(&record.json).map_err(|_| garbled())?;
    let mut texts = chunks.into_iter().flatten();
    let mut doubles = record.doubles.iter();
    let mut values = Vec::with_capacity(table.columns.len());
    for column in table.columns {
        let value = match column.ty {
            Type::Double => doubles.next().copied().flatten().map_or(Value::Null, Value::Double),
            ty => match texts.next().flatten() {
                None => Value::Null,
                Some(text) => value(ty, text).map_err(|expected| DecodeError {
                    table: table.name,
                    column: column.name,
                    expected,
                    found: "something else",
                })?,
            },
        };
        values.push(value);
    }
    let version = texts.next().flatten().and_then(|text| text.parse().ok()).map(Version);
    Ok(Stored { row: Row::new(table, values), version: version.ok_or_else(garbled)? })
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

fn value(ty: Type, text: String) -> Result<Value, &'static str> {
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
        Type::Bool => match text.as_str() {
            "0" => Ok(Value::Bool(false)),
            "1" => Ok(Value::Bool(true)),
            _ => Err("0 or 1"),
        },
        Type::Bytes { .. } => unhex(&text).map(Value::Bytes).ok_or("bytes"),
        _ => Ok(Value::Text(text)),
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect();
    let digits = digits?;
    if digits.len() % 2 != 0 {
        return None;
    }
    Some(
        digits.chunks_exact(2).filter_map(|pair| Some(pair.first()? << 4 | pair.get(1)?)).collect(),
    )
}

pub(super) fn garbled() -> StoreError {
    StoreError::Rejected {
        side: Side::D1,
        message: "an answer of an unexpected shape: are the migrations applied?".to_owned(),
    }
}
