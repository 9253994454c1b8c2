//! *Write* in D1: fence, conditions, changes, events and the new images in one batch.

use super::batch::Batch;
use super::conditions::{exists, refuse_missing, refuse_orphans, refuse_overflow, require};
use super::database::Database;
use super::errors::{FENCE, Failure, classify, read_error};
use super::read::{image_statements, readable_images};
use super::request::{remember, repeated};
use super::sql::{Sql, equals, key_is, row_is};
use super::{D1, decode};
use crate::schema::table::OnDelete;
use crate::schema::{Epoch, Key, Pk, Row, Table, Value};
use crate::store::{
    Change, Event, Op, Operand, Refusal, Set, StoreError, Unit, WriteError, Written,
};

pub(super) async fn write<B: Database>(
    d1: &D1<B>,
    unit: &Unit,
    epoch: Epoch,
) -> Result<Written, WriteError> {
    let keys = touched(unit);
    let mut batch = Batch::default();
    batch.run(fence(epoch));
    remember(&mut batch, unit, &keys);
    for change in &unit.changes {
        add_change(&mut batch, change, epoch)?;
    }
    for event in &unit.events {
        batch.run(add_event(unit, event)?);
    }
    let first_image = batch.read(image_statements(&keys)?);
    let (statements, refusals) = batch.finish();
    match d1.database.batch(statements).await {
        Ok(answers) => {
            let answers = answers.into_iter().skip(first_image);
            Ok(Written { images: readable_images(&keys, answers), replayed: false })
        }
        Err(error) => match classify(error) {
            Failure::Repeated => repeated(d1, unit).await,
            Failure::Refused(number) => match refusals.into_iter().nth(number) {
                Some(refusal) => Err(refusal.into()),
                None => Err(decode::garbled().into()),
            },
            Failure::Unique(columns) => Err(duplicate(columns).into()),
            Failure::Reference => Err(still_referenced(d1, unit).await?.into()),
            Failure::Store(error) => Err(error.into()),
            // Only an apply is refused for the last two reasons.
            Failure::Fenced | Failure::IsPrimary | Failure::Waits => Err(WriteError::Fenced),
        },
    }
}

pub(super) fn fence(epoch: Epoch) -> Sql {
    Sql::new("INSERT INTO \"_refuse\" SELECT ")
        .text(FENCE)
        .raw(" WHERE NOT EXISTS (SELECT 1 FROM \"_control\" WHERE \"writes_to\" = 'd1' AND \"state\" = 'open' AND \"epoch\" = ")
        .int(epoch.0)
        .raw(")")
}

fn add_change(batch: &mut Batch, change: &Change, epoch: Epoch) -> Result<(), WriteError> {
    let table = change.target.table();
    let (name, pk) = (table.name.to_owned(), change.pk.as_str().to_owned());
    match &change.op {
        Op::Insert(row) => {
            let is = key_is(table, &change.pk)?;
            batch.refuse_if(Refusal::Exists { table: name, pk }, exists(table, is));
            refuse_orphans(
                batch,
                row.iter().enumerate().map(|(at, (_, value))| (at, value)),
                table,
                &change.pk,
            )?;
            batch.run(insert(table, row, &change.pk, epoch));
        }
        Op::Update(sets) => {
            let is = row_is(&change.target, &change.pk)?;
            refuse_missing(batch, change, is.clone());
            refuse_orphans(
                batch,
                sets.iter().filter_map(|set| match &set.to {
                    Operand::Value(value) => Some((set.column, value)),
                    Operand::Plus(_) => None,
                }),
                table,
                &change.pk,
            )?;
            for set in sets {
                refuse_overflow(batch, change, set, is.clone());
            }
            batch.run(update(table, sets, epoch).raw(" WHERE ").then(is));
        }
        Op::Delete => {
            let is = row_is(&change.target, &change.pk)?;
            refuse_missing(batch, change, is.clone());
            batch.run(Sql::new("DELETE FROM ").name(table.name).raw(" WHERE ").then(is));
        }
        Op::Require(condition) => require(batch, change, condition)?,
    }
    Ok(())
}

fn insert(table: &'static Table, row: &Row, pk: &Pk, epoch: Epoch) -> Sql {
    let names = table.columns.iter().map(|column| Sql::default().name(column.name));
    let values = row.iter().map(|(column, value)| Sql::default().value(column.ty, value));
    Sql::new("INSERT INTO ")
        .name(table.name)
        .raw(" (")
        .then(Sql::join(names, ", "))
        .raw(", \"_version\") SELECT ")
        .then(Sql::join(values, ", "))
        .raw(", max(coalesce((SELECT \"version\" FROM \"_tombstone\" WHERE \"tbl\" = ")
        .text(table.name)
        .raw(" AND \"pk\" = ")
        .text(pk.as_str())
        .raw("), -1) + 1, ")
        .int(epoch.first_version().0)
        .raw(")")
}

fn update(table: &'static Table, sets: &[Set], epoch: Epoch) -> Sql {
    let mut assignments: Vec<Sql> = Vec::with_capacity(sets.len() + 1);
    for set in sets {
        let Some(column) = table.column(set.column) else {
            continue;
        };
        let name = Sql::default().name(column.name);
        assignments.push(match &set.to {
            Operand::Value(value) => name.raw(" = ").value(column.ty, value),
            Operand::Plus(by) => name.clone().raw(" = ").then(name).raw(" + ").int(*by),
        });
    }
    if assignments.is_empty() {
        // The triggers journal only where a column of the app is set.
        let key = table.key_columns().take(1).map(|column| Sql::default().name(column.name));
        assignments.extend(key.map(|name| name.clone().raw(" = ").then(name)));
    }
    assignments.push(
        Sql::new("\"_version\" = max(\"_version\" + 1, ").int(epoch.first_version().0).raw(")"),
    );
    Sql::new("UPDATE ").name(table.name).raw(" SET ").then(Sql::join(assignments, ", "))
}

fn add_event(unit: &Unit, event: &Event) -> Result<Sql, StoreError> {
    let subject = event.change.and_then(|at| unit.changes.get(at));
    let (table, pk) =
        subject.map_or(("", ""), |change| (change.target.table().name, change.pk.as_str()));
    let version = match subject {
        None => Sql::new("0"),
        // The row's version, or where the change removed it the tombstone's.
        Some(change) => Sql::new("coalesce((SELECT \"_version\" FROM ")
            .name(table)
            .raw(" WHERE ")
            .then(key_is(change.target.table(), &change.pk)?)
            .raw("), (SELECT \"version\" FROM \"_tombstone\" WHERE \"tbl\" = ")
            .text(table)
            .raw(" AND \"pk\" = ")
            .text(pk)
            .raw("), 0)"),
    };
    Ok(Sql::new("INSERT INTO \"_outbox\" (\"id\", \"kind\", \"tbl\", \"pk\", \"version\", \"tenant\", \"at_ms\", \"payload\") SELECT ")
        .text(&event.id)
        .raw(", ")
        .text(&event.kind)
        .raw(", ")
        .text(table)
        .raw(", ")
        .text(pk)
        .raw(", ")
        .then(version)
        .raw(", ")
        .opt_text(event.tenant.as_deref())
        .raw(", ")
        .int(unit.now_ms)
        .raw(", ")
        .text(&event.payload))
}

/// Keys that the unit changes, each once.
fn touched(unit: &Unit) -> Vec<Key> {
    let mut keys: Vec<Key> = Vec::new();
    for change in &unit.changes {
        let key = Key { table: change.target.table(), pk: change.pk.clone() };
        if !matches!(change.op, Op::Require(_)) && !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

fn duplicate(columns: Vec<(String, String)>) -> Refusal {
    let table = columns.first().map(|(table, _)| table.clone()).unwrap_or_default();
    Refusal::Duplicate { table, columns: columns.into_iter().map(|(_, column)| column).collect() }
}

/// Which reference keeps a row of the unit from being deleted: D1 does not say.
async fn still_referenced<B: Database>(d1: &D1<B>, unit: &Unit) -> Result<Refusal, StoreError> {
    let mut found = Refusal::Referenced {
        table: String::new(),
        pk: String::new(),
        child: "a table below it".to_owned(),
        column: "a reference".to_owned(),
    };
    for change in unit.changes.iter().filter(|change| matches!(change.op, Op::Delete)) {
        let table = change.target.table();
        let restricting: Vec<_> = table
            .referenced_by
            .iter()
            .filter(|by| by.on_delete == OnDelete::Restrict)
            .filter_map(|by| Some((by, by.table.column(by.column)?)))
            .collect();
        let checks = restricting.iter().map(|(by, column)| {
            Sql::new("SELECT json_array('1') AS \"r\" FROM ")
                .name(by.table.name)
                .raw(" WHERE ")
                .then(equals(column, &Value::from(change.pk.as_str())))
                .raw(" LIMIT 1")
                .read()
        });
        let answers = d1.database.batch(checks.collect()).await.map_err(read_error)?;
        let named = restricting.iter().zip(&answers).find(|(_, records)| !records.is_empty());
        found = Refusal::Referenced {
            table: table.name.to_owned(),
            pk: change.pk.as_str().to_owned(),
            child: named.map_or("a table below it", |((by, _), _)| by.table.name).to_owned(),
            column: named.map_or("a reference", |((_, column), _)| column.name).to_owned(),
        };
        if named.is_some() {
            break;
        }
    }
    Ok(found)
}
