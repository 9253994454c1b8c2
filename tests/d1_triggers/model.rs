//! Random statements of outside programs against what must hold after each of them.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use super::*;

/// A key's content (empty where there is no row) and its version (−1 where there is neither row
/// nor tombstone).
type State = BTreeMap<String, (String, i64)>;

const CLAUSES: [&str; 6] = ["", "OR REPLACE", "OR IGNORE", "OR FAIL", "OR ROLLBACK", "OR ABORT"];

/// A statement on `commerce_product`, whose unique key has two columns, or `team`, which points
/// at itself.
fn statement() -> impl Strategy<Value = String> {
    let clause = proptest::sample::select(CLAUSES.to_vec());
    let gentle = proptest::sample::select(vec!["", "OR IGNORE", "OR FAIL"]);
    let id = || proptest::sample::select(vec!["a", "b", "c", "d"]);
    let word = || proptest::sample::select(vec!["x", "y", "z"]);
    let parent = || proptest::sample::select(vec!["NULL", "'a'", "'b'", "'c'"]);
    let product = "INTO commerce_product (id, type, resourceId, name, priceCents) VALUES";
    prop_oneof![
        (clause.clone(), id(), word(), word(), any::<u8>()).prop_map(move |(clause, id, kind, resource, price)| {
            format!("INSERT {clause} {product} ('{id}', '{kind}', '{resource}', 'n', {price})")
        }),
        (clause.clone(), [id(), id()], word(), word()).prop_map(move |(clause, [first, second], kind, resource)| {
            format!("INSERT {clause} {product} ('{first}', '{kind}', 'x', 'n', 1), ('{second}', '{kind}', '{resource}', 'n', 2)")
        }),
        (id(), word(), word(), any::<bool>()).prop_map(move |(id, kind, resource, by_key)| {
            let target = if by_key { "id" } else { "type, resourceId" };
            format!("INSERT {product} ('{id}', '{kind}', '{resource}', 'n', 1) ON CONFLICT ({target}) DO UPDATE SET priceCents = priceCents + 1, type = excluded.type")
        }),
        (clause.clone(), id(), word()).prop_map(|(clause, id, kind)| {
            format!("UPDATE {clause} commerce_product SET type = '{kind}' WHERE id >= '{id}'")
        }),
        (clause.clone(), id(), id()).prop_map(|(clause, from, to)| {
            format!("UPDATE {clause} commerce_product SET id = '{to}', priceCents = 5 WHERE id = '{from}'")
        }),
        id().prop_map(|id| format!("UPDATE commerce_product SET name = name || 'n' WHERE id <> '{id}'")),
        id().prop_map(|id| format!("DELETE FROM commerce_product WHERE id <= '{id}'")),
        (clause.clone(), id(), word(), parent()).prop_map(|(clause, id, slug, parent)| {
            format!("INSERT {clause} INTO team (id, name, slug, parentOrganizationId) VALUES ('{id}', 'n', '{slug}', {parent})")
        }),
        // Not OR REPLACE: a team that pushes out the one that it belongs to goes with it, and SQLite
        // fires no trigger after that.
        (gentle.clone(), id(), parent()).prop_map(|(clause, id, parent)| {
            format!("UPDATE {clause} team SET parentOrganizationId = {parent} WHERE id = '{id}'")
        }),
        (gentle, id(), id(), word()).prop_map(|(clause, from, to, slug)| {
            format!("UPDATE {clause} team SET id = '{to}', slug = '{slug}' WHERE id = '{from}'")
        }),
        id().prop_map(|id| format!("DELETE FROM team WHERE id = '{id}'")),
        Just("UPDATE _control SET epoch = epoch + 1".to_owned()),
    ]
}

fn state(d1: &SqliteD1) -> Result<State, TestCaseError> {
    let mut state = State::new();
    for (table, columns) in [
        ("commerce_product", "type || resourceId || name || priceCents"),
        ("team", "slug || coalesce(parentOrganizationId, '-')"),
    ] {
        for row in d1.rows(&format!("SELECT id, {columns}, _version FROM {table}")) {
            state.insert(format!("{table}/{}", row[0]), (row[1].clone(), row[2].parse().unwrap()));
        }
    }
    for row in d1.rows("SELECT tbl || '/' || pk, version FROM _tombstone") {
        let buried: i64 = row[1].parse().unwrap();
        let entry = state.entry(row[0].clone()).or_insert((String::new(), buried));
        prop_assert!(
            entry.0.is_empty() || entry.1 > buried,
            "{}: the tombstone is newer than the row",
            row[0]
        );
    }
    Ok(state)
}

/// Whether what a statement did to the keys is what the protocol asks for.
fn check(d1: &SqliteD1, before: &State) -> Result<State, TestCaseError> {
    let after = state(d1)?;
    let journal: BTreeMap<String, i64> = d1
        .rows("SELECT tbl || '/' || pk, version FROM _journal")
        .into_iter()
        .map(|row| (row[0].clone(), row[1].parse().unwrap()))
        .collect();
    let floor: i64 = d1.one("SELECT epoch FROM _control").parse::<i64>().unwrap() * E1;
    let none = (String::new(), -1);
    for key in before.keys() {
        prop_assert!(after.contains_key(key), "{key}: gone without a tombstone");
    }
    for (key, (content, version)) in &after {
        let (old_content, old_version) = before.get(key).unwrap_or(&none);
        prop_assert!(version >= old_version, "{key}: the version went back");
        if content != old_content {
            prop_assert!(version > old_version, "{key}: changed at the same version");
        }
        if version > old_version {
            prop_assert!(*version >= floor, "{key}: a version below the epoch");
            prop_assert_eq!(journal.get(key), Some(version), "{}: the line", key);
        } else {
            prop_assert_eq!(journal.get(key), None, "{}: a line without a change", key);
        }
    }
    prop_assert_eq!(journal.keys().find(|key| !after.contains_key(*key)), None);
    Ok(after)
}

/// Runs the statements; the journal is emptied after each, so that its lines are this one's.
fn run(d1: &SqliteD1, statements: &[String]) -> Result<(), TestCaseError> {
    let mut before = state(d1)?;
    for sql in statements {
        let done = d1.try_raw(sql);
        if let Err(message) = &done {
            prop_assert!(message.contains("SQLITE_CONSTRAINT_"), "{sql}: {message}");
            prop_assert!(!message.contains("_replaced"), "{sql}: {message}");
        }
        before = match check(d1, &before) {
            Ok(after) => after,
            Err(TestCaseError::Fail(why)) => {
                return Err(TestCaseError::fail(format!("{sql}: {why}")));
            }
            Err(other) => return Err(other),
        };
        d1.raw("DELETE FROM _journal");
    }
    Ok(())
}

fn reset(d1: &SqliteD1) {
    d1.raw("UPDATE _control SET applying = 1, epoch = 1; DELETE FROM commerce_product; DELETE FROM team; DELETE FROM _tombstone; DELETE FROM _journal;");
    // Some rows from before.
    d1.raw("INSERT INTO commerce_product (id, type, resourceId, name, priceCents) VALUES ('a', 'x', 'x', 'n', 0), ('b', 'y', 'x', 'n', 0)");
    d1.raw("INSERT INTO team (id, name, slug) VALUES ('a', 'n', 'x'), ('b', 'n', 'y'); UPDATE _control SET applying = 0");
}

/// What the property finds in a database changed by `sabotage`.
fn search(cases: u32, sabotage: &str) -> Result<(), String> {
    let d1 = journaling();
    d1.raw(sabotage);
    // A sabotaged database is to fail, not to fail in few words.
    let max_shrink_iters = if sabotage.is_empty() { 500 } else { 0 };
    let config = Config { cases, max_shrink_iters, failure_persistence: None, ..Config::default() };
    let rng = proptest::test_runner::TestRng::deterministic_rng(config.rng_algorithm);
    let statements = proptest::collection::vec(statement(), 1..25);
    TestRunner::new_with_rng(config, rng)
        .run(&statements, |statements| {
            reset(&d1);
            run(&d1, &statements)
        })
        .map_err(|error| error.to_string())
}

#[test]
fn versions_grow_and_every_change_is_journaled() {
    if let Err(found) = search(150, "") {
        panic!("{found}");
    }
}

/// The property is worth something only if it notices what is missing.
#[test]
fn the_property_notices_each_missing_trigger() {
    for (trigger, expected) in [
        ("after_insert", "version"),
        ("after_update", "version"),
        ("after_delete", "gone without a tombstone"),
        ("before_insert", ""),
        ("before_identity", ""),
        ("after_identity", ""),
    ] {
        let found = search(150, &format!("DROP TRIGGER \"_commerce_product_{trigger}\""))
            .expect_err(trigger);
        assert!(found.contains(expected), "{trigger}: {found}");
    }
    // A version guard that lets versions go back.
    let sql = "DROP TRIGGER _team_after_update; CREATE TRIGGER _team_after_update AFTER UPDATE OF slug ON team BEGIN UPDATE team SET _version = 5 WHERE id = NEW.id; END";
    assert!(search(150, sql).is_err());
}
