//! What a backfill copies: the same outcomes as any apply's, and what is here already is not written.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use tandem::replication::{ReasonKind, replicate};
use tandem::schema::{Image, Key, Value};
use tandem::store::{ApplySet, Store};

use crate::app::*;
use crate::direct::clear;
use crate::mysql_server::{TestDatabase, text};
use crate::races::wait_for_a_lock_wait;

const KEYS: i64 = 12;

/// What stands at a version of a key: never two things.
fn at(key_number: i64, version: i64) -> Image {
    let id = format!("tag_{key_number}");
    match (key_number + version) % 4 {
        0 => tombstone(key("spicy_tags", &id), version),
        _ => tag_image(&id, &format!("{id} {version}"), version),
    }
}

fn images(most: usize) -> impl Strategy<Value = Vec<Image>> {
    let image = (0..KEYS, 1..6_i64).prop_map(|(key_number, version)| at(key_number, version));
    proptest::collection::vec(image, 1..most)
}

#[tokio::test]
async fn it_ends_as_the_plain_way_does() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    let store = database.store();
    let keys: Vec<Key> = (0..KEYS).map(|number| at(number, 1).key).collect();
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    for _ in 0..40 {
        let (before, given) = (images(12), images(20)).new_tree(&mut runner).unwrap().current();
        let mut ends = Vec::new();
        for set in [ApplySet::Independent, ApplySet::Copied] {
            clear(&database).await;
            store.apply(&before, ApplySet::Independent).await.unwrap();
            store.apply(&given, set).await.unwrap();
            ends.push(store.snapshot(&keys).await.unwrap());
        }
        assert_eq!(ends[0], ends[1], "{before:?} {given:?}");
    }
    database.remove().await;
}

#[tokio::test]
async fn a_row_that_comes_or_goes_meanwhile_is_noticed() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    let store = database.store();
    let ours = [tag_image("tag_a", "ours", 4), tag_image("tag_b", "b", 4)];
    let insert = |version: i64| {
        vec![format!(
            "INSERT INTO spicy_tags (createdAt, updatedAt, id, name, _version) \
             VALUES ('2026-01-01', '2026-01-01', 'tag_a', 'theirs', {version})"
        )]
    };
    let delete = |version: i64| {
        vec![
            "DELETE FROM spicy_tags WHERE id = 'tag_a'".to_owned(),
            format!("INSERT INTO _tombstone VALUES ('spicy_tags', 'tag_a', {version})"),
        ]
    };
    for (is_there, theirs, after) in
        [(false, insert(2), 4), (false, insert(5), 5), (true, delete(3), 4), (true, delete(5), 5)]
    {
        clear(&database).await;
        let mut other = database.connection().await;
        if is_there {
            store.apply(&[tag_image("tag_a", "old", 2)], ApplySet::Independent).await.unwrap();
        }
        other.begin().await.unwrap();
        for statement in &theirs {
            other.execute(&text(statement.clone())).await.unwrap();
        }
        let apply = store.apply(&ours, ApplySet::Copied);
        let commit = async {
            wait_for_a_lock_wait(&database).await;
            other.commit().await.unwrap();
        };
        let (applied, ()) = futures_util::join!(apply, commit);
        applied.unwrap();
        let image = held(&store, &ours[0].key).await.unwrap().unwrap();
        assert_eq!(image.version.0, after, "{theirs:?}");
        assert_eq!(image == ours[0], after == 4, "{theirs:?}");
        assert_eq!(held(&store, &ours[1].key).await.unwrap().as_ref(), Some(&ours[1]));
    }
    database.remove().await;
}

#[tokio::test]
async fn a_refused_row_holds_up_no_other() {
    let (Some(database), Some(primary)) =
        (TestDatabase::create().await, TestDatabase::create().await)
    else {
        return;
    };
    let store = database.store();
    database.execute("ALTER TABLE spicy_tags MODIFY name VARCHAR(20) NOT NULL").await;
    let mut images: Vec<Image> =
        (0..1_000).map(|at| tag_image(&format!("tag_{at:04}"), &format!("name {at}"), 3)).collect();
    images[700] = tag_image("tag_0700", &"x".repeat(30), 3);
    let primary_store = primary.store();
    let copied = replicate(&primary_store, &store, &images, ApplySet::Copied, EPOCH).await.unwrap();
    assert_eq!(copied.confirmed.len(), 999);
    let [failed] = copied.failed.as_slice() else { panic!("{:?}", copied.failed) };
    assert_eq!(failed.key, images[700].key);
    let reason = &failed.reason;
    assert_eq!(
        (reason.kind(), reason.code(), reason.column()),
        (ReasonKind::Refused, Some("1406"), Some("name")),
        "{reason}"
    );
    let rows = database.query("SELECT COUNT(*) FROM spicy_tags").await;
    assert_eq!(rows.first().unwrap().i64(0).unwrap(), Some(999));
    // A value that the schema does not allow is not even sent.
    let name = images[700].row().unwrap().table().find("name").unwrap().0;
    let mut row = tag("tag_0700", "x");
    row.set(name, Value::Text("x".repeat(300)));
    images[700] = image(row, 4);
    let copied = replicate(&primary_store, &store, &images, ApplySet::Copied, EPOCH).await.unwrap();
    let [failed] = copied.failed.as_slice() else { panic!("{:?}", copied.failed) };
    assert_eq!((failed.reason.kind(), failed.reason.column()), (ReasonKind::Invalid, Some("name")));
    primary.remove().await;
    database.remove().await;
}
