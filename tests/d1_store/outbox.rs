//! Events from their write to the consumer.

use super::*;
use tandem::store::Delivery;

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
fn a_purge_takes_what_is_sent_and_settled_and_old() {
    let (store, database) = primary();
    write_events(&store);
    let sent = |id: &str| (id.to_owned(), Delivery::Sent);
    now(store.delivered(&[sent("e1")], NOW_MS)).unwrap();
    now(store.delivered(&[sent("e2")], NOW_MS + 10)).unwrap();
    now(store.purge(NOW_MS + 10, 100)).unwrap();
    assert_eq!(database.rows("SELECT id FROM _outbox ORDER BY id"), [["e2"], ["e3"]]);
    assert_eq!(database.one("SELECT count(*) FROM _request"), "1");
    now(store.purge(NOW_MS + 4 * 86_400_000, 1)).unwrap();
    assert_eq!(database.rows("SELECT id FROM _outbox"), [["e3"]], "an unsent event is never old");
    assert_eq!(database.one("SELECT count(*) FROM _request"), "0");
}

#[test]
fn an_event_has_its_effect_once() {
    let (store, database) = primary();
    for (id, first) in [("a", true), ("a", false), ("b", true), ("a", false)] {
        assert_eq!(now(store.process_once(id, "k", NOW_MS)).unwrap(), first);
    }
    assert_eq!(database.rows("SELECT kind, events FROM _event_count"), [["k", "2"]]);
}
