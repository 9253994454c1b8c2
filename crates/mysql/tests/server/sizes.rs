//! What is larger than a packet, and what is larger than the limits.

use tandem_mysql::{Error, Sql};

use super::support::{connect, connect_with};

#[tokio::test]
async fn more_than_a_packet_holds_both_ways() {
    let Some(mut connection) = connect().await else {
        return;
    };
    let allowed = connection.query(&Sql::new().raw("SELECT @@max_allowed_packet")).await.unwrap();
    if allowed.first().unwrap().u64(0).unwrap() < Some(40 << 20) {
        return eprintln!("skipped: max_allowed_packet is too small");
    }
    // One packet exactly (with the command and the text around it), one byte more, and two packets and more.
    for length in [0xFF_FF_FF - 10, 0xFF_FF_FF - 9, 0xFF_FF_FF, 34 << 20] {
        let text = "x".repeat(length);
        let rows = connection.query(&Sql::new().raw("SELECT ").lit(&text)).await.unwrap();
        assert!(rows.first().unwrap().get(0) == Some(text.as_bytes()), "{length}");
    }
    connection.ping().await.unwrap();
}

#[tokio::test]
async fn a_result_over_the_limits_is_an_error() {
    let Some(mut connection) = connect_with(|options| options.limits.result_rows = 2).await else {
        return;
    };
    let sql = Sql::new().raw("SELECT 1 UNION SELECT 2 UNION SELECT 3");
    let error = connection.query(&sql).await.unwrap_err();
    assert!(matches!(error, Error::ResultTooLarge { unit: "rows", limit: 2 }), "{error}");
    let Some(mut connection) = connect_with(|options| options.limits.result_bytes = 1_000).await
    else {
        return;
    };
    let error = connection.query(&Sql::new().raw("SELECT REPEAT('x', 2000)")).await.unwrap_err();
    assert!(matches!(error, Error::ResultTooLarge { unit: "bytes", limit: 1_000 }), "{error}");
    assert!(!connection.is_usable());
}
