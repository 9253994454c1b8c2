//! Each safety mechanism switched off: the same histories that end well in `protocol.rs` must
//! show the loss here. A test that can't fail shows nothing.

// A test panics to fail.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::rc::Rc;

use support::app::{App, delete, insert, key, state, target, unit, update};
use support::pairs::{Pair, TwoSqlites};
use support::sqlite::SqliteD1;
use tandem::router::ReadOptions;
use tandem::schema::{Epoch, Image, Key};
use tandem::store::d1::D1;
use tandem::store::{ApplySet, Op, Operand, Processed, Set, Store};

type TwoD1s = App<D1<SqliteD1>, D1<SqliteD1>>;

/// One tag, `a`, in both databases.
async fn app() -> TwoD1s {
    let (d1, mysql) = TwoSqlites.fresh().await;
    let app = App::new(d1, mysql);
    let tags = target("spicy_tags", None);
    let row = insert(&tags, &app.world, &[("id", "a".into()), ("name", "one".into())]);
    app.isolate().write(unit(&app.world, vec![row])).await.unwrap();
    app.world.settle().await;
    assert!(same(&app).await);
    app
}

fn a() -> Key {
    key("spicy_tags", "a")
}

async fn same(app: &TwoD1s) -> bool {
    state(&app.d1, &a()).await == state(&app.mysql, &a()).await
}

async fn rename(app: &TwoD1s, name: &str) {
    let tags = target("spicy_tags", None);
    let change = update(&tags, &app.world, "a", &[("name", name.into())]);
    app.isolate().write(unit(&app.world, vec![change])).await.unwrap();
    app.world.settle().await;
}

async fn apply_late(app: &TwoD1s, image: Image) {
    app.mysql.apply(&[image], ApplySet::Independent).await.unwrap();
}

#[tokio::test]
async fn without_the_journal_a_write_during_an_outage_is_lost() {
    for journaling in [true, false] {
        let app = app().await;
        if !journaling {
            app.d1.database().raw(
                "DROP TRIGGER _spicy_tags_after_update; DROP TRIGGER _spicy_tags_after_identity",
            );
        }
        app.plan.take_mysql_down();
        rename(&app, "uno").await;
        app.heal().await;
        assert_eq!(same(&app).await, journaling);
    }
}

#[tokio::test]
async fn without_the_version_guard_an_old_image_wins() {
    for guarded in [true, false] {
        let app = app().await;
        let old = state(&app.d1, &a()).await.unwrap();
        rename(&app, "uno").await;
        if !guarded {
            app.mysql.database().raw("UPDATE spicy_tags SET _version = -1");
        }
        apply_late(&app, old).await;
        assert_eq!(same(&app).await, guarded);
    }
}

#[tokio::test]
async fn without_tombstones_a_deleted_row_comes_back() {
    for kept in [true, false] {
        let app = app().await;
        let old = state(&app.d1, &a()).await.unwrap();
        let tags = target("spicy_tags", None);
        app.isolate().write(unit(&app.world, vec![delete(&tags, "a")])).await.unwrap();
        app.world.settle().await;
        if !kept {
            app.mysql.database().raw("DELETE FROM _tombstone");
        }
        apply_late(&app, old).await;
        assert_eq!(same(&app).await, kept);
    }
}

#[tokio::test]
async fn without_the_fence_a_write_goes_to_a_database_that_is_not_the_primary() {
    for fenced in [true, false] {
        let app = app().await;
        let old_route = app.isolate();
        old_route.get(&target("spicy_tags", None), &a().pk, &ReadOptions::default()).await.unwrap();
        let closing = "UPDATE _control SET epoch = 2, writes_to = 'mysql', state = 'closing'";
        app.d1.database().raw(closing);
        if !fenced {
            app.d1.database().raw("DROP TRIGGER _refuse_insert");
            app.d1.database().raw(
                "CREATE TRIGGER _refuse_insert INSTEAD OF INSERT ON _refuse BEGIN SELECT 1; END",
            );
            for trigger in
                ["_spicy_tags_before_identity", "_spicy_tags_after_update", "_settled_insert"]
            {
                let find = format!("SELECT sql FROM sqlite_schema WHERE name = '{trigger}'");
                let fence = r#""writes_to" = 'd1' AND "state" = 'open'"#;
                let unfenced = app.d1.database().one(&find).replace(fence, "1");
                app.d1.database().raw(&format!("DROP TRIGGER {trigger}; {unfenced}"));
            }
            // A batch fails on this column's NOT NULL where the control line is another.
            app.d1.database().raw("ALTER TABLE _request RENAME COLUMN keys TO touched");
            app.d1.database().raw("ALTER TABLE _request ADD COLUMN keys TEXT");
            app.d1.database().raw("ALTER TABLE _request DROP COLUMN touched");
        }
        let tags = target("spicy_tags", None);
        let change = update(&tags, &app.world, "a", &[("name", "uno".into())]);
        let refused = old_route.write(unit(&app.world, vec![change])).await.is_err();
        assert_eq!(refused, fenced);
    }
}

#[tokio::test]
async fn without_the_request_ledger_a_repeated_write_counts_twice() {
    for remembered in [true, false] {
        let app = app().await;
        let tags = target("spicy_tags", None);
        let column = tags.table().find("updateCounter").unwrap().0;
        let plus = Op::Update(vec![Set { column, to: Operand::Plus(1) }]);
        let mut change = update(&tags, &app.world, "a", &[]);
        change.op = plus;
        let work = unit(&app.world, vec![change]);
        app.d1.write(&work, Epoch(1)).await.unwrap();
        let once = state(&app.d1, &a()).await;
        if !remembered {
            app.d1.database().raw("DELETE FROM _request");
            app.d1.database().raw("DELETE FROM _outbox");
        }
        app.d1.write(&work, Epoch(1)).await.unwrap();
        assert_eq!(state(&app.d1, &a()).await == once, remembered);
    }
}

#[tokio::test]
async fn without_the_processed_ids_an_event_has_its_effect_twice() {
    for remembered in [true, false] {
        let app = app().await;
        let event = [Processed { id: "event".to_owned(), kind: "kind".to_owned() }];
        app.d1.process_once(&event, 1).await.unwrap();
        if !remembered {
            app.d1.database().raw("DELETE FROM _processed");
        }
        app.d1.process_once(&event, 2).await.unwrap();
        let count = app.d1.database().one("SELECT events FROM _event_count WHERE kind = 'kind'");
        assert_eq!(count == "1", remembered);
    }
}

#[tokio::test]
async fn without_widening_two_rows_that_swapped_values_never_arrive() {
    let app = app().await;
    let tags = target("spicy_tags", None);
    let b = insert(&tags, &app.world, &[("id", "b".into()), ("name", "two".into())]);
    app.isolate().write(unit(&app.world, vec![b])).await.unwrap();
    app.world.settle().await;
    app.plan.take_mysql_down();
    let named = |id: &str, name: &str| update(&tags, &app.world, id, &[("name", name.into())]);
    let swap = vec![named("a", "x"), named("b", "one"), named("a", "two")];
    app.isolate().write(unit(&app.world, swap)).await.unwrap();
    app.world.settle().await;
    let keys = [a(), key("spicy_tags", "b")];
    let images: Vec<Image> = app.d1.snapshot(&keys).await.unwrap().into_iter().flatten().collect();
    for image in &images {
        let alone = std::slice::from_ref(image);
        assert!(
            app.mysql.apply(alone, ApplySet::Independent).await.is_err(),
            "each is in the other's way"
        );
    }
    app.mysql.apply(&images, ApplySet::Widened).await.unwrap();
    app.assert_same(&keys).await;
}

#[tokio::test]
async fn without_journal_and_outbox_what_a_leader_that_ends_has_not_done_is_lost() {
    for kept in [true, false] {
        let app = app().await;
        let sent_before = app.world.messages().len();
        let tags = target("spicy_tags", None);
        let isolate = Rc::default();
        for name in ["uno", "due"] {
            let change = update(&tags, &app.world, "a", &[("name", name.into())]);
            app.request(&isolate).write(unit(&app.world, vec![change])).await.unwrap();
        }
        assert_eq!(app.world.forget_tasks(), 1, "one request works for both");
        if !kept {
            app.d1.database().raw("DELETE FROM _journal; DELETE FROM _outbox");
        }
        app.heal().await;
        app.isolate().tick().await;
        assert_eq!(same(&app).await, kept);
        assert_eq!(app.world.messages().len() - sent_before, if kept { 2 } else { 0 });
    }
}
