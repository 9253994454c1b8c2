//! Images of the other side: only newer ones, in any order, whatever is in their way.

use tandem::schema::{Body, Image, Value, Version};
use tandem::store::{Applied, ApplyError, ApplySet, InTheWay, Store};

use crate::app::*;
use crate::mysql_server::TestDatabase;

#[tokio::test]
async fn only_newer_images_are_put_in_any_order() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    let store = database.store();
    let a = key("spicy_tags", "tag_a");
    let apply = async |image: Image| store.apply(&[image], ApplySet::Independent).await.unwrap();
    let steps = [
        (tag_image("tag_a", "five", 5), 5),
        (tag_image("tag_a", "four", 4), 5),
        (tombstone(a.clone(), 4), 5),
        (tag_image("tag_a", "seven", 7), 7),
        (tombstone(a.clone(), 8), 8),
        (tombstone(a.clone(), 6), 8),
        (tag_image("tag_a", "seven", 7), 8),
        (tag_image("tag_a", "nine", 9), 9),
        (tombstone(a.clone(), 9), 9),
    ];
    let mut expected = steps[0].0.clone();
    for (image, version) in steps {
        if image.version == Version(version) && expected.version < image.version {
            expected = image.clone();
        }
        assert_eq!(apply(image).await, [Applied::Done]);
        assert_eq!(held(&store, &a).await.unwrap(), Some(expected.clone()));
        assert_eq!(expected.version, Version(version));
    }
    assert!(store.journal(&None, NOW_MS, 10).await.unwrap().is_empty());
    database.remove().await;
}

#[tokio::test]
async fn rows_need_no_parent_here() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    let store = database.store();
    let given =
        [("id", "wtag_1".into()), ("workout_id", "wkt_x".into()), ("tag_id", "tag_x".into())];
    let child = image(row(&target("workout_tags", None), &given), 3);
    let outcomes = store.apply(std::slice::from_ref(&child), ApplySet::Independent).await.unwrap();
    assert_eq!(outcomes, [Applied::Done]);
    assert_eq!(held(&store, &child.key).await.unwrap(), Some(child));
    database.remove().await;
}

#[tokio::test]
async fn the_primary_takes_no_images() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    database.open(1).await;
    let result = database.store().apply(&[tag_image("tag_a", "a", 1)], ApplySet::Independent).await;
    assert_eq!(result, Err(ApplyError::Primary));
    database.remove().await;
}

#[tokio::test]
async fn a_value_that_does_not_fit_is_refused_before() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    let store = database.store();
    let mut long = tag("tag_a", "a");
    long.set(long.table().find("name").unwrap().0, Value::Text("x".repeat(256)));
    let result = store.apply(&[image(long, 1)], ApplySet::Independent).await;
    assert!(matches!(result, Err(ApplyError::Invalid { .. })), "{result:?}");
    database.remove().await;
}

#[tokio::test]
async fn many_rows_are_made_changed_and_deleted_at_once() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    let store = database.store();
    let images = |round: i64| -> Vec<Image> {
        (0..430)
            .map(|at| tag_image(&format!("tag_{at:03}"), &format!("{round}\\'{at}"), round))
            .collect()
    };
    let keys: Vec<_> = images(1).into_iter().map(|image| image.key).collect();
    for round in [1, 2] {
        store.apply(&images(round), ApplySet::Independent).await.unwrap();
        let there: Vec<Image> =
            store.snapshot(&keys).await.unwrap().into_iter().flatten().collect();
        assert_eq!(there, images(round));
    }
    // Half of them newer, half older, a third deleted.
    let mixed: Vec<Image> = keys
        .iter()
        .enumerate()
        .map(|(at, key)| match at % 3 {
            0 => tombstone(key.clone(), 3),
            1 => tag_image(key.pk.as_str(), &format!("old {at}"), 1),
            _ => tag_image(key.pk.as_str(), &format!("new {at}"), 3),
        })
        .collect();
    store.apply(&mixed, ApplySet::Independent).await.unwrap();
    let there = store.snapshot(&keys).await.unwrap();
    for (at, image) in there.into_iter().enumerate() {
        let image = image.unwrap();
        match at % 3 {
            0 => assert_eq!((image.version, image.body), (Version(3), Body::Tombstone)),
            1 => assert_eq!(image, images(2)[at]),
            _ => assert_eq!(image, mixed[at]),
        }
    }
    database.remove().await;
}

#[tokio::test]
async fn a_row_in_the_way_is_named_and_nothing_is_changed() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    let store = database.store();
    store.apply(&[tag_image("tag_b", "taken", 4)], ApplySet::Independent).await.unwrap();
    store.apply(&[tag_image("tag_c", "c", 1)], ApplySet::Independent).await.unwrap();
    let in_the_way = vec![InTheWay { key: key("spicy_tags", "tag_b"), version: Version(4) }];
    for set in [ApplySet::Independent, ApplySet::Widened] {
        for id in ["tag_a", "tag_c"] {
            let images = [tag_image("tag_z", "free", 5), tag_image(id, "taken", 5)];
            let result = store.apply(&images, set).await;
            assert_eq!(result, Err(ApplyError::InTheWay(in_the_way.clone())), "{set:?} {id}");
        }
    }
    assert_eq!(held(&store, &key("spicy_tags", "tag_z")).await.unwrap(), None);
    assert_eq!(
        held(&store, &key("spicy_tags", "tag_b")).await.unwrap(),
        Some(tag_image("tag_b", "taken", 4))
    );
    // Two images of one set that conflict with each other.
    let images = [tag_image("tag_x", "same", 5), tag_image("tag_y", "same", 5)];
    let result = store.apply(&images, ApplySet::Widened).await;
    assert_eq!(result, Err(ApplyError::InTheWay(Vec::new())));
    database.remove().await;
}

#[tokio::test]
async fn a_widened_set_swaps_unique_values() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    let store = database.store();
    let set = |version: i64, names: [&str; 3]| -> Vec<Image> {
        let ids = ["tag_a", "tag_b", "tag_c"];
        ids.iter().zip(names).map(|(id, name)| tag_image(id, name, version)).collect()
    };
    store.apply(&set(1, ["one", "two", "three"]), ApplySet::Independent).await.unwrap();
    let turned = set(2, ["two", "three", "one"]);
    let keys: Vec<_> = turned.iter().map(|image| image.key.clone()).collect();
    let alone = store.apply(&turned, ApplySet::Independent).await;
    assert_eq!(alone, Err(ApplyError::InTheWay(Vec::new())), "its rows are in each other's way");
    store.apply(&turned, ApplySet::Widened).await.unwrap();
    let there: Vec<Image> = store.snapshot(&keys).await.unwrap().into_iter().flatten().collect();
    assert_eq!(there, turned);
    // One goes, one is new, one is left alone since it is newer than its image.
    let mixed = [
        tombstone(key("spicy_tags", "tag_a"), 3),
        tag_image("tag_d", "two", 3),
        tag_image("tag_b", "old", 1),
    ];
    store.apply(&mixed, ApplySet::Widened).await.unwrap();
    assert_eq!(held(&store, &keys[1]).await.unwrap(), Some(turned[1].clone()));
    assert_eq!(held(&store, &mixed[1].key).await.unwrap(), Some(mixed[1].clone()));
    database.remove().await;
}
