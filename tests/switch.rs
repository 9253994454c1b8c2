//! The switch in both directions, whatever fails, dies, sleeps or runs beside it: no acknowledged
//! write is lost, and no two databases take writes at once.

// A test panics to fail.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

#[path = "switch/beside.rs"]
mod beside;
#[path = "switch/controls.rs"]
mod controls;
#[path = "switch/faults.rs"]
mod faults;
#[path = "switch/forced.rs"]
mod forced;
#[path = "switch/repeated.rs"]
mod repeated;

use std::rc::Rc;

use support::app::{App, AppRouter, insert, key, target, unit, update};
use support::pairs::{Pair, pairs};
use tandem::evidence::{Fact, FactName, Standing};
use tandem::router::{Isolate, ReadOptions};
use tandem::runs::Ledger as _;
use tandem::runtime::Runtime as _;
use tandem::schema::{Body, Epoch, Key};
use tandem::store::{Coordinator, Role, RouteState, Side, Store, SwitchEnd};
use tandem::switch::{
    CLOSING_MS, Ending, Hold, Known, Pursued, SwitchError, Wish, attend, pursue, undo,
};

/// The three rows of these tests.
fn keys() -> Vec<Key> {
    ["a", "b", "c"].map(|pk| key("spicy_tags", pk)).to_vec()
}

/// With which every gate opens.
fn known<D, M>(app: &App<D, M>) -> Known {
    let at_ms = app.world.now_ms();
    let facts = [FactName::Uncached, FactName::SchemaEqual, FactName::WayBack];
    let fact = |name| Fact { name, holds: true, detail: String::new(), at_ms };
    Known {
        standing: Standing {
            backfilled_ms: Some(at_ms),
            verified_ms: Some(at_ms),
            open_findings: 0,
        },
        facts: facts.map(fact).to_vec(),
        ..Known::default()
    }
}

fn wish(to: Side) -> Wish {
    let by = "tester".to_owned();
    Wish { to, by, force: false, dry_run: false, leaves_journal: false }
}

/// Three rows in both databases, and writes go to `primary`.
async fn seeded<P: Pair>(pair: &P, primary: Side) -> App<P::D1, P::MySql>
where
    P::D1: Coordinator,
{
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    let tags = target("spicy_tags", None);
    let rows = [("a", "one"), ("b", "two"), ("c", "three")];
    let rows = rows
        .map(|(id, name)| insert(&tags, &app.world, &[("id", id.into()), ("name", name.into())]));
    app.isolate().write(unit(&app.world, rows.to_vec())).await.unwrap();
    app.world.settle().await;
    app.assert_same(&keys()).await;
    if primary == Side::MySql {
        pair.reverse(&app.d1, &app.mysql).await;
    }
    app
}

/// Renames a tag through a router; whether that was acknowledged.
async fn rename<D, M>(app: &App<D, M>, router: &AppRouter<D, M>, pk: &str, name: &str) -> bool
where
    D: Coordinator + Clone + 'static,
    M: Store + Clone + 'static,
{
    let tags = target("spicy_tags", None);
    let change = update(&tags, &app.world, pk, &[("name", name.into())]);
    router.write(unit(&app.world, vec![change])).await.is_ok()
}

/// The name of a tag in a database.
async fn name_of(store: &impl Store, pk: &str) -> String {
    let key = key("spicy_tags", pk);
    let image = store.snapshot(&[key]).await.unwrap().remove(0).unwrap();
    match image.body {
        Body::Row(row) => {
            format!("{:?}", row.iter().find(|(column, _)| column.name == "name").unwrap().1)
        }
        Body::Tombstone => "gone".to_owned(),
    }
}

fn shown(name: &str) -> String {
    format!("{:?}", tandem::schema::Value::from(name))
}

/// An isolate that believes in the route of now.
async fn stale<D, M>(app: &App<D, M>) -> Rc<Isolate>
where
    D: Coordinator + Clone + 'static,
    M: Store + Clone + 'static,
{
    let isolate = Rc::default();
    let tags = target("spicy_tags", None);
    app.request(&isolate).get(&tags, &keys()[0].pk, &ReadOptions::default()).await.unwrap();
    isolate
}

async fn go<D, M>(app: &App<D, M>, to: Side) -> Result<Pursued, SwitchError>
where
    D: Coordinator + Clone + 'static,
    M: Store + Clone + 'static,
{
    Box::pin(pursue(&app.isolate(), &wish(to), &known(app))).await
}

/// The cron, minute after minute, until nothing is left to be done: open, both lines alike, both
/// journals empty. Gives the primary.
async fn healed<D, M>(app: &App<D, M>) -> Side
where
    D: Coordinator + Clone + 'static,
    M: Store + Clone + 'static,
{
    app.plan.heal();
    for _ in 0..20 {
        app.world.advance_ms(60_000);
        let router = app.isolate();
        Box::pin(attend(&router)).await.unwrap();
        Box::pin(router.tick()).await;
        app.world.settle().await;
        let line = app.d1.control().await.unwrap();
        let mysql = app.mysql.control().await.unwrap();
        if let RouteState::Open(primary) = line.route.unwrap().state
            && mysql.epoch == line.epoch
            && app.journal_lines().await == 0
        {
            let expected = if primary == Side::MySql { Role::Primary } else { Role::Closed };
            assert_eq!(mysql.role, expected);
            return primary;
        }
    }
    panic!("not healed; log: {:#?}", app.world.log_lines());
}

/// The database that takes the writes has this name, and both have the same.
async fn assert_named<D, M>(app: &App<D, M>, pk: &str, name: &str, context: &str)
where
    D: Coordinator + Clone + 'static,
    M: Store + Clone + 'static,
{
    let (ours, theirs) = (name_of(&app.d1, pk).await, name_of(&app.mysql, pk).await);
    assert_eq!((ours, theirs), (shown(name), shown(name)), "{context}");
    app.assert_same(&keys()).await;
}

pairs!(there_and_back_and_there_again, |pair| {
    let app = seeded(&pair, Side::D1).await;
    let mut name = "one".to_owned();
    for (at, to) in [Side::MySql, Side::D1, Side::MySql, Side::D1].into_iter().enumerate() {
        let isolate = stale(&app).await;
        // What nobody has brought over yet.
        assert!(rename(&app, &app.request(&isolate), "b", &format!("late {at}")).await);
        app.world.forget_tasks();
        let pursued = go(&app, to).await.unwrap();
        assert_eq!(pursued.ending, Ending::Switched, "{pursued:?}");
        let epoch = Epoch(at as i64 + 2);
        assert_eq!((pursued.route.epoch, pursued.route.state), (epoch, RouteState::Open(to)));
        assert_eq!(app.mysql.control().await.unwrap().epoch, epoch);
        assert_eq!(app.journal_lines().await, 0);
        assert_named(&app, "b", &format!("late {at}"), "drained").await;
        // A writer with the old route notices.
        name = format!("name {at}");
        assert!(rename(&app, &app.request(&isolate), "a", &name).await);
        let at_new = match to {
            Side::D1 => name_of(&app.d1, "a").await,
            Side::MySql => name_of(&app.mysql, "a").await,
        };
        assert_eq!(at_new, shown(&name));
        app.world.settle().await;
        assert_named(&app, "a", &name, "the other database is kept current").await;
        let again = go(&app, to).await.unwrap();
        assert_eq!(again.ending, Ending::Rests);
    }
    assert_named(&app, "a", &name, "at the end").await;
    let history = app.d1.switches(10).await.unwrap();
    let epochs: Vec<i64> = history.iter().map(|switch| switch.epoch.0).collect();
    assert_eq!(epochs, [5, 4, 3, 2]);
    for switch in &history {
        assert_eq!(switch.outcome, Some(SwitchEnd::Done));
        assert!(!switch.forced && switch.who == "tester" && switch.ended_ms.is_some());
        assert!(switch.detail.contains("epochs"), "{}", switch.detail);
    }
});

pairs!(a_gate_that_does_not_hold_closes_nothing, |pair| {
    let app = seeded(&pair, Side::D1).await;
    let nothing = Known::default();
    let held = pursue(&app.isolate(), &wish(Side::MySql), &nothing).await.unwrap();
    assert_eq!(held.ending, Ending::Held(Hold::Gate));
    assert!(held.gate.unwrap().failing().any(|line| line.name == "backfill"));
    assert_eq!(app.d1.control().await.unwrap().epoch, Epoch(1));

    let dry = Wish { dry_run: true, force: true, ..wish(Side::MySql) };
    let would = pursue(&app.isolate(), &dry, &nothing).await.unwrap();
    assert_eq!(would.ending, Ending::WouldSwitch);
    assert_eq!(app.d1.control().await.unwrap().epoch, Epoch(1));

    let force = Wish { dry_run: false, ..dry };
    let forced = pursue(&app.isolate(), &force, &nothing).await.unwrap();
    assert_eq!(forced.ending, Ending::Switched);
    let audit = app.d1.audited(10).await.unwrap();
    assert!(audit[0].detail.contains("backfill"), "{audit:?}");
    assert!(app.d1.switches(1).await.unwrap()[0].detail.contains("overridden"));
});

pairs!(no_force_goes_over_what_the_protocol_rests_on, |pair| {
    let app = seeded(&pair, Side::D1).await;
    app.plan.take_mysql_down();
    let force = Wish { force: true, ..wish(Side::MySql) };
    let held = pursue(&app.isolate(), &force, &known(&app)).await.unwrap();
    assert_eq!(held.ending, Ending::Held(Hold::Gate));
    assert_eq!(app.d1.control().await.unwrap().epoch, Epoch(1));
});

pairs!(a_key_that_cannot_be_brought_over_holds_up_the_switch_and_no_write, |pair| {
    let app = seeded(&pair, Side::D1).await;
    app.plan.refuse(key("spicy_tags", "b"));
    assert!(rename(&app, &app.isolate(), "b", "stuck").await);
    app.world.settle().await;
    // The journal's age is by another clock than the test's: that line is gone over.
    let force = Wish { force: true, ..wish(Side::MySql) };
    let held = pursue(&app.isolate(), &force, &known(&app)).await.unwrap();
    assert_eq!(held.ending, Ending::Held(Hold::Stuck(1)));
    assert_eq!(app.d1.control().await.unwrap().epoch, Epoch(1));
    // A line that was put off is not waited for.
    app.plan.heal();
    assert_eq!(go(&app, Side::MySql).await.unwrap().ending, Ending::Switched);
    assert_named(&app, "b", "stuck", "").await;
});

pairs!(only_the_youngest_version_s_flag_is_pursued, |pair| {
    let mut app = seeded(&pair, Side::D1).await;
    go(&app, Side::MySql).await.unwrap();
    let switched_ms = app.d1.control().await.unwrap().since_ms;
    assert_eq!(switched_ms, app.world.now_ms());
    // The default flag wants D1. Nobody knows when this version was made; or it is an old one.
    for deployed_ms in [None, Some(switched_ms - 1), Some(switched_ms)] {
        app.deployed_ms = deployed_ms;
        assert_eq!(attend(&app.isolate()).await.unwrap().pursued, None);
        let line = app.d1.control().await.unwrap();
        assert_eq!(line.route.unwrap().state, RouteState::Open(Side::MySql));
    }
    // A younger one's is: the gate decides.
    app.deployed_ms = Some(switched_ms + 1);
    let pursued = attend(&app.isolate()).await.unwrap().pursued.unwrap();
    assert_eq!(pursued.ending, Ending::Held(Hold::Gate));
});

// However long a switch is held up, events are sent and lines are brought over.
pairs!(a_switch_that_is_held_up_leaves_the_cron_its_work, |pair| {
    let mut app = seeded(&pair, Side::MySql).await;
    app.deployed_ms = Some(app.world.now_ms() + 1); // the default flag wants D1
    let attended = attend(&app.isolate()).await.unwrap();
    assert_eq!(attended.pursued.unwrap().ending, Ending::Held(Hold::Gate));
    app.plan.refuse(key("spicy_tags", "b"));
    assert!(rename(&app, &app.isolate(), "b", "stuck").await);
    assert!(rename(&app, &app.isolate(), "c", "moves").await);
    app.world.forget_tasks();
    let router = app.isolate();
    let wish = Wish { force: true, ..wish(Side::D1) };
    let held = pursue(&router, &wish, &known(&app)).await.unwrap();
    assert_eq!(held.ending, Ending::Held(Hold::Stuck(1)));
    let report = app.isolate().tick_after(attended.statements).await;
    assert!(report.d1.is_some() && report.mysql.is_some(), "{report:?}");
    let replay = report.replay.unwrap();
    assert!(!replay.unfinished, "{replay:?}");
    // In an invocation that has switched nothing is left.
    assert_eq!(app.isolate().tick_after(850).await, tandem::router::TickReport::default());
});

// Errors of D1 pass: whoever is at it goes on, and nobody waits for the next minute's cron.
pairs!(a_switch_outlives_moments_without_d1, |pair| {
    use support::faulty::Fault;
    for from in [Side::D1, Side::MySql] {
        for call in 1.. {
            let app = seeded(&pair, from).await;
            app.plan.fail_at(call, Fault::Before);
            let pursued = go(&app, from.other()).await;
            let line = app.d1.control().await.unwrap().route.unwrap();
            assert!(matches!(line.state, RouteState::Open(_)), "call {call}: {pursued:?}");
            if !app.plan.was_hit() {
                assert!(call > 10, "only {call} calls");
                break;
            }
        }
    }
});

// What comes before the closing may take long; the closing has its time all the same.
pairs!(a_slow_beginning_leaves_nothing_closed, |pair| {
    for from in [Side::D1, Side::MySql] {
        let app = seeded(&pair, from).await;
        app.plan.slow_down(&app.world, "audit", 24_000);
        assert!(rename(&app, &app.isolate(), "b", "late").await);
        app.world.forget_tasks();
        let pursued = go(&app, from.other()).await.unwrap();
        assert_eq!(pursued.ending, Ending::Switched);
        app.plan.heal();

        // Every read of a line takes long: the time is up before the journal is empty.
        let app = seeded(&pair, from).await;
        app.plan.slow_down(&app.world, "control", 6_000);
        let pursued = go(&app, from.other()).await;
        let line = app.d1.control().await.unwrap().route.unwrap();
        assert!(matches!(line.state, RouteState::Open(_)), "{pursued:?}");
    }
});

pairs!(an_operator_undoes_a_switch_under_way, |pair| {
    for from in [Side::D1, Side::MySql] {
        let app = seeded(&pair, from).await;
        assert!(!undo(&app.isolate(), "tester").await.unwrap(), "nothing is under way");
        app.plan.fail_at(1, support::faulty::Fault::DieBefore);
        let before = app.d1.control().await.unwrap().epoch;
        close(&app, from.other()).await;
        app.plan.heal();
        assert!(undo(&app.isolate(), "tester").await.unwrap());
        let line = app.d1.control().await.unwrap();
        assert_eq!(line.epoch, Epoch(before.0 + 2));
        assert_eq!(line.route.unwrap().state, RouteState::Open(from));
        assert_eq!(app.mysql.control().await.unwrap().epoch, line.epoch);
        let last = app.d1.switches(1).await.unwrap().remove(0);
        assert_eq!(last.outcome, Some(SwitchEnd::Undone));
        assert!(rename(&app, &app.isolate(), "a", "after").await);
        app.world.settle().await;
        assert_named(&app, "a", "after", "").await;
    }
});

/// Step 1 alone, as whoever dies after it leaves it.
async fn close<D, M>(app: &App<D, M>, to: Side)
where
    D: Coordinator + Clone + 'static,
    M: Store + Clone + 'static,
{
    use tandem::store::{NewSwitch, Redirect, Route};
    let from = app.d1.control().await.unwrap().route.unwrap();
    let epoch = Epoch(from.epoch.0 + 1);
    let begins = NewSwitch {
        to,
        who: "tester".to_owned(),
        bookmark: None,
        detail: "{}".to_owned(),
        outcome: None,
    };
    let change = Redirect {
        from,
        to: Route { epoch, state: RouteState::Closing { to } },
        forced: false,
        now_ms: app.world.now_ms(),
        ends: None,
        begins: Some(begins),
    };
    assert!(app.d1.redirect(&change).await.unwrap());
    assert!(app.d1.redirect(&change).await.unwrap(), "again is no change");
    assert_eq!(app.d1.switches(10).await.unwrap().len(), 1);
}

pairs!(reads_notice_a_switch_in_time, |pair| {
    let app = seeded(&pair, Side::D1).await;
    let isolate = stale(&app).await;
    go(&app, Side::MySql).await.unwrap();
    assert!(rename(&app, &app.isolate(), "a", "new").await);
    app.world.forget_tasks();
    let tags = target("spicy_tags", None);
    app.world.advance_ms(tandem::router::ROUTE_TTL_MS);
    app.plan.take_calls();
    app.request(&isolate)
        .get(&tags, &keys()[0].pk, &ReadOptions::default())
        .await
        .unwrap()
        .found
        .unwrap();
    let reads: Vec<Side> =
        app.plan.take_calls().iter().filter(|call| call.name == "get").map(|c| c.side).collect();
    assert_eq!(reads, [Side::MySql]);
    // The coordinator is away: what was known still holds.
    app.world.advance_ms(tandem::router::ROUTE_TTL_MS);
    app.plan.fail_at(1, support::faulty::Fault::Before);
    app.request(&isolate)
        .get(&tags, &keys()[0].pk, &ReadOptions::default())
        .await
        .unwrap()
        .found
        .unwrap();
    assert!(app.plan.was_hit());
});
