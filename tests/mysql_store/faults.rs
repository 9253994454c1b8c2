//! Lost answers, dropped futures, closed connections.

use std::time::Duration;

use tandem::store::{Outcome, Store, StoreError, WriteError};

use crate::app::{self, *};
use crate::mysql_server::{Fault, TestDatabase, text};

#[tokio::test]
async fn a_lost_commit_is_unknown_and_is_settled_by_reading() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    database.open(EPOCH.0).await;
    for (fault, committed) in [(Fault::LoseCommitAnswer, true), (Fault::LoseCommit, false)] {
        let (store, next) = database.faulty_store();
        next.set(fault);
        let id = format!("tag_{committed}");
        let unit = unit(&id, vec![insert_tag(&id, &id)]);
        let lost = store.write(&unit, EPOCH).await.unwrap_err();
        let WriteError::Store(StoreError::Unavailable { outcome, .. }) = lost else {
            panic!("{lost:?}");
        };
        assert_eq!(outcome, Outcome::Unknown);
        let settled = store.settle(&unit).await.unwrap();
        assert_eq!(settled.is_some(), committed);
        // Either way it may be sent again.
        let again = store.write(&unit, EPOCH).await.unwrap();
        assert_eq!(again.replayed, committed);
        assert_eq!(again.images[0].row(), Some(&tag(&id, &id)));
    }
    database.remove().await;
}

#[tokio::test]
async fn settling_waits_for_a_commit_under_way() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    database.open(EPOCH.0).await;
    let store = database.store();
    // Another connection is about to commit the same request.
    let mut other = database.connection().await;
    other.begin().await.unwrap();
    let day = NOW_MS.div_euclid(86_400_000);
    let remember = format!(
        "INSERT INTO _request (`day`, `id`, `fingerprint`, `keys`) VALUES ({day}, 'r', 'f', '[]')"
    );
    other.execute(&text(remember)).await.unwrap();
    let unit = unit("r", Vec::new());
    let commit = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        other.commit().await.unwrap();
    };
    let (settled, ()) = futures_util::join!(store.settle(&unit), commit);
    assert!(settled.unwrap().is_some());
    database.remove().await;
}

#[tokio::test]
async fn a_dropped_step_leaves_nothing_and_no_connection() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    database.open(EPOCH.0).await;
    let store = database.store();
    store.warm().await;
    let mut other = database.connection().await;
    other.begin().await.unwrap();
    let lock = "SELECT `id` FROM `spicy_tags` WHERE `id` = 'tag_a' FOR UPDATE".to_owned();
    other.query(&text(lock)).await.unwrap();
    let write = app::write(&store, "r1", vec![insert_tag("tag_a", "a")]);
    let dropped = tokio::time::timeout(Duration::from_millis(300), write).await;
    assert!(dropped.is_err(), "it waits for the lock");
    other.rollback().await.unwrap();
    assert_eq!(held(&store, &key("spicy_tags", "tag_a")).await.unwrap(), None);
    app::write(&store, "r1", vec![insert_tag("tag_a", "a")]).await.unwrap();
    database.remove().await;
}

#[tokio::test]
async fn a_connection_that_was_closed_while_idle_is_replaced() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    database.open(EPOCH.0).await;
    let store = database.store();
    store.warm().await;
    let ids = database
        .query("SELECT id FROM information_schema.PROCESSLIST WHERE db = DATABASE() AND id <> CONNECTION_ID()")
        .await;
    for record in ids.iter() {
        let mut connection = database.connection().await;
        let kill = format!("KILL {}", record.i64(0).unwrap().unwrap());
        connection.execute(&text(kill)).await.unwrap();
    }
    app::write(&store, "r1", vec![insert_tag("tag_a", "a")]).await.unwrap();
    database.remove().await;
}

#[tokio::test]
async fn an_unreachable_server_did_nothing() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    let store = database.store();
    database.remove().await;
    store.warm().await;
    let error = store.control().await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotDone);
}
