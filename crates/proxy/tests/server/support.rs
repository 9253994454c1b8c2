//! What the suites share: a proxy to the server in `MYSQL_URL`, clients of it, and waiting with a deadline.

use std::time::Duration;

use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Error, Opts, OptsBuilder};
use tandem_proxy::{Mode, Options, Proxy, Stats};

pub const DEADLINE: Duration = Duration::from_secs(20);

/// A proxy to the server in `MYSQL_URL`; none, said in a line, if it is not set.
pub async fn proxy() -> Option<Proxy> {
    let Ok(url) = std::env::var("MYSQL_URL") else {
        println!("skipped: MYSQL_URL is not set");
        return None;
    };
    Some(Proxy::start(&url, Options::default()).await.unwrap())
}

/// A client of the proxy, which sends nothing but what it is told.
pub async fn connect(proxy: &Proxy) -> Conn {
    try_connect(proxy).await.unwrap()
}

pub async fn try_connect(proxy: &Proxy) -> Result<Conn, Error> {
    let opts = OptsBuilder::from_opts(Opts::from_url(proxy.url().as_str()).unwrap())
        .prefer_socket(false)
        .max_allowed_packet(Some(64 << 20))
        .wait_timeout(Some(600));
    Conn::new(opts).await
}

/// An empty table `(id, n)`; `name` must be the test's own.
pub async fn table(conn: &mut Conn, name: &str) {
    run(conn, &format!("DROP TABLE IF EXISTS {name}")).await;
    run(
        conn,
        &format!(
            "CREATE TABLE {name} (id INT PRIMARY KEY AUTO_INCREMENT, n INT NOT NULL) ENGINE=InnoDB"
        ),
    )
    .await;
}

pub async fn run(conn: &mut Conn, sql: &str) {
    conn.query_drop(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// The first column of the first row; NULL and no row are none.
pub async fn number(conn: &mut Conn, sql: &str) -> Option<i64> {
    let row: Option<Option<i64>> =
        conn.query_first(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    row.flatten()
}

/// The error number of a query that the server, or the proxy, must refuse.
pub async fn refused(conn: &mut Conn, sql: impl AsRef<[u8]>) -> u16 {
    match conn.query_drop(sql.as_ref()).await.expect_err("a refusal") {
        Error::Server(error) => error.code,
        error => panic!("not a server's error: {error}"),
    }
}

/// A query during which the connection is cut.
pub async fn cut(conn: &mut Conn, sql: &str) {
    match conn.query_drop(sql).await.expect_err("a cut connection") {
        Error::Io(_) | Error::Driver(_) => {}
        error => panic!("not a cut connection: {error}"),
    }
}

pub async fn until(proxy: &Proxy, what: &str, wanted: impl FnMut(&Stats) -> bool) {
    assert!(proxy.wait_for(DEADLINE, wanted).await, "waited in vain: {what}: {:?}", proxy.stats());
}

/// A mode from the JSON that the control port takes.
pub fn mode(json: &str) -> Mode {
    serde_json::from_str(json).unwrap()
}
