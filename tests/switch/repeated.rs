//! A client repeats a request after the primary has changed: it is carried out once.

use tandem::router::RouteError;
use tandem::store::{Op, Operand, Outcome, Set, StoreError, Unit, WriteError};

use super::*;

/// Counts up, so that it shows how often it was carried out.
fn count<D, M>(app: &App<D, M>) -> Unit {
    let tags = target("spicy_tags", None);
    let column = tags.table().find("updateCounter").unwrap().0;
    let mut change = update(&tags, &app.world, "a", &[]);
    change.op = Op::Update(vec![Set { column, to: Operand::Plus(1) }]);
    unit(&app.world, vec![change])
}

async fn counted(store: &impl Store) -> String {
    let image = store.snapshot(&[key("spicy_tags", "a")]).await.unwrap().remove(0).unwrap();
    let Body::Row(row) = image.body else { panic!("the row is gone") };
    let value = row.iter().find(|(column, _)| column.name == "updateCounter").unwrap().1;
    format!("{value:?}")
}

pairs!(a_request_is_carried_out_once_across_switches, |pair| {
    for from in [Side::D1, Side::MySql] {
        for given in [true, false] {
            let app = seeded(&pair, from).await;
            let work = count(&app);
            app.isolate().write_once(work.clone()).await.unwrap();
            app.world.settle().await;
            let once = counted(&app.d1).await;
            go(&app, from.other()).await.unwrap();
            let again = match given {
                true => app.isolate().write_once(work.clone()).await.unwrap(),
                // Negative control: nobody asks the other database.
                false => app.isolate().write(work.clone()).await.unwrap(),
            };
            assert_eq!(again.replayed, given);
            assert_eq!(again.images.len(), 1);
            app.world.settle().await;
            assert_eq!(counted(&app.d1).await == once, given, "from {from:?}");
            assert_eq!(counted(&app.d1).await, counted(&app.mysql).await);
        }
    }
});

pairs!(a_request_that_cannot_be_looked_for_waits, |pair| {
    let app = seeded(&pair, Side::MySql).await;
    go(&app, Side::D1).await.unwrap();
    app.plan.take_mysql_down();
    let refused = app.isolate().write_once(count(&app)).await;
    assert!(
        matches!(
            refused,
            Err(RouteError::Store(StoreError::Unavailable { .. })
                | RouteError::Write(WriteError::Store(StoreError::Unavailable { .. })))
        ),
        "{refused:?}"
    );
    // A new request has no such past.
    app.isolate().write(count(&app)).await.unwrap();
    // Clients repeat within minutes: later nobody waits for MySQL to come back.
    app.world.advance_ms(3_600_001);
    app.isolate().write_once(count(&app)).await.unwrap();
});

pairs!(after_a_forced_switch_nobody_waits_for_what_was_given_up, |pair| {
    let app = seeded(&pair, Side::MySql).await;
    app.plan.take_mysql_down();
    tandem::switch::abandon(&app.isolate(), "tester", false).await.unwrap();
    app.isolate().write_once(count(&app)).await.unwrap();
});

// MySQL committed it and told nobody, and died before D1 had it.
pairs!(what_a_forced_switch_left_behind_is_not_told_to_be_done, |pair| {
    for settled in [false, true] {
        let app = seeded(&pair, Side::MySql).await;
        let before = counted(&app.d1).await;
        let work = count(&app);
        app.isolate().write_once(work.clone()).await.unwrap();
        app.world.forget_tasks();
        app.plan.take_mysql_down();
        tandem::switch::abandon(&app.isolate(), "tester", false).await.unwrap();
        app.plan.heal();
        if settled {
            healed(&app).await;
        }
        let again = app.isolate().write_once(work).await;
        app.world.settle().await;
        let is_done = counted(&app.d1).await != before;
        // Never told to be done while D1 has nothing of it.
        assert_eq!(again.is_ok(), is_done, "{settled}: {again:?}");
        assert_eq!(is_done, !settled);
        let unknown = matches!(
            &again,
            Err(RouteError::Write(WriteError::Store(error))) if error.outcome() == Outcome::Unknown
        );
        assert_eq!(unknown, settled, "{again:?}");
    }
});

// MySQL committed it, D1 had it, and then MySQL was given up.
pairs!(what_a_forced_switch_did_not_lose_is_done_once, |pair| {
    let app = seeded(&pair, Side::MySql).await;
    let work = count(&app);
    app.isolate().write_once(work.clone()).await.unwrap();
    app.world.settle().await;
    let once = counted(&app.d1).await;
    app.plan.take_mysql_down();
    tandem::switch::abandon(&app.isolate(), "tester", false).await.unwrap();
    healed(&app).await;
    assert!(app.isolate().write_once(work).await.unwrap().replayed);
    assert_eq!(counted(&app.d1).await, once);
});
