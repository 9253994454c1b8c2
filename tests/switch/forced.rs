//! Forced switches: what is left behind is listed, loses against the new primary, and is gone from
//! both databases in the end.

use tandem::switch::{Abandoned, abandon, losses};

use super::*;

pairs!(mysql_is_given_up_and_what_it_had_is_settled, |pair| {
    let app = seeded(&pair, Side::MySql).await;
    // At MySQL alone: a change that loses against D1's later one, one that nobody changes again, a
    // new row, and a delete.
    let tags = target("spicy_tags", None);
    let router = app.isolate();
    assert!(rename(&app, &router, "a", "lost a").await);
    assert!(rename(&app, &router, "b", "lost b").await);
    let new = insert(&tags, &app.world, &[("id", "d".into()), ("name", "four".into())]);
    let changes = vec![new, support::app::delete(&tags, "c")];
    router.write(unit(&app.world, changes)).await.unwrap();
    app.world.forget_tasks();
    let loss = losses(&app.isolate(), Side::MySql).await.unwrap();
    let keys: Vec<String> = loss.lines.unwrap().iter().map(|line| line.key.to_string()).collect();
    assert_eq!(keys.len(), 4, "{keys:?}");

    assert!(
        matches!(abandon(&app.isolate(), "tester", false).await, Err(SwitchError::NotAway(_))),
        "it answers"
    );
    app.plan.take_mysql_down();
    assert_eq!(losses(&app.isolate(), Side::MySql).await.unwrap().lines, None, "nobody knows");
    let held = go(&app, Side::D1).await.unwrap();
    assert_eq!(held.ending, Ending::Held(Hold::Gate), "an ordinary one is not possible");
    assert_eq!(abandon(&app.isolate(), "tester", false).await.unwrap(), Abandoned::Forced);
    let line = app.d1.control().await.unwrap();
    assert!(line.forced);
    assert_eq!((line.epoch, line.route.unwrap().state), (Epoch(3), RouteState::Open(Side::D1)));
    // D1 goes on meanwhile.
    assert!(rename(&app, &app.isolate(), "a", "kept a").await);
    app.world.forget_tasks();
    attend(&app.isolate()).await.unwrap();

    assert_eq!(healed(&app).await, Side::D1);
    assert_named(&app, "a", "kept a", "the new primary wins").await;
    assert_named(&app, "b", "two", "what was left behind is gone").await;
    assert_named(&app, "c", "three", "a delete too").await;
    app.assert_same(&[key("spicy_tags", "d")]).await;
    assert!(!matches!(
        state_of(&app.d1, "d").await,
        Some(tandem::schema::Image { body: Body::Row(_), .. })
    ));
    let audit = app.d1.audited(20).await.unwrap();
    let listed = audit.iter().find(|line| line.verb == "switch.leftovers").unwrap();
    assert!(listed.detail.contains("spicy_tags/b"), "{listed:?}");
    assert!(audit.iter().any(|line| line.verb == "switch.force" && line.who == "tester"));
    // And the next ordinary switch may begin.
    assert_eq!(go(&app, Side::MySql).await.unwrap().ending, Ending::Switched);
    assert!(!app.d1.control().await.unwrap().forced);
});

async fn state_of(store: &impl Store, pk: &str) -> Option<tandem::schema::Image> {
    store.snapshot(&[key("spicy_tags", pk)]).await.unwrap().remove(0)
}

pairs!(d1_s_journal_is_left_behind_on_purpose, |pair| {
    let app = seeded(&pair, Side::D1).await;
    app.plan.refuse(key("spicy_tags", "b"));
    assert!(rename(&app, &app.isolate(), "b", "stuck").await);
    app.world.settle().await;
    let leaves = Wish { force: true, leaves_journal: true, ..wish(Side::MySql) };
    let pursued = Box::pin(pursue(&app.isolate(), &leaves, &known(&app))).await.unwrap();
    assert_eq!(pursued.ending, Ending::Switched);
    assert!(app.d1.control().await.unwrap().forced);
    assert_eq!(name_of(&app.mysql, "b").await, shown("two"));
    assert_eq!(healed(&app).await, Side::MySql);
    assert_named(&app, "b", "two", "the new primary wins").await;
});

// Each call of the settling fails, or is the last of its isolate.
pairs!(leftovers_are_settled_whatever_breaks, |pair| {
    use support::faulty::Fault;
    for fault in [Fault::Before, Fault::AnswerLost, Fault::DieBefore, Fault::DieAfter] {
        for call in 1.. {
            let app = seeded(&pair, Side::MySql).await;
            assert!(rename(&app, &app.isolate(), "b", "lost").await);
            app.world.forget_tasks();
            app.plan.take_mysql_down();
            abandon(&app.isolate(), "tester", false).await.unwrap();
            app.plan.heal();
            app.plan.fail_at(call, fault);
            let router = app.isolate();
            app.plan.until_death(Box::pin(attend(&router))).await;
            let hit = app.plan.was_hit();
            healed(&app).await;
            assert_named(&app, "b", "two", &format!("call {call}, {fault:?}")).await;
            if !hit {
                assert!(call > 8, "only {call} calls");
                break;
            }
        }
    }
});
