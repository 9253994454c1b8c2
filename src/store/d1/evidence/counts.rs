//! Counts of all isolates by minute.

use super::super::D1;
use super::super::database::Database;
use super::super::decode;
use super::super::side::{one, run};
use super::super::sql::Sql;
use crate::evidence::Window;
use crate::store::StoreError;

const MINUTE_MS: i64 = 60_000;
/// Counts are kept so long, in milliseconds: two days, for people to look at. With at most 20 a
/// minute that are 57,600 rows.
const KEEP_MS: i64 = 2 * 86_400_000;

/// In one statement. It is not done again where its answer is lost: these are statistics.
pub(super) async fn add<B: Database>(
    d1: &D1<B>,
    now_ms: i64,
    counts: &Window,
) -> Result<(), StoreError> {
    let counts: Vec<[String; 3]> = counts
        .counts()
        .into_iter()
        .map(|(name, bucket, count)| [name.to_owned(), bucket.to_string(), count.to_string()])
        .collect();
    if counts.is_empty() {
        return Ok(());
    }
    let sql = Sql::new("INSERT INTO \"_metric\" (\"minute\", \"name\", \"bucket\", \"count\") SELECT ")
        .int(now_ms.div_euclid(MINUTE_MS))
        .raw(", e.value ->> 0, CAST(e.value ->> 1 AS INTEGER), CAST(e.value ->> 2 AS INTEGER) FROM json_each(")
        .text(&serde_json::json!(counts).to_string())
        .raw(") e WHERE true ON CONFLICT (\"minute\", \"name\", \"bucket\") DO UPDATE SET \"count\" = \"count\" + excluded.\"count\"");
    run(d1, vec![sql.run()]).await
}

pub(super) async fn window<B: Database>(d1: &D1<B>, since_ms: i64) -> Result<Window, StoreError> {
    let sql = Sql::new("SELECT json_array(\"name\", CAST(\"bucket\" AS TEXT), CAST(sum(\"count\") AS TEXT)) AS \"r\" FROM \"_metric\" WHERE \"minute\" >= ")
        .int(since_ms.div_euclid(MINUTE_MS))
        .raw(" GROUP BY \"name\", \"bucket\"");
    let mut window = Window::default();
    for record in one(d1, sql).await? {
        let mut fields = decode::fields(&record)?.into_iter();
        let name = decode::text(&mut fields)?;
        let mut count = || u64::try_from(decode::int(&mut fields)?).map_err(|_| decode::garbled());
        let bucket = usize::try_from(count()?).map_err(|_| decode::garbled())?;
        window.add(&name, bucket, count()?);
    }
    Ok(window)
}

/// The beginning of the statement that deletes counts that are old when sent events of before
/// `before_ms` are; up to its limit.
pub(in super::super) fn purge(before_ms: i64) -> Sql {
    Sql::new("DELETE FROM \"_metric\" WHERE (\"minute\", \"name\", \"bucket\") IN (SELECT \"minute\", \"name\", \"bucket\" FROM \"_metric\" WHERE \"minute\" < ")
        .int(before_ms.saturating_sub(KEEP_MS).div_euclid(MINUTE_MS))
}
