//! *Write*: units, conditions, refusals, increments.

use super::*;
use tandem::store::{Consistency, Refusal};

pub fn refusal<T>(result: Result<T, WriteError>) -> Refusal {
    match result {
        Err(WriteError::Refused(refusal)) => refusal,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it was let through"),
    }
}

fn named(table: &str, pk: &str) -> (String, String) {
    (table.to_owned(), pk.to_owned())
}

#[test]
fn insert_update_delete_give_images_at_their_versions() {
    let (store, _) = primary();
    let a = tag("a", "one");
    let written = write(&store, vec![insert(&a)]).unwrap();
    assert_eq!(written.images, [support::samples::image(a.clone(), Version(E1))]);
    assert!(!written.replayed);
    let written =
        write(&store, vec![change(&a, Op::Update(vec![set(a.table(), "name", "two")]))]).unwrap();
    assert_eq!(written.images, [support::samples::image(tag("a", "two"), Version(E1 + 1))]);
    let written = write(&store, vec![change(&a, Op::Delete)]).unwrap();
    assert_eq!(written.images, [support::samples::tombstone(&key_of(&a), Version(E1 + 2))]);
    let written = write(&store, vec![insert(&a)]).unwrap();
    assert_eq!(written.images[0].version, Version(E1 + 3));
    assert_eq!(journal(&store), [("spicy_tags/a".to_owned(), 3)]);
    let got = now(store.get(&unscoped("spicy_tags"), &Pk::of(&a).unwrap(), Consistency::Strong))
        .unwrap()
        .unwrap();
    assert_eq!((got.row, got.version), (a, Version(E1 + 3)));
}

#[test]
fn a_unit_is_committed_as_one_and_its_images_come_once_for_each_key() {
    let (store, database) = primary();
    let (a, b) = (tag("a", "one"), tag("b", "two"));
    let rename = Op::Update(vec![set(a.table(), "name", "three")]);
    let written =
        write(&store, vec![insert(&a), change(&a, rename), insert(&b), change(&b, Op::Delete)])
            .unwrap();
    let versions: Vec<i64> = written.images.iter().map(|image| image.version.0 - E1).collect();
    assert_eq!(versions, [1, 1]);
    assert_eq!(written.images[1].body, Body::Tombstone);
    // One that fails at its end leaves nothing behind.
    let c = tag("c", "four");
    let failed = write(&store, vec![insert(&c), change(&b, Op::Delete)]);
    assert!(matches!(refusal(failed), Refusal::Missing { .. }));
    assert_eq!(state(&store, &key_of(&c)), None);
    assert_eq!(database.one("SELECT count(*) FROM _request"), "1");
}

#[test]
fn an_update_of_nothing_is_journaled_with_its_version() {
    let (store, _) = primary();
    let a = tag("a", "one");
    write(&store, vec![insert(&a)]).unwrap();
    let written = write(&store, vec![change(&a, Op::Update(Vec::new()))]).unwrap();
    assert_eq!(written.images[0].version, Version(E1 + 1));
    assert_eq!(journal(&store), [("spicy_tags/a".to_owned(), 1)]);
}

#[test]
fn refusals_say_which_row_and_why() {
    let (store, _) = primary();
    let (a, b) = (tag("a", "one"), tag("b", "two"));
    write(&store, vec![insert(&a), insert(&b)]).unwrap();
    let (table, pk) = named("spicy_tags", "a");
    assert_eq!(refusal(write(&store, vec![insert(&a)])), Refusal::Exists { table, pk });
    let (table, pk) = named("spicy_tags", "c");
    let missing = Refusal::Missing { table, pk };
    assert_eq!(refusal(write(&store, vec![change(&tag("c", "x"), Op::Delete)])), missing);
    let rename =
        |row: &Row, name: &str| change(row, Op::Update(vec![set(row.table(), "name", name)]));
    assert_eq!(refusal(write(&store, vec![rename(&tag("c", "x"), "y")])), missing);
    let duplicate = Refusal::Duplicate { table: "spicy_tags".into(), columns: vec!["name".into()] };
    assert_eq!(refusal(write(&store, vec![insert(&tag("c", "one"))])), duplicate);
    assert_eq!(refusal(write(&store, vec![rename(&a, "two")])), duplicate);
    assert_eq!(
        now(store.write(&unit("late", vec![rename(&a, "z")]), Epoch(2))),
        Err(WriteError::Fenced)
    );
    assert_eq!(
        now(store.write(&unit("early", vec![rename(&a, "z")]), Epoch(0))),
        Err(WriteError::Fenced)
    );
}

#[test]
fn references_are_refused_by_name() {
    let (store, _) = primary();
    let orphan = team("t", "t", Some("nobody"));
    let expected = Refusal::NoParent {
        table: "team".into(),
        column: "parentOrganizationId".into(),
        parent: "team".into(),
    };
    assert_eq!(refusal(write(&store, vec![insert(&orphan)])), expected);
    write(&store, vec![insert(&team("t", "t", None))]).unwrap();
    let adopt = Op::Update(vec![set(table("team"), "parentOrganizationId", "nobody")]);
    assert_eq!(refusal(write(&store, vec![change(&orphan, adopt)])), expected);
    // A parent made by the same unit counts, and so does the row itself.
    write(&store, vec![insert(&team("p", "p", None)), insert(&team("q", "q", Some("p")))]).unwrap();
    write(&store, vec![insert(&team("own", "own", Some("own")))]).unwrap();
    // A row that others need stays.
    let role = {
        let mut role = row(table("team_role"), 1);
        role.set(at(table("team_role"), "teamId"), "t".into());
        role
    };
    write(&store, vec![insert(&role)]).unwrap();
    let referenced = Refusal::Referenced {
        table: "team".into(),
        pk: "t".into(),
        child: "team_role".into(),
        column: "teamId".into(),
    };
    assert_eq!(refusal(write(&store, vec![change(&team("t", "t", None), Op::Delete)])), referenced);
}
