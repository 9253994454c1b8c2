//! What a range of rows must be, said of the rows themselves; for both stores.

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestRng, TestRunner};
use tandem::schema::{Pk, Row, Table, Value, table};
use tandem::store::{Found, Range, Store};

use crate::kitchen::{KITCHEN, kitchen_row};

/// All of a table on one page.
pub fn all(table: &'static Table) -> Range {
    let bounds = (usize::MAX >> 1, usize::MAX >> 1);
    Range { table, after: None, up_to: None, most_rows: bounds.0, max_bytes: bounds.1 }
}

/// Runs the test on some tables full of random rows, each with as many keys that differ little.
pub fn each_table(mut test: impl FnMut(&[Row])) {
    let config = Config { cases: 1, failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(config.rng_algorithm);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let ids = ["a", "B", "b", "ä", "a ", "a,", "a%2C", "a%", "Z", "😀", "％", "'\\"];
    for size in [0, 1, 40] {
        let mut rows: Vec<Row> = Vec::new();
        while rows.len() < size {
            let number =
                prop_oneof![-3_i64..3, Just(i64::MIN), Just(i64::MAX), Just((1 << 53) + 1)];
            let keys = (proptest::sample::select(ids.to_vec()), number);
            let row = keys
                .prop_flat_map(|(id, number)| kitchen_row(id.to_owned(), number))
                .new_tree(&mut runner)
                .unwrap()
                .current();
            let taken = |there: &Row| {
                let same = |at: usize| there.get(at) == row.get(at);
                same(1) && (same(0) || same(2))
            };
            if !rows.iter().any(taken) {
                rows.push(row);
            }
        }
        test(&rows);
    }
}

fn order(row: &Row) -> (i64, Vec<u8>) {
    let id = row.get(0).as_text().unwrap().as_bytes().to_vec();
    (row.get(1).as_int().unwrap(), id)
}

fn length(row: &Row) -> usize {
    let length = |value: &Value| match value {
        Value::Text(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
        _ => 0,
    };
    row.values().iter().map(length).sum()
}

fn row(found: &Found) -> &Row {
    match found {
        Found::Row(stored) => &stored.row,
        unreadable => panic!("{unreadable:?}"),
    }
}

/// The store has just these rows of the kitchen sink: every range of them is what it must be.
pub async fn check(store: &impl Store, rows: &[Row]) {
    let mut rows = rows.to_vec();
    rows.sort_by_key(order);
    assert_eq!(store.count(&KITCHEN).await.unwrap(), u64::try_from(rows.len()).unwrap());
    let last = rows.last().map(|row| Pk::of(row).unwrap());
    assert_eq!(store.last_key(&KITCHEN).await.unwrap(), last);
    for max_bytes in [0, 300, 3_000, usize::MAX >> 1] {
        for most_rows in [1, 7, 1_000] {
            walk(store, &rows, Range { most_rows, max_bytes, ..all(&KITCHEN) }).await;
        }
    }
    let ends = [None, rows.first(), rows.get(rows.len() / 3), rows.last()];
    for (from, to) in ends.iter().flat_map(|from| ends.iter().map(move |to| (*from, *to))) {
        let inside = rows.iter().filter(|row| {
            from.is_none_or(|from| order(row) > order(from))
                && to.is_none_or(|to| order(row) <= order(to))
        });
        let pk = |row: Option<&Row>| row.map(|row| Pk::of(row).unwrap());
        let range = Range { after: pk(from), up_to: pk(to), most_rows: 5, ..all(&KITCHEN) };
        walk(store, &inside.cloned().collect::<Vec<_>>(), range).await;
    }
}

/// Page after page gives these rows, each page within its bounds and not smaller than it must be.
async fn walk(store: &impl Store, rows: &[Row], mut range: Range) {
    let mut rest = rows;
    loop {
        let page = store.range(&range).await.unwrap();
        let count = page.rows.len();
        assert!(count <= range.most_rows && count <= rest.len());
        for (found, row) in page.rows.iter().map(row).zip(rest) {
            assert_eq!(found, row);
        }
        let (given, left) = rest.split_at(count);
        let before_last: usize = given.iter().rev().skip(1).map(length).sum();
        // MySQL counts the blanks that it puts into documents too, and both a little differently.
        assert!(count < 2 || before_last < range.max_bytes, "{before_last} > {}", range.max_bytes);
        assert!(page.more || left.is_empty(), "rows are left");
        assert!(!rest.is_empty() || !page.more, "nothing is left");
        if range.max_bytes > 1 << 30 {
            assert!(left.is_empty() || count == range.most_rows);
        }
        let bytes: usize = given.iter().map(length).sum();
        let counted = usize::try_from(page.bytes).unwrap();
        assert!((bytes..=bytes * 3).contains(&counted), "{counted} of {bytes}");
        if !page.more {
            return;
        }
        range.after = page.rows.last().map(|found| found.pk().unwrap());
        rest = left;
    }
}

/// Tombstones of four keys of the kitchen sink, of which the second and the fourth have a row, and
/// of the tags `x` and `y`, of which the latter has one.
pub async fn check_tombstones(store: &impl Store) {
    let found = store.tombstones(&KITCHEN, None, None, 9).await.unwrap();
    let shown: Vec<(&str, i64, bool)> =
        found.iter().map(|(pk, version, row)| (pk.as_str(), version.0, *row)).collect();
    assert_eq!(
        shown,
        [("-1,a", 3, false), ("0,b%2C%252C\"\\", 3, true), ("1,c%25", 3, false), ("2,ä", 3, true)]
    );
    let (first, third) = (&found[0].0, &found[2].0);
    let some = store.tombstones(&KITCHEN, Some(first), Some(third), 9).await.unwrap();
    assert_eq!(some, found[1..3]);
    assert_eq!(store.tombstones(&KITCHEN, Some(first), None, 1).await.unwrap(), found[1..2]);
    let tags = store.tombstones(table("spicy_tags").unwrap(), None, None, 9).await.unwrap();
    let rows: Vec<bool> = tags.iter().map(|(_, _, row)| *row).collect();
    assert_eq!(rows, [false, true]);
}

/// Teams `a`, `b` and `c`, of which the latter two point at a parent that is not there.
pub async fn check_orphans(store: &impl Store) {
    let team = table("team").unwrap();
    let (column, _) = team.find("parentOrganizationId").unwrap();
    let at = team.references.iter().position(|reference| reference.column == column).unwrap();
    let keys = |pks: Vec<Pk>| pks.iter().map(|pk| pk.as_str().to_owned()).collect::<Vec<_>>();
    let pk = |text: &str| Pk::parse(team, text).unwrap();
    assert_eq!(keys(store.orphans(team, at, None, None, 9).await.unwrap()), ["b", "c"]);
    assert_eq!(keys(store.orphans(team, at, None, None, 1).await.unwrap()), ["b"]);
    let (b, c) = (pk("b"), pk("c"));
    assert_eq!(keys(store.orphans(team, at, Some(&b), Some(&c), 9).await.unwrap()), ["c"]);
    assert!(store.orphans(team, at, None, Some(&pk("a")), 9).await.unwrap().is_empty());
    for at in (0..team.references.len()).filter(|other| *other != at) {
        assert!(store.orphans(team, at, None, None, 9).await.unwrap().is_empty());
    }
}
