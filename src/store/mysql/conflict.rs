//! Which rows keep a set of images from being applied.

use tandem_mysql::Sql;

use super::decode::fields;
use super::sql::{equals, join, key_columns};
use super::{Connect, MySql};
use crate::schema::table::Unique;
use crate::schema::{Image, Row, Table};
use crate::store::{ApplySet, InTheWay, StoreError};

/// Rows outside the set that have unique values of the set. Empty: rows of the set are in each
/// other's way. `None`: whatever was in the way is gone.
pub(super) async fn in_the_way<C: Connect>(
    mysql: &MySql<C>,
    images: &[Image],
    set: ApplySet,
) -> Result<Option<Vec<InTheWay>>, StoreError> {
    let mut outside: Vec<InTheWay> = Vec::new();
    let mut inside = false;
    let mut conflict = false;
    for (table, rows) in tables(images) {
        for unique in table.uniques {
            let values: Vec<&Row> =
                rows.iter().copied().filter(|row| is_whole(unique, row)).collect();
            conflict = conflict || any_equal(unique, &values);
            if values.is_empty() {
                continue;
            }
            for record in mysql.read(&holders(table, unique, &values)).await?.iter() {
                let (key, version) = fields(&record).key(table)?;
                if images.iter().any(|image| image.key == key) {
                    inside = true;
                } else if !outside.iter().any(|other| other.key == key) {
                    outside.push(InTheWay { key, version });
                }
            }
        }
    }
    // The rows of a widened set hold their old values again since it was rolled back.
    let among_themselves = conflict || (inside && set != ApplySet::Widened);
    Ok(if outside.is_empty() && !among_themselves { None } else { Some(outside) })
}

fn tables(images: &[Image]) -> Vec<(&'static Table, Vec<&Row>)> {
    let mut groups: Vec<(&'static Table, Vec<&Row>)> = Vec::new();
    for row in images.iter().filter_map(Image::row) {
        match groups.iter_mut().find(|(table, _)| *table == row.table()) {
            Some((_, rows)) => rows.push(row),
            None => groups.push((row.table(), vec![row])),
        }
    }
    groups
}

/// A key with a NULL in it is equal to none.
fn is_whole(unique: &Unique, row: &Row) -> bool {
    unique.columns.iter().all(|at| !row.get(*at).is_null())
}

fn any_equal(unique: &Unique, rows: &[&Row]) -> bool {
    let same = |a: &Row, b: &Row| unique.columns.iter().all(|at| a.get(*at) == b.get(*at));
    rows.iter().enumerate().any(|(at, row)| rows.iter().take(at).any(|other| same(row, other)))
}

fn holders(table: &'static Table, unique: &Unique, rows: &[&Row]) -> Sql {
    let same = rows.iter().map(|row| {
        let columns =
            unique.columns.iter().filter_map(|at| Some((table.column(*at)?, row.get(*at))));
        let parts = columns.map(|(column, value)| equals(column, value));
        Sql::new().raw("(").push(&join(parts, " AND ")).raw(")")
    });
    Sql::new()
        .raw("SELECT ")
        .push(&key_columns(table))
        .raw(" FROM ")
        .ident(table.name)
        .raw(" WHERE ")
        .push(&join(same, " OR "))
}
