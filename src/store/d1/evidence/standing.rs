//! Whether everything was copied and compared: read from what the runs have left.

use super::super::D1;
use super::super::database::Database;
use super::super::decode;
use super::super::ledger::MAX_FINDINGS;
use super::super::side::one;
use super::super::sql::Sql;
use crate::evidence::Standing;
use crate::schema::TABLES;
use crate::store::StoreError;

/// Up to how many open findings are counted.
const COUNT_TO: i64 = 1_000;
/// Open findings that matter, as the index says it.
const OPEN: &str =
    "\"_finding\" INDEXED BY \"_finding_open\" WHERE \"state\" = 'open' AND \"severity\" <> 'note'";
/// When writes may last have been left behind: what was copied or compared before says nothing.
const FORCED: &str = "max(coalesce((SELECT coalesce(\"ended_ms\", \"began_ms\") FROM \"_switch\" WHERE \"forced\" = 1 ORDER BY \"epoch\" DESC LIMIT 1), 0), coalesce((SELECT \"since_ms\" FROM \"_control\" WHERE \"forced\" = 1), 0))";

/// Of the runs, which are about a hundred at most, the latest first: usually that one has all that
/// is asked for, so that the tables of few others are looked at.
pub(super) async fn standing<B: Database>(d1: &D1<B>) -> Result<Standing, StoreError> {
    let sql = Sql::new("WITH \"b\" AS (")
        .then(latest("backfill", FORCED))
        // What could not be copied is a finding of that run.
        .raw(" AND NOT EXISTS (SELECT 1 FROM ")
        .raw(OPEN)
        .raw(" AND \"run\" = r.\"id\")")
        .raw(LATEST)
        .raw("), \"v\" AS (")
        .then(latest("verify", "(SELECT \"updated_ms\" FROM \"b\")"))
        .raw(" AND r.\"settings\" ->> '$.level' = 'full'")
        .raw(LATEST)
        .raw(") SELECT json_array((SELECT CAST(\"updated_ms\" AS TEXT) FROM \"b\"), (SELECT CAST(\"updated_ms\" AS TEXT) FROM \"v\"), CAST((SELECT count(*) FROM (SELECT 1 FROM ")
        .raw(OPEN)
        .raw(" LIMIT ")
        .int(COUNT_TO)
        .raw(")) AS TEXT)) AS \"r\"");
    let records = one(d1, sql).await?;
    let fields = decode::fields(records.first().ok_or_else(decode::garbled)?)?;
    let number = |at: usize| fields.get(at)?.as_ref()?.parse::<i64>().ok();
    let open_findings = number(2).and_then(|count| u64::try_from(count).ok());
    Ok(Standing {
        backfilled_ms: number(0),
        verified_ms: number(1),
        open_findings: open_findings.ok_or_else(decode::garbled)?,
    })
}

const LATEST: &str = " ORDER BY r.\"id\" DESC LIMIT 1";

/// Runs of a kind through all tables that wrote, or compared, in earnest; begun not before `since`,
/// an expression, which is NULL where none counts. A condition may follow, and [`LATEST`] must.
fn latest(kind: &'static str, since: &'static str) -> Sql {
    let names: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
    Sql::new("SELECT r.\"updated_ms\" FROM \"_run\" r WHERE r.\"kind\" = '")
        .raw(kind)
        .raw("' AND r.\"state\" = 'done' AND NOT r.\"settings\" ->> '$.dryRun' AND r.\"created_ms\" >= ")
        .raw(since)
        .raw(" AND r.\"handed_in\" < ")
        .int(i64::try_from(MAX_FINDINGS).unwrap_or(i64::MAX))
        .raw(" AND NOT EXISTS (SELECT 1 FROM json_each(")
        .text(&serde_json::json!(names).to_string())
        .raw(") e WHERE NOT EXISTS (SELECT 1 FROM \"_run_table\" t WHERE t.\"run\" = r.\"id\" AND t.\"tbl\" = e.value AND t.\"state\" = 'done'))")
}
