//! Two at once: one sleeps before each of its calls in turn, and wakes up after others have finished
//! its switch, undone it, or begun the next one.

use super::support::faulty::Fault;
use super::*;

/// What happens while one sleeps.
#[derive(Debug, Clone, Copy)]
enum Meanwhile {
    /// Another one does the same.
    Pursue,
    /// The closing's time is up, and the cron comes.
    Late,
    /// An operator undoes it.
    Undo,
    /// That, and then another one does the same.
    UndoAndPursue,
    /// Another one does the same, and it is taken back.
    ThereAndBack,
}

const MEANWHILE: [Meanwhile; 5] = [
    Meanwhile::Pursue,
    Meanwhile::Late,
    Meanwhile::Undo,
    Meanwhile::UndoAndPursue,
    Meanwhile::ThereAndBack,
];

async fn others<D, M>(app: &App<D, M>, what: Meanwhile, to: Side)
where
    D: Coordinator + Clone + 'static,
    M: Store + Clone + 'static,
{
    match what {
        Meanwhile::Pursue => drop(go(app, to).await.unwrap()),
        Meanwhile::Late => {
            app.world.advance_ms(CLOSING_MS + 1);
            Box::pin(attend(&app.isolate())).await.unwrap();
        }
        Meanwhile::Undo => drop(undo(&app.isolate(), "tester").await.unwrap()),
        Meanwhile::UndoAndPursue => {
            undo(&app.isolate(), "tester").await.unwrap();
            go(app, to).await.unwrap();
        }
        Meanwhile::ThereAndBack => {
            go(app, to).await.unwrap();
            go(app, to.other()).await.unwrap();
        }
    }
}

/// Each database by itself takes a write of its own epoch, or refuses it: one of them does.
async fn assert_one_takes_writes<D, M>(app: &App<D, M>, context: &str)
where
    D: Coordinator + Clone + 'static,
    M: Store + Clone + 'static,
{
    let tags = target("spicy_tags", None);
    let work = || unit(&app.world, vec![update(&tags, &app.world, "c", &[("name", "x".into())])]);
    let epoch = app.d1.control().await.unwrap().epoch;
    let at_d1 = app.d1.write(&work(), epoch).await.is_ok();
    let epoch = app.mysql.control().await.unwrap().epoch;
    let at_mysql = app.mysql.write(&work(), epoch).await.is_ok();
    assert_ne!(at_d1, at_mysql, "{context}");
}

/// Whether the call was reached.
async fn try_one<P: Pair>(pair: &P, from: Side, call: u32, what: Meanwhile) -> bool
where
    P::D1: Coordinator,
{
    let context = format!("from {from:?}, call {call}, {what:?}");
    let app = seeded(pair, from).await;
    let isolate = stale(&app).await;
    let writer = || app.request(&isolate);
    assert!(rename(&app, &writer(), "b", "late").await, "{context}");
    app.world.forget_tasks();

    app.plan.fail_at(call, Fault::Pause);
    let (router, known, wish) = (app.isolate(), known(&app), wish(from.other()));
    let mut sleeper = Box::pin(pursue(&router, &wish, &known));
    let slept = app.plan.until_death(sleeper.as_mut()).await.is_none();
    let mut last = "one";
    if slept {
        others(&app, what, from.other()).await;
        if rename(&app, &writer(), "a", "meanwhile").await {
            last = "meanwhile";
        }
        app.plan.go_on();
        let woke = sleeper.await;
        assert!(woke.is_ok(), "{context}: {woke:?}");
    }
    app.plan.heal();
    // Whatever it did when it woke up, writes go on at once, or after the cron.
    if rename(&app, &writer(), "a", "awake").await {
        last = "awake";
    }
    app.world.settle().await;
    healed(&app).await;
    assert_named(&app, "a", last, &context).await;
    assert_named(&app, "b", "late", &context).await;
    assert_one_takes_writes(&app, &context).await;
    slept
}

async fn enumerate<P: Pair>(pair: &P, from: Side)
where
    P::D1: Coordinator,
{
    for what in MEANWHILE {
        for call in 1.. {
            if !Box::pin(try_one(pair, from, call, what)).await {
                assert!(call > 15, "only {call} calls");
                break;
            }
        }
    }
}

pairs!(to_mysql, |pair| {
    enumerate(&pair, Side::D1).await;
});

pairs!(to_d1, |pair| {
    enumerate(&pair, Side::MySql).await;
});

// An operator's undo sleeps, and the switch ends meanwhile: nobody is told that it was undone.
pairs!(an_undo_that_comes_too_late_says_so, |pair| {
    use tandem::switch::abandon;
    for abandons in [false, true] {
        let mut late = 0;
        for call in 1.. {
            let app = seeded(&pair, Side::D1).await;
            close(&app, Side::MySql).await;
            app.plan.fail_at(call, Fault::Pause);
            let router = app.isolate();
            let mut sleeper = Box::pin(async {
                match abandons {
                    false => undo(&router, "tester").await.is_ok_and(|undone| undone),
                    true => abandon(&router, "tester", true).await.is_ok(),
                }
            });
            if app.plan.until_death(sleeper.as_mut()).await.is_some() {
                break;
            }
            go(&app, Side::MySql).await.unwrap();
            app.plan.go_on();
            let said = sleeper.await;
            let line = app.d1.control().await.unwrap().route.unwrap();
            // An undo has its own epoch.
            let was_undone = line.epoch > Epoch(2);
            assert!(was_undone || !said, "call {call}: {line:?}");
            late += u32::from(!was_undone);
        }
        assert!(late > 0);
    }
});
