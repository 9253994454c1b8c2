//! How many rows a second the applies of a backfill bring in, beside bare INSERTs of the same rows:
//! `cargo test --release --test mysql_store speed -- --ignored --nocapture`.

#[path = "../support/samples.rs"]
#[allow(dead_code)] // shared with other suites
mod samples;

use std::time::{Duration, Instant};

use tandem::schema::table::Type;
use tandem::schema::{Image, Value, Version, table};
use tandem::store::{ApplySet, Store};
use tandem_mysql::{Literal, Sql};

use crate::mysql_server::TestDatabase;

const ROUNDS: usize = 7;

#[tokio::test]
#[ignore = "measures"]
async fn rows_a_second() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    for name in ["user", "workouts", "competitions"] {
        let Some(table) = table(name) else { continue };
        println!("{name}: {} columns, {} unique keys", table.columns.len(), table.uniques.len());
        for rows in [1_000, 2_000] {
            let mut images: Vec<Image> = (0..rows)
                .map(|seed| samples::image(samples::row(table, seed), Version(1)))
                .collect();
            images.sort_by(|a, b| a.key.pk.cmp(&b.key.pk));
            for set in [ApplySet::Independent, ApplySet::Copied] {
                let store = database.store();
                store.warm().await;
                for (what, part) in [("all new", 0), ("half there", 2), ("all there", 1)] {
                    let mut best = Duration::MAX;
                    for _ in 0..ROUNDS {
                        database.execute(&format!("TRUNCATE TABLE `{name}`")).await;
                        let there: Vec<Image> = images
                            .iter()
                            .enumerate()
                            .filter(|(at, _)| part > 0 && at % part == 0)
                            .map(|(_, image)| image.clone())
                            .collect();
                        store.apply(&there, ApplySet::Independent).await.unwrap();
                        let begun = Instant::now();
                        store.apply(&images, set).await.unwrap();
                        best = best.min(begun.elapsed());
                    }
                    let a_second = rows as f64 / best.as_secs_f64();
                    println!("  {rows} rows, {set:?}, {what}: {a_second:.0} rows/s, {best:?}");
                }
            }
            let mut connection = database.connection().await;
            let mut best = Duration::MAX;
            for _ in 0..ROUNDS {
                database.execute(&format!("TRUNCATE TABLE `{name}`")).await;
                let sql = bare_insert(&images);
                let begun = Instant::now();
                connection.execute(&sql).await.unwrap();
                best = best.min(begun.elapsed());
            }
            let a_second = rows as f64 / best.as_secs_f64();
            println!("  {rows} rows, bare INSERT: {a_second:.0} rows/s, {best:?}");
        }
    }
    database.remove().await;
}

fn bare_insert(images: &[Image]) -> Sql {
    let table = images[0].key.table;
    let mut sql = Sql::new().raw("INSERT INTO ").ident(table.name).raw(" (");
    for column in table.columns {
        sql = sql.ident(column.name).raw(", ");
    }
    sql = sql.raw("`_version`) VALUES ");
    for (at, image) in images.iter().enumerate() {
        let values = image.row().unwrap().iter().map(|(column, value)| match (column.ty, value) {
            (_, Value::Null) => Literal::Null,
            (_, Value::Bool(truth)) => Literal::Bool(*truth),
            (Type::Timestamp { .. }, Value::Int(at_ms)) => Literal::DateTimeMs(*at_ms),
            (_, Value::Int(number)) => Literal::I64(*number),
            (_, Value::Double(number)) => Literal::F64(*number),
            (_, Value::Text(text)) => Literal::Str(text),
            (_, Value::Bytes(bytes)) => Literal::Bytes(bytes),
        });
        sql = sql.raw(if at == 0 { "" } else { ", " });
        sql = sql.list(values.chain([Literal::I64(image.version.0)]));
    }
    sql
}
