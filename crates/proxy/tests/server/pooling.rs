//! Against a server: a session's state ends with its transaction, and answers pass through whole.

use crate::support::{connect, number, proxy, refused, run, table, until};
use mysql_async::prelude::Queryable;

#[tokio::test]
async fn what_is_set_outside_a_transaction_does_not_last() {
    let Some(proxy) = proxy().await else { return };
    let mut conn = connect(&proxy).await;
    let database: Option<String> = conn.query_first("SELECT DATABASE()").await.unwrap();
    run(&mut conn, "SET @a = 1").await;
    assert_eq!(number(&mut conn, "SELECT @a").await, None);
    run(&mut conn, "SET SESSION lock_wait_timeout = 7").await;
    assert_ne!(number(&mut conn, "SELECT @@lock_wait_timeout").await, Some(7));
    run(&mut conn, "CREATE TEMPORARY TABLE proxy_temporary (id INT)").await;
    assert_eq!(refused(&mut conn, "SELECT * FROM proxy_temporary").await, 1146);
    let after: Option<(String, String)> =
        conn.query_first("SELECT DATABASE(), @@character_set_client").await.unwrap();
    assert_eq!(after, database.map(|database| (database, "utf8mb4".to_owned())));
    assert!(proxy.stats().session_resets >= 3);
}

#[tokio::test]
async fn what_is_set_in_a_transaction_lasts_until_its_end() {
    let Some(proxy) = proxy().await else { return };
    let mut conn = connect(&proxy).await;
    run(&mut conn, "START TRANSACTION").await;
    run(&mut conn, "SET @a = 1").await;
    assert_eq!(number(&mut conn, "SELECT @a").await, Some(1));
    assert_eq!(proxy.stats().session_resets, 0);
    run(&mut conn, "COMMIT").await;
    until(&proxy, "a reset", |stats| stats.session_resets == 1).await;
    assert_eq!(number(&mut conn, "SELECT @a").await, None);
}

#[tokio::test]
async fn the_last_insert_id_is_another_sessions_outside_a_transaction() {
    let Some(proxy) = proxy().await else { return };
    let mut conn = connect(&proxy).await;
    table(&mut conn, "proxy_insert_id").await;
    run(&mut conn, "INSERT INTO proxy_insert_id (n) VALUES (1)").await;
    assert_eq!(number(&mut conn, "SELECT LAST_INSERT_ID()").await, Some(0));
    run(&mut conn, "BEGIN").await;
    run(&mut conn, "INSERT INTO proxy_insert_id (n) VALUES (1)").await;
    assert_eq!(number(&mut conn, "SELECT LAST_INSERT_ID()").await, Some(2));
}

#[tokio::test]
async fn an_error_ends_a_transaction_only_if_the_server_says_so() {
    let Some(proxy) = proxy().await else { return };
    let (mut one, mut two) = (connect(&proxy).await, connect(&proxy).await);
    table(&mut one, "proxy_deadlock").await;
    run(&mut one, "INSERT INTO proxy_deadlock (id, n) VALUES (1, 0), (2, 0)").await;
    for (conn, id) in [(&mut one, 1), (&mut two, 2)] {
        run(conn, "START TRANSACTION").await;
        run(conn, "SET @a = 1").await;
        run(conn, &format!("UPDATE proxy_deadlock SET n = n + 1 WHERE id = {id}")).await;
        assert_eq!(refused(conn, "SELECT no_such_column FROM proxy_deadlock").await, 1054);
        assert_eq!(number(conn, "SELECT @a").await, Some(1), "still in the transaction");
    }
    let (first, second) = tokio::join!(
        one.query_drop("UPDATE proxy_deadlock SET n = n + 1 WHERE id = 2"),
        two.query_drop("UPDATE proxy_deadlock SET n = n + 1 WHERE id = 1"),
    );
    assert!(first.is_ok() != second.is_ok(), "one of the two is the victim: {first:?} {second:?}");
    let (victim, other) = if first.is_err() { (&mut one, &mut two) } else { (&mut two, &mut one) };
    assert_eq!(number(victim, "SELECT @a").await, None, "the victim's transaction is over");
    assert_eq!(number(other, "SELECT @a").await, Some(1));
    run(other, "COMMIT").await;
    assert_eq!(number(victim, "SELECT SUM(n) FROM proxy_deadlock").await, Some(2));
}

#[tokio::test]
async fn a_client_that_leaves_is_rolled_back() {
    let Some(proxy) = proxy().await else { return };
    let mut conn = connect(&proxy).await;
    table(&mut conn, "proxy_leaves").await;
    let mut leaver = connect(&proxy).await;
    run(&mut leaver, "BEGIN").await;
    run(&mut leaver, "INSERT INTO proxy_leaves (n) VALUES (1)").await;
    drop(leaver);
    until(&proxy, "the rollback", |stats| stats.abandoned_transactions == 1).await;
    assert_eq!(number(&mut conn, "SELECT COUNT(*) FROM proxy_leaves FOR UPDATE").await, Some(0));
}

#[tokio::test]
async fn a_large_result_passes_through() {
    let Some(proxy) = proxy().await else { return };
    let mut conn = connect(&proxy).await;
    let digits =
        "(SELECT 0 UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4)";
    let sql = format!("SELECT REPEAT('a', 1000000) FROM {digits} a, {digits} b, {digits} c");
    let mut result = conn.query_iter(sql).await.unwrap();
    let (mut rows, mut bytes) = (0, 0);
    while let Some(row) = result.next().await.unwrap() {
        rows += 1;
        bytes += row.get::<String, _>(0).unwrap().len();
    }
    assert_eq!((rows, bytes), (125, 125_000_000));
    drop(result);
    assert_eq!(number(&mut conn, "SELECT 7").await, Some(7));
}
