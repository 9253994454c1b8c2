//! What the requests of an isolate leave for after their answers is worked off together, by one of
//! them; and whoever of them ends, falls silent or fails, nothing of it is lost.

// A test panics to fail.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::collections::BTreeSet;
use std::rc::Rc;

use support::app::{App, delete, insert, key, state, target, unit, update};
use support::faulty::{Call, Fault};
use support::pairs::{Pair, pairs};
use tandem::outbox::Envelope;
use tandem::router::Isolate;
use tandem::runs::Ledger;
use tandem::schema::{Body, Epoch, Key, Value};
use tandem::store::{ApplySet, Change, Side, Store};

/// After so long the next write leads, as `TERM_MS` in `router/afterwards.rs` says.
const TERM_MS: i64 = 10_000;

fn tag(pk: &str) -> Key {
    key("spicy_tags", pk)
}

fn tag_row<D, M>(app: &App<D, M>, id: &str) -> Change {
    insert(&target("spicy_tags", None), &app.world, &[("id", id.into()), ("name", id.into())])
}

fn renamed<D, M>(app: &App<D, M>, id: &str, name: &str) -> Change {
    update(&target("spicy_tags", None), &app.world, id, &[("name", name.into())])
}

/// Some requests of one isolate, each with one change.
async fn requests<D: Store + Ledger + Clone + 'static, M: Store + Clone + 'static>(
    app: &App<D, M>,
    isolate: &Rc<Isolate>,
    changes: Vec<Change>,
) {
    for change in changes {
        app.request(isolate).write(unit(&app.world, vec![change])).await.unwrap();
    }
}

/// Requests of one isolate that each insert a tag.
async fn insert_tags<D: Store + Ledger + Clone + 'static, M: Store + Clone + 'static>(
    app: &App<D, M>,
    isolate: &Rc<Isolate>,
    ids: &[&str],
) {
    requests(app, isolate, ids.iter().map(|id| tag_row(app, id)).collect()).await;
}

/// The keys that events were sent about, and how many events.
fn sent<D, M>(app: &App<D, M>) -> (BTreeSet<String>, usize) {
    let messages = app.world.messages();
    let keys = messages.iter().map(|message| Envelope::decode(message).unwrap().key);
    (keys.collect(), messages.len())
}

fn set(ids: &[&str]) -> BTreeSet<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

/// The applies among some calls.
fn applies(calls: &[Call]) -> Vec<(usize, ApplySet)> {
    calls.iter().filter_map(|call| call.applied).collect()
}

fn count(calls: &[Call], side: Side, name: &str) -> usize {
    calls.iter().filter(|call| call.side == side && call.name == name).count()
}

/// Both databases hold the same of these, no line and no event waits, and each was sent about.
async fn assert_through<D: Store + Ledger + Clone + 'static, M: Store + Clone + 'static>(
    app: &App<D, M>,
    ids: &[&str],
) {
    let keys: Vec<Key> = ids.iter().map(|id| tag(id)).collect();
    app.assert_same(&keys).await;
    for key in &keys {
        assert!(state(&app.mysql, key).await.is_some(), "{key}");
    }
    assert_eq!(app.journal_lines().await, 0);
    assert_eq!(app.d1.outbox_depth(10).await.unwrap().pending, 0);
    assert_eq!(sent(app).0, set(ids));
}

const TEN: [&str; 10] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];

pairs!(ten_writes_share_one_apply_one_batch_and_one_note, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    let isolate = Rc::default();
    insert_tags(&app, &isolate, &TEN).await;
    app.plan.take_calls();
    app.world.settle().await;
    let calls = app.plan.take_calls();
    assert_eq!(applies(&calls), [(10, ApplySet::Inserted)]);
    assert_eq!(count(&calls, Side::D1, "conclude"), 1);
    assert_eq!(calls.len(), 2, "{calls:?}");
    assert_eq!(app.world.batches(), 1);
    assert_eq!(sent(&app).1, 10);
    assert_through(&app, &TEN).await;
    assert_eq!(isolate.counters.dual_writes.get(), 10);
});

pairs!(one_row_written_three_times_ends_at_its_last_version, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    let isolate = Rc::default();
    let changes = vec![tag_row(&app, "a"), renamed(&app, "a", "x"), renamed(&app, "a", "y")];
    requests(&app, &isolate, changes).await;
    app.plan.take_calls();
    app.world.settle().await;
    assert_eq!(applies(&app.plan.take_calls()), [(3, ApplySet::Independent)]);
    assert_eq!(sent(&app).1, 3, "each write has its event");
    assert_through(&app, &["a"]).await;

    let changes = ["x", "y", "z"].map(|name| renamed(&app, "a", name));
    requests(&app, &isolate, changes.to_vec()).await;
    app.plan.take_calls();
    app.world.settle().await;
    assert_eq!(applies(&app.plan.take_calls())[0], (3, ApplySet::Updated));
    assert_through(&app, &["a"]).await;
});

pairs!(what_a_leader_that_ends_has_not_done_comes_all_the_same, |pair| {
    // In its first call or its second, before or after it had its effect; or before it was polled.
    for (call, fault) in [
        (0, Fault::DieBefore),
        (1, Fault::DieBefore),
        (1, Fault::DieAfter),
        (2, Fault::DieBefore),
        (2, Fault::DieAfter),
    ] {
        for another_comes in [true, false] {
            let (d1, mysql) = pair.fresh().await;
            let app = App::new(d1, mysql);
            let isolate = Rc::default();
            insert_tags(&app, &isolate, &["a", "b"]).await;
            app.plan.fail_at(call, fault);
            if call > 0 {
                app.plan.until_death(app.world.settle()).await;
                assert!(app.plan.was_hit());
            }
            app.world.forget_tasks();
            app.plan.heal();
            if another_comes {
                insert_tags(&app, &isolate, &["c"]).await;
                app.world.settle().await;
                let there = state(&app.mysql, &tag("c")).await;
                assert!(there.is_some(), "it leads: the one before is gone");
                if call == 0 {
                    assert_through(&app, &["a", "b", "c"]).await;
                }
            }
            // What the one that ended had in hand, the cron has.
            app.heal().await;
            let all: &[&str] = if another_comes { &["a", "b", "c"] } else { &["a", "b"] };
            assert_through(&app, all).await;
        }
    }
});

pairs!(a_silent_leader_is_relieved_after_its_term_and_not_before, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    let isolate = Rc::default();
    insert_tags(&app, &isolate, &["a", "b"]).await;
    // The platform neither polls nor drops it any more.
    let silent = app.world.take_task().unwrap();
    app.world.advance_ms(TERM_MS - 1);
    insert_tags(&app, &isolate, &["c"]).await;
    assert!(app.world.take_task().is_none(), "the one before has its term");
    app.world.advance_ms(1);
    insert_tags(&app, &isolate, &["d"]).await;
    app.world.settle().await;
    assert_through(&app, &["a", "b", "c", "d"]).await;
    assert_eq!(sent(&app).1, 4);
    // It wakes up after all.
    app.plan.take_calls();
    silent.await;
    assert!(app.plan.take_calls().is_empty(), "it does no work of another's");
    insert_tags(&app, &isolate, &["e"]).await;
    app.world.settle().await;
    assert_through(&app, &["a", "b", "c", "d", "e"]).await;
});

pairs!(a_leader_that_wakes_up_in_its_group_brings_nothing_old_back, |pair| {
    for call in [1, 2] {
        let (d1, mysql) = pair.fresh().await;
        let app = App::new(d1, mysql);
        let isolate = Rc::default();
        insert_tags(&app, &isolate, &["a"]).await;
        let mut paused = app.world.take_task().unwrap();
        app.plan.fail_at(call, Fault::Pause);
        app.plan.until_death(paused.as_mut()).await;
        assert!(app.plan.was_hit());
        // It stands before the apply of an image, or before its note, for longer than its term.
        insert_tags(&app, &isolate, &["b"]).await;
        app.world.advance_ms(TERM_MS);
        requests(&app, &isolate, vec![renamed(&app, "a", "newer")]).await;
        app.world.settle().await;
        app.assert_same(&["a", "b"].map(tag)).await;
        app.plan.take_calls();
        app.plan.go_on();
        paused.await;
        app.world.settle().await;
        assert!(app.plan.take_calls().len() <= 2, "it ends what it has in hand");
        assert_through(&app, &["a", "b"]).await;
        assert_eq!(sent(&app).1, 3);
    }
});

pairs!(what_finds_no_room_is_left_to_the_cron, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    let isolate = Rc::default();
    let ids: Vec<String> = (0..100).map(|at| format!("tag{at:02}")).collect();
    for id in &ids {
        let mut work = unit(&app.world, vec![tag_row(&app, id)]);
        work.events[0].payload = format!("\"{}\"", "x".repeat(100_000));
        app.request(&isolate).write(work).await.unwrap();
    }
    let refused = app.world.log_lines().iter().filter(|l| l.contains("too much waits")).count();
    assert!((1..50).contains(&refused), "{refused}");
    app.plan.take_calls();
    app.world.settle().await;
    assert_eq!(sent(&app).1, 100 - refused);
    let groups = applies(&app.plan.take_calls());
    assert!(groups.len() >= 2, "a group is bounded by its bytes: {groups:?}");
    app.heal().await;
    app.isolate().tick().await;
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    assert_through(&app, &ids).await;
    assert_eq!(sent(&app).1, 100);
});

pairs!(a_row_that_the_secondary_refuses_holds_up_no_other, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    let isolate = Rc::default();
    insert_tags(&app, &isolate, &TEN).await;
    app.plan.refuse(tag("d"));
    app.world.settle().await;
    let others: Vec<Key> = TEN.iter().filter(|id| **id != "d").map(|id| tag(id)).collect();
    app.assert_same(&others).await;
    assert!(state(&app.mysql, &tag("d")).await.is_none());
    assert_eq!(app.journal_lines().await, 1, "its own line stays");
    assert_eq!(sent(&app), (set(&TEN), 10), "all events are sent, its own too");
    assert_eq!(app.d1.outbox_depth(100).await.unwrap().pending, 0);
    let counters = &isolate.counters;
    assert_eq!((counters.dual_writes.get(), counters.secondary_failures.get()), (9, 1));
    app.heal().await;
    assert_through(&app, &TEN).await;
});

pairs!(rows_do_not_wait_for_the_queue, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    app.world.set_queue_down(true);
    insert_tags(&app, &Rc::default(), &TEN).await;
    app.world.settle().await;
    app.assert_same(&TEN.map(tag)).await;
    assert_eq!(app.journal_lines().await, 0);
    assert_eq!(app.d1.outbox_depth(100).await.unwrap().pending, 10);
    app.world.set_queue_down(false);
    app.isolate().tick().await;
    assert_through(&app, &TEN).await;
});

pairs!(events_do_not_wait_for_the_secondary, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    let isolate = Rc::default();
    app.plan.take_mysql_down();
    insert_tags(&app, &isolate, &TEN).await;
    app.world.settle().await;
    assert_eq!(sent(&app), (set(&TEN), 10));
    assert_eq!(app.d1.outbox_depth(100).await.unwrap().pending, 0);
    assert_eq!(app.journal_lines().await, 10);
    // The first write that goes through again takes along what waits, at once.
    app.plan.heal();
    insert_tags(&app, &isolate, &["k"]).await;
    app.world.settle().await;
    assert_eq!(app.journal_lines().await, 0);
    app.assert_same(&TEN.map(tag)).await;
});

pairs!(writes_of_two_epochs_are_not_applied_together, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    let isolate = Rc::default();
    insert_tags(&app, &isolate, &["a", "b"]).await;
    pair.write_outside(&app.d1, "UPDATE _control SET epoch = 2");
    requests(&app, &isolate, vec![tag_row(&app, "c"), renamed(&app, "a", "x")]).await;
    let image = state(&app.d1, &tag("a")).await.unwrap();
    assert_eq!(image.version.epoch(), Epoch(2));
    app.plan.take_calls();
    app.world.settle().await;
    let applied = applies(&app.plan.take_calls());
    assert_eq!(applied, [(2, ApplySet::Inserted), (2, ApplySet::Independent)]);
    assert_through(&app, &["a", "b", "c"]).await;
});

pairs!(writes_of_two_primaries_are_not_applied_together, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    let isolate = Rc::default();
    insert_tags(&app, &isolate, &["a"]).await;
    // A switch ends when the old primary's journal is empty.
    app.isolate().tick().await;
    assert_eq!(app.journal_lines().await, 0);
    pair.reverse(&app.d1, &app.mysql).await;
    requests(&app, &isolate, vec![renamed(&app, "a", "x")]).await;
    app.plan.take_calls();
    app.world.settle().await;
    let calls = app.plan.take_calls();
    let sides: Vec<Side> =
        calls.iter().filter(|call| call.applied.is_some()).map(|call| call.side).collect();
    assert_eq!(sides, [Side::MySql, Side::D1]);
    app.assert_same(&[tag("a")]).await;
    let Body::Row(row) = state(&app.d1, &tag("a")).await.unwrap().body else { panic!() };
    assert_eq!(row.get(row.table().find("name").unwrap().0).as_text(), Some("x"));
    assert_eq!(app.journal_lines().await, 0);
});

pairs!(of_an_awaited_write_the_acknowledgement_is_left, |pair| {
    for worked_off in [true, false] {
        let (d1, mysql) = pair.fresh().await;
        let mut app = App::new(d1, mysql);
        app.flags.push(("SECONDARY_WRITES", "await"));
        let isolate = Rc::default();
        insert_tags(&app, &isolate, &["a", "b"]).await;
        app.assert_same(&["a", "b"].map(tag)).await;
        assert!(state(&app.mysql, &tag("b")).await.is_some(), "it is there before the answer");
        assert_eq!(app.journal_lines().await, 2);
        app.plan.take_calls();
        if worked_off {
            app.world.settle().await;
            let calls = app.plan.take_calls();
            assert_eq!(count(&calls, Side::D1, "conclude"), 1);
            assert_eq!(calls.len(), 1, "{calls:?}");
        } else {
            app.world.forget_tasks();
            app.heal().await;
        }
        assert_through(&app, &["a", "b"]).await;
        assert_eq!(sent(&app).1, 2);
    }
});

pairs!(what_a_delete_takes_along_follows_at_once_in_either_direction, |pair| {
    for reversed in [false, true] {
        let (d1, mysql) = pair.fresh().await;
        let app = App::new(d1, mysql);
        let isolate = Rc::default();
        let (team, workouts) = (target("team", Some("team_1")), target("workouts", Some("team_1")));
        let row = |of, values: &[(&str, Value)]| insert(of, &app.world, values);
        let text = |name: &'static str, value: &str| (name, Value::from(value));
        let tags = target("workout_tags", None);
        let rows = vec![
            tag_row(&app, "a"),
            row(&team, &[text("id", "team_1"), text("name", "T"), text("slug", "t")]),
            row(
                &workouts,
                &[
                    text("id", "w"),
                    text("name", "Fran"),
                    text("description", ""),
                    text("scheme", "time"),
                ],
            ),
            row(&tags, &[text("id", "wt"), text("workout_id", "w"), text("tag_id", "a")]),
        ];
        requests(&app, &isolate, rows).await;
        app.world.settle().await;
        let keys = [tag("a"), key("workouts", "w"), key("workout_tags", "wt")];
        app.assert_same(&keys).await;
        if reversed {
            pair.reverse(&app.d1, &app.mysql).await;
        }
        requests(&app, &isolate, vec![delete(&workouts, "w")]).await;
        app.world.settle().await;
        app.assert_same(&keys).await;
        assert!(state(&app.d1, &keys[2]).await.unwrap().row().is_none());
        assert_eq!(app.journal_lines().await, 0);
    }
});

pairs!(a_leader_that_nobody_relieves_goes_on_and_ends_before_the_platform_ends_it, |pair| {
    // How long an apply takes, and how many a request begins: five groups, or three and a drain that
    // brings over what they left.
    for (each_ms, made) in [(3_000, 5), (7_000, 4)] {
        let (d1, mysql) = pair.fresh().await;
        let app = App::new(d1, mysql);
        let isolate = Rc::default();
        insert_tags(&app, &isolate, &["a"]).await;
        for at in 0..4 {
            // Another epoch, another group.
            let sql = format!("UPDATE _control SET epoch = {}", at + 2);
            pair.write_outside(&app.d1, &sql);
            requests(&app, &isolate, vec![renamed(&app, "a", &format!("name {at}"))]).await;
        }
        app.plan.take_calls();
        app.plan.slow_down(&app.world, "apply", each_ms);
        app.world.settle().await;
        assert_eq!(applies(&app.plan.take_calls()).len(), made);
        assert_eq!(app.journal_lines().await, 0);
        app.heal().await;
        app.assert_same(&[tag("a")]).await;
    }
});

pairs!(a_leader_ends_before_d1_refuses_more_statements, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    let isolate = Rc::default();
    pair.reverse(&app.d1, &app.mysql).await;
    let ids: Vec<String> = (0..350).map(|at| format!("tag{at:03}")).collect();
    for id in &ids {
        requests(&app, &isolate, vec![tag_row(&app, id)]).await;
    }
    app.plan.take_calls();
    app.world.settle().await;
    // Each image is two statements there: one group, and what the drain after it may take.
    let groups = applies(&app.plan.take_calls());
    let drained = |rows| (rows, ApplySet::Independent);
    let expected = [(100, ApplySet::Inserted), drained(100), drained(100), drained(50)];
    assert_eq!(groups, expected);
    assert_eq!(app.journal_lines().await, 0);
    app.heal().await;
    let keys: Vec<Key> = ids.iter().map(|id| tag(id)).collect();
    app.assert_same(&keys).await;
});
