//! The fence of writes and repairs, and D1's bounds on a unit.

use super::*;

#[test]
fn a_write_over_a_row_or_tombstone_of_a_later_epoch_is_fenced() {
    let (store, database) = primary();
    let (a, b) = (tag("a", "one"), tag("b", "two"));
    write(&store, vec![insert(&a)]).unwrap();
    database.raw(&format!("UPDATE spicy_tags SET _version = {}", 2 * E1));
    database.raw(&format!("INSERT INTO _tombstone VALUES ('spicy_tags', 'b', {})", 2 * E1));
    for changes in [
        vec![change(&a, Op::Update(vec![set(a.table(), "name", "x")]))],
        vec![change(&a, Op::Delete)],
        vec![insert(&b)],
    ] {
        assert_eq!(write(&store, changes), Err(WriteError::Fenced));
    }
    for row in [a, b] {
        assert_eq!(now(store.repair(&key_of(&row), Version(0), EPOCH)), Err(WriteError::Fenced));
    }
}

#[test]
fn the_fence_holds_for_units_and_repairs() {
    let (store, database) = primary();
    let a = tag("a", "one");
    for (writes_to, state, epoch) in [("mysql", "open", 1), ("d1", "closing", 1), ("d1", "open", 2)]
    {
        database.raw(&format!(
            "UPDATE _control SET writes_to = '{writes_to}', state = '{state}', epoch = {epoch}"
        ));
        assert_eq!(write(&store, vec![insert(&a)]), Err(WriteError::Fenced));
        assert_eq!(write(&store, Vec::new()), Err(WriteError::Fenced));
        assert_eq!(now(store.repair(&key_of(&a), Version(0), EPOCH)), Err(WriteError::Fenced));
    }
}

/// The largest unit there may be stays within what D1 runs in one invocation.
#[test]
fn the_largest_unit_fits_into_an_invocation() {
    let (store, database) = primary();
    let registrations = table("competition_registrations");
    for table in support::samples::parents_first() {
        if table.level < registrations.level {
            write(&store, vec![insert(&row(table, 1))]).unwrap();
        }
    }
    let rows = (0..u64::try_from(tandem::store::MAX_CHANGES).unwrap()).map(|number| {
        let mut own = row(registrations, 1);
        for (at, column) in registrations.columns.iter().enumerate() {
            if !registrations.references.iter().any(|reference| reference.column == at) {
                own.set(at, support::samples::value(column, number));
            }
        }
        for unique in registrations.uniques {
            for &at in unique.columns {
                if registrations.columns[at].nullable {
                    own.set(at, Value::Null);
                }
            }
        }
        own
    });
    let mut unit = unit("large", rows.map(|row| insert(&row)).collect());
    unit.events = (0..tandem::store::MAX_EVENTS)
        .map(|at| Event {
            id: format!("e{at:04}"),
            kind: "k".into(),
            change: Some(at % tandem::store::MAX_CHANGES),
            tenant: None,
            payload: "{}".into(),
        })
        .collect();
    database.invocation();
    let outcome = now(store.write(&unit, EPOCH));
    // Unique keys may let only the first pass; what matters is that D1 took the batch.
    match outcome {
        Ok(written) => assert_eq!(written.images.len(), tandem::store::MAX_CHANGES),
        Err(error) => assert!(matches!(error, WriteError::Refused(_)), "{error}"),
    }
}

#[test]
fn a_repair_touches_a_row_or_leaves_a_tombstone_above_both_sides() {
    let (store, _) = primary();
    let (a, b) = (tag("a", "one"), tag("b", "two"));
    write(&store, vec![insert(&a)]).unwrap();
    now(store.repair(&key_of(&a), Version(E1 + 9), EPOCH)).unwrap();
    assert_eq!(state(&store, &key_of(&a)).unwrap(), support::samples::image(a, Version(E1 + 10)));
    now(store.repair(&key_of(&b), Version(7), EPOCH)).unwrap();
    now(store.repair(&key_of(&b), Version(7), EPOCH)).unwrap();
    assert_eq!(
        state(&store, &key_of(&b)).unwrap(),
        support::samples::tombstone(&key_of(&b), Version(E1 + 1))
    );
    assert_eq!(journal(&store), [("spicy_tags/a".to_owned(), 10), ("spicy_tags/b".to_owned(), 1)]);
    assert_eq!(now(store.repair(&key_of(&b), Version(2 * E1), EPOCH)), Err(WriteError::Fenced));
}
