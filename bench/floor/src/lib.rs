//! Bare statements over Hyperdrive, one connection a request: the least that a Worker can do in MySQL.
#![cfg(target_arch = "wasm32")]
// The glue of the macro.
#![allow(unsafe_code)]

mod client;

use tandem_mysql::hyperdrive::{HyperdriveConnection, connect};
use tandem_mysql::{Error, Literal, Row, Rows, Sql};
use wasm_bindgen::prelude::{JsCast as _, JsError, JsValue, wasm_bindgen};

const COLUMNS: &str = "SELECT `createdAt`, `updatedAt`, `updateCounter`, `id`, `teamId`, `userId`, `roleId`, `isSystemRole`, \
     `invitedBy`, `invitedAt`, `joinedAt`, `expiresAt`, `isActive`, `metadata` FROM `team_membership` WHERE ";

async fn open(hyperdrive: JsValue) -> Result<HyperdriveConnection, Error> {
    connect(hyperdrive.unchecked_ref()).await
}

fn failed(error: Error) -> JsError {
    JsError::new(&error.to_string())
}

/// A row's texts as a JSON array.
fn json(row: &Row<'_>) -> String {
    let mut out = String::from("[");
    for (at, value) in row.values().enumerate() {
        if at > 0 {
            out.push(',');
        }
        match value.map(std::str::from_utf8) {
            Some(Ok(text)) => {
                out.push('"');
                out.push_str(text);
                out.push('"');
            }
            _ => out.push_str("null"),
        }
    }
    out.push(']');
    out
}

fn page(rows: &Rows) -> String {
    let rows: Vec<String> = rows.iter().map(|row| json(&row)).collect();
    format!("[{}]", rows.join(","))
}

/// One row, by key.
#[wasm_bindgen]
pub async fn get(hyperdrive: JsValue, id: String) -> Result<String, JsError> {
    let mut connection = open(hyperdrive).await.map_err(failed)?;
    let sql = Sql::new().raw(COLUMNS).raw("`id` = ").lit(&id);
    Ok(page(&connection.query(&sql).await.map_err(failed)?))
}

/// Fifty rows of a team after a key.
#[wasm_bindgen]
pub async fn list(hyperdrive: JsValue, team: String, after: String) -> Result<String, JsError> {
    let mut connection = open(hyperdrive).await.map_err(failed)?;
    let sql = Sql::new()
        .raw(COLUMNS)
        .raw("`teamId` = ")
        .lit(&team)
        .raw(" AND `id` > ")
        .lit(&after)
        .raw(" ORDER BY `id` LIMIT 50");
    Ok(page(&connection.query(&sql).await.map_err(failed)?))
}

/// Puts rows of eleven texts: id, team, user, role, time.
#[wasm_bindgen]
pub async fn insert(hyperdrive: JsValue, rows: Vec<String>) -> Result<(), JsError> {
    let mut connection = open(hyperdrive).await.map_err(failed)?;
    let mut sql = Sql::new().raw(
        "INSERT INTO `bench_membership` (`id`, `teamId`, `userId`, `roleId`, `createdAt`, `updatedAt`, `isSystemRole`, `isActive`) VALUES ",
    );
    for (at, row) in rows.chunks(5).enumerate() {
        if let [id, team, user, role, time] = row {
            let values = [id, team, user, role, time, time].map(|text| Literal::Str(text));
            let flags = [Literal::I64(1), Literal::I64(1)];
            sql = if at > 0 { sql.raw(", ") } else { sql }.list(values.into_iter().chain(flags));
        }
    }
    connection.execute(&sql).await.map(|_| ()).map_err(failed)
}

/// Changes a row's role.
#[wasm_bindgen]
pub async fn update(
    hyperdrive: JsValue,
    id: String,
    role: String,
    time: String,
) -> Result<(), JsError> {
    let mut connection = open(hyperdrive).await.map_err(failed)?;
    let sql = Sql::new()
        .raw("UPDATE `bench_membership` SET `roleId` = ")
        .lit(&role)
        .raw(", `updatedAt` = ")
        .lit(&time)
        .raw(" WHERE `id` = ")
        .lit(&id);
    connection.execute(&sql).await.map(|_| ()).map_err(failed)
}
