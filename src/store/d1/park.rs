//! Frees the unique values of rows that are about to change, so that rows can swap them.

use super::put::older;
use super::sql::{Sql, key_is};
use crate::schema::table::Column;
use crate::schema::{Image, Table, Type};
use crate::store::StoreError;

/// Frees the unique values of a row that is about to change: one column of each unique key gets
/// a value that no other row has. Not a delete, which would take the children along.
pub(super) fn park(image: &Image) -> Result<Option<Sql>, StoreError> {
    let table = image.key.table;
    let mut parked: Vec<Sql> = Vec::new();
    let mut done: Vec<usize> = Vec::new();
    for unique in table.uniques {
        let free = unique.columns.iter().copied().filter(|at| !table.in_key(*at));
        let column = free
            .filter_map(|at| Some((at, table.column(at)?)))
            .max_by_key(|(at, column)| park_rank(table, *at, column));
        if let Some((at, column)) = column
            && !done.contains(&at)
        {
            done.push(at);
            parked.push(
                Sql::default().name(column.name).raw(" = ").then(parked_value(column, image)),
            );
        }
    }
    if parked.is_empty() {
        return Ok(None);
    }
    let is = key_is(table, &image.key.pk)?;
    Ok(Some(
        Sql::new("UPDATE ")
            .name(table.name)
            .raw(" SET ")
            .then(Sql::join(parked, ", "))
            .raw(" WHERE ")
            .then(older(table, &is, image.version)),
    ))
}

/// NULL is never equal to NULL, so a nullable column is best; then one that is no reference.
fn park_rank(table: &Table, at: usize, column: &Column) -> (bool, bool) {
    (column.nullable, !table.references.iter().any(|reference| reference.column == at))
}

fn parked_value(column: &Column, image: &Image) -> Sql {
    if column.nullable {
        return Sql::new("NULL");
    }
    let numeric = matches!(column.ty, Type::Int { .. } | Type::BigInt | Type::Timestamp { .. });
    if numeric {
        // Below every value of the column's range, and another one for each row of the batch.
        Sql::new("-4611686018427387904 - rowid")
    } else {
        // SQLite does not bound the length; no app's text begins with these characters.
        Sql::default().text(&format!("\u{1}parked:{}", image.key.pk.as_str()))
    }
}
