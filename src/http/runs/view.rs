//! Runs and what they found, as JSON and as text.

use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use crate::runs::{
    AuditLine, Finding, FindingCount, FindingState, Kind, PRICES, PRICES_AS_OF, Plan, Progress,
    Run, RunState, TableState, plan,
};
use crate::schema::{Timestamp, table};

pub(super) fn run(run: &Run) -> Json {
    let sum = |number: fn(&Progress) -> u64| run.tables.iter().map(number).sum::<u64>();
    let rows = sum(|table| table.rows);
    let expected = sum(|table| table.expected_rows.unwrap_or(0).max(table.rows));
    json!({
        "id": run.id,
        "kind": run.kind,
        "state": run.state,
        "from": run.from.name(),
        "to": run.from.other().name(),
        "settings": run.settings,
        "by": run.by,
        "createdAt": Timestamp(run.created_ms).to_rfc3339(),
        "updatedAt": Timestamp(run.updated_ms).to_rfc3339(),
        "workedMs": run.worked_ms,
        "hold": run.hold,
        "error": run.error,
        "rows": rows,
        "expectedRows": expected,
        "rowsPerSecond": rate(rows, run.worked_ms),
        "bytes": sum(|table| table.bytes),
        "findings": sum(|table| table.findings),
        "tables": run.tables.iter().map(progress).collect::<Vec<_>>(),
    })
}

fn progress(table: &Progress) -> Json {
    json!({
        "table": table.table,
        "state": table.state,
        "after": table.after.as_ref().map(|pk| pk.as_str()),
        "part": table.part,
        "rows": table.rows,
        "good": table.good,
        "findings": table.findings,
        "bytes": table.bytes,
        "chunks": table.chunks,
        "expectedRows": table.expected_rows,
        "chunkRows": table.chunk_rows,
        "rowsPerSecond": rate(table.rows, table.worked_ms),
    })
}

/// Rows a second of the time worked; `None` where there is nothing to reckon from.
fn rate(rows: u64, worked_ms: i64) -> Option<u64> {
    let worked_ms = u64::try_from(worked_ms).ok().filter(|ms| *ms > 0)?;
    Some(rows.saturating_mul(1_000) / worked_ms)
}

pub(super) fn finding(finding: &Finding) -> Json {
    json!({
        "run": finding.run,
        "table": finding.table,
        "key": finding.pk,
        "kind": finding.kind,
        "severity": finding.severity,
        "state": finding.state,
        "values": finding.values,
        "code": finding.code,
        "message": finding.message,
        "remedy": finding.remedy,
        "foundAt": Timestamp(finding.found_ms).to_rfc3339(),
    })
}

pub(super) fn audit(line: &AuditLine) -> Json {
    json!({
        "id": line.id,
        "at": Timestamp(line.at_ms).to_rfc3339(),
        "who": line.who,
        "verb": line.verb,
        "target": line.target,
        "detail": serde_json::from_str::<Json>(&line.detail).unwrap_or(Json::Null),
    })
}

pub(super) fn report(of: &Run, counts: &[FindingCount], open: &[Finding]) -> Json {
    let count = |count: &FindingCount| json!({ "table": count.table, "kind": count.kind, "state": count.state, "findings": count.findings });
    json!({
        "run": run(of),
        "verdict": verdict(of, counts),
        "plan": plan(of).as_ref().map(planned),
        "cannotSee": cannot_see(of),
        "counts": counts.iter().map(count).collect::<Vec<_>>(),
        "open": open.iter().map(finding).collect::<Vec<_>>(),
    })
}

fn planned(plan: &Plan) -> Json {
    let prices = PRICES
        .map(|price| json!({ "what": price.what, "dollarsPerMillion": price.dollars_per_million }));
    json!({
        "rows": plan.rows,
        "bytes": plan.bytes,
        "refused": plan.refused,
        "chunks": plan.chunks,
        "d1RowsRead": plan.d1_rows_read,
        "d1RowsWritten": plan.d1_rows_written,
        "mysqlRowsWritten": plan.mysql_rows_written,
        "messages": plan.messages,
        "subrequests": plan.subrequests,
        "timeMs": plan.time_ms,
        "dollars": plan.dollars,
        "prices": prices,
        "pricesAsOf": PRICES_AS_OF,
    })
}

/// What a run by its kind does not notice.
fn cannot_see(run: &Run) -> Vec<String> {
    if run.kind != Kind::Sync {
        return Vec::new();
    }
    let mut unseen = vec![
        "rows that were deleted".to_owned(),
        "rows whose program did not set the time of the change".to_owned(),
    ];
    let whole = run.tables.iter().filter_map(|progress| table(&progress.table));
    let whole = whole.filter(|table| table.updated_column().is_none());
    unseen.extend(
        whole.map(|table| format!("when rows of {} changed: all of them are copied", table.name)),
    );
    unseen
}

/// The answer to "is my data safe, and what do I do next".
fn verdict(run: &Run, counts: &[FindingCount]) -> String {
    let open = counts.iter().filter(|count| count.state == FindingState::Open);
    let open: u64 = open.map(|count| count.findings).sum();
    let found: u64 = run.tables.iter().map(|table| table.findings).sum();
    match run.state {
        RunState::Running => "it is under way".to_owned(),
        RunState::Paused => "it is paused: resume it".to_owned(),
        RunState::Cancelled => "it was cancelled: nothing follows from it".to_owned(),
        RunState::Failed => {
            let error = run.error.as_deref().unwrap_or("no reason was kept");
            format!("it failed: {error}; mend that and resume it")
        }
        RunState::Done if run.kind == Kind::Repair => repaired(run),
        RunState::Done if run.settings.dry_run => {
            format!("it wrote nothing; {found} rows would not be copied as they are")
        }
        RunState::Done if found == 0 => "it is through, and found nothing wrong".to_owned(),
        RunState::Done if open == 0 => {
            format!("it is through; of the {found} that it found none is open: verify once more")
        }
        RunState::Done => {
            format!("it is through, and {open} of its findings are open: look at them, then repair")
        }
    }
}

/// The same of a repair, which finds nothing of its own.
fn repaired(run: &Run) -> String {
    let sum = |number: fn(&Progress) -> u64| run.tables.iter().map(number).sum::<u64>();
    let looked_at = sum(|table| table.rows);
    let (settled, left) = (sum(|table| table.good), sum(|table| table.findings));
    if looked_at == 0 {
        return "it is through: there was no open finding to look at".to_owned();
    }
    if run.settings.dry_run {
        return format!(
            "it wrote nothing: a repair would look at {looked_at} findings; {left} still are so, {settled} are gone"
        );
    }
    if left == 0 {
        return format!(
            "it is through: all {looked_at} findings that it looked at are mended or gone; verify once more"
        );
    }
    format!(
        "it is through: of the {looked_at} findings that it looked at {settled} are mended or gone, and {left} are as they were: each says what to do"
    )
}

/// The report as text: the verdict first, then each table, then what is open.
pub(super) fn report_text(run: &Run, counts: &[FindingCount], open: &[Finding]) -> String {
    let mut out = String::new();
    // Writing to a String does not fail.
    let _ = writeln!(
        out,
        "{} {} from {}: {}\n",
        word(&run.kind),
        run.id,
        run.from.name(),
        verdict(run, counts)
    );
    let _ = writeln!(
        out,
        "{:<42} {:>8} {:>12} {:>12} {:>9} {:>9}",
        "table", "state", "rows", "good", "findings", "rows/s"
    );
    for table in run.tables.iter().filter(|table| table.state != TableState::Waiting) {
        let rate =
            rate(table.rows, table.worked_ms).map_or("-".to_owned(), |rate| rate.to_string());
        let _ = writeln!(
            out,
            "{:<42} {:>8} {:>12} {:>12} {:>9} {:>9}",
            table.table,
            word(&table.state),
            table.rows,
            table.good,
            table.findings,
            rate
        );
    }
    let waiting = run.tables.iter().filter(|table| table.state == TableState::Waiting).count();
    if waiting > 0 {
        let _ = writeln!(out, "{waiting} tables wait");
    }
    if let Some(plan) = plan(run) {
        let _ = writeln!(
            out,
            "\nThe run itself: {} rows ({} bytes) in {} chunks; {} refused. About {} s, {} messages of the queue, {} subrequests;\n\
             D1 reads {} rows and writes {}, MySQL writes {}: {:.4} US dollars at the prices of {PRICES_AS_OF}.",
            plan.rows,
            plan.bytes,
            plan.chunks,
            plan.refused,
            plan.time_ms.div_ceil(1_000),
            plan.messages,
            plan.subrequests,
            plan.d1_rows_read,
            plan.d1_rows_written,
            plan.mysql_rows_written,
            plan.dollars,
        );
    }
    for unseen in cannot_see(run) {
        let _ = writeln!(out, "\nIt can't see {unseen}.");
    }
    for count in counts.iter().filter(|count| count.state == FindingState::Open) {
        let _ =
            writeln!(out, "\nopen: {} {} in {}", count.findings, word(&count.kind), count.table);
    }
    for finding in open {
        let _ = writeln!(
            out,
            "\n{} {}/{}: {}",
            word(&finding.kind),
            finding.table,
            finding.pk,
            finding.message
        );
        for value in &finding.values {
            let _ =
                writeln!(out, "    {}: {} in D1, {} in MySQL", value.column, value.d1, value.mysql);
        }
        let _ = writeln!(out, "    {}", finding.remedy);
    }
    out
}

/// The word by which JSON names it.
fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|value| Some(value.as_str()?.to_owned()))
        .unwrap_or_default()
}
