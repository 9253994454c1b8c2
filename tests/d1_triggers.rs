//! D1's triggers under programs that know nothing of Tandem: whatever SQL they write, versions
//! only grow, deleted keys leave a tombstone, changed keys are journaled, and the fence holds.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a test says so by failing

mod support;

#[path = "d1_triggers/fence.rs"]
mod fence;
#[path = "d1_triggers/foreign_keys.rs"]
mod foreign_keys;
#[path = "d1_triggers/model.rs"]
mod model;
#[path = "d1_triggers/replaces.rs"]
mod replaces;
#[path = "d1_triggers/statements.rs"]
mod statements;

use support::sqlite::SqliteD1;

/// The first version of epoch 1.
const E1: i64 = 1 << 40;

fn journaling() -> SqliteD1 {
    let d1 = SqliteD1::migrated();
    d1.raw("UPDATE _control SET journaling = 1");
    d1
}

/// Rows as they are from before Tandem came: version 0, no tombstone, no line.
fn from_before(d1: &SqliteD1, sql: &str) {
    d1.raw("UPDATE _control SET applying = 1");
    d1.raw(sql);
    d1.raw("UPDATE _control SET applying = 0");
}

/// The journal as `table/key` and version counted from the epoch's first.
fn journal(d1: &SqliteD1) -> Vec<(String, i64)> {
    lines(d1, "_journal")
}

fn tombstones(d1: &SqliteD1) -> Vec<(String, i64)> {
    lines(d1, "_tombstone")
}

fn lines(d1: &SqliteD1, side_table: &str) -> Vec<(String, i64)> {
    let sql = format!("SELECT tbl || '/' || pk, version FROM {side_table} ORDER BY tbl, pk");
    d1.rows(&sql)
        .into_iter()
        .map(|row| (row[0].clone(), row[1].parse::<i64>().unwrap() - E1))
        .collect()
}

fn version(d1: &SqliteD1, table: &str, id: &str) -> i64 {
    d1.one(&format!("SELECT _version FROM \"{table}\" WHERE id = '{id}'")).parse::<i64>().unwrap()
        - E1
}

fn at(key: &str, version: i64) -> (String, i64) {
    (key.to_owned(), version)
}
