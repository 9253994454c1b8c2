//! Conditions, scopes and increments.

use super::writes::refusal;
use super::*;
use tandem::store::{Comparison, Consistency, Refusal};

#[test]
fn another_scope_is_another_world() {
    let (store, _) = primary();
    write(&store, vec![insert(&team("t", "t", None)), insert(&team("u", "u", None))]).unwrap();
    let roles = table("team_role");
    let mut role = row(roles, 1);
    role.set(at(roles, "teamId"), "t".into());
    write(&store, vec![insert(&role)]).unwrap();
    let stranger = Target::new(roles, Some("u")).unwrap();
    let pk = Pk::of(&role).unwrap();
    assert_eq!(now(store.get(&stranger, &pk, Consistency::Strong)).unwrap(), None);
    assert!(now(store.get(&target_of(&role), &pk, Consistency::Strong)).unwrap().is_some());
    for op in
        [Op::Delete, Op::Update(vec![set(roles, "name", "mine")]), Op::Require(Condition::Exists)]
    {
        let refused = write(&store, vec![Change { target: stranger.clone(), pk: pk.clone(), op }]);
        assert!(matches!(refusal(refused), Refusal::Missing { .. }));
    }
    // An insert finds the key taken, whoever has it.
    let mut theirs = role.clone();
    theirs.set(at(roles, "teamId"), "u".into());
    assert!(matches!(refusal(write(&store, vec![insert(&theirs)])), Refusal::Exists { .. }));
}

#[test]
fn conditions() {
    let (store, _) = primary();
    let a = tag("a", "one");
    write(&store, vec![insert(&a)]).unwrap();
    let column = |name: &str, comparison, value: Value| Condition::Column {
        column: at(a.table(), name),
        comparison,
        value,
    };
    use Comparison::*;
    let hold = [
        Condition::Exists,
        Condition::Version(Version(E1)),
        column("name", Equal, "one".into()),
        column("name", NotEqual, "One".into()),
        column("name", Less, "onf".into()),
        column("name", AtMost, "one".into()),
        column("updateCounter", Greater, Value::Int(0)),
        column("updateCounter", AtLeast, Value::Int(1)),
        column("updateCounter", NotEqual, Value::Null),
        column("createdAt", Equal, a.get(at(a.table(), "createdAt")).clone()),
    ];
    for condition in hold {
        let done = write(&store, vec![change(&a, Op::Require(condition.clone()))]);
        assert_eq!(done.unwrap().images, [], "{condition:?}");
    }
    let fail = [
        Condition::Absent,
        Condition::Version(Version(E1 + 1)),
        column("name", Equal, "one ".into()),
        column("name", Greater, "one".into()),
        column("updateCounter", Equal, Value::Null),
        column("updateCounter", Less, Value::Null),
        column("updateCounter", AtLeast, Value::Int(2)),
    ];
    for condition in fail {
        let refused = write(&store, vec![change(&a, Op::Require(condition.clone()))]);
        let refused = refusal(refused);
        assert!(
            matches!(refused, Refusal::Condition { .. } | Refusal::Exists { .. }),
            "{condition:?}: {refused}"
        );
    }
    let absent = change(&tag("x", "x"), Op::Require(Condition::Absent));
    assert!(write(&store, vec![absent]).is_ok());
    // The first condition that does not hold is the one that is told.
    let both = [Condition::Version(Version(5)), Condition::Absent];
    let refused = write(&store, both.map(|condition| change(&a, Op::Require(condition))).to_vec());
    assert!(matches!(refusal(refused), Refusal::Condition { .. }));
}

#[test]
fn increments_stay_in_the_range_of_their_column() {
    let (store, _) = primary();
    let users = table("user");
    let keys = table("passkey_credential");
    let credential = row(keys, 1);
    write(&store, vec![insert(&row(users, 1)), insert(&credential)]).unwrap();
    let bump = |changed: &Row, column: &str, start: i64, by: i64| {
        let table = changed.table();
        let reset = change(changed, Op::Update(vec![set(table, column, start)]));
        write(&store, vec![reset, change(changed, Op::Update(vec![plus(table, column, by)]))]).map(
            |written| written.images[0].row().unwrap().get(at(table, column)).as_int().unwrap(),
        )
    };
    let int = (i64::from(i32::MIN), i64::from(i32::MAX));
    for (row, column, (min, max)) in
        [(&credential, "counter", (i64::MIN, i64::MAX)), (&row(users, 1), "currentCredits", int)]
    {
        assert_eq!(bump(row, column, max - 1, 1).unwrap(), max);
        assert_eq!(bump(row, column, min + 1, -1).unwrap(), min);
        assert_eq!(bump(row, column, min, max).unwrap(), -1);
        assert_eq!(bump(row, column, max, min).unwrap(), -1);
        assert_eq!(bump(row, column, max, 0).unwrap(), max);
        for (start, by) in [
            (max, 1),
            (min, -1),
            (1, max),
            (-1, min),
            (max, max),
            (min, min),
            (max, i64::MAX),
            (-1, i64::MIN),
        ] {
            if start.checked_add(by).is_some_and(|sum| (min..=max).contains(&sum)) {
                continue;
            }
            let refused = refusal(bump(row, column, start, by));
            assert!(
                matches!(refused, Refusal::OutOfRange { .. }),
                "{column}: {start} + {by}: {refused}"
            );
        }
    }
}

#[test]
fn a_null_stays_null_when_it_is_incremented() {
    let (store, _) = primary();
    let mut a = tag("a", "one");
    a.set(at(a.table(), "updateCounter"), Value::Null);
    write(&store, vec![insert(&a)]).unwrap();
    let written =
        write(&store, vec![change(&a, Op::Update(vec![plus(a.table(), "updateCounter", 1)]))])
            .unwrap();
    assert!(written.images[0].row().unwrap().get(at(a.table(), "updateCounter")).is_null());
}
