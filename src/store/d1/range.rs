//! Reads of whole tables of D1, page by page.

use super::D1;
use super::database::{Database, Record};
use super::decode;
use super::read::rows;
use super::side::one;
use super::sql::Sql;
use super::texts::texts;
use crate::schema::{Key, Pk, Table, Version};
use crate::store::{Consistency, Range, RangePage, StoreError};

/// In one statement: D1 reads the lengths of the page's rows from their headers first, and then as
/// many rows as have not too many bytes.
pub(super) async fn range<B: Database>(d1: &D1<B>, range: &Range) -> Result<RangePage, StoreError> {
    let mut page = RangePage::default();
    for record in rows(d1, range.table, Consistency::Strong, || page_of(range)).await? {
        let (found, bytes) = decode::found(range.table, &record)?;
        page.rows.push(found);
        page.bytes = page.bytes.saturating_add(bytes);
    }
    // Where D1 stopped early, the rows read have that many bytes.
    let is_full = page.bytes >= u64::try_from(range.max_bytes).unwrap_or(u64::MAX);
    page.more = !page.rows.is_empty() && (is_full || page.rows.len() >= range.most_rows);
    Ok(page)
}

fn page_of(range: &Range) -> Result<Sql, StoreError> {
    Ok(within(range)?
        .raw(" LIMIT (SELECT iif(ifnull(sum(\"_b\"), 0) < ")
        .int(whole(range.max_bytes))
        .raw(", ")
        .int(whole(range.most_rows))
        // A row is read where those before it have not too many bytes.
        .raw(", (SELECT count(*) FROM (SELECT ifnull(sum(\"_b\") OVER (ORDER BY ")
        .then(key_names(range.table))
        .raw(" ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS \"_before\" FROM (")
        .then(lengths(range)?)
        .raw(")) WHERE \"_before\" < ")
        .int(whole(range.max_bytes))
        .raw(")) FROM (")
        .then(lengths(range)?)
        .raw("))"))
}

/// Key columns and bytes of the range's first rows, as many as a page has at most.
fn lengths(range: &Range) -> Result<Sql, StoreError> {
    Ok(Sql::new("SELECT ")
        .then(key_names(range.table))
        .raw(", ")
        .raw(&texts(range.table).bytes)
        .raw(" AS \"_b\" FROM ")
        .name(range.table.name)
        .raw(" t")
        .then(within(range)?)
        .raw(" LIMIT ")
        .int(whole(range.most_rows)))
}

/// WHERE and ORDER BY.
fn within(range: &Range) -> Result<Sql, StoreError> {
    let conditions = between(range.table, range.after.as_ref(), range.up_to.as_ref())?;
    Ok(filtered(conditions).raw(" ORDER BY ").then(key_names(range.table)))
}

fn filtered(conditions: Vec<Sql>) -> Sql {
    if conditions.is_empty() {
        return Sql::default();
    }
    Sql::new(" WHERE ").then(Sql::join(conditions, " AND "))
}

/// SQLite reads an index range for a row value comparison.
fn between(
    table: &'static Table,
    after: Option<&Pk>,
    up_to: Option<&Pk>,
) -> Result<Vec<Sql>, StoreError> {
    let mut conditions = Vec::new();
    for (pk, operator) in [(after, ") > ("), (up_to, ") <= (")] {
        let Some(pk) = pk else { continue };
        let values = pk.values(table)?;
        let values =
            table.key_columns().zip(&values).map(|(column, v)| Sql::default().value(column.ty, v));
        let values = Sql::join(values, ", ");
        let keys = Sql::new("(").then(key_names(table));
        conditions.push(keys.raw(operator).then(values).raw(")"));
    }
    Ok(conditions)
}

fn key_names(table: &'static Table) -> Sql {
    Sql::join(table.key_columns().map(|column| Sql::default().name(column.name)), ", ")
}

fn whole(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX).max(1)
}

pub(super) async fn last_key<B: Database>(
    d1: &D1<B>,
    table: &'static Table,
) -> Result<Option<Pk>, StoreError> {
    let downwards = table.key_columns().map(|column| Sql::default().name(column.name).raw(" DESC"));
    let sql = keys(table).raw(" ORDER BY ").then(Sql::join(downwards, ", ")).raw(" LIMIT 1");
    one(d1, sql).await?.into_iter().next().map(|record| read_key(table, &record)).transpose()
}

/// `SELECT` of keys `FROM` the table `t`.
fn keys(table: &'static Table) -> Sql {
    let parts =
        table.key_columns().map(|column| Sql::new("CAST(t.").name(column.name).raw(" AS TEXT)"));
    Sql::new("SELECT json_array(")
        .then(Sql::join(parts, ", "))
        .raw(") AS \"r\" FROM ")
        .name(table.name)
        .raw(" t")
}

/// One of them.
fn read_key(table: &'static Table, record: &Record) -> Result<Pk, StoreError> {
    let parts = decode::fields(record)?.into_iter().map(|part| part.ok_or_else(decode::garbled));
    Ok(Pk::of_parts(table, parts.collect::<Result<_, _>>()?)?)
}

pub(super) async fn count<B: Database>(
    d1: &D1<B>,
    table: &'static Table,
) -> Result<u64, StoreError> {
    let sql = Sql::new("SELECT json_array(CAST(count(*) AS TEXT)) AS \"r\" FROM ").name(table.name);
    let records = one(d1, sql).await?;
    let mut fields = decode::fields(records.first().ok_or_else(decode::garbled)?)?.into_iter();
    u64::try_from(decode::int(&mut fields)?).map_err(|_| decode::garbled())
}

pub(super) async fn tombstones<B: Database>(
    d1: &D1<B>,
    table: &'static Table,
    after: Option<&Pk>,
    up_to: Option<&Pk>,
    most: usize,
) -> Result<Vec<(Pk, Version, bool)>, StoreError> {
    let mut sql = Sql::new(
        "SELECT json_array(b.\"pk\", CAST(b.\"version\" AS TEXT), CAST(EXISTS (SELECT 1 FROM ",
    )
    .name(table.name)
    .raw(" t WHERE ")
    .then(is_of_text(table))
    .raw(") AS TEXT)) AS \"r\" FROM \"_tombstone\" b WHERE b.\"tbl\" = ")
    .label(table);
    if let Some(after) = after {
        sql = sql.raw(" AND b.\"pk\" > ").text(after.as_str());
    }
    if let Some(up_to) = up_to {
        sql = sql.raw(" AND b.\"pk\" <= ").text(up_to.as_str());
    }
    let sql = sql.raw(" ORDER BY b.\"pk\" LIMIT ").int(whole(most));
    let tombstone = |record: Record| {
        let mut fields = decode::fields(&record)?.into_iter();
        let pk = Pk::from_stored(decode::text(&mut fields)?);
        Ok((pk, Version(decode::int(&mut fields)?), decode::int(&mut fields)? == 1))
    };
    one(d1, sql).await?.into_iter().map(tombstone).collect()
}

/// The parts of a key's text that is made a JSON array: its commas stand between parts only.
const PARTS: [&str; 4] = [" ->> 0", " ->> 1", " ->> 2", " ->> 3"];

/// Whether the row `t` has the key whose canonical text is `b.pk`.
fn is_of_text(table: &'static Table) -> Sql {
    let parts = table.key_columns().zip(PARTS).map(|(column, part)| {
        // What is compared with a column gets the column's affinity.
        let is = Sql::new("t.").name(column.name).raw(" = ");
        if table.key.len() == 1 {
            return is.raw("b.\"pk\"");
        }
        is.raw("replace(replace(('[' || replace(json_quote(b.\"pk\"), ',', '\",\"') || ']')")
            .raw(part)
            .raw(", '%2C', ','), '%25', '%')")
    });
    Sql::join(parts, " AND ")
}

pub(super) async fn dirty<B: Database>(
    d1: &D1<B>,
    keys: &[Key],
) -> Result<Vec<(Key, Version, Option<String>)>, StoreError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let listed: Vec<[&str; 2]> = keys.iter().map(|key| [key.table.name, key.pk.as_str()]).collect();
    let sql = Sql::new("SELECT json_array(CAST(e.key AS TEXT), CAST(j.\"version\" AS TEXT), j.\"error\") AS \"r\" FROM json_each(")
        .text(&serde_json::json!(listed).to_string())
        .raw(") e CROSS JOIN \"_journal\" j ON j.\"tbl\" = e.value ->> 0 AND j.\"pk\" = e.value ->> 1");
    let line = |record: Record| {
        let mut fields = decode::fields(&record)?.into_iter();
        let at = usize::try_from(decode::int(&mut fields)?).unwrap_or(usize::MAX);
        let key = keys.get(at).ok_or_else(decode::garbled)?.clone();
        Ok((key, Version(decode::int(&mut fields)?), fields.next().flatten()))
    };
    one(d1, sql).await?.into_iter().map(line).collect()
}

pub(super) async fn orphans<B: Database>(
    d1: &D1<B>,
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
    let pointing = Sql::new("t.").name(column.name).raw(" IS NOT NULL");
    let alone = Sql::new("NOT EXISTS (SELECT 1 FROM ")
        .name(parent.name)
        .raw(" p WHERE p.")
        .name(key.name)
        .raw(" = t.")
        .name(column.name)
        .raw(")");
    let mut conditions = between(table, after, up_to)?;
    conditions.extend([pointing, alone]);
    let sql = keys(table)
        .then(filtered(conditions))
        .raw(" ORDER BY ")
        .then(key_names(table))
        .raw(" LIMIT ")
        .int(whole(most));
    one(d1, sql).await?.into_iter().map(|record| read_key(table, &record)).collect()
}
