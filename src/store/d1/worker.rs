//! The D1 binding of a Worker: a batch crosses into JavaScript as one text, and its answer comes
//! back as one.

use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::database::{Database, DatabaseError, Param, Reading, Record, Statement};
use crate::store::Consistency;

/// Longest wait for a batch, in milliseconds. D1 itself gives up after 30 seconds
/// (<https://developers.cloudflare.com/d1/platform/limits/>); a caller has gone by then.
const DEADLINE_MS: u32 = 10_000;

/// Between the fields of a row, the rows of a statement, and the statements of a batch: JSON has
/// no raw control characters.
const FIELD: char = '\u{1}';
const ROW: char = '\u{2}';
const STATEMENT: char = '\u{3}';
/// Before the bookmark, which comes last.
const BOOKMARK: char = '\u{4}';

#[wasm_bindgen(module = "/src/worker/glue.js")]
extern "C" {
    fn batch(db: &JsValue, statements: &str, deadline_ms: u32, session: Option<&str>) -> Promise;
}

/// D1 as bound to this Worker.
#[derive(Debug, Clone)]
pub struct Binding(JsValue);

impl Binding {
    /// Wraps the binding.
    pub fn new(database: JsValue) -> Self {
        Binding(database)
    }

    /// No binding: whatever is asked of it fails.
    pub fn absent() -> Self {
        Binding(JsValue::UNDEFINED)
    }
}

impl Database for Binding {
    async fn batch(
        &self,
        statements: Vec<(Statement, Reading)>,
    ) -> Result<Vec<Vec<Record>>, DatabaseError> {
        Ok(self.run(statements, None).await?.0)
    }

    async fn batch_in(
        &self,
        consistency: Consistency<'_>,
        statements: Vec<(Statement, Reading)>,
    ) -> Result<(Vec<Vec<Record>>, Option<String>), DatabaseError> {
        let session = match consistency {
            Consistency::Strong => "first-primary",
            Consistency::Eventual => "first-unconstrained",
            Consistency::Bookmark(bookmark) => bookmark,
        };
        self.run(statements, Some(session)).await
    }
}

impl Binding {
    /// In a session that begins so, or without one.
    async fn run(
        &self,
        statements: Vec<(Statement, Reading)>,
        session: Option<&str>,
    ) -> Result<(Vec<Vec<Record>>, Option<String>), DatabaseError> {
        if statements.is_empty() {
            return Ok((Vec::new(), None));
        }
        if self.0.is_undefined() {
            let message = "this Worker has no DB binding".to_owned();
            return Err(DatabaseError { message, unknown: false });
        }
        let text = request(&statements).map_err(|error| {
            let message = format!("a batch could not be written: {error}");
            DatabaseError { message, unknown: false }
        })?;
        let answer = batch(&self.0, &text, DEADLINE_MS, session);
        let answer = JsFuture::from(answer).await.map_err(failed)?;
        // The batch is committed by now: an answer that can't be read is a lost answer.
        let answer = text_of(&answer).ok_or_else(|| DatabaseError {
            message: "D1 answered with something else than rows".to_owned(),
            unknown: true,
        })?;
        let (answer, bookmark) = match answer.rsplit_once(BOOKMARK) {
            Some((answer, bookmark)) => {
                (answer, (!bookmark.is_empty()).then(|| bookmark.to_owned()))
            }
            None => (answer.as_str(), None),
        };
        let readings = statements.iter().map(|(_, reading)| reading);
        let answers = readings.zip(answer.split(STATEMENT)).map(|(of, rows)| records(of, rows));
        Ok((answers.collect(), bookmark))
    }
}

/// A long answer comes as bytes: a text would be copied character by character.
fn text_of(answer: &JsValue) -> Option<String> {
    match answer.dyn_ref::<Uint8Array>() {
        Some(bytes) => String::from_utf8(bytes.to_vec()).ok(),
        None => answer.as_string(),
    }
}

/// The statements as JSON: `[[sql, value, …], …]`, a BLOB as an array of its bytes.
fn request(statements: &[(Statement, Reading)]) -> serde_json::Result<String> {
    let mut out = Vec::with_capacity(1_024);
    for (at, (statement, _)) in statements.iter().enumerate() {
        out.extend_from_slice(if at == 0 { b"[[" } else { b",[" });
        serde_json::to_writer(&mut out, &statement.sql)?;
        for param in &statement.params {
            out.push(b',');
            match param {
                Param::Null => out.extend_from_slice(b"null"),
                Param::Text(text) => serde_json::to_writer(&mut out, text)?,
                Param::Real(number) => serde_json::to_writer(&mut out, number)?,
                Param::Blob(bytes) => serde_json::to_writer(&mut out, bytes)?,
            }
        }
        out.push(b']');
    }
    out.push(b']');
    // serde_json writes UTF-8 alone.
    Ok(String::from_utf8(out).unwrap_or_default())
}

fn records(reading: &Reading, rows: &str) -> Vec<Record> {
    match reading {
        Reading::Nothing => Vec::new(),
        Reading::Records { .. } if rows.is_empty() => Vec::new(),
        Reading::Records { doubles } => rows.split(ROW).map(|row| record(row, *doubles)).collect(),
    }
}

fn record(row: &str, doubles: usize) -> Record {
    if doubles == 0 {
        return Record { json: row.to_owned(), doubles: Vec::new() };
    }
    let mut fields = row.split(FIELD);
    let json = fields.next().unwrap_or_default().to_owned();
    Record { json, doubles: fields.take(doubles).map(double).collect() }
}

/// NULL is no text; JavaScript prints the shortest digits that read back as the same double, as
/// JSON does. What is no number is not taken for NULL.
fn double(text: &str) -> Option<f64> {
    (!text.is_empty()).then(|| serde_json::from_str(text).unwrap_or(f64::NAN))
}

/// D1's error, or the number of milliseconds that were waited for its answer.
fn failed(error: JsValue) -> DatabaseError {
    if error.as_f64().is_some() {
        let message = format!("D1 did not answer within {DEADLINE_MS} ms");
        return DatabaseError { message, unknown: true };
    }
    let message = match error.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => "D1 failed without a message".to_owned(),
    };
    DatabaseError { message, unknown: false }
}
