//! Many rows changed by one UPDATE, each only if its image is newer.

use tandem_mysql::Sql;

use super::apply::Newer;
use super::sql::{join, key_is, literal, name};
use crate::schema::{Column, Row, Table};
use crate::store::StoreError;

/// Most rows of one UPDATE: every row is compared with every key of it.
const MAX_UPDATE_ROWS: usize = 50;
/// Most bytes of the values in one UPDATE; one row alone may have more.
const MAX_UPDATE_BYTES: usize = 2 << 20;

/// One row's part of an UPDATE.
struct Part<'a> {
    table: &'static Table,
    row: &'a Row,
    is: Sql,
    /// What tells the row in a CASE: the value of a key of one column, else the same as `is`.
    when: Sql,
    /// Values of the columns besides the key.
    values: Vec<Sql>,
    version: Sql,
}

/// UPDATE statements for these rows. By their keys alone, and not as an upsert, which would change
/// another row that has the value of some unique key.
pub(super) fn updates(rows: &[Newer<'_>]) -> Result<Vec<Sql>, StoreError> {
    let mut statements = Vec::new();
    let mut parts: Vec<Part<'_>> = Vec::new();
    let mut bytes: usize = 0;
    for row in rows {
        let part = part(row)?;
        let part_bytes: usize =
            part.values.iter().map(|v| v.len_bytes() + part.is.len_bytes()).sum();
        let fits = parts.len() < MAX_UPDATE_ROWS
            && bytes + part_bytes <= MAX_UPDATE_BYTES
            && parts.last().is_none_or(|last| last.table == part.table);
        if !fits {
            statements.extend(of_parts(&parts));
            parts.clear();
            bytes = 0;
        }
        bytes += part_bytes;
        parts.push(part);
    }
    statements.extend(of_parts(&parts));
    Ok(statements)
}

/// One UPDATE of these rows of one table; it ends in a condition that may be gone on with AND.
pub(super) fn update(rows: &[Newer<'_>]) -> Result<Sql, StoreError> {
    let parts = rows.iter().map(part).collect::<Result<Vec<Part<'_>>, _>>()?;
    Ok(of_parts(&parts).unwrap_or_default())
}

fn part<'a>((key, row, version): &Newer<'a>) -> Result<Part<'a>, StoreError> {
    let table = key.table;
    let is = key_is(table, &key.pk)?;
    let when = match (only_key_column(table), key.pk.values(table)?.first()) {
        (Some(column), Some(value)) => Sql::new().lit(literal(column.ty, value)),
        _ => is.clone(),
    };
    let columns = row.iter().enumerate().filter(|(at, _)| !table.in_key(*at));
    Ok(Part {
        table,
        row,
        is,
        when,
        values: columns.map(|(_, (c, v))| Sql::new().lit(literal(c.ty, v))).collect(),
        version: Sql::new().lit(version.0),
    })
}

fn only_key_column(table: &'static Table) -> Option<&'static Column> {
    let mut columns = table.key_columns();
    columns.next().filter(|_| columns.next().is_none())
}

fn of_parts(parts: &[Part<'_>]) -> Option<Sql> {
    let Part { table, row: first, .. } = parts.first()?;
    let is_same = |at: usize| parts.iter().all(|part| part.row.get(at) == first.get(at));
    let columns = table.columns.iter().enumerate().filter(|(at, _)| !table.in_key(*at));
    let mut assignments: Vec<Sql> = columns
        .enumerate()
        .map(|(place, (at, column))| {
            // Most often most columns are the same in all rows: NULL, a default.
            let differing = if is_same(at) { parts.get(..1).unwrap_or_default() } else { parts };
            name(column).raw(" = ").push(&choose(differing, |part| part.values.get(place)))
        })
        .collect();
    let version = Sql::new().raw("`_version` = ").push(&choose(parts, |part| Some(&part.version)));
    assignments.push(version);
    let older = parts.iter().map(|part| {
        let is = Sql::new().raw("(").push(&part.is);
        is.raw(" AND `_version` < ").push(&part.version).raw(")")
    });
    let sql = Sql::new().raw("UPDATE ").ident(table.name).raw(" SET ");
    Some(sql.push(&join(assignments, ", ")).raw(" WHERE (").push(&join(older, " OR ")).raw(")"))
}

/// The value of the row at hand. Keys don't change, so what stands left of it doesn't matter.
fn choose<'p>(parts: &'p [Part<'_>], value: impl Fn(&'p Part<'_>) -> Option<&'p Sql>) -> Sql {
    if let [only] = parts {
        return value(only).cloned().unwrap_or_default();
    }
    let cases = parts.iter().filter_map(|part| {
        Some(Sql::new().raw("WHEN ").push(&part.when).raw(" THEN ").push(value(part)?))
    });
    let key = parts.first().and_then(|part| only_key_column(part.table)).map(name);
    let case = Sql::new().raw("CASE ").push(&key.unwrap_or_default());
    case.raw(" ").push(&join(cases, " ")).raw(" END")
}
