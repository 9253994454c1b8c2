//! D1 as an answer: rows of one table, and the control line.

use std::rc::Rc;

use serde_json::json;
use tandem::schema::Type;
use tandem::store::d1::database::{Database, DatabaseError, Reading, Record, Statement};

use crate::rows::{Form, VERSION, texts, workouts};

/// Most arguments of `json_array`: a longer row comes as arrays in an array.
const MAX_ARGUMENTS: usize = 32;

/// Every read of `workouts` finds the same rows; nothing was ever deleted.
#[derive(Clone)]
pub struct CannedD1 {
    rows: Rc<[Record]>,
    control: Record,
}

impl CannedD1 {
    pub fn with_rows(rows: usize) -> Self {
        let control =
            Record { json: json!(["1", "d1", "open", "1", "0", "0"]).to_string(), doubles: vec![] };
        CannedD1 { rows: (0..rows).map(record).collect(), control }
    }

    /// What a statement that gives rows finds: it is known by the first table that it names, so
    /// that the rest of its text may change.
    fn records(&self, sql: &str) -> Vec<Record> {
        match first_table(sql) {
            Some("workouts") => self.rows.to_vec(),
            Some("_control") => vec![self.control.clone()],
            _ => Vec::new(),
        }
    }
}

fn record(number: usize) -> Record {
    let table = workouts();
    let (mut plain, mut doubles) = (Vec::new(), Vec::new());
    for (column, text) in table.columns.iter().zip(texts(table, number, Form::D1)) {
        match column.ty {
            Type::Double => doubles.push(text.and_then(|text| text.parse().ok())),
            Type::Int { .. } | Type::BigInt | Type::Bool | Type::Timestamp { .. } => {
                plain.push(json!(text.and_then(|text| text.parse::<i64>().ok())));
            }
            _ => plain.push(json!(text)),
        }
    }
    plain.push(json!(VERSION));
    assert!(plain.len() <= MAX_ARGUMENTS);
    Record { json: json!(plain).to_string(), doubles }
}

/// The name after the first FROM, INTO or UPDATE that a quoted name follows.
fn first_table(sql: &str) -> Option<&str> {
    let mut pieces = sql.split('"');
    let mut before = pieces.next()?;
    loop {
        let name = pieces.next()?;
        if ["FROM ", "INTO ", "UPDATE "].iter().any(|word| before.ends_with(word)) {
            return Some(name);
        }
        before = pieces.next()?;
    }
}

impl Database for CannedD1 {
    async fn batch(
        &self,
        statements: Vec<(Statement, Reading)>,
    ) -> Result<Vec<Vec<Record>>, DatabaseError> {
        let answers = statements.iter().map(|(statement, reading)| match reading {
            Reading::Nothing => Vec::new(),
            Reading::Records { .. } => self.records(&statement.sql),
        });
        Ok(answers.collect())
    }
}
