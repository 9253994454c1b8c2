//! *Write* and *repair* in MySQL: fence, changes, tombstones, journal and events in one transaction.

use tandem_mysql::Sql;

use super::effects::{self, Since};
use super::errors::version_error;
use super::rows::Rows;
use super::session::Tx;
use super::sql::key_is;
use super::{Connect, MySql, condition, fence, request};
use crate::schema::{Epoch, Image, Key, Row, Type, Value, Version};
use crate::store::{Change, Op, Operand, Refusal, Set, Unit, WriteError, Written};

pub(super) async fn write<C: Connect>(
    mysql: &MySql<C>,
    unit: &Unit,
    epoch: Epoch,
) -> Result<Written, WriteError> {
    match mysql.transaction(async |tx| step(tx, unit, epoch).await).await? {
        Some(images) => Ok(Written { images, replayed: false, bookmark: None }),
        None => request::repeated(mysql, unit).await,
    }
}

/// The images of what changed; `None` if the request was committed before.
async fn step<C: Connect>(
    tx: &mut Tx<C>,
    unit: &Unit,
    epoch: Epoch,
) -> Result<Option<Vec<Image>>, WriteError> {
    let keys: Vec<Key> = unit.changes.iter().map(key_of).collect();
    let is_insert = |change: &Change| matches!(change.op, Op::Insert(_));
    let pairs = || keys.iter().zip(&unit.changes);
    let made: Vec<&Key> = pairs().filter(|(_, c)| is_insert(c)).map(|(key, _)| key).collect();
    let found = fence::open(tx, &made).await?;
    if !found.takes(unit, epoch) {
        return Err(WriteError::Fenced);
    }
    if !request::remember(tx, unit).await? {
        return Ok(None);
    }
    let held: Vec<&Key> = pairs().filter(|(_, c)| !is_insert(c)).map(|(key, _)| key).collect();
    let mut rows = Rows::lock(tx, epoch, &held).await?;
    for key in made {
        rows.assume_absent(key, found.tombstone(key));
    }
    rows.lock_parents(&unit.changes).await?;
    for (key, change) in keys.iter().zip(&unit.changes) {
        apply(&mut rows, key, change).await?;
    }
    let versions = rows.versions();
    let images = rows.leave(Since::Ms(unit.now_ms)).await?;
    effects::publish(tx, unit, |key| versions.get(key).copied().unwrap_or(Version::NONE)).await?;
    Ok(Some(images))
}

fn key_of(change: &Change) -> Key {
    Key { table: change.target.table(), pk: change.pk.clone() }
}

async fn apply<C: Connect>(
    rows: &mut Rows<'_, C>,
    key: &Key,
    change: &Change,
) -> Result<(), WriteError> {
    match &change.op {
        Op::Insert(row) => rows.insert(key, row).await,
        Op::Update(sets) => {
            let old = in_scope(rows, key, change).ok_or_else(|| missing(key))?;
            let new = updated(key, old, sets)?;
            rows.update(key, new, sets).await
        }
        Op::Delete => {
            in_scope(rows, key, change).ok_or_else(|| missing(key))?;
            rows.delete(key).await
        }
        Op::Require(condition) => {
            let held = in_scope(rows, key, change).map(|row| (row, rows.version(key)));
            condition::check(key, held, condition).map_err(WriteError::from)
        }
    }
}

/// The key's row, if it is there and in the change's scope.
fn in_scope<'r, C: Connect>(rows: &'r Rows<'_, C>, key: &Key, change: &Change) -> Option<&'r Row> {
    let row = rows.row(key)?;
    match change.target.scope() {
        Some((at, scope)) => Some(row).filter(|row| row.get(at).as_text() == Some(scope)),
        None => Some(row),
    }
}

fn missing(key: &Key) -> WriteError {
    Refusal::Missing { table: key.table.name.to_owned(), pk: key.pk.as_str().to_owned() }.into()
}

/// The row with its columns changed; sums are taken from what the row was.
fn updated(key: &Key, old: &Row, sets: &[Set]) -> Result<Row, Refusal> {
    let mut new = old.clone();
    for set in sets {
        let value = match (&set.to, old.get(set.column)) {
            (Operand::Value(value), _) => value.clone(),
            (Operand::Plus(by), Value::Int(was)) => Value::Int(sum(key, set.column, *was, *by)?),
            // NULL and a number make NULL, as in SQL.
            (Operand::Plus(_), was) => was.clone(),
        };
        new.set(set.column, value);
    }
    Ok(new)
}

fn sum(key: &Key, at: usize, was: i64, by: i64) -> Result<i64, Refusal> {
    let column = key.table.column(at);
    let (min, max) = match column.map(|column| column.ty) {
        Some(Type::Int { min, max }) => (min, max),
        _ => (i64::MIN, i64::MAX),
    };
    was.checked_add(by).filter(|sum| (min..=max).contains(sum)).ok_or_else(|| Refusal::OutOfRange {
        table: key.table.name.to_owned(),
        pk: key.pk.as_str().to_owned(),
        column: column.map_or("", |column| column.name).to_owned(),
    })
}

pub(super) async fn repair<C: Connect>(
    mysql: &MySql<C>,
    key: &Key,
    above: Version,
    epoch: Epoch,
) -> Result<(), WriteError> {
    mysql.transaction(async |tx| repair_step(tx, key, above, epoch).await).await
}

/// Decides here, not when the difference was seen, whether there is a row to touch.
async fn repair_step<C: Connect>(
    tx: &mut Tx<C>,
    key: &Key,
    above: Version,
    epoch: Epoch,
) -> Result<(), WriteError> {
    let found = fence::open(tx, &[key]).await?;
    if !found.is_primary_of(epoch) {
        return Err(WriteError::Fenced);
    }
    let rows = Rows::lock(tx, epoch, &[key]).await?;
    let there = rows.row(key).is_some();
    let old = rows.version(key).max(found.tombstone(key)).max(above);
    let new = old.next(epoch).map_err(version_error)?;
    if there {
        let touch = Sql::new()
            .raw("UPDATE ")
            .ident(key.table.name)
            .raw(" SET `_version` = ")
            .lit(new.0)
            .raw(" WHERE ")
            .push(&key_is(key.table, &key.pk)?);
        tx.execute(&touch).await?;
    } else {
        effects::bury(tx, &[(key, new)]).await?;
    }
    Ok(effects::journal(tx, &[(key, new)], Since::Now).await?)
}
