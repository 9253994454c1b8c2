//! Whether columns fit a key or an index in both databases.

use crate::limits::{
    BYTES_PER_CHAR, MAX_ENUM_CHARS, MAX_ID_CHARS, MAX_KEY_BYTES, MAX_KEY_COLUMNS, MAX_VARCHAR_CHARS,
};
use crate::mistake::{Mistakes, Place};
use crate::model::{Table, Type};

/// Notes what keeps `columns` from being a key or an index; `what` names it in the message.
pub fn check(place: &Place, what: &str, table: &Table, columns: &[usize], mistakes: &mut Mistakes) {
    let mut bytes = 0;
    for column in table.at(columns) {
        match key_bytes(&column.ty) {
            Ok(more) => bytes += more,
            Err(remedy) => mistakes.add(
                place,
                format!("{what} has the column `{}`, whose type fits no index", column.name),
                remedy,
            ),
        }
    }
    if bytes > MAX_KEY_BYTES {
        mistakes.add(
            place,
            format!("{what} has {bytes} bytes, four for each character"),
            format!("MySQL takes {MAX_KEY_BYTES}: make its strings shorter"),
        );
    }
    if columns.len() > MAX_KEY_COLUMNS {
        mistakes.add(
            place,
            format!("{what} has {} columns", columns.len()),
            format!("MySQL takes {MAX_KEY_COLUMNS}: take some away"),
        );
    }
}

/// Bytes of a value in MySQL's index, or the remedy if it can't be in one.
fn key_bytes(ty: &Type) -> Result<u32, String> {
    match ty {
        Type::Id { .. } => Ok(MAX_ID_CHARS * BYTES_PER_CHAR),
        Type::Enum { .. } => Ok(MAX_ENUM_CHARS * BYTES_PER_CHAR),
        Type::String { max_chars } if *max_chars <= MAX_VARCHAR_CHARS => Ok(max_chars * BYTES_PER_CHAR),
        Type::String { .. } => Err(format!("make it `string {MAX_VARCHAR_CHARS}` or shorter")),
        Type::Text => Err("give it a length, such as `string 255`".into()),
        Type::BigInt => Ok(8),
        Type::Int { .. } => Ok(8),
        Type::Timestamp { .. } => Ok(7),
        Type::Date => Ok(3),
        Type::Bool => Ok(1),
        Type::Json | Type::Double | Type::Decimal { .. } | Type::Bytes { .. } => Err(
            "use another column: only `id`, `string`, `int`, `bigint`, `bool`, `timestamp`, `date` \
             and `enum` sort the same way in both databases"
                .into(),
        ),
    }
}
