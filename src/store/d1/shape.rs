//! What tables look like in D1, from SQLite's pragmas.

use std::collections::HashMap;

use super::D1;
use super::database::{Database, Record};
use super::decode;
use super::errors::read_error;
use super::sql::Sql;
use crate::schema::{TABLES, Table};
use crate::store::range::known_keys;
use crate::store::{PRIMARY_KEY, Shape, StoreError};

/// Names of keys with their columns, by table.
type Keys = HashMap<String, Vec<(String, Vec<String>)>>;

pub(super) async fn shapes<B: Database>(d1: &D1<B>) -> Result<Vec<Shape>, StoreError> {
    // The key of a table without rowid, and of one with whole numbers, is never NULL.
    let columns = Sql::new("SELECT json_array(t.value, c.\"name\", CAST(NOT (c.\"notnull\" OR c.\"pk\") AS TEXT)) AS \"r\" FROM json_each(")
        .text(&names(TABLES))
        .raw(") t CROSS JOIN pragma_table_info(t.value) c");
    let statements = vec![columns.read(), keys_of(TABLES).read()];
    let answers = d1.database.batch(statements).await.map_err(read_error)?;
    let mut answers = answers.into_iter();
    let mut columns: HashMap<String, Vec<(String, bool)>> = HashMap::new();
    for record in answers.next().unwrap_or_default() {
        let mut fields = decode::fields(&record)?.into_iter();
        let (table, name) = (decode::text(&mut fields)?, decode::text(&mut fields)?);
        columns.entry(table).or_default().push((name, decode::int(&mut fields)? == 1));
    }
    let mut keys = read_keys(answers.next().unwrap_or_default())?;
    let shape = |table: &&'static Table| Shape {
        table: table.name,
        columns: columns.remove(table.name).unwrap_or_default(),
        unique_keys: known_keys(table, keys.remove(table.name).unwrap_or_default()),
    };
    Ok(TABLES.iter().map(shape).collect())
}

/// Unique indexes over some rows only keep nothing apart; those over expressions have columns
/// without a name.
pub(super) async fn unique_keys<B: Database>(
    d1: &D1<B>,
    table: &'static Table,
) -> Result<Vec<String>, StoreError> {
    let records = super::side::one(d1, keys_of(&[table])).await?;
    let keys = read_keys(records)?.remove(table.name);
    Ok(known_keys(table, keys.unwrap_or_default()))
}

/// A record for each column of each unique key: table, key, column.
fn keys_of(tables: &[&'static Table]) -> Sql {
    let names = names(tables);
    Sql::new("SELECT json_array(t.value, ")
        .text(PRIMARY_KEY)
        .raw(", c.\"name\") AS \"r\" FROM json_each(")
        .text(&names)
        .raw(") t CROSS JOIN pragma_table_info(t.value) c WHERE c.\"pk\" > 0 UNION ALL SELECT json_array(t.value, l.\"name\", ifnull(i.\"name\", '')) FROM json_each(")
        .text(&names)
        .raw(") t CROSS JOIN pragma_index_list(t.value) l CROSS JOIN pragma_index_info(l.\"name\") i WHERE l.\"unique\" AND NOT l.\"partial\" AND l.\"origin\" <> 'pk'")
}

fn names(tables: &[&'static Table]) -> String {
    let names: Vec<&str> = tables.iter().map(|table| table.name).collect();
    serde_json::json!(names).to_string()
}

fn read_keys(records: Vec<Record>) -> Result<Keys, StoreError> {
    let mut tables = Keys::new();
    for record in records {
        let mut fields = decode::fields(&record)?.into_iter();
        let table = tables.entry(decode::text(&mut fields)?).or_default();
        let (name, column) = (decode::text(&mut fields)?, decode::text(&mut fields)?);
        match table.iter_mut().find(|(key, _)| *key == name) {
            Some((_, columns)) => columns.push(column),
            None => table.push((name, vec![column])),
        }
    }
    Ok(tables)
}
