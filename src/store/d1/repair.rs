//! *Repair* in D1: decides inside its batch whether there is a row to touch.

use super::batch::Batch;
use super::database::Database;
use super::errors::{FENCE, Failure, classify};
use super::request::not_primary;
use super::sql::{Sql, key_is};
use super::{D1, decode};
use crate::schema::{Epoch, Key, Version};
use crate::store::WriteError;

pub(super) async fn repair<B: Database>(
    d1: &D1<B>,
    key: &Key,
    above: Version,
    epoch: Epoch,
) -> Result<(), WriteError> {
    let table = key.table;
    // Like any write: nothing of a later epoch is written over.
    let Ok(floor) = above.next(epoch) else {
        return Err(WriteError::Fenced);
    };
    let floor = floor.0;
    let is = key_is(table, &key.pk)?;
    let label = |sql: Sql| sql.text(table.name).raw(", ").text(key.pk.as_str());
    let touch = Sql::new("UPDATE ")
        .name(table.name)
        .raw(" SET \"_version\" = max(\"_version\" + 1, ")
        .int(floor)
        .raw(") WHERE ")
        .then(is.clone());
    let bury = label(Sql::new("INSERT INTO \"_tombstone\" (\"tbl\", \"pk\", \"version\") SELECT "))
        .raw(", ")
        .int(floor)
        .raw(" WHERE NOT EXISTS (SELECT 1 FROM ")
        .name(table.name)
        .raw(" WHERE ")
        .then(is.clone())
        .raw(") ON CONFLICT (\"tbl\", \"pk\") DO UPDATE SET \"version\" = max(\"version\" + 1, excluded.\"version\")");
    let version = Sql::new("coalesce((SELECT \"_version\" FROM ")
        .name(table.name)
        .raw(" WHERE ")
        .then(is)
        .raw("), (SELECT \"version\" FROM \"_tombstone\" WHERE \"tbl\" = ")
        .text(table.name)
        .raw(" AND \"pk\" = ")
        .text(key.pk.as_str())
        .raw("))");
    let journal = label(Sql::new(
        "INSERT INTO \"_journal\" (\"tbl\", \"pk\", \"version\", \"since_ms\") SELECT ",
    ))
    .raw(", ")
    .then(version.clone())
    .raw(", CAST(unixepoch('subsec') * 1000 AS INTEGER) WHERE 1 ON CONFLICT (\"tbl\", \"pk\") DO UPDATE SET \"version\" = max(\"version\", excluded.\"version\"), \"attempts\" = 0, \"next_ms\" = 0");
    let later = version.raw(" >= ").int(Epoch(epoch.0.saturating_add(1)).first_version().0);
    let mut batch = Batch::default();
    batch.end_if(FENCE, not_primary(epoch));
    batch.end_if(FENCE, later);
    for step in [touch, bury, journal] {
        batch.run(step);
    }
    let (statements, _) = batch.finish();
    match d1.database.batch(statements).await.map_err(classify) {
        Ok(_) => Ok(()),
        Err(Failure::Fenced) => Err(WriteError::Fenced),
        Err(Failure::Store(error)) => Err(error.into()),
        Err(_) => Err(decode::garbled().into()),
    }
}
