//! The short way of an apply: it is a step as much as the long one, and its outcomes are the same.

use std::time::Duration;

use tandem::schema::{Body, Image, Key, Version};
use tandem::store::{Applied, ApplyError, ApplySet, Store};

use crate::app::*;
use crate::mysql_server::{TestDatabase, text};

const SETS: [ApplySet; 4] =
    [ApplySet::Inserted, ApplySet::Updated, ApplySet::Independent, ApplySet::Copied];

fn a() -> Key {
    key("spicy_tags", "tag_a")
}

pub async fn clear(database: &TestDatabase) {
    for table in ["spicy_tags", "_tombstone"] {
        database.execute(&format!("DELETE FROM {table}")).await;
    }
    database.set_control(1, "closed").await;
}

#[tokio::test]
async fn a_hint_changes_no_outcome() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    let store = database.store();
    let other = tag_image("tag_b", "b", 3);
    for set in SETS {
        // What is there before, what comes, what is there afterwards.
        let histories: [(Vec<Image>, Image, Image); 6] = [
            (vec![], tag_image("tag_a", "new", 3), tag_image("tag_a", "new", 3)),
            (
                vec![tag_image("tag_a", "old", 2)],
                tag_image("tag_a", "new", 3),
                tag_image("tag_a", "new", 3),
            ),
            (
                vec![tag_image("tag_a", "same", 3)],
                tag_image("tag_a", "same", 3),
                tag_image("tag_a", "same", 3),
            ),
            (
                vec![tag_image("tag_a", "newer", 4)],
                tag_image("tag_a", "new", 3),
                tag_image("tag_a", "newer", 4),
            ),
            (vec![tombstone(a(), 3)], tag_image("tag_a", "late", 3), tombstone(a(), 3)),
            (
                vec![tombstone(a(), 2)],
                tag_image("tag_a", "again", 3),
                tag_image("tag_a", "again", 3),
            ),
        ];
        for (before, image, after) in histories {
            for together in [false, true] {
                clear(&database).await;
                store.apply(&before, ApplySet::Independent).await.unwrap();
                let mut images = vec![image.clone()];
                images.extend(together.then(|| other.clone()));
                let outcomes = store.apply(&images, set).await.unwrap();
                assert_eq!(outcomes, vec![Applied::Done; images.len()]);
                assert_eq!(held(&store, &a()).await.unwrap(), Some(after.clone()), "{set:?}");
                let second = held(&store, &other.key).await.unwrap();
                assert_eq!(second, together.then(|| other.clone()), "{set:?}");
            }
        }
    }
    database.remove().await;
}

#[tokio::test]
async fn what_stands_against_it_is_said_as_ever() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    let store = database.store();
    let image = [tag_image("tag_a", "one", 3)];
    for set in SETS {
        clear(&database).await;
        store.apply(&[tag_image("tag_b", "one", 1)], ApplySet::Independent).await.unwrap();
        store.apply(&[tag_image("tag_a", "two", 1)], ApplySet::Independent).await.unwrap();
        let result = store.apply(&image, set).await;
        assert!(matches!(result, Err(ApplyError::InTheWay(_))), "{set:?}: {result:?}");
        database.open(1).await;
        assert_eq!(store.apply(&image, set).await, Err(ApplyError::Primary), "{set:?}");
    }
    database.remove().await;
}

/// What an apply costs is what the short way is for.
#[tokio::test]
async fn it_takes_one_round_trip_a_table() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    let (store, sent) = database.counting_store();
    store.check_session().await.unwrap();
    store.apply(&[tag_image("tag_z", "z", 1)], ApplySet::Inserted).await.unwrap();
    let given = [("id", "wtag_1".into()), ("workout_id", "w".into()), ("tag_id", "t".into())];
    let child = |version| image(row(&target("workout_tags", None), &given), version);
    let tags = |ids: &[&str], version| {
        ids.iter().map(|id| tag_image(id, &format!("{id} {version}"), version)).collect::<Vec<_>>()
    };
    let mixed = |version| [tags(&["tag_d"], version), vec![child(version)]].concat();
    for (images, set, trips) in [
        (tags(&["tag_a"], 1), ApplySet::Inserted, 1),
        (tags(&["tag_b", "tag_c"], 1), ApplySet::Inserted, 1),
        (mixed(1), ApplySet::Inserted, 2),
        (tags(&["tag_a"], 2), ApplySet::Updated, 1),
        (tags(&["tag_b", "tag_c"], 2), ApplySet::Updated, 1),
        (mixed(2), ApplySet::Updated, 2),
        (tags(&["tag_e"], 1), ApplySet::Independent, 5),
        (tags(&["tag_e"], 2), ApplySet::Independent, 5),
        // The short way first, then the long one, which finds that there is nothing to do.
        (tags(&["tag_e"], 2), ApplySet::Inserted, 1 + 4),
        // What is here; BEGIN, tombstones, INSERT, COMMIT; with one that is older, a look at it.
        (tags(&["tag_f", "tag_g"], 1), ApplySet::Copied, 1 + 4),
        (tags(&["tag_f", "tag_g"], 1), ApplySet::Copied, 1),
        ([tags(&["tag_f"], 2), tags(&["tag_h"], 1)].concat(), ApplySet::Copied, 1 + 6),
    ] {
        sent.set(0);
        store.apply(&images, set).await.unwrap();
        assert_eq!(sent.get(), trips, "{} {set:?}", images[0].key);
    }
    database.remove().await;
}

/// Several tables, more rows than one statement takes, and a tombstone among them.
#[tokio::test]
async fn sets_of_every_shape_arrive() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    let store = database.store();
    let given = [("id", "wtag_1".into()), ("workout_id", "w".into()), ("tag_id", "t".into())];
    for (round, set) in (1..).zip(SETS) {
        let mut images: Vec<Image> = (0..60)
            .map(|at| tag_image(&format!("tag_{at}"), &format!("{round} {at}"), round))
            .collect();
        images.truncate(if round == 2 { 40 } else { 60 });
        images.push(image(row(&target("workout_tags", None), &given), round));
        if round == 3 {
            images.push(tombstone(a(), round));
        }
        store.apply(&images, set).await.unwrap();
        let keys: Vec<Key> = images.iter().map(|image| image.key.clone()).collect();
        let there = store.snapshot(&keys).await.unwrap();
        assert_eq!(there.into_iter().flatten().collect::<Vec<_>>(), images);
    }
    database.remove().await;
}

/// What another transaction is about to change, the statement waits for and then sees.
#[tokio::test]
async fn its_reads_wait_for_changes_under_way() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    let becomes_primary = "UPDATE _control SET role = 'primary' WHERE id = 1";
    let is_buried = "INSERT INTO _tombstone (tbl, pk, version) VALUES ('spicy_tags', 'tag_a', 5)";
    let is_buried_again = "UPDATE _tombstone SET version = 5 WHERE tbl = 'spicy_tags'";
    for (set, is_there) in [
        (ApplySet::Inserted, false),
        (ApplySet::Updated, true),
        (ApplySet::Copied, false),
        (ApplySet::Copied, true),
    ] {
        for (change, buried) in
            [(becomes_primary, false), (is_buried, false), (is_buried_again, true)]
        {
            for several in [false, true] {
                clear(&database).await;
                let store = database.store();
                if is_there {
                    let old = ["tag_a", "tag_b"].map(|id| tag_image(id, id, 2));
                    store.apply(&old, ApplySet::Independent).await.unwrap();
                }
                if buried {
                    let line = "INSERT INTO _tombstone VALUES ('spicy_tags', 'tag_a', 1)";
                    database.execute(line).await;
                }
                let mut other = database.connection().await;
                other.begin().await.unwrap();
                other.execute(&text(change.to_owned())).await.unwrap();
                let mut images = vec![tag_image("tag_a", "late", 4)];
                images.extend(several.then(|| tag_image("tag_b", "late b", 4)));
                let apply = store.apply(&images, set);
                let commit = async {
                    crate::races::wait_for_a_lock_wait(&database).await;
                    other.commit().await.unwrap();
                };
                let (applied, ()) = futures_util::join!(apply, commit);
                let image = held(&store, &a()).await.unwrap();
                let came = image.is_some_and(|image| {
                    image.version == Version(4) && matches!(image.body, Body::Row(_))
                });
                assert!(!came, "{set:?} {change}");
                let is_primary = change == becomes_primary;
                assert_eq!(applied == Err(ApplyError::Primary), is_primary, "{set:?} {change}");
            }
        }
    }
    database.remove().await;
}

/// Without what the guards read, the same images get in: the guards are in the statement.
#[tokio::test]
async fn without_what_the_guards_read_wrong_images_get_in() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    let store = database.store();
    let late = [tag_image("tag_a", "late", 4)];
    for guarded in [true, false] {
        clear(&database).await;
        store.apply(&[tombstone(a(), 5)], ApplySet::Independent).await.unwrap();
        if !guarded {
            database.execute("DELETE FROM _tombstone").await;
        }
        store.apply(&late, ApplySet::Inserted).await.unwrap();
        let came_back = held(&store, &a()).await.unwrap().is_some_and(|a| a.row().is_some());
        assert_eq!(came_back, !guarded, "a deleted row comes back");
    }
    for (set, guarded) in [
        (ApplySet::Inserted, true),
        (ApplySet::Inserted, false),
        (ApplySet::Updated, true),
        (ApplySet::Updated, false),
    ] {
        clear(&database).await;
        if set == ApplySet::Updated {
            store.apply(&[tag_image("tag_a", "old", 2)], ApplySet::Independent).await.unwrap();
        }
        // A primary whose line does not say so.
        database.set_control(1, if guarded { "primary" } else { "closed" }).await;
        let applied = store.apply(&late, set).await;
        assert_eq!(applied.is_err(), guarded);
        let landed = held(&store, &a()).await.unwrap().is_some_and(|a| a.version == Version(4));
        assert_eq!(landed, !guarded, "a replicated row lands in a primary");
    }
    database.remove().await;
}

/// The statement commits by itself, so its answer can be lost: the images may come again.
#[tokio::test]
async fn an_answer_that_is_lost_costs_nothing() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    for (set, version) in [(ApplySet::Inserted, 1), (ApplySet::Updated, 2)] {
        let image = [tag_image("tag_a", "a", version)];
        let store = database.store();
        store.control().await.unwrap();
        // It waits for a row's lock, and is left there.
        let mut other = database.connection().await;
        other.begin().await.unwrap();
        let lock = "SELECT 1 FROM _control WHERE id = 1 FOR UPDATE".to_owned();
        other.query(&text(lock)).await.unwrap();
        let left = tokio::time::timeout(Duration::from_millis(300), store.apply(&image, set)).await;
        assert!(left.is_err(), "it waits for the lock");
        other.rollback().await.unwrap();
        // Whether the server still did it or not.
        assert_eq!(store.apply(&image, set).await.unwrap(), [Applied::Done]);
        assert_eq!(held(&store, &a()).await.unwrap(), Some(image[0].clone()));
    }
    database.remove().await;
}
