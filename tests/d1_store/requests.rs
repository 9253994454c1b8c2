//! Request ids: once is once, whatever was lost.

use super::*;
use support::sqlite::Fault;
use tandem::store::{Outcome, Refusal};

#[test]
fn a_repeated_request_gives_the_rows_as_they_are_now() {
    let (store, _) = primary();
    let a = tag("a", "one");
    let first =
        unit("r", vec![insert(&a), change(&a, Op::Update(vec![set(a.table(), "name", "two")]))]);
    now(store.write(&first, EPOCH)).unwrap();
    write(&store, vec![change(&a, Op::Update(vec![set(a.table(), "name", "three")]))]).unwrap();
    let again = now(store.write(&first, EPOCH)).unwrap();
    assert!(again.replayed);
    assert_eq!(again.images, [support::samples::image(tag("a", "three"), Version(E1 + 2))]);
    assert_eq!(now(store.settle(&first)).unwrap(), Some(again));
}

#[test]
fn a_retry_after_midnight_is_known_and_one_of_another_week_is_not() {
    let (store, _) = primary();
    let mut unit = unit("r", vec![insert(&tag("a", "one"))]);
    now(store.write(&unit, EPOCH)).unwrap();
    for days in [-1, 1] {
        unit.now_ms = NOW_MS + days * 86_400_000;
        assert!(now(store.write(&unit, EPOCH)).unwrap().replayed);
    }
    unit.now_ms = NOW_MS + 7 * 86_400_000;
    assert!(matches!(
        now(store.write(&unit, EPOCH)),
        Err(WriteError::Refused(Refusal::Exists { .. }))
    ));
}

/// Nothing but its id says that an increment was committed before.
#[test]
fn a_retry_after_midnight_has_no_second_effect() {
    let (store, database) = primary();
    let a = tag("a", "one");
    write(&store, vec![insert(&a)]).unwrap();
    let increment = Op::Update(vec![plus(a.table(), "updateCounter", 1)]);
    let mut unit = unit("r", vec![change(&a, increment)]);
    for days in [0, 1, -1, 0] {
        unit.now_ms = NOW_MS + days * 86_400_000;
        now(store.write(&unit, EPOCH)).unwrap();
    }
    assert_eq!(database.one("SELECT updateCounter FROM spicy_tags"), "2");
}

#[test]
fn an_id_is_not_used_for_another_request() {
    let (store, _) = primary();
    now(store.write(&unit("r", vec![insert(&tag("a", "one"))]), EPOCH)).unwrap();
    let mut other = unit("r", vec![insert(&tag("b", "two"))]);
    other.fingerprint = "of another".into();
    assert_eq!(now(store.write(&other, EPOCH)), Err(WriteError::Refused(Refusal::RequestReused)));
    assert_eq!(now(store.settle(&other)).unwrap(), None, "another unit's commit is not this one's");
}

#[test]
fn a_lost_answer_is_settled_by_reading() {
    let (store, database) = primary();
    let unit = unit("r", vec![insert(&tag("a", "one"))]);
    for (fault, done) in
        [(Fault::Before("D1_ERROR: Network connection lost."), false), (Fault::After, true)]
    {
        database.fault_once(fault);
        match now(store.write(&unit, EPOCH)).unwrap_err() {
            WriteError::Store(error) => assert_eq!(error.outcome(), Outcome::Unknown),
            other => panic!("{other}"),
        }
        assert_eq!(now(store.settle(&unit)).unwrap().is_some(), done);
    }
    let again = now(store.write(&unit, EPOCH)).unwrap();
    assert!(again.replayed);
    assert_eq!(again.images[0].version, Version(E1));
}

/// What is known of the request is only that it was committed or used.
#[test]
fn a_repetition_whose_read_fails_is_not_called_undone() {
    let (store, database) = primary();
    let unit = unit("r", vec![insert(&tag("a", "one"))]);
    now(store.write(&unit, EPOCH)).unwrap();
    for failing in [1, 2, 3] {
        database.fault(move |at, _| {
            (at == failing).then_some(Fault::Before("D1_ERROR: Network connection lost."))
        });
        match now(store.write(&unit, EPOCH)).unwrap_err() {
            WriteError::Store(error) => assert_eq!(error.outcome(), Outcome::Unknown),
            other => panic!("{other}"),
        }
    }
    database.fault_once(Fault::Before("D1_ERROR: Network connection lost."));
    assert_eq!(now(store.settle(&unit)).unwrap_err().outcome(), Outcome::NotDone);
}

#[test]
fn what_was_deleted_is_settled_as_deleted() {
    let (store, _) = primary();
    let a = tag("a", "one");
    write(&store, vec![insert(&a)]).unwrap();
    let delete = unit("d", vec![change(&a, Op::Delete)]);
    let written = now(store.write(&delete, EPOCH)).unwrap();
    assert_eq!(now(store.settle(&delete)).unwrap().unwrap().images, written.images);
}
