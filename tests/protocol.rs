//! The replication protocol over two databases: what `docs/protocol.md` says must hold.

// A test panics to fail.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use support::app::{App, delete, insert, key, state, target, unit, update};
use support::pairs::{Pair, pairs};
use tandem::outbox::Envelope;
use tandem::replication::{D1_STATEMENTS, replay, replicate};
use tandem::router::{ReadOptions, RouteError};
use tandem::schema::{Body, Epoch, Image, Version};
use tandem::store::{Applied, ApplySet, Store};

/// Makes tags with these ids and names, in both databases.
macro_rules! tags {
    ($app:expr, $($id:literal = $name:literal),*) => {{
        let tags = target("spicy_tags", None);
        let rows = vec![$(insert(&tags, &$app.world, &[("id", $id.into()), ("name", $name.into())])),*];
        $app.isolate().write(unit(&$app.world, rows)).await.unwrap();
        $app.world.settle().await;
    }};
}

/// Renames tags at the primary while the secondary is down.
macro_rules! rename_unseen {
    ($app:expr, $($id:literal = $name:literal),*) => {{
        let tags = target("spicy_tags", None);
        $app.plan.heal();
        let router = $app.isolate();
        $(router
            .write(unit(&$app.world, vec![update(&tags, &$app.world, $id, &[("name", $name.into())])]))
            .await
            .unwrap();)*
        $app.world.forget_tasks();
    }};
}

fn tag(pk: &str) -> tandem::schema::Key {
    key("spicy_tags", pk)
}

pairs!(an_old_image_never_brings_a_deleted_row_back, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    tags!(app, "a" = "one");
    let old = state(&app.d1, &tag("a")).await.unwrap();
    app.isolate()
        .write(unit(&app.world, vec![delete(&target("spicy_tags", None), "a")]))
        .await
        .unwrap();
    app.world.settle().await;

    // A writer that was asleep all the while wakes up with the image of before.
    let outcome = app.mysql.apply(&[old], ApplySet::Independent).await.unwrap();
    assert_eq!(outcome, [Applied::Done], "the secondary holds something newer: confirmed");
    let there = state(&app.mysql, &tag("a")).await.unwrap();
    assert_eq!(there.body, Body::Tombstone);
    app.assert_same(&[tag("a")]).await;
});

pairs!(an_older_image_never_replaces_a_newer_one, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    tags!(app, "a" = "one");
    let old = state(&app.d1, &tag("a")).await.unwrap();
    let tags = target("spicy_tags", None);
    let rename = update(&tags, &app.world, "a", &[("name", "uno".into())]);
    app.isolate().write(unit(&app.world, vec![rename])).await.unwrap();
    app.world.settle().await;
    app.mysql.apply(&[old.clone(), old], ApplySet::Independent).await.unwrap();
    app.assert_same(&[tag("a")]).await;
});

pairs!(swapped_and_shifted_unique_values_arrive, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    tags!(app, "a" = "one", "b" = "two", "c" = "three", "d" = "four");
    // a and b swap; c takes d's value, d a new one.
    rename_unseen!(app, "a" = "x", "b" = "one", "a" = "two", "d" = "five", "c" = "four");
    app.heal().await;
    app.assert_same(&["a", "b", "c", "d"].map(tag)).await;
});

pairs!(a_unique_value_goes_from_a_deleted_row_to_a_new_one, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    tags!(app, "b" = "one");
    let tags = target("spicy_tags", None);
    let router = app.isolate();
    router.write(unit(&app.world, vec![delete(&tags, "b")])).await.unwrap();
    let again = insert(&tags, &app.world, &[("id", "a".into()), ("name", "one".into())]);
    router.write(unit(&app.world, vec![again])).await.unwrap();
    app.world.forget_tasks();
    app.heal().await;
    app.assert_same(&["a", "b"].map(tag)).await;
});

pairs!(a_stray_row_in_the_way_is_repaired, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    tags!(app, "a" = "one");
    // A row that the primary never had, with a value that it gives to another row.
    let mut stray = state(&app.d1, &tag("a")).await.unwrap();
    stray.key = tag("stray");
    if let Body::Row(row) = &mut stray.body {
        let column = |name| row.table().find(name).unwrap().0;
        let (id, name) = (column("id"), column("name"));
        row.set(id, "stray".into());
        row.set(name, "two".into());
    }
    app.mysql.apply(&[stray], ApplySet::Independent).await.unwrap();
    rename_unseen!(app, "a" = "two");
    app.heal().await;
    app.assert_same(&["a", "stray"].map(tag)).await;
    assert_eq!(state(&app.mysql, &tag("stray")).await.unwrap().body, Body::Tombstone);
});

pairs!(rows_that_differ_at_one_version_are_repaired_when_they_meet, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    tags!(app, "a" = "one", "b" = "two");
    // The secondary has b at its version, but with the value that a is to get.
    let mut other = state(&app.d1, &tag("b")).await.unwrap();
    other.version = Version(other.version.0 + 1);
    rename_unseen!(app, "b" = "three");
    if let Body::Row(row) = &mut other.body {
        let name = row.table().find("name").unwrap().0;
        row.set(name, "four".into());
    }
    app.mysql.apply(&[other], ApplySet::Independent).await.unwrap();
    rename_unseen!(app, "a" = "four");
    app.heal().await;
    app.assert_same(&["a", "b"].map(tag)).await;
});

pairs!(a_key_that_fails_holds_up_no_other, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    tags!(app, "a" = "one");
    // What another program wrote into D1 need not be what MySQL takes.
    let long = "x".repeat(300);
    pair.write_outside(&app.d1, &format!("INSERT INTO spicy_tags (id, name, createdAt, updatedAt) VALUES ('long', '{long}', 0, 0), ('ok', 'fine', 0, 0)"));
    app.world.advance_ms(60_000);
    let report = app.isolate().tick().await.replay.unwrap();
    assert_eq!((report.confirmed, report.failed), (1, 1));
    app.assert_same(&[tag("ok")]).await;
    let again = app.isolate().tick().await.replay.unwrap();
    assert_eq!(again.lines, 0, "it waits before it is tried again");
    pair.write_outside(&app.d1, "UPDATE spicy_tags SET name = 'short' WHERE id = 'long'");
    app.heal().await;
    app.assert_same(&["a", "ok", "long"].map(tag)).await;
});

// Sets are halved around what fails, whether it can't be read or can't be applied.
pairs!(keys_that_fail_hold_up_none_of_many, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    tags!(app, "a" = "one");
    let long = "x".repeat(300);
    pair.write_outside(&app.d1, &format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)
         INSERT INTO spicy_tags (id, name, createdAt, updatedAt)
         SELECT 't' || i, CASE WHEN i IN (7, 1400) THEN '{long}' || i WHEN i = 800 THEN x'ff' ELSE i END, 0, 0 FROM n"
    ));
    app.world.advance_ms(60_000);
    let report = app.isolate().tick().await.replay.unwrap();
    assert_eq!((report.lines, report.confirmed, report.failed), (1_500, 1_497, 3));
    assert!(!report.unfinished);
    assert_eq!(app.journal_lines().await, 3);
    app.assert_same(&["t1", "t8", "t1399", "t1500"].map(tag)).await;
});

// A step takes as many rows as memory bears, and the replay takes as many steps as that needs.
pairs!(rows_of_many_bytes_are_replayed_in_several_steps, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    tags!(app, "a" = "one");
    pair.write_outside(
        &app.d1,
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9)
         INSERT INTO workouts (id, name, description, scheme)
         SELECT 'w' || i, i, printf('%.*c', 1500000, 'x'), 'time' FROM n",
    );
    let report = app.isolate().tick().await.replay.unwrap();
    assert_eq!((report.lines, report.confirmed, report.failed), (9, 9, 0));
    let keys: Vec<_> = (1..=9).map(|i| key("workouts", &format!("w{i}"))).collect();
    app.assert_same(&keys).await;
    let first = app.d1.snapshot_within(&keys, 4 << 20).await.unwrap();
    assert_eq!(first.len(), 3, "the third begins within 4 MiB");
});

pairs!(replays_may_overlap, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    tags!(app, "a" = "one", "b" = "two");
    rename_unseen!(app, "a" = "x", "b" = "one", "a" = "two");
    // Two replays without a lease between them, chunk by chunk beside each other.
    let (one, two) = (app.world.clone(), app.world.clone());
    let coordinator = pair.fresh().await.0;
    let (first, second) = tokio::join!(
        replay(&app.d1, &app.mysql, &app.d1, &one, Epoch(1), 60_000, D1_STATEMENTS),
        replay(&app.d1, &app.mysql, &coordinator, &two, Epoch(1), 60_000, D1_STATEMENTS),
    );
    first.unwrap();
    second.unwrap();
    app.heal().await;
    app.assert_same(&["a", "b"].map(tag)).await;
});

pairs!(an_isolate_with_old_flags_loses_nothing, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let mut app = App::new(d1, mysql);
    tags!(app, "a" = "one");
    app.flags = vec![("ENABLE_DOUBLE_WRITE", "false")];
    let tags = target("spicy_tags", None);
    let rename = update(&tags, &app.world, "a", &[("name", "uno".into())]);
    app.isolate().write(unit(&app.world, vec![rename])).await.unwrap();
    app.world.settle().await;
    app.flags = vec![("ENABLE_DOUBLE_WRITE", "true")];
    app.heal().await;
    app.assert_same(&[tag("a")]).await;
});

pairs!(an_outage_costs_no_write_and_no_wait, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    tags!(app, "a" = "one");
    let router = app.isolate();
    let tags = target("spicy_tags", None);
    app.plan.take_mysql_down();
    for at in 0..50 {
        let name = format!("name {at}");
        let rename = update(&tags, &app.world, "a", &[("name", name.as_str().into())]);
        router.write(unit(&app.world, vec![rename])).await.unwrap();
        app.world.settle().await;
    }
    let calls = app.plan.mysql_calls_while_down();
    assert!(calls < 10, "the breaker lets {calls} calls through");
    app.heal().await;
    app.assert_same(&[tag("a")]).await;
});

pairs!(events_wait_for_the_queue, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    app.world.set_queue_down(true);
    tags!(app, "a" = "one", "b" = "two");
    for _ in 0..30 {
        app.world.advance_ms(600_000);
        app.isolate().tick().await;
    }
    let depth = app.d1.outbox_depth(10).await.unwrap();
    assert_eq!((depth.pending, depth.dead), (2, 0), "an outage of the queue kills no event");
    app.heal().await;
    let sent: Vec<_> = app.world.messages().iter().filter_map(|m| Envelope::decode(m)).collect();
    assert_eq!(sent.len(), 2);
    assert!(sent.iter().all(|event| event.version >= 1 << 40), "{sent:?}");
    assert_eq!(app.d1.outbox_depth(10).await.unwrap().pending, 0);
});

pairs!(an_event_alone_in_an_outage_of_the_queue_does_not_die, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    app.world.set_queue_down(true);
    tags!(app, "a" = "one");
    for _ in 0..30 {
        app.world.advance_ms(600_000);
        app.isolate().tick().await;
    }
    let depth = app.d1.outbox_depth(10).await.unwrap();
    assert_eq!((depth.pending, depth.dead), (1, 0));
    app.world.set_queue_down(false);
    app.world.advance_ms(600_000);
    app.isolate().tick().await;
    assert_eq!(app.world.messages().len(), 1);
});

pairs!(an_event_that_the_queue_refuses_goes_to_the_dead_letters, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    app.world.refuse_messages_with("\"key\":\"bad\"");
    tags!(app, "bad" = "one");
    for at in 0..12 {
        // Others go out beside it.
        let tags = target("spicy_tags", None);
        let id = format!("ok{at}");
        let fine =
            insert(&tags, &app.world, &[("id", id.as_str().into()), ("name", id.as_str().into())]);
        app.isolate().write(unit(&app.world, vec![fine])).await.unwrap();
        app.world.forget_tasks();
        app.world.advance_ms(600_000);
        app.isolate().tick().await;
    }
    let depth = app.d1.outbox_depth(10).await.unwrap();
    assert_eq!((depth.pending, depth.dead), (0, 1));
    app.world.refuse_messages_with("nothing at all");
    assert_eq!(app.isolate().redrive().await.unwrap(), 1);
    app.isolate().tick().await;
    assert!(app.world.messages().iter().any(|message| message.contains("\"key\":\"bad\"")));
});

pairs!(a_write_waits_while_a_switch_is_under_way, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    tags!(app, "a" = "one");
    let tags = target("spicy_tags", None);
    let router = app.isolate(); // its route is older than what follows
    router.get(&tags, &tag("a").pk, &ReadOptions::default()).await.unwrap();
    pair.write_outside(
        &app.d1,
        "UPDATE _control SET epoch = 2, writes_to = 'mysql', state = 'closing'",
    );
    let rename =
        || unit(&app.world, vec![update(&tags, &app.world, "a", &[("name", "uno".into())])]);
    let refused = router.write(rename()).await;
    assert!(matches!(refused, Err(RouteError::Closing { .. })), "{refused:?}");
    let read = router.get(&tags, &tag("a").pk, &ReadOptions::default()).await.unwrap();
    assert!(read.found.is_some(), "reads go on");
    pair.write_outside(&app.d1, "UPDATE _control SET epoch = 3, writes_to = 'd1', state = 'open'");
    let written = router.write(rename()).await.unwrap();
    assert_eq!(written.images[0].version.epoch(), Epoch(3));
});

pairs!(a_primary_takes_no_replicated_rows, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    tags!(app, "a" = "one");
    let image: Image = state(&app.mysql, &tag("a")).await.unwrap();
    let result =
        replicate(&app.mysql, &app.d1, &[image], ApplySet::Independent, Epoch(1)).await.unwrap();
    assert!(result.confirmed.is_empty());
    assert_eq!(result.failed.len(), 1);
});

pairs!(a_repair_is_fenced_and_goes_above_both, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    tags!(app, "a" = "one");
    let above = Version((1 << 40) + 70);
    app.d1.repair(&tag("a"), above, Epoch(1)).await.unwrap();
    assert!(state(&app.d1, &tag("a")).await.unwrap().version > above);
    assert!(app.d1.repair(&tag("a"), above, Epoch(2)).await.is_err(), "another epoch");
    app.d1.repair(&tag("never"), above, Epoch(1)).await.unwrap();
    app.heal().await;
    app.assert_same(&["a", "never"].map(tag)).await;
    assert_eq!(state(&app.mysql, &tag("never")).await.unwrap().body, Body::Tombstone);
});
