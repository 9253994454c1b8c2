//! The D1 binding of a Worker.

use std::time::Duration;

use serde::Deserialize;
use wasm_bindgen::JsValue;
use worker::{D1Database, D1PreparedStatement, D1Result, Delay};

use super::database::{Database, DatabaseError, Param, Reading, Record, Statement};

/// Longest wait for a batch, in milliseconds. D1 itself gives up after 30 seconds
/// (<https://developers.cloudflare.com/d1/platform/limits/>); a caller has gone by then.
const DEADLINE_MS: u64 = 10_000;

/// D1 as bound to this Worker.
#[derive(Debug)]
pub struct Binding(D1Database);

impl Binding {
    /// Wraps the binding.
    pub fn new(database: D1Database) -> Self {
        Binding(database)
    }

    fn prepare(&self, statement: &Statement) -> Result<D1PreparedStatement, worker::Error> {
        let params: Vec<JsValue> = statement.params.iter().map(to_js).collect();
        let prepared = self.0.prepare(&statement.sql);
        if params.is_empty() { Ok(prepared) } else { prepared.bind(&params) }
    }
}

fn to_js(param: &Param) -> JsValue {
    match param {
        Param::Null => JsValue::NULL,
        Param::Text(text) => JsValue::from_str(text),
        Param::Real(number) => JsValue::from_f64(*number),
        Param::Blob(bytes) => js_sys::Uint8Array::from(bytes.as_slice()).into(),
    }
}

impl Database for Binding {
    async fn batch(
        &self,
        statements: Vec<(Statement, Reading)>,
    ) -> Result<Vec<Vec<Record>>, DatabaseError> {
        if statements.is_empty() {
            return Ok(Vec::new());
        }
        let prepared: Result<Vec<_>, _> =
            statements.iter().map(|(statement, _)| self.prepare(statement)).collect();
        let prepared = prepared.map_err(|error| failed(&error, false))?;
        let batch = std::pin::pin!(self.0.batch(prepared));
        let deadline = std::pin::pin!(Delay::from(Duration::from_millis(DEADLINE_MS)));
        let results = match futures_util::future::select(batch, deadline).await {
            futures_util::future::Either::Left((results, _)) => {
                results.map_err(|error| failed(&error, false))?
            }
            futures_util::future::Either::Right(_) => {
                let message = format!("D1 did not answer within {DEADLINE_MS} ms");
                return Err(DatabaseError { message, unknown: true });
            }
        };
        statements
            .iter()
            .zip(&results)
            .map(|((_, reading), result)| records(reading, result))
            .collect()
    }
}

fn failed(error: &worker::Error, unknown: bool) -> DatabaseError {
    DatabaseError { message: error.to_string(), unknown }
}

#[derive(Deserialize)]
struct Text {
    r: String,
}

fn records(reading: &Reading, result: &D1Result) -> Result<Vec<Record>, DatabaseError> {
    // The batch is committed by now: an answer that can't be read is a lost answer.
    let lost = |error: worker::Error| failed(&error, true);
    match reading {
        Reading::Nothing => Ok(Vec::new()),
        Reading::Records { doubles: 0 } => {
            let rows: Vec<Text> = result.results().map_err(lost)?;
            Ok(rows.into_iter().map(|row| Record { json: row.r, doubles: Vec::new() }).collect())
        }
        Reading::Records { doubles } => {
            let rows: Vec<serde_json::Map<String, serde_json::Value>> =
                result.results().map_err(lost)?;
            Ok(rows.iter().map(|row| with_doubles(row, *doubles)).collect())
        }
    }
}

fn with_doubles(row: &serde_json::Map<String, serde_json::Value>, doubles: usize) -> Record {
    let json = row.get("r").and_then(|text| text.as_str()).unwrap_or_default().to_owned();
    let doubles = (0..doubles)
        .map(|at| row.get(&format!("d{at}")).and_then(|value| value.as_f64()))
        .collect();
    Record { json, doubles }
}
