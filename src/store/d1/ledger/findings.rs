//! Findings: kept with a bound, read in pages, counted, settled.

use super::super::database::{Database, Reading, Record, Statement};
use super::super::errors::read_error;
use super::super::side::{one, run};
use super::super::sql::Sql;
use super::super::{D1, decode};
use super::words::{count as count_field, meaning, word};
use super::{cut, limit};
use crate::runs::{
    Finding, FindingCount, FindingFilter, FindingPosition, FindingState, ValueShown,
};
use crate::store::StoreError;

/// Findings that a run keeps. What is beyond is counted only: a table that is wholly different must
/// not fill D1.
pub const MAX_FINDINGS: usize = 10_000;
/// Findings that are kept of no run, of one name.
pub const MAX_NOTED: usize = 1_000;
/// What one statement keeps or settles, in bytes of JSON: a bound text may have 2 MB
/// (<https://developers.cloudflare.com/d1/platform/limits/>), and the longest finding, with a
/// hundred columns, has less than the difference.
const MAX_JSON_BYTES: usize = 400 << 10;
/// Longest value shown, in characters.
const MAX_SHOWN_CHARS: usize = 200;

/// `"a" = excluded."a"` of what a finding has beside its key.
const AGAIN: &str = " ON CONFLICT (\"run\", \"tbl\", \"pk\", \"kind\") DO UPDATE SET \"severity\" = excluded.\"severity\", \"state\" = excluded.\"state\", \"detail\" = excluded.\"detail\", \"found_ms\" = excluded.\"found_ms\", \"settled_ms\" = NULL";

/// The statements that keep these where `held` and as long as there is room. They come before the
/// one that counts them by [`handed_in`].
pub(super) fn keep(
    of_run: &str,
    findings: &[Finding],
    held: &Sql,
) -> Result<Vec<(Statement, Reading)>, StoreError> {
    let most = i64::try_from(MAX_FINDINGS).unwrap_or(i64::MAX);
    let lines = findings.iter().map(line).collect::<Result<Vec<_>, _>>()?;
    let mut before: i64 = 0;
    let mut statements = Vec::new();
    for (lines, json) in groups(lines) {
        let sql = Sql::new("INSERT INTO \"_finding\" (\"run\", \"tbl\", \"pk\", \"kind\", \"severity\", \"state\", \"detail\", \"found_ms\") SELECT r.\"id\", e.value ->> 0, e.value ->> 1, e.value ->> 2, e.value ->> 3, e.value ->> 4, e.value ->> 5, CAST(e.value ->> 6 AS INTEGER) FROM \"_run\" r CROSS JOIN json_each(")
            .text(&json)
            .raw(") e WHERE r.\"id\" = ")
            .text(of_run)
            .raw(" AND e.key < ")
            .int(most.saturating_sub(before))
            .raw(" - r.\"handed_in\"")
            .then(held.clone())
            .raw(AGAIN);
        statements.push(sql.run());
        before = before.saturating_add(i64::try_from(lines).unwrap_or(i64::MAX));
    }
    Ok(statements)
}

/// Keeps findings of no run. The bound may be passed by those of one call.
pub(super) async fn note<B: Database>(
    d1: &D1<B>,
    of: &str,
    findings: &[Finding],
) -> Result<(), StoreError> {
    let most = i64::try_from(MAX_NOTED).unwrap_or(i64::MAX);
    let lines = findings.iter().map(line).collect::<Result<Vec<_>, _>>()?;
    let settled = Sql::new("DELETE FROM \"_finding\" WHERE \"run\" = ")
        .text(of)
        .raw(" AND \"state\" <> 'open'");
    let mut statements = vec![settled.run()];
    for (_, json) in groups(lines) {
        let sql = Sql::new("INSERT INTO \"_finding\" (\"run\", \"tbl\", \"pk\", \"kind\", \"severity\", \"state\", \"detail\", \"found_ms\") SELECT ")
            .text(of)
            .raw(", e.value ->> 0, e.value ->> 1, e.value ->> 2, e.value ->> 3, e.value ->> 4, e.value ->> 5, CAST(e.value ->> 6 AS INTEGER) FROM json_each(")
            .text(&json)
            .raw(") e WHERE (SELECT count(*) FROM \"_finding\" WHERE \"run\" = ")
            .text(of)
            .raw(") < ")
            .int(most)
            .raw(AGAIN);
        statements.push(sql.run());
    }
    d1.database.batch(statements).await.map_err(read_error)?;
    Ok(())
}

/// The assignment to the run's line that goes with [`keep`].
pub(super) fn handed_in(findings: usize) -> Sql {
    if findings == 0 {
        return Sql::default();
    }
    Sql::new(", \"handed_in\" = min(\"handed_in\" + ")
        .int(i64::try_from(findings).unwrap_or(i64::MAX))
        .raw(", ")
        .int(i64::try_from(MAX_FINDINGS).unwrap_or(i64::MAX))
        .raw(")")
}

/// The statement that makes room for as many as [`delete`], after it, deletes.
pub(super) fn taken_back(of_run: &str, table: &str) -> Sql {
    Sql::new("UPDATE \"_run\" SET \"handed_in\" = max(0, \"handed_in\" - (SELECT count(*) FROM \"_finding\" WHERE ")
        .then(of_table(of_run, table))
        .raw(")) WHERE \"id\" = ")
        .text(of_run)
}

/// The statement that deletes a table's findings.
pub(super) fn delete(of_run: &str, table: &str) -> Sql {
    Sql::new("DELETE FROM \"_finding\" WHERE ").then(of_table(of_run, table))
}

fn of_table(of_run: &str, table: &str) -> Sql {
    Sql::new("\"run\" = ").text(of_run).raw(" AND \"tbl\" = ").text(table)
}

/// What is between `detail`'s brackets.
type Detail = (Option<String>, String, String, Vec<ValueShown>);

fn line(finding: &Finding) -> Result<String, StoreError> {
    let shown = finding.values.iter().map(|value| ValueShown {
        column: value.column.clone(),
        d1: shown(&value.d1),
        mysql: shown(&value.mysql),
    });
    let code = finding.code.as_deref().map(cut);
    let detail: Detail = (code, cut(&finding.message), cut(&finding.remedy), shown.collect());
    let fields = [
        finding.table.clone(),
        key_text(&finding.pk),
        word(&finding.kind)?,
        word(&finding.severity)?,
        word(&finding.state)?,
        serde_json::json!(detail).to_string(),
        finding.found_ms.to_string(),
    ];
    Ok(serde_json::json!(fields).to_string())
}

/// SQLite's JSON ends a text at NUL. No key that can be written has one.
fn key_text(pk: &str) -> String {
    pk.replace('\0', "\u{FFFD}")
}

fn shown(value: &str) -> String {
    value.chars().take(MAX_SHOWN_CHARS).collect()
}

/// JSON arrays of as many lines each as fit, with their number.
fn groups(lines: Vec<String>) -> Vec<(usize, String)> {
    let mut groups: Vec<(usize, String)> = Vec::new();
    for line in lines {
        match groups.last_mut() {
            Some((lines, json)) if json.len().saturating_add(line.len()) < MAX_JSON_BYTES => {
                *lines = lines.saturating_add(1);
                json.push(',');
                json.push_str(&line);
            }
            _ => groups.push((1, format!("[{line}"))),
        }
    }
    for (_, json) in &mut groups {
        json.push(']');
    }
    groups
}

pub(super) async fn page<B: Database>(
    d1: &D1<B>,
    filter: &FindingFilter,
    after: Option<&FindingPosition>,
    most: usize,
) -> Result<Vec<Finding>, StoreError> {
    let sql = Sql::new("SELECT json_array(\"run\", \"tbl\", \"pk\", \"kind\", \"severity\", \"state\", \"detail\", CAST(\"found_ms\" AS TEXT)) AS \"r\" FROM \"_finding\" WHERE ")
        .then(matches(filter, after)?)
        .raw(" ORDER BY \"run\", \"tbl\", \"pk\", \"kind\"");
    one(d1, limit(sql, most)).await?.iter().map(stored).collect()
}

fn matches(filter: &FindingFilter, after: Option<&FindingPosition>) -> Result<Sql, StoreError> {
    let mut conditions = Vec::new();
    if let Some(run) = &filter.run {
        conditions.push(Sql::new("\"run\" = ").text(run));
    }
    if let Some(after) = after {
        let kind = word(&after.kind)?;
        let rest = |sql: Sql| {
            let sql = sql.text(&after.table).raw(", ").text(&after.pk).raw(", ");
            sql.text(&kind).raw(")")
        };
        conditions.push(if filter.run.as_ref() == Some(&after.run) {
            rest(Sql::new("(\"tbl\", \"pk\", \"kind\") > ("))
        } else {
            let sql = Sql::new("(\"run\", \"tbl\", \"pk\", \"kind\") > (").text(&after.run);
            rest(sql.raw(", "))
        });
    }
    if !filter.tables.is_empty() {
        let tables = serde_json::json!(filter.tables).to_string();
        let sql = Sql::new("\"tbl\" IN (SELECT value FROM json_each(").text(&tables).raw("))");
        conditions.push(sql);
    }
    if let Some(pk) = &filter.pk {
        conditions.push(Sql::new("\"pk\" = ").text(&key_text(pk)));
    }
    if let Some(state) = &filter.state {
        conditions.push(Sql::new("\"state\" = ").text(&word(state)?));
    }
    if conditions.is_empty() {
        conditions.push(Sql::new("1"));
    }
    Ok(Sql::join(conditions, " AND "))
}

fn stored(record: &Record) -> Result<Finding, StoreError> {
    let mut fields = decode::fields(record)?.into_iter();
    let (run, table) = (decode::text(&mut fields)?, decode::text(&mut fields)?);
    let (pk, kind) = (decode::text(&mut fields)?, meaning(decode::text(&mut fields)?)?);
    let (severity, state) =
        (meaning(decode::text(&mut fields)?)?, meaning(decode::text(&mut fields)?)?);
    let detail: Detail =
        serde_json::from_str(&decode::text(&mut fields)?).map_err(|_| decode::garbled())?;
    let found_ms = decode::int(&mut fields)?;
    let (code, message, remedy, values) = detail;
    Ok(Finding { run, table, pk, kind, severity, state, values, code, message, remedy, found_ms })
}

pub(super) async fn count<B: Database>(
    d1: &D1<B>,
    filter: &FindingFilter,
) -> Result<Vec<FindingCount>, StoreError> {
    let sql = Sql::new("SELECT json_array(\"tbl\", \"kind\", \"state\", CAST(count(*) AS TEXT)) AS \"r\" FROM \"_finding\" WHERE ")
        .then(matches(filter, None)?)
        .raw(" GROUP BY \"tbl\", \"kind\", \"state\" ORDER BY \"tbl\", \"kind\", \"state\"");
    let mut counts = Vec::new();
    for record in one(d1, sql).await? {
        let mut fields = decode::fields(&record)?.into_iter();
        counts.push(FindingCount {
            table: decode::text(&mut fields)?,
            kind: meaning(decode::text(&mut fields)?)?,
            state: meaning(decode::text(&mut fields)?)?,
            findings: count_field(&mut fields)?,
        });
    }
    Ok(counts)
}

pub(super) async fn settle<B: Database>(
    d1: &D1<B>,
    found: &[(FindingPosition, FindingState)],
    now_ms: i64,
) -> Result<(), StoreError> {
    let mut lines = Vec::with_capacity(found.len());
    for (at, state) in found {
        let (pk, kind) = (key_text(&at.pk), word(&at.kind)?);
        let fields = [at.run.clone(), at.table.clone(), pk, kind, word(state)?];
        lines.push(serde_json::json!(fields).to_string());
    }
    let statements = groups(lines).into_iter().map(|(_, json)| {
        Sql::new("UPDATE \"_finding\" SET \"state\" = e.value ->> 4, \"settled_ms\" = ")
            .int(now_ms)
            .raw(" FROM json_each(")
            .text(&json)
            .raw(") e WHERE \"run\" = e.value ->> 0 AND \"tbl\" = e.value ->> 1 AND \"pk\" = e.value ->> 2 AND \"kind\" = e.value ->> 3")
            .run()
    });
    run(d1, statements.collect()).await
}
