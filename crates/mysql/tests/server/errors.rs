//! What the server refuses, and what is known when it is lost.

use std::time::{Duration, Instant};

use tandem_mysql::native::NativeConnection;
use tandem_mysql::{Error, Outcome, ServerError, Sql};

use super::support::{connect, insert, run, table};

async fn server_error(connection: &mut NativeConnection, sql: Sql) -> ServerError {
    let error = connection.execute(&sql).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Failed);
    assert!(connection.is_usable());
    error.server().unwrap().clone()
}

#[tokio::test]
async fn constraints_are_told_apart() {
    let Some(mut connection) = connect().await else {
        return;
    };
    let (parent, child) = ("client_parent", "client_child");
    run(&mut connection, Sql::new().raw("DROP TABLE IF EXISTS ").ident(child)).await;
    table(
        &mut connection,
        parent,
        " (id INT PRIMARY KEY, v VARCHAR(4) NOT NULL, UNIQUE KEY by_v (v))",
    )
    .await;
    table(
        &mut connection,
        child,
        " (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES client_parent (id))",
    )
    .await;
    run(&mut connection, insert(parent, 1, "it's")).await;

    let duplicate = server_error(&mut connection, insert(parent, 2, "it's")).await;
    assert!(duplicate.is_duplicate_key());
    assert_eq!(
        duplicate.duplicate_key_name().and_then(|name| name.rsplit('.').next()),
        Some("by_v")
    );
    let duplicate = server_error(&mut connection, insert(parent, 1, "b")).await;
    assert_eq!(
        duplicate.duplicate_key_name().and_then(|name| name.rsplit('.').next()),
        Some("PRIMARY")
    );

    let orphan = Sql::new().raw("INSERT INTO ").ident(child).raw(" VALUES (1, 99)");
    assert!(server_error(&mut connection, orphan).await.is_foreign_key());
    assert!(server_error(&mut connection, insert(parent, 3, "too long")).await.is_data_too_long());
    let null = Sql::new().raw("INSERT INTO ").ident(parent).raw(" VALUES (3, NULL)");
    assert!(server_error(&mut connection, null).await.is_null());
    let big = insert(parent, 1 << 40, "x");
    assert!(server_error(&mut connection, big).await.is_out_of_range());
    let word = Sql::new().raw("INSERT INTO ").ident(parent).raw(" VALUES ('abc', 'x')");
    assert!(server_error(&mut connection, word).await.is_bad_value());
    let nowhere = Sql::new().raw("DELETE FROM ").ident("client_nowhere");
    assert!(server_error(&mut connection, nowhere).await.is_no_such_table());
    run(&mut connection, Sql::new().raw("DROP TABLE ").ident(child).raw(", ").ident(parent)).await;
}

#[tokio::test]
async fn a_query_past_its_deadline_ends_the_connection() {
    let Some(mut connection) = connect().await else {
        return;
    };
    connection.set_query_deadline_ms(50);
    let error = connection.query(&Sql::new().raw("SELECT SLEEP(30)")).await.unwrap_err();
    assert!(matches!(error, Error::Deadline { after_ms: 50 }), "{error}");
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(matches!(connection.ping().await, Err(Error::Closed)));
}

#[tokio::test]
async fn a_connection_killed_half_way_leaves_the_outcome_unknown() {
    let (Some(mut victim), Some(mut killer)) = (connect().await, connect().await) else {
        return;
    };
    let rows = victim.query(&Sql::new().raw("SELECT CONNECTION_ID()")).await.unwrap();
    let id = rows.first().unwrap().u64(0).unwrap().unwrap();
    let sleep = Sql::new().raw("DO SLEEP(30)");
    let kill = async {
        wait_for_sleep(&mut killer, id).await;
        run(&mut killer, Sql::new().raw("KILL ").lit(id)).await;
    };
    let (result, ()) = tokio::join!(victim.execute(&sleep), kill);
    let error = result.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
    assert!(!victim.is_usable());
}

async fn wait_for_sleep(connection: &mut NativeConnection, id: u64) {
    let started = Instant::now();
    let sql = Sql::new()
        .raw("SELECT 1 FROM information_schema.processlist WHERE info LIKE 'DO SLEEP%' AND id = ");
    let sql = sql.lit(id);
    while connection.query(&sql).await.unwrap().is_empty() {
        assert!(started.elapsed() < Duration::from_secs(10), "the victim never ran its statement");
    }
}
