//! Answers are true whatever was lost, and a row that can't be brought over holds up no other.

// A test panics to fail.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use support::app::{App, delete, insert, key, state, target, unit, update};
use support::faulty::Fault;
use support::pairs::{Pair, TwoSqlites, pairs};
use tandem::outbox::Envelope;
use tandem::router::RouteError;
use tandem::store::Change;

fn tag_row<D, M>(app: &App<D, M>, id: &str, name: &str) -> Change {
    insert(&target("spicy_tags", None), &app.world, &[("id", id.into()), ("name", name.into())])
}

/// What another program can do in D1: a text in a column of times.
const GARBLE_A: &str = "UPDATE spicy_tags SET createdAt = '2024-01-01 00:00:00' WHERE id = 'a'";
const MEND_A: &str = "UPDATE spicy_tags SET createdAt = 0 WHERE id = 'a'";

pairs!(a_row_that_cannot_be_read_holds_up_no_other, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    let rows = vec![tag_row(&app, "a", "one")];
    app.isolate().write(unit(&app.world, rows)).await.unwrap();
    app.world.settle().await;
    pair.write_outside(&app.d1, GARBLE_A);
    app.plan.take_mysql_down();
    let rows = vec![tag_row(&app, "z", "last")];
    app.isolate().write(unit(&app.world, rows)).await.unwrap();
    app.world.settle().await;
    app.plan.heal();
    app.world.advance_ms(60_000);
    let report = app.isolate().tick().await.replay.unwrap();
    assert_eq!((report.confirmed, report.failed), (1, 1));
    app.assert_same(&[key("spicy_tags", "z")]).await;
    assert!(app.world.log_lines().iter().any(|line| line.contains("spicy_tags/a")));
    pair.write_outside(&app.d1, MEND_A);
    app.heal().await;
    app.assert_same(&[key("spicy_tags", "a")]).await;
});

// Towards D1 a replay has statements for a few steps only; to find the line takes most of them.
#[tokio::test]
async fn a_first_row_that_cannot_be_read_stops_no_replay_towards_d1() {
    let (d1, mysql) = TwoSqlites.fresh().await;
    let app = App::new(d1, mysql);
    TwoSqlites.reverse(&app.d1, &app.mysql).await;
    app.mysql.database().raw(
        "WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 69)
         INSERT INTO spicy_tags (id, name, createdAt, updatedAt)
         SELECT 't' || i, CASE i WHEN 10 THEN x'ff' ELSE i END, 0, 0 FROM n",
    );
    app.world.advance_ms(60_000);
    let report = app.isolate().tick().await.replay.unwrap();
    assert_eq!((report.confirmed, report.failed, report.unfinished), (59, 1, false));
}

pairs!(a_write_to_a_row_that_cannot_be_read_is_committed_and_says_so, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    let rows = vec![tag_row(&app, "a", "one")];
    app.isolate().write(unit(&app.world, rows)).await.unwrap();
    app.world.settle().await;
    pair.write_outside(&app.d1, GARBLE_A);
    let rename = update(&target("spicy_tags", None), &app.world, "a", &[("name", "uno".into())]);
    let written = app.isolate().write(unit(&app.world, vec![rename])).await.unwrap();
    assert!(written.images.is_empty());
    pair.write_outside(&app.d1, MEND_A);
    app.heal().await;
    app.assert_same(&[key("spicy_tags", "a")]).await;
    let image = state(&app.mysql, &key("spicy_tags", "a")).await.unwrap();
    let name = image.key.table.find("name").unwrap().0;
    assert_eq!(image.row().unwrap().get(name).as_text(), Some("uno"));
});

pairs!(a_write_whose_answer_stays_lost_is_unknown_and_never_failed, |pair| {
    for call in 1..10 {
        let (d1, mysql) = pair.fresh().await;
        let app = App::new(d1, mysql);
        app.isolate().write(unit(&app.world, vec![tag_row(&app, "z", "zero")])).await.unwrap();
        app.world.settle().await;
        let router = app.isolate();
        app.plan.fail_from(call, Fault::AnswerLost);
        let answer = router.write(unit(&app.world, vec![tag_row(&app, "a", "one")])).await;
        let committed = state(&app.d1, &key("spicy_tags", "a")).await.is_some();
        match answer {
            Ok(_) | Err(RouteError::Unknown) => {}
            Err(error) => assert!(!committed, "committed, and answered: {error}"),
        }
        if !app.plan.was_hit() {
            break;
        }
    }
});

pairs!(a_repeated_request_whose_answer_is_lost_sends_no_second_event, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    let first = unit(&app.world, vec![tag_row(&app, "a", "one")]);
    app.isolate().write(first.clone()).await.unwrap();
    app.world.settle().await;
    // The client repeats it: the same request id, but new ids of row and event.
    let mut again = unit(&app.world, vec![tag_row(&app, "b", "one")]);
    again.request.clone_from(&first.request);
    again.fingerprint.clone_from(&first.fingerprint);
    for call in 1..8 {
        app.plan.fail_at(call, Fault::AnswerLost);
        let _answer = app.isolate().write(again.clone()).await;
        app.world.settle().await;
    }
    app.heal().await;
    let sent: Vec<String> = app
        .world
        .messages()
        .iter()
        .filter_map(|message| Some(Envelope::decode(message)?.id))
        .collect();
    assert!(sent.contains(&first.events[0].id));
    assert!(!sent.contains(&again.events[0].id), "an event without a commit");
    assert!(state(&app.d1, &key("spicy_tags", "b")).await.is_none());
});

pairs!(what_a_delete_takes_along_is_gone_on_the_other_side_too, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let mut app = App::new(d1, mysql);
    app.flags.push(("SECONDARY_WRITES", "await"));
    app.flags.push(("FAIL_ON_SECONDARY_ERROR", "true"));
    let tags = vec![
        tag_row(&app, "a", "one"),
        insert(
            &target("workouts", Some("team_1")),
            &app.world,
            &[
                ("id", "w".into()),
                ("name", "Fran".into()),
                ("description", "".into()),
                ("scheme", "time".into()),
            ],
        ),
        insert(
            &target("workout_tags", None),
            &app.world,
            &[("id", "wt".into()), ("workout_id", "w".into()), ("tag_id", "a".into())],
        ),
    ];
    let team = insert(
        &target("team", Some("team_1")),
        &app.world,
        &[("id", "team_1".into()), ("name", "T".into()), ("slug", "t".into())],
    );
    let router = app.isolate();
    router.write(unit(&app.world, vec![team])).await.unwrap();
    router.write(unit(&app.world, tags)).await.unwrap();
    let keys = [key("spicy_tags", "a"), key("workouts", "w"), key("workout_tags", "wt")];
    app.assert_same(&keys).await;
    let gone = delete(&target("workouts", Some("team_1")), "w");
    router.write(unit(&app.world, vec![gone])).await.unwrap();
    app.assert_same(&keys).await;
    assert!(state(&app.mysql, &keys[2]).await.unwrap().row().is_none());
});
