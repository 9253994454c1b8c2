//! Facts tried out on a pair of databases, and counts that isolates hand over.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a test says so by failing

mod support;

use std::rc::Rc;

use support::app::{App, AppRouter, insert, target};
use support::faulty::Fault;
use support::mysql_server::TestDatabase;
use support::pairs::{Pair, SqliteAndMySql, pairs};
use support::world::World;
use tandem::evidence::{Evidence, Fact, FactName, Tried, renew, try_all};
use tandem::runs::Ledger;
use tandem::schema::{Epoch, Image, Key, Pk, table};
use tandem::store::{ApplyError, ApplySet, Change, Found, Op, Range, Store, Unit, WriteError};

const FACTS: [FactName; 3] = FactName::ALL;

fn held(facts: &[Fact]) -> Vec<(FactName, bool)> {
    facts.iter().map(|fact| (fact.name, fact.holds)).collect()
}

async fn kept<D: Store + Ledger, M>(app: &App<D, M>, name: FactName) -> Option<Fact> {
    app.d1.facts().await.unwrap().into_iter().find(|fact| fact.name == name)
}

/// The canaries of a database.
async fn canaries(store: &impl Store) -> Vec<(Pk, i64)> {
    let range = Range {
        table: table("tandem_canary").unwrap(),
        after: None,
        up_to: None,
        most_rows: 1_000,
        max_bytes: 1 << 20,
    };
    let page = store.range(&range).await.unwrap();
    let found = |found: &Found| match found {
        Found::Row(stored) => (Pk::of(&stored.row).unwrap(), stored.version.0),
        Found::Unreadable { pk, .. } => panic!("{pk:?}"),
    };
    page.rows.iter().map(found).collect()
}

async fn assert_one_canary<D, M>(app: &App<D, M>)
where
    D: Store + Ledger + Clone + 'static,
    M: Store + Clone + 'static,
{
    let ours = canaries(&app.d1).await;
    assert_eq!(ours, canaries(&app.mysql).await);
    assert_eq!(ours.len(), 1, "{ours:?}");
    assert_eq!(app.journal_lines().await, 0);
}

pairs!(all_facts_are_tried_daily, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    let tried = renew(&app.isolate()).await.unwrap();
    assert_eq!(held(&tried.facts), FACTS.map(|name| (name, true)), "{tried:#?}");
    assert_eq!(held(&app.d1.facts().await.unwrap()).len(), 3);
    assert_one_canary(&app).await;
    let first = canaries(&app.d1).await;
    app.world.advance_ms(86_399_000);
    assert_eq!(renew(&app.isolate()).await.unwrap(), Tried::default());
    app.world.advance_ms(1_000);
    assert_eq!(renew(&app.isolate()).await.unwrap().facts.len(), 3);
    assert_one_canary(&app).await;
    assert_ne!(first, canaries(&app.d1).await, "the one before it is gone");
});

pairs!(the_way_back_from_mysql_is_the_same_the_other_way_round, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    renew(&app.isolate()).await.unwrap();
    pair.reverse(&app.d1, &app.mysql).await;
    app.world.advance_ms(86_400_000);
    let tried = renew(&app.isolate()).await.unwrap();
    assert_eq!(held(&tried.facts), FACTS.map(|name| (name, true)), "{tried:#?}");
    assert!(tried.facts[2].detail.contains("from mysql to d1"), "{tried:#?}");
    assert_one_canary(&app).await;
    assert_eq!(canaries(&app.d1).await[0].1, (2 << 40) + 1, "changed twice in this epoch");
});

/// Each call of a trial fails in each way; the next one mends what is left.
async fn crash<P: Pair>(pair: &P, reversed: bool) {
    for fault in [Fault::Before, Fault::AnswerLost, Fault::DieBefore, Fault::DieAfter] {
        let (d1, mysql) = pair.fresh().await;
        let app = App::new(d1, mysql);
        if reversed {
            pair.reverse(&app.d1, &app.mysql).await;
        }
        assert_eq!(try_all(&app.isolate()).await.unwrap().facts.len(), 3);
        for call in 1.. {
            app.plan.fail_at(call, fault);
            let _failed = app.plan.until_death(try_all(&app.isolate())).await;
            let was_hit = app.plan.was_hit();
            app.plan.heal();
            // The lease of one that died is over, and what did not hold is tried again.
            app.world.advance_ms(300_000);
            let tried = renew(&app.isolate()).await.unwrap();
            assert!(!tried.busy && tried.problems.is_empty(), "{call} {fault:?}: {tried:#?}");
            let lost = held(&app.d1.facts().await.unwrap());
            assert!(lost.iter().all(|(_, holds)| *holds), "{call} {fault:?}: {lost:?}");
            if !was_hit {
                break;
            }
            // What the primary's journal has is brought over as ever.
            app.world.advance_ms(60_000);
            app.isolate().tick().await;
            assert_eq!(app.journal_lines().await, 0, "{call} {fault:?}");
            assert_eq!(canaries(&app.d1).await, canaries(&app.mysql).await, "{call} {fault:?}");
        }
        try_all(&app.isolate()).await.unwrap();
        assert_one_canary(&app).await;
        let hit = app.plan.hit_calls();
        for name in ["probe_cache", "shapes", "write", "apply", "ack", "snapshot", "note_fact"] {
            assert!(hit.contains(name), "{name} is not among {hit:?}");
        }
    }
}

pairs!(a_trial_may_die_at_every_call, |pair| {
    crash(&pair, false).await;
});
pairs!(a_trial_may_die_at_every_call_with_mysql_primary, |pair| {
    crash(&pair, true).await;
});

pairs!(a_way_back_that_is_broken_is_found_out, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    pair.write_outside(
        &app.d1,
        "CREATE TRIGGER broken BEFORE UPDATE OF nonce ON tandem_canary BEGIN SELECT RAISE(ABORT, 'broken'); END",
    );
    let tried = try_all(&app.isolate()).await.unwrap();
    assert_eq!(held(&tried.facts)[2], (FactName::WayBack, false), "{tried:#?}");
    assert!(!kept(&app, FactName::WayBack).await.unwrap().holds);
    assert_ne!(app.journal_lines().await, 0, "the change is at MySQL alone");
    pair.write_outside(&app.d1, "DROP TRIGGER broken");
    app.world.advance_ms(299_000);
    assert_eq!(renew(&app.isolate()).await.unwrap(), Tried::default());
    app.world.advance_ms(1_000);
    assert_eq!(held(&renew(&app.isolate()).await.unwrap().facts), [(FactName::WayBack, true)]);
    assert_one_canary(&app).await;
});

pairs!(a_schema_that_differs_is_found_out, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    pair.write_outside(&app.d1, "ALTER TABLE team ADD COLUMN added TEXT");
    pair.write_outside(&app.d1, "DROP INDEX spicy_tags_name_unique");
    let tried = try_all(&app.isolate()).await.unwrap();
    let fact = &tried.facts[1];
    assert!(!fact.holds);
    assert!(fact.detail.contains("d1 `team`: the schema has no column `added`"), "{fact:?}");
    assert!(fact.detail.contains("d1 `spicy_tags`: it lacks the unique key"), "{fact:?}");
});

#[tokio::test]
async fn a_schema_that_differs_in_mysql_is_found_out() {
    let Some(database) = TestDatabase::create().await else {
        return; // it said so
    };
    let pair = SqliteAndMySql(database);
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    for (ddl, named) in [
        ("ALTER TABLE team ADD COLUMN added TEXT NULL", "the schema has no column `added`"),
        ("ALTER TABLE team DROP COLUMN added, MODIFY slug VARCHAR(255) NULL", "`slug` may be NULL"),
        ("ALTER TABLE workout_tags RENAME TO elsewhere", "`workout_tags`: the table is not there"),
    ] {
        pair.0.execute(ddl).await;
        let tried = try_all(&app.isolate()).await.unwrap();
        let fact = &tried.facts[1];
        assert!(!fact.holds && fact.detail.contains(named), "{fact:?}");
    }
    pair.0.remove().await;
}

pairs!(a_database_that_is_away_says_nothing, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    try_all(&app.isolate()).await.unwrap();
    let before = app.d1.facts().await.unwrap();
    app.plan.take_mysql_down();
    app.world.advance_ms(86_400_000);
    let tried = renew(&app.isolate()).await.unwrap();
    assert_eq!((tried.facts.len(), tried.problems.len()), (0, 3), "{tried:#?}");
    assert_eq!(app.d1.facts().await.unwrap(), before);
    app.plan.heal();
    assert_eq!(renew(&app.isolate()).await.unwrap().facts.len(), 3);
});

pairs!(nothing_is_tried_where_nobody_uses_mysql, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let mut app = App::new(d1, mysql);
    app.flags.clear();
    app.plan.take_mysql_down();
    assert_eq!(renew(&app.isolate()).await.unwrap(), Tried::default());
    assert_eq!(app.plan.mysql_calls_while_down(), 0);
    assert_eq!(app.d1.facts().await.unwrap(), []);
    // With MySQL as the primary its reads matter, though nothing goes back.
    app.plan.heal();
    pair.reverse(&app.d1, &app.mysql).await;
    let tried = renew(&app.isolate()).await.unwrap();
    assert_eq!(held(&tried.facts), [(FactName::Uncached, true), (FactName::SchemaEqual, true)]);
    assert_eq!(tried.problems.len(), 1);
});

fn unit(request: &str, changes: Vec<Change>) -> Unit {
    let (request, fingerprint) = (request.to_owned(), request.to_owned());
    Unit { request, fingerprint, now_ms: 1_800_000_000_000, changes, events: Vec::new() }
}

fn insert_canary(id: &str) -> Change {
    insert(
        &target("tandem_canary", None),
        &World::new(),
        &[("id", id.into()), ("nonce", "n".into())],
    )
}

fn insert_tag(id: &str) -> Change {
    insert(&target("spicy_tags", None), &World::new(), &[("id", id.into()), ("name", id.into())])
}

fn image(change: &Change, version: i64) -> Image {
    let Op::Insert(row) = &change.op else { panic!("an insert") };
    let key = Key { table: change.target.table(), pk: change.pk.clone() };
    let version = tandem::schema::Version(version);
    Image { key, version, body: tandem::schema::Body::Row(row.clone()) }
}

/// The fence lets canaries through, and nothing else.
async fn assert_fence(primary: &impl Store, secondary: &impl Store, epoch: Epoch) {
    let both = || vec![insert_canary("can_x"), insert_tag("t")];
    for changes in [vec![insert_tag("t")], both(), Vec::new()] {
        let refused = secondary.write(&unit("r", changes), epoch).await;
        assert_eq!(refused.err(), Some(WriteError::Fenced));
    }
    for other in [Epoch(epoch.0 - 1), Epoch(epoch.0 + 1)] {
        let refused = secondary.write(&unit("r", vec![insert_canary("can_x")]), other).await;
        assert_eq!(refused.err(), Some(WriteError::Fenced), "{other:?}");
    }
    let set = ApplySet::Independent;
    let version = epoch.first_version().0;
    for changes in [vec![insert_tag("t")], both()] {
        let images: Vec<Image> = changes.iter().map(|change| image(change, version)).collect();
        assert_eq!(primary.apply(&images, set).await, Err(ApplyError::Primary));
    }
    assert!(secondary.write(&unit("r", vec![insert_canary("can_x")]), epoch).await.is_ok());
    assert!(primary.apply(&[image(&insert_canary("can_x"), version)], set).await.is_ok());
    // It was open for that step alone.
    let refused = secondary.write(&unit("s", vec![insert_tag("t")]), epoch).await;
    assert_eq!(refused.err(), Some(WriteError::Fenced));
}

pairs!(the_fence_lets_through_canaries_alone, |pair| {
    let (d1, mysql) = pair.fresh().await;
    assert_fence(&d1, &mysql, Epoch(1)).await;
    let (d1, mysql) = pair.fresh().await;
    pair.reverse(&d1, &mysql).await;
    assert_fence(&mysql, &d1, Epoch(2)).await;
});

pairs!(what_an_isolate_counts_gets_to_all, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    let isolate = Rc::default();
    let request = || -> AppRouter<_, _> { app.request(&isolate) };
    request().write(unit("a", vec![insert_tag("a")])).await.unwrap();
    app.world.settle().await;
    assert_eq!(app.d1.window(0).await.unwrap().dual_writes, 0, "not yet");
    app.plan.take_mysql_down();
    request().write(unit("b", vec![insert_tag("b")])).await.unwrap();
    app.world.settle().await;
    app.plan.heal();
    app.world.advance_ms(10_000);
    request().write(unit("c", vec![insert_tag("c")])).await.unwrap();
    app.world.settle().await;
    request().flush_counts().await;
    let window = app.d1.window(0).await.unwrap();
    assert_eq!((window.dual_writes, window.dual_failures), (3, 1), "{window:?}");
    assert_eq!((window.mysql_calls, window.mysql_errors), (3, 1), "{window:?}");
    assert_eq!(window.mysql_latency.total(), 3);
});
