//! Shadow reads: what differs is found, noted and mended; what only moves is not.

use std::rc::Rc;

use super::{name, names, rename, tag, tolerant, write};
use crate::support::app::{App, AppRouter, key, state};
use crate::support::faulty::Fault;
use crate::support::pairs::{Pair, TwoSqlites, pairs};
use tandem::router::Isolate;
use tandem::runs::{
    Finding, FindingFilter, FindingKind, FindingState, Kind, Ledger, RunState, SHADOW_RUN,
    Settings, Severity,
};
use tandem::schema::{Body, Version};
use tandem::store::{ApplySet, Side, Store};

/// Shadow reads that calibrate before one compares.
const CALIBRATE: u64 = 5;

fn shadowing<D, M>(d1: D, mysql: M) -> App<D, M>
where
    D: Store + Ledger + Clone + 'static,
    M: Store + Clone + 'static,
{
    let mut app = App::new(d1, mysql);
    app.flags.push(("SHADOW_READ_PERCENT", "100"));
    app
}

/// An isolate that has calibrated.
async fn calibrated<D, M>(app: &App<D, M>) -> (Rc<Isolate>, AppRouter<D, M>)
where
    D: Store + Ledger + Clone + 'static,
    M: Store + Clone + 'static,
{
    let isolate = Rc::<Isolate>::default();
    let router = app.request(&isolate);
    for _ in 0..CALIBRATE {
        name(&router, "a", &tolerant(None)).await.unwrap();
        app.world.settle().await;
    }
    assert_eq!(isolate.counters.shadow_calibrations.get(), CALIBRATE);
    (isolate, router)
}

/// Changes the secondary's row at its version, as nothing but a fault does.
macro_rules! damage {
    ($app:expr, $name:literal) => {{
        let mut image = state(&$app.mysql, &key("spicy_tags", "a")).await.unwrap();
        image.version = Version(image.version.0 + 1);
        if let Body::Row(row) = &mut image.body {
            let name = row.table().find("name").unwrap().0;
            row.set(name, $name.into());
        }
        $app.mysql.apply(&[image], ApplySet::Independent).await.unwrap();
    }};
}

fn of_shadow() -> FindingFilter {
    FindingFilter { run: Some(SHADOW_RUN.to_owned()), ..FindingFilter::default() }
}

pairs!(a_difference_is_found_noted_and_mended, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = shadowing(d1, mysql);
    write(&app, &app.isolate(), vec![tag(&app.world, "a", "one")]).await;
    app.world.settle().await;
    let (isolate, router) = calibrated(&app).await;
    names(&router, &tolerant(None)).await;
    app.world.settle().await;
    assert_eq!(isolate.counters.shadow_reads.get(), 1);
    assert_eq!(isolate.counters.shadow_differed.get(), 0);

    damage!(app, "other");
    let read = names(&router, &tolerant(None)).await;
    assert_eq!(read, (vec!["one".to_owned()], Side::D1), "the answer is the primary's");
    app.world.settle().await;
    assert_eq!(isolate.counters.shadow_mismatches.get(), 1);
    let found = app.d1.findings(&of_shadow(), None, 10).await.unwrap();
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!((found[0].pk.as_str(), found[0].kind), ("a", FindingKind::Different));
    let shown = &found[0].values[0];
    assert_eq!(
        (shown.column.as_str(), shown.d1.as_str(), shown.mysql.as_str()),
        ("name", "\"one\"", "\"other\"")
    );
    assert!(app.world.log_lines().iter().all(|line| !line.contains("other")), "masked");

    // The same again is the same finding.
    name(&router, "a", &tolerant(None)).await.unwrap();
    app.world.settle().await;
    assert_eq!(app.d1.findings(&of_shadow(), None, 10).await.unwrap().len(), 1);
    assert_eq!(isolate.counters.shadow_mismatches.get(), 2);

    let settings = Settings {
        tables: vec!["spicy_tags".to_owned()],
        of_run: Some(SHADOW_RUN.to_owned()),
        ..Settings::default()
    };
    let run = tandem::runs::start(&router, Kind::Repair, settings, "test").await.unwrap();
    while let Some(job) = app.world.take_job() {
        tandem::runs::work(&app.isolate(), &job).await.unwrap();
    }
    assert_eq!(app.d1.run(&run.id).await.unwrap().unwrap().state, RunState::Done);
    let found = app.d1.findings(&of_shadow(), None, 10).await.unwrap();
    assert_eq!(found[0].state, FindingState::Repaired);
    app.assert_same(&[key("spicy_tags", "a")]).await;
});

#[tokio::test]
async fn another_order_is_over_when_the_operator_says_so() {
    let (d1, mysql) = TwoSqlites.fresh().await;
    let app = shadowing(d1, mysql);
    let order = Finding {
        run: SHADOW_RUN.to_owned(),
        table: "spicy_tags".to_owned(),
        pk: String::new(),
        kind: FindingKind::Order,
        severity: Severity::Error,
        state: FindingState::Open,
        values: Vec::new(),
        code: None,
        message: "a page comes in another order".to_owned(),
        remedy: String::new(),
        found_ms: 1,
    };
    app.d1.note_findings(SHADOW_RUN, &[order]).await.unwrap();
    let repair = async |of_run: Option<&str>, dry_run| {
        let of_run = of_run.map(str::to_owned);
        let settings = Settings { of_run, dry_run, ..Settings::default() };
        tandem::runs::start(&app.isolate(), Kind::Repair, settings, "test").await.unwrap();
        while let Some(job) = app.world.take_job() {
            tandem::runs::work(&app.isolate(), &job).await.unwrap();
        }
        app.d1.findings(&of_shadow(), None, 10).await.unwrap()[0].state
    };
    assert_eq!(repair(None, false).await, FindingState::Open);
    assert_eq!(repair(Some(SHADOW_RUN), true).await, FindingState::Open);
    assert_eq!(repair(Some(SHADOW_RUN), false).await, FindingState::Gone);
}

pairs!(what_has_not_arrived_yet_is_no_mismatch, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = shadowing(d1, mysql);
    write(&app, &app.isolate(), vec![tag(&app.world, "a", "one")]).await;
    app.world.settle().await;
    let (isolate, router) = calibrated(&app).await;
    write(&app, &router, vec![rename(&app.world, "a", "uno")]).await;
    app.world.forget_tasks();
    name(&router, "a", &tolerant(None)).await.unwrap();
    app.world.settle().await;
    assert_eq!(isolate.counters.shadow_differed.get(), 1);
    assert_eq!(isolate.counters.shadow_mismatches.get(), 0);
    assert!(app.d1.findings(&of_shadow(), None, 10).await.unwrap().is_empty());
});

pairs!(a_row_that_changes_between_two_reads_is_noise, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = shadowing(d1, mysql);
    write(&app, &app.isolate(), vec![tag(&app.world, "a", "one")]).await;
    app.world.settle().await;
    let isolate = Rc::<Isolate>::default();
    let router = app.request(&isolate);
    name(&router, "a", &tolerant(None)).await.unwrap();
    write(&app, &router, vec![rename(&app.world, "a", "uno")]).await;
    app.world.settle().await;
    assert_eq!(isolate.counters.shadow_noise.get(), 1);
    assert_eq!(isolate.counters.shadow_reads.get(), 0);
    assert!(app.d1.findings(&of_shadow(), None, 10).await.unwrap().is_empty());
});

pairs!(shadow_reads_are_bounded_and_leave_a_failing_mysql_alone, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = shadowing(d1, mysql);
    write(&app, &app.isolate(), vec![tag(&app.world, "a", "one")]).await;
    app.world.settle().await;
    let (isolate, router) = calibrated(&app).await;
    for _ in 0..20 {
        name(&router, "a", &tolerant(None)).await.unwrap();
    }
    assert_eq!(app.world.forget_tasks(), 8, "the others are not repeated");
    app.plan.take_mysql_down();
    for _ in 0..10 {
        name(&router, "a", &tolerant(None)).await.unwrap();
        app.world.settle().await;
    }
    assert_eq!(app.plan.mysql_calls_while_down(), 3, "the breaker is open");
    assert_eq!(isolate.counters.shadow_mismatches.get(), 0);
    app.plan.heal();
    // A shadow read whose notes can't be kept is lost, and no more than that.
    app.world.advance_ms(60_000);
    damage!(app, "other");
    for call in 1..30 {
        isolate.breaker.succeeded();
        app.plan.fail_at(call, Fault::Before);
        let _served = name(&router, "a", &tolerant(None)).await;
        app.world.settle().await;
    }
    assert!(app.plan.hit_calls().contains("note_findings"), "{:?}", app.plan.hit_calls());
    assert!(app.world.log_lines().iter().any(|line| line.contains("could not be compared")));
});
