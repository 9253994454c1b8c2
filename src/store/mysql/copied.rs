//! Rows that a backfill copies: which of them this database still lacks. A second run finds them all
//! here, and then writes nothing.

use std::collections::{HashMap, HashSet};

use tandem_mysql::Sql;

use super::decode::fields;
use super::fence::parse_role;
use super::sql::{by_table, key_columns, keys_in};
use super::{Connect, MySql};
use crate::schema::{Image, Key, Version};
use crate::store::{ApplyError, Role};

/// What is left to be done of a set.
pub(super) struct Behind<'a> {
    /// The images whose versions are not reached here.
    pub(super) images: Vec<&'a Image>,
    /// The keys of those that have no row here.
    pub(super) absent: HashSet<&'a Key>,
}

/// Leaves out the images that are done. One statement for each table, and a step by itself: it reads
/// the control line and the rows in one snapshot, and no version ever goes back.
pub(super) async fn behind<'a, C: Connect>(
    mysql: &MySql<C>,
    images: &'a [Image],
) -> Result<Behind<'a>, ApplyError> {
    let mut held: HashMap<Key, Version> = HashMap::with_capacity(images.len());
    let rows = images.iter().filter(|image| image.row().is_some());
    for (table, pks) in by_table(rows.map(|image| &image.key)) {
        let sql = Sql::new()
            .raw("SELECT ")
            .push(&key_columns(table))
            .raw(", (SELECT `role` FROM `_control` WHERE `id` = 1) FROM ")
            .ident(table.name)
            .raw(" WHERE ")
            .push(&keys_in(table, &pks)?);
        for record in mysql.read(&sql).await?.iter() {
            let mut fields = fields(&record);
            let (key, version) = fields.key(table)?;
            if parse_role(&fields.text()?)? == Role::Primary {
                return Err(ApplyError::Primary);
            }
            held.insert(key, version);
        }
    }
    let is_behind = |image: &&Image| match held.get(&image.key) {
        Some(held) => image.row().is_none() || *held < image.version,
        None => true,
    };
    let images: Vec<&Image> = images.iter().filter(is_behind).collect();
    let rows = images.iter().filter(|image| image.row().is_some());
    let absent = rows.map(|image| &image.key).filter(|key| !held.contains_key(*key)).collect();
    Ok(Behind { images, absent })
}
