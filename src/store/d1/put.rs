//! One image into D1: only if it is newer, and only where no reference breaks by it.

use super::sql::{Sql, key_is};
use crate::schema::{Body, Image, Key, Pk, Row, Table, Version};
use crate::store::StoreError;

pub(super) fn older(table: &Table, is: &Sql, version: Version) -> Sql {
    is.clone().raw(" AND ").name(table.name).raw(".\"_version\" < ").int(version.0)
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

fn no_newer_tombstone(key: &Key, version: Version) -> Sql {
    Sql::new("NOT EXISTS (SELECT 1 FROM \"_tombstone\" WHERE \"tbl\" = ")
        .text(key.table.name)
        .raw(" AND \"pk\" = ")
        .text(key.pk.as_str())
        .raw(" AND \"version\" >= ")
        .int(version.0)
        .raw(")")
}

pub(super) fn put(image: &Image) -> Result<Vec<Sql>, StoreError> {
    let (table, version) = (image.key.table, image.version);
    let is = key_is(table, &image.key.pk)?;
    Ok(match &image.body {
        Body::Row(row) => vec![upsert(image, row)?],
        Body::Tombstone => {
            // A row that others still point at waits for them: D1 would delete them along, or
            // forget whom they belong to, and the primary may hold them still.
            let childless = childless(&image.key);
            vec![
                Sql::new("INSERT INTO \"_tombstone\" (\"tbl\", \"pk\", \"version\") SELECT ")
                    .text(table.name)
                    .raw(", ")
                    .text(image.key.pk.as_str())
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
            ]
        }
    })
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

/// Insert, or update where the key is there; by the key alone, so that another unique key's
/// conflict ends the batch instead of changing the wrong row.
fn upsert(image: &Image, row: &Row) -> Result<Sql, StoreError> {
    let (table, version) = (image.key.table, image.version);
    let names = || table.columns.iter().map(|column| Sql::default().name(column.name));
    let values = row.iter().map(|(column, value)| Sql::default().value(column.ty, value));
    let keys = table.key_columns().map(|column| Sql::default().name(column.name));
    let updates = table
        .columns
        .iter()
        .enumerate()
        .filter(|(at, _)| !table.in_key(*at))
        .map(|(_, column)| Sql::default().name(column.name).raw(" = excluded.").name(column.name))
        .chain([Sql::new("\"_version\" = excluded.\"_version\"")]);
    Ok(Sql::new("INSERT INTO ")
        .name(table.name)
        .raw(" (")
        .then(Sql::join(names(), ", "))
        .raw(", \"_version\") SELECT ")
        .then(Sql::join(values, ", "))
        .raw(", ")
        .int(version.0)
        .raw(" WHERE ")
        .then(no_newer_tombstone(&image.key, version))
        .then(parents_exist(row)?)
        .raw(" ON CONFLICT (")
        .then(Sql::join(keys, ", "))
        .raw(") DO UPDATE SET ")
        .then(Sql::join(updates, ", "))
        .raw(" WHERE excluded.\"_version\" > ")
        .name(table.name)
        .raw(".\"_version\""))
}

/// A row whose parent is not there yet waits for it.
fn parents_exist(row: &Row) -> Result<Sql, StoreError> {
    let mut sql = Sql::default();
    let own = Pk::of(row)?;
    for reference in row.table().references {
        let Some(parent) = row.get(reference.column).as_text() else {
            continue;
        };
        if reference.table == row.table() && parent == own.as_str() {
            continue;
        }
        let is = key_is(reference.table, &Pk::from_stored(parent.to_owned()))?;
        sql = sql
            .raw(" AND EXISTS (SELECT 1 FROM ")
            .name(reference.table.name)
            .raw(" WHERE ")
            .then(is)
            .raw(")");
    }
    Ok(sql)
}
