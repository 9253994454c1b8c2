//! What the server really has and does: tables as they are, and whether reads come from a cache.

use std::collections::HashMap;

use tandem_mysql::Sql;

use super::decode::fields;
use super::{Connect, MySql};
use crate::schema::{TABLES, Table};
use crate::store::range::known_keys;
use crate::store::{Shape, StoreError};

pub(super) async fn shapes<C: Connect>(mysql: &MySql<C>) -> Result<Vec<Shape>, StoreError> {
    let mut columns: HashMap<String, Vec<(String, bool)>> = HashMap::new();
    let sql = Sql::new()
        .raw("SELECT TABLE_NAME, COLUMN_NAME, IS_NULLABLE FROM information_schema.COLUMNS WHERE ")
        .push(&are(TABLES));
    for record in mysql.read(&sql).await?.iter() {
        let mut fields = fields(&record);
        let (table, name) = (fields.text()?, fields.text()?);
        columns.entry(table).or_default().push((name, fields.text()? == "YES"));
    }
    let mut keys = keys_of(mysql, TABLES).await?;
    let shape = |table: &&'static Table| Shape {
        table: table.name,
        columns: columns.remove(table.name).unwrap_or_default(),
        unique_keys: known_keys(table, keys.remove(table.name).unwrap_or_default()),
    };
    Ok(TABLES.iter().map(shape).collect())
}

pub(super) async fn unique_keys<C: Connect>(
    mysql: &MySql<C>,
    table: &'static Table,
) -> Result<Vec<String>, StoreError> {
    let keys = keys_of(mysql, &[table]).await?.remove(table.name);
    Ok(known_keys(table, keys.unwrap_or_default()))
}

/// Names of unique keys with their columns, by table. A key over the beginning of a text has its
/// own name: it keeps more apart than the schema says.
async fn keys_of<C: Connect>(
    mysql: &MySql<C>,
    tables: &[&'static Table],
) -> Result<HashMap<String, Vec<(String, Vec<String>)>>, StoreError> {
    let sql = Sql::new()
        .raw("SELECT TABLE_NAME, INDEX_NAME, IF(SUB_PART IS NULL, IFNULL(COLUMN_NAME, ''), '') FROM information_schema.STATISTICS WHERE NON_UNIQUE = 0 AND ")
        .push(&are(tables));
    let mut found: HashMap<String, Vec<(String, Vec<String>)>> = HashMap::new();
    for record in mysql.read(&sql).await?.iter() {
        let mut fields = fields(&record);
        let table = found.entry(fields.text()?).or_default();
        let (name, column) = (fields.text()?, fields.text()?);
        match table.iter_mut().find(|(key, _)| *key == name) {
            Some((_, columns)) => columns.push(column),
            None => table.push((name, vec![column])),
        }
    }
    Ok(found)
}

fn are(tables: &[&'static Table]) -> Sql {
    let names = tables.iter().map(|table| table.name);
    Sql::new().raw("TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN ").list(names)
}

/// Reads go the way of all reads outside of transactions. Their text is like no other's, since it
/// names both nonces: what is in a cache for it is of this probe.
pub(super) async fn probe_cache<C: Connect>(
    mysql: &MySql<C>,
    nonces: &[String; 2],
) -> Result<[String; 2], StoreError> {
    let [first, second] = nonces;
    let sql = Sql::new()
        .raw("SELECT `nonce` FROM `_probe` WHERE `id` = 1 AND `nonce` IN ")
        .list([first, second]);
    put(mysql, first).await?;
    let first_read = nonce(mysql, &sql).await?;
    put(mysql, second).await?;
    Ok([first_read, nonce(mysql, &sql).await?])
}

async fn put<C: Connect>(mysql: &MySql<C>, nonce: &str) -> Result<(), StoreError> {
    let sql = Sql::new()
        .raw("INSERT INTO `_probe` (`id`, `nonce`) VALUES (1, ")
        .lit(nonce)
        .raw(") ON DUPLICATE KEY UPDATE `nonce` = ")
        .lit(nonce);
    mysql.statement(&sql).await
}

/// Empty where another probe has written meanwhile.
async fn nonce<C: Connect>(mysql: &MySql<C>, sql: &Sql) -> Result<String, StoreError> {
    let rows = mysql.read(sql).await?;
    rows.first().map_or(Ok(String::new()), |record| fields(&record).text())
}
