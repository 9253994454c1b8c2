//! Journal, leases, outbox.

use tandem::schema::Version;
use tandem::store::{ApplySet, Delivery, Postponed, Processed, Role, Store};

use crate::app::{self, *};
use crate::mysql_server::TestDatabase;

#[tokio::test]
async fn the_journal_is_read_in_pages_and_acknowledged_by_version() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    database.open(EPOCH.0).await;
    let store = database.store();
    for id in ["a", "b", "c", "d"] {
        app::write(&store, id, vec![insert_tag(id, id)]).await.unwrap();
    }
    let pks = async |after: Option<&str>, now_ms: i64, most: usize| -> Vec<String> {
        let after = after.map(|pk| ("spicy_tags".to_owned(), pk.to_owned()));
        let lines = store.journal(&after, now_ms, most).await.unwrap();
        lines.into_iter().map(|line| line.key.pk.as_str().to_owned()).collect()
    };
    assert_eq!(pks(None, NOW_MS, 2).await, ["a", "b"]);
    assert_eq!(pks(Some("b"), NOW_MS, 10).await, ["c", "d"]);
    let postponed =
        Postponed { key: key("spicy_tags", "c"), next_ms: NOW_MS + 5, error: "é".repeat(2_000) };
    store.postpone(&[postponed]).await.unwrap();
    assert_eq!(pks(None, NOW_MS, 10).await, ["a", "b", "d"]);
    assert_eq!(pks(None, NOW_MS + 5, 10).await, ["a", "b", "c", "d"]);
    let first = EPOCH.first_version().0;
    let confirmed = [
        (key("spicy_tags", "a"), Version(first - 1)),
        (key("spicy_tags", "b"), Version(first)),
        (key("spicy_tags", "x"), Version(first)),
    ];
    store.ack(&confirmed).await.unwrap();
    store.ack(&[]).await.unwrap();
    assert_eq!(pks(None, NOW_MS + 5, 10).await, ["a", "c", "d"]);
    // A write makes a postponed line due again.
    app::write(&store, "again", vec![rename_tag("c", "cc")]).await.unwrap();
    assert_eq!(pks(None, NOW_MS, 10).await, ["a", "c", "d"]);
    assert_eq!(store.journal_depth(2).await.unwrap().lines, 2);
    database.remove().await;
}

#[tokio::test]
async fn a_bounded_snapshot_reads_the_first_keys_whose_rows_fit() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    let store = database.store();
    let ids = ["a", "b", "c", "d"];
    let mut images: Vec<_> = ids.iter().map(|id| tag_image(id, &id.repeat(100), 1)).collect();
    images[1] = tombstone(key("spicy_tags", "b"), 1);
    store.apply(&images, ApplySet::Independent).await.unwrap();
    let mut keys: Vec<_> = images.iter().map(|image| image.key.clone()).collect();
    keys.push(key("team", "none"));
    let all = store.snapshot(&keys).await.unwrap();
    for (max_bytes, read) in [(0, 1), (148, 1), (149, 3), (250, 3), (10_000, 5), (usize::MAX, 5)] {
        let found = store.snapshot_within(&keys, max_bytes).await.unwrap();
        assert_eq!(found, all[..read], "{max_bytes}");
    }
    assert!(store.snapshot_within(&[], 1).await.unwrap().is_empty());
    database.remove().await;
}

#[tokio::test]
async fn a_lease_has_one_holder() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    let store = database.store();
    assert!(store.lease("drain", "one", 100, 50).await.unwrap());
    assert!(!store.lease("drain", "two", 149, 50).await.unwrap());
    assert!(store.lease("drain", "one", 149, 50).await.unwrap(), "renewed");
    assert!(!store.lease("drain", "two", 198, 50).await.unwrap());
    assert!(store.lease("drain", "two", 199, 50).await.unwrap(), "run out");
    store.release("drain", "one").await.unwrap();
    assert!(!store.lease("drain", "three", 200, 50).await.unwrap());
    store.release("drain", "two").await.unwrap();
    assert!(store.lease("drain", "three", 200, 50).await.unwrap());
    let control = store.control().await.unwrap();
    assert_eq!((control.epoch.0, control.role, control.journaling), (1, Role::Closed, true));
    assert_eq!(control.route, None);
    database.remove().await;
}

#[tokio::test]
async fn events_are_sent_put_off_or_buried_and_come_back() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    database.open(EPOCH.0).await;
    let store = database.store();
    let mut unit = unit("r", vec![insert_tag("tag_a", "a"), insert_tag("tag_b", "b")]);
    unit.events = vec![event("e1", 0), event("e2", 1), event("e3", 1)];
    store.write(&unit, EPOCH).await.unwrap();
    let due = async |now_ms: i64| -> Vec<String> {
        store.outbox(now_ms, 10).await.unwrap().into_iter().map(|event| event.id).collect()
    };
    assert_eq!(due(NOW_MS).await, ["e1", "e2", "e3"]);
    let results = [
        ("e1".to_owned(), Delivery::Sent),
        ("e2".to_owned(), Delivery::Failed { next_ms: NOW_MS + 9, error: "busy".to_owned() }),
        ("e3".to_owned(), Delivery::Dead { reason: "too long".to_owned() }),
    ];
    store.delivered(&results, NOW_MS + 1).await.unwrap();
    store.delivered(&results[2..], NOW_MS + 2).await.unwrap();
    assert_eq!(due(NOW_MS + 8).await, [] as [&str; 0]);
    assert_eq!(due(NOW_MS + 9).await, ["e2"]);
    let depth = store.outbox_depth(10).await.unwrap();
    assert_eq!((depth.pending, depth.oldest_ms, depth.dead), (1, Some(NOW_MS), 1));
    assert_eq!(store.redrive(10).await.unwrap(), 1);
    assert_eq!(store.redrive(10).await.unwrap(), 0);
    assert_eq!(due(NOW_MS + 9).await, ["e2", "e3"]);
    let sent = "SELECT COUNT(*) FROM _outbox WHERE sent_ms > 0";
    assert_eq!(store.purge(NOW_MS + 1, 10).await.unwrap(), 0);
    assert_eq!(database.query(sent).await.first().unwrap().i64(0).unwrap(), Some(1));
    assert_eq!(store.purge(NOW_MS + 5 * 86_400_000, 10).await.unwrap(), 2);
    assert_eq!(database.query(sent).await.first().unwrap().i64(0).unwrap(), Some(0));
    let requests = database.query("SELECT COUNT(*) FROM _request").await;
    assert_eq!(requests.first().unwrap().i64(0).unwrap(), Some(0));
    let twice = [processed("e1"), processed("e1")];
    assert_eq!(store.process_once(&twice, NOW_MS).await.unwrap(), [true, false]);
    let another = [processed("e1"), processed("e2")];
    assert_eq!(store.process_once(&another, NOW_MS).await.unwrap(), [false, true]);
    let count = database.query("SELECT events FROM _event_count").await;
    assert_eq!(count.first().unwrap().i64(0).unwrap(), Some(2));
    database.remove().await;
}

#[tokio::test]
async fn each_event_is_noted_by_its_own_end() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    database.open(EPOCH.0).await;
    let store = database.store();
    let mut unit = unit("r", vec![insert_tag("tag_a", "a")]);
    unit.events = ["e1", "e2", "e3", "e4"].map(|id| event(id, 0)).into();
    store.write(&unit, EPOCH).await.unwrap();
    let failed = |next_ms, error: &str| Delivery::Failed { next_ms, error: error.to_owned() };
    let results = [
        ("e1".to_owned(), failed(i64::MAX, "it's ä \"[1]\"")),
        ("e2".to_owned(), failed(7, "two")),
        ("e4".to_owned(), Delivery::Sent),
        ("e9".to_owned(), failed(1, "unknown")),
    ];
    store.delivered(&results, NOW_MS).await.unwrap();
    let noted = "SELECT CONCAT_WS('|', id, attempts, next_ms, COALESCE(error, '-'), sent_ms) FROM _outbox ORDER BY id";
    let lines = async |sql: &str| -> Vec<String> {
        let rows = database.query(sql).await;
        rows.iter().map(|row| row.str(0).unwrap().unwrap().to_owned()).collect()
    };
    assert_eq!(
        lines(noted).await,
        [
            format!("e1|1|{}|it's ä \"[1]\"|0", i64::MAX),
            "e2|1|7|two|0".to_owned(),
            "e3|0|0|-|0".to_owned(),
            format!("e4|0|0|-|{NOW_MS}"),
        ]
    );
    let dead = |reason: &str| Delivery::Dead { reason: reason.to_owned() };
    let results = [("e1".to_owned(), dead("one")), ("e3".to_owned(), dead("three"))];
    store.delivered(&results, NOW_MS).await.unwrap();
    let buried = "SELECT CONCAT_WS('|', id, reason) FROM _dead_letter ORDER BY id";
    assert_eq!(lines(buried).await, ["e1|one", "e3|three"]);
    assert_eq!(lines("SELECT id FROM _outbox ORDER BY id").await, ["e2", "e4"]);
    database.remove().await;
}

#[tokio::test]
async fn the_consumer_forgets_old_events() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    let store = database.store();
    let day_ms = 86_400_000;
    let id = |days: i64| {
        let at_ms = u64::try_from(NOW_MS - days * day_ms).unwrap();
        ulid::Ulid::from_parts(at_ms, 7).to_string()
    };
    for days in [33, 32, 31, 29] {
        store.process_once(&[processed(&id(days))], NOW_MS).await.unwrap();
    }
    assert_eq!(store.purge(NOW_MS, 2).await.unwrap(), 2);
    assert_eq!(store.purge(NOW_MS, 2).await.unwrap(), 1);
    assert_eq!(store.purge(NOW_MS, 2).await.unwrap(), 0);
    let both = [processed(&id(29)), processed(&id(33))];
    assert_eq!(store.process_once(&both, NOW_MS).await.unwrap(), [false, true]);
    database.remove().await;
}

#[tokio::test]
async fn the_session_is_as_the_protocol_needs_it() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    let facts = database.store().check_session().await.unwrap();
    assert_eq!(facts.problems(), [] as [String; 0], "{facts:?}");
    database.remove().await;
}

fn processed(id: &str) -> Processed {
    Processed { id: id.to_owned(), kind: "tag.changed".to_owned() }
}
