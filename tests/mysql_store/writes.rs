//! Units: what they leave, and every rule that refuses them.

use tandem::schema::{Body, EPOCH_SHIFT, Epoch, Value, Version};
use tandem::store::{Refusal, Store, WriteError};

use crate::app::{self, *};
use crate::mysql_server::TestDatabase;

const FIRST: i64 = 2 << EPOCH_SHIFT;

#[tokio::test]
async fn a_key_s_versions_grow_through_insert_update_delete_and_insert_again() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    database.open(EPOCH.0).await;
    let store = database.store();
    let a = key("spicy_tags", "tag_a");

    let mut made = unit("r1", vec![insert_tag("tag_a", "one")]);
    made.events.push(event("e1", 0));
    let written = store.write(&made, EPOCH).await.unwrap();
    assert!(!written.replayed);
    assert_eq!(written.images, [image(tag("tag_a", "one"), FIRST)]);
    assert_eq!(held(&store, &a).await.unwrap(), written.images.first().cloned());

    let updated = app::write(&store, "r2", vec![rename_tag("tag_a", "it's \\ two")]).await.unwrap();
    let row = updated.images[0].row().unwrap();
    assert_eq!(row.get(row.table().find("name").unwrap().0), &"it's \\ two".into());
    assert_eq!(row.get(row.table().find("updateCounter").unwrap().0), &Value::Int(1));
    assert_eq!(held(&store, &a).await.unwrap(), updated.images.first().cloned());

    let deleted = app::write(&store, "r3", vec![delete_tag("tag_a")]).await.unwrap();
    assert_eq!(deleted.images, [tombstone(a.clone(), FIRST + 2)]);
    assert_eq!(held(&store, &a).await.unwrap(), deleted.images.first().cloned());

    let again = app::write(&store, "r4", vec![insert_tag("tag_a", "one")]).await.unwrap();
    assert_eq!(again.images[0].version, Version(FIRST + 3));

    let lines = store.journal(&None, NOW_MS, 10).await.unwrap();
    assert_eq!(lines.len(), 1);
    assert_eq!((&lines[0].key, lines[0].version), (&a, Version(FIRST + 3)));
    let depth = store.journal_depth(10).await.unwrap();
    assert_eq!((depth.lines, depth.oldest_ms), (1, Some(NOW_MS)));

    let events = store.outbox(NOW_MS, 10).await.unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!((events[0].version, events[0].pk.as_str()), (Version(FIRST), "tag_a"));
    assert_eq!(events[0].payload, event("e1", 0).payload);
    database.remove().await;
}

#[tokio::test]
async fn a_request_is_committed_once_also_across_midnight() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    database.open(EPOCH.0).await;
    let store = database.store();
    let mut first = unit("same", vec![insert_tag("tag_a", "one")]);
    let written = store.write(&first, EPOCH).await.unwrap();
    for days in [0, 1, -1] {
        first.now_ms = NOW_MS + days * 86_400_000;
        let again = store.write(&first, EPOCH).await.unwrap();
        assert!(again.replayed);
        assert_eq!(again.images, written.images);
    }
    first.fingerprint = "other".to_owned();
    assert_eq!(refusal(store.write(&first, EPOCH).await), Refusal::RequestReused);
    let unknown = unit("never seen", Vec::new());
    assert_eq!(store.settle(&unknown).await.unwrap(), None);
    database.remove().await;
}

#[tokio::test]
async fn only_the_primary_of_the_writer_s_epoch_takes_writes() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    let store = database.store();
    for (epoch, role) in [(2, "closed"), (1, "primary"), (3, "primary")] {
        database.set_control(epoch, role).await;
        let result = app::write(&store, "r", vec![insert_tag("tag_a", "one")]).await;
        assert_eq!(result, Err(WriteError::Fenced), "{epoch} {role}");
        let repaired = store.repair(&key("spicy_tags", "tag_a"), Version(5), EPOCH).await;
        assert_eq!(repaired, Err(WriteError::Fenced));
    }
    // A row of a later epoch: the line is behind.
    database.open(EPOCH.0).await;
    app::write(&store, "r", vec![insert_tag("tag_a", "one")]).await.unwrap();
    let later = Epoch(3).first_version().0;
    database.execute(&format!("UPDATE spicy_tags SET _version = {later}")).await;
    let result = app::write(&store, "r2", vec![rename_tag("tag_a", "two")]).await;
    assert_eq!(result, Err(WriteError::Fenced));
    assert_eq!(store.control().await.unwrap().epoch, EPOCH);
    database.remove().await;
}

#[tokio::test]
async fn a_unit_that_breaks_a_rule_leaves_nothing() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    database.open(EPOCH.0).await;
    let store = database.store();
    app::write(&store, "r0", vec![insert_tag("tag_a", "one")]).await.unwrap();
    let (name, pk) = (|| "spicy_tags".to_owned(), |pk: &str| pk.to_owned());
    let duplicate = Refusal::Duplicate { table: name(), columns: vec!["name".to_owned()] };
    let cases = [
        (insert_tag("tag_a", "two"), Refusal::Exists { table: name(), pk: pk("tag_a") }),
        (insert_tag("tag_b", "one"), duplicate.clone()),
        (rename_tag("tag_x", "two"), Refusal::Missing { table: name(), pk: pk("tag_x") }),
        (delete_tag("tag_x"), Refusal::Missing { table: name(), pk: pk("tag_x") }),
    ];
    for (change, expected) in cases {
        let changes = vec![insert_tag("tag_new", "new"), change];
        assert_eq!(refusal(app::write(&store, "r1", changes).await), expected);
    }
    app::write(&store, "r1", vec![insert_tag("tag_b", "two")]).await.unwrap();
    let renamed = app::write(&store, "r2", vec![rename_tag("tag_b", "one")]).await;
    assert_eq!(refusal(renamed), duplicate);
    assert_eq!(held(&store, &key("spicy_tags", "tag_new")).await.unwrap(), None);
    // In order, a name is free once it is given up.
    let moved = vec![rename_tag("tag_a", "three"), rename_tag("tag_b", "one")];
    app::write(&store, "r2", moved).await.unwrap();
    database.remove().await;
}

#[tokio::test]
async fn strings_are_the_same_by_their_bytes() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    database.open(EPOCH.0).await;
    let store = database.store();
    for (at, name) in ["a", "A", "á", "a ", "ａ", "a\u{301}", ""].into_iter().enumerate() {
        app::write(&store, name, vec![insert_tag(&format!("tag_{at}"), name)]).await.unwrap();
        app::write(
            &store,
            &format!("k{at}"),
            vec![insert_tag(&format!("k{name}"), &format!("k{at}"))],
        )
        .await
        .unwrap();
    }
    database.remove().await;
}

#[tokio::test]
async fn a_repair_touches_a_row_or_leaves_a_tombstone_above_both_sides() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    database.open(EPOCH.0).await;
    let store = database.store();
    app::write(&store, "r0", vec![insert_tag("tag_a", "one")]).await.unwrap();
    let (a, b) = (key("spicy_tags", "tag_a"), key("spicy_tags", "tag_b"));
    store.repair(&a, Version(FIRST + 10), EPOCH).await.unwrap();
    store.repair(&b, Version(FIRST + 20), EPOCH).await.unwrap();
    let touched = held(&store, &a).await.unwrap().unwrap();
    assert_eq!((touched.version, touched.row()), (Version(FIRST + 11), Some(&tag("tag_a", "one"))));
    let buried = held(&store, &b).await.unwrap().unwrap();
    assert_eq!((buried.version, buried.body), (Version(FIRST + 21), Body::Tombstone));
    let lines = store.journal(&None, NOW_MS, 10).await.unwrap();
    let versions: Vec<i64> = lines.iter().map(|line| line.version.0).collect();
    assert_eq!(versions, [FIRST + 11, FIRST + 21]);
    database.remove().await;
}
