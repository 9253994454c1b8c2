//! Runs themselves: begun, listed, paused, begun anew.

use super::super::database::{Database, Record};
use super::super::errors::{Failure, classify, read_error, store_error};
use super::super::side::one;
use super::super::sql::Sql;
use super::super::{D1, decode};
use super::progress::{self, anew};
use super::words::{meaning, word};
use super::{cut, findings, limit};
use crate::runs::{NewRun, Run, RunChange, RunState, Settings, TableState, lease_name};
use crate::store::{Side, StoreError};

/// Ended runs that are kept.
pub const MAX_ENDED_RUNS: usize = 100;
/// Older ones that each new run deletes, with at most
/// [`MAX_FINDINGS`](super::MAX_FINDINGS) findings each.
const MAX_DELETED_RUNS: usize = 2;

const COLUMNS: &str = "SELECT json_array(\"id\", \"kind\", \"state\", \"source\", \"settings\", \"who\", CAST(\"created_ms\" AS TEXT), CAST(\"updated_ms\" AS TEXT), CAST(\"worked_ms\" AS TEXT), \"hold\", \"error\") AS \"r\" FROM \"_run\"";
/// What the index `_run_unfinished` is of.
const UNFINISHED: &str = "\"state\" IN ('running', 'paused')";

/// Whether it is there afterwards: it is too if it was there before, since then the answer to a
/// first attempt was lost.
pub(super) async fn create<B: Database>(d1: &D1<B>, run: &NewRun) -> Result<bool, StoreError> {
    let settings = serde_json::json!(run.settings).to_string();
    let line = Sql::new("INSERT INTO \"_run\" (\"id\", \"kind\", \"state\", \"source\", \"settings\", \"who\", \"created_ms\", \"updated_ms\") VALUES (")
        .text(&run.id)
        .raw(", ")
        .text(&word(&run.kind)?)
        .raw(", ")
        .text(&word(&RunState::Running)?)
        .raw(", ")
        .text(run.from.name())
        .raw(", ")
        .text(&settings)
        .raw(", ")
        .text(&cut(&run.by))
        .raw(", ")
        .int(run.now_ms)
        .raw(", ")
        .int(run.now_ms)
        .raw(") ON CONFLICT DO NOTHING");
    let there = || Sql::new("\"_run\" r WHERE r.\"id\" = ").text(&run.id);
    let names: Vec<&str> = run.tables.iter().map(|table| table.name).collect();
    let tables =
        Sql::new("INSERT INTO \"_run_table\" (\"run\", \"position\", \"tbl\") SELECT r.\"id\", e.key, e.value FROM ")
            .raw("json_each(")
            .text(&serde_json::json!(names).to_string())
            .raw(") e CROSS JOIN ")
            .then(there())
            .raw(" ON CONFLICT DO NOTHING");
    let created = Sql::new("SELECT json_array(r.\"id\") AS \"r\" FROM ").then(there());
    let mut statements = vec![line.run(), tables.run(), created.read()];
    statements.extend(delete_old().map(Sql::run));
    let answers = d1.database.batch(statements).await.map_err(store_error)?;
    Ok(answers.get(2).is_some_and(|records| !records.is_empty()))
}

/// The runs themselves last: the others ask which they are.
fn delete_old() -> [Sql; 3] {
    let old = || {
        let ended = Sql::new("SELECT \"id\" FROM \"_run\" WHERE NOT ").raw(UNFINISHED);
        limit(ended.raw(" ORDER BY \"id\" DESC"), MAX_DELETED_RUNS)
            .raw(" OFFSET ")
            .int(i64::try_from(MAX_ENDED_RUNS).unwrap_or(i64::MAX))
            .raw(")")
    };
    [
        Sql::new("DELETE FROM \"_finding\" WHERE \"run\" IN (").then(old()),
        Sql::new("DELETE FROM \"_run_table\" WHERE \"run\" IN (").then(old()),
        Sql::new("DELETE FROM \"_run\" WHERE \"id\" IN (").then(old()),
    ]
}

pub(super) async fn one_run<B: Database>(d1: &D1<B>, id: &str) -> Result<Option<Run>, StoreError> {
    let line = Sql::new(COLUMNS).raw(" WHERE \"id\" = ").text(id);
    let statements = vec![line.read(), progress::of_run(id).read()];
    let answers = d1.database.batch(statements).await.map_err(read_error)?;
    let mut answers = answers.into_iter();
    let Some(record) = answers.next().unwrap_or_default().into_iter().next() else {
        return Ok(None);
    };
    let mut run = stored(&record)?;
    for record in answers.next().unwrap_or_default() {
        run.tables.push(progress::stored(&record)?);
    }
    Ok(Some(run))
}

pub(super) async fn latest<B: Database>(d1: &D1<B>, most: usize) -> Result<Vec<Run>, StoreError> {
    all(d1, limit(Sql::new(COLUMNS).raw(" ORDER BY \"id\" DESC"), most)).await
}

pub(super) async fn running<B: Database>(d1: &D1<B>) -> Result<Vec<Run>, StoreError> {
    // The index is named, since the cron asks every minute: without it all runs would be read.
    let sql = Sql::new(COLUMNS)
        .raw(" INDEXED BY \"_run_unfinished\" WHERE ")
        .raw(UNFINISHED)
        .raw(" AND \"state\" = ")
        .text(&word(&RunState::Running)?)
        .raw(" ORDER BY \"id\"");
    all(d1, sql).await
}

async fn all<B: Database>(d1: &D1<B>, sql: Sql) -> Result<Vec<Run>, StoreError> {
    one(d1, sql).await?.iter().map(stored).collect()
}

/// Where a table is begun anew, whoever works on the run loses the lease: what it knows of the table
/// is no longer so.
pub(super) async fn change<B: Database>(
    d1: &D1<B>,
    change: &RunChange,
) -> Result<bool, StoreError> {
    let from = change.from.iter().map(word).collect::<Result<Vec<_>, _>>()?;
    let mut possible = Sql::new("\"id\" = ")
        .text(&change.id)
        .raw(" AND \"state\" IN (SELECT value FROM json_each(")
        .text(&serde_json::json!(from).to_string())
        .raw("))");
    if let Some(holder) = &change.holder {
        possible = possible
            .raw(" AND EXISTS (SELECT 1 FROM \"_lease\" WHERE \"name\" = ")
            .text(&lease_name(&change.id))
            .raw(" AND \"holder\" = ")
            .text(holder)
            .raw(")");
    }
    if change.to == RunState::Done {
        possible = possible
            .raw(" AND NOT EXISTS (SELECT 1 FROM \"_run_table\" WHERE \"run\" = ")
            .text(&change.id)
            .raw(" AND \"state\" <> ")
            .text(&word(&TableState::Done)?)
            .raw(")");
    }
    let mut statements = Vec::new();
    if let Some(table) = &change.restart {
        possible = possible.raw(" AND EXISTS (").then(progress::line(&change.id, table)).raw(")");
        let still = || {
            Sql::new(" AND EXISTS (SELECT 1 FROM \"_run\" WHERE ").then(possible.clone()).raw(")")
        };
        statements.push(findings::taken_back(&change.id, table).then(still()).run());
        statements.push(findings::delete(&change.id, table).then(still()).run());
        statements.push(anew(&change.id, table).then(still()).run());
        let lease =
            Sql::new("DELETE FROM \"_lease\" WHERE \"name\" = ").text(&lease_name(&change.id));
        statements.push(lease.then(still()).run());
    }
    let line = Sql::new("UPDATE \"_run\" SET \"state\" = ")
        .text(&word(&change.to)?)
        .raw(", \"hold\" = NULL, \"error\" = ")
        .opt_text(change.error.as_deref().map(cut).as_deref())
        .raw(", \"updated_ms\" = ")
        .int(change.now_ms)
        .raw(" WHERE ")
        .then(possible)
        .raw(" RETURNING json_array(\"id\") AS \"r\"");
    statements.push(line.read());
    match d1.database.batch(statements).await.map_err(classify) {
        Ok(answers) => Ok(answers.last().is_some_and(|records| !records.is_empty())),
        // Another of its kind has begun since this one ended.
        Err(Failure::Unique(_)) => Ok(false),
        Err(Failure::Store(error)) => Err(error),
        Err(_) => Err(decode::garbled()),
    }
}

fn stored(record: &Record) -> Result<Run, StoreError> {
    let mut fields = decode::fields(record)?.into_iter();
    Ok(Run {
        id: decode::text(&mut fields)?,
        kind: meaning(decode::text(&mut fields)?)?,
        state: meaning(decode::text(&mut fields)?)?,
        from: match decode::text(&mut fields)?.as_str() {
            "d1" => Side::D1,
            "mysql" => Side::MySql,
            _ => return Err(decode::garbled()),
        },
        settings: serde_json::from_str::<Settings>(&decode::text(&mut fields)?)
            .map_err(|_| decode::garbled())?,
        by: decode::text(&mut fields)?,
        created_ms: decode::int(&mut fields)?,
        updated_ms: decode::int(&mut fields)?,
        worked_ms: decode::int(&mut fields)?,
        hold: fields.next().flatten().map(meaning).transpose()?,
        error: fields.next().flatten(),
        tables: Vec::new(),
    })
}
