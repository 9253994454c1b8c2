//! Against a server: what Hyperdrive refuses is refused and counted, and the connection stays usable.

use crate::support::{connect, number, proxy, refused};
use mysql_async::prelude::Queryable;
use mysql_async::{ChangeUserOpts, Error};

#[tokio::test]
async fn refuses_statements() {
    let Some(proxy) = proxy().await else { return };
    let mut conn = connect(&proxy).await;
    let unsupported: [(&[u8], &str); 7] = [
        (b"PREPARE s FROM 'SELECT 1'", "prepared_statement"),
        (b"EXECUTE s", "prepared_statement"),
        (b"DEALLOCATE PREPARE s", "prepared_statement"),
        (b"DO 1; DO 2", "multiple_statements"),
        (b"USE mysql", "use"),
        (b"SELECT '\xff'", "not_utf8"),
        (b"SELECT 'a\xc3'", "not_utf8"),
    ];
    for (sql, kind) in unsupported {
        let before = proxy.stats().refused.get(kind).copied().unwrap_or(0);
        assert_eq!(refused(&mut conn, sql).await, 1235, "{kind}");
        assert_eq!(proxy.stats().refused[kind], before + 1);
    }
    assert_eq!(number(&mut conn, "SELECT 7;").await, Some(7));
}

#[tokio::test]
async fn refuses_commands() {
    let Some(proxy) = proxy().await else { return };
    let mut conn = connect(&proxy).await;
    let prepared = conn.exec_drop("SELECT ?", (1,)).await.unwrap_err();
    assert!(matches!(prepared, Error::Server(error) if error.code == 1235));
    assert_eq!(number(&mut conn, "SELECT 7").await, Some(7));
    conn.change_user(ChangeUserOpts::default()).await.unwrap_err();
    let stats = proxy.stats();
    assert_eq!((stats.refused["prepared_statement"], stats.refused["change_user"]), (1, 1));
}

#[tokio::test]
async fn the_servers_own_refusals_pass_through() {
    let Some(proxy) = proxy().await else { return };
    let mut conn = connect(&proxy).await;
    assert_eq!(refused(&mut conn, "SELECT * FROM no_such_table").await, 1146);
    let mut url = proxy.url().clone();
    url.set_password(Some("wrong")).unwrap();
    let login = mysql_async::Conn::from_url(url.as_str()).await.unwrap_err();
    assert!(matches!(login, Error::Server(error) if error.code == 1045));
}
