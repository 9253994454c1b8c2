//! The D1 store through the `Store` trait, on SQLite with D1's limits.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a test says so by failing

mod support;

#[allow(dead_code)] // it brings DDL for MySQL too
#[path = "mysql_store/kitchen.rs"]
mod kitchen;
#[path = "support/ranges_model.rs"]
mod ranges_model;

#[path = "d1_store/applies.rs"]
mod applies;
#[path = "d1_store/conditions.rs"]
mod conditions;
#[path = "d1_store/evidence.rs"]
mod evidence;
#[path = "d1_store/fences.rs"]
mod fences;
#[path = "d1_store/ids.rs"]
mod ids;
#[path = "d1_store/lean.rs"]
mod lean;
#[path = "d1_store/ledger.rs"]
mod ledger;
#[path = "d1_store/ledger_findings.rs"]
mod ledger_findings;
#[path = "d1_store/lists.rs"]
mod lists;
#[path = "d1_store/outbox.rs"]
mod outbox;
#[path = "d1_store/ranges.rs"]
mod ranges;
#[path = "d1_store/requests.rs"]
mod requests;
#[path = "d1_store/sets.rs"]
mod sets;
#[path = "d1_store/side.rs"]
mod side;
#[path = "d1_store/tables.rs"]
mod tables;
#[path = "d1_store/values.rs"]
mod values;
#[path = "d1_store/widened.rs"]
mod widened;
#[path = "d1_store/writes.rs"]
mod writes;

use support::now;
use support::samples::{at, key_of, row, table};
use support::sqlite::SqliteD1;
use tandem::schema::{Body, Epoch, Image, Key, Pk, Row, Table, Value, Version};
use tandem::store::d1::D1;
use tandem::store::{
    Change, Condition, Event, Op, Operand, Set, Store, Target, Unit, WriteError, Written,
};

const E1: i64 = 1 << 40;
const EPOCH: Epoch = Epoch(1);
const NOW_MS: i64 = 1_763_700_000_000;

/// A store on a new database that is the primary of epoch 1 and journals.
fn primary() -> (D1<SqliteD1>, SqliteD1) {
    let database = SqliteD1::migrated();
    database.raw("UPDATE _control SET journaling = 1");
    (D1::new(database.clone()), database)
}

/// A store on a new database that takes replicated rows.
fn secondary() -> (D1<SqliteD1>, SqliteD1) {
    let database = SqliteD1::migrated();
    database.raw("UPDATE _control SET writes_to = 'mysql', journaling = 1");
    (D1::new(database.clone()), database)
}

fn unscoped(name: &str) -> Target {
    Target::new(table(name), None).unwrap()
}

/// The target of a row, in its own scope.
fn target_of(row: &Row) -> Target {
    let scope = row.table().scope.map(|scope| row.get(scope.column).as_text().unwrap());
    Target::new(row.table(), scope).unwrap()
}

fn insert(row: &Row) -> Change {
    Change { target: target_of(row), pk: Pk::of(row).unwrap(), op: Op::Insert(row.clone()) }
}

fn change(row: &Row, op: Op) -> Change {
    Change { target: target_of(row), pk: Pk::of(row).unwrap(), op }
}

fn set(table: &Table, column: &str, value: impl Into<Value>) -> Set {
    Set { column: at(table, column), to: Operand::Value(value.into()) }
}

fn plus(table: &Table, column: &str, by: i64) -> Set {
    Set { column: at(table, column), to: Operand::Plus(by) }
}

fn unit(request: &str, changes: Vec<Change>) -> Unit {
    let (request, fingerprint) = (request.to_owned(), format!("of {request}"));
    Unit { request, fingerprint, now_ms: NOW_MS, changes, events: Vec::new() }
}

/// Commits changes under a request id of their own.
fn write(store: &D1<SqliteD1>, changes: Vec<Change>) -> Result<Written, WriteError> {
    let number = store.database().counts().batches;
    now(store.write(&unit(&format!("request-{number}"), changes), EPOCH))
}

/// A tag: a table without references whose name is unique.
fn tag(id: &str, name: &str) -> Row {
    let tags = table("spicy_tags");
    let mut row = row(tags, 1);
    row.set(at(tags, "id"), id.into());
    row.set(at(tags, "name"), name.into());
    row
}

fn team(id: &str, slug: &str, parent: Option<&str>) -> Row {
    let teams = table("team");
    let mut row = row(teams, 1);
    row.set(at(teams, "personalTeamOwnerId"), Value::Null);
    row.set(at(teams, "id"), id.into());
    row.set(at(teams, "slug"), slug.into());
    row.set(at(teams, "parentOrganizationId"), parent.map(str::to_owned).into());
    row
}

fn state(store: &D1<SqliteD1>, key: &Key) -> Option<Image> {
    now(store.snapshot(std::slice::from_ref(key))).unwrap().into_iter().next().unwrap()
}

fn journal(store: &D1<SqliteD1>) -> Vec<(String, i64)> {
    let lines = now(store.journal(&None, i64::MAX, 10_000)).unwrap();
    lines.into_iter().map(|line| (line.key.to_string(), line.version.0 - E1)).collect()
}
