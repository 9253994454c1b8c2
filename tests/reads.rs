//! Reads over two databases: who serves them, and that none is behind its session. See
//! `docs/reads.md`.

// A request, the work it leaves and the cron of both stores are one future each, many levels deep.
#![recursion_limit = "256"]
// A test panics to fail.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "reads/motion.rs"]
mod motion;
#[path = "reads/replicas.rs"]
mod replicas;
#[path = "reads/shadow.rs"]
mod shadow;
mod support;

use std::rc::Rc;

use support::app::{App, AppRouter, delete, insert, key, target, unit, update};
use support::faulty::Fault;
use support::pairs::{Pair, pairs};
use support::world::World;
use tandem::router::{Agreement, Freshness, Isolate, ReadOptions, RouteError};
use tandem::runs::{Kind, Ledger, RunState, Settings, start, work};
use tandem::schema::{Pk, Value};
use tandem::session::{Session, Touched};
use tandem::store::{Change, Direction, PageQuery, Side, Store};

/// An isolate that knows that the databases agree.
fn knowing() -> Rc<Isolate> {
    let isolate = Rc::<Isolate>::default();
    isolate.learn(Agreement { agrees: true, uncached: Some(true) });
    isolate
}

fn staged<D: Store + Ledger + Clone + 'static, M: Store + Clone + 'static>(
    d1: D,
    mysql: M,
) -> App<D, M> {
    let mut app = App::new(d1, mysql);
    app.flags.extend([("ENABLE_PS_READS", "true"), ("PS_READ_PERCENT", "100")]);
    app
}

/// Commits a change, and gives its client's session.
async fn write<D, M>(app: &App<D, M>, router: &AppRouter<D, M>, changes: Vec<Change>) -> Session
where
    D: Store + Ledger + Clone + 'static,
    M: Store + Clone + 'static,
{
    use tandem::runtime::Runtime as _;
    let unit = unit(&app.world, changes);
    let touched = Touched::by(&unit);
    let written = router.write(unit).await.unwrap();
    touched.written(&written, None, app.world.now_ms())
}

fn tolerant(session: Option<&Session>) -> ReadOptions<'_> {
    ReadOptions { session, ..ReadOptions::default() }
}

const CRITICAL: Freshness = Freshness::Critical;

fn critical() -> ReadOptions<'static> {
    ReadOptions { freshness: CRITICAL, ..ReadOptions::default() }
}

/// The tag's name, and who said so.
async fn name<D, M>(
    router: &AppRouter<D, M>,
    pk: &str,
    options: &ReadOptions<'_>,
) -> Result<(Option<String>, Side), RouteError>
where
    D: Store + Ledger + Clone + 'static,
    M: Store + Clone + 'static,
{
    let (tags, pk) = (target("spicy_tags", None), key("spicy_tags", pk).pk);
    let served = router.get(&tags, &pk, options).await?;
    let name = served.found.map(|stored| text(&stored.row));
    Ok((name, served.by))
}

fn text(row: &tandem::schema::Row) -> String {
    match row.get(row.table().find("name").unwrap().0) {
        Value::Text(text) => text.clone(),
        other => panic!("{other:?}"),
    }
}

/// All tags' names, and who said so.
async fn names<D, M>(router: &AppRouter<D, M>, options: &ReadOptions<'_>) -> (Vec<String>, Side)
where
    D: Store + Ledger + Clone + 'static,
    M: Store + Clone + 'static,
{
    let tags = target("spicy_tags", None);
    let query = PageQuery::new(tags, Vec::new(), None, Direction::Ascending, 50).unwrap();
    let served = router.list(&query, options).await.unwrap();
    (served.found.rows.iter().map(|stored| text(&stored.row)).collect(), served.by)
}

fn tag(world: &World, id: &str, name: &str) -> Change {
    insert(&target("spicy_tags", None), world, &[("id", id.into()), ("name", name.into())])
}

fn rename(world: &World, id: &str, name: &str) -> Change {
    update(&target("spicy_tags", None), world, id, &[("name", name.into())])
}

fn some(name: &str, by: Side) -> (Option<String>, Side) {
    (Some(name.to_owned()), by)
}

pairs!(reads_are_staged_once_the_databases_are_known_to_agree, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let mut app = staged(d1, mysql);
    write(&app, &app.isolate(), vec![tag(&app.world, "a", "one")]).await;
    app.world.settle().await;
    let nobody = tolerant(None);
    assert_eq!(name(&app.isolate(), "a", &nobody).await.unwrap(), some("one", Side::D1));
    let isolate = knowing();
    let router = app.request(&isolate);
    assert_eq!(name(&router, "a", &nobody).await.unwrap(), some("one", Side::MySql));
    assert_eq!(names(&router, &nobody).await, (vec!["one".to_owned()], Side::MySql));
    assert_eq!(isolate.counters.staged_reads.get(), 2);
    assert_eq!(name(&router, "a", &critical()).await.unwrap(), some("one", Side::D1));
    app.flags.push(("PS_READ_TABLES_DENY", "spicy_tags"));
    let router = app.request(&isolate);
    assert_eq!(name(&router, "a", &nobody).await.unwrap(), some("one", Side::D1));
});

pairs!(an_isolate_asks_d1_whether_the_databases_agree, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = staged(d1, mysql);
    write(&app, &app.isolate(), vec![tag(&app.world, "a", "one")]).await;
    app.world.settle().await;
    let isolate = Rc::<Isolate>::default();
    let router = app.request(&isolate);
    let read = async || {
        app.world.advance_ms(10_000);
        let by = name(&router, "a", &tolerant(None)).await.unwrap().1;
        app.world.settle().await;
        by
    };
    assert_eq!((read().await, read().await), (Side::D1, Side::D1), "nothing was compared yet");
    for kind in [Kind::Backfill, Kind::Verify] {
        let run = start(&app.isolate(), kind, Settings::default(), "test").await.unwrap();
        while let Some(job) = app.world.take_job() {
            work(&app.isolate(), &job).await.unwrap();
        }
        assert_eq!(app.d1.run(&run.id).await.unwrap().unwrap().state, RunState::Done);
    }
    // What it knew is asked for anew after the answer.
    assert_eq!((read().await, read().await), (Side::D1, Side::MySql));
    // What was known a minute ago counts no more.
    app.world.advance_ms(60_000);
    assert_eq!((read().await, read().await), (Side::D1, Side::MySql));
});

pairs!(no_reads_are_staged_while_mysql_is_far_behind, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = staged(d1, mysql);
    write(&app, &app.isolate(), vec![tag(&app.world, "a", "one")]).await;
    app.world.settle().await;
    for kind in [Kind::Backfill, Kind::Verify] {
        start(&app.isolate(), kind, Settings::default(), "test").await.unwrap();
        while let Some(job) = app.world.take_job() {
            work(&app.isolate(), &job).await.unwrap();
        }
    }
    let (isolate, nobody) = (Rc::<Isolate>::default(), tolerant(None));
    let router = app.request(&isolate);
    let read = async || {
        app.world.advance_ms(10_000);
        let by = name(&router, "a", &nobody).await.unwrap().1;
        app.world.settle().await;
        by
    };
    assert_eq!((read().await, read().await), (Side::D1, Side::MySql));
    // What is written is not brought over, and it is forgotten who wrote it. D1 goes by its own clock.
    write(&app, &app.isolate(), vec![rename(&app.world, "a", "uno")]).await;
    app.world.forget_tasks();
    let old = format!("UPDATE _journal SET since_ms = {}", 1_800_000_000_000_i64 - 400_000);
    pair.write_outside(&app.d1, &old);
    read().await;
    assert_eq!(read().await, Side::D1);
    app.heal().await;
    read().await;
    assert_eq!(read().await, Side::MySql);
});

pairs!(a_session_never_reads_what_is_older_than_its_writes, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = staged(d1, mysql);
    let isolate = knowing();
    let router = app.request(&isolate);
    write(&app, &router, vec![tag(&app.world, "a", "one"), tag(&app.world, "b", "two")]).await;
    app.world.settle().await;

    let renamed = write(&app, &router, vec![rename(&app.world, "a", "uno")]).await;
    app.world.forget_tasks();
    let mine = tolerant(Some(&renamed));
    assert_eq!(name(&router, "a", &mine).await.unwrap(), some("uno", Side::D1));
    assert_eq!(names(&router, &mine).await.1, Side::D1);
    // Another key of the table is read where it would be.
    assert_eq!(name(&router, "b", &mine).await.unwrap(), some("two", Side::MySql));
    // Without the session the old name is what is read: the secondary is behind.
    let nobody = tolerant(None);
    assert_eq!(name(&router, "a", &nobody).await.unwrap(), some("one", Side::MySql));
    assert_eq!(names(&router, &nobody).await.0, ["one", "two"]);

    let made = write(&app, &router, vec![tag(&app.world, "c", "three")]).await;
    app.world.forget_tasks();
    let mine = tolerant(Some(&made));
    assert_eq!(name(&router, "c", &mine).await.unwrap(), some("three", Side::D1));
    assert_eq!(name(&router, "c", &nobody).await.unwrap(), (None, Side::MySql));

    app.heal().await;
    let router = app.request(&isolate);
    let both = made.after(renamed);
    let mine = tolerant(Some(&both));
    assert_eq!(name(&router, "a", &mine).await.unwrap(), some("uno", Side::MySql));
    assert_eq!(name(&router, "c", &mine).await.unwrap(), some("three", Side::MySql));
    assert_eq!(names(&router, &mine).await.1, Side::MySql);
});

pairs!(a_session_that_deleted_a_row_does_not_read_it, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = staged(d1, mysql);
    let isolate = knowing();
    let router = app.request(&isolate);
    // A workout's tags go with it: nothing of this kind is read at the secondary then.
    write(&app, &router, vec![tag(&app.world, "a", "one")]).await;
    app.world.settle().await;
    let deleted = write(&app, &router, vec![delete(&target("spicy_tags", None), "a")]).await;
    app.world.forget_tasks();
    let mine = tolerant(Some(&deleted));
    assert_eq!(name(&router, "a", &mine).await.unwrap(), (None, Side::D1));
    assert_eq!(names(&router, &mine).await, (Vec::new(), Side::D1));
    assert_eq!(names(&router, &tolerant(None)).await.0, ["one"], "the secondary is behind");
    app.heal().await;
    let router = app.request(&isolate);
    let by = if deleted.is_wide() { Side::D1 } else { Side::MySql };
    assert_eq!(name(&router, "a", &mine).await.unwrap(), (None, by));
    assert_eq!(names(&router, &mine).await, (Vec::new(), by));
});

pairs!(reads_go_to_d1_while_mysql_fails, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = staged(d1, mysql);
    let isolate = knowing();
    let router = app.request(&isolate);
    write(&app, &router, vec![tag(&app.world, "a", "one")]).await;
    app.world.settle().await;
    app.plan.take_mysql_down();
    for _ in 0..5 {
        let read = name(&router, "a", &tolerant(None)).await.unwrap();
        assert_eq!(read, some("one", Side::D1));
    }
    assert_eq!(app.plan.mysql_calls_while_down(), 3, "the breaker is open");
    assert_eq!(isolate.counters.fallbacks.get(), 3);
    app.plan.heal();
    app.world.advance_ms(60_000);
    assert_eq!(name(&router, "a", &tolerant(None)).await.unwrap(), some("one", Side::MySql));
});

pairs!(reads_do_not_wait_long_for_mysql, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = staged(d1, mysql);
    let isolate = knowing();
    let router = app.request(&isolate);
    write(&app, &router, vec![tag(&app.world, "a", "one")]).await;
    app.world.settle().await;
    app.world.end_watches();
    app.plan.fail_at(1, Fault::Pause);
    assert_eq!(name(&router, "a", &tolerant(None)).await.unwrap(), some("one", Side::D1));
    assert_eq!(isolate.counters.fallbacks.get(), 1);
});

pairs!(a_session_is_not_read_by_a_route_from_before_it, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    let old = Rc::<Isolate>::default();
    write(&app, &app.request(&old), vec![tag(&app.world, "a", "one")]).await;
    app.world.settle().await;
    pair.reverse(&app.d1, &app.mysql).await;
    let after = write(&app, &app.isolate(), vec![rename(&app.world, "a", "uno")]).await;
    app.world.forget_tasks();
    // The other isolate believes in D1, and there the old name is what is read.
    let router = app.request(&old);
    assert_eq!(name(&router, "a", &tolerant(None)).await.unwrap(), some("one", Side::D1));
    let read = name(&router, "a", &tolerant(Some(&after))).await.unwrap();
    assert_eq!(read, some("uno", Side::MySql));
    // What is to see every write does not rest on what is remembered either.
    let believing = Rc::<Isolate>::default();
    assert_eq!(name(&app.request(&believing), "a", &critical()).await.unwrap().1, Side::MySql);
});

pairs!(a_session_is_not_read_by_a_route_that_was_closing, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    write(&app, &app.isolate(), vec![tag(&app.world, "a", "one")]).await;
    app.world.settle().await;
    // An isolate sees the switch to MySQL under way, in the epoch in which MySQL is written then.
    let closing = "UPDATE _control SET epoch = 2, writes_to = 'mysql', state = 'closing'";
    pair.write_outside(&app.d1, closing);
    let old = Rc::<Isolate>::default();
    let router = app.request(&old);
    assert_eq!(name(&router, "a", &tolerant(None)).await.unwrap(), some("one", Side::D1));
    pair.reverse(&app.d1, &app.mysql).await;
    let after = write(&app, &app.isolate(), vec![rename(&app.world, "a", "uno")]).await;
    app.world.forget_tasks();
    // In the same moment: what is remembered still counts for others.
    assert_eq!(name(&router, "a", &tolerant(None)).await.unwrap(), some("one", Side::D1));
    let read = name(&router, "a", &tolerant(Some(&after))).await.unwrap();
    assert_eq!(read, some("uno", Side::MySql));
});

pairs!(d1_helps_out_while_mysql_the_primary_is_away, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let mut app = App::new(d1, mysql);
    let isolate = Rc::<Isolate>::default();
    write(&app, &app.isolate(), vec![tag(&app.world, "a", "one")]).await;
    app.world.settle().await;
    pair.reverse(&app.d1, &app.mysql).await;
    let router = app.request(&isolate);
    assert_eq!(name(&router, "a", &tolerant(None)).await.unwrap(), some("one", Side::MySql));
    let renamed = write(&app, &router, vec![rename(&app.world, "a", "uno")]).await;
    app.world.forget_tasks();
    app.plan.take_mysql_down();
    // D1 has not got the new name yet: who wrote it gets an error, others the old one.
    for _ in 0..5 {
        assert!(name(&router, "a", &tolerant(Some(&renamed))).await.is_err());
        assert!(name(&router, "a", &critical()).await.is_err());
        let read = name(&router, "a", &tolerant(None)).await.unwrap();
        assert_eq!(read, some("one", Side::D1));
    }
    app.heal().await;
    app.plan.take_mysql_down();
    let read = name(&router, "a", &tolerant(Some(&renamed))).await.unwrap();
    assert_eq!(read, some("uno", Side::D1), "by now it has");
    assert!(isolate.counters.fallbacks.get() >= 6);
    // Without double writes D1 falls behind.
    app.flags.clear();
    let alone = app.request(&isolate);
    assert!(name(&alone, "a", &tolerant(None)).await.is_err());
});

pairs!(a_cache_serves_tolerant_reads_alone, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let app = App::new(d1, mysql);
    write(&app, &app.isolate(), vec![tag(&app.world, "a", "one")]).await;
    app.world.settle().await;
    pair.reverse(&app.d1, &app.mysql).await;
    let isolate = Rc::<Isolate>::default();
    isolate.learn(Agreement { agrees: true, uncached: Some(false) });
    let router = app.request(&isolate);
    let mine = write(&app, &router, vec![rename(&app.world, "a", "uno")]).await;
    assert_eq!(name(&router, "a", &critical()).await, Err(RouteError::Cached));
    assert_eq!(name(&router, "a", &tolerant(Some(&mine))).await, Err(RouteError::Cached));
    assert_eq!(name(&router, "a", &tolerant(None)).await.unwrap().1, Side::MySql);
});

#[tokio::test]
async fn another_tenant_s_row_is_no_row_whoever_serves() {
    let (d1, mysql) = support::pairs::TwoSqlites.fresh().await;
    let app = staged(d1, mysql);
    let router = app.request(&knowing());
    let values = [("id", "team_a".into()), ("name", "A".into()), ("slug", "a".into())];
    let made = insert(&target("team", Some("team_a")), &app.world, &values);
    let session = write(&app, &router, vec![made]).await;
    app.world.settle().await;
    let pk = Pk::parse(target("team", Some("x")).table(), "team_a").unwrap();
    for (scope, found) in [("team_a", true), ("team_b", false)] {
        let (target, options) = (target("team", Some(scope)), tolerant(Some(&session)));
        let read = router.get(&target, &pk, &options).await.unwrap();
        assert_eq!(read.found.is_some(), found);
    }
}
