//! Widened sets: rows that swap unique values.

use super::*;
use support::samples::{image, tombstone};
use tandem::schema::table::{Column, Default, OnDelete, Reference, Type, Unique};
use tandem::store::{Applied, ApplySet};

const fn column(name: &'static str, ty: Type, nullable: bool) -> Column {
    Column { name, ty, nullable, default: Default::None, secret: false, guarded: false }
}

/// A unique key of every kind that can be parked: text, number, nullable, two columns, a
/// reference that may not be NULL.
static SWAPS: Table = Table {
    name: "swaps",
    module: "test",
    columns: &[
        column("id", Type::String { max_chars: 20 }, false),
        column("text", Type::String { max_chars: 20 }, false),
        column("int", Type::Int { min: 0, max: 9 }, false),
        column("maybe", Type::BigInt, true),
        column("word", Type::Enum { values: &["a", "b"] }, false),
        column("day", Type::Date, false),
        column("parent", Type::Id { prefix: "stag" }, false),
    ],
    key: &[0],
    scope: None,
    shared: true,
    guarded: false,
    level: 1,
    uniques: &[
        Unique { name: "u1", columns: &[1] },
        Unique { name: "u2", columns: &[2] },
        Unique { name: "u3", columns: &[3] },
        Unique { name: "u4", columns: &[4, 5] },
        Unique { name: "u6", columns: &[6] },
    ],
    references: &[Reference {
        column: 6,
        table: &tandem::schema::entities::SPICY_TAGS,
        on_delete: OnDelete::Restrict,
    }],
    referenced_by: &[],
    lists: crate::kitchen::BY_KEY,
    events: crate::kitchen::NO_EVENTS,
};

const CREATE: &str = "CREATE TABLE swaps (id TEXT PRIMARY KEY, text TEXT NOT NULL UNIQUE, int INTEGER NOT NULL UNIQUE, maybe INTEGER UNIQUE,
    word TEXT NOT NULL, day TEXT NOT NULL, parent TEXT NOT NULL UNIQUE REFERENCES spicy_tags (id), _version INTEGER NOT NULL DEFAULT 0, UNIQUE (word, day));";

fn swap(id: &str, number: i64, maybe: Option<i64>) -> Row {
    let text = if number == 1 { "one" } else { "two" };
    let word = if number == 1 { "a" } else { "b" };
    let values = vec![
        id.into(),
        text.into(),
        Value::Int(number),
        maybe.into(),
        word.into(),
        "2026-01-01".into(),
        format!("p{number}").into(),
    ];
    Row::new(&SWAPS, values)
}

fn apply(store: &D1<SqliteD1>, images: &[Image]) -> Vec<bool> {
    let outcomes = now(store.apply(images, ApplySet::Widened)).unwrap();
    outcomes.iter().map(|outcome| *outcome == Applied::Done).collect()
}

fn swaps() -> D1<SqliteD1> {
    let (store, database) = secondary();
    database.raw(CREATE);
    let parents = [image(tag("p1", "p1"), Version(1)), image(tag("p2", "p2"), Version(1))];
    apply(&store, &parents);
    let rows = [image(swap("x", 1, Some(1)), Version(5)), image(swap("y", 2, Some(2)), Version(5))];
    assert_eq!(apply(&store, &rows), [true, true]);
    store
}

#[test]
fn two_rows_swap_unique_values_of_every_kind() {
    let store = swaps();
    let swapped =
        [image(swap("x", 2, Some(2)), Version(6)), image(swap("y", 1, Some(1)), Version(6))];
    assert_eq!(apply(&store, &swapped), [true, true]);
    for image in &swapped {
        assert_eq!(state(&store, &image.key).as_ref(), Some(image));
    }
}

#[test]
fn a_member_that_is_newer_already_is_left_alone() {
    let store = swaps();
    let images = [
        image(swap("x", 1, None), Version(5)),
        tombstone(&key_of(&swap("y", 2, None)), Version(6)),
    ];
    assert_eq!(apply(&store, &images), [true, true]);
    assert_eq!(state(&store, &images[0].key), Some(image(swap("x", 1, Some(1)), Version(5))));
    assert_eq!(state(&store, &images[1].key), Some(images[1].clone()));
}

#[test]
fn a_deleted_row_gives_its_values_to_a_new_one() {
    let store = swaps();
    let images = [
        image(swap("z", 1, Some(1)), Version(6)),
        tombstone(&key_of(&swap("x", 1, None)), Version(6)),
    ];
    assert_eq!(apply(&store, &images), [true, true]);
    assert_eq!(state(&store, &images[0].key), Some(images[0].clone()));
}

/// No row may be left with the value that it was parked at.
#[test]
fn a_set_with_a_member_that_waits_changes_nothing() {
    let store = swaps();
    let mut waits = swap("x", 2, Some(2));
    waits.set(6, "nobody".into());
    let before: Vec<_> = ["x", "y"].map(|id| state(&store, &key_of(&swap(id, 1, None)))).to_vec();
    let images = [image(waits, Version(6)), image(swap("y", 1, Some(1)), Version(6))];
    assert_eq!(apply(&store, &images), [false, false]);
    let after: Vec<_> = ["x", "y"].map(|id| state(&store, &key_of(&swap(id, 1, None)))).to_vec();
    assert_eq!(before, after);
}

/// The child takes the parent's slug and stops pointing at it, and the parent goes.
#[test]
fn a_delete_that_waits_for_a_row_of_its_own_set() {
    let (store, _) = secondary();
    apply(
        &store,
        &[image(team("p", "x", None), Version(5)), image(team("c", "y", Some("p")), Version(5))],
    );
    let images = [
        tombstone(&key_of(&team("p", "", None)), Version(6)),
        image(team("c", "x", None), Version(6)),
    ];
    assert_eq!(apply(&store, &images), [true, true]);
    for image in &images {
        assert_eq!(state(&store, &image.key).as_ref(), Some(image));
    }
}

#[test]
fn a_chain_of_rows_in_one_table_comes_in_any_order() {
    let (store, _) = secondary();
    let chain = [team("c", "c", Some("b")), team("b", "b", Some("a")), team("a", "a", None)];
    let images = chain.map(|row| image(row, Version(5)));
    assert_eq!(apply(&store, &images), [true, true, true]);
}
