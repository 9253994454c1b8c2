//! Reads of MySQL: one row, a page, a snapshot of keys.

use std::collections::HashMap;

use tandem_mysql::Sql;

use super::decode::{fields, stored};
use super::errors::garbled;
use super::session::Tx;
use super::sql::{
    by_table, equals, join, key_columns, key_is, keys_in, limit, lines_in, literal, name,
    row_columns,
};
use super::{Connect, MySql};
use crate::schema::{Body, Column, Image, Key, Pk, Table, Value, Version};
use crate::store::{Direction, Page, PageQuery, StoreError, Stored, Target};

pub(super) async fn get<C: Connect>(
    mysql: &MySql<C>,
    target: &Target,
    pk: &Pk,
) -> Result<Option<Stored>, StoreError> {
    let table = target.table();
    let mut sql = select(table).raw(" WHERE ").push(&key_is(table, pk)?);
    if let Some((at, scope)) = target.scope()
        && let Some(column) = table.column(at)
    {
        sql = sql.raw(" AND ").push(&equals(column, &Value::from(scope)));
    }
    let rows = mysql.read(&sql).await?;
    rows.first().map(|record| stored(table, &record)).transpose()
}

pub(super) fn select(table: &'static Table) -> Sql {
    Sql::new().raw("SELECT ").push(&row_columns(table)).raw(" FROM ").ident(table.name)
}

pub(super) async fn list<C: Connect>(
    mysql: &MySql<C>,
    query: &PageQuery,
) -> Result<Page, StoreError> {
    let table = query.target().table();
    let mut conditions: Vec<Sql> = Vec::new();
    for (at, value) in query.equals() {
        conditions.extend(table.column(at).map(|column| equals(column, &value)));
    }
    let order: Vec<&Column> = query.order().into_iter().filter_map(|at| table.column(at)).collect();
    if let Some(start) = query.start() {
        conditions.push(after(&order, &start, query.direction()));
    }
    let mut sql = select(table);
    if !conditions.is_empty() {
        sql = sql.raw(" WHERE ").push(&join(conditions, " AND "));
    }
    let descending = query.direction() == Direction::Descending;
    let by = order.iter().map(|column| name(column).raw(if descending { " DESC" } else { "" }));
    let sql = limit(sql.raw(" ORDER BY ").push(&join(by, ", ")), query.limit());
    let rows = mysql.read(&sql).await?;
    let rows = rows.iter().map(|record| stored(table, &record)).collect::<Result<Vec<_>, _>>()?;
    Ok(query.page(rows))
}

/// `a > x OR (a = x AND b > y)`: MySQL reads the whole index for `(a, b) > (x, y)`. NULL comes
/// before every value, as in SQLite.
fn after(order: &[&Column], start: &[Value], direction: Direction) -> Sql {
    let ascending = direction == Direction::Ascending;
    let mut same: Vec<Sql> = Vec::new();
    let mut steps: Vec<Sql> = Vec::new();
    for (column, value) in order.iter().zip(start) {
        let beyond = match (value, ascending) {
            (Value::Null, true) => Some(name(column).raw(" IS NOT NULL")),
            (Value::Null, false) => None,
            (value, true) => Some(name(column).raw(" > ").lit(literal(column.ty, value))),
            (value, false) => {
                let smaller = name(column).raw(" < ").lit(literal(column.ty, value));
                Some(if column.nullable {
                    Sql::new()
                        .raw("(")
                        .push(&smaller)
                        .raw(" OR ")
                        .push(&name(column))
                        .raw(" IS NULL)")
                } else {
                    smaller
                })
            }
        };
        if let Some(beyond) = beyond {
            let step = join(same.iter().cloned().chain([beyond]), " AND ");
            steps.push(Sql::new().raw("(").push(&step).raw(")"));
        }
        same.push(equals(column, value));
    }
    Sql::new().raw("(").push(&join(steps, " OR ")).raw(")")
}

pub(super) async fn snapshot<C: Connect>(
    mysql: &MySql<C>,
    keys: &[Key],
) -> Result<Vec<Option<Image>>, StoreError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    mysql.transaction(async |tx| images(tx, keys).await).await
}

pub(super) async fn snapshot_within<C: Connect>(
    mysql: &MySql<C>,
    keys: &[Key],
    max_bytes: usize,
) -> Result<Vec<Option<Image>>, StoreError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    mysql
        .transaction(async |tx| {
            let bytes = row_bytes(tx, keys).await?;
            let mut before = 0_u64;
            let most = u64::try_from(max_bytes).unwrap_or(u64::MAX).max(1);
            let fits = |key: &&Key| {
                let fits = before < most;
                before = before.saturating_add(bytes.get(key).copied().unwrap_or(0));
                fits
            };
            let read = keys.iter().take_while(fits).count();
            let (keys, _) = keys.split_at_checked(read).unwrap_or((keys, &[]));
            images(tx, keys).await
        })
        .await
}

/// How many bytes the rows of these keys have, in the transaction's snapshot.
async fn row_bytes<C: Connect>(
    tx: &mut Tx<C>,
    keys: &[Key],
) -> Result<HashMap<Key, u64>, StoreError> {
    let mut found = HashMap::with_capacity(keys.len());
    for (table, pks) in by_table(keys) {
        let lengths = table
            .columns
            .iter()
            .map(|column| Sql::new().raw("IFNULL(OCTET_LENGTH(").push(&name(column)).raw("), 0)"));
        let sql = Sql::new()
            .raw("SELECT ")
            .push(&key_columns(table))
            .raw(", ")
            .push(&join(lengths, " + "))
            .raw(" FROM ")
            .ident(table.name)
            .raw(" WHERE ")
            .push(&keys_in(table, &pks)?);
        for record in tx.query(&sql).await?.iter() {
            let mut fields = fields(&record);
            let (key, _) = fields.key(table)?;
            found.insert(key, fields.count()?);
        }
    }
    Ok(found)
}

/// The images of these keys. At REPEATABLE READ the first plain read of a transaction makes the
/// snapshot that all later ones read.
pub(super) async fn images<C: Connect>(
    tx: &mut Tx<C>,
    keys: &[Key],
) -> Result<Vec<Option<Image>>, StoreError> {
    let mut found: HashMap<Key, Image> = HashMap::with_capacity(keys.len());
    for (table, pks) in by_table(keys) {
        let sql = select(table).raw(" WHERE ").push(&keys_in(table, &pks)?);
        for record in tx.query(&sql).await?.iter() {
            let Stored { row, version } = stored(table, &record)?;
            let key = Key { table, pk: Pk::of(&row)? };
            found.insert(key.clone(), Image { key, version, body: Body::Row(row) });
        }
    }
    let rowless: Vec<&Key> = keys.iter().filter(|key| !found.contains_key(*key)).collect();
    for (key, version) in tombstones(tx, &rowless).await? {
        found.insert(key.clone(), Image { key, version, body: Body::Tombstone });
    }
    Ok(keys.iter().map(|key| found.get(key).cloned()).collect())
}

/// Keys by what the side tables hold of them.
pub(super) fn named<'a>(
    keys: impl IntoIterator<Item = &'a Key>,
) -> HashMap<(&'a str, &'a str), &'a Key> {
    keys.into_iter().map(|key| ((key.table.name, key.pk.as_str()), key)).collect()
}

async fn tombstones<C: Connect>(
    tx: &mut Tx<C>,
    keys: &[&Key],
) -> Result<Vec<(Key, Version)>, StoreError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let sql = Sql::new()
        .raw("SELECT `tbl`, `pk`, `version` FROM `_tombstone` WHERE ")
        .push(&lines_in(keys.iter().copied()));
    let asked = named(keys.iter().copied());
    let mut found = Vec::new();
    for record in tx.query(&sql).await?.iter() {
        let mut fields = fields(&record);
        let (table, pk) = (fields.text()?, fields.text()?);
        let key = asked.get(&(table.as_str(), pk.as_str())).ok_or_else(garbled)?;
        found.push(((*key).clone(), Version(fields.int()?)));
    }
    Ok(found)
}
