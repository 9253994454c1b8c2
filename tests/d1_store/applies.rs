//! *Apply*, image by image.

use super::*;
use support::samples::{image, key, tombstone};
use tandem::store::{Applied, ApplyError, ApplySet, InTheWay};

fn apply(store: &D1<SqliteD1>, images: &[Image]) -> Result<Vec<bool>, ApplyError> {
    let outcomes = now(store.apply(images, ApplySet::Independent))?;
    Ok(outcomes.iter().map(|outcome| *outcome == Applied::Done).collect())
}

#[test]
fn only_a_newer_image_changes_something() {
    let (store, database) = secondary();
    let key = key_of(&tag("a", "x"));
    let at_version = |name: &str, version: i64| image(tag("a", name), Version(version));
    for (given, left) in [
        (at_version("five", 5), at_version("five", 5)),
        (at_version("four", 4), at_version("five", 5)),
        (at_version("equal", 5), at_version("five", 5)),
        (tombstone(&key, Version(5)), at_version("five", 5)),
        (at_version("six", 6), at_version("six", 6)),
        (tombstone(&key, Version(7)), tombstone(&key, Version(7))),
        (at_version("seven", 7), tombstone(&key, Version(7))),
        (tombstone(&key, Version(6)), tombstone(&key, Version(7))),
        (tombstone(&key, Version(9)), tombstone(&key, Version(9))),
        (at_version("ten", 10), at_version("ten", 10)),
    ] {
        assert_eq!(apply(&store, std::slice::from_ref(&given)).unwrap(), [true], "{given:?}");
        assert_eq!(state(&store, &key), Some(left), "after {given:?}");
    }
    assert!(journal(&store).is_empty());
    assert_eq!(database.one("SELECT applying FROM _control"), "0");
}

#[test]
fn the_primary_takes_no_images() {
    let (store, _) = primary();
    let given = [image(tag("a", "one"), Version(5))];
    assert_eq!(apply(&store, &given), Err(ApplyError::Primary));
    assert_eq!(now(store.apply(&given, ApplySet::Widened)), Err(ApplyError::Primary));
    // While it is to become the primary it takes what is left of the other's journal.
    let (store, database) = secondary();
    database.raw("UPDATE _control SET writes_to = 'd1', state = 'closing'");
    assert_eq!(apply(&store, &given).unwrap(), [true]);
}

#[test]
fn a_child_waits_for_its_parent_and_a_parent_for_its_children() {
    let (store, _) = secondary();
    let (parent, child) = (team("p", "p", None), team("c", "c", Some("p")));
    assert_eq!(apply(&store, &[image(child.clone(), Version(5))]).unwrap(), [false]);
    assert_eq!(state(&store, &key_of(&child)), None);
    // Together in any order.
    let both = [image(child.clone(), Version(5)), image(parent.clone(), Version(5))];
    assert_eq!(apply(&store, &both).unwrap(), [true, true]);
    let gone = tombstone(&key_of(&parent), Version(6));
    assert_eq!(apply(&store, std::slice::from_ref(&gone)).unwrap(), [false]);
    assert_eq!(state(&store, &key_of(&parent)).unwrap().version, Version(5));
    assert_eq!(apply(&store, &[tombstone(&key_of(&child), Version(6))]).unwrap(), [true]);
    assert_eq!(apply(&store, &[gone]).unwrap(), [true]);
}

#[test]
fn tables_are_put_parents_first_and_removed_children_first() {
    let (store, _) = secondary();
    let mut rows: Vec<Row> =
        support::samples::parents_first().into_iter().map(|table| row(table, 3)).collect();
    rows.reverse();
    let images: Vec<Image> = rows.iter().map(|row| image(row.clone(), Version(5))).collect();
    assert!(apply(&store, &images).unwrap().into_iter().all(|done| done));
    for row in &rows {
        assert_eq!(state(&store, &key_of(row)), Some(image(row.clone(), Version(5))));
    }
    rows.reverse();
    let gone: Vec<Image> = rows.iter().map(|row| tombstone(&key_of(row), Version(6))).collect();
    assert!(apply(&store, &gone).unwrap().into_iter().all(|done| done));
    let keys: Vec<Key> = rows.iter().map(key_of).collect();
    let left = now(store.snapshot(&keys)).unwrap();
    assert!(left.iter().all(|image| image.as_ref().is_some_and(|image| image.row().is_none())));
}

#[test]
fn a_row_that_points_at_itself_comes_and_goes() {
    let (store, _) = secondary();
    let own = team("own", "own", Some("own"));
    assert_eq!(apply(&store, &[image(own.clone(), Version(5))]).unwrap(), [true]);
    assert_eq!(apply(&store, &[tombstone(&key_of(&own), Version(6))]).unwrap(), [true]);
    assert_eq!(state(&store, &key_of(&own)), Some(tombstone(&key_of(&own), Version(6))));
}

#[test]
fn a_taken_unique_value_is_named_and_nothing_is_done() {
    let (store, _) = secondary();
    apply(&store, &[image(tag("a", "one"), Version(5))]).unwrap();
    let images = [image(tag("c", "three"), Version(6)), image(tag("b", "one"), Version(6))];
    let way = InTheWay { key: key(table("spicy_tags"), "a"), version: Version(5) };
    assert_eq!(apply(&store, &images), Err(ApplyError::InTheWay(vec![way])));
    assert_eq!(state(&store, &key_of(&tag("c", "three"))), None);
}

/// What stood in the way may be gone by the time it is looked for.
#[test]
fn a_set_whose_obstacle_went_away_is_tried_again() {
    let (store, database) = secondary();
    apply(&store, &[image(tag("a", "one"), Version(5))]).unwrap();
    let images = [image(tag("c", "three"), Version(6)), image(tag("b", "one"), Version(6))];
    let (other, mut batches) = (D1::new(database.isolate()), 0);
    database.fault(move |_, _| {
        if batches == 1 {
            apply(&other, &[image(tag("a", "moved"), Version(6))]).unwrap();
        }
        batches += 1;
        None
    });
    assert_eq!(apply(&store, &images).unwrap(), [true, true]);
}

/// An image that is not newer needs no unique value.
#[test]
fn an_old_image_whose_unique_value_is_taken_is_done() {
    let (store, _) = secondary();
    apply(&store, &[image(tag("a", "new"), Version(9)), image(tag("b", "one"), Version(5))])
        .unwrap();
    assert_eq!(apply(&store, &[image(tag("a", "one"), Version(8))]).unwrap(), [true]);
    assert_eq!(state(&store, &key_of(&tag("a", ""))), Some(image(tag("a", "new"), Version(9))));
}

#[test]
fn two_images_of_a_set_that_conflict_are_told_apart_from_rows_in_the_way() {
    let (store, _) = secondary();
    let images = [image(tag("a", "one"), Version(5)), image(tag("b", "one"), Version(5))];
    assert_eq!(apply(&store, &images), Err(ApplyError::InTheWay(Vec::new())));
}

#[test]
fn an_image_that_does_not_validate_is_refused() {
    let (store, _) = secondary();
    let mut wrong = tag("a", "one");
    wrong.set(at(wrong.table(), "name"), Value::Null);
    let refused = apply(&store, &[image(wrong, Version(5))]);
    assert!(matches!(refused, Err(ApplyError::Invalid { .. })), "{refused:?}");
}

#[test]
fn the_widest_set_fits_into_an_invocation() {
    let (store, database) = secondary();
    let images: Vec<Image> =
        (0..200).map(|n| image(tag(&format!("t{n}"), &format!("n{n}")), Version(5))).collect();
    apply(&store, &images).unwrap();
    let next = |shift: usize| -> Vec<Image> {
        (0..200)
            .map(|n| image(tag(&format!("t{n}"), &format!("n{}", (n + shift) % 200)), Version(6)))
            .collect()
    };
    database.invocation();
    let outcomes = now(store.apply(&next(1), ApplySet::Widened)).unwrap();
    assert!(outcomes.iter().all(|outcome| *outcome == Applied::Done));
    let keys: Vec<Key> = images.iter().map(|image| image.key.clone()).collect();
    let held: Vec<Image> = now(store.snapshot(&keys)).unwrap().into_iter().flatten().collect();
    assert_eq!(held, next(1));
}
