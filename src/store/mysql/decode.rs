//! What MySQL sends back into values.

use tandem_mysql::Row as Record;

use super::errors::garbled;
use crate::schema::{
    Key, Pk, Row, Table, Type, Value, Version, canonical_json, parse_datetime, stored_text,
};
use crate::store::range::{self, Wrong, is_long, wrong_value};
use crate::store::{Found, StoreError, Stored};

/// The fields of a record, one after the other.
pub(super) struct Fields<'a, I: Iterator<Item = Option<&'a [u8]>>>(I);

/// Reads a record's fields in order.
pub(super) fn fields<'a>(
    record: &Record<'a>,
) -> Fields<'a, impl Iterator<Item = Option<&'a [u8]>> + use<'a>> {
    Fields(record.values())
}

impl<'a, I: Iterator<Item = Option<&'a [u8]>>> Fields<'a, I> {
    pub(super) fn opt_text(&mut self) -> Result<Option<String>, StoreError> {
        let bytes = self.0.next().ok_or_else(garbled)?;
        let text =
            bytes.map(|bytes| std::str::from_utf8(bytes).map_err(|_| garbled())).transpose()?;
        Ok(text.map(str::to_owned))
    }

    pub(super) fn text(&mut self) -> Result<String, StoreError> {
        self.opt_text()?.ok_or_else(garbled)
    }

    pub(super) fn opt_int(&mut self) -> Result<Option<i64>, StoreError> {
        self.opt_text()?.map(|text| text.parse().map_err(|_| garbled())).transpose()
    }

    pub(super) fn int(&mut self) -> Result<i64, StoreError> {
        self.opt_int()?.ok_or_else(garbled)
    }

    /// A count, which is never negative.
    pub(super) fn count(&mut self) -> Result<u64, StoreError> {
        u64::try_from(self.int()?).map_err(|_| garbled())
    }

    /// The columns of [`key_columns`](super::sql::key_columns).
    pub(super) fn key(&mut self, table: &'static Table) -> Result<(Key, Version), StoreError> {
        let version = Version(self.int()?);
        let parts = table.key_columns().map(|_| self.text()).collect::<Result<Vec<_>, _>>()?;
        Ok((Key { table, pk: Pk::of_parts(table, parts)? }, version))
    }
}

/// A row and its version, from the columns of [`row_columns`](super::sql::row_columns).
pub(super) fn stored(table: &'static Table, record: &Record<'_>) -> Result<Stored, StoreError> {
    let read = read(table, record, value)?;
    match read.wrong {
        Some(wrong) => Err(wrong_value(table, wrong).into()),
        None => Ok(Stored { row: Row::new(table, read.values), version: read.version }),
    }
}

/// The same of a row that may have a value of another type, and the bytes of its texts and blobs.
pub(super) fn found(
    table: &'static Table,
    record: &Record<'_>,
) -> Result<(Found, u64), StoreError> {
    let read = read(table, record, canonical)?;
    Ok((range::found(table, read.values, read.version, read.wrong)?, read.bytes))
}

struct Read {
    values: Vec<Value>,
    version: Version,
    bytes: u64,
    wrong: Option<Wrong>,
}

fn read(
    table: &'static Table,
    record: &Record<'_>,
    value: impl Fn(Type, &[u8]) -> Result<Value, &'static str>,
) -> Result<Read, StoreError> {
    let mut fields = record.values();
    let mut values = Vec::with_capacity(table.columns.len());
    let (mut length, mut wrong) = (0_usize, None);
    for (at, column) in table.columns.iter().enumerate() {
        let bytes = fields.next().ok_or_else(garbled)?;
        if is_long(column.ty) {
            length = length.saturating_add(bytes.map_or(0, <[u8]>::len));
        }
        let decoded = bytes.map_or(Ok(Value::Null), |bytes| value(column.ty, bytes));
        values.push(decoded.unwrap_or_else(|expected| {
            wrong = wrong.or(Some((at, expected)));
            Value::Null
        }));
    }
    let version = Version(Fields(fields).int()?);
    Ok(Read { values, version, bytes: u64::try_from(length).unwrap_or(u64::MAX), wrong })
}

/// A value in its canonical form.
fn canonical(ty: Type, bytes: &[u8]) -> Result<Value, &'static str> {
    match (ty, value(ty, bytes)?) {
        (Type::Json, document) => Ok(document),
        (_, Value::Text(text)) => stored_text(ty, text).map(Value::Text),
        (_, value) => Ok(value),
    }
}

fn value(ty: Type, bytes: &[u8]) -> Result<Value, &'static str> {
    if let Type::Bytes { .. } = ty {
        return Ok(Value::Bytes(bytes.to_vec()));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| "text in UTF-8")?;
    match ty {
        Type::Int { .. } | Type::BigInt => {
            text.parse().map(Value::Int).map_err(|_| "a whole number")
        }
        Type::Timestamp { .. } => parse_datetime(text).map(Value::Int).ok_or("a DATETIME(3)"),
        Type::Bool => match text {
            "0" => Ok(Value::Bool(false)),
            "1" => Ok(Value::Bool(true)),
            _ => Err("0 or 1"),
        },
        // Both servers print the shortest digits that read back as the same double, in the form that JSON
        // has too. Read by serde_json, as all doubles are: the tables of a second reader are 12 kB (gzip).
        Type::Double => serde_json::from_str(text).map(Value::Double).map_err(|_| "a double"),
        // MySQL sorts keys its own way and writes numbers its own way.
        Type::Json => canonical_json(text).map(Value::Text).map_err(|_| "a JSON document"),
        _ => Ok(Value::Text(text.to_owned())),
    }
}
