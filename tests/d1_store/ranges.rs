//! Whole tables page by page: order, bounds, and rows that can't be read.

use super::*;
use crate::kitchen::KITCHEN;
use crate::ranges_model;
use crate::values::CREATE;
use support::samples;
use tandem::store::{ApplySet, Found, PRIMARY_KEY, Postponed, Range, StoreError};

fn kitchen() -> (D1<SqliteD1>, SqliteD1) {
    let (store, database) = secondary();
    database.raw(CREATE);
    (store, database)
}

#[test]
fn pages_are_the_rows_in_key_order_within_their_bounds() {
    let (store, database) = kitchen();
    ranges_model::each_table(|rows| {
        database.raw("DELETE FROM \"kitchen `sink`\"; DELETE FROM _tombstone");
        let images: Vec<Image> =
            rows.iter().map(|row| samples::image(row.clone(), Version(7))).collect();
        for images in images.chunks(50) {
            now(store.apply(images, ApplySet::Independent)).unwrap();
        }
        now(ranges_model::check(&store, rows));
    });
}

#[test]
fn a_value_that_cannot_be_read_is_named_with_its_key() {
    let (store, database) = kitchen();
    for number in 0..15_i64 {
        let row = Row::new(&KITCHEN, vec!["a".into(), number.into()]);
        let image = samples::image(row, Version(number));
        now(store.apply(&[image], ApplySet::Independent)).unwrap();
    }
    for (number, column, value) in [
        (1, "int", "'abc'"),
        (2, "bool", "7"),
        (3, "json", "'{'"),
        (4, "day", "'2026-02-30'"),
        (5, "enum", "'c'"),
        (6, "money", "'1e3'"),
        (7, "big", "5.5"),
        (9, "double", "9e999"),
        (10, "double", "-9e999"),
        (11, "double", "'x'"),
        (12, "double", "''"),
        (13, "double", "x''"),
        (14, "s", "9223372036854775807"),
    ] {
        database.raw(&format!(
            "UPDATE \"kitchen `sink`\" SET {column} = {value} WHERE number = {number}"
        ));
    }
    let page = now(store.range(&ranges_model::all(&KITCHEN))).unwrap();
    let shown: Vec<String> = page
        .rows
        .iter()
        .map(|found| match found {
            Found::Row(stored) => format!("{} whole", stored.version.0),
            Found::Unreadable { pk, version, column, .. } => {
                format!("{} {} {column}", version.0, pk.as_str())
            }
        })
        .collect();
    let expected = [
        "0 whole",
        "1 1,a int",
        "2 2,a bool",
        "3 3,a json",
        "4 4,a day",
        "5 5,a enum",
        "6 6,a money",
        "7 7,a big",
        "8 whole",
        "9 9,a double",
        "10 10,a double",
        "11 11,a double",
        "12 12,a double",
        "13 13,a double",
        "14 14,a s",
    ];
    assert_eq!(shown, expected);
    assert!(!page.more);
}

#[test]
fn a_key_that_cannot_be_read_is_an_error() {
    let (store, database) = kitchen();
    database.raw("INSERT INTO \"kitchen `sink`\" (id, number) VALUES ('a', 'x')");
    let error = now(store.range(&ranges_model::all(&KITCHEN))).unwrap_err();
    assert!(matches!(error, StoreError::Unreadable { column: "number", .. }), "{error}");
}

/// D1 makes no JSON of a blob: the page is read again, with care.
#[test]
fn a_blob_among_texts_is_read_as_the_text_that_it_spells() {
    let (store, database) = kitchen();
    database.raw("INSERT INTO \"kitchen `sink`\" (id, number, text, big) VALUES ('a', 1, x'c3a4', 9007199254740993), ('b', 1, 'b', 9223372036854775807)");
    let page = now(store.range(&ranges_model::all(&KITCHEN))).unwrap();
    let values: Vec<[&Value; 2]> = page
        .rows
        .iter()
        .map(|found| match found {
            Found::Row(stored) => [stored.row.get(3), stored.row.get(5)],
            other => panic!("{other:?}"),
        })
        .collect();
    let (a, b) = (("ä".into(), 9_007_199_254_740_993.into()), ("b".into(), i64::MAX.into()));
    assert_eq!(values, [[&a.0, &a.1], [&b.0, &b.1]]);
    // As a key it is another one than the text, so no page could go on after it.
    database.raw("INSERT INTO \"kitchen `sink`\" (id, number) VALUES (x'61', 2)");
    let page = now(store.range(&ranges_model::all(&KITCHEN))).unwrap();
    assert!(page.rows[2].pk().is_err(), "{page:?}");
}

#[test]
fn documents_and_decimals_come_in_canonical_form() {
    let (store, database) = kitchen();
    database.raw("INSERT INTO \"kitchen `sink`\" (id, number, json, money) VALUES ('a', 1, '{\"b\": 1,\"a\":2.50}', '007')");
    let page = now(store.range(&ranges_model::all(&KITCHEN))).unwrap();
    let [Found::Row(stored)] = page.rows.as_slice() else { panic!("{page:?}") };
    assert_eq!(stored.row.get(10), &Value::from("{\"a\":2.5,\"b\":1}"));
    assert_eq!(stored.row.get(12), &Value::from("7.0000"));
}

#[test]
fn tombstones_tell_whether_there_is_a_row_again() {
    let (store, database) = kitchen();
    let row = |id: &str, number: i64| Row::new(&KITCHEN, vec![id.into(), number.into()]);
    for (at, id) in ["a", "b,%2C\"\\", "c%", "ä"].into_iter().enumerate() {
        let row = row(id, i64::try_from(at).unwrap() - 1);
        let gone = samples::tombstone(&key_of(&row), Version(3));
        now(store.apply(&[gone], ApplySet::Independent)).unwrap();
        if at % 2 == 1 {
            let image = samples::image(row, Version(4));
            now(store.apply(&[image], ApplySet::Independent)).unwrap();
        }
    }
    database.raw("UPDATE _control SET writes_to = 'd1'; INSERT INTO _tombstone VALUES ('spicy_tags', 'x', 1), ('spicy_tags', 'y', 2); INSERT INTO spicy_tags (id, name) VALUES ('y', 'y')");
    now(ranges_model::check_tombstones(&store));
}

#[test]
fn dirty_keys_and_why_they_failed() {
    let (store, _) = primary();
    let tags: Vec<Row> = (0..3).map(|n| tag(&format!("t{n}"), &format!("n{n}"))).collect();
    write(&store, tags.iter().map(insert).collect()).unwrap();
    now(store.ack(&[(key_of(&tags[2]), Version(E1))])).unwrap();
    let failed = Postponed { key: key_of(&tags[1]), next_ms: 5, error: "it's".to_owned() };
    now(store.postpone(&[failed])).unwrap();
    let keys: Vec<Key> = tags.iter().map(key_of).collect();
    let mut dirty = now(store.dirty(&keys)).unwrap();
    dirty.sort_by(|a, b| a.0.pk.cmp(&b.0.pk));
    let expected = [
        (keys[0].clone(), Version(E1), None),
        (keys[1].clone(), Version(E1), Some("it's".to_owned())),
    ];
    assert_eq!(dirty, expected);
    assert_eq!(now(store.dirty(&[])).unwrap(), []);
}

#[test]
fn orphans_are_found_in_their_range() {
    let (store, database) = secondary();
    for (id, parent) in [("a", None), ("b", Some("a")), ("c", Some("b"))] {
        let image = samples::image(team(id, id, parent), Version(1));
        now(store.apply(&[image], ApplySet::Independent)).unwrap();
    }
    database.raw("UPDATE _control SET writes_to = 'd1'; PRAGMA foreign_keys = OFF; UPDATE team SET parentOrganizationId = 'gone' WHERE id <> 'a'; PRAGMA foreign_keys = ON");
    now(ranges_model::check_orphans(&store));
}

#[test]
fn unique_keys_are_those_that_there_are() {
    let (store, database) = secondary();
    for table in tandem::schema::TABLES {
        let mut expected: Vec<&str> = table.uniques.iter().map(|unique| unique.name).collect();
        expected.push(PRIMARY_KEY);
        expected.sort_unstable();
        assert_eq!(now(store.unique_keys(table)).unwrap(), expected, "{}", table.name);
    }
    let tags = table("spicy_tags");
    database.raw(&format!("DROP INDEX \"{}\"", tags.uniques[0].name));
    assert_eq!(now(store.unique_keys(tags)).unwrap(), [PRIMARY_KEY]);
    database.raw("CREATE UNIQUE INDEX some ON spicy_tags (name) WHERE name > 'm'; CREATE UNIQUE INDEX low ON spicy_tags (lower(name))");
    assert_eq!(now(store.unique_keys(tags)).unwrap(), [PRIMARY_KEY, "low"]);
    // An app that was on D1 before may have made it under another name.
    database.raw("CREATE UNIQUE INDEX theirs ON spicy_tags (name)");
    assert_eq!(now(store.unique_keys(tags)).unwrap(), [PRIMARY_KEY, "low", tags.uniques[0].name]);
    assert_eq!(now(store.count(tags)).unwrap(), 0);
}

/// Pages of any size are read by the key's index alone.
#[test]
fn no_page_reads_rows_that_it_does_not_give() {
    let (store, database) = kitchen();
    let after = |pk: &str| Some(Pk::parse(&KITCHEN, pk).unwrap());
    let range = Range { after: after("1,a"), up_to: after("7,b"), ..ranges_model::all(&KITCHEN) };
    now(store.range(&range)).unwrap();
    for statement in database.take_log() {
        let plan = database.plan(&statement);
        let reads: Vec<&String> = plan.iter().filter(|step| step.contains(" USING ")).collect();
        assert_eq!(reads.len(), 3, "{plan:?}");
        assert!(reads.iter().all(|step| step.starts_with("SEARCH")), "{plan:?}");
        assert!(!plan.iter().any(|step| step.starts_with("SCAN t")), "{plan:?}");
    }
}
