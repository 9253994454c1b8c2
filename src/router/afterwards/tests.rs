use super::*;
use crate::schema::{Key, Pk, TABLES, Version};

fn left(epoch: Option<i64>, payload_bytes: usize) -> Left {
    let change = epoch.map(|epoch| Committed {
        side: Side::D1,
        epoch: Epoch(epoch),
        images: Vec::new(),
        set: ApplySet::Inserted,
        writes: 1,
        drains: false,
    });
    let event = OutboxEvent {
        id: String::new(),
        kind: String::new(),
        table: String::new(),
        pk: String::new(),
        version: Version(0),
        tenant: None,
        at_ms: 0,
        payload: "x".repeat(payload_bytes),
        attempts: 0,
    };
    Left { change, confirmed: Vec::new(), side: Side::D1, events: vec![event] }
}

/// The sizes of the groups in which all that waits is worked on.
fn groups(afterwards: &Afterwards) -> Vec<usize> {
    let term = afterwards.elect(0).unwrap();
    let groups = std::iter::from_fn(|| Some(afterwards.group(term).len()).filter(|size| *size > 0));
    groups.collect()
}

#[test]
fn epochs_are_never_mixed_also_behind_one_without() {
    let afterwards = Afterwards::default();
    for epoch in [None, Some(1), Some(1), None, Some(2), None, Some(1)] {
        assert!(afterwards.push(left(epoch, 0)));
    }
    assert_eq!(groups(&afterwards), [4, 2, 1]);
}

#[test]
fn the_two_databases_are_never_mixed() {
    let afterwards = Afterwards::default();
    for side in [Side::D1, Side::D1, Side::MySql] {
        assert!(afterwards.push(Left { side, ..left(None, 0) }));
    }
    assert_eq!(groups(&afterwards), [2, 1]);
}

#[test]
fn a_group_is_bounded_by_events_by_keys_and_by_bytes() {
    let afterwards = Afterwards::default();
    for _ in 0..MAX_GROUP + 1 {
        assert!(afterwards.push(left(None, 0)));
    }
    assert_eq!(groups(&afterwards), [MAX_GROUP, 1]);

    let afterwards = Afterwards::default();
    let table = TABLES[0];
    let key = Key { table, pk: Pk::from_stored("a".to_owned()) };
    for _ in 0..MAX_GROUP + 1 {
        let confirmed = vec![(key.clone(), Version(1))];
        assert!(afterwards.push(Left { confirmed, events: Vec::new(), ..left(None, 0) }));
    }
    assert_eq!(groups(&afterwards), [MAX_GROUP, 1]);

    let afterwards = Afterwards::default();
    for bytes in [MAX_GROUP_BYTES / 2, MAX_GROUP_BYTES / 3, MAX_GROUP_BYTES / 2] {
        assert!(afterwards.push(left(None, bytes)));
    }
    assert_eq!(groups(&afterwards), [2, 1]);
}

#[test]
fn what_waits_is_bounded_and_counted() {
    let afterwards = Afterwards::default();
    assert!(afterwards.push(left(None, MAX_WAITING_BYTES * 2)), "one that is alone always fits");
    assert!(!afterwards.push(left(None, 0)));
    assert_eq!(groups(&afterwards), [1]);
    assert_eq!(afterwards.bytes.get(), 0);
    // What has next to no bytes is bounded too.
    let most = MAX_WAITING_BYTES / EACH_BYTES;
    let kept =
        (0..most * 2).filter(|_| afterwards.push(Left { events: Vec::new(), ..left(Some(1), 0) }));
    assert!((1..=most).contains(&kept.count()));
}

#[test]
fn one_leads_and_is_relieved_after_its_term() {
    let isolate = Rc::new(Isolate::default());
    let first = Lead::begin(&isolate, 0).unwrap();
    assert!(Lead::begin(&isolate, TERM_MS - 1).is_none());
    isolate.afterwards.push(left(None, 0));
    let second = Lead::begin(&isolate, TERM_MS).unwrap();
    assert!(first.next_group().is_empty(), "somebody else leads");
    drop(first);
    assert!(Lead::begin(&isolate, TERM_MS).is_none(), "the one relieved takes nothing along");
    assert_eq!(second.next_group().len(), 1);
    drop(second);
    assert!(Lead::begin(&isolate, TERM_MS).is_some());
}
