//! The statements that bring rows of an old table into the new one. In all of them `o` is the old
//! table, `m` the map of ids, `n` the new table.

use super::super::decode;
use super::super::sql::Sql;
use super::links::{Links, of};
use crate::schema::table::{Default, Unit};
use crate::schema::{Column, Legacy, Type};
use crate::store::{OldRange, StoreError};

/// The first version of the epoch.
const FIRST_VERSION: &str = "(SELECT \"epoch\" << 40 FROM \"_control\")";

/// The new table's key, whose name the old table's has too.
pub(super) fn key(legacy: &Legacy) -> Result<&'static Column, StoreError> {
    legacy.table.key_columns().next().ok_or_else(decode::garbled)
}

/// The column that says when a row was made, and its unit.
pub(super) fn created(legacy: &Legacy) -> Option<(&'static Column, Unit)> {
    legacy.table.columns.iter().find_map(|column| match (column.default, column.ty) {
        (Default::Created, Type::Timestamp { unit }) => Some((column, unit)),
        _ => None,
    })
}

/// The column of the old table as text, if it holds a whole number.
pub(super) fn whole(column: &Column) -> Sql {
    let is = of(Sql::new("iif(typeof("), "o", column.name).raw(") = 'integer', CAST(");
    of(is, "o", column.name).raw(" AS TEXT), NULL)")
}

/// `m` is the line of `o`.
pub(super) fn mapped(legacy: &Legacy) -> Result<Sql, StoreError> {
    let sql = Sql::new("m.\"tbl\" = ").label(legacy.table).raw(" AND m.\"old_id\" = ");
    Ok(of(sql, "o", key(legacy)?.name))
}

/// `n` is the row that `m` names.
pub(super) fn new_row(legacy: &Legacy) -> Result<Sql, StoreError> {
    Ok(of(Sql::default(), "n", key(legacy)?.name).raw(" = m.\"new_id\""))
}

pub(super) fn later(legacy: &Legacy, after: Option<i64>) -> Result<Sql, StoreError> {
    let sql = of(Sql::default(), "o", key(legacy)?.name);
    Ok(match after {
        Some(after) => sql.raw(" > ").int(after),
        None => sql.raw(" >= ").int(i64::MIN),
    })
}

/// `o` is in the range.
fn within(legacy: &Legacy, range: OldRange) -> Result<Sql, StoreError> {
    let sql = later(legacy, range.after)?.raw(" AND ");
    Ok(of(sql, "o", key(legacy)?.name).raw(" <= ").int(range.to))
}

/// Whoever gave a row its id first has given it for ever.
pub(super) fn map(legacy: &Legacy, new_ids: &[(i64, String)]) -> Sql {
    let ids: Vec<[String; 2]> =
        new_ids.iter().map(|(old_id, new_id)| [old_id.to_string(), new_id.clone()]).collect();
    Sql::new("INSERT OR IGNORE INTO \"_id_map\" (\"tbl\", \"old_id\", \"new_id\") SELECT ")
        .label(legacy.table)
        .raw(", CAST(e.value ->> 0 AS INTEGER), e.value ->> 1 FROM json_each(")
        .text(&serde_json::json!(ids).to_string())
        .raw(") e")
}

/// The map says at which version a row was brought. Here it says so of those that the next statement
/// brings; it is the version that the triggers would give them.
pub(super) fn claim_new(
    legacy: &Legacy,
    links: &Links<'_>,
    range: OldRange,
) -> Result<Sql, StoreError> {
    let sql = Sql::new("UPDATE \"_id_map\" AS m SET \"version\" = ").raw(FIRST_VERSION);
    Ok(sql
        .raw(" FROM ")
        .name(legacy.old)
        .raw(" o WHERE m.\"version\" IS NULL AND ")
        .then(mapped(legacy)?)
        .raw(" AND ")
        .then(within(legacy, range)?)
        .raw(" AND ")
        .then(links.bringable()))
}

/// A row that was brought before and is not there was deleted: it has a tombstone.
pub(super) fn insert(
    legacy: &Legacy,
    links: &Links<'_>,
    range: OldRange,
) -> Result<Sql, StoreError> {
    let columns = legacy.table.columns.iter();
    Ok(Sql::new("INSERT INTO ")
        .name(legacy.table.name)
        .raw(" (")
        .then(Sql::join(columns.clone().map(|c| Sql::default().name(c.name)), ", "))
        .raw(", \"_version\") SELECT ")
        .then(Sql::join(columns.map(|c| links.value(c)), ", "))
        .raw(", m.\"version\" FROM ")
        .name(legacy.old)
        .raw(" o CROSS JOIN \"_id_map\" m ON ")
        .then(mapped(legacy)?)
        .raw(" WHERE ")
        .then(within(legacy, range)?)
        .raw(" AND m.\"version\" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ")
        .name(legacy.table.name)
        .raw(" n WHERE ")
        .then(new_row(legacy)?)
        .raw(") AND NOT EXISTS (SELECT 1 FROM \"_tombstone\" t WHERE t.\"tbl\" = ")
        .label(legacy.table)
        .raw(" AND t.\"pk\" = m.\"new_id\")"))
}

/// Rows that are as they were brought, and whose old ones have changed.
pub(super) fn claim_changed(
    legacy: &Legacy,
    links: &Links<'_>,
    range: OldRange,
) -> Result<Sql, StoreError> {
    Ok(Sql::new("UPDATE \"_id_map\" AS m SET \"version\" = max(n.\"_version\" + 1, ")
        .raw(FIRST_VERSION)
        .raw(") FROM ")
        .name(legacy.old)
        .raw(" o, ")
        .name(legacy.table.name)
        .raw(" n WHERE ")
        .then(mapped(legacy)?)
        .raw(" AND ")
        .then(within(legacy, range)?)
        .raw(" AND ")
        .then(new_row(legacy)?)
        .raw(" AND n.\"_version\" = m.\"version\" AND ")
        .then(links.bringable())
        .raw(" AND NOT ")
        .then(links.equal(legacy)))
}

/// Rows that are below the version that the map says: [`claim_changed`] has just said so.
pub(super) fn update(
    legacy: &Legacy,
    links: &Links<'_>,
    range: OldRange,
) -> Result<Sql, StoreError> {
    let key = key(legacy)?.name;
    let others = legacy.table.columns.iter().filter(|column| column.name != key);
    let sets = others.map(|c| Sql::default().name(c.name).raw(" = ").then(links.value(c)));
    Ok(Sql::new("UPDATE ")
        .name(legacy.table.name)
        .raw(" AS n SET ")
        .then(Sql::join(sets, ", "))
        .raw(", \"_version\" = m.\"version\" FROM ")
        .name(legacy.old)
        .raw(" o, \"_id_map\" m WHERE ")
        .then(mapped(legacy)?)
        .raw(" AND ")
        .then(within(legacy, range)?)
        .raw(" AND ")
        .then(new_row(legacy)?)
        .raw(" AND n.\"_version\" < m.\"version\""))
}

/// Old rows to which the new ones are not equal: key, new key, why, and the column whose row lacks.
pub(super) fn unequal(
    legacy: &Legacy,
    links: &Links<'_>,
    range: OldRange,
) -> Result<Sql, StoreError> {
    Ok(of(Sql::new("SELECT json_array(CAST("), "o", key(legacy)?.name)
        .raw(" AS TEXT), m.\"new_id\", CASE WHEN n.\"_version\" IS NULL THEN iif(m.\"version\" IS NULL, 'waits', 'deleted') WHEN n.\"_version\" <> m.\"version\" THEN 'newer' ELSE 'waits' END, ")
        .then(links.lacking())
        .raw(") AS \"r\" FROM ")
        .name(legacy.old)
        .raw(" o LEFT JOIN \"_id_map\" m ON ")
        .then(mapped(legacy)?)
        .raw(" LEFT JOIN ")
        .name(legacy.table.name)
        .raw(" n ON ")
        .then(new_row(legacy)?)
        .raw(" WHERE ")
        .then(within(legacy, range)?)
        .raw(" AND NOT (n.\"_version\" IS NOT NULL AND ")
        .then(links.equal(legacy))
        .raw(" AND ")
        .then(links.lacking())
        .raw(" IS NULL)"))
}
