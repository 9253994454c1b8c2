//! Connections for the tests.

use tandem_mysql::native::{NativeConnection, Target};
use tandem_mysql::{Options, Sql};

/// The server under test, or `None` (and a line that says so).
pub fn target() -> Option<Target> {
    let Ok(url) = std::env::var("MYSQL_URL") else {
        eprintln!("skipped: MYSQL_URL is not set");
        return None;
    };
    Some(Target::parse(&url).expect("MYSQL_URL"))
}

pub async fn connect() -> Option<NativeConnection> {
    Some(target()?.connect().await.expect("the server in MYSQL_URL"))
}

/// The same server with other options.
pub async fn connect_with(change: impl FnOnce(&mut Options)) -> Option<NativeConnection> {
    let mut target = target()?;
    change(&mut target.options);
    Some(target.connect().await.expect("the server in MYSQL_URL"))
}

pub fn is_mariadb(connection: &NativeConnection) -> bool {
    connection.server_version().contains("MariaDB")
}

pub async fn run(connection: &mut NativeConnection, sql: Sql) {
    connection.execute(&sql).await.expect("a statement of the test's own");
}

/// Makes an empty table anew.
pub async fn table(connection: &mut NativeConnection, name: &str, columns: &'static str) {
    run(connection, Sql::new().raw("DROP TABLE IF EXISTS ").ident(name)).await;
    run(connection, Sql::new().raw("CREATE TABLE ").ident(name).raw(columns)).await;
}

pub fn insert(table: &str, id: i64, value: &str) -> Sql {
    Sql::new()
        .raw("INSERT INTO ")
        .ident(table)
        .raw(" VALUES (")
        .lit(id)
        .raw(", ")
        .lit(value)
        .raw(")")
}
