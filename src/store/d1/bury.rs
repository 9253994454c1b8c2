//! A delete into D1: only if it is newer, and only where no reference breaks by it.

use super::put::older;
use super::sql::{Sql, key_is};
use crate::schema::{Key, Table, Version};
use crate::store::StoreError;

/// Leaves the tombstone and removes the row. A row that others still point at waits for them: D1
/// would delete them along, or forget whom they belong to, and the primary may hold them still.
pub(super) fn bury(key: &Key, version: Version) -> Result<[Sql; 2], StoreError> {
    let table = key.table;
    let is = key_is(table, &key.pk)?;
    let childless = childless(key);
    Ok([
        Sql::new("INSERT INTO \"_tombstone\" (\"tbl\", \"pk\", \"version\") SELECT ")
            .text(table.name)
            .raw(", ")
            .text(key.pk.as_str())
            .raw(", ")
            .int(version.0)
            .raw(" WHERE ")
            .then(no_newer_row(table, &is, version))
            .then(childless.clone())
            .raw(" ON CONFLICT (\"tbl\", \"pk\") DO UPDATE SET \"version\" = max(\"version\", excluded.\"version\")"),
        Sql::new("DELETE FROM ")
            .name(table.name)
            .raw(" WHERE ")
            .then(older(table, &is, version))
            .then(childless),
    ])
}

/// No row of this version or newer.
fn no_newer_row(table: &Table, is: &Sql, version: Version) -> Sql {
    Sql::new("NOT EXISTS (SELECT 1 FROM ")
        .name(table.name)
        .raw(" WHERE ")
        .then(is.clone())
        .raw(" AND \"_version\" >= ")
        .int(version.0)
        .raw(")")
}

fn childless(key: &Key) -> Sql {
    let mut sql = Sql::default();
    for by in key.table.referenced_by {
        if let Some(column) = by.table.column(by.column) {
            sql = sql
                .raw(" AND NOT EXISTS (SELECT 1 FROM ")
                .name(by.table.name)
                .raw(" \"child\" WHERE \"child\".")
                .name(column.name)
                .raw(" = ")
                .text(key.pk.as_str());
            if by.table == key.table {
                // A row that points at itself does not hold itself.
                let own = by
                    .table
                    .key_columns()
                    .map(|c| Sql::new("\"child\".").name(c.name).raw(" = ").text(key.pk.as_str()));
                sql = sql.raw(" AND NOT (").then(Sql::join(own, " AND ")).raw(")");
            }
            sql = sql.raw(")");
        }
    }
    sql
}
