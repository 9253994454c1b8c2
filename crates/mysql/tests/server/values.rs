//! Every kind of literal comes back as it went.

use tandem_mysql::native::NativeConnection;
use tandem_mysql::{Error, Literal, Sql};

use super::support::{connect, run, table};

const MODES: [&str; 2] = ["", "NO_BACKSLASH_ESCAPES"];

fn nasty_texts() -> Vec<String> {
    let all_ascii: String = (0..=127_u8).map(char::from).collect();
    let pieces = [
        "'", "\"", "`", "\\", "\0", "\u{1A}", "\n", "%", "_", "--", "/*", ";", "é", "😀", "\\'",
        "x",
    ];
    let pairs =
        pieces.iter().flat_map(|first| pieces.iter().map(move |second| format!("{first}{second}")));
    let long = "'\\\0é😀".repeat(5_000);
    pairs
        .chain([String::new(), all_ascii, long, "\u{FFFF}\u{FEFF}¥₩".into(), " trailing  ".into()])
        .collect()
}

async fn set_mode(connection: &mut NativeConnection, mode: &str) {
    run(connection, Sql::new().raw("SET SESSION sql_mode = ").lit(mode)).await;
}

#[tokio::test]
async fn text_and_bytes_in_both_modes() {
    let Some(mut connection) = connect().await else {
        return;
    };
    for mode in MODES {
        set_mode(&mut connection, mode).await;
        for texts in nasty_texts().chunks(50) {
            let mut sql = Sql::new().raw("SELECT 0");
            for text in texts {
                sql = sql
                    .raw(", ")
                    .lit(text)
                    .raw(", ")
                    .lit(text.as_bytes())
                    .raw(", HEX(")
                    .lit(text)
                    .raw(")");
            }
            let rows = connection.query(&sql).await.unwrap();
            let row = rows.first().unwrap();
            for (index, text) in texts.iter().enumerate() {
                assert_eq!(row.str(1 + 3 * index).unwrap(), Some(text.as_str()), "{mode}");
                assert_eq!(row.get(2 + 3 * index), Some(text.as_bytes()), "{mode}");
                let hex: String = text.bytes().map(|byte| format!("{byte:02X}")).collect();
                assert_eq!(row.str(3 + 3 * index).unwrap(), Some(hex.as_str()), "{mode}");
            }
        }
    }
}

/// Text with and without a backslash must compare and combine alike: the same charset and collation.
#[tokio::test]
async fn backslashes_change_neither_collation_nor_key_look_ups() {
    let Some(mut connection) = connect().await else {
        return;
    };
    let name = "client_backslash";
    table(
        &mut connection,
        name,
        " (k VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PRIMARY KEY, j JSON)",
    )
    .await;
    for mode in MODES {
        set_mode(&mut connection, mode).await;
        let union = Sql::new().raw("SELECT ").lit("a").raw(" AS v UNION ALL SELECT ").lit("b\\");
        assert_eq!(connection.query(&union).await.unwrap().len(), 2);
        run(&mut connection, Sql::new().raw("DELETE FROM ").ident(name)).await;
        let insert = Sql::new().raw("INSERT INTO ").ident(name).raw(" SELECT * FROM (SELECT ");
        let json = r#"{"a": "\"\\"}"#;
        let insert = insert
            .lit("a\\b")
            .raw(" AS k, ")
            .lit(json)
            .raw(" AS j) AS n ON DUPLICATE KEY UPDATE j = n.j");
        run(&mut connection, insert).await;
        let by_key = Sql::new().raw("SELECT j FROM ").ident(name).raw(" WHERE k = ").lit("a\\b");
        let rows = connection.query(&by_key).await.unwrap();
        assert_eq!(rows.first().unwrap().str(0).unwrap(), Some(json), "{mode}");
        let explain = connection
            .query(&Sql::new().raw("EXPLAIN FORMAT=TRADITIONAL ").push(&by_key))
            .await
            .unwrap();
        let access = (0..explain.columns())
            .find(|&column| explain.column_name(column) == Some("type"))
            .unwrap();
        assert_eq!(explain.first().unwrap().str(access).unwrap(), Some("const"), "{mode}");
    }
    run(&mut connection, Sql::new().raw("DROP TABLE ").ident(name)).await;
}

#[tokio::test]
async fn integers_decimals_and_null() {
    let Some(mut connection) = connect().await else {
        return;
    };
    let list = [
        Literal::I64(i64::MIN),
        Literal::I64(-1),
        Literal::U64(u64::MAX),
        Literal::Bool(true),
        Literal::Null,
    ];
    let mut sql = Sql::new()
        .raw("SELECT ")
        .lit(Literal::Decimal("-123456789012345678901234567890.1234567890"));
    for value in list {
        sql = sql.raw(", ").lit(value);
    }
    let rows = connection.query(&sql).await.unwrap();
    let row = rows.first().unwrap();
    assert_eq!(row.str(0).unwrap(), Some("-123456789012345678901234567890.1234567890"));
    assert_eq!((row.i64(1).unwrap(), row.i64(2).unwrap()), (Some(i64::MIN), Some(-1)));
    assert_eq!(
        (row.u64(3).unwrap(), row.u64(4).unwrap(), row.u64(5).unwrap()),
        (Some(u64::MAX), Some(1), None)
    );
    assert!(matches!(row.i64(3), Err(Error::Decode { column: 3, expected: "i64" })));
}

#[tokio::test]
async fn doubles_keep_every_bit() {
    let Some(mut connection) = connect().await else {
        return;
    };
    let name = "client_doubles";
    table(&mut connection, name, " (id INT PRIMARY KEY, v DOUBLE NOT NULL)").await;
    let mut values = vec![
        -0.0,
        5e-324,
        0.0,
        0.1,
        1e300,
        f64::MAX,
        f64::MIN_POSITIVE,
        -1.5,
        9_007_199_254_740_993.0,
    ];
    let mut bits = 0x9E37_79B9_7F4A_7C15_u64;
    while values.len() < 1_000 {
        bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        values.extend(Some(f64::from_bits(bits)).filter(|value| value.is_finite()));
    }
    let mut sql = Sql::new()
        .raw("INSERT INTO ")
        .ident(name)
        .raw(" VALUES ")
        .list([Literal::I64(0), 0.5.into()]);
    for (id, value) in (1_i64..).zip(&values) {
        sql = sql.raw(", ").list([Literal::I64(id), Literal::F64(*value)]);
    }
    assert_eq!(connection.execute(&sql).await.unwrap().affected_rows, 1_001);
    let rows = connection
        .query(&Sql::new().raw("SELECT v FROM ").ident(name).raw(" ORDER BY id"))
        .await
        .unwrap();
    for (row, value) in rows.iter().skip(1).zip(&values) {
        assert_eq!(
            row.f64(0).unwrap().map(f64::to_bits),
            // The sign of zero is not kept.
            Some((value + 0.0).to_bits()),
            "{value:e}"
        );
    }
    run(&mut connection, Sql::new().raw("DROP TABLE ").ident(name)).await;
}

#[tokio::test]
async fn dates() {
    let Some(mut connection) = connect().await else {
        return;
    };
    let name = "client_dates";
    table(&mut connection, name, " (at DATETIME(3), day DATE)").await;
    for (ms, text) in [
        (0_i64, "1970-01-01 00:00:00.000"),
        (1_709_210_096_789, "2024-02-29 12:34:56.789"),
        (-30_610_224_000_000, "1000-01-01 00:00:00.000"),
        (253_402_300_799_999, "9999-12-31 23:59:59.999"),
    ] {
        let days = i32::try_from(ms.div_euclid(86_400_000)).unwrap();
        run(&mut connection, Sql::new().raw("DELETE FROM ").ident(name)).await;
        let row = [Literal::DateTimeMs(ms), Literal::DateDays(days)];
        run(&mut connection, Sql::new().raw("INSERT INTO ").ident(name).raw(" VALUES ").list(row))
            .await;
        let rows = connection.query(&Sql::new().raw("SELECT * FROM ").ident(name)).await.unwrap();
        let row = rows.first().unwrap();
        assert_eq!((row.str(0).unwrap(), row.str(1).unwrap()), (Some(text), text.get(..10)));
    }
    run(&mut connection, Sql::new().raw("DROP TABLE ").ident(name)).await;
}
