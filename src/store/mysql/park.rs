//! Frees the unique values of rows that are about to change, so that rows can swap them: one column
//! of each unique key gets a value that no other row has.

use tandem_mysql::{Literal, Sql};

use super::apply::Newer;
use super::sql::{join, key_is, literal, name};
use crate::schema::table::Column;
use crate::schema::{Row, Table, Type, Value};
use crate::store::StoreError;

/// Private-use characters, which no app's text has: parked text is made of them.
const PARKED: std::ops::Range<u32> = 0xE000..0xF8FF;
/// Most characters of a parked text: 12 bits and more each.
const MAX_PARKED_CHARS: u32 = 12;

/// One statement for each row with a unique key. Only rows that are put afterwards are parked, by
/// the same condition. `random` decides the values; should one exist, the set is tried again.
pub(super) fn park(rows: &[Newer<'_>], random: &impl Fn() -> u64) -> Result<Vec<Sql>, StoreError> {
    let mut statements = Vec::new();
    for (key, row, version) in rows {
        let columns = parked_columns(key.table);
        if columns.is_empty() {
            continue;
        }
        let parked = columns.into_iter().filter_map(|at| {
            let column = key.table.column(at)?;
            Some(name(column).raw(" = ").push(&parked_value(column, row, random)))
        });
        statements.push(
            Sql::new()
                .raw("UPDATE ")
                .ident(key.table.name)
                .raw(" SET ")
                .push(&join(parked, ", "))
                .raw(" WHERE ")
                .push(&key_is(key.table, &key.pk)?)
                .raw(" AND `_version` < ")
                .lit(version.0),
        );
    }
    Ok(statements)
}

/// Positions of the columns that free every unique key.
fn parked_columns(table: &'static Table) -> Vec<usize> {
    let mut chosen: Vec<usize> = Vec::new();
    for unique in table.uniques {
        let free = unique.columns.iter().copied().filter(|at| !table.in_key(*at));
        let best = free.max_by_key(|at| table.column(*at).map(rank));
        if let Some(at) = best
            && !chosen.contains(&at)
        {
            chosen.push(at);
        }
    }
    chosen
}

/// NULL is never equal to NULL, so a nullable column is best; then one with many values.
fn rank(column: &Column) -> u8 {
    match column.ty {
        _ if column.nullable => 2,
        Type::Bool | Type::String { max_chars: 0..=3 } | Type::Bytes { max_bytes: 0..=7 } => 0,
        _ => 1,
    }
}

fn parked_value(column: &'static Column, row: &Row, random: &impl Fn() -> u64) -> Sql {
    if column.nullable {
        return Sql::new().raw("NULL");
    }
    let below = |bound: i64| i64::try_from(random() % bound.unsigned_abs().max(1)).unwrap_or(0);
    let parked = match column.ty {
        Type::Id { .. } | Type::Enum { .. } | Type::Text => {
            Value::Text(text(MAX_PARKED_CHARS, random))
        }
        Type::String { max_chars } => Value::Text(text(max_chars.min(MAX_PARKED_CHARS), random)),
        Type::Int { min, max } => {
            let small = i64::from(i32::MIN)..=i64::from(i32::MAX);
            // The column is an INT if its range fits one.
            let is_int = small.contains(&min) && small.contains(&max);
            let first = if is_int { *small.start() } else { i64::MIN };
            // Below the column's range, where its SQL type has room there.
            let room = min.saturating_sub(first);
            Value::Int(first + below(if room > 1 << 20 { room } else { i64::from(i32::MAX) }))
        }
        Type::BigInt => Value::Int(i64::MIN + below(i64::MAX)),
        // TINYINT(1) takes more than 0 and 1.
        Type::Bool => Value::Int(2 + below(120)),
        // In the year 1000 and the decades after it.
        Type::Timestamp { .. } => Value::Int(-30_000_000_000_000 - below(600_000_000_000)),
        Type::Date => {
            return Sql::new()
                .lit(Literal::DateDays(i32::try_from(-354_000 + below(30_000)).unwrap_or(0)));
        }
        Type::Double => Value::Double(-1e300 * (1.0 + random_fraction(random))),
        Type::Decimal { precision, scale } => Value::Text(decimal(precision, scale, random)),
        Type::Bytes { max_bytes } => Value::Bytes(bytes(max_bytes.min(16), random)),
        // No unique key has a document.
        Type::Json => row_value(column, row),
    };
    Sql::new().lit(literal(column.ty, &parked))
}

fn row_value(column: &Column, row: &Row) -> Value {
    let found = row.iter().find(|(other, _)| other.name == column.name);
    found.map_or(Value::Null, |(_, value)| value.clone())
}

fn text(chars: u32, random: &impl Fn() -> u64) -> String {
    let span = u64::from(PARKED.end - PARKED.start);
    (0..chars)
        .filter_map(|_| char::from_u32(PARKED.start + u32::try_from(random() % span).ok()?))
        .collect()
}

fn bytes(most: u32, random: &impl Fn() -> u64) -> Vec<u8> {
    (0..most).map(|_| u8::try_from(random() & 0xFF).unwrap_or(0)).collect()
}

fn random_fraction(random: &impl Fn() -> u64) -> f64 {
    f64::from(u32::try_from(random() & 0xFFFF_FFFF).unwrap_or(0)) / f64::from(u32::MAX)
}

fn decimal(precision: u8, scale: u8, random: &impl Fn() -> u64) -> String {
    let digits = |count: u8| -> String {
        (0..count)
            .filter_map(|_| char::from_digit(u32::try_from(random() % 10).ok()?, 10))
            .collect()
    };
    let whole = digits(precision.saturating_sub(scale));
    let whole = if whole.is_empty() { "0".to_owned() } else { whole };
    if scale == 0 { format!("-{whole}") } else { format!("-{whole}.{}", digits(scale)) }
}
