//! How far a run is with each of its tables, and the checkpoint that notes a chunk.

use super::super::database::{Database, Record};
use super::super::errors::store_error;
use super::super::sql::Sql;
use super::super::{D1, decode};
use super::findings;
use super::words::{count, meaning, stored_count, word};
use crate::runs::{Checkpoint, Progress, RunState, lease_name};
use crate::schema::Pk;
use crate::store::StoreError;

/// D1 counts statements and written rows: a checkpoint without findings has three of each.
pub(super) async fn checkpoint<B: Database>(
    d1: &D1<B>,
    checkpoint: &Checkpoint,
) -> Result<Option<RunState>, StoreError> {
    let lease = lease_name(&checkpoint.run);
    let ours =
        || Sql::new("\"name\" = ").text(&lease).raw(" AND \"holder\" = ").text(&checkpoint.holder);
    let held = Sql::new(" AND EXISTS (SELECT 1 FROM \"_lease\" WHERE ").then(ours()).raw(")");
    let renew = Sql::new("UPDATE \"_lease\" SET \"until_ms\" = ")
        .int(checkpoint.lease_until_ms)
        .raw(" WHERE ")
        .then(ours());
    let mut statements = vec![renew.run()];
    statements.extend(findings::keep(&checkpoint.run, &checkpoint.findings, &held)?);
    if let Some(progress) = &checkpoint.progress {
        statements.push(note(&checkpoint.run, progress)?.then(held.clone()).run());
    }
    let hold = checkpoint.hold.as_ref().map(word).transpose()?;
    let line = Sql::new("UPDATE \"_run\" SET \"updated_ms\" = ")
        .int(checkpoint.now_ms)
        .raw(", \"worked_ms\" = \"worked_ms\" + ")
        .int(checkpoint.worked_ms)
        .raw(", \"hold\" = ")
        .opt_text(hold.as_deref())
        .then(findings::handed_in(checkpoint.findings.len()))
        .raw(" WHERE \"id\" = ")
        .text(&checkpoint.run)
        .then(held)
        .raw(" RETURNING json_array(\"state\") AS \"r\"");
    statements.push(line.read());
    let answers = d1.database.batch(statements).await.map_err(store_error)?;
    let Some(record) = answers.last().and_then(|records| records.first()) else {
        return Ok(None);
    };
    meaning(decode::text(&mut decode::fields(record)?.into_iter())?).map(Some)
}

fn note(run: &str, progress: &Progress) -> Result<Sql, StoreError> {
    let counts = [
        (", \"rows\" = ", progress.rows),
        (", \"bytes\" = ", progress.bytes),
        (", \"chunks\" = ", progress.chunks),
        (", \"good\" = ", progress.good),
        (", \"findings\" = ", progress.findings),
        (", \"chunk_rows\" = ", u64::from(progress.chunk_rows)),
    ];
    let mut sql = Sql::new("UPDATE \"_run_table\" SET \"state\" = ")
        .text(&word(&progress.state)?)
        .raw(", \"after\" = ")
        .opt_text(progress.after.as_ref().map(Pk::as_str))
        .raw(", \"part\" = ")
        .text(&progress.part)
        .raw(", \"worked_ms\" = ")
        .int(progress.worked_ms)
        .raw(", \"expected_rows\" = ");
    sql = match progress.expected_rows {
        Some(rows) => sql.int(stored_count(rows)),
        None => sql.raw("NULL"),
    };
    for (set, count) in counts {
        sql = sql.raw(set).int(stored_count(count));
    }
    Ok(sql.raw(" WHERE ").then(is(run, &progress.table)))
}

/// The statement that takes a table's progress back, without a condition of its own.
pub(super) fn anew(run: &str, table: &str) -> Sql {
    Sql::new("UPDATE \"_run_table\" SET \"state\" = 'waiting', \"after\" = NULL, \"part\" = '', \"rows\" = 0, \"bytes\" = 0, \"chunks\" = 0, \"good\" = 0, \"findings\" = 0, \"expected_rows\" = NULL, \"chunk_rows\" = 0, \"worked_ms\" = 0 WHERE ")
        .then(is(run, table))
}

/// The line of a table of a run, where it has that table.
pub(super) fn line(run: &str, table: &str) -> Sql {
    Sql::new("SELECT 1 FROM \"_run_table\" WHERE ").then(is(run, table))
}

fn is(run: &str, table: &str) -> Sql {
    Sql::new("\"run\" = ").text(run).raw(" AND \"tbl\" = ").text(table)
}

/// All lines of a run.
pub(super) fn of_run(run: &str) -> Sql {
    Sql::new("SELECT json_array(\"tbl\", \"state\", \"after\", \"part\", CAST(\"rows\" AS TEXT), CAST(\"bytes\" AS TEXT), CAST(\"chunks\" AS TEXT), CAST(\"good\" AS TEXT), CAST(\"findings\" AS TEXT), CAST(\"expected_rows\" AS TEXT), CAST(\"chunk_rows\" AS TEXT), CAST(\"worked_ms\" AS TEXT)) AS \"r\" FROM \"_run_table\" WHERE \"run\" = ")
        .text(run)
        .raw(" ORDER BY \"position\"")
}

pub(super) fn stored(record: &Record) -> Result<Progress, StoreError> {
    let mut fields = decode::fields(record)?.into_iter();
    Ok(Progress {
        table: decode::text(&mut fields)?,
        state: meaning(decode::text(&mut fields)?)?,
        after: fields.next().flatten().map(Pk::from_stored),
        part: decode::text(&mut fields)?,
        rows: count(&mut fields)?,
        bytes: count(&mut fields)?,
        chunks: count(&mut fields)?,
        good: count(&mut fields)?,
        findings: count(&mut fields)?,
        expected_rows: match fields.next().flatten() {
            Some(rows) => Some(rows.parse().map_err(|_| decode::garbled())?),
            None => None,
        },
        chunk_rows: u32::try_from(count(&mut fields)?).map_err(|_| decode::garbled())?,
        worked_ms: decode::int(&mut fields)?,
    })
}
