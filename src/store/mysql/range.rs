//! Reads of whole tables of MySQL, page by page.

use std::collections::HashSet;

use tandem_mysql::Sql;

use super::decode::{fields, found};
use super::errors::garbled;
use super::read::{named, select};
use super::sql::{equals, join, key_columns, keys_in, limit, lines_in, literal, name};
use super::{Connect, MySql};
use crate::schema::{Column, Key, Pk, Table, Value, Version};
use crate::store::range::is_long;
use crate::store::{Range, RangePage, StoreError};

/// The lengths of the page's rows first, then as many rows as have not too many bytes. In between
/// rows may change: the bound is for the reader's sake.
pub(super) async fn range<C: Connect>(
    mysql: &MySql<C>,
    range: &Range,
) -> Result<RangePage, StoreError> {
    let rows = rows_that_fit(mysql, range).await?;
    if rows == 0 {
        return Ok(RangePage::default());
    }
    let sql = limit(select(range.table).push(&within(range)?), rows);
    let records = mysql.read(&sql).await?;
    let mut page = RangePage { rows: Vec::with_capacity(records.len()), ..RangePage::default() };
    for record in records.iter() {
        let (found, bytes) = found(range.table, &record)?;
        page.rows.push(found);
        page.bytes = page.bytes.saturating_add(bytes);
    }
    page.more = !page.rows.is_empty() && page.rows.len() >= rows;
    Ok(page)
}

/// A row fits where those before it have not too many bytes.
async fn rows_that_fit<C: Connect>(mysql: &MySql<C>, range: &Range) -> Result<usize, StoreError> {
    let most = range.most_rows.max(1);
    let mut bytes = lengths(range.table);
    if bytes.is_empty() {
        bytes.push(Sql::new().raw("0"));
    }
    let sql = Sql::new()
        .raw("SELECT ")
        .push(&join(bytes, " + "))
        .raw(" FROM ")
        .ident(range.table.name)
        .push(&within(range)?);
    let lengths = mysql.read(&limit(sql, most)).await?;
    let max_bytes = u64::try_from(range.max_bytes).unwrap_or(u64::MAX).max(1);
    let mut before = 0_u64;
    for (at, record) in lengths.iter().enumerate() {
        if before >= max_bytes {
            return Ok(at);
        }
        before = before.saturating_add(fields(&record).count()?);
    }
    // Where the range ends here, one row more would tell of one that came since.
    let there = lengths.len();
    Ok(if there == 0 || there >= most { there } else { there.saturating_add(1) })
}

fn lengths(table: &'static Table) -> Vec<Sql> {
    let long = table.columns.iter().filter(|column| is_long(column.ty));
    long.map(|column| Sql::new().raw("IFNULL(OCTET_LENGTH(").push(&name(column)).raw("), 0)"))
        .collect()
}

/// WHERE and ORDER BY.
fn within(range: &Range) -> Result<Sql, StoreError> {
    let conditions = between(range.table, range.after.as_ref(), range.up_to.as_ref())?;
    Ok(filtered(&conditions).push(&in_order(range.table)))
}

fn filtered(conditions: &[Sql]) -> Sql {
    if conditions.is_empty() {
        return Sql::new();
    }
    Sql::new().raw(" WHERE ").push(&join(conditions.iter().cloned(), " AND "))
}

fn in_order(table: &'static Table) -> Sql {
    Sql::new().raw(" ORDER BY ").push(&join(table.key_columns().map(name), ", "))
}

/// MySQL reads the whole index for a row value comparison.
fn between(
    table: &'static Table,
    after: Option<&Pk>,
    up_to: Option<&Pk>,
) -> Result<Vec<Sql>, StoreError> {
    let columns: Vec<&Column> = table.key_columns().collect();
    let mut conditions = Vec::new();
    if let Some(pk) = after {
        conditions.push(beyond(&columns, &pk.values(table)?, [" > ", " > "]));
    }
    if let Some(pk) = up_to {
        conditions.push(beyond(&columns, &pk.values(table)?, [" < ", " <= "]));
    }
    Ok(conditions)
}

/// `a > x OR (a = x AND b > y)`; the last column is compared by the second operator.
fn beyond(columns: &[&Column], values: &[Value], [before, last]: [&'static str; 2]) -> Sql {
    let mut same: Vec<Sql> = Vec::new();
    let mut steps: Vec<Sql> = Vec::new();
    for (at, (column, value)) in columns.iter().zip(values).enumerate() {
        let operator = if at.saturating_add(1) == columns.len() { last } else { before };
        let step = name(column).raw(operator).lit(literal(column.ty, value));
        let step = join(same.iter().cloned().chain([step]), " AND ");
        steps.push(Sql::new().raw("(").push(&step).raw(")"));
        same.push(equals(column, value));
    }
    Sql::new().raw("(").push(&join(steps, " OR ")).raw(")")
}

pub(super) async fn last_key<C: Connect>(
    mysql: &MySql<C>,
    table: &'static Table,
) -> Result<Option<Pk>, StoreError> {
    let downwards = join(table.key_columns().map(|column| name(column).raw(" DESC")), ", ");
    let sql = Sql::new().raw("SELECT ").push(&key_columns(table)).raw(" FROM ").ident(table.name);
    let rows = mysql.read(&limit(sql.raw(" ORDER BY ").push(&downwards), 1)).await?;
    Ok(rows.first().map(|record| fields(&record).key(table)).transpose()?.map(|(key, _)| key.pk))
}

pub(super) async fn count<C: Connect>(
    mysql: &MySql<C>,
    table: &'static Table,
) -> Result<u64, StoreError> {
    let rows = mysql.read_one(&Sql::new().raw("SELECT COUNT(*) FROM ").ident(table.name)).await?;
    fields(&rows.first().ok_or_else(garbled)?).count()
}

pub(super) async fn tombstones<C: Connect>(
    mysql: &MySql<C>,
    table: &'static Table,
    after: Option<&Pk>,
    up_to: Option<&Pk>,
    most: usize,
) -> Result<Vec<(Pk, Version, bool)>, StoreError> {
    let mut sql =
        Sql::new().raw("SELECT `pk`, `version` FROM `_tombstone` WHERE `tbl` = ").lit(table.name);
    if let Some(after) = after {
        sql = sql.raw(" AND `pk` > ").lit(after.as_str());
    }
    if let Some(up_to) = up_to {
        sql = sql.raw(" AND `pk` <= ").lit(up_to.as_str());
    }
    let sql = limit(sql.raw(" ORDER BY `pk`"), most.max(1));
    let read = mysql.transaction(async |tx| {
        let mut tombstones: Vec<(Pk, Version)> = Vec::new();
        for record in tx.query(&sql).await?.iter() {
            let mut fields = fields(&record);
            tombstones.push((Pk::from_stored(fields.text()?), Version(fields.int()?)));
        }
        let pks: Vec<&Pk> = tombstones.iter().map(|(pk, _)| pk).collect();
        let mut there = HashSet::new();
        if !pks.is_empty() {
            let rows = Sql::new().raw("SELECT ").push(&key_columns(table)).raw(" FROM ");
            let rows = rows.ident(table.name).raw(" WHERE ").push(&keys_in(table, &pks)?);
            for record in tx.query(&rows).await?.iter() {
                there.insert(fields(&record).key(table)?.0.pk);
            }
        }
        Ok::<_, StoreError>((tombstones, there))
    });
    let (tombstones, there) = read.await?;
    let seen = |(pk, version)| {
        let is_there = there.contains(&pk);
        (pk, version, is_there)
    };
    Ok(tombstones.into_iter().map(seen).collect())
}

pub(super) async fn dirty<C: Connect>(
    mysql: &MySql<C>,
    keys: &[Key],
) -> Result<Vec<(Key, Version, Option<String>)>, StoreError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let sql = Sql::new()
        .raw("SELECT `tbl`, `pk`, `version`, `error` FROM `_journal` WHERE ")
        .push(&lines_in(keys));
    let asked = named(keys);
    let mut lines = Vec::new();
    for record in mysql.read(&sql).await?.iter() {
        let mut fields = fields(&record);
        let (table, pk) = (fields.text()?, fields.text()?);
        let key = asked.get(&(table.as_str(), pk.as_str())).ok_or_else(garbled)?;
        lines.push(((*key).clone(), Version(fields.int()?), fields.opt_text()?));
    }
    Ok(lines)
}

pub(super) async fn orphans<C: Connect>(
    mysql: &MySql<C>,
    table: &'static Table,
    at: usize,
    after: Option<&Pk>,
    up_to: Option<&Pk>,
    most: usize,
) -> Result<Vec<Pk>, StoreError> {
    let reference = table.references.get(at);
    let Some((column, parent, key)) = reference.and_then(|reference| {
        let column = table.column(reference.column)?;
        Some((column, reference.table, reference.table.key_columns().next()?))
    }) else {
        return Ok(Vec::new());
    };
    // A table may point at itself, so its column is named with the table where it stands inside.
    let child = Sql::new().ident(table.name).raw(".").push(&name(column));
    let mut conditions = between(table, after, up_to)?;
    conditions.push(name(column).raw(" IS NOT NULL"));
    conditions.push(
        Sql::new()
            .raw("NOT EXISTS (SELECT 1 FROM ")
            .ident(parent.name)
            .raw(" AS `_p` WHERE `_p`.")
            .push(&name(key))
            .raw(" = ")
            .push(&child)
            .raw(")"),
    );
    let sql = Sql::new().raw("SELECT ").push(&key_columns(table)).raw(" FROM ").ident(table.name);
    let sql = limit(sql.push(&filtered(&conditions)).push(&in_order(table)), most.max(1));
    let mut orphans = Vec::new();
    for record in mysql.read(&sql).await?.iter() {
        orphans.push(fields(&record).key(table)?.0.pk);
    }
    Ok(orphans)
}
