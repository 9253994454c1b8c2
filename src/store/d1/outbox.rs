//! D1's outbox, dead letters and what the consumer keeps.

use super::D1;
use super::database::Database;
use super::decode;
use super::errors::store_error;
use super::side::{one, run};
use super::sql::Sql;
use crate::schema::Version;
use crate::store::{Delivery, OutboxDepth, OutboxEvent, StoreError};

/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;
/// Longest error kept with an event, in characters.
const MAX_ERROR_CHARS: usize = 1_000;
const COPIED: &str =
    "\"id\", \"kind\", \"tbl\", \"pk\", \"version\", \"tenant\", \"at_ms\", \"payload\"";

pub(super) async fn due<B: Database>(
    d1: &D1<B>,
    now_ms: i64,
    most: usize,
) -> Result<Vec<OutboxEvent>, StoreError> {
    let sql = Sql::new("SELECT json_array(\"id\", \"kind\", \"tbl\", \"pk\", CAST(\"version\" AS TEXT), \"tenant\", CAST(\"at_ms\" AS TEXT), \"payload\", CAST(\"attempts\" AS TEXT)) AS \"r\" FROM \"_outbox\" WHERE \"sent_ms\" = 0 AND \"next_ms\" <= ")
        .int(now_ms)
        .raw(" ORDER BY \"id\" LIMIT ")
        .int(i64::try_from(most).unwrap_or(i64::MAX));
    let mut events = Vec::new();
    for record in one(d1, sql).await? {
        let mut fields = decode::fields(&record)?.into_iter();
        events.push(OutboxEvent {
            id: decode::text(&mut fields)?,
            kind: decode::text(&mut fields)?,
            table: decode::text(&mut fields)?,
            pk: decode::text(&mut fields)?,
            version: Version(decode::int(&mut fields)?),
            tenant: fields.next().flatten(),
            at_ms: decode::int(&mut fields)?,
            payload: decode::text(&mut fields)?,
            attempts: u32::try_from(decode::int(&mut fields)?).unwrap_or(u32::MAX),
        });
    }
    Ok(events)
}

pub(super) async fn delivered<B: Database>(
    d1: &D1<B>,
    results: &[(String, Delivery)],
    now_ms: i64,
) -> Result<(), StoreError> {
    let mut statements = Vec::new();
    for (id, delivery) in results {
        let is = |sql: Sql| sql.raw(" WHERE \"sent_ms\" = 0 AND \"id\" = ").text(id);
        match delivery {
            Delivery::Sent => statements
                .push(is(Sql::new("UPDATE \"_outbox\" SET \"sent_ms\" = ").int(now_ms)).run()),
            Delivery::Failed { next_ms, error } => {
                let error: String = error.chars().take(MAX_ERROR_CHARS).collect();
                let sql = Sql::new(
                    "UPDATE \"_outbox\" SET \"attempts\" = \"attempts\" + 1, \"next_ms\" = ",
                )
                .int(*next_ms)
                .raw(", \"error\" = ")
                .text(&error);
                statements.push(is(sql).run());
            }
            Delivery::Dead { reason } => {
                let reason: String = reason.chars().take(MAX_ERROR_CHARS).collect();
                let copy = Sql::new("INSERT OR IGNORE INTO \"_dead_letter\" (")
                    .raw(COPIED)
                    .raw(", \"reason\", \"died_ms\") SELECT ")
                    .raw(COPIED)
                    .raw(", ")
                    .text(&reason)
                    .raw(", ")
                    .int(now_ms)
                    .raw(" FROM \"_outbox\"");
                statements.push(is(copy).run());
                statements.push(is(Sql::new("DELETE FROM \"_outbox\"")).run());
            }
        }
    }
    if statements.is_empty() { Ok(()) } else { run(d1, statements).await }
}

pub(super) async fn depth<B: Database>(
    d1: &D1<B>,
    count_to: u64,
) -> Result<OutboxDepth, StoreError> {
    let bound = i64::try_from(count_to).unwrap_or(i64::MAX);
    let sql = Sql::new("SELECT json_array(CAST((SELECT count(*) FROM (SELECT 1 FROM \"_outbox\" WHERE \"sent_ms\" = 0 LIMIT ")
        .int(bound)
        .raw(")) AS TEXT), CAST((SELECT \"at_ms\" FROM \"_outbox\" WHERE \"sent_ms\" = 0 ORDER BY \"id\" LIMIT 1) AS TEXT), CAST((SELECT count(*) FROM (SELECT 1 FROM \"_dead_letter\" LIMIT ")
        .int(bound)
        .raw(")) AS TEXT)) AS \"r\"");
    let records = one(d1, sql).await?;
    let fields = decode::fields(records.first().ok_or_else(decode::garbled)?)?;
    let number = |at: usize| fields.get(at).cloned().flatten().and_then(|t| t.parse::<i64>().ok());
    let count = |at: usize| number(at).and_then(|n| u64::try_from(n).ok()).unwrap_or(0);
    Ok(OutboxDepth { pending: count(0), oldest_ms: number(1), dead: count(2) })
}

pub(super) async fn redrive<B: Database>(d1: &D1<B>, most: usize) -> Result<u64, StoreError> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let chosen =
        || Sql::new("SELECT \"id\" FROM \"_dead_letter\" ORDER BY \"id\" LIMIT ").int(most);
    let count = Sql::new("SELECT json_array(CAST(count(*) AS TEXT)) AS \"r\" FROM (")
        .then(chosen())
        .raw(")");
    let back = Sql::new("INSERT OR IGNORE INTO \"_outbox\" (")
        .raw(COPIED)
        .raw(") SELECT ")
        .raw(COPIED)
        .raw(" FROM \"_dead_letter\" WHERE \"id\" IN (")
        .then(chosen())
        .raw(")");
    let gone = Sql::new("DELETE FROM \"_dead_letter\" WHERE \"id\" IN (").then(chosen()).raw(")");
    let statements = vec![count.read(), back.run(), gone.run()];
    let answers = d1.database.batch(statements).await.map_err(store_error)?;
    let record = answers.first().and_then(|r| r.first()).ok_or_else(decode::garbled)?;
    let mut fields = decode::fields(record)?.into_iter();
    Ok(u64::try_from(decode::int(&mut fields)?).unwrap_or(0))
}

pub(super) async fn purge<B: Database>(
    d1: &D1<B>,
    before_ms: i64,
    most: usize,
) -> Result<(), StoreError> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let sent = Sql::new("DELETE FROM \"_outbox\" WHERE (\"sent_ms\", \"id\") IN (SELECT \"sent_ms\", \"id\" FROM \"_outbox\" WHERE \"sent_ms\" > 0 AND \"sent_ms\" < ")
        .int(before_ms)
        .raw(" LIMIT ")
        .int(most)
        .raw(")");
    let requests = Sql::new("DELETE FROM \"_request\" WHERE (\"day\", \"id\") IN (SELECT \"day\", \"id\" FROM \"_request\" WHERE \"day\" < ")
        .int(before_ms.div_euclid(DAY_MS) - 1)
        .raw(" LIMIT ")
        .int(most)
        .raw(")");
    run(d1, vec![sent.run(), requests.run()]).await
}

/// The event's id and its effect are kept in one step: a second delivery finds the id and has no
/// effect.
pub(super) async fn process_once<B: Database>(
    d1: &D1<B>,
    event_id: &str,
    kind: &str,
    now_ms: i64,
) -> Result<bool, StoreError> {
    let effect = Sql::new("INSERT INTO \"_event_count\" (\"kind\", \"events\", \"last_ms\") SELECT ")
        .text(kind)
        .raw(", 1, ")
        .int(now_ms)
        .raw(" WHERE NOT EXISTS (SELECT 1 FROM \"_processed\" WHERE \"event_id\" = ")
        .text(event_id)
        .raw(") ON CONFLICT (\"kind\") DO UPDATE SET \"events\" = \"events\" + 1, \"last_ms\" = excluded.\"last_ms\"");
    let seen = Sql::new(
        "SELECT json_array(\"event_id\") AS \"r\" FROM \"_processed\" WHERE \"event_id\" = ",
    )
    .text(event_id);
    let mark = Sql::new("INSERT OR IGNORE INTO \"_processed\" (\"event_id\") VALUES (")
        .text(event_id)
        .raw(")");
    let answers = d1
        .database
        .batch(vec![seen.read(), effect.run(), mark.run()])
        .await
        .map_err(store_error)?;
    Ok(answers.first().is_none_or(Vec::is_empty))
}
