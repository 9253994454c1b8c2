//! Whatever validates reads back equal: a column of every type, at its edges.

use super::*;
use crate::kitchen::{KITCHEN, kitchen_row};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRng, TestRunner};
use tandem::store::{ApplySet, Consistency};

pub const CREATE: &str = "CREATE TABLE \"kitchen `sink`\" (
  id TEXT NOT NULL, number INTEGER NOT NULL, key TEXT, text TEXT, int INTEGER, big INTEGER, bool INTEGER, s INTEGER, ms INTEGER,
  day TEXT, json TEXT, double REAL, money TEXT, wide TEXT, bytes BLOB, enum TEXT, _version INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (number, id));
  CREATE UNIQUE INDEX kitchen_key ON \"kitchen `sink`\" (key, number);";

/// Runs the test on random rows of the kitchen sink.
pub fn each_row(cases: u32, test: impl Fn(Row) -> Result<(), TestCaseError>) {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(config.rng_algorithm);
    let number = prop_oneof![Just(i64::MIN), Just(i64::MAX), Just((1 << 53) + 1), any::<i64>()];
    let rows =
        ("[a-z,%'\" ä😀]{1,10}", number).prop_flat_map(|(id, number)| kitchen_row(id, number));
    TestRunner::new_with_rng(config, rng).run(&rows, test).unwrap();
}

fn emptied(database: &SqliteD1) {
    database.raw("DELETE FROM \"kitchen `sink`\"; DELETE FROM _tombstone; DELETE FROM _request");
}

#[test]
fn a_written_row_reads_back_equal() {
    let (store, database) = primary();
    database.raw(CREATE);
    each_row(150, |row| {
        emptied(&database);
        let written = now(store.write(&unit("r", vec![insert(&row)]), EPOCH))
            .map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(written.images[0].row(), Some(&row));
        let got = now(store.get(&target_of(&row), &Pk::of(&row).unwrap(), Consistency::Strong))
            .unwrap()
            .unwrap();
        prop_assert_eq!(&got.row, &row);
        // Every value satisfies the condition that it is what it is.
        let holds = KITCHEN.columns.iter().enumerate().map(|(column, _)| {
            let comparison = tandem::store::Comparison::Equal;
            let condition =
                Condition::Column { column, comparison, value: row.get(column).clone() };
            change(&row, Op::Require(condition))
        });
        let held = now(store.write(&unit("c", holds.collect()), EPOCH));
        prop_assert!(held.is_ok(), "{:?}", held);
        Ok(())
    });
}

#[test]
fn an_applied_row_reads_back_equal() {
    let (store, database) = secondary();
    database.raw(CREATE);
    each_row(150, |row| {
        emptied(&database);
        let image = support::samples::image(row, Version((1 << 53) - 1));
        for set in [ApplySet::Independent, ApplySet::Widened] {
            now(store.apply(std::slice::from_ref(&image), set))
                .map_err(|error| TestCaseError::fail(error.to_string()))?;
            let held = state(&store, &image.key);
            prop_assert_eq!(held.as_ref(), Some(&image));
        }
        Ok(())
    });
}

#[test]
fn a_set_of_rows_reads_back_equal() {
    let (store, database) = secondary();
    database.raw(CREATE);
    let rows = ("[a-z,%'\" ä😀]{1,10}", any::<i64>())
        .prop_flat_map(|(id, number)| (kitchen_row(id, number), 0..1_i64 << 53));
    let config = Config { cases: 60, failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(config.rng_algorithm);
    let test = |rows: Vec<(Row, i64)>| {
        emptied(&database);
        let images = rows.into_iter().map(|(row, at)| support::samples::image(row, Version(at)));
        let images: Vec<Image> = images.collect();
        now(store.apply(&images, ApplySet::Copied))
            .map_err(|error| TestCaseError::fail(error.to_string()))?;
        let keys: Vec<Key> = images.iter().map(|image| image.key.clone()).collect();
        let held = now(store.snapshot(&keys)).unwrap();
        prop_assert_eq!(held.into_iter().flatten().collect::<Vec<_>>(), images);
        Ok(())
    };
    TestRunner::new_with_rng(config, rng)
        .run(&proptest::collection::vec(rows, 1..9), test)
        .unwrap();
}

/// A text that a statement binds has 2 MB at most; bytes are twice as many digits, and escapes up to
/// six times as many characters.
#[test]
fn the_longest_rows_are_put_beside_others() {
    let (store, database) = secondary();
    database.raw(CREATE);
    let row = |number: i64, text: String| {
        let mut row = Row::new(&KITCHEN, vec!["d".into(), number.into(), Value::Null, text.into()]);
        row.set(5, Value::Int(i64::MIN + number));
        row.set(8, Value::Int(-1));
        row.set(11, Value::Double(0.1));
        row.set(14, Value::Bytes(vec![0, 255]));
        row
    };
    let texts = ["'".repeat(1_000_000), "\u{1}".repeat(700_000), "ä".repeat(900_000), "x".into()];
    let rows = (0..).zip(texts).map(|(number, text)| row(number, text));
    let images: Vec<Image> = rows.map(|row| support::samples::image(row, Version(5))).collect();
    now(store.apply(&images, ApplySet::Copied)).unwrap();
    for image in &images {
        assert!(state(&store, &image.key).as_ref() == Some(image), "{}", image.key);
    }
}

/// The doubles survive as bits, not only as equal numbers.
#[test]
fn doubles_keep_their_bits() {
    let (store, database) = secondary();
    database.raw(CREATE);
    for (number, double) in [
        0.1,
        1e300,
        5e-324,
        f64::MAX,
        f64::MIN_POSITIVE,
        9_007_199_254_740_993.0,
        -1.5,
        2f64.powi(63),
    ]
    .into_iter()
    .enumerate()
    {
        let mut row =
            Row::new(&KITCHEN, vec!["d".into(), Value::Int(i64::try_from(number).unwrap())]);
        row.set(11, Value::Double(double));
        let image = support::samples::image(row, Version(1));
        now(store.apply(std::slice::from_ref(&image), ApplySet::Independent)).unwrap();
        let Some(Value::Double(read)) =
            state(&store, &image.key).unwrap().row().map(|row| row.get(11).clone())
        else {
            panic!()
        };
        assert_eq!(read.to_bits(), double.to_bits());
    }
}

#[test]
fn a_stored_value_of_another_kind_is_named_and_not_guessed() {
    let (store, database) = primary();
    write(&store, vec![insert(&tag("a", "one"))]).unwrap();
    database.raw("UPDATE spicy_tags SET updateCounter = 'many'");
    let error = now(store.get(
        &unscoped("spicy_tags"),
        &Pk::of(&tag("a", "")).unwrap(),
        Consistency::Strong,
    ))
    .unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("updateCounter") && text.contains("spicy_tags") && !text.contains("many"),
        "{text}"
    );
}
