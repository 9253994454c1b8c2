//! Each mechanism of the switch left out: the loss is there, and these tests see it.

use super::*;
use support::pairs::TwoSqlites;

/// A pursuit that dies with the line closing and MySQL's line raised; the writer of the old route
/// writes then.
#[tokio::test]
async fn without_the_fence_a_write_after_the_drain_is_lost() {
    for fenced in [true, false] {
        let app = seeded(&TwoSqlites, Side::D1).await;
        let isolate = stale(&app).await;
        // Its write reaches D1 when the switch is through.
        let work = {
            let tags = target("spicy_tags", None);
            unit(&app.world, vec![update(&tags, &app.world, "a", &[("name", "late".into())])])
        };
        go(&app, Side::MySql).await.unwrap();
        let written = if fenced {
            app.d1.write(&work, Epoch(1)).await.is_ok()
        } else {
            // As if its line said nothing of a switch.
            app.d1.database().raw("UPDATE _control SET epoch = 1, writes_to = 'd1'");
            let written = app.d1.write(&work, Epoch(1)).await.is_ok();
            app.d1.database().raw("UPDATE _control SET epoch = 2, writes_to = 'mysql'");
            written
        };
        assert_eq!(written, !fenced, "an acknowledged write");
        assert!(rename(&app, &app.request(&isolate), "b", "new").await);
        app.world.settle().await;
        assert_eq!(name_of(&app.mysql, "a").await, shown("one"), "the primary does not have it");
    }
}

/// A slow step 3, or 2, that sets MySQL's line whatever its epoch.
#[tokio::test]
async fn without_comparing_epochs_a_slow_step_makes_a_second_primary() {
    for compared in [true, false] {
        let app = seeded(&TwoSqlites, Side::D1).await;
        close(&app, Side::MySql).await;
        undo(&app.isolate(), "tester").await.unwrap();
        // Now whoever closed it comes to step 3, in epoch 2.
        if compared {
            app.mysql.raise(Epoch(2), Role::Primary).await.unwrap();
        } else {
            app.mysql.database().raw("UPDATE _control SET epoch = 2, writes_to = 'd1'");
        }
        let tags = target("spicy_tags", None);
        let work =
            || unit(&app.world, vec![update(&tags, &app.world, "a", &[("name", "x".into())])]);
        assert!(app.d1.write(&work(), Epoch(3)).await.is_ok());
        assert_eq!(app.mysql.write(&work(), Epoch(2)).await.is_ok(), !compared);
    }
}

/// What nobody had brought over by then.
#[tokio::test]
async fn without_the_drain_an_acknowledged_write_is_lost() {
    for drained in [true, false] {
        let app = seeded(&TwoSqlites, Side::D1).await;
        assert!(rename(&app, &app.isolate(), "a", "late").await);
        app.world.forget_tasks();
        let wish = Wish { leaves_journal: !drained, ..wish(Side::MySql) };
        let pursued = Box::pin(pursue(&app.isolate(), &wish, &known(&app))).await.unwrap();
        assert_eq!(pursued.ending, Ending::Switched);
        assert_eq!(name_of(&app.mysql, "a").await == shown("late"), drained);
    }
}

/// The end of the drain by a read that was begun before the close.
#[tokio::test]
async fn a_look_from_before_the_close_does_not_count() {
    let app = seeded(&TwoSqlites, Side::D1).await;
    assert!(app.d1.journal_is_empty().await.unwrap());
    assert!(rename(&app, &app.isolate(), "a", "late").await);
    app.world.forget_tasks();
    close(&app, Side::MySql).await;
    attend(&app.isolate()).await.unwrap();
    assert_named(&app, "a", "late", "looked at anew").await;
}
