//! Reads of D1: one row, a page, a snapshot of keys.

use super::D1;
use super::database::{Database, DatabaseError, Reading, Record, Statement};
use super::decode::{self, stored};
use super::errors::read_error;
use super::sql::{Sql, equals, row_is};
use super::texts::texts;
use std::collections::HashMap;

use crate::schema::{Body, Image, Key, Pk, Table, Value, Version};
use crate::store::{Consistency, Direction, Page, PageQuery, StoreError, Stored, Target};

pub(super) async fn get<B: Database>(
    d1: &D1<B>,
    target: &Target,
    pk: &Pk,
    consistency: Consistency<'_>,
) -> Result<Option<Stored>, StoreError> {
    let table = target.table();
    let rest = || Ok(Sql::new(" WHERE ").then(row_is(target, pk)?));
    let records = rows(d1, table, consistency, rest).await?;
    records.first().map(|record| stored(table, record)).transpose()
}

/// What SQLite says of a blob where JSON is to be made.
const HAS_BLOB: &str = "JSON cannot hold BLOB values";

/// The rows that the rest of a statement asks for.
pub(super) async fn rows<B: Database>(
    d1: &D1<B>,
    table: &'static Table,
    consistency: Consistency<'_>,
    rest: impl Fn() -> Result<Sql, StoreError>,
) -> Result<Vec<Record>, StoreError> {
    let texts = texts(table);
    let quick = Sql::statement(&texts.quick).then(rest()?).read_rows(table);
    let mut answer = one_at(d1, consistency, quick).await;
    if matches!(&answer, Err(error) if error.message.contains(HAS_BLOB)) {
        let careful = Sql::statement(&texts.select).then(rest()?).read_rows(table);
        answer = one_at(d1, consistency, careful).await;
    }
    Ok(answer.map_err(read_error)?.into_iter().next().unwrap_or_default())
}

/// Without a session D1 reads where it writes.
async fn one_at<B: Database>(
    d1: &D1<B>,
    consistency: Consistency<'_>,
    statement: (Statement, Reading),
) -> Result<Vec<Vec<Record>>, DatabaseError> {
    match consistency {
        Consistency::Strong => d1.database.batch(vec![statement]).await,
        _ => Ok(d1.database.batch_in(consistency, vec![statement]).await?.0),
    }
}

pub(super) async fn list<B: Database>(
    d1: &D1<B>,
    query: &PageQuery,
    consistency: Consistency<'_>,
) -> Result<Page, StoreError> {
    let table = query.target().table();
    let records = rows(d1, table, consistency, || Ok(page_of(query))).await?;
    let mut rows = Vec::with_capacity(records.len());
    for record in &records {
        rows.push(stored(table, record)?);
    }
    Ok(query.page(rows))
}

fn page_of(query: &PageQuery) -> Sql {
    let table = query.target().table();
    let mut conditions: Vec<Sql> = Vec::new();
    for (at, value) in query.equals() {
        conditions.extend(table.column(at).map(|column| equals(column, &value)));
    }
    let order = query.order();
    if let Some(start) = query.start() {
        conditions.push(after(query, &order, &start));
    }
    let mut sql = Sql::default();
    if !conditions.is_empty() {
        sql = sql.raw(" WHERE ").then(Sql::join(conditions, " AND "));
    }
    let descending = query.direction() == Direction::Descending;
    let by = order
        .iter()
        .filter_map(|at| table.column(*at))
        .map(|column| Sql::default().name(column.name).raw(if descending { " DESC" } else { "" }));
    let limit = i64::try_from(query.limit()).unwrap_or(i64::MAX);
    sql.raw(" ORDER BY ").then(Sql::join(by, ", ")).raw(" LIMIT ").int(limit)
}

/// SQLite reads an index range for a row value comparison.
fn after(query: &PageQuery, order: &[usize], start: &[Value]) -> Sql {
    let table = query.target().table();
    let columns: Vec<_> = order.iter().filter_map(|at| table.column(*at)).collect();
    let names = columns.iter().map(|column| Sql::default().name(column.name));
    let values = columns.iter().zip(start).map(|(column, v)| Sql::default().value(column.ty, v));
    let operator = if query.direction() == Direction::Ascending { ") > (" } else { ") < (" };
    Sql::new("(").then(Sql::join(names, ", ")).raw(operator).then(Sql::join(values, ", ")).raw(")")
}

pub(super) async fn snapshot<B: Database>(
    d1: &D1<B>,
    keys: &[Key],
) -> Result<Vec<Option<Image>>, StoreError> {
    let answers = d1.database.batch(image_statements(keys)?).await.map_err(read_error)?;
    images(keys, answers)
}

/// Most tables of one bounded snapshot: a statement each.
pub(super) const MAX_SNAPSHOT_TABLES: usize = 4;

/// Each table has its part of the bytes, and one row at least; what does not fit is named.
pub(super) async fn snapshot_within<B: Database>(
    d1: &D1<B>,
    keys: &[Key],
    max_bytes: usize,
) -> Result<Vec<Option<Image>>, StoreError> {
    let first = |key: &Key, tables: &[&'static Table]| tables.contains(&key.table);
    let some = tables(keys).into_iter().take(MAX_SNAPSHOT_TABLES).collect::<Vec<_>>();
    let among = keys.iter().take_while(|key| first(key, &some)).count();
    let (keys, _) = keys.split_at_checked(among).unwrap_or((keys, &[]));
    let mut statements = Vec::new();
    if !keys.is_empty() {
        statements.push(tombstones(keys).read());
    }
    let each_bytes = max_bytes / some.len().max(1);
    for table in some {
        let (sql, doubles) = rows_within(table, keys, each_bytes)?;
        statements.push(sql.read_doubles(doubles));
    }
    let mut answers = d1.database.batch(statements).await.map_err(read_error)?;
    let mut read = keys.len();
    for records in answers.iter_mut().skip(1) {
        records.retain(|record| match left_out(record) {
            Some(at) => {
                read = read.min(at);
                false
            }
            None => true,
        });
    }
    let mut found = images(keys, answers)?;
    found.truncate(read);
    Ok(found)
}

/// The rows of one table, as long as those before have no more bytes; of the others, the position
/// among the keys. Lengths are added up before any row is read.
fn rows_within(
    table: &'static Table,
    keys: &[Key],
    max_bytes: usize,
) -> Result<(Sql, usize), StoreError> {
    let texts = texts(table);
    let is = |key: &'static str| {
        let parts = table.key_columns().zip(PARTS).map(move |(column, part)| {
            Sql::new("t.").name(column.name).raw(" = ").raw(key).raw(part)
        });
        Sql::join(parts, " AND ")
    };
    let sql = Sql::new("SELECT iif(\"_w\".\"_before\" < ")
        .int(i64::try_from(max_bytes).unwrap_or(i64::MAX).max(1))
        .raw(", ")
        .raw(&texts.array)
        .raw(", json_array(CAST(\"_w\".\"_key\" ->> 0 AS TEXT))) AS \"r\"")
        .raw(&texts.named_doubles)
        .raw(" FROM (SELECT e.value AS \"_key\", ifnull(sum(")
        .raw(&texts.bytes)
        .raw(") OVER (ORDER BY e.key ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS \"_before\" FROM json_each(")
        .text(&listed(table, keys)?)
        .raw(") e CROSS JOIN ")
        .name(table.name)
        .raw(" t ON ")
        .then(is("e.value"))
        .raw(") \"_w\" CROSS JOIN ")
        .name(table.name)
        .raw(" t ON ")
        .then(is("\"_w\".\"_key\""));
    Ok((sql, texts.doubles))
}

/// The position of a key whose row did not fit.
fn left_out(record: &Record) -> Option<usize> {
    let [at]: [String; 1] = serde_json::from_str(&record.json).ok()?;
    at.parse().ok()
}

/// One statement reads all tombstones, and one all keys of a table; a batch is one snapshot.
pub(super) fn image_statements(keys: &[Key]) -> Result<Vec<(Statement, Reading)>, StoreError> {
    let mut statements = Vec::new();
    if !keys.is_empty() {
        statements.push(tombstones(keys).read());
    }
    for table in tables(keys) {
        statements.push(rows_of(table, keys)?.read_rows(table));
    }
    Ok(statements)
}

/// The answers to [`image_statements`], in the order of the keys.
fn images(
    keys: &[Key],
    answers: impl IntoIterator<Item = Vec<Record>>,
) -> Result<Vec<Option<Image>>, StoreError> {
    let found: Result<HashMap<Key, Image>, StoreError> = each_image(keys, answers).collect();
    let found = found?;
    Ok(keys.iter().map(|key| found.get(key).cloned()).collect())
}

/// The images among the answers that can be read. After a commit, one that can't be is no reason
/// to call the write failed: its key stays in the journal, whose replay says what is wrong.
pub(super) fn readable_images(
    keys: &[Key],
    answers: impl IntoIterator<Item = Vec<Record>>,
) -> Vec<Image> {
    let mut found: HashMap<Key, Image> = each_image(keys, answers).flatten().collect();
    keys.iter().filter_map(|key| found.remove(key)).collect()
}

/// Tombstones first, so that a row that is there comes over its key's older tombstone.
fn each_image(
    keys: &[Key],
    answers: impl IntoIterator<Item = Vec<Record>>,
) -> impl Iterator<Item = Result<(Key, Image), StoreError>> {
    let mut answers = answers.into_iter();
    let buried = answers.next().unwrap_or_default();
    let tombstones = buried.into_iter().map(|record| {
        let mut fields = decode::fields(&record)?.into_iter();
        let at = usize::try_from(decode::int(&mut fields)?).unwrap_or(usize::MAX);
        let version = Version(decode::int(&mut fields)?);
        let key = keys.get(at).ok_or_else(decode::garbled)?.clone();
        Ok((key.clone(), Image { key, version, body: Body::Tombstone }))
    });
    let records = tables(keys)
        .into_iter()
        .zip(answers)
        .flat_map(|(table, records)| records.into_iter().map(move |record| (table, record)));
    let rows = records.map(|(table, record)| {
        let Stored { row, version } = stored(table, &record)?;
        let key = Key { table, pk: Pk::of(&row)? };
        Ok((key.clone(), Image { key, version, body: Body::Row(row) }))
    });
    tombstones.chain(rows)
}

/// Each record: a position among the keys, and the version of its row or of its tombstone.
pub(super) fn version_statements(keys: &[Key]) -> Result<Vec<(Statement, Reading)>, StoreError> {
    let mut statements = vec![tombstones(keys).read()];
    for table in tables(keys) {
        let listed = listed(table, keys)?;
        let same = table
            .key_columns()
            .zip(PARTS)
            .map(|(column, part)| Sql::new("t.").name(column.name).raw(" = e.value").raw(part));
        let sql = Sql::new("SELECT json_array(CAST(e.value ->> 0 AS TEXT), CAST(t.\"_version\" AS TEXT)) AS \"r\" FROM json_each(")
            .text(&listed)
            .raw(") e CROSS JOIN ")
            .name(table.name)
            .raw(" t ON ")
            .then(Sql::join(same, " AND "));
        statements.push(sql.read());
    }
    Ok(statements)
}

fn tables(keys: &[Key]) -> Vec<&'static Table> {
    let mut tables: Vec<&'static Table> = Vec::new();
    for key in keys {
        if !tables.contains(&key.table) {
            tables.push(key.table);
        }
    }
    tables
}

/// Position among the keys and version of each tombstone.
fn tombstones(keys: &[Key]) -> Sql {
    let listed: Vec<[&str; 2]> = keys.iter().map(|key| [key.table.name, key.pk.as_str()]).collect();
    Sql::new("SELECT json_array(CAST(e.key AS TEXT), CAST(t.\"version\" AS TEXT)) AS \"r\" FROM json_each(")
        .text(&serde_json::json!(listed).to_string())
        .raw(") e CROSS JOIN \"_tombstone\" t ON t.\"tbl\" = e.value ->> 0 AND t.\"pk\" = e.value ->> 1")
}

/// The parts of a key, after an element of [`listed`].
const PARTS: [&str; 4] = [" ->> 1", " ->> 2", " ->> 3", " ->> 4"];

/// The keys of one table as JSON: position among all keys, then the parts.
fn listed(table: &'static Table, keys: &[Key]) -> Result<String, StoreError> {
    let mut listed: Vec<Vec<serde_json::Value>> = Vec::new();
    for (at, key) in keys.iter().enumerate().filter(|(_, key)| key.table == table) {
        let parts = key.pk.values(table)?.into_iter().map(|value| match value {
            Value::Int(number) => number.into(),
            Value::Text(text) => text.into(),
            _ => serde_json::Value::Null,
        });
        listed.push(std::iter::once(at.into()).chain(parts).collect());
    }
    Ok(serde_json::Value::from(listed).to_string())
}

fn rows_of(table: &'static Table, keys: &[Key]) -> Result<Sql, StoreError> {
    let names = table.key_columns().map(|column| Sql::default().name(column.name));
    let parts = table.key.iter().zip(PARTS).map(|(_, part)| Sql::new("e.value").raw(part));
    Ok(Sql::statement(&texts(table).select)
        .raw(" WHERE (")
        .then(Sql::join(names, ", "))
        .raw(") IN (SELECT ")
        .then(Sql::join(parts, ", "))
        .raw(" FROM json_each(")
        .text(&listed(table, keys)?)
        .raw(") e)"))
}
