//! The lean batch: few statements, the same effect and the same images as the explaining one, and
//! every refusal still named.

use super::writes::refusal;
use super::*;
use crate::values::{CREATE, each_row};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRng, TestRunner};
use support::sqlite::Fault;
use tandem::schema::TABLES;
use tandem::store::{Comparison, Outcome, Refusal, StoreError};

/// What D1 says where a rule ends a lean batch.
const GUARDED: &str = "D1_ERROR: NOT NULL constraint failed: _request.keys: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_NOTNULL)";

/// A unit with one event about each change.
fn with_events(request: &str, changes: Vec<Change>) -> Unit {
    let mut unit = unit(request, changes);
    let event = |at: usize| Event {
        id: format!("{request}-{at}"),
        kind: "test.changed".into(),
        change: Some(at),
        tenant: None,
        payload: "{}".into(),
    };
    unit.events = (0..unit.changes.len()).map(event).collect();
    unit
}

fn rename(id: &str, name: &str) -> Change {
    change(&tag(id, ""), Op::Update(vec![set(table("spicy_tags"), "name", name)]))
}

/// Batches and statements that a write took.
fn cost(store: &D1<SqliteD1>, unit: &Unit) -> (usize, usize) {
    let before = store.database().counts();
    now(store.write(unit, EPOCH)).unwrap();
    let after = store.database().counts();
    (after.batches - before.batches, after.statements - before.statements)
}

#[test]
fn a_write_takes_a_statement_for_each_change_and_two_more() {
    let (store, _) = primary();
    let tags: Vec<Row> = (0..5).map(|n| tag(&format!("t{n}"), &format!("name {n}"))).collect();
    let renames = |name: &str| {
        let one = |n: usize| rename(&format!("t{n}"), &format!("{name} {n}"));
        (0..5).map(one).collect::<Vec<Change>>()
    };
    let one = tag("a", "one");
    let exists = change(&tag("t0", ""), Op::Require(Condition::Exists));
    let units = [
        ("create", vec![insert(&one)], 3),
        ("update", vec![rename("a", "two")], 3),
        ("delete", vec![change(&one, Op::Delete)], 3),
        ("five inserts", tags.iter().map(insert).collect(), 7),
        ("five updates", renames("other"), 7),
        ("a condition", vec![exists, rename("t0", "x")], 3),
    ];
    for (request, changes, statements) in units {
        let unit = with_events(request, changes);
        assert_eq!(cost(&store, &unit), (1, statements), "{request}");
    }
    assert_eq!(cost(&store, &unit("without events", renames("third"))), (1, 6));
    assert_eq!(store.database().one("SELECT count(*) FROM _outbox"), "15");
}

#[test]
fn a_unit_whose_conditions_depend_on_its_changes_is_one_explaining_batch() {
    let (store, database) = primary();
    let (a, b) = (tag("a", "one"), tag("b", "two"));
    let dependent = [
        vec![insert(&a), rename("a", "three")],
        vec![insert(&b), change(&b, Op::Require(Condition::Exists))],
        vec![rename("a", "four"), change(&b, Op::Delete)],
        vec![change(&a, Op::Delete), change(&b, Op::Require(Condition::Absent))],
    ];
    for (number, changes) in dependent.into_iter().enumerate() {
        database.take_log();
        let (batches, _) = cost(&store, &with_events(&format!("r{number}"), changes));
        assert_eq!(batches, 1);
        assert!(database.take_log()[0].sql.starts_with("INSERT INTO \"_refuse\""));
    }
}

/// What a delete takes along is not there for the changes and conditions that follow on it.
#[test]
fn a_cascade_counts_for_what_follows_in_the_unit() {
    let (store, _) = primary();
    let (parent, child) = (team("p", "p", None), team("c", "c", Some("p")));
    write(&store, vec![insert(&parent), insert(&child)]).unwrap();
    let missing = Refusal::Missing { table: "team".into(), pk: "c".into() };
    let following = [
        Op::Delete,
        Op::Update(vec![set(child.table(), "name", "other")]),
        Op::Require(Condition::Exists),
    ];
    for op in following {
        let unit = vec![change(&parent, Op::Delete), change(&child, op)];
        assert_eq!(refusal(write(&store, unit)), missing);
    }
    let changes = vec![insert(&team("x", "x", None)), change(&parent, Op::Delete)];
    write(&store, changes).unwrap();
    assert_eq!(state(&store, &key_of(&child)).unwrap().body, Body::Tombstone);
}

#[test]
fn any_number_of_conditions_and_events_fits() {
    let (store, database) = primary();
    let tags: Vec<Row> = (0..100).map(|n| tag(&format!("t{n}"), &format!("name {n}"))).collect();
    let unit = with_events("inserts", tags.iter().map(insert).collect());
    assert_eq!(cost(&store, &unit), (1, 1 + 100 + 6));
    for count in [49, 50, 51, 100] {
        let renames = (0..count).map(|n| rename(&format!("t{n}"), &format!("{count} {n}")));
        let unit = with_events(&format!("updates {count}"), renames.collect());
        let (batches, _) = cost(&store, &unit);
        assert_eq!(batches, 1, "{count}");
    }
    let versions = "SELECT count(*) FROM _outbox o JOIN spicy_tags t ON t.id = o.pk";
    assert_eq!(database.one(&format!("{versions} WHERE o.version > t._version")), "0");
    assert_eq!(database.one(&format!("{versions} WHERE o.version = t._version")), "100");
}

#[test]
fn statements_of_one_kind_have_one_text() {
    let (store, database) = primary();
    let full = team("full", "full", None);
    let mut bare = team("bare", "bare", None);
    for (at, column) in full.table().columns.iter().enumerate() {
        match full.get(at) {
            _ if column.nullable => bare.set(at, Value::Null),
            Value::Bool(truth) => bare.set(at, Value::Bool(!truth)),
            _ => {}
        }
    }
    let description = |row: &Row, value: Value| {
        change(row, Op::Update(vec![set(row.table(), "description", value)]))
    };
    let units = [
        [insert(&full), insert(&bare)],
        [description(&full, Value::Null), description(&bare, "text".into())],
    ];
    for (number, changes) in units.into_iter().enumerate() {
        let texts = changes.map(|change| {
            let request = format!("{} {number}", change.pk.as_str());
            database.take_log();
            now(store.write(&with_events(&request, vec![change]), EPOCH)).unwrap();
            database.take_log().into_iter().map(|statement| statement.sql).collect::<Vec<_>>()
        });
        assert_eq!(texts[0], texts[1]);
    }
}

/// The lean batch leaves to D1 what D1 enforces by itself.
#[test]
fn d1_enforces_every_reference_and_every_key() {
    let (_, database) = primary();
    for table in TABLES {
        let declared = database.rows(&format!(
            "SELECT \"from\", \"table\", \"to\", on_delete FROM pragma_foreign_key_list('{}')",
            table.name
        ));
        for reference in table.references {
            let column = table.column(reference.column).unwrap().name;
            let parent = reference.table;
            let key = parent.key_columns().next().unwrap().name;
            let found = declared.iter().any(|line| line[..3] == [column, parent.name, key]);
            assert!(found, "{}.{column}", table.name);
        }
        let indexes = database.rows(&format!(
            "SELECT (SELECT group_concat(name) FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno)) FROM pragma_index_list('{}') l WHERE \"unique\" = 1 AND partial = 0",
            table.name
        ));
        let keys = table.uniques.iter().map(|unique| unique.columns).chain([table.key]);
        for key in keys {
            let names: Vec<&str> = key.iter().map(|at| table.columns[*at].name).collect();
            assert!(indexes.contains(&vec![names.join(",")]), "{} ({names:?})", table.name);
        }
    }
}

#[test]
fn of_two_broken_rules_the_first_is_named() {
    let (store, database) = primary();
    write(&store, vec![insert(&tag("a", "one")), insert(&tag("b", "two"))]).unwrap();
    write(&store, vec![insert(&team("t", "t", None))]).unwrap();
    let tags = || "spicy_tags".to_owned();
    let exists = Refusal::Exists { table: tags(), pk: "a".into() };
    let missing = Refusal::Missing { table: tags(), pk: "c".into() };
    let duplicate = Refusal::Duplicate { table: tags(), columns: vec!["name".into()] };
    let old = change(&tag("a", ""), Op::Require(Condition::Version(Version(7))));
    let stale =
        Refusal::Condition { table: tags(), pk: "a".into(), condition: "the version".into() };
    let orphan = Refusal::NoParent {
        table: "team".into(),
        column: "parentOrganizationId".into(),
        parent: "team".into(),
    };
    let overflow = change(
        &tag("a", ""),
        Op::Update(vec![plus(table("spicy_tags"), "updateCounter", i64::from(i32::MAX))]),
    );
    let beyond =
        Refusal::OutOfRange { table: tags(), pk: "a".into(), column: "updateCounter".into() };
    let broken = [
        (insert(&tag("a", "x")), exists),
        (rename("c", "x"), missing),
        (insert(&tag("d", "two")), duplicate),
        (old, stale),
        (insert(&team("o", "o", Some("nobody"))), orphan),
        (overflow, beyond),
    ];
    for (first, named) in &broken {
        for (second, _) in &broken {
            let before = database.rows("SELECT * FROM _request");
            assert_eq!(&refusal(write(&store, vec![first.clone(), second.clone()])), named);
            // A change that keeps the rules does not hide the one that breaks them.
            let fine = insert(&tag("fine", "fine"));
            assert_eq!(&refusal(write(&store, vec![fine, first.clone()])), named);
            assert_eq!(database.rows("SELECT * FROM _request"), before);
        }
    }
    // The same value twice in one change: the key and a unique key of another row.
    let both = refusal(write(&store, vec![insert(&tag("a", "two"))]));
    assert!(matches!(both, Refusal::Exists { .. }));
}

#[test]
fn a_known_request_is_told_before_a_broken_rule() {
    let (store, _) = primary();
    let unit = unit("r", vec![insert(&tag("a", "one"))]);
    now(store.write(&unit, EPOCH)).unwrap();
    let batches = store.database().counts().batches;
    assert!(now(store.write(&unit, EPOCH)).unwrap().replayed);
    assert_eq!(store.database().counts().batches - batches, 4, "no explaining batch");
    assert_eq!(now(store.write(&unit, Epoch(2))), Err(WriteError::Fenced));
    let mut other = unit.clone();
    other.changes = vec![rename("nobody", "x")];
    other.fingerprint = "another".into();
    assert_eq!(now(store.write(&other, EPOCH)), Err(WriteError::Refused(Refusal::RequestReused)));
}

/// What stood in the way of the lean batch has gone when the explaining one comes.
#[test]
fn a_write_whose_obstacle_goes_meanwhile_succeeds() {
    let (store, database) = primary();
    write(&store, vec![insert(&tag("a", "one")), insert(&tag("b", "two"))]).unwrap();
    let races = [
        ("DELETE FROM spicy_tags WHERE id = 'a'", insert(&tag("a", "three"))),
        ("UPDATE spicy_tags SET name = 'free' WHERE id = 'b'", rename("a", "two")),
        ("INSERT INTO spicy_tags SELECT * FROM c", rename("c", "five")),
        ("UPDATE _control SET state = 'open'", rename("a", "six")),
    ];
    database.raw("CREATE TEMP TABLE c AS SELECT * FROM spicy_tags WHERE id = 'a'");
    database.raw("UPDATE c SET id = 'c', name = 'four'");
    for (number, (meanwhile, change)) in races.into_iter().enumerate() {
        if number == 3 {
            database.raw("UPDATE _control SET state = 'closing'");
        }
        let other = database.clone();
        database.fault(move |at, _| {
            if at == 1 {
                other.raw(meanwhile);
            }
            None
        });
        let key = Key { table: table("spicy_tags"), pk: change.pk.clone() };
        let work = with_events(&format!("race {number}"), vec![change]);
        let written = now(store.write(&work, EPOCH)).unwrap();
        database.heal();
        assert_eq!(written.images, [state(&store, &key).unwrap()], "{meanwhile}");
    }
    assert_eq!(database.one("SELECT count(*) FROM _outbox"), "4");
}

#[test]
fn a_lost_answer_is_not_followed_by_another_batch() {
    let (store, database) = primary();
    let lost = [Fault::After, Fault::Before("D1_ERROR: Network connection lost.")];
    for (number, fault) in lost.into_iter().enumerate() {
        let before = database.counts().batches;
        database.fault_once(fault);
        let work = unit(&format!("r{number}"), vec![insert(&tag("a", "one"))]);
        match now(store.write(&work, EPOCH)) {
            Err(WriteError::Store(error @ StoreError::Unavailable { .. })) => {
                assert_eq!(error.outcome(), Outcome::Unknown);
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(database.counts().batches - before, 1);
        database.raw("DELETE FROM spicy_tags");
    }
}

#[test]
fn images_are_what_is_read_back() {
    let (store, database) = primary();
    database.raw(CREATE);
    each_row(150, |row| {
        database.raw("DELETE FROM \"kitchen `sink`\"; DELETE FROM _tombstone");
        let request = format!("{}", database.counts().batches);
        let unit = with_events(&request, vec![insert(&row)]);
        let written = now(store.write(&unit, EPOCH)).unwrap();
        let held = state(&store, &key_of(&row));
        prop_assert_eq!(written.images.first(), held.as_ref());
        // All its values go to another row of the table by an update.
        let mut other = Row::new(row.table(), vec!["other".into(), Value::Int(1)]);
        let made = now(store.write(&unit_of(&request, "i", vec![insert(&other)]), EPOCH));
        prop_assert!(made.is_ok());
        database.raw("UPDATE \"kitchen `sink`\" SET key = NULL WHERE id <> 'other'");
        let sets = (2..row.table().columns.len())
            .map(|at| Set { column: at, to: Operand::Value(row.get(at).clone()) })
            .collect();
        let update = change(&other, Op::Update(sets));
        let written = now(store.write(&unit_of(&request, "u", vec![update]), EPOCH)).unwrap();
        for at in 2..row.table().columns.len() {
            other.set(at, row.get(at).clone());
        }
        prop_assert_eq!(written.images[0].row(), Some(&other));
        let held = state(&store, &key_of(&other));
        prop_assert_eq!(written.images.first(), held.as_ref());
        Ok(())
    });
}

fn unit_of(request: &str, suffix: &str, changes: Vec<Change>) -> Unit {
    with_events(&format!("{request} {suffix}"), changes)
}

/// Changes that often break a rule: few keys, few names.
fn changes() -> impl Strategy<Value = Vec<Change>> {
    let one = (0..9u8, 0..4u8, 0..5u8).prop_map(|(kind, id, name)| {
        let (id, name) = (["a", "b", "c", "d"][usize::from(id)], format!("name {name}"));
        let counter = at(table("spicy_tags"), "updateCounter");
        let require = |condition| change(&tag(id, ""), Op::Require(condition));
        match kind {
            0 | 1 => insert(&tag(id, &name)),
            2 => rename(id, &name),
            3 => {
                let most = if name == "name 0" { i64::from(i32::MAX) } else { 2 };
                change(
                    &tag(id, ""),
                    Op::Update(vec![plus(table("spicy_tags"), "updateCounter", most)]),
                )
            }
            4 => change(&tag(id, ""), Op::Delete),
            5 => require(Condition::Column {
                column: counter,
                comparison: Comparison::Less,
                value: Value::Int(4),
            }),
            6 => insert(&team(id, &name, Some(["a", "b", "nobody"][name.len() % 3]))),
            7 => insert(&team(id, &name, None)),
            _ => change(&team(id, "", None), Op::Delete),
        }
    });
    proptest::collection::vec(one, 1..4)
}

/// All that a write leaves behind, but for the clock's time.
fn everything(database: &SqliteD1) -> Vec<Vec<Vec<String>>> {
    [
        "SELECT * FROM spicy_tags ORDER BY id",
        "SELECT * FROM team ORDER BY id",
        "SELECT * FROM _tombstone",
        "SELECT tbl, pk, version, attempts, next_ms FROM _journal",
        "SELECT * FROM _outbox",
        "SELECT * FROM _request",
    ]
    .map(|sql| database.rows(sql))
    .to_vec()
}

#[test]
fn lean_and_explaining_batches_have_the_same_effect() {
    let config = Config { cases: 60, failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(config.rng_algorithm);
    let history = proptest::collection::vec(changes(), 1..12);
    TestRunner::new_with_rng(config, rng)
        .run(&history, |history| {
            let ((lean, one), (explaining, two)) = (primary(), primary());
            for (number, changes) in history.into_iter().enumerate() {
                let unit = with_events(&format!("r{number}"), changes);
                two.fault(|at, batch| {
                    let is_lean = at == 0 && batch[0].0.sql.starts_with("INSERT INTO \"_request\"");
                    is_lean.then_some(Fault::Before(GUARDED))
                });
                let found = now(lean.write(&unit, EPOCH));
                let expected = now(explaining.write(&unit, EPOCH));
                prop_assert_eq!(found, expected, "{:?}", unit.changes);
                prop_assert_eq!(everything(&one), everything(&two), "{:?}", unit.changes);
            }
            Ok(())
        })
        .unwrap();
}
