//! Events from their write to the consumer.

use super::*;
use support::world::World;
use tandem::outbox::{Envelope, poll};
use tandem::runtime::{Runtime, new_ulid};
use tandem::store::{Delivery, Processed};

fn event(id: &str, change: Option<usize>) -> Event {
    Event {
        id: id.into(),
        kind: "tag.changed".into(),
        change,
        tenant: Some("t".into()),
        payload: "{\"a\":\"ä'\"}".into(),
    }
}

fn write_events(store: &D1<SqliteD1>) {
    let (a, b) = (tag("a", "one"), tag("b", "two"));
    let mut unit = unit("events", vec![insert(&a), insert(&b), change(&b, Op::Delete)]);
    unit.events = vec![event("e1", Some(0)), event("e2", Some(2)), event("e3", None)];
    now(store.write(&unit, EPOCH)).unwrap();
    now(store.write(&unit, EPOCH)).unwrap();
}

fn due(store: &D1<SqliteD1>, now_ms: i64) -> Vec<String> {
    now(store.outbox(now_ms, 100)).unwrap().into_iter().map(|event| event.id).collect()
}

#[test]
fn events_come_with_the_version_of_their_write_and_once() {
    let (store, _) = primary();
    write_events(&store);
    let events = now(store.outbox(NOW_MS, 100)).unwrap();
    let shown: Vec<_> = events
        .iter()
        .map(|e| (e.id.as_str(), e.table.as_str(), e.pk.as_str(), e.version.0))
        .collect();
    assert_eq!(
        shown,
        [("e1", "spicy_tags", "a", E1), ("e2", "spicy_tags", "b", E1 + 1), ("e3", "", "", 0)]
    );
    let first = &events[0];
    assert_eq!((first.tenant.as_deref(), first.at_ms, first.attempts), (Some("t"), NOW_MS, 0));
    assert_eq!(first.payload, "{\"a\":\"ä'\"}");
    assert_eq!(now(store.outbox(NOW_MS, 2)).unwrap().len(), 2);
}

#[test]
fn a_refused_unit_leaves_no_event() {
    let (store, _) = primary();
    let mut unit = unit("r", vec![change(&tag("none", ""), Op::Delete)]);
    unit.events = vec![event("e1", Some(0))];
    assert!(now(store.write(&unit, EPOCH)).is_err());
    assert!(due(&store, NOW_MS).is_empty());
}

#[test]
fn sent_failed_dead_and_back() {
    let (store, _) = primary();
    write_events(&store);
    let results = [
        ("e1".to_owned(), Delivery::Sent),
        ("e2".to_owned(), Delivery::Failed { next_ms: NOW_MS + 5, error: "x".repeat(3_000) }),
        ("e3".to_owned(), Delivery::Dead { reason: "too long".into() }),
    ];
    now(store.delivered(&results, NOW_MS)).unwrap();
    now(store.delivered(&results[2..], NOW_MS)).unwrap();
    now(store.delivered(&[], NOW_MS)).unwrap();
    assert!(due(&store, NOW_MS + 4).is_empty());
    let failed = now(store.outbox(NOW_MS + 5, 100)).unwrap();
    assert_eq!((failed.len(), failed[0].attempts), (1, 1));
    let depth = now(store.outbox_depth(100)).unwrap();
    assert_eq!((depth.pending, depth.oldest_ms, depth.dead), (1, Some(NOW_MS), 1));
    assert_eq!(now(store.redrive(100)).unwrap(), 1);
    assert_eq!(now(store.redrive(100)).unwrap(), 0);
    assert_eq!(due(&store, NOW_MS + 5), ["e2", "e3"]);
    assert_eq!(now(store.outbox_depth(1)).unwrap().pending, 1);
}

#[test]
fn each_event_is_noted_by_its_own_end() {
    let (store, database) = primary();
    write_events(&store);
    let failed = |next_ms, error: &str| Delivery::Failed { next_ms, error: error.to_owned() };
    let results = [
        ("e1".to_owned(), failed(i64::MAX, "it's ä \"\0\" [1]")),
        ("e2".to_owned(), failed(NOW_MS + 7, "two")),
        ("e9".to_owned(), failed(1, "unknown")),
    ];
    now(store.delivered(&results, NOW_MS)).unwrap();
    let noted = "SELECT id, attempts, next_ms, error FROM _outbox ORDER BY id";
    let most = i64::MAX.to_string();
    let next = (NOW_MS + 7).to_string();
    assert_eq!(
        database.rows(noted),
        [["e1", "1", &most, "it's ä \"\0\" [1]"], ["e2", "1", &next, "two"], ["e3", "0", "0", "-"]]
    );
    let dead = |reason: &str| Delivery::Dead { reason: reason.to_owned() };
    let results = [("e1".to_owned(), dead("one")), ("e3".to_owned(), dead("three"))];
    now(store.delivered(&results, NOW_MS)).unwrap();
    let buried = database.rows("SELECT id, reason FROM _dead_letter ORDER BY id");
    assert_eq!(buried, [["e1", "one"], ["e3", "three"]]);
    assert_eq!(database.rows("SELECT id FROM _outbox"), [["e2"]]);
}

fn pending(database: &SqliteD1, events: usize) {
    database.raw(&format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {events})
        INSERT INTO _outbox (id, kind, tbl, pk, version, at_ms, payload)
        SELECT printf('event%05d', i), 'tag.changed', '', '', 0, {NOW_MS}, '{{}}' FROM n"
    ));
}

fn sent(world: &World) -> Vec<String> {
    world.messages().iter().map(|body| Envelope::decode(body).unwrap().id).collect()
}

#[test]
fn a_backlog_fits_into_an_invocation() {
    let (store, database) = primary();
    let world = World::new();
    pending(&database, 1_500);
    database.invocation();
    let report = now(poll(&store, &store, &world, &world, i64::MAX)).unwrap();
    assert_eq!((report.sent, report.unfinished), (1_500, false));
    let ids: Vec<String> = (1..=1_500).map(|at| format!("event{at:05}")).collect();
    assert_eq!(sent(&world), ids, "each once, oldest first");
    assert_eq!(database.one("SELECT count(*) FROM _outbox WHERE sent_ms = 0"), "0");
}

#[test]
fn a_poll_leaves_queries_for_the_other_jobs() {
    let (store, database) = primary();
    let world = World::new();
    pending(&database, 2_500);
    let before = database.counts().statements;
    let report = now(poll(&store, &store, &world, &world, i64::MAX)).unwrap();
    assert_eq!((report.sent, report.unfinished), (2_000, true));
    assert!(database.counts().statements - before <= 20 * 7 + 3);
    let report = now(poll(&store, &store, &world, &world, i64::MAX)).unwrap();
    assert_eq!((report.sent, report.unfinished), (500, false));
    assert_eq!(sent(&world).len(), 2_500);
}

#[test]
fn the_consumer_forgets_events_that_no_message_can_hold_any_more() {
    let (store, database) = primary();
    let world = World::new();
    let mut ids = Vec::new();
    for _ in 0..4 {
        let id = new_ulid(&world);
        now(store.process_once(&[processed(&id)], world.now_ms())).unwrap();
        ids.push(vec![id]);
        world.advance_ms(86_400_000);
    }
    let left = || database.rows("SELECT event_id FROM _processed ORDER BY event_id");
    world.advance_ms(27 * 86_400_000);
    assert_eq!(now(store.purge(world.now_ms(), 1)).unwrap(), 1);
    assert_eq!(left(), ids[1..], "31, 30, 29 and 28 days old");
    assert_eq!(now(store.purge(world.now_ms(), 1)).unwrap(), 0);
    world.advance_ms(30 * 86_400_000);
    assert_eq!(now(store.purge(world.now_ms(), 2)).unwrap(), 2);
    assert_eq!(left(), ids[3..]);
}

#[test]
fn a_purge_takes_what_is_sent_and_settled_and_old() {
    let (store, database) = primary();
    write_events(&store);
    let sent = |id: &str| (id.to_owned(), Delivery::Sent);
    now(store.delivered(&[sent("e1")], NOW_MS)).unwrap();
    now(store.delivered(&[sent("e2")], NOW_MS + 10)).unwrap();
    assert_eq!(now(store.purge(NOW_MS + 10, 100)).unwrap(), 1);
    assert_eq!(database.rows("SELECT id FROM _outbox ORDER BY id"), [["e2"], ["e3"]]);
    assert_eq!(database.one("SELECT count(*) FROM _request"), "1");
    assert_eq!(now(store.purge(NOW_MS + 4 * 86_400_000, 1)).unwrap(), 2);
    assert_eq!(database.rows("SELECT id FROM _outbox"), [["e3"]], "an unsent event is never old");
    assert_eq!(database.one("SELECT count(*) FROM _request"), "0");
}

#[test]
fn an_event_has_its_effect_once() {
    let (store, database) = primary();
    for (ids, first) in
        [(&["a"][..], &[true][..]), (&["a", "b", "b"], &[false, true, false]), (&["a"], &[false])]
    {
        let events: Vec<Processed> = ids.iter().map(|id| processed(id)).collect();
        assert_eq!(now(store.process_once(&events, NOW_MS)).unwrap(), first);
    }
    assert_eq!(database.rows("SELECT kind, events FROM _event_count"), [["k", "2"]]);
}

fn processed(id: &str) -> Processed {
    Processed { id: id.to_owned(), kind: "k".to_owned() }
}
