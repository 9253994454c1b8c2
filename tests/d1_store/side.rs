//! Journal, control line, leases, snapshots.

use super::*;
use tandem::store::{Delivery, Postponed, Role, RouteState, Side};

fn lines(store: &D1<SqliteD1>, now_ms: i64) -> Vec<String> {
    let lines = now(store.journal(&None, now_ms, 100)).unwrap();
    lines
        .iter()
        .map(|line| format!("{} {} {}", line.key, line.version.0 - E1, line.attempts))
        .collect()
}

#[test]
fn the_journal_is_read_in_pages_in_key_order() {
    let (store, database) = primary();
    let rows: Vec<Row> = (0..25).map(|n| tag(&format!("t{n}"), &format!("n{n}"))).collect();
    write(&store, rows.iter().map(insert).chain([insert(&team("t", "t", None))]).collect())
        .unwrap();
    database.raw(
        "INSERT INTO _journal (tbl, pk, version, since_ms) VALUES ('a_table_to_come', 'x', 1, 1)",
    );
    let (mut seen, mut position) = (Vec::new(), None);
    loop {
        let page = now(store.journal(&position, NOW_MS, 4)).unwrap();
        assert!(page.len() <= 4);
        let Some(last) = page.last() else { break };
        position = Some((last.key.table.name.to_owned(), last.key.pk.as_str().to_owned()));
        seen.extend(page.into_iter().map(|line| (line.key.table.name, line.key.pk)));
    }
    let mut sorted = seen.clone();
    sorted.sort();
    assert_eq!(seen, sorted);
    assert_eq!(seen.len(), 26);
    let depth = now(store.journal_depth(10)).unwrap();
    assert_eq!((depth.lines, depth.oldest_ms), (10, Some(1)));
}

#[test]
fn an_ack_removes_lines_up_to_its_version() {
    let (store, _) = primary();
    let (a, b) = (tag("a", "one"), tag("b", "two"));
    write(
        &store,
        vec![insert(&a), insert(&b), change(&b, Op::Update(vec![set(b.table(), "name", "x")]))],
    )
    .unwrap();
    now(store.ack(&[
        (key_of(&a), Version(E1)),
        (key_of(&b), Version(E1)),
        (key_of(&tag("c", "")), Version(E1)),
    ]))
    .unwrap();
    assert_eq!(journal(&store), [("spicy_tags/b".to_owned(), 1)]);
    now(store.ack(&[(key_of(&b), Version(E1 + 5))])).unwrap();
    assert!(journal(&store).is_empty());
    now(store.ack(&[])).unwrap();
    assert_eq!(now(store.journal_depth(10)).unwrap(), tandem::store::JournalDepth::default());
}

#[test]
fn a_postponed_line_waits_until_it_is_due_or_written_again() {
    let (store, database) = primary();
    let a = tag("a", "one");
    write(&store, vec![insert(&a)]).unwrap();
    let postponed = Postponed { key: key_of(&a), next_ms: 500, error: "x".repeat(5_000) };
    now(store.postpone(&[postponed])).unwrap();
    assert!(lines(&store, 499).is_empty());
    assert_eq!(lines(&store, 500), ["spicy_tags/a 0 1"]);
    assert_eq!(database.one("SELECT length(error) FROM _journal"), "1000");
    write(&store, vec![change(&a, Op::Update(vec![set(a.table(), "name", "two")]))]).unwrap();
    assert_eq!(lines(&store, 0), ["spicy_tags/a 1 0"]);
}

#[test]
fn the_control_line_is_read_as_it_stands() {
    let database = SqliteD1::migrated();
    let store = D1::new(database.clone());
    let control = now(store.control()).unwrap();
    assert!(!control.journaling);
    now(store.start_journaling()).unwrap();
    for (writes_to, state, role, route) in [
        ("d1", "open", Role::Primary, RouteState::Open(Side::D1)),
        ("d1", "closing", Role::Closed, RouteState::Closing { to: Side::D1 }),
        ("mysql", "closing", Role::Closed, RouteState::Closing { to: Side::MySql }),
        ("mysql", "open", Role::Closed, RouteState::Open(Side::MySql)),
    ] {
        database.raw(&format!(
            "UPDATE _control SET writes_to = '{writes_to}', state = '{state}', epoch = 7"
        ));
        let control = now(store.control()).unwrap();
        assert_eq!((control.epoch, control.role, control.journaling), (Epoch(7), role, true));
        assert_eq!(control.route.unwrap().state, route);
    }
}

#[test]
fn a_lease_has_one_holder_until_it_runs_out_or_is_given_back() {
    let (store, _) = primary();
    let take = |holder: &str, now_ms| now(store.lease("replay", holder, now_ms, 100)).unwrap();
    assert!(take("a", 1_000));
    assert!(!take("b", 1_099));
    assert!(take("a", 1_050), "its holder renews it");
    assert!(!take("b", 1_149));
    assert!(take("b", 1_150));
    now(store.release("replay", "a")).unwrap();
    assert!(!take("a", 1_160), "only its holder gives it back");
    now(store.release("replay", "b")).unwrap();
    assert!(take("a", 1_160));
    assert!(now(store.lease("another", "b", 1_160, 100)).unwrap());
}

#[test]
fn a_snapshot_keeps_the_order_asked_for() {
    let (store, _) = primary();
    let (a, b) = (tag("a", "one"), tag("b", "two"));
    write(
        &store,
        vec![insert(&a), insert(&b), change(&b, Op::Delete), insert(&team("t", "t", None))],
    )
    .unwrap();
    let keys = [
        key_of(&b),
        key_of(&team("t", "", None)),
        key_of(&tag("none", "")),
        key_of(&a),
        key_of(&b),
    ];
    let found = now(store.snapshot(&keys)).unwrap();
    let shown: Vec<_> = found
        .iter()
        .map(|image| image.as_ref().map(|image| (image.key.to_string(), image.row().is_some())))
        .collect();
    let there = |key: &str, row| Some((key.to_owned(), row));
    assert_eq!(
        shown,
        [
            there("spicy_tags/b", false),
            there("team/t", true),
            None,
            there("spicy_tags/a", true),
            there("spicy_tags/b", false)
        ]
    );
    assert_eq!(now(store.snapshot(&[])).unwrap(), []);
}

#[test]
fn a_bounded_snapshot_reads_the_first_keys_whose_rows_fit() {
    let (store, _) = primary();
    let name = |letter: &str| letter.repeat(100);
    let tags: Vec<_> = ["a", "b", "c", "d"].map(|id| tag(id, &name(id))).to_vec();
    let mut changes: Vec<_> = tags.iter().map(insert).collect();
    changes.push(change(&tags[1], Op::Delete));
    changes.push(insert(&team("t", "t", None)));
    write(&store, changes).unwrap();
    let mut keys: Vec<Key> = tags.iter().map(key_of).collect();
    keys.push(key_of(&tag("none", "")));
    keys.push(key_of(&team("t", "", None)));
    let all = now(store.snapshot(&keys)).unwrap();
    let read = |max_bytes| now(store.snapshot_within(&keys, max_bytes)).unwrap();
    for max_bytes in [0, 1, 50, 100, 150, 202, 203, 300, 404, 500, 1_000, usize::MAX] {
        let found = read(max_bytes);
        assert_eq!(found[..], all[..found.len()], "{max_bytes}");
    }
    // Two tables share the bytes; a deleted key has none.
    assert_eq!(read(0).len(), 2, "up to the second row");
    assert_eq!(read(202).len(), 2);
    assert_eq!(read(204).len(), 3);
    assert_eq!(read(1_000).len(), 6);
    assert_eq!(now(store.snapshot_within(&[], 1)).unwrap(), []);
}

/// What is read often does not read more than it gives.
#[test]
fn side_tables_are_read_by_their_keys() {
    let (store, database) = primary();
    let keys = [key_of(&tag("a", "")), key_of(&team("t", "", None))];
    database.take_log();
    now(store.journal(&Some(("team".into(), "x".into())), NOW_MS, 10)).unwrap();
    now(store.snapshot(&keys)).unwrap();
    now(store.snapshot_within(&keys, 1)).unwrap();
    let postponed = Postponed { key: keys[0].clone(), next_ms: 1, error: String::new() };
    now(store.postpone(&[postponed])).unwrap();
    now(store.ack(&[(keys[0].clone(), Version(1))])).unwrap();
    now(store.outbox(NOW_MS, 10)).unwrap();
    let ends = [
        Delivery::Sent,
        Delivery::Failed { next_ms: 1, error: String::new() },
        Delivery::Dead { reason: String::new() },
    ];
    now(store.delivered(&ends.map(|end| ("e".to_owned(), end)), NOW_MS)).unwrap();
    now(store.purge(NOW_MS, 10)).unwrap();
    now(store.lease("x", "y", 1, 1)).unwrap();
    for statement in database.take_log() {
        for step in database.plan(&statement) {
            let reads_all = step.starts_with("SCAN")
                && !step.contains("VIRTUAL TABLE")
                && !step.contains("CONSTANT ROW");
            // A running sum goes through the keys asked for in their order.
            let sums = statement.sql.contains("OVER (");
            let sorts = step.contains("TEMP B-TREE FOR ORDER") && !sums;
            let reads_all =
                reads_all && !(sums && (step.contains("(subquery") || step == "SCAN _w"));
            assert!(!reads_all && !sorts, "{step}: {}", statement.sql);
        }
    }
}
