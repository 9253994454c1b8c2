use super::*;

const E: Epoch = Epoch(5);
const BEFORE: Epoch = Epoch(4);
const AFTER: Epoch = Epoch(6);

fn step(state: RouteState, mysql: Option<(Epoch, Role)>, age_ms: i64) -> Step {
    let away = || StoreError::rejected(Side::MySql, "away");
    let mysql = mysql.ok_or_else(away);
    let route = Route { epoch: E, state };
    next(&Lines { route, since_ms: 1_000, forced: false, mysql }, 1_000 + age_ms)
}

#[test]
fn the_steps_are_those_of_the_protocol() {
    use Role::{Closed, Primary};
    use RouteState::{Closing, Open};
    let late = CLOSING_MS + 1;
    let (to_mysql, to_d1) = (Closing { to: Side::MySql }, Closing { to: Side::D1 });
    let at = |epoch, role| Some((epoch, role));
    for (state, mysql, age_ms, expected) in [
        (Open(Side::D1), at(E, Closed), late, Step::Rest),
        (Open(Side::D1), at(AFTER, Closed), 0, Step::Rest),
        (Open(Side::D1), None, 0, Step::Rest),
        (Open(Side::D1), at(BEFORE, Primary), 0, Step::Raise(E, Closed)),
        (Open(Side::MySql), at(BEFORE, Closed), 0, Step::Raise(E, Primary)),
        (to_mysql, at(BEFORE, Closed), 0, Step::Drain(Then::Raise(E))),
        (to_mysql, None, 0, Step::Drain(Then::Raise(E))),
        (to_mysql, at(E, Primary), 0, Step::Open),
        (to_mysql, at(E, Primary), late, Step::Open),
        (to_mysql, at(BEFORE, Closed), late, Step::Undo),
        // Primary of another epoch: it says nothing of this switch.
        (to_mysql, at(BEFORE, Primary), late, Step::Undo),
        (to_mysql, None, late, Step::Undo),
        (to_d1, at(BEFORE, Primary), 0, Step::Raise(E, Closed)),
        (to_d1, at(E, Closed), 0, Step::Drain(Then::Open)),
        (to_d1, at(E, Closed), late, Step::Drain(Then::OpenOrUndo)),
        (to_d1, at(BEFORE, Primary), late, Step::Undo),
        (to_d1, None, late, Step::Undo),
    ] {
        assert_eq!(step(state, mysql, age_ms), expected, "{state:?} {mysql:?} {age_ms}");
    }
}

#[test]
fn there_is_room_for_the_undo_of_the_last_switch() {
    assert_eq!(next_epoch(Epoch(1)), Ok(Epoch(2)));
    assert_eq!(next_epoch(Epoch(MAX_EPOCH.0 - 1)), Err(SwitchError::NoEpoch));
}
