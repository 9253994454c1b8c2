//! What must hold for a unit to be committed, as statements that end the batch where it does not.

use super::batch::Batch;
use super::sql::{Sql, key_is, row_is};
use crate::schema::{Pk, Table, Type, Value};
use crate::store::{Change, Comparison, Condition, Operand, Refusal, Set, StoreError};

fn exists(table: &Table, is: Sql) -> Sql {
    Sql::new("EXISTS (SELECT 1 FROM ").name(table.name).raw(" WHERE ").then(is).raw(")")
}

pub(super) fn refuse_existing(batch: &mut Batch, change: &Change) -> Result<(), StoreError> {
    let table = change.target.table();
    let refusal =
        || Refusal::Exists { table: table.name.to_owned(), pk: change.pk.as_str().to_owned() };
    batch.refuse_if(refusal, exists(table, key_is(table, &change.pk)?));
    Ok(())
}

pub(super) fn refuse_missing(batch: &mut Batch, change: &Change, is: Sql) {
    let refusal = || Refusal::Missing {
        table: change.target.table().name.to_owned(),
        pk: change.pk.as_str().to_owned(),
    };
    batch.refuse_if(refusal, Sql::new("NOT ").then(exists(change.target.table(), is)));
}

/// The rows that references point at must be there. D1 sees to it by itself, but does not say which
/// is missing.
pub(super) fn refuse_orphans<'a>(
    batch: &mut Batch,
    values: impl Iterator<Item = (usize, &'a Value)>,
    table: &'static Table,
    own: &Pk,
) -> Result<(), StoreError> {
    for (position, value) in values {
        let Some(text) = value.as_text() else {
            continue;
        };
        for reference in table.references.iter().filter(|r| r.column == position) {
            if reference.table == table && text == own.as_str() {
                continue; // a row may point at itself
            }
            let parent = key_is(reference.table, &Pk::from_stored(text.to_owned()))?;
            let refusal = || Refusal::NoParent {
                table: table.name.to_owned(),
                column: table.column(position).map_or("", |column| column.name).to_owned(),
                parent: reference.table.name.to_owned(),
            };
            batch.refuse_if(refusal, Sql::new("NOT ").then(exists(reference.table, parent)));
        }
    }
    Ok(())
}

pub(super) fn refuse_overflow(batch: &mut Batch, change: &Change, set: &Set, is: &Sql) {
    let table = change.target.table();
    let (Operand::Plus(by), Some(column)) = (&set.to, table.column(set.column)) else {
        return;
    };
    let (min, max) = match column.ty {
        Type::Int { min, max } => (min, max),
        _ => (i64::MIN, i64::MAX),
    };
    // The bounds are shifted, not the sum: a sum past 64 bits becomes a REAL in SQLite.
    let (lowest, highest) = (min.saturating_sub((*by).min(0)), max.saturating_sub((*by).max(0)));
    let outside = is
        .clone()
        .raw(" AND ")
        .name(column.name)
        .raw(" NOT BETWEEN ")
        .int(lowest)
        .raw(" AND ")
        .int(highest);
    let refusal = || Refusal::OutOfRange {
        table: table.name.to_owned(),
        pk: change.pk.as_str().to_owned(),
        column: column.name.to_owned(),
    };
    batch.refuse_if(refusal, exists(table, outside));
}

pub(super) fn require(
    batch: &mut Batch,
    change: &Change,
    condition: &Condition,
) -> Result<(), StoreError> {
    let table = change.target.table();
    let is = row_is(&change.target, &change.pk)?;
    let refuse = |condition: String| Refusal::Condition {
        table: table.name.to_owned(),
        pk: change.pk.as_str().to_owned(),
        condition,
    };
    match condition {
        Condition::Exists => refuse_missing(batch, change, is),
        Condition::Absent => batch.refuse_if(
            || Refusal::Exists { table: table.name.to_owned(), pk: change.pk.as_str().to_owned() },
            exists(table, is),
        ),
        Condition::Version(version) => {
            let same = is.raw(" AND \"_version\" = ").int(version.0);
            let refusal = || refuse("the version".to_owned());
            batch.refuse_if(refusal, Sql::new("NOT ").then(exists(table, same)));
        }
        Condition::Column { column, comparison, value } => {
            let Some(column) = table.column(*column) else {
                return Ok(());
            };
            let operator = match comparison {
                Comparison::Equal => " IS ",
                Comparison::NotEqual => " IS NOT ",
                Comparison::Less => " < ",
                Comparison::AtMost => " <= ",
                Comparison::Greater => " > ",
                Comparison::AtLeast => " >= ",
            };
            let holds = is.raw(" AND ").name(column.name).raw(operator).value(column.ty, value);
            let refusal = || refuse(format!("the comparison with `{}`", column.name));
            batch.refuse_if(refusal, Sql::new("NOT ").then(exists(table, holds)));
        }
    }
    Ok(())
}
