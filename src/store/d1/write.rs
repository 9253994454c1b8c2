//! *Write* in D1: fence, conditions, changes, events and the new images in one batch.

use super::batch::Batch;
use super::conditions::{
    refuse_existing, refuse_missing, refuse_orphans, refuse_overflow, require,
};
use super::database::{Database, Param, Reading, Statement};
use super::errors::{FENCE, Failure, REPEATED, classify, read_error};
use super::events::add_events;
use super::read::{image_statements, readable_images};
use super::request::{REMEMBERED, known_beside, refuses, remember, repeated};
use super::sql::{Sql, equals, param, row_is};
use super::texts::{key_is_a_text, texts};
use super::{D1, decode, lean};
use crate::schema::table::OnDelete;
use crate::schema::{Epoch, Key, Pk, Row, Table, Value};
use crate::store::{
    Change, Consistency, Op, Operand, Refusal, Set, StoreError, Unit, WriteError, Written, canary,
};

/// A lean batch first. If a rule ends it, nothing was written, and the explaining batch finds out
/// which rule, or succeeds where what stood in the way has gone meanwhile.
pub(super) async fn write<B: Database>(
    d1: &D1<B>,
    unit: &Unit,
    epoch: Epoch,
) -> Result<Written, WriteError> {
    let keys = unit.touched();
    if lean::is_possible(unit) {
        let mut batch = Batch::lean(remember(unit, &keys, epoch), REMEMBERED);
        let first_change = add_unit(&mut batch, unit, epoch)?;
        if batch.fits() {
            let statements = batch.finish().0;
            match d1.database.batch_in(Consistency::Strong, statements).await.map_err(classify) {
                Ok((answers, bookmark)) => {
                    let answers = answers.into_iter().skip(first_change);
                    let images = lean::images(unit, answers);
                    return Ok(Written { images, replayed: false, bookmark });
                }
                Err(Failure::Repeated) => return repeated(d1, unit).await,
                Err(Failure::Fenced) => return Err(WriteError::Fenced),
                Err(Failure::Store(error @ StoreError::Unavailable { .. })) => {
                    return Err(error.into());
                }
                Err(_) => {}
            }
        }
    }
    explained(d1, unit, &keys, epoch).await
}

async fn explained<B: Database>(
    d1: &D1<B>,
    unit: &Unit,
    keys: &[Key],
    epoch: Epoch,
) -> Result<Written, WriteError> {
    let mut batch = Batch::default();
    batch.end_if(FENCE, refuses(unit, epoch));
    batch.end_if(REPEATED, known_beside(unit));
    batch.run(remember(unit, keys, epoch).raw(REMEMBERED));
    add_unit(&mut batch, unit, epoch)?;
    let first_image = batch.read(image_statements(keys)?);
    let (statements, refusals) = batch.finish();
    match d1.database.batch_in(Consistency::Strong, statements).await {
        Ok((answers, bookmark)) => {
            let answers = answers.into_iter().skip(first_image);
            Ok(Written { images: readable_images(keys, answers), replayed: false, bookmark })
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
            // The batch checked its first statement's conditions by name before; and only an
            // apply is refused for the last two reasons.
            Failure::Fenced | Failure::Guarded | Failure::IsPrimary | Failure::Waits => {
                Err(WriteError::Fenced)
            }
        },
    }
}

/// Adds conditions, changes and events, and gives the position of the first change's answer: each
/// change has one.
fn add_unit(batch: &mut Batch, unit: &Unit, epoch: Epoch) -> Result<usize, WriteError> {
    let is_canary = canary::is_unit(unit);
    if is_canary {
        // The triggers let it through, in this transaction, and do all else as ever.
        batch.run(Sql::new("UPDATE \"_control\" SET \"applying\" = 2 WHERE \"id\" = 1"));
    }
    let first = batch.read(Vec::new());
    for change in &unit.changes {
        add_change(batch, change, epoch)?;
    }
    add_events(batch, unit)?;
    if is_canary {
        batch.run(Sql::new("UPDATE \"_control\" SET \"applying\" = 0 WHERE \"id\" = 1"));
    }
    Ok(first)
}

fn add_change(batch: &mut Batch, change: &Change, epoch: Epoch) -> Result<(), WriteError> {
    let table = change.target.table();
    let statement = match &change.op {
        Op::Insert(row) => {
            // D1 refuses both by itself, but does not say so.
            if batch.explains() {
                refuse_existing(batch, change)?;
                let values = row.values().iter().enumerate();
                refuse_orphans(batch, values, table, &change.pk)?;
            }
            insert(table, row, &change.pk, epoch)
        }
        Op::Update(sets) => {
            let is = row_is(&change.target, &change.pk)?;
            refuse_missing(batch, change, is.clone());
            if batch.explains() {
                let values = sets.iter().filter_map(|set| match &set.to {
                    Operand::Value(value) => Some((set.column, value)),
                    Operand::Plus(_) => None,
                });
                refuse_orphans(batch, values, table, &change.pk)?;
            }
            for set in sets {
                refuse_overflow(batch, change, set, &is);
            }
            update(table, sets, is, epoch)
        }
        Op::Delete => {
            let is = row_is(&change.target, &change.pk)?;
            refuse_missing(batch, change, is.clone());
            delete(table, is, epoch)
        }
        Op::Require(condition) => return Ok(require(batch, change, condition)?),
    };
    batch.read(vec![statement]);
    Ok(())
}

/// The answer is the new version. No trigger changes that: it is the one that the triggers would
/// give.
fn insert(table: &'static Table, row: &Row, pk: &Pk, epoch: Epoch) -> (Statement, Reading) {
    let mut params: Vec<Param> =
        row.iter().map(|(column, value)| param(column.ty, value)).collect();
    if key_is_a_text(table).is_none() {
        params.push(Param::Text(pk.as_str().to_owned()));
    }
    params.push(Param::Text(epoch.first_version().0.to_string()));
    Sql::fixed(&texts(table).insert, params).read()
}

/// The answer is the row as it is now.
fn update(table: &'static Table, sets: &[Set], is: Sql, epoch: Epoch) -> (Statement, Reading) {
    let mut sql = Sql::statement("UPDATE ").name(table.name).raw(" SET ");
    for set in sets {
        let Some(column) = table.column(set.column) else {
            continue;
        };
        sql = sql.name(column.name).raw(" = ");
        sql = match &set.to {
            Operand::Value(value) => sql.value(column.ty, value),
            Operand::Plus(by) => sql.name(column.name).raw(" + ").int(*by),
        };
        sql = sql.raw(", ");
    }
    if sets.is_empty() {
        // The triggers journal only where a column of the app is set.
        for column in table.key_columns().take(1) {
            sql = sql.name(column.name).raw(" = ").name(column.name).raw(", ");
        }
    }
    sql.raw("\"_version\" = ")
        .then(next_version(epoch))
        .raw(" WHERE ")
        .then(is)
        .raw(" RETURNING ")
        .raw(&texts(table).row)
        .read_rows(table)
}

/// The answer is the version that the triggers give the tombstone.
fn delete(table: &'static Table, is: Sql, epoch: Epoch) -> (Statement, Reading) {
    Sql::new("DELETE FROM ")
        .name(table.name)
        .raw(" WHERE ")
        .then(is)
        .raw(" RETURNING json_array(CAST(")
        .then(next_version(epoch))
        .raw(" AS TEXT)) AS \"r\"")
        .read()
}

fn next_version(epoch: Epoch) -> Sql {
    Sql::new("max(\"_version\" + 1, ").int(epoch.first_version().0).raw(")")
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
