//! The MySQL client alone: each operation so many times on one connection.

use tandem_mysql::{Error, Literal, Row, Sql};
use wasm_bindgen::prelude::{JsError, JsValue, wasm_bindgen};

use crate::{COLUMNS, failed, open};

const PUT: &str = "INSERT INTO `bench_membership` (`id`, `teamId`, `userId`, `roleId`, `createdAt`, `updatedAt`, `isSystemRole`, `isActive`) VALUES ";
const TIME: &str = "2026-05-28 20:26:40.000";
const INSERT_ROWS: u32 = 500;
const READ_ROWS: usize = 1_000;
/// Which of [`COLUMNS`] are numbers; the others are texts and dates.
const NUMBERS: [usize; 3] = [2, 7, 12];

/// A connection, and nothing on it.
#[wasm_bindgen]
pub async fn client_connect(hyperdrive: JsValue) -> Result<(), JsError> {
    open(hyperdrive).await.map(|_| ()).map_err(failed)
}

/// One row by key; its values are decoded.
#[wasm_bindgen]
pub async fn client_point(hyperdrive: JsValue, times: u32, id: String) -> Result<usize, JsError> {
    let mut connection = open(hyperdrive).await.map_err(failed)?;
    let mut bytes = 0;
    for _ in 0..times {
        let sql = Sql::new().raw(COLUMNS).raw("`id` = ").lit(&id);
        let rows = connection.query(&sql).await.map_err(failed)?;
        for row in rows.iter() {
            bytes += decode(&row).map_err(failed)?;
        }
    }
    Ok(bytes)
}

/// `INSERT … ON DUPLICATE KEY UPDATE` of one row.
#[wasm_bindgen]
pub async fn client_upsert(
    hyperdrive: JsValue,
    times: u32,
    id: String,
    team: String,
    user: String,
) -> Result<(), JsError> {
    let mut connection = open(hyperdrive).await.map_err(failed)?;
    for at in 0..times {
        let sql = row(Sql::new().raw(PUT), &id, &team, &user)
            .raw(" ON DUPLICATE KEY UPDATE `roleId` = ")
            .lit(&format!("role_{at}"));
        connection.execute(&sql).await.map_err(failed)?;
    }
    Ok(())
}

/// 500 rows in one statement, in a transaction that is rolled back, so that the table stays as it is.
#[wasm_bindgen]
pub async fn client_insert(
    hyperdrive: JsValue,
    times: u32,
    prefix: String,
    team: String,
    user: String,
) -> Result<(), JsError> {
    let mut connection = open(hyperdrive).await.map_err(failed)?;
    connection.begin().await.map_err(failed)?;
    for time in 0..times {
        let mut sql = Sql::new().raw(PUT);
        for at in 0..INSERT_ROWS {
            let id = format!("{prefix}_{time}_{at}");
            sql = row(if at > 0 { sql.raw(", ") } else { sql }, &id, &team, &user);
        }
        connection.execute(&sql).await.map_err(failed)?;
    }
    connection.rollback().await.map_err(failed)
}

/// 1,000 rows after a key; each value is decoded.
#[wasm_bindgen]
pub async fn client_read(hyperdrive: JsValue, times: u32, after: String) -> Result<usize, JsError> {
    let mut connection = open(hyperdrive).await.map_err(failed)?;
    let mut bytes = 0;
    for _ in 0..times {
        let sql =
            Sql::new().raw(COLUMNS).raw("`id` > ").lit(&after).raw(" ORDER BY `id` LIMIT 1000");
        let rows = connection.query(&sql).await.map_err(failed)?;
        if rows.len() != READ_ROWS {
            return Err(JsError::new("1,000 rows are wanted"));
        }
        for row in rows.iter() {
            bytes += decode(&row).map_err(failed)?;
        }
    }
    Ok(bytes)
}

fn row(sql: Sql, id: &str, team: &str, user: &str) -> Sql {
    let values = [id, team, user, "member", TIME, TIME].map(Literal::Str);
    sql.list(values.into_iter().chain([Literal::I64(1), Literal::I64(1)]))
}

/// Every value as what it is; the sum keeps the compiler from leaving it out.
fn decode(row: &Row<'_>) -> Result<usize, Error> {
    let mut sum = 0;
    for column in 0..row.values().count() {
        sum += if NUMBERS.contains(&column) {
            row.i64(column)?.map_or(0, |number| usize::from(number != 0))
        } else {
            row.str(column)?.map_or(0, str::len)
        };
    }
    Ok(sum)
}
