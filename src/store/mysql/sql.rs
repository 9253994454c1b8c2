//! Pieces of SQL for MySQL: values, columns, conditions on keys.

use tandem_mysql::{Literal, Sql};

use crate::schema::{Column, Key, Pk, Row, Table, Type, Value, Version};
use crate::store::StoreError;

/// Longest statement that several rows are put into, in bytes; one row alone may be longer. Far
/// below the 64 MiB that the server takes, so that a failed statement costs little.
pub(super) const MAX_STATEMENT_BYTES: usize = 4 << 20;
/// Most lines of side tables that one statement changes.
const MAX_STATEMENT_LINES: usize = 200;
/// Most rows that one INSERT puts.
const MAX_INSERT_ROWS: usize = 2_000;

/// A value of a column, in MySQL's form.
pub(super) fn literal(ty: Type, value: &Value) -> Literal<'_> {
    match (ty, value) {
        (_, Value::Null) => Literal::Null,
        (_, Value::Bool(truth)) => Literal::Bool(*truth),
        (Type::Timestamp { .. }, Value::Int(at_ms)) => Literal::DateTimeMs(*at_ms),
        (_, Value::Int(number)) => Literal::I64(*number),
        (_, Value::Double(number)) => Literal::F64(*number),
        (Type::Decimal { .. }, Value::Text(digits)) => Literal::Decimal(digits),
        (_, Value::Text(text)) => Literal::Str(text),
        (_, Value::Bytes(bytes)) => Literal::Bytes(bytes),
    }
}

/// Pieces with `between` between them.
pub(super) fn join(pieces: impl IntoIterator<Item = Sql>, between: &'static str) -> Sql {
    let mut joined = Sql::new();
    for (at, piece) in pieces.into_iter().enumerate() {
        if at > 0 {
            joined = joined.raw(between);
        }
        joined = joined.push(&piece);
    }
    joined
}

pub(super) fn name(column: &Column) -> Sql {
    Sql::new().ident(column.name)
}

/// All columns in the table's order, then the version.
pub(super) fn row_columns(table: &'static Table) -> Sql {
    join(table.columns.iter().map(name), ", ").raw(", `_version`")
}

/// The version, then the key's columns.
pub(super) fn key_columns(table: &'static Table) -> Sql {
    Sql::new().raw("`_version`, ").push(&join(table.key_columns().map(name), ", "))
}

/// `a` = 1, or `a` IS NULL.
pub(super) fn equals(column: &Column, value: &Value) -> Sql {
    match value {
        Value::Null => name(column).raw(" IS NULL"),
        value => name(column).raw(" = ").lit(literal(column.ty, value)),
    }
}

/// The row with this key.
pub(super) fn key_is(table: &'static Table, pk: &Pk) -> Result<Sql, StoreError> {
    let values = pk.values(table)?;
    let parts = table.key_columns().zip(&values).map(|(column, value)| equals(column, value));
    Ok(Sql::new().raw("(").push(&join(parts, " AND ")).raw(")"))
}

/// The rows with any of these keys; there must be at least one.
pub(super) fn keys_in(table: &'static Table, pks: &[&Pk]) -> Result<Sql, StoreError> {
    let mut columns = table.key_columns();
    if let (Some(column), None) = (columns.next(), columns.next()) {
        return column_in(column, table, pks);
    }
    let keys = pks.iter().map(|pk| key_is(table, pk)).collect::<Result<Vec<Sql>, _>>()?;
    Ok(Sql::new().raw("(").push(&join(keys, " OR ")).raw(")"))
}

/// Rows whose `column` holds the single-column key of any of these rows of `parent`.
pub(super) fn column_in(
    column: &Column,
    parent: &'static Table,
    pks: &[&Pk],
) -> Result<Sql, StoreError> {
    let mut values = Vec::with_capacity(pks.len());
    for pk in pks {
        values.extend(pk.values(parent)?);
    }
    Ok(name(column).raw(" IN ").list(values.iter().map(|value| literal(column.ty, value))))
}

/// Lines of a side table for any of these keys; there must be at least one.
pub(super) fn lines_in<'a>(keys: impl IntoIterator<Item = &'a Key>) -> Sql {
    let groups = by_table(keys).into_iter().map(|(table, pks)| {
        Sql::new()
            .raw("(`tbl` = ")
            .lit(table.name)
            .raw(" AND `pk` IN ")
            .list(pks.into_iter().map(Pk::as_str))
            .raw(")")
    });
    Sql::new().raw("(").push(&join(groups, " OR ")).raw(")")
}

/// The side table's line of this key.
pub(super) fn line_is(key: &Key) -> Sql {
    lines_in([key])
}

/// Keys grouped by table, in the order of their first occurrence.
pub(super) fn by_table<'a>(
    keys: impl IntoIterator<Item = &'a Key>,
) -> Vec<(&'static Table, Vec<&'a Pk>)> {
    let mut groups: Vec<(&'static Table, Vec<&Pk>)> = Vec::new();
    for key in keys {
        match groups.iter_mut().find(|(table, _)| *table == key.table) {
            Some((_, pks)) => pks.push(&key.pk),
            None => groups.push((key.table, vec![&key.pk])),
        }
    }
    groups
}

/// INSERT statements for these rows of one table: as few as keep their bound.
pub(super) fn inserts(table: &'static Table, rows: &[(&Row, Version)]) -> Vec<Sql> {
    let head = Sql::new()
        .raw("INSERT INTO ")
        .ident(table.name)
        .raw(" (")
        .push(&row_columns(table))
        .raw(") VALUES ");
    let rows = rows.iter().map(|(row, version)| {
        let values = row.iter().map(|(column, value)| literal(column.ty, value));
        Sql::new().list(values.chain([Literal::I64(version.0)]))
    });
    chunks_of(rows, MAX_INSERT_ROWS)
        .into_iter()
        .map(|rows| head.clone().push(&join(rows, ", ")))
        .collect()
}

/// Lines of side tables in groups that each make a statement.
pub(super) fn chunks(lines: impl IntoIterator<Item = Sql>) -> Vec<Vec<Sql>> {
    chunks_of(lines, MAX_STATEMENT_LINES)
}

fn chunks_of(pieces: impl IntoIterator<Item = Sql>, most: usize) -> Vec<Vec<Sql>> {
    let mut chunks: Vec<Vec<Sql>> = Vec::new();
    let mut bytes = 0;
    for piece in pieces {
        bytes += piece.len_bytes();
        match chunks.last_mut() {
            Some(chunk) if chunk.len() < most && bytes <= MAX_STATEMENT_BYTES => {
                chunk.push(piece);
            }
            _ => {
                bytes = piece.len_bytes();
                chunks.push(vec![piece]);
            }
        }
    }
    chunks
}

/// A count for LIMIT.
pub(super) fn limit(sql: Sql, rows: usize) -> Sql {
    sql.raw(" LIMIT ").lit(u64::try_from(rows).unwrap_or(u64::MAX))
}
