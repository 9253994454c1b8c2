//! Against a server: the cache is as stale as Hyperdrive's, and only when it was asked for.

use crate::support::{connect, mode, number, proxy, refused, run, table};

#[tokio::test]
async fn a_write_does_not_invalidate() {
    let Some(proxy) = proxy().await else { return };
    let (mut conn, mut other) = (connect(&proxy).await, connect(&proxy).await);
    table(&mut conn, "proxy_cache").await;
    let count = "SELECT COUNT(*) FROM proxy_cache";
    assert_eq!(number(&mut conn, count).await, Some(0));
    proxy.set_mode(mode(r#"{"cache": true}"#));
    assert_eq!(number(&mut conn, count).await, Some(0));
    run(&mut conn, "INSERT INTO proxy_cache (n) VALUES (1)").await;
    assert_eq!(number(&mut other, count).await, Some(0), "cached for all connections");
    assert_eq!(proxy.stats().cache_hits, 1);
    assert_eq!(number(&mut conn, &format!("{count} FOR UPDATE")).await, Some(1));
    assert_eq!(number(&mut conn, &format!("{count} WHERE n < RAND() + 9")).await, Some(1));
    run(&mut conn, "BEGIN").await;
    assert_eq!(number(&mut conn, count).await, Some(1), "not in a transaction");
    run(&mut conn, "COMMIT").await;
    assert_eq!(number(&mut conn, count).await, Some(0));
    proxy.set_mode(mode(r#"{"cache": false}"#));
    assert_eq!(number(&mut conn, count).await, Some(1));
}

#[tokio::test]
async fn an_error_is_not_cached() {
    let Some(proxy) = proxy().await else { return };
    proxy.set_mode(mode(r#"{"cache": true}"#));
    let mut conn = connect(&proxy).await;
    run(&mut conn, "DROP TABLE IF EXISTS proxy_cache_error").await;
    assert_eq!(refused(&mut conn, "SELECT COUNT(*) FROM proxy_cache_error").await, 1146);
    table(&mut conn, "proxy_cache_error").await;
    assert_eq!(number(&mut conn, "SELECT COUNT(*) FROM proxy_cache_error").await, Some(0));
}

#[tokio::test]
async fn a_stale_answer_is_given_once_more_and_then_read_anew() {
    let Some(proxy) = proxy().await else { return };
    proxy.set_mode(mode(r#"{"cache": true}"#));
    let mut conn = connect(&proxy).await;
    table(&mut conn, "proxy_stale").await;
    let count = "SELECT COUNT(*) FROM proxy_stale";
    assert_eq!(number(&mut conn, count).await, Some(0));
    run(&mut conn, "INSERT INTO proxy_stale (n) VALUES (1)").await;
    proxy.set_mode(mode(r#"{"cache_age_ms": 60000}"#));
    assert_eq!(number(&mut conn, count).await, Some(0), "stale");
    assert_eq!(number(&mut conn, count).await, Some(1), "read anew");
    assert_eq!((proxy.stats().cache_hits, proxy.stats().cache_stale_hits), (2, 1));
    run(&mut conn, "INSERT INTO proxy_stale (n) VALUES (1)").await;
    proxy.set_mode(mode(r#"{"cache_age_ms": 75000}"#));
    assert_eq!(number(&mut conn, count).await, Some(2), "expired");
}
