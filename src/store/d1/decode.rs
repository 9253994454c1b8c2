//! Records of D1 back into values.

use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, SeqAccess, Visitor};

use super::database::Record;
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
    let (reader, version) = read(table, record, value)?;
    match reader.wrong {
        Some(wrong) => Err(wrong_value(table, wrong).into()),
        None => Ok(Stored { row: Row::new(table, reader.values), version }),
    }
}

/// The same of a row that may have a value of another type, and the bytes of its texts and blobs.
pub(super) fn found(table: &'static Table, record: &Record) -> Result<(Found, u64), StoreError> {
    let (reader, version) = read(table, record, canonical)?;
    Ok((range::found(table, reader.values, version, reader.wrong)?, reader.bytes))
}

fn read<'a>(
    table: &'static Table,
    record: &'a Record,
    value: ReadValue,
) -> Result<(RowReader<'a>, Version), StoreError> {
    let mut reader = RowReader {
        table,
        value,
        values: Vec::with_capacity(table.columns.len()),
        doubles: record.doubles.iter(),
        version: None,
        bytes: 0,
        wrong: None,
    };
    let mut json = serde_json::Deserializer::from_str(&record.json);
    let read = Arrays(&mut reader).deserialize(&mut json).and_then(|()| json.end());
    match (read, reader.version) {
        (Ok(()), Some(version)) => Ok((reader, version)),
        _ => Err(garbled()),
    }
}

type ReadValue = fn(Type, &str) -> Result<Value, &'static str>;

/// Takes the texts of a row one by one.
struct RowReader<'a> {
    table: &'static Table,
    value: ReadValue,
    values: Vec<Value>,
    doubles: std::slice::Iter<'a, Option<f64>>,
    version: Option<Version>,
    /// Of texts and blobs.
    bytes: u64,
    wrong: Option<Wrong>,
}

impl RowReader<'_> {
    /// The column's text, or after the last column the version's; false if it is none.
    fn take(&mut self, text: Option<&str>) -> bool {
        let columns = self.table.columns.iter().skip(self.values.len());
        for column in columns {
            let value = match (column.ty, text) {
                (Type::Double, _) => {
                    let double = self.doubles.next().copied().flatten();
                    self.values.push(double.map_or(Value::Null, Value::Double));
                    continue;
                }
                (_, None) => Value::Null,
                (ty, Some(text)) => {
                    self.count(ty, text);
                    (self.value)(ty, text).unwrap_or_else(|expected| {
                        self.wrong = self.wrong.or(Some((self.values.len(), expected)));
                        Value::Null
                    })
                }
            };
            self.values.push(value);
            return true;
        }
        self.version = self.version.or(text.and_then(|text| text.parse().ok()).map(Version));
        self.version.is_some()
    }

    fn count(&mut self, ty: Type, text: &str) {
        let chars_a_byte = if matches!(ty, Type::Bytes { .. }) { 2 } else { 1 };
        if is_long(ty) {
            let bytes = u64::try_from(text.len() / chars_a_byte).unwrap_or(u64::MAX);
            self.bytes = self.bytes.saturating_add(bytes);
        }
    }
}

/// The array of arrays.
struct Arrays<'a, 'b>(&'a mut RowReader<'b>);
/// One of them.
struct Array<'a, 'b>(&'a mut RowReader<'b>);
/// An element, a text or null.
struct Field<'a, 'b>(&'a mut RowReader<'b>);

impl<'de> DeserializeSeed<'de> for Arrays<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Arrays<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of arrays")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        while elements.next_element_seed(Array(self.0))?.is_some() {}
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Array<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Array<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of texts")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        while elements.next_element_seed(Field(self.0))?.is_some() {}
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Field<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl Visitor<'_> for Field<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or null")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<(), E> {
        if self.0.take(Some(text)) { Ok(()) } else { Err(E::custom("another form")) }
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        if self.0.take(None) { Ok(()) } else { Err(E::custom("another form")) }
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
fn canonical(ty: Type, text: &str) -> Result<Value, &'static str> {
    match value(ty, text)? {
        Value::Text(text) => stored_text(ty, text).map(Value::Text),
        value => Ok(value),
    }
}

fn value(ty: Type, text: &str) -> Result<Value, &'static str> {
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
        Type::Bool => match text {
            "0" => Ok(Value::Bool(false)),
            "1" => Ok(Value::Bool(true)),
            _ => Err("0 or 1"),
        },
        Type::Bytes { .. } => unhex(text).map(Value::Bytes).ok_or("bytes"),
        _ => Ok(Value::Text(text.to_owned())),
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
                    Some(text) => value(ty, &text).ok()?,
                },
            });
        }
        let version = Version(texts.next()??.parse().ok()?);
        Some(Stored { row: Row::new(table, values), version })
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
            doubles in proptest::collection::vec(any::<Option<f64>>(), 0..4),
            broken in any::<Option<u8>>(),
        ) {
            let (first, second) = texts.split_at(cut.min(texts.len()));
            let mut json = serde_json::json!([first, second]).to_string();
            if let Some(at) = broken {
                let at = (0..=usize::from(at) % json.len()).rev().find(|at| json.is_char_boundary(*at));
                json.truncate(at.unwrap_or(0));
            }
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
