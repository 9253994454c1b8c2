//! MySQL only: a Worker without D1 reads, writes, and sends events.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test says so by failing

mod support;

use std::rc::Rc;

use support::app::{App, key, state, target};
use support::faulty::Faulty;
use support::pairs::{Pair, pairs};
use support::world::World;
use tandem::config::Config;
use tandem::evidence::{Tried, renew};
use tandem::http::{Request, Response, Secrets, handle};
use tandem::outbox::Handled;
use tandem::router::{ReadOptions, RouteError, Router};
use tandem::runs;
use tandem::schema::{Body, Pk};
use tandem::store::{Coordinator, Side, Store, StoreError};
use tandem::switch;

/// A router of a Worker whose D1 binding is gone.
fn alone<D, M>(app: &App<D, M>) -> Router<Faulty<D>, Faulty<M>, World>
where
    D: Coordinator + Clone + 'static,
    M: Store + Clone + 'static,
{
    let d1 = Faulty { store: app.d1.clone(), plan: app.plan.clone(), side: Side::D1 };
    let mysql = Faulty { store: app.mysql.clone(), plan: app.plan.clone(), side: Side::MySql };
    let config = Config::parse(|name| {
        app.flags.iter().find(|(flag, _)| *flag == name).map(|(_, value)| (*value).to_owned())
    });
    Router::alone(d1, mysql, app.world.clone(), config, Rc::default())
}

fn insert_tag(world: &World, id: &str) -> tandem::store::Unit {
    let values = [("id", id.into()), ("name", id.into())];
    let change = support::app::insert(&target("spicy_tags", None), world, &values);
    support::app::unit(world, vec![change])
}

/// Calls of D1 since this was last asked.
fn d1_calls<D, M>(app: &App<D, M>) -> Vec<&'static str> {
    let calls = app.plan.take_calls();
    calls.into_iter().filter(|call| call.side == Side::D1).map(|call| call.name).collect()
}

pairs!(reads_writes_and_events_go_on, |pair| {
    let (d1, mysql) = pair.fresh().await;
    pair.reverse(&d1, &mysql).await;
    let mut app = App::new(d1, mysql);
    app.flags.clear();
    let router = alone(&app);
    router.write(insert_tag(&app.world, "a")).await.unwrap();
    app.world.settle().await;
    assert_eq!(app.world.messages().len(), 1, "its event is sent");
    let (tags, pk) = (target("spicy_tags", None), Pk::from_stored("a".to_owned()));
    let served = router.get(&tags, &pk, &ReadOptions::default()).await.unwrap();
    assert_eq!((served.by, served.found.is_some()), (Side::MySql, true));
    // Events of a request that died come with the cron.
    router.write(insert_tag(&app.world, "b")).await.unwrap();
    app.world.forget_tasks();
    app.world.advance_ms(60_000);
    let report = alone(&app).tick().await;
    assert_eq!(report.problems, Vec::<String>::new());
    assert_eq!(report.mysql.unwrap().sent, 1);
    let messages = app.world.messages();
    assert_eq!(alone(&app).consume(&messages).await.unwrap(), [Handled::Done, Handled::Done]);
    assert_eq!(alone(&app).consume(&messages).await.unwrap(), [Handled::Again, Handled::Again]);
    assert_eq!(alone(&app).redrive().await, Ok(0));
    assert_eq!(renew(&alone(&app)).await, Ok(Tried::default()));
    assert_eq!(runs::revive(&alone(&app)).await, Ok(()));
    assert_eq!(switch::attend(&alone(&app)).await, Ok(switch::Attended::default()));
    app.world.settle().await;
    assert_eq!(d1_calls(&app), Vec::<&str>::new(), "nobody asks what is not there");
    // Its journal has what D1 lacks, should it come back.
    assert_eq!(app.mysql.journal_depth(10).await.unwrap().lines, 2);
    app.flags.push(("ENABLE_DOUBLE_WRITE", "true"));
    app.heal().await;
    app.assert_same(&[key("spicy_tags", "a"), key("spicy_tags", "b")]).await;
});

pairs!(a_mysql_that_is_not_the_primary_takes_nothing, |pair| {
    let (d1, mysql) = pair.fresh().await;
    let mut app = App::new(d1, mysql);
    app.flags.clear();
    let refused = alone(&app).write(insert_tag(&app.world, "a")).await.unwrap_err();
    assert!(refused.to_string().contains("bind DB again"), "{refused}");
    let (tags, pk) = (target("spicy_tags", None), Pk::from_stored("a".to_owned()));
    let refused = alone(&app).get(&tags, &pk, &ReadOptions::default()).await;
    assert!(matches!(refused, Err(RouteError::Store(StoreError::Rejected { .. }))));
    assert_eq!(state(&app.mysql, &key("spicy_tags", "a")).await, None);
    assert_eq!(d1_calls(&app), Vec::<&str>::new());
});

pairs!(the_double_write_needs_a_second_database, |pair| {
    let (d1, mysql) = pair.fresh().await;
    pair.reverse(&d1, &mysql).await;
    let app = App::new(d1, mysql);
    let router = alone(&app);
    assert_eq!(router.config().complaints[0].flag, "ENABLE_DOUBLE_WRITE");
    router.write(insert_tag(&app.world, "a")).await.unwrap();
    app.world.settle().await;
    router.tick().await;
    assert_eq!(d1_calls(&app), Vec::<&str>::new());
    let tag = state(&app.mysql, &key("spicy_tags", "a")).await.unwrap();
    assert!(matches!(tag.body, Body::Row(_)));
});

/// The operator's secret.
const SECRET: &str = "0123456789abcdef0123456789abcdef";

async fn get<D, M>(app: &App<D, M>, method: &str, path: &str) -> Response
where
    D: Coordinator + Clone + 'static,
    M: Store + Clone + 'static,
{
    let headers = vec![("authorization".to_owned(), format!("Bearer {SECRET}"))];
    let request = Request::new(method, path, headers, Vec::new());
    handle(&alone(app), &Secrets::parse(|_| Some(SECRET.to_owned())), request).await
}

pairs!(what_d1_kept_is_not_configured, |pair| {
    let (d1, mysql) = pair.fresh().await;
    pair.reverse(&d1, &mysql).await;
    let mut app = App::new(d1, mysql);
    app.flags.clear();
    for (method, path) in [
        ("GET", "/admin/runs"),
        ("GET", "/admin/audit"),
        ("POST", "/admin/facts"),
        ("GET", "/admin/switch"),
        ("POST", "/admin/switch"),
        ("POST", "/admin/switch/undo"),
        ("GET", "/v1/team/old/5"),
    ] {
        let answer = get(&app, method, path).await;
        let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(
            (answer.status, &body["type"]),
            (503, &"urn:tandem:problem:not-configured".into())
        );
    }
    for path in ["/health/database", "/admin/status"] {
        let answer = get(&app, "GET", path).await;
        let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!((answer.status, &body["phase"]["name"]), (200, &"mysql-only".into()), "{body}");
    }
    assert_eq!(get(&app, "POST", "/admin/replay").await.status, 200);
    assert_eq!(get(&app, "POST", "/admin/outbox/poll").await.status, 200);
    assert_eq!(d1_calls(&app), Vec::<&str>::new());
});

pairs!(events_of_mysql_are_sent_without_the_double_write, |pair| {
    let (d1, mysql) = pair.fresh().await;
    pair.reverse(&d1, &mysql).await;
    let mut app = App::new(d1, mysql);
    app.flags.clear();
    app.isolate().write(insert_tag(&app.world, "a")).await.unwrap();
    app.world.forget_tasks();
    let report = app.isolate().tick().await;
    assert_eq!(report.mysql.as_ref().map(|poll| poll.sent), Some(1), "{report:?}");
    assert_eq!(app.world.messages().len(), 1);
});
