//! The app's own schema: it compiles, its migrations are up to date, its levels are in order.

#![allow(clippy::panic, reason = "a test that shows the mistakes")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use tandem_schema::model::{Default, Schema};
use tandem_schema::{migrations, mysql, read, sql};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn app() -> Schema {
    read(&root().join("schema")).unwrap_or_else(|mistakes| {
        let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        panic!("{}", lines.join("\n"))
    })
}

#[test]
fn migrations_are_up_to_date() {
    let stale: Vec<&str> = migrations(&app())
        .into_iter()
        .filter(|(path, content)| {
            let there = std::fs::read_to_string(root().join("migrations").join(path));
            there.ok().as_ref() != Some(content)
        })
        .map(|(path, _)| path)
        .collect();
    assert!(
        stale.is_empty(),
        "{stale:?} in migrations/ are out of date; run `cargo run -p tandem-schema --bin emit` and commit them"
    );
}

#[test]
fn migrations_are_the_same_from_run_to_run() {
    assert_eq!(migrations(&app()), migrations(&app()));
}

#[test]
fn parents_come_before_their_children() {
    let app = app();
    for (at, table) in app.tables.iter().enumerate() {
        for reference in &table.references {
            let column = &table.columns[reference.column];
            let parent = app.tables.iter().position(|t| t.name == reference.table).unwrap();
            // Only a reference that may be null breaks a circle.
            assert!(parent < at || column.nullable, "{}.{}", table.name, column.name);
            if parent < at {
                assert!(app.tables[parent].level < table.level || column.nullable);
            }
        }
    }
}

#[test]
fn each_list_has_an_index_in_mysql_and_each_reference_too() {
    for table in &app().tables {
        let mut indexes: Vec<Vec<usize>> =
            mysql::indexes(table).into_iter().map(|index| index.columns).collect();
        indexes.push(table.key.clone());
        for list in &table.lists {
            let needed = table.list_index(list);
            let one_row = table.scope.is_some_and(|scope| table.key == [scope.column]);
            let there = indexes.iter().any(|index| index.starts_with(&needed));
            assert!(there || one_row, "{}: {needed:?}", table.name);
        }
        for reference in &table.references {
            assert!(indexes.iter().any(|i| i.first() == Some(&reference.column)), "{}", table.name);
        }
    }
}

#[test]
fn names_of_indexes_are_short_enough_and_all_different() {
    let mut seen = BTreeSet::new();
    for table in &app().tables {
        let app_indexes = sql::app_indexes(table);
        let lists = sql::list_indexes(table);
        for index in app_indexes.iter().chain(&lists) {
            assert!(index.name.len() <= 64, "{}", index.name);
            assert!(seen.insert(index.name.clone()), "{}", index.name);
        }
    }
}

#[test]
fn single_keys_get_new_ids_and_composite_keys_are_there() {
    let app = app();
    let composite: Vec<&str> =
        app.tables.iter().filter(|t| t.key.len() > 1).map(|t| t.name.as_str()).collect();
    assert!(composite.contains(&"team_programming_track"), "{composite:?}");
    for table in app.tables.iter().filter(|t| t.key.len() == 1) {
        let key = table.at(&table.key).next().unwrap();
        assert_eq!(key.default, Default::NewId, "{}", table.name);
    }
    assert!(app.table("limit").is_some());
}

#[test]
fn an_entity_with_secrets_does_not_show_them() {
    let code = tandem_schema::rust::emit(&app());
    let (_, user) = code.split_once("pub struct User {").unwrap();
    let (_, debug) = user.split_once("impl std::fmt::Debug for User").unwrap();
    let (debug, _) = debug.split_once("impl crate::schema::Entity").unwrap();
    assert!(debug.contains("\"email\""));
    assert!(!debug.contains("password"));
}
