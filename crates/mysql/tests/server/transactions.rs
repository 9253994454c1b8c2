//! Transactions, as the server's status flags tell of them.

use tandem_mysql::native::NativeConnection;
use tandem_mysql::{Error, Outcome, Refusal, Sql};

use super::support::{connect, insert, run, table};

async fn count(connection: &mut NativeConnection, name: &str) -> Option<u64> {
    let rows =
        connection.query(&Sql::new().raw("SELECT COUNT(*) FROM ").ident(name)).await.unwrap();
    rows.first().unwrap().u64(0).unwrap()
}

fn update(table: &str, id: i64, value: &str) -> Sql {
    Sql::new().raw("UPDATE ").ident(table).raw(" SET v = ").lit(value).raw(" WHERE id = ").lit(id)
}

#[tokio::test]
async fn commit_and_rollback() {
    let Some(mut connection) = connect().await else {
        return;
    };
    let name = "client_commit";
    table(&mut connection, name, " (id INT PRIMARY KEY, v VARCHAR(10))").await;
    assert!(!connection.in_transaction());
    assert!(matches!(connection.commit().await, Err(Error::Refused(Refusal::NoTransaction))));

    connection.begin().await.unwrap();
    assert!(connection.in_transaction());
    run(&mut connection, insert(name, 1, "a")).await;
    connection.rollback().await.unwrap();
    assert_eq!((connection.in_transaction(), count(&mut connection, name).await), (false, Some(0)));

    connection.begin().await.unwrap();
    run(&mut connection, insert(name, 1, "a")).await;
    connection.commit().await.unwrap();
    assert_eq!((connection.in_transaction(), count(&mut connection, name).await), (false, Some(1)));
    run(&mut connection, Sql::new().raw("DROP TABLE ").ident(name)).await;
}

#[tokio::test]
async fn rows_are_counted_as_matched() {
    let Some(mut connection) = connect().await else {
        return;
    };
    let name = "client_found";
    table(&mut connection, name, " (id BIGINT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(10))").await;
    let made = connection
        .execute(&Sql::new().raw("INSERT INTO ").ident(name).raw(" (v) VALUES ('a')"))
        .await
        .unwrap();
    assert_eq!((made.affected_rows, made.last_insert_id, made.warnings), (1, 1, 0));
    assert_eq!(connection.execute(&update(name, 1, "a")).await.unwrap().affected_rows, 1);
    assert_eq!(connection.execute(&update(name, 2, "a")).await.unwrap().affected_rows, 0);
    run(&mut connection, Sql::new().raw("DROP TABLE ").ident(name)).await;
}

#[tokio::test]
async fn a_deadlock_ends_one_transaction_and_its_commit_is_refused() {
    let (Some(mut left), Some(mut right)) = (connect().await, connect().await) else {
        return;
    };
    let name = "client_deadlock";
    table(&mut left, name, " (id INT PRIMARY KEY, v VARCHAR(10))").await;
    run(&mut left, insert(name, 1, "")).await;
    run(&mut left, insert(name, 2, "")).await;
    left.begin().await.unwrap();
    right.begin().await.unwrap();
    run(&mut left, update(name, 1, "left")).await;
    run(&mut right, update(name, 2, "right")).await;
    // Each now waits for the other; the server breaks one of the two.
    let (second, first) = (update(name, 2, "left"), update(name, 1, "right"));
    let results = tokio::join!(left.execute(&second), right.execute(&first));
    let (error, mut loser, mut winner) = match results {
        (Err(error), Ok(_)) => (error, left, right),
        (Ok(_), Err(error)) => (error, right, left),
        other => panic!("one of the two should have lost: {other:?}"),
    };
    assert!(error.server().unwrap().is_deadlock(), "{error}");
    assert_eq!(error.outcome(), Outcome::Failed);
    assert!(!loser.in_transaction());
    assert!(matches!(loser.commit().await, Err(Error::Refused(Refusal::NoTransaction))));
    winner.commit().await.unwrap();
    run(&mut winner, Sql::new().raw("DROP TABLE ").ident(name)).await;
}

#[tokio::test]
async fn a_lock_wait_timeout_leaves_the_transaction_open() {
    let (Some(mut holder), Some(mut waiter)) = (connect().await, connect().await) else {
        return;
    };
    let name = "client_lock_wait";
    table(&mut holder, name, " (id INT PRIMARY KEY, v VARCHAR(10))").await;
    run(&mut holder, insert(name, 1, "")).await;
    holder.begin().await.unwrap();
    run(&mut holder, update(name, 1, "held")).await;
    waiter.begin().await.unwrap();
    // Inside the transaction: outside one a SET doesn't last over Hyperdrive.
    run(&mut waiter, Sql::new().raw("SET SESSION innodb_lock_wait_timeout = 1")).await;
    let error = waiter.execute(&update(name, 1, "wanted")).await.unwrap_err();
    assert!(error.server().unwrap().is_lock_wait_timeout(), "{error}");
    assert!(waiter.in_transaction() && waiter.is_usable());
    waiter.rollback().await.unwrap();
    holder.rollback().await.unwrap();
    run(&mut holder, Sql::new().raw("DROP TABLE ").ident(name)).await;
}
