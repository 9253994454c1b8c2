//! The events of a unit, in the batch that commits it.

use super::batch::Batch;
use super::database::{MAX_PARAMS, Param};
use super::sql::{Sql, key_is};
use super::texts::key_is_a_text;
use crate::schema::{Pk, Table};
use crate::store::{Event, StoreError, Unit};

/// Adds all events in as few statements as there may be.
pub(super) fn add_events(batch: &mut Batch, unit: &Unit) -> Result<(), StoreError> {
    let mut together: Option<Sql> = None;
    for event in &unit.events {
        if together.as_ref().is_some_and(|sql| sql.params() + most_params(unit, event) > MAX_PARAMS)
        {
            together.take().into_iter().for_each(|sql| batch.run(sql));
        }
        let sql = together.take().map_or_else(|| begin(unit), |sql| sql.raw(", "));
        together = Some(add_event(sql, unit, event)?);
    }
    together.into_iter().for_each(|sql| batch.run(sql));
    Ok(())
}

/// The number of the value that all events of a statement share: the time of the write.
const AT_MS: usize = 1;

fn begin(unit: &Unit) -> Sql {
    let mut sql = Sql::statement(
        "INSERT INTO \"_outbox\" (\"at_ms\", \"id\", \"kind\", \"tenant\", \"payload\", \"tbl\", \"pk\", \"version\") VALUES ",
    );
    sql.keep(Param::Text(unit.now_ms.to_string()));
    sql
}

/// How many values [`add_event`] binds at most.
fn most_params(unit: &Unit, event: &Event) -> usize {
    let subject = event.change.and_then(|at| unit.changes.get(at));
    5 + subject.map_or(0, |change| change.target.table().key.len())
}

fn add_event(sql: Sql, unit: &Unit, event: &Event) -> Result<Sql, StoreError> {
    let sql = sql
        .raw("(CAST(")
        .again(AT_MS)
        .raw(" AS INTEGER), ")
        .text(&event.id)
        .raw(", ")
        .text(&event.kind)
        .raw(", ")
        .opt_text(event.tenant.as_deref())
        .raw(", ")
        .text(&event.payload);
    match event.change.and_then(|at| unit.changes.get(at)) {
        None => Ok(sql.raw(", '', '', 0)")),
        Some(change) => add_subject(sql.raw(", "), change.target.table(), &change.pk),
    }
}

/// Table, key and version: the row's, or where the unit removed it the tombstone's.
fn add_subject(sql: Sql, table: &'static Table, pk: &Pk) -> Result<Sql, StoreError> {
    let sql = sql.label(table).raw(", ").text(pk.as_str());
    let bound = sql.params();
    let sql = sql.raw(", coalesce((SELECT \"_version\" FROM ").name(table.name).raw(" WHERE ");
    let sql = match key_is_a_text(table).and_then(|at| table.column(at)) {
        Some(column) => sql.name(column.name).raw(" = ").again(bound),
        None => sql.then(key_is(table, pk)?),
    };
    Ok(sql
        .raw("), (SELECT \"version\" FROM \"_tombstone\" WHERE \"tbl\" = ")
        .label(table)
        .raw(" AND \"pk\" = ")
        .again(bound)
        .raw("), 0))"))
}
