//! One statement of a batch, bound and read as D1 does it.

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Error, Rows};
use tandem::store::d1::database::{DatabaseError, Param, Reading, Record, Statement};

use super::failed;
use super::wording::message;

pub(super) fn answer(
    connection: &Connection,
    statement: &Statement,
    reading: &Reading,
) -> Result<Vec<Record>, DatabaseError> {
    let failure = |error: Error| failed(message(&error));
    let mut prepared = connection.prepare(&statement.sql).map_err(failure)?;
    if prepared.parameter_count() != statement.params.len() {
        return Err(failed(
            "D1_ERROR: Wrong number of parameter bindings for SQL query.".to_owned(),
        ));
    }
    let names: Vec<String> = prepared.column_names().map(str::to_owned).collect();
    let params = statement.params.iter().map(bound);
    let rows = prepared.query(rusqlite::params_from_iter(params)).map_err(failure)?;
    let wanted = match reading {
        Reading::Nothing => return drain(rows).map(|()| Vec::new()).map_err(failure),
        Reading::Records { doubles } => *doubles,
    };
    assert_eq!(names.first().map(String::as_str), Some("r"), "{}", statement.sql);
    let expected: Vec<String> = (0..wanted).map(|at| format!("d{at}")).collect();
    assert_eq!(names[1..], expected, "{}", statement.sql);
    records(rows, wanted).map_err(failure)
}

fn drain(mut rows: Rows<'_>) -> Result<(), Error> {
    while rows.next()?.is_some() {}
    Ok(())
}

fn records(mut rows: Rows<'_>, doubles: usize) -> Result<Vec<Record>, Error> {
    let mut records = Vec::new();
    while let Some(row) = rows.next()? {
        let json: String = row.get(0)?;
        let doubles =
            (1..=doubles).map(|at| row.get_ref(at).map(double)).collect::<Result<_, Error>>()?;
        records.push(Record { json, doubles });
    }
    Ok(records)
}

/// As it crosses: D1's answer is JSON, which has no number for what is not finite.
fn double(value: ValueRef<'_>) -> Option<f64> {
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(number) => number.to_string().parse().ok(),
        ValueRef::Real(number) => number.is_finite().then_some(number),
        ValueRef::Text(_) | ValueRef::Blob(_) => Some(f64::NAN),
    }
}

pub(super) fn bound(param: &Param) -> Value {
    match param {
        Param::Null => Value::Null,
        Param::Text(text) => Value::Text(text.clone()),
        Param::Real(number) => Value::Real(*number),
        Param::Blob(bytes) => Value::Blob(bytes.clone()),
    }
}
