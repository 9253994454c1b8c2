//! What happens at the same time.

use std::time::Duration;

use futures_util::future::join_all;
use tandem::schema::{Body, Image};
use tandem::store::{Applied, ApplySet, Store};

use crate::app::{self, *};
use crate::mysql_server::{TestDatabase, text};

#[tokio::test]
async fn a_row_and_its_tombstone_never_both_get_in() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    for round in 0..40 {
        let id = format!("tag_{round}");
        let (one, other) = (database.store(), database.store());
        let (old, new) = if round % 2 == 0 { (1, 2) } else { (2, 1) };
        let row = [tag_image(&id, &id, old)];
        let gone = [tombstone(row[0].key.clone(), new)];
        let both = futures_util::join!(
            one.apply(&row, ApplySet::Independent),
            other.apply(&gone, ApplySet::Independent)
        );
        assert_eq!((both.0.unwrap(), both.1.unwrap()), (vec![Applied::Done], vec![Applied::Done]));
        let image = held(&one, &row[0].key).await.unwrap().unwrap();
        assert_eq!(image.version.0, 2);
        assert_eq!(image.body == Body::Tombstone, new == 2, "round {round}");
    }
    database.remove().await;
}

#[tokio::test]
async fn keys_that_come_together_do_not_fail_one_another() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    let stores: Vec<_> = (0..16).map(|_| database.store()).collect();
    let applies = stores.iter().enumerate().map(async |(at, store)| {
        for round in 0..5 {
            let image = tag_image(&format!("tag_{round}_{at}"), &format!("{round} {at}"), 1);
            store.apply(&[image], ApplySet::Independent).await.unwrap();
        }
    });
    join_all(applies).await;
    let deletes = stores.iter().enumerate().map(async |(at, store)| {
        for round in 0..5 {
            let gone = tombstone(key("spicy_tags", &format!("tag_{round}_{at}")), 2);
            store.apply(&[gone], ApplySet::Independent).await.unwrap();
        }
    });
    join_all(deletes).await;
    database.open(EPOCH.0).await;
    let writes = stores.iter().enumerate().map(async |(at, store)| {
        for round in 0..5 {
            let id = format!("tag_w_{round}_{at}");
            app::write(store, &id, vec![insert_tag(&id, &id)]).await.unwrap();
            app::write(store, &format!("{id} again"), vec![rename_tag(&id, &format!("{id} x"))])
                .await
                .unwrap();
        }
    });
    join_all(writes).await;
    let rows = database.query("SELECT COUNT(*) FROM spicy_tags").await;
    assert_eq!(rows.first().unwrap().i64(0).unwrap(), Some(80));
    let buried = database.query("SELECT COUNT(*) FROM _tombstone").await;
    assert_eq!(buried.first().unwrap().i64(0).unwrap(), Some(80));
    database.remove().await;
}

#[tokio::test]
async fn one_key_written_by_many_at_once_counts_them_all() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    database.open(EPOCH.0).await;
    let first = database.store();
    app::write(&first, "r", vec![insert_tag("tag_a", "a")]).await.unwrap();
    let stores: Vec<_> = (0..8).map(|_| database.store()).collect();
    let writes = stores.iter().enumerate().map(|(at, store)| async move {
        for round in 0..4 {
            let request = format!("{at} {round}");
            app::write(store, &request, vec![rename_tag("tag_a", &request)]).await.unwrap();
        }
    });
    join_all(writes).await;
    let image = held(&first, &key("spicy_tags", "tag_a")).await.unwrap().unwrap();
    assert_eq!(image.version.0, EPOCH.first_version().0 + 32);
    database.remove().await;
}

#[tokio::test]
async fn a_step_that_loses_a_deadlock_is_begun_again() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    database.open(EPOCH.0).await;
    let store = database.store();
    let movement = |id: &str| {
        let target = target("movements", None);
        let given = [("id", id.into()), ("name", "m".into()), ("type", "gymnastic".into())];
        insert(row(&target, &given), None)
    };
    app::write(&store, "r0", vec![insert_tag("tag_a", "a"), movement("mov_a")]).await.unwrap();
    // The other one has changed much already, so MySQL gives up ours.
    let mut other = database.connection().await;
    other.begin().await.unwrap();
    let many: Vec<String> = (0..500).map(|at| format!("('_x', '{at}', 1)")).collect();
    let many = format!("INSERT INTO _tombstone (tbl, pk, version) VALUES {}", many.join(", "));
    other.execute(&text(many)).await.unwrap();
    let lock_movement = "UPDATE movements SET name = 'n' WHERE id = 'mov_a'".to_owned();
    other.execute(&text(lock_movement)).await.unwrap();
    // Ours locks the tag, then waits for the movement; the other one then wants the tag.
    let changes = vec![rename_tag("tag_a", "b"), movement("mov_b"), {
        update(
            target("movements", None),
            "mov_a",
            &[("name", tandem::store::Operand::Value("o".into()))],
        )
    }];
    let ours = app::write(&store, "r1", changes);
    let theirs = async {
        wait_for_a_lock_wait(&database).await;
        let lock_tag = "UPDATE spicy_tags SET name = 'c' WHERE id = 'tag_a'".to_owned();
        other.execute(&text(lock_tag)).await.unwrap();
        other.commit().await.unwrap();
    };
    let (ours, ()) = futures_util::join!(ours, theirs);
    assert_eq!(ours.unwrap().images.len(), 3);
    let tag = held(&store, &key("spicy_tags", "tag_a")).await.unwrap().unwrap();
    assert_eq!(tag.row().unwrap().get(4), &"b".into(), "ours came last");
    database.remove().await;
}

/// Until some transaction waits for a lock.
pub async fn wait_for_a_lock_wait(database: &TestDatabase) {
    for _ in 0..80 {
        let waiting = database
            .query(
                "SELECT COUNT(*) FROM information_schema.INNODB_TRX WHERE trx_state = 'LOCK WAIT'",
            )
            .await;
        if waiting.first().unwrap().i64(0).unwrap() != Some(0) {
            return;
        }
        // The server refreshes this table only once nobody has read it for 100 ms.
        tokio::time::sleep(Duration::from_millis(150)).await;
    }
    panic!("nothing waits for a lock");
}

#[tokio::test]
async fn closing_waits_for_the_writes_that_hold_the_line() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    database.open(EPOCH.0).await;
    // A switch that closes the line at the same time as writes come in: whatever got in is in the
    // journal that is read afterwards.
    for round in 0..10 {
        database.set_control(2, "primary").await;
        let stores: Vec<_> = (0..6).map(|_| database.store()).collect();
        let writes = stores.iter().enumerate().map(|(at, store)| async move {
            let id = format!("tag_{round}_{at}");
            app::write(store, &id, vec![insert_tag(&id, &id)]).await.is_ok()
        });
        let close = async {
            database.set_control(3, "closed").await;
            let rows = database.query("SELECT COUNT(*) FROM _journal").await;
            rows.first().unwrap().i64(0).unwrap().unwrap()
        };
        let (written, seen) = futures_util::join!(join_all(writes), close);
        let rows = database.query("SELECT COUNT(*) FROM _journal").await;
        assert_eq!(rows.first().unwrap().i64(0).unwrap(), Some(seen), "{written:?}");
        assert_eq!(i64::try_from(written.iter().filter(|ok| **ok).count()).unwrap(), seen);
        database.execute("DELETE FROM _journal").await;
    }
    database.remove().await;
}

#[tokio::test]
async fn two_futures_use_one_store_at_once() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    database.open(EPOCH.0).await;
    let store = database.store();
    store.warm().await;
    let writes = (0..6).map(|at| {
        let (id, store) = (format!("tag_{at}"), &store);
        async move { app::write(store, &id, vec![insert_tag(&id, &id)]).await }
    });
    let written = join_all(writes).await;
    assert!(written.iter().all(Result::is_ok), "{written:?}");
    let keys: Vec<_> = (0..6).map(|at| key("spicy_tags", &format!("tag_{at}"))).collect();
    let images: Vec<Image> = store.snapshot(&keys).await.unwrap().into_iter().flatten().collect();
    assert_eq!(images.len(), 6);
    database.remove().await;
}
