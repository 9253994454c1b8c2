//! Who holds the unique values that an apply could not have.

use super::database::{Database, Reading, Statement};
use super::errors::read_error;
use super::put::sources;
use super::sql::Sql;
use super::{D1, decode};
use crate::schema::{Column, Image, Key, Pk, Table, Version};
use crate::store::{InTheWay, StoreError};

/// Rows outside the set that hold unique values of the set; empty where rows of the set do. `None`
/// if nobody does: what stood in the way is gone.
pub(super) async fn in_the_way<B: Database>(
    d1: &D1<B>,
    images: &[Image],
) -> Result<Option<Vec<InTheWay>>, StoreError> {
    let mut asked: Vec<(&'static Table, (Statement, Reading))> = Vec::new();
    for (table, rows) in sources(images) {
        let same =
            |column: &Column| Sql::new("t.").name(column.name).raw(" = e.").name(column.name);
        for unique in table.uniques {
            let columns = unique.columns.iter().filter_map(|at| table.column(*at));
            let keys =
                table.key_columns().map(|c| Sql::new("CAST(t.").name(c.name).raw(" AS TEXT)"));
            let sql = Sql::new("SELECT json_array(CAST(t.\"_version\" AS TEXT), ")
                .then(Sql::join(keys, ", "))
                .raw(") AS \"r\" FROM ")
                .then(rows.clone())
                .raw(" CROSS JOIN ")
                .name(table.name)
                .raw(" t ON ")
                .then(Sql::join(columns.map(same), " AND "))
                .raw(" WHERE NOT (")
                .then(Sql::join(table.key_columns().map(same), " AND "))
                .raw(")");
            asked.push((table, sql.read()));
        }
    }
    let (tables, statements): (Vec<_>, Vec<_>) = asked.into_iter().unzip();
    let answers = d1.database.batch(statements).await.map_err(read_error)?;
    if answers.iter().all(Vec::is_empty) {
        return Ok(None);
    }
    let mut found: Vec<InTheWay> = Vec::new();
    for (table, records) in tables.into_iter().zip(answers) {
        for record in records {
            let mut fields = decode::fields(&record)?.into_iter();
            let version = Version(decode::int(&mut fields)?);
            let parts: Vec<String> = fields.flatten().collect();
            let key = Key { table, pk: Pk::of_parts(table, parts)? };
            if !images.iter().any(|image| image.key == key) && !found.iter().any(|f| f.key == key) {
                found.push(InTheWay { key, version });
            }
        }
    }
    Ok(Some(found))
}
