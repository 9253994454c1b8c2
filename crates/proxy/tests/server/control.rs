//! The HTTP control port, and the log. The library's own calls do the same and are used in the other suites.

use crate::support::{connect, number, proxy, until};
use serde_json::{Value, json};
use tandem_proxy::{Options, Proxy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// One request; the status line's number and the body.
async fn request(proxy: &Proxy, method: &str, path: &str, body: &str) -> (u16, Value) {
    let mut socket = TcpStream::connect(proxy.control()).await.unwrap();
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: proxy\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await.unwrap();
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    let body = answer.split_once("\r\n\r\n").unwrap().1;
    (status, serde_json::from_str(body).unwrap())
}

#[tokio::test]
async fn orders_come_by_http() {
    let Some(proxy) = proxy().await else { return };
    assert_eq!(
        request(&proxy, "POST", "/mode", r#"{"hold": "7", "log": true}"#).await,
        (200, json!({}))
    );
    let mut conn = connect(&proxy).await;
    let held = tokio::spawn(async move { number(&mut conn, "SELECT 7").await });
    until(&proxy, "held", |stats| stats.held == 1).await;
    let (_, stats) = request(&proxy, "GET", "/stats", "").await;
    assert_eq!(
        (&stats["held"], &stats["in_flight"], &stats["queries"]),
        (&json!(1), &json!(1), &json!(1))
    );
    assert_eq!(request(&proxy, "POST", "/release", "").await, (200, json!({ "released": 1 })));
    assert_eq!(held.await.unwrap(), Some(7));
    let (_, log) = request(&proxy, "GET", "/log", "").await;
    assert_eq!((&log[0]["query"], &log[0]["connection"]), (&json!("SELECT 7"), &json!(1)));
    assert!(log[0]["at_ms"].as_u64().is_some());
    assert_eq!(request(&proxy, "POST", "/reset", "").await, (200, json!({})));
    assert_eq!((proxy.stats().queries, proxy.log().len()), (0, 0));
}

#[tokio::test]
async fn a_wrong_order_is_refused() {
    let proxy = Proxy::start("mysql://app:app@127.0.0.1:1/app", Options::default()).await.unwrap();
    let (status, body) = request(&proxy, "POST", "/mode", r#"{"stalled": true}"#).await;
    assert_eq!(status, 400);
    assert!(body["error"].as_str().unwrap().contains("stalled"));
}

#[tokio::test]
async fn a_url_of_another_database_is_refused() {
    let error = Proxy::start("postgres://app:secret@127.0.0.1:1/app", Options::default())
        .await
        .unwrap_err();
    assert!(!error.to_string().contains("secret"));
}
