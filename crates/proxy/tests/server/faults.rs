//! Against a server: each fault strikes as ordered, and leaves the database as such a fault would.

use crate::support::{connect, cut, mode, number, proxy, refused, run, table, try_connect, until};
use mysql_async::prelude::Queryable;
use tandem_proxy::Proxy;

/// A transaction with one insert in it, ready for its COMMIT.
async fn uncommitted(proxy: &Proxy, name: &str) -> mysql_async::Conn {
    let mut conn = connect(proxy).await;
    table(&mut conn, name).await;
    run(&mut conn, "START TRANSACTION").await;
    run(&mut conn, &format!("INSERT INTO {name} (n) VALUES (1)")).await;
    conn
}

async fn rows(proxy: &Proxy, name: &str) -> Option<i64> {
    number(&mut connect(proxy).await, &format!("SELECT COUNT(*) FROM {name} LOCK IN SHARE MODE"))
        .await
}

#[tokio::test]
async fn a_dropped_answer_was_committed() {
    let Some(proxy) = proxy().await else { return };
    let mut conn = uncommitted(&proxy, "proxy_drop_answer").await;
    proxy.set_mode(mode(r#"{"drop_answer": "COMMIT"}"#));
    cut(&mut conn, "COMMIT").await;
    assert_eq!(rows(&proxy, "proxy_drop_answer").await, Some(1));
    let mut again = connect(&proxy).await;
    run(&mut again, "COMMIT").await;
    assert_eq!(proxy.stats().faults["drop_answer"], 1);
}

#[tokio::test]
async fn a_cut_before_was_rolled_back() {
    let Some(proxy) = proxy().await else { return };
    let mut conn = uncommitted(&proxy, "proxy_cut_before").await;
    proxy.set_mode(mode(r#"{"cut_before": "COMMIT"}"#));
    cut(&mut conn, "COMMIT").await;
    assert_eq!(proxy.stats().abandoned_transactions, 1, "before the client saw the cut");
    let count = "SELECT COUNT(*) FROM proxy_cut_before FOR UPDATE NOWAIT";
    assert_eq!(number(&mut connect(&proxy).await, count).await, Some(0));
}

#[tokio::test]
async fn a_result_is_cut_in_its_middle() {
    let Some(proxy) = proxy().await else { return };
    let mut conn = connect(&proxy).await;
    proxy.set_mode(mode(r#"{"cut_in_result": "REPEAT"}"#));
    cut(&mut conn, "SELECT REPEAT('a', 100000)").await;
    assert_eq!(proxy.stats().faults["cut_in_result"], 1);
}

#[tokio::test]
async fn an_error_is_answered_instead() {
    let Some(proxy) = proxy().await else { return };
    let mut conn = connect(&proxy).await;
    proxy.set_mode(mode(
        r#"{"error": {"match": "SELECT 7", "code": 1205, "message": "late", "times": 2}}"#,
    ));
    assert_eq!(refused(&mut conn, "SELECT 7").await, 1205);
    assert_eq!(refused(&mut conn, "SELECT 7").await, 1205);
    assert_eq!(number(&mut conn, "SELECT 7").await, Some(7));
}

#[tokio::test]
async fn an_injected_deadlock_rolls_back() {
    let Some(proxy) = proxy().await else { return };
    let mut conn = uncommitted(&proxy, "proxy_injected").await;
    proxy.set_mode(mode(r#"{"error": {"match": "UPDATE", "code": 1213, "sqlstate": "40001"}}"#));
    assert_eq!(refused(&mut conn, "UPDATE proxy_injected SET n = 2").await, 1213);
    assert_eq!(rows(&proxy, "proxy_injected").await, Some(0));
    run(&mut conn, "UPDATE proxy_injected SET n = 2").await;
}

#[tokio::test]
async fn a_held_query_waits_for_its_release() {
    let Some(proxy) = proxy().await else { return };
    let mut conn = uncommitted(&proxy, "proxy_hold").await;
    proxy.set_mode(mode(r#"{"hold": "COMMIT"}"#));
    let commit = tokio::spawn(async move { conn.query_drop("COMMIT").await });
    until(&proxy, "held", |stats| stats.held == 1).await;
    let mut reader = connect(&proxy).await;
    assert_eq!(number(&mut reader, "SELECT COUNT(*) FROM proxy_hold").await, Some(0));
    assert_eq!(proxy.release(), 1);
    commit.await.unwrap().unwrap();
    assert_eq!(number(&mut reader, "SELECT COUNT(*) FROM proxy_hold").await, Some(1));
    until(&proxy, "none left", |stats| (stats.held, stats.in_flight) == (0, 0)).await;
}

#[tokio::test]
async fn a_held_query_is_not_sent_if_its_client_leaves() {
    let Some(proxy) = proxy().await else { return };
    let mut conn = uncommitted(&proxy, "proxy_hold_left").await;
    proxy.set_mode(mode(r#"{"hold": "COMMIT"}"#));
    let commit = tokio::spawn(async move { conn.query_drop("COMMIT").await });
    until(&proxy, "held", |stats| stats.held == 1).await;
    commit.abort();
    until(&proxy, "rolled back", |stats| stats.held == 0 && stats.abandoned_transactions == 1)
        .await;
    assert_eq!(rows(&proxy, "proxy_hold_left").await, Some(0));
}

#[tokio::test]
async fn a_stall_answers_nothing_until_it_is_cleared() {
    let Some(proxy) = proxy().await else { return };
    let mut conn = connect(&proxy).await;
    proxy.set_mode(mode(r#"{"stall": true}"#));
    let stalled = tokio::spawn(async move { number(&mut conn, "SELECT 7").await });
    let waiting = async {
        until(&proxy, "both wait", |stats| stats.in_flight == 1 && stats.open_connections == 2)
            .await;
        assert!(!stalled.is_finished());
        proxy.set_mode(mode(r#"{"stall": false}"#));
    };
    let (mut second, ()) = tokio::join!(connect(&proxy), waiting);
    assert_eq!(stalled.await.unwrap(), Some(7));
    assert_eq!(number(&mut second, "SELECT 8").await, Some(8));
}

#[tokio::test]
async fn down_cuts_and_refuses_until_it_is_up() {
    let Some(proxy) = proxy().await else { return };
    let mut conn = uncommitted(&proxy, "proxy_down").await;
    proxy.set_mode(mode(r#"{"down": true}"#));
    until(&proxy, "all cut", |stats| {
        stats.open_connections == 0 && stats.abandoned_transactions == 1
    })
    .await;
    cut(&mut conn, "COMMIT").await;
    assert!(try_connect(&proxy).await.is_err());
    proxy.set_mode(mode(r#"{"down": false}"#));
    assert_eq!(rows(&proxy, "proxy_down").await, Some(0));
}

#[tokio::test]
async fn a_delayed_query_is_in_flight_and_ends_with_its_client() {
    let Some(proxy) = proxy().await else { return };
    let mut conn = connect(&proxy).await;
    proxy.set_mode(mode(r#"{"delay_ms": 1}"#));
    assert_eq!(number(&mut conn, "SELECT 7").await, Some(7));
    proxy.set_mode(mode(r#"{"delay_ms": 3600000}"#));
    let delayed = tokio::spawn(async move { number(&mut conn, "SELECT 7").await });
    until(&proxy, "in flight", |stats| stats.in_flight == 1).await;
    delayed.abort();
    until(&proxy, "gone", |stats| stats.in_flight == 0 && stats.open_connections == 0).await;
}
