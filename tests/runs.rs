//! Runs: a backfill in slices, whatever breaks in between, with the operator's hand on it.

// A test panics to fail.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

#[path = "runs/mends.rs"]
mod mends;

use support::app::{App, AppRouter, insert, key, target, unit, update};
use support::faulty::Fault;
use support::pairs::{Pair, TwoSqlites, pairs};
use tandem::runs::{
    self, FindingFilter, FindingKind, FindingState, Hold, Kind, Ledger, Progress, Run, RunError,
    RunState, Settings, TableState, Verb, Worked,
};
use tandem::schema::Key;
use tandem::store::Store;

const FAULTS: [Fault; 4] = [Fault::Before, Fault::AnswerLost, Fault::DieBefore, Fault::DieAfter];
/// Rows that were there before.
const ROWS: usize = 25;

fn tables(names: &[&str]) -> Settings {
    Settings {
        tables: names.iter().map(|name| (*name).to_owned()).collect(),
        batch_rows: 10,
        ..Settings::default()
    }
}

fn tag_keys(rows: usize) -> Vec<Key> {
    (0..rows).map(|at| key("spicy_tags", &format!("t{at:03}"))).collect()
}

/// Rows as an app has them before Tandem writes anything.
async fn seeded<P: Pair>(pair: &P) -> App<P::D1, P::MySql>
where
    P::D1: Ledger,
{
    let (d1, mysql) = pair.fresh().await;
    for at in 0..ROWS {
        let sql = format!("INSERT INTO spicy_tags (id, name) VALUES ('t{at:03}', 'name {at}')");
        pair.write_outside(&d1, &sql);
    }
    let mut app = App::new(d1, mysql);
    app.flags.push(("PRIMARY", "d1"));
    app
}

async fn begun<D, M>(app: &App<D, M>, kind: Kind, settings: Settings) -> Run
where
    D: Store + Ledger + Clone + 'static,
    M: Store + Clone + 'static,
{
    runs::start(&app.isolate(), kind, settings, "tester").await.unwrap()
}

/// Works off messages until there are none.
async fn worked_off<D, M>(app: &App<D, M>)
where
    D: Store + Ledger + Clone + 'static,
    M: Store + Clone + 'static,
{
    for _ in 0..100 {
        let Some(message) = app.world.take_job() else { return };
        runs::work(&app.isolate(), &message).await.unwrap();
    }
    panic!("the run does not end; log: {:#?}", app.world.log_lines());
}

async fn state<D: Ledger + Clone, M>(app: &App<D, M>, id: &str) -> Run {
    app.d1.run(id).await.unwrap().unwrap()
}

/// The cron, minute after minute, until the run has ended.
async fn ended<D, M>(app: &App<D, M>, id: &str) -> Run
where
    D: Store + Ledger + Clone + 'static,
    M: Store + Clone + 'static,
{
    app.plan.heal();
    for _ in 0..30 {
        let run = state(app, id).await;
        if run.state.has_ended() {
            return run;
        }
        app.world.advance_ms(61_000);
        let router = app.isolate();
        router.tick().await;
        runs::revive(&router).await.unwrap();
        worked_off(app).await;
    }
    panic!("the run has not ended: {:?}; log: {:#?}", state(app, id).await, app.world.log_lines());
}

pairs!(a_backfill_copies_what_was_there_before, |pair| {
    let app = seeded(&pair).await;
    let run = begun(&app, Kind::Backfill, tables(&["spicy_tags"])).await;
    worked_off(&app).await;
    let run = state(&app, &run.id).await;
    assert_eq!((run.state, run.error.as_deref()), (RunState::Done, None));
    let table = &run.tables[0];
    assert_eq!((table.rows, table.good, table.findings), (25, 25, 0));
    assert_eq!((table.state, table.expected_rows), (TableState::Done, Some(25)));
    assert!(table.chunks >= 3, "{table:?}");
    app.assert_same(&tag_keys(ROWS)).await;

    // Again, after one row went on: nothing becomes older.
    let tags = target("spicy_tags", None);
    let change = update(&tags, &app.world, "t003", &[("name", "newer".into())]);
    app.isolate().write(unit(&app.world, vec![change])).await.unwrap();
    app.world.settle().await;
    let again = begun(&app, Kind::Backfill, tables(&["spicy_tags"])).await;
    worked_off(&app).await;
    assert_eq!(state(&app, &again.id).await.state, RunState::Done);
    app.assert_same(&tag_keys(ROWS)).await;
});

pairs!(whatever_breaks_a_backfill_ends_with_all_rows_copied, |pair| {
    for fault in FAULTS {
        for call in 1.. {
            let app = seeded(&pair).await;
            let run = begun(&app, Kind::Backfill, tables(&["spicy_tags"])).await;
            app.plan.fail_at(call, fault);
            let message = app.world.take_job().unwrap();
            let router = app.isolate();
            // Where the isolate dies, its message is lost with it.
            app.plan.until_death(runs::work(&router, &message)).await;
            let hit = app.plan.was_hit();
            let context = format!("call {call}, {fault:?}");
            let run = ended(&app, &run.id).await;
            assert_eq!(run.state, RunState::Done, "{context}: {:?}", run.error);
            assert_eq!(run.tables[0].rows, 25, "{context}");
            app.assert_same(&tag_keys(ROWS)).await;
            if !hit {
                assert!(call > 8, "{context}");
                break;
            }
        }
    }
});

pairs!(a_backfill_goes_the_other_way_when_mysql_is_the_primary, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    pair.reverse(&app.d1, &app.mysql).await;
    let tags = target("spicy_tags", None);
    for at in 0..ROWS {
        let values = [("id", format!("t{at:03}").into()), ("name", format!("name {at}").into())];
        let made = insert(&tags, &app.world, &values);
        app.isolate().write(unit(&app.world, vec![made])).await.unwrap();
        app.world.forget_tasks();
    }
    // As if they were there before the journal was.
    let lines = app.mysql.journal(&None, i64::MAX, 100).await.unwrap();
    let lines: Vec<_> = lines.into_iter().map(|line| (line.key, line.version)).collect();
    app.mysql.ack(&lines).await.unwrap();
    let run = begun(&app, Kind::Backfill, tables(&["spicy_tags"])).await;
    worked_off(&app).await;
    let run = state(&app, &run.id).await;
    assert_eq!((run.state, run.from), (RunState::Done, tandem::store::Side::MySql));
    app.assert_same(&tag_keys(ROWS)).await;
});

#[tokio::test]
async fn an_operator_pauses_resumes_cancels_and_begins_a_table_anew() {
    let app = seeded(&TwoSqlites).await;
    let router = app.isolate();
    let run = begun(&app, Kind::Backfill, tables(&["spicy_tags"])).await;
    // Lines of the audit are in the order of their times.
    let change = async |verb: Verb| {
        app.world.advance_ms(1);
        runs::change(&router, &run.id, verb, "ann").await
    };
    let paused = change(Verb::Pause).await.unwrap();
    assert_eq!(paused.state, RunState::Paused);
    worked_off(&app).await;
    assert_eq!(state(&app, &run.id).await.tables[0].rows, 0, "nobody works on it");
    let busy = runs::start(&router, Kind::Backfill, tables(&["team"]), "ann").await;
    assert_eq!(busy.unwrap_err(), RunError::Unfinished);

    change(Verb::Resume).await.unwrap();
    worked_off(&app).await;
    assert_eq!(state(&app, &run.id).await.state, RunState::Done);
    let late = change(Verb::Pause).await;
    assert_eq!(late.unwrap_err(), RunError::State(RunState::Done));
    let wrong = change(Verb::Restart("team".to_owned())).await;
    assert!(matches!(wrong, Err(RunError::Setting(_))));

    let anew = Verb::Restart("spicy_tags".to_owned());
    let begun = change(anew).await.unwrap();
    assert_eq!((begun.state, begun.tables[0].rows), (RunState::Running, 0));
    change(Verb::Cancel).await.unwrap();
    worked_off(&app).await;
    assert_eq!(state(&app, &run.id).await.tables[0].rows, 0);
    let verbs: Vec<String> =
        app.d1.audited(10).await.unwrap().into_iter().map(|line| line.verb).rev().collect();
    assert_eq!(verbs, ["run.start", "run.pause", "run.resume", "run.restart", "run.cancel"]);
    let gone = runs::change(&router, "none", Verb::Pause, "ann").await;
    assert_eq!(gone.unwrap_err(), RunError::NotFound);
}

#[tokio::test]
async fn the_cron_sends_anew_what_a_broken_chain_lost() {
    let app = seeded(&TwoSqlites).await;
    app.world.set_queue_down(true);
    let refused = runs::start(&app.isolate(), Kind::Backfill, tables(&["spicy_tags"]), "ann").await;
    assert!(matches!(refused, Err(RunError::Queue(_))));
    app.world.set_queue_down(false);
    let id = app.d1.runs(1).await.unwrap()[0].id.clone();
    runs::revive(&app.isolate()).await.unwrap();
    assert_eq!(app.world.take_job(), None, "it may still be on its way");
    assert_eq!(ended(&app, &id).await.state, RunState::Done);
}

#[tokio::test]
async fn a_message_that_comes_twice_finds_the_other_at_work() {
    let app = seeded(&TwoSqlites).await;
    begun(&app, Kind::Backfill, tables(&["spicy_tags"])).await;
    let message = app.world.take_job().unwrap();
    let lease = message.clone();
    assert!(app.d1.lease(&lease, "another", 1_800_000_000_000, 60_000).await.unwrap());
    assert_eq!(runs::work(&app.isolate(), &message).await.unwrap(), Worked::Busy);
    assert_eq!(app.world.take_job(), None);
    assert_eq!(runs::work(&app.isolate(), "run:none").await.unwrap(), Worked::Ended);
}

#[tokio::test]
async fn a_row_that_can_not_be_copied_is_a_finding_and_the_run_goes_on() {
    let app = seeded(&TwoSqlites).await;
    let long = "x".repeat(300);
    app.d1.database().raw(&format!("UPDATE spicy_tags SET name = '{long}' WHERE id = 't004'"));
    app.d1.database().raw("UPDATE spicy_tags SET createdAt = 'noon' WHERE id = 't011'");
    let run = begun(&app, Kind::Backfill, tables(&["spicy_tags"])).await;
    worked_off(&app).await;
    let run = state(&app, &run.id).await;
    assert_eq!(run.state, RunState::Done);
    assert_eq!((run.tables[0].rows, run.tables[0].good, run.tables[0].findings), (25, 23, 2));
    let filter = FindingFilter { run: Some(run.id.clone()), ..FindingFilter::default() };
    let found = app.d1.findings(&filter, None, 10).await.unwrap();
    let kinds: Vec<_> = found.iter().map(|one| (one.pk.as_str(), one.kind, one.state)).collect();
    let open = FindingState::Open;
    assert_eq!(
        kinds,
        [("t004", FindingKind::Refused, open), ("t011", FindingKind::Unparsable, open)]
    );
    assert!(found[0].message.contains("`name`") && !found[0].message.contains("xxx"));

    let strict = Settings { continue_on_error: false, ..tables(&["spicy_tags"]) };
    let run = begun(&app, Kind::Backfill, strict).await;
    worked_off(&app).await;
    let run = state(&app, &run.id).await;
    assert_eq!(run.state, RunState::Failed);
    assert!(run.error.unwrap().contains("spicy_tags/t004"));
}

#[tokio::test]
async fn a_dry_run_writes_nothing() {
    let app = seeded(&TwoSqlites).await;
    app.d1
        .database()
        .raw(&format!("UPDATE spicy_tags SET name = '{}' WHERE id = 't004'", "x".repeat(300)));
    let dry = Settings { dry_run: true, ..tables(&["spicy_tags"]) };
    let run = begun(&app, Kind::Backfill, dry).await;
    worked_off(&app).await;
    let run = state(&app, &run.id).await;
    assert_eq!((run.state, run.tables[0].good, run.tables[0].findings), (RunState::Done, 24, 1));
    assert!(run.tables[0].bytes > 0);
    let there = app.mysql.snapshot(&tag_keys(ROWS)).await.unwrap();
    assert!(there.iter().all(Option::is_none));
    assert!(!app.d1.control().await.unwrap().journaling, "a dry run begins nothing");
}

#[tokio::test]
async fn a_run_yields() {
    let app = seeded(&TwoSqlites).await;
    let slow = Settings { rows_per_second: 1, ..tables(&["spicy_tags"]) };
    let run = begun(&app, Kind::Backfill, slow).await;
    let message = app.world.take_job().unwrap();
    assert_eq!(runs::work(&app.isolate(), &message).await.unwrap(), Worked::GoesOn);
    let held = state(&app, &run.id).await;
    assert_eq!((held.state, held.hold), (RunState::Running, Some(Hold::RowsPerSecond)));
    runs::change(&app.isolate(), &run.id, Verb::Cancel, "ann").await.unwrap();
    worked_off(&app).await;

    // A line of the journal that nobody replays.
    let tags = target("spicy_tags", None);
    let change = update(&tags, &app.world, "t003", &[("name", "newer".into())]);
    app.isolate().write(unit(&app.world, vec![change])).await.unwrap();
    app.world.forget_tasks();
    app.d1.database().raw("UPDATE _journal SET since_ms = 1");
    let run = begun(&app, Kind::Backfill, tables(&["spicy_tags"])).await;
    let message = app.world.take_job().unwrap();
    runs::work(&app.isolate(), &message).await.unwrap();
    assert_eq!(state(&app, &run.id).await.hold, Some(Hold::JournalAge));
    let router: AppRouter<_, _> = app.isolate();
    router.tick().await;
    assert_eq!(ended(&app, &run.id).await.state, RunState::Done);
}

#[tokio::test]
async fn what_a_run_needs_must_be_there() {
    let mut app = seeded(&TwoSqlites).await;
    app.flags = vec![("ENABLE_DOUBLE_WRITE", "false")];
    let off = runs::start(&app.isolate(), Kind::Backfill, tables(&["team"]), "ann").await;
    assert!(matches!(off, Err(RunError::NotReady(_))));
    let dry = Settings { dry_run: true, ..tables(&["team"]) };
    runs::start(&app.isolate(), Kind::Backfill, dry, "ann").await.unwrap();
    app.d1.database().raw("UPDATE _control SET state = 'closing', writes_to = 'mysql'");
    let closing = runs::start(&app.isolate(), Kind::Verify, tables(&["team"]), "ann").await;
    assert!(matches!(closing, Err(RunError::NotReady(_))));
}

#[tokio::test]
async fn a_run_ends_when_the_primary_is_another() {
    let app = seeded(&TwoSqlites).await;
    let run = begun(&app, Kind::Backfill, tables(&["spicy_tags"])).await;
    TwoSqlites.reverse(&app.d1, &app.mysql).await;
    worked_off(&app).await;
    let run = state(&app, &run.id).await;
    assert_eq!(run.state, RunState::Failed);
    assert!(run.error.unwrap().contains("primary"));
}

#[tokio::test]
async fn what_stopped_a_strict_run_is_tried_again_when_it_is_resumed() {
    let app = seeded(&TwoSqlites).await;
    let spoil = format!("UPDATE spicy_tags SET name = '{}' WHERE id = 't004'", "x".repeat(300));
    app.d1.database().raw(&spoil);
    let strict = Settings { continue_on_error: false, ..tables(&["spicy_tags"]) };
    let run = begun(&app, Kind::Backfill, strict).await;
    worked_off(&app).await;
    assert_eq!(state(&app, &run.id).await.state, RunState::Failed);
    app.d1.database().raw("UPDATE spicy_tags SET name = 'short' WHERE id = 't004'");
    app.d1.database().raw("DELETE FROM _journal");
    runs::change(&app.isolate(), &run.id, Verb::Resume, "ann").await.unwrap();
    worked_off(&app).await;
    assert_eq!(state(&app, &run.id).await.state, RunState::Done);
    app.assert_same(&tag_keys(ROWS)).await;
}

#[tokio::test]
async fn a_refused_row_keeps_its_reason_where_the_run_validates() {
    let app = seeded(&TwoSqlites).await;
    let spoil = format!("UPDATE spicy_tags SET name = '{}' WHERE id = 't004'", "x".repeat(300));
    app.d1.database().raw(&spoil);
    let run =
        begun(&app, Kind::Backfill, Settings { validate: true, ..tables(&["spicy_tags"]) }).await;
    worked_off(&app).await;
    assert_eq!(state(&app, &run.id).await.tables[0].findings, 1);
    let found = app.d1.findings(&FindingFilter::default(), None, 10).await.unwrap();
    assert!(found[0].message.contains("at most 255"), "{}", found[0].message);
}

#[tokio::test]
async fn a_bound_of_rows_a_second_holds_for_small_ones_too() {
    let app = seeded(&TwoSqlites).await;
    let slow = Settings { rows_per_second: 1, parallel_tables: 1, ..tables(&["spicy_tags"]) };
    let run = begun(&app, Kind::Backfill, slow).await;
    let message = app.world.take_job().unwrap();
    runs::work(&app.isolate(), &message).await.unwrap();
    let rows = state(&app, &run.id).await.tables[0].rows;
    assert!((5..=12).contains(&rows), "{rows} rows in ten seconds");
}

#[tokio::test]
async fn what_was_deleted_before_d1_journaled_is_deleted_on_both_sides() {
    let app = seeded(&TwoSqlites).await;
    app.d1.database().raw("DELETE FROM spicy_tags WHERE id = 't007'");
    begun(&app, Kind::Backfill, tables(&["spicy_tags"])).await;
    worked_off(&app).await;
    app.assert_same(&tag_keys(ROWS)).await;
    let verify = begun(&app, Kind::Verify, tables(&["spicy_tags"])).await;
    worked_off(&app).await;
    assert_eq!(state(&app, &verify.id).await.tables[0].findings, 0);
}

#[tokio::test]
async fn rows_changed_since_a_time_are_copied() {
    let app = seeded(&TwoSqlites).await;
    app.d1.database().raw("UPDATE spicy_tags SET updatedAt = 100 + substr(id, 2)");
    let settings = Settings { since_ms: Some(120_500), ..tables(&["spicy_tags"]) };
    let run = begun(&app, Kind::Sync, settings).await;
    worked_off(&app).await;
    assert_eq!(state(&app, &run.id).await.state, RunState::Done);
    let there = app.mysql.snapshot(&tag_keys(ROWS)).await.unwrap();
    // A column of whole seconds: the row of that second may have changed later in it.
    assert_eq!(there.iter().filter(|image| image.is_some()).count(), 5);
}

#[tokio::test]
async fn a_slice_that_has_lost_its_lease_notes_nothing() {
    let app = seeded(&TwoSqlites).await;
    let run = begun(&app, Kind::Backfill, tables(&["spicy_tags"])).await;
    let message = app.world.take_job().unwrap();
    app.plan.fail_at(6, Fault::Pause);
    let router = app.isolate();
    let mut work = Box::pin(runs::work(&router, &message));
    app.plan.until_death(&mut work).await;
    assert!(app.plan.was_hit());
    app.d1.database().raw("UPDATE _lease SET holder = 'another'");
    app.plan.go_on();
    work.await.unwrap();
    let run = state(&app, &run.id).await;
    assert_eq!((run.state, run.tables[0].state), (RunState::Running, TableState::Waiting));
}
