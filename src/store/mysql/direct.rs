//! The short way of an apply: rows that the primary has just made or changed are put by one
//! statement for each table, which checks by itself what the step checks.
//!
//! Such a statement is a step: at REPEATABLE READ, what an INSERT or UPDATE reads in other tables
//! it reads locked, as it is and not as some snapshot has it
//! (<https://dev.mysql.com/doc/refman/8.4/en/innodb-locks-set.html>). That it touched every row says
//! that all are done. Less says nothing: the row may be here, be buried, meet a unique key, or this
//! database may be the primary. Then the step decides, which bears being done again.

use tandem_mysql::Sql;

use super::apply::Newer;
use super::sql::{MAX_STATEMENT_BYTES, join, lines_in, literal, name, row_columns};
use super::update::update;
use super::{Connect, MySql};
use crate::schema::{Image, Table};
use crate::store::{ApplySet, StoreError};

/// Most rows that go this way: with more, round trips are not what an apply costs.
const MAX_ROWS: usize = 50;

/// Puts the images if nothing is against it; whether all of them are done.
pub(super) async fn put<C: Connect>(
    mysql: &MySql<C>,
    images: &[Image],
    set: ApplySet,
) -> Result<bool, StoreError> {
    let statement = match set {
        ApplySet::Inserted => insert,
        ApplySet::Updated => update_if_open,
        ApplySet::Independent | ApplySet::Copied | ApplySet::Widened => return Ok(false),
    };
    let rows: Option<Vec<Newer<'_>>> =
        images.iter().map(|image| Some((&image.key, image.row()?, image.version))).collect();
    let Some(rows) = rows.filter(|rows| rows.len() <= MAX_ROWS) else {
        return Ok(false);
    };
    for rows in rows.chunk_by(|(a, _, _), (b, _, _)| a.table == b.table) {
        let sql = statement(rows)?;
        if sql.len_bytes() > MAX_STATEMENT_BYTES && rows.len() > 1 {
            return Ok(false);
        }
        if mysql.attempt(&sql).await? != u64::try_from(rows.len()).ok() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// One row needs no table of its own to be selected from.
fn insert(rows: &[Newer<'_>]) -> Result<Sql, StoreError> {
    let Some((key, ..)) = rows.first() else {
        return Ok(Sql::new());
    };
    let table = key.table;
    let sql = Sql::new()
        .raw("INSERT INTO ")
        .ident(table.name)
        .raw(" (")
        .push(&row_columns(table))
        .raw(") SELECT ");
    let lines = rows.iter().map(|row| values(table, row));
    let from = if let [_] = rows {
        join(lines, "").raw(" FROM `_control` WHERE ")
    } else {
        Sql::new()
            .raw("`n`.* FROM `_control` JOIN (SELECT ")
            .push(&join(lines, " UNION ALL SELECT "))
            .raw(") AS `n` WHERE ")
    };
    let sql = sql.push(&from).raw(IS_CLOSED).raw(" AND NOT EXISTS ");
    Ok(sql.push(&newer_tombstone(rows)))
}

/// The row's values under their columns' names.
fn values(table: &Table, (_, row, version): &Newer<'_>) -> Sql {
    let values = row.iter().map(|(column, value)| {
        Sql::new().lit(literal(column.ty, value)).raw(" AS ").push(&name(column))
    });
    debug_assert_eq!(row.table(), table);
    join(values, ", ").raw(", ").lit(version.0).raw(" AS `_version`")
}

fn update_if_open(rows: &[Newer<'_>]) -> Result<Sql, StoreError> {
    let sql = update(rows)?.raw(" AND EXISTS (SELECT 1 FROM `_control` WHERE ").raw(IS_CLOSED);
    Ok(sql.raw(") AND NOT EXISTS ").push(&newer_tombstone(rows)))
}

/// This database takes no client writes.
const IS_CLOSED: &str = "`_control`.`id` = 1 AND `_control`.`role` = 'closed'";

/// A tombstone that one of the rows may have to give way to: of its key, and not older than the
/// oldest of the rows.
fn newer_tombstone(rows: &[Newer<'_>]) -> Sql {
    let oldest = rows.iter().map(|(_, _, version)| version.0).min().unwrap_or_default();
    Sql::new()
        .raw("(SELECT 1 FROM `_tombstone` WHERE ")
        .push(&lines_in(rows.iter().map(|(key, _, _)| *key)))
        .raw(" AND `version` >= ")
        .lit(oldest)
        .raw(")")
}
