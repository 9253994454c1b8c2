//! Every call of every database in a switch fails before its effect, loses its answer, ends the
//! isolate before and after its effect, and finds MySQL gone for good.

use std::collections::BTreeSet;

use super::support::faulty::Fault;
use super::*;

const FAULTS: [Fault; 5] =
    [Fault::Before, Fault::AnswerLost, Fault::DieBefore, Fault::DieAfter, Fault::MySqlGone];

/// A switch with one fault; whether it was reached.
async fn try_one<P: Pair>(
    pair: &P,
    from: Side,
    call: u32,
    fault: Fault,
) -> Option<BTreeSet<&'static str>>
where
    P::D1: Coordinator,
{
    let context = format!("from {from:?}, call {call}, {fault:?}");
    let app = seeded(pair, from).await;
    let isolate = stale(&app).await;
    let writer = || app.request(&isolate);
    assert!(rename(&app, &writer(), "b", "late").await, "{context}");
    app.world.forget_tasks();

    app.plan.fail_at(call, fault);
    let router = app.isolate();
    let known = known(&app);
    let wish = wish(from.other());
    app.plan.until_death(Box::pin(pursue(&router, &wish, &known))).await;
    let hit = app.plan.was_hit();
    app.world.forget_tasks();
    if fault != Fault::MySqlGone {
        app.plan.heal();
    }

    // Right after it: acknowledged, or told to come again.
    let mut last = "one";
    if rename(&app, &writer(), "a", "during").await {
        last = "during";
    }
    app.world.settle().await;
    if fault == Fault::MySqlGone && hit {
        // The cron finds MySQL gone too; where D1 was the primary it is again, and takes writes.
        app.world.advance_ms(60_000);
        attend(&app.isolate()).await.unwrap();
        let line = app.d1.control().await.unwrap().route.unwrap();
        assert!(matches!(line.state, RouteState::Open(_)), "{context}: {line:?}");
        if line.state == RouteState::Open(Side::D1) {
            assert!(rename(&app, &writer(), "a", "gone").await, "{context}");
            last = "gone";
        }
    }
    let primary = healed(&app).await;
    assert_named(&app, "a", last, &context).await;
    assert_named(&app, "b", "late", &context).await;
    // Writes go on, and the switch can be begun again.
    assert!(rename(&app, &writer(), "c", "after").await, "{context}");
    app.world.settle().await;
    assert_named(&app, "c", "after", &context).await;
    let back = go(&app, primary.other()).await.unwrap();
    assert_eq!(back.ending, Ending::Switched, "{context}");
    for switch in app.d1.switches(10).await.unwrap() {
        assert!(switch.ended_ms.is_some() && switch.outcome.is_some(), "{context}: {switch:?}");
    }
    hit.then(|| app.plan.hit_calls())
}

async fn enumerate<P: Pair>(pair: &P, from: Side)
where
    P::D1: Coordinator,
{
    let (mut cases, mut hit_calls) = (0, BTreeSet::new());
    for fault in FAULTS {
        for call in 1.. {
            let Some(hit) = Box::pin(try_one(pair, from, call, fault)).await else { break };
            hit_calls.extend(hit);
            cases += 1;
        }
    }
    let names = ["control", "audit", "redirect", "journal", "journal_is_empty", "apply", "raise"];
    for call in names {
        assert!(hit_calls.contains(call), "no {call} was made to fail");
    }
    assert!(cases >= 80, "only {cases} cases were reached");
}

pairs!(to_mysql, |pair| {
    enumerate(&pair, Side::D1).await;
});

pairs!(to_d1, |pair| {
    enumerate(&pair, Side::MySql).await;
});
